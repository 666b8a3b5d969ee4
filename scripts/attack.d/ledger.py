"""Kills commands that issue, replace and make keys in a token, one after another in one home, and counts what is lost.

A kill falls at a random moment, or before a call with which SQLite commits. Whatever it hits, every authority keeps its key,
no two certificates have one serial number, each key in the token has its row, and the log and its checkpoint verify.
"""

import random
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Iterator

from target import BINARY, Case, Stage, run

KILLS = 1000
TOKEN = Path(__file__).parent.parent.parent / "Tests/MeshTrustTests/Scripts/token.c"
URI = "pkcs11:token=fake"
# What one round does; `{n}` is its number, so that no two rounds ask for the same.
COMMANDS = [
    "issue red-mesh --service-account shop/s{n} --out leaf{n}",
    "issue green-mesh --service-account shop/s{n} --out leaf{n}",
    "rekey red-mesh --intermediate",
    "reissue green-mesh/intermediate",
    "crl blue-mesh",
    "key generate blue-mesh/root --token " + URI,
    "rotate start blue-mesh",
    "rotate abort blue-mesh",
    "home seal rewrap",
    "trust export green-mesh",
]
COMMITS = ["fdatasync", "unlink", "pwrite64", "rename", "renameat2", "linkat"]


def cases(stage: Stage) -> Iterator[Case]:
    ledger = Ledger(stage)
    for number in range(KILLS):
        yield Case(f"kill {number}", lambda stage, number=number: ledger.round(number))


class Ledger:
    def __init__(self, stage: Stage):
        self.stage = stage
        self.place: Path | None = None
        self.kills = 0

    def begin(self) -> None:
        self.place = self.stage.folder / "ledger"
        shutil.copytree(self.stage.template("applied"), self.place)
        (self.place / "token").mkdir()
        module = self.place / "fake.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", module, TOKEN, "-lcrypto"], check=True)
        module.chmod(0o700)
        (self.place / "pin").write_text("1234\n")
        (self.place / "pin").chmod(0o600)
        self.machine = {
            "FAKE_TOKEN": str(self.place / "token"), "MESHTRUST_PKCS11_MODULE": str(module),
            "MESHTRUST_PIN_FILE": str(self.place / "pin"),
        }

    def round(self, number: int) -> Iterator[str]:
        if self.place is None:
            self.begin()
        chance = random.Random(number)
        words = COMMANDS[number % len(COMMANDS)].format(n=number).split()
        if chance.random() < 0.5:
            self.killed_at_commit(words, chance)
        else:
            self.killed_some_time(words, chance)
        yield from self.lost()
        # Any later command that writes finishes what was begun; a refused one changes nothing.
        if number % 20 == 19:
            ended = run(["apply", "--yes"], self.place, seconds=300, environment=self.machine)
            if ended.status != 0:
                yield f"`apply` then ended with {ended}"
            yield from self.lost()

    def killed_at_commit(self, words: list[str], chance: random.Random) -> None:
        call, when = chance.choice(COMMITS), chance.randint(1, 12)
        ended = run(
            words, self.place, environment=self.machine,
            seconds=300, around=["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}"])
        self.kills += ended.status == -signal.SIGKILL

    def killed_some_time(self, words: list[str], chance: random.Random) -> None:
        process = subprocess.Popen(
            [BINARY, *words], cwd=self.place, env=dict(self.machine, PATH="/usr/bin:/bin"), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.005, 0.25))
        process.kill()
        self.kills += process.wait() == -signal.SIGKILL

    def lost(self) -> Iterator[str]:
        ended = run(["log", "verify"], self.place, seconds=300, environment=self.machine)
        if ended.status != 0:
            yield f"`log verify` then ended with {ended}"
        database = sqlite3.connect(f"file:{self.place}/pki/authority.db?mode=ro", uri=True)
        with database:
            keys = database.execute(
                "SELECT owner, role, generation FROM authority WHERE retired IS NULL AND key NOT IN "
                "(SELECT id FROM key UNION SELECT id FROM outside_key WHERE id IS NOT NULL)").fetchall()
            serials = [serial(row[0]) for row in database.execute("SELECT der FROM certificate")]
            places = " ".join(row[0] for row in database.execute("SELECT place FROM outside_key"))
        database.close()
        for key in keys:
            yield f"the key of {key} is lost"
        if len(set(serials)) != len(serials):
            yield f"{len(serials) - len(set(serials))} serial numbers are there twice"
        known = {bytes.fromhex(found.replace("%", "")) for found in re.findall(r"id=((?:%[0-9a-f]{2})+)", places)}
        for name in (self.place / "token").glob("*.name"):
            identifier = name.read_bytes().split(b"\n", 1)[1]
            if identifier not in known and not self.was_used(identifier):
                yield f"nobody knows the key {identifier.hex()} in the token"

    def was_used(self, identifier: bytes) -> bool:
        """Whether the log tells of a key: that of a root which was given up."""
        text = "".join(f"%{octet:02x}" for octet in identifier)
        return text.encode() in run(["log", "--wide"], self.place, seconds=300, environment=self.machine).out


def serial(der: bytes) -> bytes:
    """The serial number of a certificate (RFC 5280 section 4.1)."""

    def header(at: int) -> tuple[int, int]:
        size, at = der[at + 1], at + 2
        if size < 0x80:
            return at, size
        count = size & 0x7F
        return at + count, int.from_bytes(der[at:at + count], "big")

    at = header(header(0)[0])[0]
    if der[at] == 0xA0:
        start, size = header(at)
        at = start + size
    start, size = header(at)
    return der[start:start + size]
