"""Runs the areas of an attack, each within its share of the time, and counts what they find."""

import importlib
import sys
import tempfile
import time
from pathlib import Path

import target


def main() -> int:
    seconds = float(sys.argv[1]) * 60
    areas = sys.argv[2:]
    defects = 0
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        stage = target.Stage(Path(folder))
        for area in areas:
            cases = list(importlib.import_module(area).cases(stage))
            # Spread over all cases, so that a short run tries some of each kind.
            share, began, tried, found = seconds / len(areas), time.monotonic(), 0, 0
            for case in target.spread(cases):
                if time.monotonic() - began > share:
                    break
                tried += 1
                for defect in case.defects(stage):
                    found += 1
                    print(f"{area}: {case.name}: {defect}", flush=True)
            print(f"{area:9} {tried} of {len(cases)} cases tried, {found} defects", flush=True)
            defects += found
    return 1 if defects else 0


sys.exit(main())
