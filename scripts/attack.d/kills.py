"""Kills every command that writes before every system call that changes the disk."""

import json
import re
import shlex
from pathlib import Path
from typing import Iterator

from target import Case, Ended, Missing, Stage, crashed, run, whole

CALLS = (
    "openat write pwrite64 fsync fdatasync rename renameat renameat2 unlink unlinkat fchmod mkdir rmdir ftruncate syncfs "
    "link linkat symlink").split()
# A template, and the command that changes the home of it. `@FILE` stands for what a file of the template says.
COMMANDS = [
    ("described", "apply"),
    ("applied", "rotate start red-mesh"),
    ("applied", "reissue red-mesh/intermediate"),
    ("applied", "rekey red-mesh --intermediate"),
    ("applied", "remove mesh blue-mesh --yes"),
    ("applied", "issue red-mesh --gateway egress-green-mesh --out leaf"),
    ("applied", "crl red-mesh"),
    ("applied", "backup copy --backup-passphrase-file pass"),
    ("applied", "home seal rewrap --new-passphrase-file pass"),
    ("rotating", "rotate seen green-mesh --for red-mesh -f seen.yaml"),
    ("rotating", "rotate abort red-mesh"),
    ("rotating", "rotate start red-mesh --compromised --yes"),
    ("rotating", "rotate vouch red-mesh 'green-mesh updated'"),
    ("applied", "home seal add --new-passphrase-file pass --name anna"),
    ("slotted", "home seal remove anna"),
    ("applied", "report --out report.html"),
    ("applied", "metrics --out home.prom"),
    ("applied", "rotate start red-mesh --to external --root corp.pem"),
    ("corporate", "request red-mesh"),
    ("corporate", "install red-mesh --chain chain.pem"),
    ("token", "key generate red-mesh/root --token pkcs11:token=mesh"),
    ("tokened", "key generate red-mesh/root --token pkcs11:token=mesh"),
    ("described", "apply --sealed-secrets sealing.pem"),
    ("deployed", "deploy --yes --prune"),
    ("gathering", "deploy --yes"),
    ("gathering", "restart red-mesh --yes"),
    ("gathering", "rotate gather"),
    ("gathering", "rotate run red-mesh --until distributing --restart-workloads --yes"),
    ("applied", "publish pki/published"),
    ("ossm", "migrate start red-mesh --to sail"),
    ("migrating", "migrate abort red-mesh"),
    ("approved", "proposal carry-out @id"),
    ("waiting", "proposal approve @id --signature proposal.sig"),
    ("endpoint", "trust refresh green-mesh --fingerprint @pin"),
    ("bare", "init red-mesh green-mesh blue-mesh"),
    ("saved", "restore copy --backup-passphrase-file pass"),
    ("older", "log accept-loss --by anna"),
    ("applied", "emit red-mesh"),
    ("parted", "peer add red-mesh green-mesh"),
    ("applied", "remove peer red-mesh green-mesh"),
    ("served", "remove service bookinfo/ratings"),
    ("linted", "lint --fix --yes peer.yaml"),
    ("asked", "sign red-mesh --csr leaf.csr --as workload --gateway egress-green-mesh --out leaf"),
    ("leafed", "issued revoke @print"),
    ("leafed", "issued forget @print"),
    ("applied", "key export red-mesh/root --no-encrypt --out root.key"),
    ("serviced", "key attach red-mesh/root --signer corporate --key root"),
    ("prepared", "key destroy red-mesh/root --yes"),
    ("migrating", "migrate vouch red-mesh 'red-mesh verified'"),
    ("applied", "trust export red-mesh --for green-mesh --out card.yaml"),
    ("carded", "trust import card.yaml --fingerprint @pin --yes"),
    ("trusting", "trust remove yellow-mesh --yes"),
    ("deployed", "collect --out seen"),
    ("addressed", "addresses red-mesh services.yaml --yes"),
    ("running", "adopt red-mesh --cacerts old/out/red-mesh"),
]
# Under strace, beside others, and with clusters that are waited for.
SECONDS = 180
# What is no home before the command, or not one that can be used: it is given again before anything else.
FIRST = ["init", "restore", "log", "adopt"]
# What a command is finished with: itself, once more.
AGAIN = ["remove", "home", "deploy", "restart", "key", "install", "request", "publish", "migrate", "proposal", "trust", "peer", "issued", "addresses",
         "lint", "sign"]


