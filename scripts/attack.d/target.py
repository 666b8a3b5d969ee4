"""The binary under attack, homes for it, and what every case has in common."""

import functools
import http.server
import json
import os
import re
import resource
import shutil
import signal
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable, Iterator

from templates import Templates, fingerprint

BINARY = os.environ["MESHTRUST"]
SCRIPTS = Path(__file__).resolve().parents[2] / "Tests/MeshTrustTests/Scripts"
# A client in place of kubectl, and its cluster, for the tests.
CLIENT = SCRIPTS / "client.py"
TOKEN_MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN = "pkcs11:token=mesh"
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


class Missing(Exception):
    """A program that the cases need."""


@dataclass
class Case:
    name: str
    body: Callable[["Stage"], Iterable[str]]

    def defects(self, stage: "Stage") -> Iterator[str]:
        try:
            yield from self.body(stage)
        except subprocess.TimeoutExpired:
            yield "does not end"
        except Missing:
            pass


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
    seconds: float = 120, memory: int | None = None, around: list[str] = (), environment: dict | None = None,
) -> Ended:
    """Runs the binary in a folder. `memory` limits the address space, in bytes; `around` are words in front of it."""

    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    arguments = [(folder / word[1:]).read_text().strip() if word.startswith("@") else word for word in arguments]
    variables = {key: value for key, value in os.environ.items() if not key.startswith("MESHTRUST")}
    began = time.monotonic()
    process = subprocess.Popen(
        [*around, BINARY, *arguments], cwd=folder, stdin=stdin if not isinstance(stdin, bytes) else subprocess.PIPE,
        stdout=stdout, stderr=stderr, env=variables | surroundings(folder) | (environment or {}), preexec_fn=limit,
        start_new_session=True)
    try:
        out, err = process.communicate(stdin if isinstance(stdin, bytes) else None, timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Ended(process.returncode, out or b"", err or b"", time.monotonic() - began, usage.ru_maxrss)


def surroundings(folder: Path) -> dict[str, str]:
    """What the commands find outside of the home: clusters and a token, where the folder has some."""
    found = {}
    if (folder / "clusters").exists():
        contexts = ",".join(f"{path.name}-mesh={path.name}" for path in sorted((folder / "clusters").iterdir()))
        found |= {"CLUSTERS": str(folder / "clusters"), "MESHTRUST_CLIENT": str(CLIENT), "MESHTRUST_CONTEXTS": contexts}
    if (folder / "token").exists():
        found |= {
            "SOFTHSM2_CONF": str(folder / "token/softhsm2.conf"), "MESHTRUST_PKCS11_MODULE": str(TOKEN_MODULE),
            "MESHTRUST_PIN_FILE": str(folder / "token/pin")}
    if (folder / "signers.yaml").exists():
        found |= {"MESHTRUST_SIGNERS": str(folder / "signers.yaml"), "KEYS": str(folder)}
    if (folder / "web.pem").exists():
        found["SSL_CERT_FILE"] = str(folder / "web.pem")
    return found


class Stage(Templates):
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
        self.configure_token(place)
        self.configure_signer(place)
        return place

    def configure_token(self, place: Path) -> None:
        """The token's files are found by their whole path."""
        if (place / "token").exists():
            (place / "token/softhsm2.conf").write_text(
                f"directories.tokendir = {place}/token/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")

    def template(self, name: str) -> Path:
        if name not in self._made:
            place = self.folder / name
            place.mkdir()
            getattr(self, "make_" + name.split("-")[0])(place, sealed=name.endswith("-sealed"))
            self._made[name] = place
        return self._made[name]

    def make(self, place: Path, *commands: list[str], stdin: bytes | None = None) -> None:
        for command in commands:
            ended = run(command, place, stdin=stdin or subprocess.DEVNULL, seconds=180)
            if ended.status not in (0, 1, 2):
                raise SystemExit(f"scripts/attack: {' '.join(command)} ended with {ended}")

    def make_described(self, place: Path, sealed: bool) -> None:
        self.make(place, ["init", *self.MESHES])
        (place / "pass").write_text("correct horse battery staple\n")
        (place / "pass").chmod(0o600)
        self.authority(place, "corp")
        subprocess.run(
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout sealing.key -out sealing.pem -subj /CN=sealed -days 3650".split(), cwd=place,
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def make_applied(self, place: Path, sealed: bool) -> None:
        self.make_described(place, sealed)
        self.make(place, ["apply", *(["--passphrase-file", "pass"] if sealed else [])])

    def make_slotted(self, place: Path, sealed: bool) -> None:
        """A home that a second passphrase opens, too."""
        self.make_applied(place, sealed)
        (place / "other").write_text("a second passphrase, for anna\n")
        (place / "other").chmod(0o600)
        secret = ["--passphrase-file", "pass"] if sealed else []
        self.make(place, ["home", "seal", "add", "--new-passphrase-file", "other", "--name", "anna", *secret])

    def make_rotating(self, place: Path, sealed: bool) -> None:
        self.make_applied(place, sealed)
        self.make(place, ["rotate", "start", "red-mesh", *(["--passphrase-file", "pass"] if sealed else [])])
        self.seen(place, "green-mesh")

    def make_deployed(self, place: Path, sealed: bool) -> None:
        """Two meshes, each in a cluster of its own that has what the home writes."""
        (place / "pass").write_text("correct horse battery staple\n")
        (place / "pass").chmod(0o600)
        secret = ["--passphrase-file", "pass"] if sealed else []
        self.make(place, ["init", "red-mesh", "green-mesh"], ["apply", *secret])
        clusters = {"SPEED": "60", "PEERS": "1"}
        subprocess.run(["python3", "-B", SCRIPTS / "clusters.py", "red", "green"], cwd=place, check=True, env=os.environ | clusters)
        self.make(place, ["deploy", "--yes", *secret])

    def make_gathering(self, place: Path, sealed: bool) -> None:
        self.make_deployed(place, sealed)
        secret = ["--passphrase-file", "pass"] if sealed else []
        self.make(place, ["rotate", "start", "red-mesh", *secret])

    def make_ossm(self, place: Path, sealed: bool) -> None:
        """A mesh that can leave OpenShift Service Mesh 2."""
        self.make_described(place, sealed)
        description = place / "pki/federation.yaml"
        description.write_text(re.sub(r"(- name: red-mesh\n)", r"\1    controlPlane: {flavour: maistra, version: v2.6}\n", description.read_text()))
        self.make(place, ["apply", *(["--passphrase-file", "pass"] if sealed else [])])

    def make_migrating(self, place: Path, sealed: bool) -> None:
        self.make_ossm(place, sealed)
        self.make(place, ["migrate", "start", "red-mesh", "--to", "sail", *(["--passphrase-file", "pass"] if sealed else [])])

    def make_waiting(self, place: Path, sealed: bool) -> None:
        """A proposal, and an approver's signature over it in `proposal.sig`."""
        if not shutil.which("ssh-keygen"):
            raise Missing("ssh-keygen")
        self.make_applied(place, sealed)
        subprocess.run(["ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", "anna"], cwd=place, check=True)
        key = " ".join((place / "anna.pub").read_text().split()[:2])
        with open(place / "pki/federation.yaml", "a") as description:
            description.write(f"  approval: {{for: [rotation], approvers: ['anna {key}']}}\n")
        self.make(place, ["apply"], ["rotate", "start", "red-mesh"])
        listed = json.loads(run(["proposal", "list", "--json"], place).out)
        (place / "id").write_text(listed["proposals"][0]["id"])
        (place / "proposal").write_bytes(run(["proposal", "show", "@id"], place).out)
        subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-n", "meshtrust-approval", "-f", "anna", "proposal"], cwd=place, check=True,
            stderr=subprocess.DEVNULL)

    def make_approved(self, place: Path, sealed: bool) -> None:
        self.make_waiting(place, sealed)
        self.make(place, ["proposal", "approve", "@id", "--signature", "proposal.sig"])

    def make_endpoint(self, place: Path, sealed: bool) -> None:
        """A remote whose bundle a server of this process has."""
        self.make(place, ["init", "green-mesh", "red-mesh"], ["apply"], ["publish", "served"])
        (place / "pin").write_text("SHA256:" + fingerprint(place / "pki/out/green-mesh/pem/root-cert.pem"))
        shutil.rmtree(place / "pki")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "web.key", "-out",
             "web.pem", "-days", "30", "-subj", "/CN=web", "-addext", "subjectAltName=DNS:localhost"],
            cwd=place, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = serve(place / "served", place / "web.pem", place / "web.key")
        (place / "pki").mkdir()
        (place / "pki/federation.yaml").write_text(
            "apiVersion: meshtrust/v1\nkind: Federation\nspec:\n  meshes:\n  - {name: red-mesh, peers: [green-mesh]}\n  remotes:\n"
            "  - name: green-mesh\n    trustDomain: green-mesh.local\n"
            f"    bundleEndpoint: {{url: 'https://localhost:{port}/green-mesh.local/bundle.json'}}\n")
        self.make(place, ["apply"])

    def make_token(self, place: Path, sealed: bool) -> None:
        """A described home beside an empty token."""
        if not TOKEN_MODULE.exists() or not shutil.which("softhsm2-util"):
            raise Missing("SoftHSM")
        self.make_described(place, sealed)
        (place / "token/tokens").mkdir(parents=True)
        (place / "token/pin").write_text("1234\n")
        (place / "token/pin").chmod(0o600)
        self.configure_token(place)
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", "mesh", "--pin", "1234", "--so-pin", "5678"], check=True,
            stdout=subprocess.DEVNULL, env=os.environ | surroundings(place))

    def make_tokened(self, place: Path, sealed: bool) -> None:
        self.make_token(place, sealed)
        secret = ["--passphrase-file", "pass"] if sealed else []
        self.make(place, ["key", "generate", "red-mesh/root", "--token", TOKEN, *secret], ["apply", *secret])

    def make_corporate(self, place: Path, sealed: bool) -> None:
        """A rotation to the root of another authority, whose answer is at hand in `chain.pem`."""
        self.make_applied(place, sealed)
        secret = ["--passphrase-file", "pass"] if sealed else []
        self.make(place, ["rotate", "start", "red-mesh", "--to", "external", "--root", "corp.pem", *secret])
        self.make(place, ["request", "red-mesh", "--out", "red.csr", *secret])
        for words in (
            "openssl req -in red.csr -noout",
            "openssl x509 -req -in red.csr -CA corp.pem -CAkey corp.key -days 400 -copy_extensions copyall -out ca.pem",
        ):
            subprocess.run(words.split(), cwd=place, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (place / "chain.pem").write_text((place / "ca.pem").read_text() + (place / "corp.pem").read_text())

    def authority(self, place: Path, name: str) -> None:
        """A root that is not the home's: NAME.pem and NAME.key."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out",
             f"{name}.pem", "-days", "3650", "-subj", f"/O={name}/CN={name} root", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
            cwd=place, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def make_whole(self, place: Path, sealed: bool) -> None:
        """A home with rows in as many tables as possible, sealed with a passphrase."""
        self.make_deployed(place, True)
        secret = ["--passphrase-file", "pass"]
        subprocess.run(
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout sealing.key -out sealing.pem -subj /CN=sealed -days 3650".split(), cwd=place,
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (place / "other").write_text("another passphrase for it\n")
        (place / "other").chmod(0o600)
        self.authority(place, "corp")
        (place / "else").mkdir()
        self.make(place / "else", ["init", "yellow-mesh", "red-mesh"], ["apply"])
        card = run(["trust", "export", "yellow-mesh", "--for", "red-mesh"], place / "else").out
        (place / "card.yaml").write_bytes(card)
        pin = fingerprint(place / "else/pki/out/yellow-mesh/pem/root-cert.pem")
        shutil.rmtree(place / "else")
        self.make(place, ["trust", "import", "card.yaml", "--fingerprint", f"SHA256:{pin}", "--yes", *secret])
        self.make(
            place, ["apply", "green-mesh", "--sealed-secrets", "sealing.pem", "--yes", *secret], ["crl", "red-mesh", *secret],
            ["home", "seal", "add", "--new-passphrase-file", "other", "--name", "anna", *secret],
            ["issue", "red-mesh", "--gateway", "egress-green-mesh", "--out", "leaf", *secret],
            ["issue", "green-mesh", "--gateway", "egress-red-mesh", "--out", "lost", *secret])
        self.make(
            place, ["issued", "revoke", fingerprint(place / "lost/cert-chain.pem")[:16], *secret],
            ["trust", "export", "red-mesh", "--for", "green-mesh", *secret], ["rotate", "start", "red-mesh", *secret], ["deploy", "--yes", *secret],
            ["rotate", "gather", *secret], ["rotate", "vouch", "red-mesh", "red-mesh updated", *secret],
            ["rotate", "start", "green-mesh", "--to", "external", "--root", "corp.pem", *secret],
            ["request", "green-mesh", "--out", "green.csr", *secret])

    def seen(self, place: Path, peer: str) -> None:
        """What a cluster would show of a peer's ConfigMap, in `seen.yaml`."""
        text = (place / f"pki/out/{peer}/configmap-red-mesh-ca-root-cert.yaml").read_text()
        mark = "  name: red-mesh-ca-root-cert\n"
        uid = "5a0d0d3c-0000-4000-8000-000000000001"
        (place / "seen.yaml").write_text(text.replace(mark, f"{mark}  uid: {uid}\n  resourceVersion: \"7\"\n"))


def serve(folder: Path, chain: Path, key: Path) -> int:
    """Serves a folder over TLS until this process ends."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


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
        ended = until()
        if ended.status not in (0, 1, 2, 4, 64):
            yield f"run again it ended with {ended}"
    ended = run(["apply", "--yes", *words], place, seconds=120)
    if ended.status != 0:
        yield f"`apply` then ended with {ended}"
    again = run(["plan", *words], place)
    if again.status != 0:
        yield f"after `apply`, `plan` ended with {again}"
    named = (place / "pki/federation.yaml").read_text()
    for path in place.rglob("*"):
        # SQLite removes its own journal with the next change.
        if ".new" in path.name:
            yield f"left behind: {path.relative_to(place)}"
        if place / "pki" in path.parents and path.name == "ca-key.pem" and path.parent.parent.name not in named:
            yield f"the key of a mesh that is gone is left: {path.relative_to(place)}"
