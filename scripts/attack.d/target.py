"""The binary under attack, homes for it, and what every case has in common."""

import os
import resource
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable, Iterator

BINARY = os.environ["MESHTRUST"]
# Exit statuses that the documentation lists; a signal or anything else is a crash.
DOCUMENTED = {0, 1, 2, 3, 4, 5, 64, 69, 70, 73, 74, 75}


@dataclass
class Ended:
    """How a run ended. `status` is negative for a signal."""

    status: int
    out: bytes
    err: bytes
    seconds: float
    kilobytes: int

    def __str__(self) -> str:
        last = (self.err or self.out).decode(errors="replace").strip().splitlines()[:2]
        return f"status {self.status}: {' / '.join(last)[:200]}"


@dataclass
class Case:
    name: str
    body: Callable[["Stage"], Iterable[str]]

    def defects(self, stage: "Stage") -> Iterator[str]:
        try:
            yield from self.body(stage)
        except subprocess.TimeoutExpired:
            yield "does not end"


def spread(cases: list) -> list:
    """All cases, in an order of which every beginning is an even sample."""
    order, step = [], len(cases)
    seen = set()
    while step >= 1 and len(order) < len(cases):
        for index in range(0, len(cases), max(1, step)):
            if index not in seen:
                seen.add(index)
                order.append(cases[index])
        step //= 2
    return order + [case for index, case in enumerate(cases) if index not in seen]


def run(
    arguments: list[str], folder: Path, *, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    seconds: float = 30, memory: int | None = None, around: list[str] = (), environment: dict | None = None,
) -> Ended:
    """Runs the binary in a folder. `memory` limits the address space, in bytes; `around` are words in front of it."""

    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    variables = {key: value for key, value in os.environ.items() if not key.startswith("MESHTRUST")}
    began = time.monotonic()
    process = subprocess.Popen(
        [*around, BINARY, *arguments], cwd=folder, stdin=stdin if not isinstance(stdin, bytes) else subprocess.PIPE,
        stdout=stdout, stderr=stderr, env=variables | (environment or {}), preexec_fn=limit, start_new_session=True)
    try:
        out, err = process.communicate(stdin if isinstance(stdin, bytes) else None, timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Ended(process.returncode, out or b"", err or b"", time.monotonic() - began, usage.ru_maxrss)


class Stage:
    """A scratch folder with templates of homes, from which every case takes copies."""

    MESHES = ["red-mesh", "green-mesh", "blue-mesh"]

    def __init__(self, folder: Path):
        self.folder = folder
        self._made: dict[str, Path] = {}

    def copy(self, template: str) -> Path:
        """A fresh copy of a template: a folder with the home `pki` in it, and whatever else it needs."""
        place = self.folder / "work"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.template(template), place, symlinks=True)
        return place

    def template(self, name: str) -> Path:
        if name not in self._made:
            place = self.folder / name
            place.mkdir()
            getattr(self, "make_" + name.split("-")[0])(place, sealed=name.endswith("-sealed"))
            self._made[name] = place
        return self._made[name]

    def make(self, place: Path, *commands: list[str], stdin: bytes | None = None) -> None:
        for command in commands:
            ended = run(command, place, stdin=stdin or subprocess.DEVNULL)
            if ended.status not in (0, 1, 2):
                raise SystemExit(f"scripts/attack: {' '.join(command)} ended with {ended}")

    def make_described(self, place: Path, sealed: bool) -> None:
        self.make(place, ["init", *self.MESHES])
        (place / "pass").write_text("correct horse battery staple\n")
        (place / "pass").chmod(0o600)

    def make_applied(self, place: Path, sealed: bool) -> None:
        self.make_described(place, sealed)
        self.make(place, ["apply", *(["--passphrase-file", "pass"] if sealed else [])])

    def make_rotating(self, place: Path, sealed: bool) -> None:
        self.make_applied(place, sealed)
        self.make(place, ["rotate", "start", "red-mesh", *(["--passphrase-file", "pass"] if sealed else [])])
        self.seen(place, "green-mesh")

    def seen(self, place: Path, peer: str) -> None:
        """What a cluster would show of a peer's ConfigMap, in `seen.yaml`."""
        text = (place / f"pki/out/{peer}/configmap-red-mesh-ca-root-cert.yaml").read_text()
        mark = "  name: red-mesh-ca-root-cert\n"
        uid = "5a0d0d3c-0000-4000-8000-000000000001"
        (place / "seen.yaml").write_text(text.replace(mark, f"{mark}  uid: {uid}\n  resourceVersion: \"7\"\n"))


def crashed(ended: Ended) -> Iterator[str]:
    if ended.status not in DOCUMENTED:
        yield f"ended with {ended}"


def whole(place: Path, words: list[str], *, until: Callable[[], Ended] | None = None) -> Iterator[str]:
    """What must hold of a home after any fault: it opens, its log holds, the work can be finished, nothing is left."""
    for command in (["status"], ["log", "verify"]):
        ended = run(command + words, place)
        # Before the first transaction there is nothing to look at.
        begun = (place / "pki/authority.db").exists()
        if ended.status not in ((0, 1, 2) if command == ["status"] else (0,) if begun else (0, 4)):
            yield f"`{' '.join(command)}` then ended with {ended}"
    if until:
        until()
    ended = run(["apply", "--yes", *words], place)
    if ended.status != 0:
        yield f"`apply` then ended with {ended}"
    again = run(["plan", *words], place)
    if again.status != 0:
        yield f"after `apply`, `plan` ended with {again}"
    named = (place / "pki/federation.yaml").read_text()
    for path in (place / "pki").rglob("*"):
        # SQLite removes its own journal with the next change.
        if ".new" in path.name:
            yield f"left behind: {path.relative_to(place)}"
        if path.name == "ca-key.pem" and path.parent.parent.name not in named:
            yield f"the key of a mesh that is gone is left: {path.relative_to(place)}"
