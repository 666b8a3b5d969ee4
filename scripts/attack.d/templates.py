"""Templates of homes for commands that need more than an applied home. Each is made in its folder by `make_NAME`."""

import re
import shutil
import subprocess
from pathlib import Path

# Signs in place of a key service, with NAME.key of the folder.
SIGNER = '''#!/usr/bin/env python3
import base64, json, os, subprocess, sys, tempfile
request = json.load(sys.stdin)
key = os.environ["KEYS"] + "/" + request["key"] + ".key"
run = lambda *words: subprocess.run(["openssl", *words], check=True, stdout=subprocess.PIPE).stdout
if request["operation"] == "public-key":
    print(json.dumps({"publicKey": base64.b64encode(run("pkey", "-in", key, "-pubout", "-outform", "DER")).decode()}))
else:
    with tempfile.NamedTemporaryFile() as digest:
        digest.write(base64.b64decode(request["digest"]))
        digest.flush()
        print(json.dumps({"signature": base64.b64encode(run("pkeyutl", "-sign", "-inkey", key, "-in", digest.name)).decode()}))
'''


def fingerprint(path: Path) -> str:
    """The SHA-256 of the first certificate of a file, in hexadecimal."""
    words = ["openssl", "x509", "-in", str(path), "-noout", "-fingerprint", "-sha256"]
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return text.split("=")[1].replace(":", "").strip().lower()


def password(place: Path) -> None:
    (place / "pass").write_text("correct horse battery staple\n")
    (place / "pass").chmod(0o600)


class Templates:
    """What `Stage` has besides the usual ones."""

    @staticmethod
    def secret(sealed: bool) -> list[str]:
        return ["--passphrase-file", "pass"] if sealed else []

    def make_bare(self, place: Path, sealed: bool) -> None:
        """No home yet."""
        password(place)

    def make_saved(self, place: Path, sealed: bool) -> None:
        """Nothing but a backup of a home."""
        self.make_applied(place, sealed)
        self.make(place, ["backup", "copy", "--backup-passphrase-file", "pass", *self.secret(sealed)])
        shutil.rmtree(place / "pki")

    def make_older(self, place: Path, sealed: bool) -> None:
        """A home whose newest database is lost."""
        self.make_applied(place, sealed)
        shutil.copy2(place / "pki/authority.db", place / "old.db")
        self.make(place, ["crl", "red-mesh", *self.secret(sealed)])
        shutil.move(place / "old.db", place / "pki/authority.db")

    def make_parted(self, place: Path, sealed: bool) -> None:
        """Meshes that do not peer with each other."""
        self.make_applied(place, sealed)
        secret = self.secret(sealed)
        self.make(place, ["remove", "peer", "red-mesh", "green-mesh", *secret], ["apply", "--yes", *secret])

    def make_asked(self, place: Path, sealed: bool) -> None:
        """A workload's request in `leaf.csr`."""
        self.make_applied(place, sealed)
        subprocess.run(
            "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf".split(),
            cwd=place, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def make_leafed(self, place: Path, sealed: bool) -> None:
        """A leaf that was issued, and its fingerprint in `print`."""
        self.make_applied(place, sealed)
        self.make(place, ["issue", "red-mesh", "--gateway", "egress-green-mesh", "--out", "leaf", *self.secret(sealed)])
        (place / "print").write_text(fingerprint(place / "leaf/cert-chain.pem"))

    def make_carded(self, place: Path, sealed: bool) -> None:
        """The trust card of a mesh that others run, and the fingerprint of its root in `pin`."""
        self.make_applied(place, sealed)
        (place / "else").mkdir()
        self.make(place / "else", ["init", "yellow-mesh", "red-mesh"], ["apply"])
        self.make(place / "else", ["trust", "export", "yellow-mesh", "--for", "red-mesh", "--out", "../card.yaml"])
        (place / "pin").write_text("SHA256:" + fingerprint(place / "else/pki/out/yellow-mesh/pem/root-cert.pem"))
        shutil.rmtree(place / "else")

    def make_trusting(self, place: Path, sealed: bool) -> None:
        self.make_carded(place, sealed)
        self.make(place, ["trust", "import", "card.yaml", "--fingerprint", "@pin", "--yes", *self.secret(sealed)])

    def make_running(self, place: Path, sealed: bool) -> None:
        """A mesh that another home made, to be taken over by a new one."""
        self.make_applied(place, False)
        shutil.move(place / "pki", place / "old")
        self.make(place, ["init", "--name", "colours", "--from", "old/out"])

    def make_served(self, place: Path, sealed: bool) -> None:
        """A federation that shares a service."""
        self.make_described(place, sealed)
        description = place / "pki/federation.yaml"
        description.write_text(re.sub(
            r"(- name: red-mesh\n)", r"\1    exports: {green-mesh: [{namespace: bookinfo, name: ratings}]}\n", description.read_text(), count=1))
        self.make(place, ["apply", *self.secret(sealed)])

    def make_addressed(self, place: Path, sealed: bool) -> None:
        """The Service of a gateway in `services.yaml`."""
        self.make_applied(place, sealed)
        (place / "services.yaml").write_text(
            "apiVersion: v1\nkind: Service\nmetadata: {name: ingress-green-mesh, namespace: red-mesh-system}\n"
            "spec: {type: LoadBalancer, ports: [{name: tls, port: 15443}, {name: https-discovery, port: 8188}]}\n"
            "status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}\n")

    def make_prepared(self, place: Path, sealed: bool) -> None:
        """A key in a token that the next root is to have."""
        self.make_tokened(place, sealed)
        self.make(place, ["key", "generate", "red-mesh/root", "--token", "pkcs11:token=mesh", *self.secret(sealed)])

    def make_linted(self, place: Path, sealed: bool) -> None:
        """A manifest with a mistake that can be repaired with certainty."""
        self.make_applied(place, sealed)
        peer = next(path for path in (place / "pki/out/red-mesh").rglob("*.yaml") if "kind: ServiceMeshPeer" in path.read_text())
        text = peer.read_text()
        (place / "peer.yaml").write_text(re.sub(r'clientID: "?([^"\n]+)"?', r"clientID: spiffe://\1", text))

    def make_serviced(self, place: Path, sealed: bool) -> None:
        """A key behind a program that signs with it."""
        self.make_described(place, sealed)
        (place / "signer").write_text(SIGNER)
        (place / "signer").chmod(0o700)
        subprocess.run(
            "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out root.key".split(), cwd=place, check=True,
            stderr=subprocess.DEVNULL)

    @staticmethod
    def configure_signer(place: Path) -> None:
        """A program is named by its whole path."""
        if (place / "signer").exists():
            (place / "signers.yaml").write_text(
                f"apiVersion: meshtrust/v1\nkind: Signers\nprograms:\n  corporate: {{command: {place}/signer, environment: [KEYS]}}\n")
