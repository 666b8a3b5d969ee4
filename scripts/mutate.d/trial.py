"""Runs the tests that reach a mutant with this mutant on, until one fails."""
import os, re, signal, subprocess, sys, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# Tests that take together no longer than this, in seconds, run before the others: most mutants are killed by one of them.
FIRST = 2


@dataclass
class Mutant:
    number: int
    place: str
    kind: str
    condition: str
    tests: str

    @property
    def key(self):
        return f"{self.place.rsplit(':', 1)[0]}: {self.kind}: {self.condition}"

    def __str__(self):
        return f"{self.place}: {self.kind}: {self.condition}"


@dataclass
class Test:
    name: str
    seconds: float
    reached: set

    @property
    def filter(self):
        return "^" + re.escape(self.name)


def passes(program, tests, limit, **environment):
    """Whether all tests with these filters pass; None when they take too long."""
    words = [program, "--testing-library", "swift-testing"] + [word for test in tests for word in ("--filter", test)]
    process = subprocess.Popen(
        words, env={**os.environ, **environment, "SWIFT_BACKTRACE": "enable=no"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", start_new_session=True)
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


def measure(program, areas, count, jobs):
    """Every test of the areas, run alone without a mutant: what it takes, and which mutants it reaches."""
    listed = subprocess.run([program, "--testing-library", "swift-testing", "--list-tests"], capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.splitlines() if any(re.match(area, name) for area in areas)]

    def alone(name):
        with tempfile.NamedTemporaryFile() as file:
            file.truncate(count + 1)
            began, test = time.time(), Test(name, 0, set())
            if passes(program, [test.filter], 1200, MESHTRUST_MUTANTS_REACHED=file.name) is not True:
                raise SystemExit(f"scripts/mutate: {name} fails without any mutant")
            test.seconds = time.time() - began
            test.reached = {number for number, octet in enumerate(open(file.name, "rb").read()) if octet}
            return test

    began = time.time()
    with ThreadPoolExecutor(jobs) as pool:
        tests = list(pool.map(alone, names))
    print(f"{len(tests)} tests without a mutant in {time.time() - began:.0f} s", file=sys.stderr)
    return sorted(tests, key=lambda test: test.seconds)


def run(program, tests, mutant):
    chosen = [test for test in tests if mutant.number in test.reached and re.match(mutant.tests, test.name)]
    stages, total = ([], []), 0
    for test in chosen:
        total += test.seconds
        stages[0 if total <= FIRST else 1].append(test)
    for stage in stages:
        if stage:
            limit = 20 + 5 * sum(test.seconds for test in stage)
            answer = passes(program, [test.filter for test in stage], limit, MESHTRUST_MUTANT=str(mutant.number))
            if answer is not True:
                return "killed" if answer is False else "timed out"
    return "survived" if chosen else "unreached"
