"""Chains judged by the webpki in uv and by `meshtrust verify --profile ztunnel`.

usage: webpki.py MESHTRUST ISTIO UV FOLDER COUNT: the chains of a table with known verdicts, then COUNT random ones.
Prints the rows on which the two differ; exit 1 if there are any.
"""

import datetime as dt
import http.server
import ipaddress
import json
import os
import random
import ssl
import subprocess
import sys
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as EKU
from cryptography.x509.oid import NameOID

MESHTRUST, ISTIO, UV, FOLDER, COUNT = sys.argv[1:]
IS_NEW = tuple(int(part) for part in ISTIO.split(".")) >= (1, 29, 3)
NOW = dt.datetime.now(dt.timezone.utc).replace(microsecond=0, tzinfo=None)
LEAF = ["DNS:localhost", "URI:spiffe://red-mesh.local/ns/a/sa/b"]
KEYS = {"p256": ec.generate_private_key(ec.SECP256R1()), "p384": ec.generate_private_key(ec.SECP384R1()),
        "rsa": rsa.generate_private_key(65537, 2048)}


def general(text):
    kind, value = text.split(":", 1)
    return {"URI": x509.UniformResourceIdentifier, "DNS": x509.DNSName, "email": x509.RFC822Name,
            "dir": lambda v: x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, v)])),
            "IP": lambda v: x509.IPAddress((ipaddress.ip_network if "/" in v else ipaddress.ip_address)(v))}[kind](value)


def constraints(texts):
    permitted = [general(t[1:]) for t in texts if t[0] == "+"] or None
    excluded = [general(t[1:]) for t in texts if t[0] == "-"] or None
    return x509.NameConstraints(permitted, excluded)


