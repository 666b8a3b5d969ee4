"""Sets columns of the database to extreme values, and replaces, deletes and reorders its rows."""

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Iterator

from target import Case, Stage, crashed, run

EXTREMES = [2**63 - 1, -(2**63), 0, -1, 2**31, 1e300, None, "", "x" * 100_000, b"\xff\x00", "\x1b[2J\n9 forged"]
READS = [
    "status", "plan", "show", "log", "log verify", "log --json", "rotate status", "rotate proof red-mesh", "rotate plan red-mesh", "timeline",
    "verify pki/out/red-mesh/pem/cert-chain.pem --peer red-mesh --for green-mesh", "apply --yes", "crl red-mesh",
    "rotate next red-mesh", "rotate abort red-mesh",
    "metrics", "report", "status --check", "issued list", "trust list", "log checkpoint", "log verify --checkpoint pki/log.checkpoint", "home seal list",
    "deploy --dry-run", "rotate gather", "restart red-mesh --yes",
]


def columns(stage: Stage) -> list[tuple[str, str]]:
    with sqlite3.connect(stage.template("whole") / "pki/authority.db") as base:
        tables = [row[0] for row in base.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")]
        return [(table, row[1]) for table in tables for row in base.execute(f"pragma table_info({table})")]


def change(place: Path, *statements: tuple[str, tuple]) -> bool:
    """Whether something was changed; constraints and triggers are the attacker's to switch off."""
    base = sqlite3.connect(place / "pki/authority.db")
    try:
        base.execute("pragma ignore_check_constraints = on")
        base.execute("pragma foreign_keys = off")
        for name, in base.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            base.execute(f'drop trigger "{name}"')
        count = 0
        for statement, values in statements:
            count += base.execute(statement, values).rowcount
        base.commit()
        return count > 0
    except (sqlite3.Error, OverflowError):
        return False
    finally:
        base.close()


def cases(stage: Stage) -> Iterator[Case]:
    for table, column in columns(stage):
        for value in EXTREMES:
            yield Case(f"{table}.{column} = {str(value)[:20]!r}", extreme(table, column, value))
    for table in dict.fromkeys(table for table, _ in columns(stage)):
        yield Case(f"every row of {table} deleted", tampered(f"delete from {table}"))
        yield Case(f"the last row of {table} deleted", tampered(f"delete from {table} where rowid = (select max(rowid) from {table})"))
    yield Case("a root replaced by a forged one of the same name", forged_root)
    for table, column in columns(stage):
        # Nothing looks for a text in the others: the log is a chain, and the rest belongs to the program.
        if table not in ("log", "binding", "grdb_migrations"):
            change_text = f"update {table} set {column} = {column} || char(0) where typeof({column}) = 'text'"
            yield Case(f"{table}.{column} with a zero octet", tampered(change_text))
    for name, statements in PLANTED.items():
        yield Case(f"planted: {name}", planted(statements))
    yield Case("an index of ours with other columns", false_index)
    yield Case("neither signature nor home.pub, with the secret", vanished)
    yield Case("an older database below a newer out/", rolled_back)
    yield Case("no database below an out/ with roots", missing)


def extreme(table: str, column: str, value):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("whole")
        if not change(place, (f"update {table} set {column} = ?", (value,))):
            return
        # All of them for each value would take hours; each case has some, and always the same.
        for words in random.Random(f"{table}.{column} {str(value)[:20]}").sample(READS, 5):
            ended = run(words.split(), place, seconds=90)
            for defect in crashed(ended):
                yield f"`{words}` {defect}"
            if b"\x1b" in ended.out + ended.err or b"\n9 forged" in ended.out:
                yield f"`{words}` prints a value raw"

    return body


def tampered(statement: str):
    """What was changed behind the tool's back is noticed by `log verify` or by `apply`, and never silently published."""

    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("whole")
        before = (place / "pki/out/green-mesh/configmap-red-mesh-ca-root-cert.yaml").read_bytes()
        if not change(place, (statement, ())):
            return
        noticed = [words for words in ("log verify", "status", "plan", "apply --yes --passphrase-file pass") if run(words.split(), place).status in (1, 3, 4)]
        after = place / "pki/out/green-mesh/configmap-red-mesh-ca-root-cert.yaml"
        if not noticed:
            same = after.exists() and after.read_bytes() == before
            yield "nothing notices it" + ("" if same else ", and another bundle is written")

    return body


PLANTED = {
    "a trigger on the log": ["create trigger t after insert on log begin update authority set retired = 1; end"],
    "a trigger on the signature": ["create trigger t after update on binding begin update home set writes_secrets = 1; end"],
    "a covering index of certificate": [
        "create index zz on certificate (fingerprint, kind, issuer, identity, not_before, not_after, created)"
    ],
    "a covering index of authority": ["create index z on authority (retired, owner, role, generation, certificate, chain, key)"],
    "a view": ["create view v as select * from certificate"],
    "a table": ["create table later (id integer primary key)"],
    "no index": ["drop index revocation_issuer"],
    "an index of another column": ["drop index revocation_issuer", "create index revocation_issuer on revocation (reason)"],
}


def refused(place: Path) -> Iterator[str]:
    """No command uses the database, whether it has the secret or not. `show` reads only the description."""
    for words in READS:
        if words.startswith(("metrics", "report", "issued", "trust", "home seal", "deploy", "rotate gather", "restart", "status --check", "log checkpoint")):
            continue
        for secret in ([], ["--passphrase-file", "pass"]):
            ended = run(words.split() + secret, place)
            if words != "show" and ended.status not in (3, 4, 64):
                yield f"`{' '.join(words.split() + secret)}` ended with {ended.status}"


def planted(statements: list[str]):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied-sealed")
        with sqlite3.connect(place / "pki/authority.db") as base:
            for statement in statements:
                base.execute(statement)
        yield from refused(place)

    return body


def false_index(stage: Stage) -> Iterator[str]:
    """Its words in the schema are those of the program; what it contains is not."""
    place = stage.copy("applied-sealed")
    with sqlite3.connect(place / "pki/authority.db") as base:
        words = base.execute("select sql from sqlite_master where name = 'certificate_issuer'").fetchone()[0]
        base.execute("drop index certificate_issuer")
        base.execute("create index certificate_issuer on certificate (kind, created)")
        base.execute("pragma writable_schema = on")
        base.execute("update sqlite_master set sql = ? where name = 'certificate_issuer'", (words,))
    yield from refused(place)


def vanished(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied-sealed")
    (place / "pki/home.pub").unlink()
    change(place, ("delete from binding", ()), ("update certificate set not_after = not_after + 1", ()))
    ended = run(["apply", "--yes", "--passphrase-file", "pass"], place)
    if ended.status != 4:
        yield f"`apply` with the secret ended with {ended.status}"


def forged_root(stage: Stage) -> Iterator[str]:
    """The root of a home that is sealed with a passphrase, replaced by somebody who does not know it."""
    place = stage.copy("applied-sealed")
    (place / "thief").mkdir()
    stage.make(place / "thief", ["init", *Stage.MESHES], ["apply"])
    found = False
    with sqlite3.connect(place / "pki/authority.db") as ours, sqlite3.connect(place / "thief/pki/authority.db") as theirs:
        for table, column in columns(stage):
            kind = [row[2].upper() for row in ours.execute(f"pragma table_info({table})") if row[1] == column][0]
            if kind != "BLOB" or "cert" not in column:
                continue
            theirs_rows = dict(theirs.execute(f"select rowid, {column} from {table}"))
            for row, value in theirs_rows.items():
                for trigger, in ours.execute("select name from sqlite_master where type = 'trigger'").fetchall():
                    ours.execute(f'drop trigger "{trigger}"')
                found = ours.execute(f"update {table} set {column} = ? where rowid = ?", (value, row)).rowcount > 0 or found
    if not found:
        yield "found no certificate in the database to replace"
        return
    chain = str(place / "thief/pki/out/red-mesh/pem/cert-chain.pem")
    leaf = run(["issue", "red-mesh", "--gateway", "egress-green-mesh", "--out", "leaf"], place / "thief")
    chain = str(place / "thief/leaf/cert-chain.pem") if leaf.status == 0 else chain
    if run(["verify", chain, "--peer", "red-mesh", "--for", "green-mesh"], place).status == 0:
        yield "`verify --peer` accepts a leaf below the forged root"
    ended = run(["apply", "--yes", "--passphrase-file", "pass"], place)
    forged = (place / "thief/pki/out/red-mesh/pem/root-cert.pem").read_text().strip().splitlines()[1]
    for path in (place / "pki/out").rglob("*"):
        if path.is_file() and forged in path.read_text(errors="replace"):
            yield f"`apply` ended with {ended.status} and published the forged root in {path.relative_to(place)}"
            break


def rolled_back(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    shutil.copy(place / "pki/authority.db", place / "old.db")
    stage.make(place, ["rotate", "start", "red-mesh"])
    shutil.copy(place / "old.db", place / "pki/authority.db")
    before = (place / "pki/out/green-mesh/configmap-red-mesh-ca-root-cert.yaml").read_bytes()
    ended = run(["apply", "--yes"], place)
    if ended.status != 4:
        same = (place / "pki/out/green-mesh/configmap-red-mesh-ca-root-cert.yaml").read_bytes() == before
        yield f"`apply` ended with {ended.status}" + ("" if same else " and withdrew a distributed root")


def missing(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    (place / "pki/authority.db").unlink()
    ended = run(["apply", "--yes"], place)
    if ended.status == 0:
        yield "`apply` made new roots for meshes that have some"
