"""Plants links, files, pipes and folders under the names that are written."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Iterator

from target import Case, Missing, Stage, crashed, run

SECRET = b"the victim's own file\n"


def cases(stage: Stage) -> Iterator[Case]:
    for kind in ("hard link", "symbolic link", "dangling link", "pipe", "file", "folder"):
        for target in ("backup", "leaf/key.pem", "pki/authority.db", "pki/federation.yaml", "pki/sealing.key"):
            yield Case(f"a {kind} where temporary files of {target} stood", temporary(kind, target))
    for name in ("federation.yaml", "sealing.key", "authority.db"):
        yield Case(f"a home whose {name} is a symbolic link", linked(name))
    for kind in ("symbolic link", "file", "pipe"):
        yield Case(f"a {kind} in place of out/red-mesh", outside(kind))
    for name in ("federation.yaml", "sealing.key", "authority.db", "home.pub", "sealing.key.next"):
        for link in (False, True):
            yield Case(f"a result into {name}{' by a link' if link else ''}", result(name, link))
    for name in ("federation.yaml", "sealing.key", "home.pub"):
        yield Case(f"a pipe in place of {name}", piped(name))
    yield Case("a pipe as the place of a result", pipe_as_result)
    yield Case("without /proc", without_proc)
    for kind in ("dangling link", "pipe", "folder", "stranger", "long stranger", "far number"):
        yield Case(f"a {kind} in place of a published bundle", published(kind))
    yield Case("a folder with links to itself", itself)
    yield Case("a home that others can read", modes)
    yield Case("no core holds a secret", cores)


def plant(path: Path, kind: str, victim: Path) -> None:
    if kind == "hard link":
        os.link(victim, path)
    elif kind == "symbolic link":
        path.symlink_to(victim)
    elif kind == "dangling link":
        path.symlink_to(victim.parent / "made-by-nobody")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "file":
        path.write_bytes(b"planted")
    else:
        path.mkdir()


def temporary(kind: str, target: str):
    """Process ids that may come next are planted: the name of a temporary file must not be one of them."""

    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        victim = place / "victim"
        victim.write_bytes(SECRET)
        path = place / target
        path.parent.mkdir(exist_ok=True)
        newest = int(Path("/proc/loadavg").read_text().split()[-1])
        for number in range(newest, newest + 60):
            plant(path.parent / f"{path.name}.new-{number}", kind, victim)
        words = {
            "backup": "backup backup --backup-passphrase-file pass", "leaf/key.pem": "issue red-mesh --gateway egress-green-mesh --out leaf",
            "pki/authority.db": "rotate start red-mesh", "pki/federation.yaml": "remove mesh blue-mesh --yes",
            "pki/sealing.key": "home seal rewrap --new-passphrase-file pass",
        }[target]
        ended = run(words.split(), place, seconds=20)
        yield from crashed(ended)
        if victim.read_bytes() != SECRET:
            yield "the victim's file was overwritten"
        if (place / "made-by-nobody").exists():
            yield "a file was made at the other end of a link"
        if ended.status == 0 and path.is_symlink():
            yield "the result is a planted link"

    return body


def linked(name: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        (place / "kept").mkdir()
        shutil.move(place / "pki" / name, place / "kept" / name)
        (place / "pki" / name).symlink_to(place / "kept" / name)
        for words in ("remove mesh blue-mesh --yes", "rotate start red-mesh", "home seal rewrap --new-passphrase-file pass"):
            before = (place / "kept" / name).read_bytes()
            ended = run(words.split(), place)
            yield from crashed(ended)
            path = place / "pki" / name
            if path.exists() and not path.is_symlink() and (place / "kept" / name).exists():
                yield f"`{words}` replaced the link, and left the old {name} at its end"
                return
            if ended.status == 0 and name == "federation.yaml" and words.startswith("remove"):
                if (place / "kept" / name).read_bytes() == before:
                    yield f"`{words}` did not edit the file at the end of the link"

    return body


def outside(kind: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        victim = place / "victim"
        victim.mkdir() if kind == "symbolic link" else victim.write_bytes(SECRET)
        if kind == "symbolic link":
            (victim / "precious").write_bytes(SECRET)
        shutil.rmtree(place / "pki/out/red-mesh")
        plant(place / "pki/out/red-mesh", kind, victim)
        ended = run(["apply", "--yes"], place, seconds=20)
        yield from crashed(ended)
        if kind == "symbolic link" and (not (victim / "precious").exists() or len(list(victim.iterdir())) > 1):
            yield "apply wrote or deleted through the link"

    return body


def result(name: str, link: bool):
    """What a command prints never takes the place of a file of the home."""

    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        path = place / "pki" / name
        before = path.read_bytes() if path.exists() else None
        target = path
        if link:
            target = place / "link"
            target.symlink_to(path)
        for words in (["show", "--out", str(target)], ["backup", str(target), "--backup-passphrase-file", "pass"]):
            ended = run(words, place)
            yield from crashed(ended)
            after = path.read_bytes() if path.exists() else None
            if ended.status == 0 or after != before:
                yield f"`{words[0]}` wrote it"

    return body


def piped(name: str):
    """Nobody waits for a writer of a pipe in the home."""

    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        (place / "pki" / name).unlink()
        os.mkfifo(place / "pki" / name)
        for words in ("status", "plan", "issue red-mesh --gateway egress-green-mesh --out leaf"):
            ended = run(words.split(), place, seconds=20)
            yield from crashed(ended)

    return body


def pipe_as_result(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    os.mkfifo(place / "pipe")
    ended = run(["show", "--out", "pipe"], place, seconds=20)
    yield from crashed(ended)
    if not stat.S_ISFIFO((place / "pipe").stat().st_mode):
        yield "a file took the place of the pipe"
    if ended.status == 0:
        yield "it ended with 0"


def without_proc(stage: Stage) -> Iterator[str]:
    """Swift reads the arguments there; a command that it does not see must not end well."""
    words = ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /proc && exec \"$@\"", "sh"]
    if subprocess.run([*words, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Missing("unshare")
    ended = run(["verify", "nothing", "--bundle", "nothing"], stage.copy("applied"), around=words)
    yield from crashed(ended)
    if ended.status == 0:
        yield "it ended with 0"


def published(kind: str):
    """Others can write the folder that a web server serves."""

    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("applied")
        bundle = place / "served/red-mesh.local/bundle.json"
        run(["publish", "served"], place)
        text = bundle.read_text()
        bundle.unlink()
        if kind == "dangling link":
            bundle.symlink_to(place / "elsewhere")
        elif kind == "pipe":
            os.mkfifo(bundle)
        elif kind == "folder":
            bundle.mkdir()
        elif kind == "stranger":
            bundle.write_text("somebody else's")
        elif kind == "long stranger":
            bundle.write_bytes(b"[" * (4 << 20))
        else:
            bundle.write_text(re.sub('"spiffe_sequence": [0-9]+', f'"spiffe_sequence": {2**48 - 1}', text))
        ended = run(["publish", "served"], place, seconds=20)
        yield from crashed(ended)
        if ended.status == 0:
            yield "it ended with 0"
        if (place / "elsewhere").exists():
            yield "the link was followed"
        card = run(["trust", "export", "red-mesh", "--format", "spiffe"], place).out
        if f"{2**48 - 1}".encode() in card:
            yield "the number is that of trust cards now"

    return body


def itself(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    shutil.copytree(place / "pki/out", place / "m")
    (place / "m/a").symlink_to(".")
    (place / "m/b").symlink_to(".")
    for words in ("lint m", "diff m", "checklist m", "services m", "init --from m --home new"):
        yield from crashed(run(words.split(), place, seconds=20))


def modes(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied")
    for path in (place / "pki").rglob("*"):
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077 and ("key" in path.name or path.suffix == ".db"):
            yield f"others can read {path.relative_to(place)}"
    (place / "pass").chmod(0o644)
    ended = run(["home", "seal", "rewrap", "--new-passphrase-file", "pass"], place)
    if b"pass" not in ended.err or ended.status == 0 and b"warning" not in ended.err and b"note" not in ended.err:
        yield "nobody is told that others can read the passphrase file"


def cores(stage: Stage) -> Iterator[str]:
    place = stage.copy("applied-sealed")
    trace = place / "trace"
    run(
        ["key", "export", "red-mesh/root", "--no-encrypt", "--passphrase-file", "pass"], place,
        around=["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=prctl,prlimit64,setrlimit"])
    calls = trace.read_text()
    if "PR_SET_DUMPABLE, SUID_DUMP_DISABLE" not in calls and "RLIMIT_CORE" not in calls:
        yield "core dumps are not switched off"
