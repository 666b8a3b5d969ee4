#!/usr/bin/env python3
"""The tests' client with a cluster that lies: $HOSTILE says how, $SEED varies it.

signs      control characters at the end of every text of every object
values     single values replaced by others of any type and size
names      objects under other names, in other namespaces, or several times
kinds      other kinds, versions and shapes of lists
endless    pages without end
stream     one answer without end
enormous   one text of 200 MB
clock      a Date that is far off, or none
"""

import json
import os
import random
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Tests/MeshTrustTests/Scripts"))
import client

HOW = os.environ["HOSTILE"]
chance = random.Random(int(os.environ.get("SEED", "0")))
SIGN = "\x1b[2J\u202e\r\n9 forged\u2028"
STRANGE = [None, "", 0, -1, 2**63, -(2**63), 1e300, True, [], {}, [[]], {"": ""}, "x" * 70_000, "\x00", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", SIGN]


def places(value, path=()):
    yield path
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, path + (name,))


def replaced(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


def signed(value, name=""):
    if isinstance(value, dict):
        return {key: signed(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [signed(inner, name) for inner in value]
    kept = name in ("kind", "apiVersion", "resourceVersion", "continue", "name", "namespace") and chance.random() < 0.9
    return value + SIGN if isinstance(value, str) and not kept else value


def renamed(body):
    items = body.get("items") if isinstance(body.get("items"), list) else None
    for item in [body] if items is None else items:
        metadata = item.get("metadata")
        if isinstance(metadata, dict) and chance.random() < 0.5:
            name = chance.choice(["name", "namespace", "uid"])
            metadata[name] = chance.choice(["green-mesh-system", "red-mesh-system", "default", "kube-system", "../../x", "a/b", ""])
    if items:
        body["items"] = items * chance.choice([1, 2, 3])
    return body


def reshaped(body):
    return chance.choice([
        {**body, "kind": "SecretList"}, {**body, "apiVersion": "v9"}, {**body, "items": {"a": 1}}, {**body, "items": None}, [body], None, "text", 7,
        {"kind": "Status", "status": "Failure", "code": 200, "message": SIGN}, {**body, "metadata": None}, {"kind": body.get("kind")}, "<html>", "{" * 100_000,
        '{"kind": "List", "kind": "List", "items": []}', '{"items": [' + "1," * 1000])


def endless(body):
    if isinstance(body.get("items"), list):
        body["metadata"] = {"resourceVersion": "7", "continue": str(chance.randrange(10**9)) if chance.random() < 0.5 else "same"}
    return body


class Hostile(client.Cluster):
    def date_time_string(self, timestamp=None):
        if HOW != "clock":
            return super().date_time_string(timestamp)
        return chance.choice(["Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "x" * 10_000, "Mon, 99 Foo 2026 99:99:99 GMT", ""])

    def answer(self, status, body, headers=None, cut=False):
        if self.command == "GET" and isinstance(body, dict) and "items" not in body and self.path in ("/version", "/apis"):
            pass
        elif HOW == "stream":
            return self.stream()
        elif isinstance(body, dict):
            body = self.changed(json.loads(json.dumps(body)))
        if HOW == "enormous" and self.command == "GET" and "namespaces/" in self.path:
            body = '{"kind": "List", "items": [{"metadata": {"name": "' + "x" * 200_000_000 + '"}}]}'
        super().answer(status, body, headers, cut)

    def changed(self, body):
        if HOW == "signs":
            return signed(body)
        if HOW == "values":
            for _ in range(chance.randint(1, 3)):
                path = chance.choice(list(places(body)))
                body = replaced(body, path, chance.choice(STRANGE))
            return body
        change = {"names": renamed, "kinds": reshaped, "endless": endless}.get(HOW)
        return change(body) if change else body

    def stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.close_connection = True
        try:
            self.wfile.write(b'{"kind": "List", "apiVersion": "v1", "items": [')
            while True:
                self.wfile.write(b'{"metadata": {"name": "a", "namespace": "b"}},' * 1000)
        except OSError:
            pass


if __name__ == "__main__":
    client.Cluster = Hostile
    client.main()
