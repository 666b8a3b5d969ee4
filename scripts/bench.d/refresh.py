#!/usr/bin/env python3
"""Measures `trust refresh` of 100 remotes against the same of the five whose endpoints are slowest.

usage: refresh.py BINARY [ROUNDS]

The endpoints are one server on loopback, which lets five of them wait for about a second and the others for a few hundredths.
Each is asked over TLS, as any other one. Both commands run in turn, so that what else the machine does strikes both.
"""

import http.server
import os
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

REMOTES = 100
SLOW = {f"mesh-{number}": 0.8 + number / 10 for number in range(1, 6)}
AIM = 1.2


class Endpoint(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = ""

    def do_GET(self):
        name = self.path.split("/")[1]
        time.sleep(SLOW.get(name.removesuffix(".local"), 0.03))
        body = (Path(self.folder) / name / "bundle.json").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 2 * REMOTES
    daemon_threads = True

    def __init__(self, context):
        super().__init__(("127.0.0.1", 0), Endpoint)
        self.context = context

    # The handshake belongs to the connection's own thread.
    def process_request_thread(self, request, address):
        try:
            super().process_request_thread(self.context.wrap_socket(request, server_side=True), address)
        except (OSError, ssl.SSLError):
            request.close()


def run(binary: str, folder: str, *words: str, env=None) -> float:
    began = time.perf_counter()
    ended = subprocess.run([binary, *words], cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    taken = time.perf_counter() - began
    # A new bundle waits for somebody who vouches for it.
    if ended.returncode not in (0, 2):
        sys.exit(f"refresh.py: `{' '.join(words[:4])}` ends with {ended.returncode}: {ended.stderr[:500]}")
    return taken


def describe(folder: str, home: str, meshes: list, remotes: list = ()):
    """A federation whose meshes are nobody's peers."""
    os.mkdir(f"{folder}/{home}")
    lines = ["apiVersion: meshtrust/v1", "kind: Federation", "spec:", "  meshes:", *(f"  - {mesh}" for mesh in meshes)]
    if remotes:
        lines += ["  remotes:", *(f"  - {remote}" for remote in remotes)]
    Path(f"{folder}/{home}/federation.yaml").write_text("\n".join(lines) + "\n")


def main() -> int:
    if len(sys.argv) not in (2, 3) or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        return 0 if len(sys.argv) > 1 else 64
    binary, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 5
    names = [f"mesh-{number}" for number in range(1, REMOTES + 1)]
    with tempfile.TemporaryDirectory() as folder:
        describe(folder, "theirs", [f"{{name: {name}}}" for name in names])
        run(binary, folder, "apply", "--home", "theirs", "-q")
        run(binary, folder, "publish", "served", "--home", "theirs", "-q")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=web", "-addext", "subjectAltName=DNS:localhost", "-keyout", "web.key", "-out", "web.pem"],
            cwd=folder, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/web.pem", f"{folder}/web.key")
        Endpoint.folder = f"{folder}/served"
        server = Server(context)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"https://localhost:{server.server_port}"
        describe(folder, "ours", ["{name: ours}"], [
            f'{{name: {name}, trustDomain: {name}.local, bundleEndpoint: {{url: "{at}/{name}.local/bundle.json"}}}}'
            for name in names])
        environment = dict(os.environ, SSL_CERT_FILE=f"{folder}/web.pem", MESHTRUST_HOME=f"{folder}/ours")
        run(binary, folder, "apply", "-q", env=environment)
        run(binary, folder, "trust", "refresh", "--all", "-q", env=environment)
        five, hundred = [], []
        for _ in range(rounds):
            five.append(run(binary, folder, "trust", "refresh", *SLOW, "-q", env=environment))
            hundred.append(run(binary, folder, "trust", "refresh", "--all", "-q", env=environment))
        server.shutdown()
    ratio = statistics.median(hundred) / statistics.median(five)
    print(f"trust refresh: the slowest {len(SLOW)} {statistics.median(five):.2f} s, all {REMOTES} "
          f"{statistics.median(hundred):.2f} s: {ratio:.2f} (aim {AIM})")
    return 0 if ratio <= AIM else 1


sys.exit(main())
