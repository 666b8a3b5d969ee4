#!/usr/bin/env python3
"""usage: kubelet.py PORT FOLDER MESH=[ADDRESS:]PORT …: the little of a kubelet that `port-forward` needs, over TLS.

The API server hands the client's connection to the kubelet of the Pod's node, and from then on both speak SPDY/3.1: for each
connection a stream for errors and one for data. Port 8188 of an ingress leads to its listener in the mesh's Envoy
(gateways.py), and 15000 of every gateway to that Envoy's administration. FOLDER/deaf lets no Pod answer.
"""
import http.server, os, select, socket, ssl, struct, subprocess, sys, threading, zlib
from socketserver import ThreadingMixIn
import gateways

# What SPDY/3 compresses headers with: words with their lengths, and then text.
WORDS = """options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow
authorization cache-control connection content-base content-encoding content-language content-length content-location
content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range
if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer
retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status""".split()
WORDS += ["200 OK", "version", "HTTP/1.1", "url", "public", "set-cookie", "keep-alive", "origin"]
TEXT = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 "
    "Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found"
    "500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec "
    "00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,"
    "application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8"
    "charset=iso-8859-1,utf-,*,enq=0.")
DICTIONARY = b"".join(struct.pack(">I", len(word)) + word.encode() for word in WORDS) + TEXT.encode()
SYN_STREAM, SYN_REPLY, PING, END = 1, 2, 6, 1


class Connection:
    """One connection of SPDY, as the server."""

    def __init__(self, socket, connect):
        self.socket, self.connect, self.buffer = socket, connect, b""
        self.lock = threading.Lock()
        self.inflate, self.deflate = zlib.decompressobj(zdict=DICTIONARY), zlib.compressobj(zdict=DICTIONARY)
        self.errors, self.targets = {}, {}  # streams by the number of the request; sockets by stream

    def serve(self):
        while len(head := self.read(8)) == 8:
            first, second = struct.unpack(">II", head)
            flags, body = second >> 24, self.read(second & 0xFFFFFF)
            if not first >> 31:
                self.take(first, flags, body)
            elif first & 0xFFFF == SYN_STREAM:
                self.open(body)
            elif first & 0xFFFF == PING:
                self.control(PING, body)

    def read(self, count):
        """One thread at a time may use a TLS connection, so that nobody reads while nothing has come."""
        while len(self.buffer) < count:
            if not self.socket.pending():
                select.select([self.socket], [], [])
            with self.lock:
                part = self.socket.recv(65536)
            if not part:
                break
            self.buffer += part
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def control(self, kind, body):
        self.write(struct.pack(">II", 0x80030000 | kind, len(body)) + body)

    def data(self, stream, body, flags=0):
        self.write(struct.pack(">II", stream, flags << 24 | len(body)) + body)

    def write(self, frame):
        with self.lock:
            self.socket.sendall(frame)

    def open(self, body):
        stream = struct.unpack(">I", body[:4])[0]
        headers = self.headers(self.inflate.decompress(body[10:]))
        block = self.deflate.compress(struct.pack(">I", 0)) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        self.control(SYN_REPLY, struct.pack(">I", stream) + block)
        request = headers.get("requestid")
        if headers.get("streamtype") == "error":
            self.errors[request] = stream
            return
        try:
            self.targets[stream] = self.connect(int(headers["port"]))
        except OSError as error:
            self.data(self.errors[request], f"nothing listens: {error}".encode(), END)
            return self.data(stream, b"", END)
        threading.Thread(target=self.pump, args=(stream, self.errors[request]), daemon=True).start()

    @staticmethod
    def headers(block):
        words, place = [], 4
        while place < len(block):
            length = struct.unpack(">I", block[place:place + 4])[0]
            words.append(block[place + 4:place + 4 + length].decode())
            place += 4 + length
        return {name.lower(): value for name, value in zip(words[::2], words[1::2])}

    def take(self, stream, flags, body):
        target = self.targets.get(stream)
        try:
            if target and body:
                target.sendall(body)
            if target and flags & END:
                target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has hung up

    def pump(self, stream, errors):
        try:
            while part := self.targets[stream].recv(16384):
                self.data(stream, part)
        except OSError:
            pass
        self.data(stream, b"", END)
        self.data(errors, b"", END)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    log_message = lambda *_: None

    def do_POST(self):
        _, verb, namespace, pod = self.path.split("?")[0].split("/")[:4]
        self.send_response_only(101 if verb == "portForward" else 404)
        for header in ("Connection: Upgrade", "Upgrade: SPDY/3.1", "X-Stream-Protocol-Version: portforward.k8s.io"):
            self.send_header(*header.split(": "))
        self.end_headers()
        self.close_connection = True
        Connection(self.connection, lambda number: connect(namespace, pod, number)).serve()

    do_GET = do_POST


def connect(namespace, pod, number):
    mesh, order = namespace.removesuffix("-system"), list(meshes)
    if os.path.exists(f"{folder}/deaf"):
        raise OSError(f"{pod} is deaf")
    if number == 15000:
        place = gateways.address(mesh, meshes, 2 * len(order))
    elif number == 8188 and pod.startswith("ingress-"):
        place = gateways.address(mesh, meshes, order.index(pod.removeprefix("ingress-").rpartition("-")[0]))
    else:
        raise OSError(f"{pod} has no port {number}")
    return socket.create_connection((place["socket_address"]["address"], place["socket_address"]["port_value"]))


class Server(ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


if __name__ == "__main__":
    port, folder, meshes = int(sys.argv[1]), sys.argv[2], gateways.places(sys.argv[3:])
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/kubelet.key", "-out",
                    f"{folder}/kubelet.crt", "-subj", "/CN=node", "-days", "1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/kubelet.crt", f"{folder}/kubelet.key")
    listener = Server(("127.0.0.1", port), Handler)
    listener.socket = context.wrap_socket(listener.socket, server_side=True)
    listener.serve_forever()
