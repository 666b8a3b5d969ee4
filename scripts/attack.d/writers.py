"""Runs commands that write at the same time."""

import os
import subprocess
from typing import Iterator

from target import BINARY, Case, Stage, run, surroundings, whole


def together(place, commands: list[list[str]]) -> list:
    """Starts them all before it waits for any."""
    processes = [
        subprocess.Popen([BINARY, *words], cwd=place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | surroundings(place)) for words in commands
    ]
    try:
        return [(process.communicate(timeout=60), process.returncode) for process in processes]
    finally:
        for process in processes:
            process.kill()


def cases(stage: Stage) -> Iterator[Case]:
    for round in range(4):
        yield Case(f"twelve times init, round {round}", inits)
        yield Case(f"eight times the first apply, round {round}", applies)
        yield Case(f"deploy, apply, gather, reissue and restart, round {round}", deploys)
        yield Case(f"start, apply, reissue, remove and crl, round {round}", mixed)


def deploys(stage: Stage) -> Iterator[str]:
    """Two administrators deploy and apply at once; once more by one of them, and all is as the home writes it."""
    place = stage.copy("gathering")
    commands = ["deploy --yes", "deploy red-mesh --yes", "apply --yes", "rotate gather", "reissue green-mesh/intermediate", "restart red-mesh --yes"]
    for (_, err), status in together(place, [words.split() for words in commands]):
        if status not in (0, 1, 2, 4, 64, 75):
            yield f"ended with {status}: {err.decode()[:100]}"
    for words in (["deploy", "--yes"], ["deploy", "--dry-run"]):
        ended = run(words, place, seconds=60)
        if ended.status != 0:
            yield f"`{' '.join(words)}` then ended with {ended}"
    yield from whole(place, [])


def inits(stage: Stage) -> Iterator[str]:
    place = stage.folder / "inits"
    place.mkdir(exist_ok=True)
    (place / "pki/federation.yaml").unlink(missing_ok=True)
    ended = together(place, [["init", f"a{n}", f"b{n}"] for n in range(12)])
    wrote = [n for n, (_, status) in enumerate(ended) if status == 0]
    if len(wrote) != 1:
        yield f"{len(wrote)} of twelve say that they wrote it"
    elif f"a{wrote[0]}" not in (place / "pki/federation.yaml").read_text():
        yield "the one that says so did not"


def applies(stage: Stage) -> Iterator[str]:
    place = stage.copy("described")
    for (_, err), status in together(place, [["apply"]] * 8):
        if status not in (0, 4, 75):
            yield f"ended with {status}: {err.decode()[:100]}"
    yield from whole(place, [])
    log = run(["log"], place).out.decode()
    if log.count("red-mesh/root") > 2:
        yield "a root was issued more than once"


def mixed(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    commands = ["rotate start red-mesh", "apply --yes", "reissue green-mesh/intermediate", "remove mesh blue-mesh --yes", "crl red-mesh", "status"]
    for (_, err), status in together(place, [words.split() for words in commands]):
        if status not in (0, 1, 2, 4, 64, 75):
            yield f"ended with {status}: {err.decode()[:100]}"
    yield from whole(place, [])
