#!/usr/bin/env python3
"""Kills commands that write, and looks at what they left.

usage: kills.py BINARY HOME COUNT [--postgres DATABASE] [--token URI]

Half of the kills come at a random time, half (if there is strace) at one of the system calls that reach a disk or a server.
After every 20 the next command must work, the log verify with its checkpoint, and nothing be lost, doubled or forgotten. After
every kill between a token and the database both must agree again once the command is given again.
"""

import argparse
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

DISK = "write,pwrite64,fsync,fdatasync,rename,renameat2,unlink,openat"
SERVER = "sendto,recvfrom," + DISK
# The largest number that strace takes: the command ends before, and its calls are listed.
UNKNOWN = ("fsync", 65535)
OWNER = "green-mesh/root"


class Home:
    def __init__(self, options):
        self.binary, self.home, self.database = options.binary, Path(options.home), options.postgres
        self.token = options.token
        self.struck = self.ended = self.turn = 0
        self.longest: dict[str, float] = {}
        # The system calls of a command: which, and how many of the name its thread had made then.
        self.calls: dict[str, list[tuple[str, int]]] = {}
        self.inToken = 0
        # Rotations that could not be taken back.
        self.stuck: list[str] = []

    def words(self) -> list[str]:
        """The next command; a rotation is begun and taken back in turn, and each of the two has everything to do."""
        self.turn += 1
        every = ["issue red-mesh --gateway egress-green-mesh --out leaf", "rotate start red-mesh", "crl red-mesh",
                 "rekey green-mesh --intermediate", "rotate abort red-mesh", "reissue green-mesh/intermediate", "crl green-mesh"]
        if self.token:
            every += [f"key generate {OWNER} --token {self.token}", f"key destroy {OWNER} --yes"]
        words = every[self.turn % len(every)].split()
        # Each begins where it has everything to do.
        if words[:2] == ["key", "generate"]:
            self.run("key", "destroy", OWNER, "--yes")
        elif words[:2] == ["key", "destroy"]:
            self.run("key", "generate", OWNER, "--token", self.token)
        elif words[:2] == ["rotate", "start"]:
            self.end_rotation()
        elif words[:2] == ["rotate", "abort"]:
            self.run("rotate", "start", "red-mesh")
        shutil.rmtree(self.home.parent / "leaf", ignore_errors=True)
        return words

    def end_rotation(self):
        """Takes a rotation back to its end: while it is on its way back, it can neither be begun nor be taken back."""
        if "every root is steady" in self.run("rotate", "status").stdout:
            return
        self.run("rotate", "abort", "red-mesh")
        root = (self.home / "out/red-mesh/pem/root-cert.pem").read_text().replace("\n", "\n    ")
        seen = self.home.parent / "seen.yaml"
        seen.write_text(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-ca-root-cert, namespace: red-mesh}\n"
            f"data:\n  root-cert.pem: |\n    {root.rstrip()}\n")
        self.run("rotate", "seen", "red-mesh", "--for", "red-mesh", "-f", str(seen), "--assume")
        for sentence in ("green-mesh updated", "all proxies restarted"):
            self.run("rotate", "vouch", "red-mesh", sentence)
        # Proxies get their time to read what was deployed.
        later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        ended = self.run("rotate", "next", "red-mesh", "--now", later)
        if ended.returncode != 0:
            self.stuck.append(f"the rotation does not end: {ended.stderr.strip()[:300]}")

    def start(self, words: list[str], around: list[str]) -> subprocess.Popen:
        return subprocess.Popen(
            around + [self.binary] + words + ["--home", str(self.home)], cwd=self.home.parent, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.binary, *words, "--home", str(self.home)], cwd=self.home.parent, stdin=subprocess.DEVNULL, capture_output=True,
            text=True)

    def kill_in_time(self, words: list[str]):
        verb = " ".join(words[:2])
        began = time.monotonic()
        process = self.start(words, [])
        try:
            # A command whose length is not known yet is measured.
            status = process.wait(random.random() * self.longest[verb] * 1.05 if verb in self.longest else None)
            # One that is refused ends early, and says nothing of the others.
            if status == 0:
                took = time.monotonic() - began
                self.longest[verb] = 0.7 * self.longest.get(verb, took) + 0.3 * took
            self.ended += 1
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.struck += 1

    def kill_at_call(self, words: list[str]):
        verb, trace = " ".join(words[:2]), self.home.parent / "trace"
        calls = SERVER if self.database else DISK
        name, number = random.choice(self.calls[verb]) if self.calls.get(verb) else UNKNOWN
        process = self.start(
            words,
            ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls}", "-e", f"inject={name}:signal=KILL:when={number}"])
        # Its own death by the signal of its tracee.
        if (status := process.wait()) in (-signal.SIGKILL, 128 + signal.SIGKILL):
            self.struck += 1
            return
        self.ended += 1
        if status == 0:
            self.calls[verb] = counted(trace.read_text(errors="replace"))

    # What is there.

    def rows(self, query: str) -> list[tuple]:
        if not self.database:
            with sqlite3.connect(f"file:{self.home}/authority.db?mode=ro", uri=True) as database:
                return database.execute(query).fetchall()
        text = subprocess.run(
            ["psql", "-X", "-q", "-At", "-F", "\t", "-d", self.database, "-c", "SET search_path = meshtrust; " + query],
            check=True, capture_output=True, text=True).stdout
        return [tuple(line.split("\t")) for line in text.splitlines()]

    def faults(self):
        again = self.run("crl", "red-mesh")
        if again.returncode != 0:
            yield f"the next command fails: {again.stderr.strip()[:300]}"
        verified = self.run("log", "verify", "--checkpoint", str(self.home / "log.checkpoint"))
        if verified.returncode != 0:
            yield f"the log does not verify: {verified.stderr.strip()[:300]}"
        octets = "encode(der, 'hex')" if self.database else "hex(der)"
        serials = [serial(bytes.fromhex(row[0])) for row in self.rows(f"SELECT {octets} FROM certificate WHERE issuer IS NOT NULL")]
        if len(set(serials)) != len(serials):
            yield f"{len(serials) - len(set(serials))} serial numbers are used twice"
        lost = self.rows(
            "SELECT a.owner, a.role FROM authority a WHERE a.retired IS NULL AND a.key NOT IN (SELECT id FROM key) "
            "AND a.key NOT IN (SELECT id FROM outside_key WHERE id IS NOT NULL)")
        if lost:
            yield f"keys are lost: {lost}"
        orphans = self.rows(
            "SELECT id FROM key WHERE id NOT IN (SELECT key FROM authority WHERE retired IS NULL) "
            "AND id NOT IN (SELECT key FROM request)")
        if orphans:
            yield f"{len(orphans)} keys are nobody's"
        for name in ("red-mesh/root", "red-mesh", "green-mesh"):
            if (export := self.run("key", "export", name, "--no-encrypt")).returncode != 0:
                yield f"the key of {name} does not open: {export.stderr.strip()[:200]}"

    def token_faults(self, words: list[str]):
        """The command that was killed, given again, heals: then every key of the token is known, and every known key is there."""
        self.inToken += 1
        again = self.run(*words)
        done = "[MT-KEY-63]" if words[1] == "generate" else "[MT-KEY-77]"
        if again.returncode != 0 and done not in again.stderr:
            yield f"`{' '.join(words[:2])}` does not heal: {again.stderr.strip()[:300]}"
        rows = self.rows("SELECT place, state FROM outside_key")
        if [row[1] for row in rows] != (["ready"] if words[1] == "generate" else []):
            yield f"after `{' '.join(words[:2])}` there are {rows}"
        said = "\n".join(row[0] for row in self.rows("SELECT details FROM log WHERE action = 'generated-key'"))
        # Half of a key was left in the token, and the log says where.
        halves = {identifier(place) for place in re.findall(r"what the token has at (\S+)", said)}
        known = {identifier(row[0]) for row in rows}
        names, privates = token_keys()
        if strange := names - known - halves:
            yield f"the token has keys that nobody knows: {[name.hex() for name in strange]}"
        if known - names or not len(known) <= privates <= len(known) + len(halves):
            yield f"the token has {privates} private keys, for {rows} and {len(halves)} halves"


