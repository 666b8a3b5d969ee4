"""Connects to servers that stall, lie or break the protocol."""

import ctypes
import ctypes.util
import random
import socket
import ssl
import struct
import threading
import time
from pathlib import Path
from typing import Callable, Iterator

from target import Case, Stage, crashed, run


class Server:
    """Listens on the loopback address, or on a socket in the file system, and does one thing with each connection."""

    def __init__(self, act: Callable[[socket.socket], None], path: Path | None = None):
        family, place = (socket.AF_UNIX, str(path)) if path else (socket.AF_INET, ("127.0.0.1", 0))
        self.socket = socket.create_server(place, family=family)
        self.port = None if path else self.socket.getsockname()[1]
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


# Databases: the messages of PostgreSQL (version 15, section 55.7), each a letter, the length of what follows, and that.
def message(letter: bytes, content: bytes, length: int | None = None) -> bytes:
    return letter + struct.pack(">I", length or len(content) + 4) + content


def words_of(letter: bytes, text: bytes) -> bytes:
    fields = {b"S": b"FATAL", b"V": b"FATAL", b"C": b"XX000", b"M": text, b"D": text, b"t": text}
    return message(letter, b"".join(key + value + b"\0" for key, value in fields.items()) + b"\0")


RAW = b"\x1b[2J\r\n\xc2\x9b2J\xe2\x80\xaemore"
ADMITTED = message(b"R", bytes(4))
SETTINGS = {b"server_version": b"15.1", b"client_encoding": b"UTF8", b"default_transaction_read_only": b"off", b"in_hot_standby": b"off"}
READY = b"".join(message(b"S", name + b"\0" + value + b"\0") for name, value in SETTINGS.items()) + message(b"Z", b"I")
ROWS = message(b"T", struct.pack(">H", 1) + b"a\0" + struct.pack(">IHIhih", 0, 0, 25, -1, -1, 0))
ROW = message(b"D", struct.pack(">HI", 1, 1000) + bytes(1000).replace(b"\0", b"x"))


def database(before: bytes = ADMITTED + READY, endless_before: bytes = b"", after: bytes = b"", endless_after: bytes = b""):
    """A server that says something when it is connected to, something else when it is asked, and what is endless again and
    again."""

    def act(connection):
        connection.settimeout(None)
        connection.recv(4096)
        connection.sendall(before)
        while endless_before:
            connection.sendall(endless_before * 500)
        while connection.recv(65536):
            connection.sendall(after)
            while endless_after:
                connection.sendall(endless_after * 500)

    return act


def database_noise(seed: int, is_admitted: bool):
    def act(connection):
        source = random.Random(seed)
        connection.recv(4096)
        if is_admitted:
            connection.sendall(ADMITTED + READY)
            connection.recv(65536)
        for _ in range(200):
            connection.sendall(message(source.choice([b"R", b"S", b"N", b"E", b"T", b"D", b"C", b"Z", b"K", b"t", b"G", b"A"]), source.randbytes(source.randrange(40))))

    return act


DATABASES = {
    "silent": silent,
    "a notice, and no": database(before=words_of(b"N", RAW) + words_of(b"E", RAW)),
    "notices without end": database(before=b"", endless_before=words_of(b"N", RAW)),
    "parameters without end": database(before=ADMITTED, endless_before=message(b"S", b"a\0" + b"x" * 1000 + b"\0")),
    "passwords asked for without end": database(before=b"", endless_before=message(b"R", struct.pack(">I", 3))),
    "a notice before it is ready": database(before=ADMITTED + words_of(b"N", RAW) + READY),
    "admitted, then silent": database(),
    "admitted, then a refusal": database(after=words_of(b"N", RAW) + words_of(b"E", RAW) + message(b"Z", b"I")),
    "rows without end": database(after=ROWS, endless_after=ROW),
    "results without end": database(endless_after=message(b"C", b"SELECT 0\0")),
    "notices in an answer without end": database(endless_after=words_of(b"N", RAW)),
    "a row of 2 GiB": database(after=ROWS + message(b"D", struct.pack(">HI", 1, 0x7FFFFF00), 0x7FFFFFF0), endless_after=b"x" * 1000),
    "an answer to a question that nobody asked": database(after=message(b"G", b"\0\0\0") + message(b"H", b"\0\0\0"), endless_after=message(b"d", b"x" * 1000)),
}


def from_database(act, command: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        (place / "pki/authority.db").unlink()
        server = Server(act, place / ".s.PGSQL.5432")
        try:
            # A server may take 10 s to admit somebody, and 30 s for an answer.
            ended = run(
                command.split(), place, seconds=60, memory=4 << 30,
                environment={"MESHTRUST_DATABASE": f"postgresql:///home?host={place}&user=meshtrust"})
        finally:
            server.socket.close()
        yield from crashed(ended)
        if ended.status == 0:
            yield "it ended with 0"
        if any(octets in ended.out + ended.err for octets in (b"\x1b", b"\r", b"\xc2\x9b", b"\xe2\x80\xae")):
            yield "what the server says reaches the terminal raw"

    return body


def cases(stage: Stage) -> Iterator[Case]:
    for command in ("status", "apply"):
        for name, act in DATABASES.items():
            yield Case(f"a database: {name}: {command}", from_database(act, command))
    for seed in range(20):
        for is_admitted in (False, True):
            yield Case(f"a database: noise {seed}{', after it admitted us' if is_admitted else ''}", from_database(database_noise(seed, is_admitted), "status"))
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
