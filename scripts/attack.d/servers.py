"""Connects to servers that stall, lie or break the protocol."""

import ctypes
import ctypes.util
import random
import socket
import ssl
import threading
import time
from typing import Callable, Iterator

from target import Case, Stage, crashed, run


class Server:
    """Listens on the loopback address and does one thing with each connection."""

    def __init__(self, act: Callable[[socket.socket], None]):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.act = act
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.settimeout(30)
                self.act(connection)
            except (OSError, ssl.SSLError):
                pass


def silent(connection):
    time.sleep(30)


def drip(connection):
    connection.recv(4096)
    for byte in b"\x16\x03\x03\x40\x00" + bytes(1000):
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def reset(connection):
    connection.recv(10)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def flood(connection):
    connection.recv(4096)
    while True:
        connection.sendall(b"\x16\x03\x03\x40\x00" + b"\x0b" + bytes(16383))


def alerts(connection):
    connection.recv(4096)
    while True:
        connection.sendall(b"\x15\x03\x03\x00\x02\x01\x5a")


def http(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n\x1b[2Jhello\r\n")


def noise(seed: int):
    def act(connection):
        connection.recv(4096)
        source = random.Random(seed)
        connection.sendall(bytes([22, 3, 3]) + source.randbytes(2) + source.randbytes(500))

    return act


def tls(stage: Stage, *, ask: bool, then: str, version: str):
    """A proper server with our chain, which may ask for a certificate, and then stalls, closes or talks."""
    place = stage.template("applied")
    folder = place / "leaf"
    if not folder.exists():
        stage.make(place, ["issue", "green-mesh", "--gateway", "ingress-red-mesh", "--out", "leaf"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert-chain.pem", folder / "key.pem")
    context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    # A session ticket would say that the server has accepted its client.
    context.num_tickets = 0
    if ask:
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(place / "pki/out/red-mesh/pem/root-cert.pem")

    def act(connection):
        if then == "stall in the handshake":
            connection.recv(4096)
            time.sleep(30)
        with context.wrap_socket(connection, server_side=True) as secured:
            if then == "stall":
                time.sleep(30)
            elif then == "talk":
                while True:
                    secured.sendall(b"\x1b[2J" * 1000)

    return act


def early(stage: Stage):
    """A server that sends data before it has seen our certificate, and then takes none (RFC 8446 section 2)."""
    tls(stage, ask=True, then="close", version="TLSv1_3")
    folder = stage.template("applied") / "leaf"
    library = ctypes.CDLL(ctypes.util.find_library("ssl"))
    pointer, size = ctypes.c_void_p, ctypes.c_size_t

    def call(name, result, *arguments):
        function = getattr(library, name)
        function.restype = result
        return function(*arguments)

    context = pointer(call("SSL_CTX_new", pointer, pointer(call("TLS_server_method", pointer))))
    call("SSL_CTX_use_certificate_chain_file", ctypes.c_int, context, str(folder / "cert-chain.pem").encode())
    call("SSL_CTX_use_PrivateKey_file", ctypes.c_int, context, str(folder / "key.pem").encode(), 1)
    # A certificate is demanded, and no root is known.
    call("SSL_CTX_set_verify", None, context, 3, None)

    def act(connection):
        connection.settimeout(None)
        session = pointer(call("SSL_new", pointer, context))
        call("SSL_set_fd", ctypes.c_int, session, connection.fileno())
        count, room = size(), ctypes.create_string_buffer(16)
        call("SSL_read_early_data", ctypes.c_int, session, room, size(16), ctypes.byref(count))
        call("SSL_write_early_data", ctypes.c_int, session, b"\0\0\0\4\0\0\0\0\0", size(9), ctypes.byref(count))
        # The client has the data before the answer to its certificate.
        time.sleep(0.5)
        call("SSL_accept", ctypes.c_int, session)
        call("SSL_free", None, session)

    return act


def cases(stage: Stage) -> Iterator[Case]:
    if ctypes.util.find_library("ssl"):
        words = ["verify", "--as", "red-mesh/egress-green-mesh", "--peer", "green-mesh", "--for", "red-mesh", "--connect"]
        yield Case("data before our certificate", against(early, words, undecided=True))
    for words in (["fetch"], ["verify", "--peer", "green-mesh", "--for", "red-mesh", "--server", "--connect"]):
        for name, act in [("silent", silent), ("one octet at a time", drip), ("reset", reset), ("a flood", flood), ("alerts", alerts), ("HTTP", http)]:
            yield Case(f"{name}: {words[0]}", against(lambda stage, act=act: act, words))
        for seed in range(20):
            yield Case(f"noise {seed}: {words[0]}", against(lambda stage, seed=seed: noise(seed), words))
        for version in ("TLSv1_2", "TLSv1_3"):
            for ask in (False, True):
                for then in ("stall in the handshake", "stall", "close", "talk"):
                    # In TLS 1.3 a client hears of a rejected certificate after its own handshake, or never.
                    undecided = words[0] == "verify" and ask and version == "TLSv1_3" and then in ("stall", "talk")
                    for ours in ([], ["--as", "red-mesh/egress-green-mesh"]) if words[0] == "verify" else ([],):
                        yield Case(
                            f"{version}, {'asks' if ask else 'does not ask'}, then {then}: {' '.join(words[:1] + ours)}",
                            against(lambda stage, v=version, a=ask, t=then: tls(stage, ask=a, then=t, version=v), words[:1] + ours + words[1:], undecided))


def against(make, words: list[str], undecided: bool = False):
    def body(stage: Stage) -> Iterator[str]:
        server = Server(make(stage))
        place = stage.copy("applied")
        try:
            ended = run([*words, f"127.0.0.1:{server.port}", "--timeout", "2s"], place, seconds=20)
        finally:
            server.socket.close()
        yield from crashed(ended)
        if b"\x1b" in ended.out + ended.err:
            yield "what the server says reaches the terminal raw"
        if undecided and ended.status == 0:
            yield "the server never accepted our certificate, and it ended with 0"

    return body
