#!/usr/bin/env python3
"""Kills `store move` at each of its system calls that reach a disk or a server, there and back, and ends the move afterwards.

usage: moves.py BINARY HOME TEMPLATE COUNT

HOME is a home in authority.db, of which each kill gets a copy; TEMPLATE is a database with the tables and no home. After a
kill the same command is given again. Whether the first one had reached its end or not, the home is then at one place with
every entry of its log, each key opens, nothing is left to do, and the place that it left takes nothing more.
"""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

CALLS = "sendto,recvfrom,write,pwrite64,fsync,fdatasync,rename,renameat2,unlink,unlinkat,openat,ftruncate,link,linkat"
# The largest number that strace takes: the command ends before.
UNKNOWN = 65535


class Moves:
    def __init__(self, binary: str, home: str, template: str):
        self.binary, self.origin, self.template = binary, Path(home), template
        self.place = self.origin.parent / "moving"
        self.home = self.place / "pki"
        self.struck = 0

    def run(self, *words: str, around: list[str] = []) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*around, self.binary, *words, "--home", str(self.home)], cwd=self.place, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, errors="replace")

    def begin(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        shutil.copytree(self.origin, self.home, symlinks=True)
        for statement in ("DROP DATABASE IF EXISTS moving WITH (FORCE)", f"CREATE DATABASE moving TEMPLATE {self.template}"):
            subprocess.run(["psql", "-X", "-q", "-d", "postgres", "-c", statement], check=True, capture_output=True)

    def entries(self) -> int:
        found = re.search(r"^(\d+) entries are unmodified", self.run("log", "verify").stdout, re.M)
        return int(found[1]) if found else -1

    def killed(self, target: str, name: str, number: int) -> bool:
        strace = ["strace", "-f", "-qq", "-o", str(self.place / "trace"), "-e", f"trace={CALLS}", "-e", f"inject={name}:signal=KILL:when={number}"]
        # Its own death by the signal of its tracee.
        return self.run("store", "move", "--to", target, around=strace).returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)

    def calls(self, target: str) -> list[tuple[str, int]]:
        """Each call, as strace counts them: by thread and name."""
        self.killed(target, "getcwd", UNKNOWN)
        counts: dict[tuple[str, str], int] = {}
        for line in (self.place / "trace").read_text(errors="replace").splitlines():
            if call := re.match(r"(\d+) +(\w+)\(", line):
                counts[call.groups()] = counts.get(call.groups(), 0) + 1
        names = {name for _, name in counts}
        return [(name, number) for name in sorted(names) for number in range(1, max(n for (_, other), n in counts.items() if other == name) + 1)]

    def faults(self, target: str, entries: int):
        again = self.run("store", "move", "--to", target)
        if again.returncode != 0:
            yield f"the same command ends with {again.returncode}: {again.stderr.strip()[:300]}"
        status = self.run("store", "status").stdout
        if not re.search(r"^database: .*" + ("authority" if target == "authority.db" else "moving"), status, re.M):
            yield f"the home is not there: {status.strip()[:200]} after {again.returncode}: {again.stderr.strip()[:300]}"
            return
        if self.entries() < entries:
            yield f"the log has {self.entries()} of at least {entries} entries: {self.run('log', 'verify').stderr.strip()[:300]}"
        if (plan := self.run("plan")).returncode != 0:
            yield f"something is left to do: {(plan.stderr or plan.stdout).strip()[:300]}"
        for name in ("red-mesh/root", "red-mesh", "green-mesh"):
            if (export := self.run("key", "export", name, "--no-encrypt")).returncode != 0:
                yield f"the key of {name} does not open: {export.stderr.strip()[:200]}"
        if (crl := self.run("crl", "red-mesh")).returncode != 0:
            yield f"the next command fails: {crl.stderr.strip()[:300]}"
        left = sorted(path.name for path in self.home.iterdir() if re.search(r"\.new-|-journal$|\.draft", path.name))
        if left:
            yield f"files are left: {left}"

    def there(self) -> None:
        moved = self.run("store", "move", "--to", "postgresql:///moving")
        if moved.returncode != 0:
            sys.exit(f"moves.py: a move without a kill failed: {moved.stderr}")


def main() -> int:
    binary, home, template, count = sys.argv[1:]
    moves, found = Moves(binary, home, template), []
    for target, prepare in (("postgresql:///moving", lambda: None), ("authority.db", moves.there)):
        moves.begin()
        prepare()
        entries, calls = moves.entries(), moves.calls(target)
        # Spread over all calls.
        for name, number in calls[:: max(1, len(calls) // int(count))]:
            moves.begin()
            prepare()
            if not moves.killed(target, name, number):
                continue
            moves.struck += 1
            for fault in moves.faults(target, entries):
                found.append(fault)
                print(f"to {target}, killed at {name} {number}: {fault}", flush=True)
        print(f"to {target}: {len(calls)} calls", flush=True)
    print(f"{moves.struck} kills of `store move`, {len(found)} faults")
    return 1 if found else 0


if len(sys.argv) != 5:
    print(__doc__)
    sys.exit(64)
sys.exit(main())
