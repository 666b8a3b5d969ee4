"""Sends control characters through every input, and looks for them in every stream."""

import json
import re
from typing import Iterator

from target import Case, Stage, run, crashed

# What moves a terminal's cursor, hides text, reverses its direction, or ends a line where none ends.
SIGNS = {
    "ESC": "\x1b[2J", "CR": "a\rb", "BEL": "\x07", "DEL": "\x7f", "C1": "\x9b31m", "NEL": "a\u0085b", "line separator": "a\u2028b",
    "override": "\u202eabc", "isolate": "\u2066abc", "zero width": "a\u200bb", "mark": "\ufeffa",
}
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def raw(ended) -> Iterator[str]:
    yield from crashed(ended)
    for name, stream in (("standard output", ended.out), ("standard error", ended.err)):
        match = RAW.search(stream.decode(errors="replace"))
        if match:
            yield f"{match.group()!r} reaches {name}"


def quoted(text: str) -> str:
    """As a double-quoted YAML scalar, every sign as an escape."""
    return json.dumps(text)


def manifest(kind: str, place: str, text: str) -> str:
    name = quoted(text) if place == "name" else "green-mesh"
    namespace = quoted(text) if place == "namespace" else "red-mesh-system"
    value = quoted(text) if place == "value" else "x"
    key = f"{quoted(text)}: y\n" if place == "key" else ""
    if kind == "ConfigMap":
        return f"{key}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: {namespace}\ndata:\n  root-cert.pem: {value}\n"
    version = "maistra.io/v2" if kind == "ServiceMeshControlPlane" else "federation.maistra.io/v1"
    return (
        f"{key}apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: {namespace}\n"
        f"spec:\n  version: {value}\n  remote:\n    addresses: [{value}]\n  security:\n    trustDomain: {value}\n    clientID: {value}\n")


def cases(stage: Stage) -> Iterator[Case]:
    for sign, text in SIGNS.items():
        for words in (
            ["verify", text], ["verify", "chain", "--peer", text, "--for", text], ["id", text, "--from", text], ["explain", text], ["inspect", text],
            [text], ["rotate", text], ["status", "--home", text], ["status", "--now", text], ["init", text], ["init", "a", "b", "--name", text, "--home", "n"],
            ["status", "--" + text], ["lint", "--mesh", text], ["show", text], ["remove", "mesh", text], ["issue", text], ["key", "export", text],
            ["rotate", "vouch", "red-mesh", text], ["rotate", "vouch", "red-mesh", "red-mesh updated", "--by", text],
            ["log", "accept-loss", "--by", "a", "--reason", text], ["log", "verify", "--checkpoint", text], ["log", "verify", "--key", text], ["request", text],
            ["request", "red-mesh", "--recipe", text], ["apply", "--sealed-secrets", text], ["key", "generate", "red-mesh/root", "--token", text],
            ["key", "generate", text, "--token", "pkcs11:token=x"], ["home", "seal", "add", "--name", text, "--new-passphrase-file", "pass"],
            ["deploy", text, "--yes"], ["deploy", "--context", text], ["deploy", "--client", text], ["restart", text], ["rotate", "gather", text],
            ["metrics", "--kind", text], ["report", text], ["issued", "revoke", text], ["rotate", "start", "red-mesh", "--reason", text], ["trust", "import", text], ["diff", text], ["verify", "--connect", text],
        ):
            yield Case(f"{sign} in the arguments {words[:2]!r}", with_arguments(words))
        for field in ("name", "trustDomain", "namespace", "peers", "unknown", "platform"):
            yield Case(f"{sign} in federation.yaml: {field}", with_description(field, text))
        for kind in ("ConfigMap", "ServiceMeshPeer", "ServiceMeshControlPlane", "ExportedServiceSet"):
            for where in ("name", "namespace", "value", "key"):
                yield Case(f"{sign} in {where} of a {kind}", with_manifest(kind, where, text))
        for field in ("uid", "resourceVersion"):
            yield Case(f"{sign} in {field} of evidence", with_evidence(field, text))
        yield Case(f"{sign} in a trust card", with_card(text))
        yield Case(f"{sign} between PEM blocks", with_pem(text))


def with_arguments(words: list[str]):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        yield from raw(run(words, place))
        yield from raw(run(["log"], place))

    return body


def with_description(field: str, text: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        path = place / "pki/federation.yaml"
        lines = path.read_text()
        lines += "" if lines.endswith("\n") else "\n"
        added = {
            "name": f"  - name: {quoted(text)}\n", "trustDomain": f"  - name: x\n    trustDomain: {quoted(text)}\n",
            "namespace": f"  - name: x\n    namespace: {quoted(text)}\n", "peers": f"  - name: x\n    peers: [{quoted(text)}]\n",
            "unknown": f"  - name: x\n    {quoted(text)}: 1\n", "platform": f"  - name: x\n    platform: {quoted(text)}\n",
        }[field]
        path.write_text(lines + added)
        for words in (["plan"], ["show"], ["apply", "--yes"], ["status"], ["lint", "pki/out"], ["log"]):
            yield from raw(run(words, place))

    return body


def with_manifest(kind: str, where: str, text: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        (place / "m").mkdir()
        (place / "m/m.yaml").write_text(manifest(kind, where, text))
        for words in (
            ["lint", "m"], ["diff", "m"], ["checklist", "m"], ["services", "m"], ["doctor", "-f", "m/m.yaml"], ["inspect", "m/m.yaml"],
            ["addresses", "m"], ["verify", "m/m.yaml", "--bundle", "m/m.yaml", "--trust-domain", "a"], ["init", "--from", "m", "--home", "new"],
        ):
            yield from raw(run(words, place))
        new = place / "new/federation.yaml"
        # A name that no mesh can have is told as that; the text itself stays whole.
        shown = run(["show", "--home", "new"], place)
        if new.exists() and shown.status == 3 and b"[MT-FED-" not in shown.err:
            yield f"`init --from` wrote a federation.yaml that cannot be read: {shown}"

    return body


def with_evidence(field: str, text: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("rotating")
        path = place / "seen.yaml"
        path.write_text(re.sub(rf"  {field}: .*", lambda _: f"  {field}: {quoted(text + chr(10) + '9 forged entry')}", path.read_text()))
        yield from raw(run(["rotate", "seen", "green-mesh", "--for", "red-mesh", "-f", "seen.yaml"], place))
        log = run(["log"], place)
        yield from raw(log)
        if b"\n9 forged entry" in log.out:
            yield "a forged line stands in the log"

    return body


def with_card(text: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        card = run(["trust", "export", "red-mesh", "--for", "green-mesh"], place).out.decode()
        for name, changed in (
            ("unknown", card + f"\n{quoted(text)}: 1\n"), ("name", card.replace("red-mesh", quoted(text), 1)),
            ("comment", card.replace("\n", "\n" + json.loads(quoted(text)) + "\n", 1)),
        ):
            (place / "card.yaml").write_text(changed)
            yield from raw(run(["trust", "import", "card.yaml", "--yes"], place))
            yield from raw(run(["inspect", "card.yaml"], place))
        yield from raw(run(["log"], place))

    return body


def with_pem(text: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        root = (place / "pki/out/red-mesh/pem/root-cert.pem").read_text()
        (place / "chain.pem").write_text(text + "\n" + root.replace("CERTIFICATE", "CERTIFICATE" + text, 1))
        for words in (["inspect", "chain.pem"], ["verify", "chain.pem", "--bundle", "chain.pem", "--trust-domain", "red-mesh.local"]):
            yield from raw(run(words, place))

    return body
