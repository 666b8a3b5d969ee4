"""Runs every command with standard output or standard error that cannot be written."""

import os
import subprocess
from typing import Iterator

from target import Case, Stage, run

# A template, a command, and whether its verdict is not 0 when it is undisturbed is found out by running it.
COMMANDS = [
    ("described", "plan"), ("described", "apply"), ("described", "show"), ("described", "id red-mesh --from green-mesh"),
    ("applied", "plan"), ("applied", "apply"), ("applied", "emit red-mesh"), ("applied", "show --json"),
    ("applied", "status"), ("applied", "status --fail-within 3650d"), ("applied", "status --fail-within 3650d --json"),
    ("applied", "log"), ("applied", "log --json"), ("applied", "log verify"), ("applied", "lint pki/out"),
    ("applied", "diff pki/out"), ("applied", "checklist pki/out"), ("applied", "doctor -f pki/out"), ("applied", "services pki/out"),
    ("applied", "addresses pki/out"), ("applied", "inspect pki/out/red-mesh"), ("applied", "inspect pki/out/red-mesh/pem/root-cert.pem"),
    ("applied", "verify pki/out/red-mesh/pem/cert-chain.pem --peer red-mesh --for green-mesh"),
    ("applied", "verify pki/out/red-mesh/pem/cert-chain.pem --bundle pki/out/green-mesh/pem/root-cert.pem --trust-domain red-mesh.local"),
    ("applied", "verify nothing --peer red-mesh --for green-mesh"), ("applied", "rehearse"), ("applied", "rehearse --forge"),
    ("applied", "timeline"), ("applied", "blast-radius red-mesh/root"), ("applied", "drill --lose-key red-mesh/root"),
    ("applied", "rotate status"), ("applied", "rotate plan red-mesh"), ("applied", "rotate start red-mesh"),
    ("applied", "rotate next red-mesh"), ("applied", "rotate abort red-mesh"), ("rotating", "rotate next red-mesh"),
    ("rotating", "rotate status"), ("rotating", "rotate proof red-mesh"), ("rotating", "rotate abort red-mesh"),
    ("rotating", "rotate seen green-mesh --for red-mesh -f seen.yaml"), ("applied", "reissue red-mesh/intermediate"),
    ("applied", "rekey red-mesh --intermediate"), ("applied", "crl red-mesh"), ("applied", "trust export red-mesh --for green-mesh"),
    ("applied", "trust import nothing"), ("applied", "issue red-mesh --gateway egress-green-mesh --out leaf"),
    ("applied", "request red-mesh --as intermediate"), ("applied", "key export red-mesh/root --no-encrypt"),
    ("applied", "home seal rewrap --new-passphrase-file pass"), ("applied", "remove mesh blue-mesh --yes"),
    ("applied", "remove mesh blue-mesh --dry-run"), ("applied", "remove mesh nobody --yes"), ("applied", "backup b --backup-passphrase-file pass"),
    ("applied", "restore nothing --backup-passphrase-file pass"), ("applied", "explain"), ("applied", "explain MT-V-06"),
    ("applied", "explain MT-NO-01"), ("applied", "version"), ("applied", "--version"), ("applied", "--help"), ("applied", "help verify"),
    ("applied", "completion bash"), ("applied", "nonsense"), ("applied", "init a b"), ("described", "init a b --home other"),
    ("applied", "status --check"), ("rotating", "status --check"), ("applied", "report"), ("applied", "report --markdown"), ("applied", "metrics"),
    ("applied", "metrics --rules"), ("applied", "log checkpoint"), ("applied", "log verify --checkpoint nothing"), ("applied", "log accept-loss --by anna"),
    ("applied", "issued list"), ("applied", "home seal list"), ("applied", "home seal add --new-passphrase-file pass --name anna"),
    ("described", "apply --sealed-secrets sealing.pem"), ("described", "apply --sealed-secrets nothing"), ("applied", "request red-mesh"),
    ("described", "request red-mesh"), ("corporate", "install red-mesh --chain chain.pem"), ("corporate", "install red-mesh --chain corp.pem"),
    ("applied", "rotate start red-mesh --to external --root corp.pem"), ("token", "key generate red-mesh/root --token pkcs11:token=mesh"),
    ("token", "key generate red-mesh/root --token pkcs11:token=none"), ("gathering", "deploy --dry-run"), ("gathering", "deploy"), ("gathering", "deploy --yes"),
    ("gathering", "deploy --yes --json"), ("gathering", "rotate gather"), ("gathering", "rotate gather --json"), ("gathering", "restart red-mesh"),
    ("gathering", "restart red-mesh --yes"), ("gathering", "rotate run red-mesh --until distributing --restart-workloads --yes"),
    ("gathering", "rotate run red-mesh --yes"), ("deployed", "status --live"), ("deployed", "cluster check"), ("deployed", "collect --out seen"),
    ("deployed", "lint --live"), ("deployed", "diff --live"), ("deployed", "services --live"), ("deployed", "report --live"), ("applied", "schema"),
    ("waiting", "proposal list"), ("waiting", "proposal show @id"), ("waiting", "proposal approve @id --signature proposal.sig"),
    ("waiting", "proposal carry-out @id"), ("approved", "proposal carry-out @id"), ("waiting", "rotate start red-mesh"), ("ossm", "migrate plan red-mesh --to sail"),
    ("ossm", "migrate start red-mesh --to sail"), ("migrating", "migrate status"), ("migrating", "migrate next red-mesh"),
    ("applied", "publish published"), ("endpoint", "trust refresh --all"), ("endpoint", "trust refresh green-mesh --fingerprint @pin"),
    ("applied", "store status"), ("applied", "trust list"),
]


def cases(stage: Stage) -> Iterator[Case]:
    for template, words in COMMANDS:
        for kind in ("broken output", "full output", "broken error", "broken both", "closed output", "closed error"):
            yield Case(f"{kind} of `{words}`", body(template, words.split(), kind))


def body(template: str, words: list[str], kind: str):
    def check(stage: Stage) -> Iterator[str]:
        usual = run(words, stage.copy(template))
        place = stage.copy(template)
        reader, writer = os.pipe()
        os.close(reader)
        full = open("/dev/full", "wb")
        output, error, around = subprocess.PIPE, subprocess.PIPE, []
        if kind in ("broken output", "broken both"):
            output = writer
        if kind in ("broken error", "broken both"):
            error = writer
        if kind == "full output":
            output = full
        if kind.startswith("closed"):
            around = ["sh", "-c", f"exec \"$@\" {'1' if 'output' in kind else '2'}>&-", "sh"]
        try:
            ended = run(words, place, stdout=output, stderr=error, around=around)
        finally:
            os.close(writer)
            full.close()
        # What could not be printed at all is a failure of its own where there was none; a closed pipe is the reader's will.
        allowed = {usual.status}
        if usual.status == 0 and usual.out and (kind == "full output" or kind == "closed output"):
            allowed = {74} if kind == "full output" else {0, 74}
        if kind == "closed error":
            allowed |= {74} if usual.status == 0 else set()
        if ended.status not in allowed:
            yield f"ended with {ended.status}, undisturbed with {usual.status}"

    return check
