"""Reads endless and enormous inputs, with limits on time and memory."""

import os
import subprocess
import threading
from typing import Iterator

from target import Case, Stage, crashed, run

GIGABYTE = 1 << 30
# Every place that reads a file or standard input; FILE is the endless one.
READERS = [
    "verify FILE --bundle pki/out/red-mesh/pem/root-cert.pem --trust-domain red-mesh.local",
    "verify pki/out/red-mesh/pem/cert-chain.pem --bundle FILE --trust-domain red-mesh.local", "verify --batch FILE --peer red-mesh --for green-mesh",
    "verify pki/out/red-mesh/pem/cert-chain.pem --peer red-mesh --for green-mesh --crl FILE",
    "verify pki/out/red-mesh/pem/cert-chain.pem --peer-manifest FILE", "inspect FILE", "lint FILE", "diff FILE", "checklist FILE", "doctor -f FILE",
    "services FILE", "addresses FILE", "trust import FILE", "sign red-mesh --csr FILE --as workload", "install red-mesh --chain FILE",
    "rotate seen green-mesh --for red-mesh -f FILE", "restore FILE --backup-passphrase-file pass --home new", "init --from FILE --home new",
    "backup b --backup-passphrase-file FILE", "home seal rewrap --new-passphrase-file FILE", "plan --passphrase-file FILE",
    "key export red-mesh/root --out-passphrase-file FILE", "adopt red-mesh --cacerts FILE", "remove service x --file FILE --mesh red-mesh",
    "log verify --checkpoint FILE", "apply --sealed-secrets FILE", "rotate start green-mesh --to external --root FILE",
    "home seal add --new-passphrase-file FILE --name anna", "deploy --dry-run --kubeconfig FILE", "rotate seen FILE", "trust import FILE --yes",
    "proposal approve 0 --signature FILE", "migrate seen red-mesh -f FILE", "home seal remove none --passphrase-file FILE",
]


def cases(stage: Stage) -> Iterator[Case]:
    for words in READERS:
        for kind in ("zero", "pem", "yaml", "pipe"):
            yield Case(f"{kind} without end: `{words}`", endless(words, kind))
    yield Case("40,000 certificates with one signature", collisions)
    yield Case("nested YAML", nested)
    yield Case("YAML aliases that multiply", aliases)


def endless(words: str, kind: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("corporate")
        path = place / "endless"
        if kind == "zero":
            path = "/dev/zero"
        else:
            os.mkfifo(path)
            unit = {
                "pem": (place / "pki/out/red-mesh/pem/root-cert.pem").read_bytes(), "yaml": b"---\nkind: ConfigMap\ndata: {a: b}\n",
                "pipe": b"x" * 70 + b"\n",
            }[kind]
            feed(path, unit)
        # A batch answers each line as it comes, for as long as lines come, and needs no more memory for it.
        is_stream = words.startswith("verify --batch") and kind != "zero"
        try:
            ended = run(
                words.replace("FILE", str(path)).split(), place, seconds=10 if is_stream else 40,
                memory=GIGABYTE if is_stream else 4 * GIGABYTE, stdout=subprocess.DEVNULL if is_stream else subprocess.PIPE)
        except subprocess.TimeoutExpired:
            if is_stream:
                return
            raise
        finally:
            if kind != "zero":
                # Whoever still waits at the other end is released.
                os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        yield from crashed(ended)
        if ended.status == 0:
            yield "it ended with 0"

    return body


def feed(path, unit: bytes) -> None:
    def write():
        try:
            with open(path, "wb") as pipe:
                while True:
                    pipe.write(unit * 1000)
        except OSError:
            pass

    threading.Thread(target=write, daemon=True).start()


def collisions(stage: Stage) -> Iterator[str]:
    """Certificates that differ, but for their signatures: time grows with their number, not with its square."""
    import base64
    import textwrap

    place = stage.copy("applied")
    chain = (place / "pki/out/red-mesh/pem/cert-chain.pem").read_text()
    body = base64.b64decode("".join((place / "pki/out/red-mesh/pem/root-cert.pem").read_text().strip().splitlines()[1:-1]))
    at = body.index(b"red-mesh")
    times = []
    for count in (4_000, 16_000):
        with open(place / "chain.pem", "w") as file:
            file.write(chain)
            for number in range(count):
                changed = body[:at] + b"%08d" % number + body[at + 8 :]
                text = "\n".join(textwrap.wrap(base64.b64encode(changed).decode(), 64))
                file.write(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
        ended = run(["verify", "chain.pem", "--peer", "red-mesh", "--for", "green-mesh"], place, seconds=120)
        yield from crashed(ended)
        times.append(ended.seconds)
    if times[1] > 2 and times[1] > times[0] * 8:
        yield f"4,000 take {times[0]:.1f} s and 16,000 take {times[1]:.1f} s"


def nested(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    for name, text in (("a.yaml", "[" * 200_000), ("b.yaml", "a: " + "{b: " * 100_000), ("c.json", '{"a":' * 100_000), ("d.yaml", "- " * 100_000)):
        (place / name).write_text(text)
        for words in (["lint", name], ["inspect", name], ["trust", "import", name]):
            yield from crashed(run(words, place, memory=4 * GIGABYTE))


def aliases(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (place / "bomb.yaml").write_text("\n".join(lines))
    for words in (["lint", "bomb.yaml"], ["inspect", "bomb.yaml"], ["diff", "bomb.yaml"]):
        yield from crashed(run(words, place, memory=4 * GIGABYTE))