def commands() -> Iterator[tuple[str, list[str], list[str]]]:
    for template, words in COMMANDS:
        for sealed in (False, True):
            if sealed and "rewrap" in words:
                continue
            password = ["--passphrase-file", "pass"] if sealed else []
            # ssh-keygen signs what one home says; the secret of it makes no difference.
            if sealed and template in ("approved", "waiting", "endpoint"):
                continue
            yield template + ("-sealed" if sealed else ""), shlex.split(words) + password, password


def places(stage: Stage, template: str, words: list[str]) -> list[tuple[str, int, str]]:
    """The calls of an undisturbed run that change the disk: name, how many of that name came before, and the line."""
    try:
        stage.template(template)
    except Missing as program:
        print(f"without {program}: `{' '.join(words)}` is left out")
        return []
    place = stage.copy(template)
    trace = stage.folder / "trace"
    run(words, place, seconds=SECONDS, around=["strace", "-f", "-y", "-qq", "-o", str(trace), "-e", "trace=" + ",".join(CALLS)])
    counts: dict[tuple[str, str], int] = {}
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        match = re.match(r"(\d+) +(\w+)\((.*)", line)
        if not match:
            continue
        thread, call, rest = match.groups()
        counts[thread, call] = counts.get((thread, call), 0) + 1
        makes = call != "openat" or "O_CREAT" in rest
        printed = call == "write" and re.match(r"[12]<", rest)
        # What the cluster's stand-in writes is not ours.
        if makes and not printed and "/clusters/" not in rest:
            found.append((call, counts[thread, call], rest))
    return found


def cases(stage: Stage, verb: str = "signal=KILL", wanted=CALLS) -> Iterator[Case]:
    for template, words, password in commands():
        for call, number, _ in places(stage, template, words):
            if call in wanted:
                yield Case(f"{verb} at {call} {number} of `{' '.join(words)}`", fault(template, words, password, verb, call, number))


def fault(template: str, words: list[str], password: list[str], verb: str, call: str, number: int):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy(template)
        ended = run(
            words, place, seconds=SECONDS,
            around=["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{verb}:when={number}"])
        if "KILL" not in verb:
            yield from crashed(ended)
        yield from afterwards(place, words, password, ended)

    return body


def afterwards(place: Path, words: list[str], password: list[str], ended: Ended) -> Iterator[str]:
    if "rewrap" in words:
        # Either passphrase opens the home, and neither command may lose it.
        plain = run(["log", "verify"], place)
        opens = run(["key", "export", "red-mesh/root", "--no-encrypt"], place)
        sealed = run(["key", "export", "red-mesh/root", "--no-encrypt", "--passphrase-file", "pass"], place)
        if plain.status != 0 or 0 not in (opens.status, sealed.status):
            yield f"neither key opens the home: {opens}; {sealed}"
        password = [] if opens.status == 0 else ["--passphrase-file", "pass"]
    if words[0] in FIRST:
        again = run(words, place, seconds=SECONDS)
        if again.status not in ((0,) if words[0] == "log" else (0, 1, 2, 4)):
            yield f"run again it ended with {again}"
        if words[0] == "log":
            yield from accepted(place, password, again)
    finishes = words[0] in AGAIN and "rewrap" not in words or words[:2] == ["rotate", "run"]
    again = (lambda: run(words, place, seconds=SECONDS)) if finishes else None
    yield from whole(place, password, until=again)


def accepted(place: Path, password: list[str], again: Ended) -> Iterator[str]:
    """A loss is accepted once, however often somebody has to say it."""
    said = again.out.decode(errors="replace")
    if not said.startswith(("logged that anna accepts it: ", "nothing is lost: ")):
        yield f"run again it says {said[:200]!r}"
    log = run(["log", "--json", *password], place)
    entries = json.loads(log.out or b"{}").get("entries", [])
    found = [entry for entry in entries if entry["action"] == "accepted-loss"]
    if log.status != 0 or len(found) != 1:
        yield f"the loss is accepted {len(found)} times: {log}"
