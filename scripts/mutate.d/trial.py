"""Runs the tests with one mutant on, until one fails."""
import os, signal, subprocess, threading, time
from dataclasses import dataclass

limits = {}


@dataclass
class Mutant:
    number: int
    place: str
    kind: str
    condition: str
    stages: list

    @property
    def key(self):
        return f"{self.place.rsplit(':', 1)[0]}: {self.kind}: {self.condition}"

    def __str__(self):
        return f"{self.place}: {self.kind}: {self.condition}"


def passes(tests, stage, number, limit):
    """Whether all tests of a stage pass; None when they take too long."""
    words = [tests, "--testing-library", "swift-testing", "--filter", stage]
    environment = {**os.environ, "MESHTRUST_MUTANT": str(number), "SWIFT_BACKTRACE": "enable=no"}
    process = subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)
    late = threading.Event()

    def end(*_):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def give_up():
        late.set()
        end()

    timer = threading.Timer(limit, give_up)
    timer.start()
    failed = False
    for line in process.stdout:
        if "recorded an issue" in line:
            failed = True
            break
    end() if failed else None
    timer.cancel()
    process.stdout.close()
    status = process.wait()
    end()
    return False if failed else None if late.is_set() else status == 0


def measure(tests, stages):
    """What the stages take without a mutant, and that they pass."""
    for stage in sorted(stages):
        began = time.time()
        if passes(tests, stage, 0, 1200) is not True:
            raise SystemExit(f"scripts/mutate: the tests {stage} fail without any mutant")
        limits[stage] = 20 + 5 * (time.time() - began)


def run(tests, mutant):
    for stage in mutant.stages:
        answer = passes(tests, stage, mutant.number, limits[stage])
        if answer is not True:
            return "killed" if answer is False else "timed out"
    return "survived"
