#!/usr/bin/env python3
"""Kills commands that write, and looks at what they left.

usage: kills.py BINARY HOME COUNT [--postgres DATABASE] [--token URI]

Half of the kills come at a random time, half (if there is strace) at one of the system calls that reach a disk or a server.
After every 20 the next command must work, the log verify with its checkpoint, and nothing be lost, doubled or forgotten.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

DISK = "write,pwrite64,fsync,fdatasync,rename,renameat2,unlink,openat"
SERVER = "sendto,recvfrom," + DISK
# The largest number that strace takes: the command ends before, and its calls are counted.
UNKNOWN = 65535


class Home:
    def __init__(self, options):
        self.binary, self.home, self.database = options.binary, Path(options.home), options.postgres
        self.token = options.token
        self.struck = self.ended = self.turn = 0
        self.longest: dict[str, float] = {}
        self.calls: dict[str, int] = {}

    def words(self) -> list[str]:
        """The next command; a rotation is begun and taken back in turn."""
        self.turn += 1
        every = ["issue red-mesh --gateway egress-green-mesh --out leaf", "rotate start red-mesh", "crl red-mesh",
                 "rekey green-mesh --intermediate", "rotate abort red-mesh", "reissue green-mesh/intermediate", "crl green-mesh"]
        if self.token:
            every += [f"key generate green-mesh/root --token {self.token}"]
        words = every[self.turn % len(every)].split()
        shutil.rmtree(self.home.parent / "leaf", ignore_errors=True)
        return words

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
            process.wait(random.random() * self.longest[verb] * 1.05 if verb in self.longest else None)
            self.longest[verb] = 0.7 * self.longest.get(verb, 0) + 0.3 * (time.monotonic() - began) or 0.1
            self.ended += 1
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.struck += 1

    def kill_at_call(self, words: list[str]):
        verb, trace = " ".join(words[:2]), self.home.parent / "trace"
        calls = SERVER if self.database else DISK
        number = random.randint(1, self.calls[verb]) if verb in self.calls else UNKNOWN
        process = self.start(
            words,
            ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}"])
        # Its own death by the signal of its tracee.
        if process.wait() in (-signal.SIGKILL, 128 + signal.SIGKILL):
            self.struck += 1
        else:
            self.ended += 1
            self.calls[verb] = max(1, len(trace.read_text(errors="replace").splitlines()))

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

    def token_faults(self):
        """A key in the token has a row; a row that says `making` heals when the command is given again."""
        if not self.token:
            return
        made = self.run("key", "generate", "green-mesh/root", "--token", self.token)
        making = self.rows("SELECT place FROM outside_key WHERE state = 'making'")
        if making:
            yield f"a key is still being made: {making}, {made.stderr.strip()[:200]}"
        objects = subprocess.run(
            ["sh", "-c", "ls \"$(dirname \"$SOFTHSM2_CONF\")\"/tokens/*/*.object | wc -l"], capture_output=True, text=True).stdout
        known = len(self.rows("SELECT place FROM outside_key"))
        # A pair is two objects, and the token itself has one or none.
        if int(objects) > 2 * known + 1:
            yield f"the token has {objects.strip()} objects, and the home knows of {known} keys"


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
        (home.kill_at_call if hasStrace and home.turn % 2 else home.kill_in_time)(words)
        if home.turn % 20 == 0:
            found += home.faults()
            print(f"{home.struck} kills, {home.ended} commands that ended before, {len(found)} faults", flush=True)
        if len(found) > 5:
            break
    found += list(home.faults()) + list(home.token_faults())
    for fault in found:
        print(fault)
    print(f"{home.struck} kills, {home.ended} commands that ended before, {len(found)} faults")
    return 1 if found else 0


sys.exit(main())
