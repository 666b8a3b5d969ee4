# shellcheck shell=bash
# Getting at other people's software: Debian packages, and Python packages in a temporary folder.

apt_is_fresh=no

# need PEER COMMAND PACKAGE …: whether the command is there, if need be after installing the packages. If not, the peer
# is skipped.
need() {
  local peer="$1" command="$2"
  shift 2
  if command -v "$command" >/dev/null; then
    return 0
  fi
  if [[ "${INTEROP_INSTALL:-yes}" != no ]] && command -v apt-get >/dev/null; then
    echo "scripts/interop: installing $*" >&2
    install_packages "$@" >"$work/apt.log" 2>&1 || true
    hash -r
    if command -v "$command" >/dev/null; then
      return 0
    fi
  fi
  skip "$peer: there is no $command, and Debian's $* is not there or could not be installed"
  return 1
}

# A package may start a service on every address as soon as it is installed; policy-rc.d is Debian's way to say no.
install_packages() {
  local run=() policy=/usr/sbin/policy-rc.d made=no status=0
  if ((EUID != 0)); then
    run=(sudo -n)
  fi
  "${run[@]}" true || return 1
  if [[ ! -e "$policy" ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${run[@]}" install -m 755 /dev/stdin "$policy"
    made=yes
  fi
  export DEBIAN_FRONTEND=noninteractive
  if [[ "$apt_is_fresh" == no ]]; then
    "${run[@]}" apt-get update -qq || true
    apt_is_fresh=yes
  fi
  "${run[@]}" apt-get install -y -qq --no-install-recommends "$@" || status=1
  if [[ "$made" == yes ]]; then
    "${run[@]}" rm -f "$policy"
  fi
  return "$status"
}

# python_package PEER NAME: installs it into the virtual environment $work/venv. Skips the peer if that cannot be.
python_package() {
  need "$1" python3 python3 python3-venv || return 1
  if [[ "${INTEROP_INSTALL:-yes}" != no ]]; then
    if [[ -x "$work/venv/bin/pip" ]] || python3 -m venv "$work/venv" >"$work/pip.log" 2>&1 \
      || { install_packages python3-venv >>"$work/pip.log" 2>&1 && python3 -m venv --clear "$work/venv"; }; then
      if "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$2" >>"$work/pip.log" 2>&1; then
        return 0
      fi
    fi
  fi
  skip "$1: the Python package $2 could not be installed"
  return 1
}