def identifier(place: str) -> bytes:
    """The ID in the address of a key in a token."""
    found = re.search(r"[;:]id=([^;?]*)", place)
    return urllib.parse.unquote_to_bytes(found.group(1)) if found else b""


def token_keys() -> tuple[set[bytes], int]:
    """The IDs of the public keys in SoftHSM's folder, and the number of private keys, whose IDs are encrypted. A file that a
    kill cut short has no key in it."""
    folder = Path(os.environ["SOFTHSM2_CONF"]).parent / "tokens"
    objects = [attributes(path.read_bytes()) for path in folder.glob("*/*.object")]
    # CKA_CLASS; CKA_ID; CKA_VALUE or CKA_PRIVATE_EXPONENT.
    names = {found[0x102] for found in objects if found.get(0) == 2 and found.get(0x102)}
    return names, sum(1 for found in objects if found.get(0) == 3 and (found.get(0x11) or found.get(0x123)))


def attributes(octets: bytes) -> dict[int, int | bytes]:
    """An object of SoftHSM: a generation, then type, kind and value of each attribute, all of 8 octets but values."""
    found: dict[int, int | bytes] = {}
    at = 8
    while at + 17 <= len(octets):
        kind = int.from_bytes(octets[at + 8:at + 16], "big")
        if kind not in (1, 2, 3):
            # A list, which no key has in front of what is read.
            break
        size = 1 if kind == 1 else 8
        number = int.from_bytes(octets[at + 16:at + 16 + size], "big")
        value: int | bytes = number
        if kind == 3:
            value = octets[at + 24:at + 24 + number]
            size += number
        if at + 16 + size > len(octets):
            break
        found[int.from_bytes(octets[at:at + 8], "big")] = value
        at += 16 + size
    return found