def certificate(spec, issuer):
    """`spec` describes a certificate; `issuer` is that of the certificate above, or None for a root."""
    key = spec["key"]
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, spec["name"])] if spec["name"] else [])
    builder = x509.CertificateBuilder().serial_number(x509.random_serial_number()).subject_name(name)
    builder = builder.issuer_name(issuer[0].subject if issuer else name).public_key(key.public_key())
    start, end = spec.get("valid", (-1, 30))
    builder = builder.not_valid_before(NOW + dt.timedelta(days=start)).not_valid_after(NOW + dt.timedelta(days=end))
    if spec.get("ca") is not None:
        builder = builder.add_extension(x509.BasicConstraints(spec["ca"], spec.get("length")), True)
    if spec.get("usage"):
        flags = dict.fromkeys(["digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                               "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"], False)
        builder = builder.add_extension(x509.KeyUsage(**{**flags, **dict.fromkeys(spec["usage"], True)}), True)
    if spec.get("eku"):
        builder = builder.add_extension(x509.ExtendedKeyUsage(spec["eku"]), False)
    if spec.get("names"):
        builder = builder.add_extension(
            x509.SubjectAlternativeName([general(name) for name in spec["names"]]), not spec["name"])
    if spec.get("limits"):
        builder = builder.add_extension(constraints(spec["limits"]), spec.get("critical", True))
    if spec.get("unknown"):
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)
    if spec.get("policy"):
        builder = builder.add_extension(x509.InhibitAnyPolicy(0), True)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def chain(specs):
    """From the root down; returns the leaf's key, the presented chain (leaf first) and the root."""
    made = []
    for spec in specs:
        made.append(certificate(spec, made[-1] if made else None))
    return made[-1][1], [item[0] for item in reversed(made[1:])], made[0][0]


def authority(name, **more):
    return {"name": name, "key": KEYS["p256"], "ca": True, "usage": ["key_cert_sign", "crl_sign"], **more}


def leaf(**more):
    return {"name": "", "key": KEYS["p256"], "ca": False, "usage": ["digital_signature"],
            "eku": [EKU.SERVER_AUTH, EKU.CLIENT_AUTH], "names": LEAF, **more}


URI = "+URI:red-mesh.local"
ID = ["URI:spiffe://red-mesh.local"]
# V-05: root, intermediate, leaf; before 0.103.12, from it on.
TABLE = [
    (authority("r", names=ID), authority("i", names=ID), leaf(), True, True),
    (authority("r", names=ID, limits=[URI]), authority("i", names=ID, limits=[URI]), leaf(), True, False),
    (authority("r", names=ID, limits=[URI]), authority("i", names=ID), leaf(), True, False),
    (authority("r", names=ID), authority("i", names=ID, limits=[URI]), leaf(), True, False),
    (authority("r", names=ID), authority("i", names=ID, limits=[URI], critical=False), leaf(), True, False),
    (authority("r", names=ID), authority("i", names=ID, limits=["-URI:other.local"]), leaf(), True, False),
    (authority("r", limits=[URI]), authority("i", names=ID, limits=[URI]), leaf(names=LEAF[:1]), True, False),
    (authority("r", limits=[URI]), authority("i", names=ID), leaf(names=LEAF[:1]), True, False),
    (authority("r", limits=[URI]), authority("i", limits=[URI]), leaf(names=LEAF[:1]), True, True),
    (authority("r"), authority("i", names=ID, limits=[URI]), leaf(names=LEAF[:1]), True, True),
    (authority("r", limits=["+DNS:localhost"]), authority("i", names=ID, limits=["+DNS:localhost"]), leaf(), True, True),
    (authority("r", limits=["+DNS:a.svc"]), authority("i", names=ID, limits=["+DNS:a.svc"]), leaf(), False, False),
]


def draw(rng):
    """A random chain with at most a few faults."""
    def odd(share):
        return rng.random() < share

    def limits():
        pool = ["+DNS:localhost", "+DNS:", "+DNS:host", "-DNS:localhost", "-DNS:example.org", "+DNS:example.org",
                "+DNS:.localhost", URI, "-URI:other.local", "+email:a.test", "+IP:10.0.0.0/8", "-IP:10.0.0.0/8",
                "+dir:x", "-dir:x"]
        return rng.sample(pool, rng.choice([1, 1, 1, 2, 3])) if odd(0.15) else None

    def validity():
        return rng.choice([(-9, -1), (1, 9)]) if odd(0.03) else (-1, 30)

    def purposes():
        return rng.choice([[EKU.SERVER_AUTH], [EKU.CLIENT_AUTH], [EKU.ANY_EXTENDED_KEY_USAGE], [EKU.CODE_SIGNING]]) \
            if odd(0.05) else None

    def upper(name, **more):
        usage = rng.choice([["crl_sign"], ["digital_signature"], None]) if odd(0.08) else ["key_cert_sign"]
        is_authority = rng.choice([None, False]) if odd(0.05) else True
        return authority(
            name, key=KEYS[rng.choice(["p256", "p256", "p384", "rsa"])], limits=limits(), valid=validity(), eku=purposes(),
            usage=usage, ca=is_authority, length=rng.choice([0, 1, 2]) if is_authority and odd(0.3) else None,
            names=ID if odd(0.6) else None, unknown=odd(0.03), policy=odd(0.03), critical=odd(0.7), **more)

    count = rng.choice([0, 1, 1, 1, 1, 2, 2, 3, 5, 6, 7])
    names = LEAF + rng.choice([[], [], [], ["DNS:*.example.org"], ["DNS:a.example.org"], ["email:a@a.test"], ["IP:10.1.2.3"],
                               ["DNS:x.localhost"]])
    bottom = leaf(key=KEYS[rng.choice(["p256", "p384", "rsa"])], names=names, valid=validity(), unknown=odd(0.03),
                  eku=purposes() or [EKU.SERVER_AUTH, EKU.CLIENT_AUTH], ca=rng.choice([True, None]) if odd(0.06) else False)
    key, presented, root = chain([upper("r")] + [upper(f"i{n}") for n in range(count)] + [bottom])
    rest = presented[1:]
    if odd(0.15):
        rng.shuffle(rest)
    if rest and odd(0.05):
        rest.pop()
    if odd(0.1):
        rest.append(root)
    return key, presented[:1] + rest, root


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass


def of_webpki(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    server = Server(("127.0.0.1", 0), Quiet)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    environment = {**os.environ, "SSL_CERT_FILE": str(folder / "roots.pem"), "UV_HTTP_RETRIES": "0", "HOME": str(folder)}
    try:
        answer = subprocess.run(
            [UV, "pip", "install", "--no-config", "--no-cache", "--no-python-downloads", "--target", str(folder / "t"),
             "--python", sys.executable, "--index-url", f"https://localhost:{server.server_port}/simple/", "no-such-package"],
            env=environment, capture_output=True, text=True, timeout=60).stderr
    finally:
        server.shutdown()
        server.server_close()
    text = " ".join(answer.split())
    if "invalid peer certificate" in text:
        return False, text.split("invalid peer certificate")[1][:60]
    # A 404 of the index means that the connection stood.
    return (True, "") if "No solution found" in text else (None, text[-200:])


def of_meshtrust(folder):
    run = subprocess.run(
        [MESHTRUST, "verify", str(folder / "chain.pem"), "--bundle", str(folder / "roots.pem"), "--trust-domain",
         "red-mesh.local", "--profile", "ztunnel", "--istio", ISTIO, "--purpose", "server", "--json"],
        capture_output=True, text=True, timeout=60)
    try:
        answer = json.loads(run.stdout)
    except json.JSONDecodeError:
        return None, run.stderr[-200:]
    if "findings" not in answer:
        # Input that cannot be decoded is refused, too.
        return False, run.stdout[:200]
    codes = [finding["code"] for finding in answer["findings"]]
    # The identity is compared after the path, and webpki knows none.
    return answer["accepted"] or codes[:1] == ["MT-V-06"], " ".join(codes[:1])


def judge(name, key, presented, root, expected=None):
    folder = Path(FOLDER) / name
    folder.mkdir(parents=True, exist_ok=True)
    pem = serialization.Encoding.PEM
    (folder / "chain.pem").write_bytes(b"".join(item.public_bytes(pem) for item in presented))
    (folder / "roots.pem").write_bytes(root.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    theirs, why = of_webpki(folder)
    ours, code = of_meshtrust(folder)
    if theirs is None or theirs != ours or expected not in (None, theirs):
        print(f"differs {name}: webpki {theirs} ({why}), meshtrust {ours} ({code}), expected {expected}", flush=True)
        return None
    return theirs


verdicts = [judge(f"v05-{number}", *chain(row[:3]), expected=row[4] if IS_NEW else row[3])
            for number, row in enumerate(TABLE, 1)]
source = random.Random(16)
verdicts += [judge(f"random-{number}", *draw(source)) for number in range(int(COUNT))]
accepted, refused = verdicts.count(True), verdicts.count(False)
print(f"{subprocess.run([UV, '--version'], capture_output=True, text=True).stdout.strip()} as Istio {ISTIO}: "
      f"{accepted} accepted and {refused} refused by both, {verdicts.count(None)} differ")
sys.exit(1 if None in verdicts or not accepted or not refused else 0)
