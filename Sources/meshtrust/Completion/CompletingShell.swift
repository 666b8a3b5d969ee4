/// A shell that completes.
enum CompletingShell: String, CaseIterable {
  case bash, zsh, fish

  /// The script, for the tool under each of its names. All it does is to ask the tool, so that it never grows old.
  var script: String {
    switch self {
    case .bash: Self.forBash
    case .zsh: Self.forZsh
    case .fish: Self.forFish
    }
  }

  private static let forBash = """
    # Completions of meshtrust for bash.
    _meshtrust() {
      local IFS=$' \\t\\n' line="${COMP_LINE:0:COMP_POINT}" words word rest=4 current skip
      read -ra words <<<"$line"
      [[ "$line" == *[[:space:]] ]] && words+=("")
      current="${words[${#words[@]}-1]}"
      # bash replaces only what stands behind the last = or colon.
      skip="${current%"${current##*[=:]}"}"
      COMPREPLY=()
      while IFS=$'\\t' read -r word _; do
        if [[ "$word" == :+([0-9]) ]]; then
          rest="${word#:}"
        else
          COMPREPLY+=("${word#"$skip"}")
        fi
      done < <("${words[0]/#\\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null)
      ((rest & 2)) && compopt -o nospace
      current="${current#"$skip"}"
      if ((rest & 16)); then
        compopt -o filenames
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$current")
      elif ((!(rest & 4))); then
        compopt -o filenames
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
      fi
    }
    shopt -s extglob
    complete -F _meshtrust meshtrust kubectl-meshtrust oc-meshtrust

    """

  private static let forZsh = """
    #compdef meshtrust kubectl-meshtrust oc-meshtrust
    # Completions of meshtrust for zsh.
    _meshtrust() {
      local -a found
      local line word rest=4
      for line in "${(@f)$("${(Q)words[1]/#\\~/$HOME}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ "$line" == :<-> ]]; then
          rest="${line#:}"
        elif [[ -n "$line" ]]; then
          word="${line%%$'\\t'*}"
          [[ "$line" == *$'\\t'* ]] && found+=("${word//:/\\\\:}:${line#*$'\\t'}") || found+=("${word//:/\\\\:}")
        fi
      done
      if ((rest & 2)); then
        _describe -t values value found -S ''
      elif ((${#found})); then
        _describe -t values value found
      fi
      if ((rest & 16)); then
        _files -/
      elif ((!(rest & 4))); then
        _files
      fi
    }
    if [[ "${funcstack[1]}" == _meshtrust ]]; then
      _meshtrust "$@"
    else
      compdef _meshtrust meshtrust kubectl-meshtrust oc-meshtrust
    fi

    """

  private static let forFish = """
    # Completions of meshtrust for fish.
    function __meshtrust_complete
      set -l words (commandline -opc) (commandline -ct)
      set -l rest 4
      for line in (command $words[1] __complete $words[2..-1] 2>/dev/null)
        if string match -qr '^:[0-9]+$' -- $line
          set rest (string sub -s 2 -- $line)
        else
          echo $line
        end
      end
      if test (math "bitand($rest, 16)") -ne 0
        __fish_complete_directories (commandline -ct)
      else if test (math "bitand($rest, 4)") -eq 0
        __fish_complete_path (commandline -ct)
      end
    end
    for name in meshtrust kubectl-meshtrust oc-meshtrust
      complete -c $name -f -a '(__meshtrust_complete)'
    end

    """
}
