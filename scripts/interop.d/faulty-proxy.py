#!/usr/bin/env python3
"""usage: faulty-proxy.py PORT SERVER-PORT RULES: stands between a client and an API server, over TLS, and fails on demand.

RULES is a JSON file, read for each request: a list of {"match": REGEX of "METHOD path", "do": ACTION, "times": N,
"after": M}: M of its requests pass before. A new file counts anew.
ACTION: status CODE [RETRY-AFTER]; before (the connection ends and nothing arrives); after (the server acts, and the
answer is lost); middle (half of the answer); wait SECONDS; late (the Date is an hour ahead); kill (the process in the
file RULES.pid is killed once the server has acted). RULES.log has a line for each request.
"""
import http.client, http.server, json, os, re, select, signal, socket, ssl, subprocess, sys, time
from socketserver import ThreadingMixIn

port, server, rules = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
used = {}


def rule(request):
    try:
        entries, written = json.load(open(rules)), os.stat(rules).st_mtime_ns
    except FileNotFoundError:
        return ["nothing"]
    for number, entry in enumerate(entries):
        key, first = (written, number), entry.get("after", 0)
        if re.search(entry["match"], request) and used.get(key, 0) < first + entry.get("times", 1):
            used[key] = used.get(key, 0) + 1
            if used[key] > first:
                return entry["do"].split()
    return ["nothing"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    log_message = lambda *_: None

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with open(rules + ".log", "a") as log:
            log.write(f"{self.command} {self.path}\n")
        do = rule(f"{self.command} {self.path}")
        if do[0] == "wait":
            time.sleep(float(do[1]))
        if do[0] == "before":
            return self.cut()
        if do[0] == "status":
            return self.status(int(do[1]), do[2:])
        if self.headers.get("Upgrade"):
            return self.tunnel()
        connection = http.client.HTTPSConnection("127.0.0.1", server, context=ssl._create_unverified_context())
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "accept-encoding")}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        if do[0] == "kill":
            os.kill(int(open(rules + ".pid").read()), signal.SIGKILL)
        if do[0] in ("after", "kill"):
            return self.cut()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "date" and do[0] == "late":
                value = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3600))
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if do[0] == "middle" else data)
        return self.cut() if do[0] == "middle" else None

    def tunnel(self):
        """Passes on whatever both ends send, as after port-forward's upgrade."""
        head = f"{self.requestline}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in self.headers.items()) + "\r\n"
        other = ssl._create_unverified_context().wrap_socket(socket.create_connection(("127.0.0.1", server)))
        other.sendall(head.encode())
        ends = {self.connection: other, other: self.connection}
        self.close_connection = True
        while True:
            for end in [end for end in ends if end.pending()] or select.select(list(ends), [], [])[0]:
                part = end.recv(65536)
                if not part:
                    return other.close()
                ends[end].sendall(part)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def cut(self):
        self.wfile.flush()
        self.close_connection = True
        self.connection.close()

    def status(self, code, after):
        text = json.dumps({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code,
                           "reason": "Fault", "message": f"a fault with {code}"}).encode()
        self.send_response(code)
        for value in after:
            self.send_header("Retry-After", value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


class Server(ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


folder = os.path.dirname(rules)
subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/faulty.key", "-out",
                f"{folder}/faulty.crt", "-subj", "/CN=127.0.0.1", "-days", "1"], check=True, capture_output=True)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{folder}/faulty.crt", f"{folder}/faulty.key")
listener = Server(("127.0.0.1", port), Handler)
listener.socket = context.wrap_socket(listener.socket, server_side=True)
listener.serve_forever()