def counted(trace: str) -> list[tuple[str, int]]:
    """The calls of a trace that reach a disk or a server; strace counts each name of each thread."""
    calls: list[tuple[str, int]] = []
    seen: dict[tuple[str, str], int] = {}
    for line in trace.splitlines():
        if not (match := re.match(r"(\d+) +(\w+)\(", line)):
            continue
        seen[match.groups()] = seen.get(match.groups(), 0) + 1
        # A file that is only read is none.
        if match[2] != "openat" or "O_RDONLY" not in line:
            calls.append((match[2], seen[match.groups()]))
    return calls


def serial(der: bytes) -> bytes:
    """The serial number of a certificate whose lengths before it have 1 to 3 octets."""
    def content(at: int) -> tuple[int, int]:
        count = der[at + 1]
        if count < 0x80:
            return at + 2, count
        width = count & 0x7F
        return at + 2 + width, int.from_bytes(der[at + 2:at + 2 + width], "big")

    at, _ = content(0)
    at, _ = content(at)
    if der[at] == 0xA0:
        start, count = content(at)
        at = start + count
    start, count = content(at)
    return der[start:start + count]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("home")
    parser.add_argument("count", type=int)
    parser.add_argument("--postgres")
    parser.add_argument("--token")
    home = Home(parser.parse_args())
    count = parser.parse_args().count
    found: list[str] = []
    hasStrace = shutil.which("strace") is not None
    while home.struck < count:
        words = home.words()
        found += home.stuck
        home.stuck.clear()
        (home.kill_at_call if hasStrace and random.random() < 0.5 else home.kill_in_time)(words)
        if home.token and words[0] == "key":
            found += home.token_faults(words)
        if home.turn % 20 == 0:
            found += home.faults()
            print(f"{home.struck} kills, {home.ended} commands that ended before, {len(found)} faults", flush=True)
        if len(found) > 5:
            break
    found += home.faults()
    for fault in found:
        print(fault)
    token = f", {home.inToken} of a token" if home.token else ""
    print(f"{home.struck} kills, {home.ended} commands that ended before{token}, {len(found)} faults")
    return 1 if found else 0


sys.exit(main())
