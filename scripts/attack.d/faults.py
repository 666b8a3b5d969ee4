"""Lets the calls that change the disk fail."""

from typing import Iterator

import kills
from target import Case, Stage

GROWING = ["openat", "write", "pwrite64", "fsync", "fdatasync", "mkdir"]


def cases(stage: Stage) -> Iterator[Case]:
    yield from kills.cases(stage, "error=ENOSPC", GROWING)
    yield from kills.cases(stage, "error=EIO", ["pwrite64", "fsync", "fdatasync", "rename", "renameat2", "linkat", "unlink", "unlinkat"])
