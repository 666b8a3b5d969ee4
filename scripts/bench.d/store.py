#!/usr/bin/env python3
"""Measures commands on a home in PostgreSQL, over a unix socket, against the same commands on authority.db.

usage: store.py BINARY [ROUNDS]

Starts a server of its own as the user postgres, with its usual settings. The two homes lie on the same disk as its data, and
their commands run in turn, so that what else the machine does strikes both.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MESHES = ["red-mesh", "green-mesh", "blue-mesh"]
AIM = 1.5
COMMANDS = [
    ("plan", "plan"),
    ("apply", "apply -q"),
    ("issue", "issue red-mesh --gateway egress-green-mesh --out LEAF"),
    ("status", "status"),
    ("rotate step", "rotate start spare-TURN -q"),
]


def seconds(words: list[str]) -> float:
    null = os.open("/dev/null", os.O_RDWR)
    began = time.perf_counter()
    process = os.posix_spawn(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, n) for n in (0, 1, 2)])
    _, status = os.waitpid(process, 0)
    taken = time.perf_counter() - began
    os.close(null)
    # `plan` and `status` may say that something is to be done.
    if os.waitstatus_to_exitcode(status) not in (0, 2):
        sys.exit(f"store.py: `{' '.join(words[1:])}` ends with {os.waitstatus_to_exitcode(status)}")
    return taken


def server(folder: Path) -> list[str]:
    """Starts one, and returns what stops it."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs:
        sys.exit("store.py: there is no /usr/lib/postgresql/*/bin")
    control = ["runuser", "-u", "postgres", "--", str(programs[-1] / "pg_ctl"), "-D", str(folder / "data")]
    shutil.chown(folder, "postgres")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(control + ["init", "-o", "-U postgres -A trust -E UTF8 --locale=C.UTF-8"], **quiet)
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"
    subprocess.run(control + ["-l", str(folder / "log"), "-o", options, "-w", "start"], **quiet)
    return control + ["-m", "fast", "-w", "stop"]


def main() -> int:
    if len(sys.argv) not in (2, 3) or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        return 0 if len(sys.argv) > 1 else 64
    binary, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 15
    folder = Path(tempfile.mkdtemp(prefix="meshtrust-bench."))
    folder.chmod(0o755)
    place = folder / "server"
    place.mkdir()
    stop = server(place)
    try:
        os.environ.update(PGHOST=str(place), PGUSER="postgres")
        homes = {"authority.db": str(folder / "file"), "PostgreSQL": str(folder / "postgres")}
        subprocess.run(["createdb", "bench"], check=True)
        # A mesh for each rotation that is begun.
        spare = [f"spare-{turn}" for turn in range(rounds + 1)]
        for store, home in homes.items():
            subprocess.run([binary, "init", *MESHES, *spare, "--home", home, "-q"], check=True, stdout=subprocess.DEVNULL)
            if store == "PostgreSQL":
                subprocess.run([binary, "store", "init", "postgresql:///bench", "--home", home], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([binary, "apply", "--home", home, "-q"], check=True, stdout=subprocess.DEVNULL)
        worst = 0.0
        for name, words in COMMANDS:
            times: dict[str, list[float]] = {store: [] for store in homes}
            for turn in range(rounds + 1):
                for store, home in homes.items():
                    filled = words.replace("LEAF", str(folder / f"leaf.{turn}.{store}")).replace("TURN", str(turn))
                    taken = seconds([binary, *filled.split(), "--home", home])
                    # The first is for the caches.
                    if turn:
                        times[store].append(taken)
            middle = {store: statistics.median(times[store]) for store in homes}
            ratio = middle["PostgreSQL"] / middle["authority.db"]
            worst = max(worst, ratio)
            print(
                f"store: {name}: PostgreSQL against authority.db: {ratio:.2f} (at most {AIM}); "
                + ", ".join(f"{store} {1000 * middle[store]:.1f} ms" for store in homes), flush=True)
    finally:
        subprocess.run(stop, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(folder)
    return 1 if worst > AIM else 0


sys.exit(main())
