"""Builds a copy of the package with every mutant in it."""
import glob, os, re, subprocess, sys

from conditions import rewritten

SCRATCH = ".build-mutants"
# Reads the environment once. None of the names stands in the sources. The file of reached mutants has an octet for each, and
# is mapped, so that a test that crashes has written it, too.
SUPPORT = """import Glibc

private let mutant: Int = unsafe getenv("MESHTRUST_MUTANT").map { unsafe atol($0) } ?? 0
nonisolated(unsafe) private let reached: UnsafeMutablePointer<UInt8>? = {
  guard let path = unsafe getenv("MESHTRUST_MUTANTS_REACHED") else { return nil }
  let file = unsafe open(path, O_RDWR)
  let size = lseek(file, 0, SEEK_END)
  let memory = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
  return unsafe memory == MAP_FAILED ? nil : memory?.assumingMemoryBound(to: UInt8.self)
}()
private func isActive(_ number: Int) -> Bool {
  if let reached = unsafe reached { unsafe reached[number] = 1 }
  return number == mutant
}

func mutated(_ number: Int, _ condition: Bool) -> Bool { condition != isActive(number) }
func mutatedBelow<T: Comparable>(_ number: Int, _ left: T, _ right: T) -> Bool {
  isActive(number) ? left <= right : left < right
}
func mutatedNotAbove<T: Comparable>(_ number: Int, _ left: T, _ right: T) -> Bool {
  isActive(number) ? left < right : left <= right
}
func mutatedAbove<T: Comparable>(_ number: Int, _ left: T, _ right: T) -> Bool {
  isActive(number) ? left >= right : left > right
}
func mutatedNotBelow<T: Comparable>(_ number: Int, _ left: T, _ right: T) -> Bool {
  isActive(number) ? left > right : left >= right
}
// A tuple conforms to nothing, and is compared by functions of its own.
func mutatedBelow<A: Comparable, B: Comparable>(_ number: Int, _ left: (A, B), _ right: (A, B)) -> Bool {
  isActive(number) ? left <= right : left < right
}
func mutatedNotAbove<A: Comparable, B: Comparable>(_ number: Int, _ left: (A, B), _ right: (A, B)) -> Bool {
  isActive(number) ? left < right : left <= right
}
func mutatedAbove<A: Comparable, B: Comparable>(_ number: Int, _ left: (A, B), _ right: (A, B)) -> Bool {
  isActive(number) ? left >= right : left > right
}
func mutatedNotBelow<A: Comparable, B: Comparable>(_ number: Int, _ left: (A, B), _ right: (A, B)) -> Bool {
  isActive(number) ? left > right : left >= right
}
"""


def swift_files(place):
    return sorted(glob.glob(place + "/**/*.swift", recursive=True)) if os.path.isdir(place) else sorted(
        glob.glob(place if place.endswith(".swift") else place + "*.swift"))


def put(path, content):
    """Writes a file unless it holds that already, so that nothing is built anew for it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path) and open(path, "rb").read() == content:
        return
    with open(path, "wb") as file:
        file.write(content)


def manifest(text, kept):
    """Without the tests that are not run, and without warnings as errors: a mutated condition may be worth one."""
    text = text.replace("  .treatAllWarnings(as: .error),\n", "")
    start = 0
    while match := re.compile(r'^    tests\(\s*"(\w+)"', re.M).search(text, start):
        depth, end = 0, match.start()
        while True:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
            if depth == 0 and text[end - 1] == ")":
                break
        if match.group(1) in kept:
            start = end
        else:
            text = text[:match.start()] + text[end:].lstrip(",")
            start = match.start()
    return text


def build(modules, sources):
    """The program that runs the tests."""
    kept = {module + "Tests" for module in modules} | {"VerifierTests"}
    # What tests of several modules read, beside their own folders.
    read = {"Homes"}
    wanted = set()
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "Sources", "Tests"], capture_output=True, text=True, check=True)
    for path in files.stdout.splitlines():
        parts = path.split("/")
        if parts[0] == "Tests" and parts[1] not in kept | read or not os.path.exists(path):
            continue
        content = open(path, "rb").read()
        if path in sources:
            text, mutants, first = sources[path]
            content = rewritten(text, mutants, first).encode()
        wanted.add(path)
        put(f"{SCRATCH}/package/{path}", content)
    for module in modules:
        wanted.add(f"Sources/{module}/Mutants.swift")
        put(f"{SCRATCH}/package/Sources/{module}/Mutants.swift", SUPPORT.encode())
    put(f"{SCRATCH}/package/Package.swift", manifest(open("Package.swift").read(), kept).encode())
    for folder, _, names in os.walk(f"{SCRATCH}/package"):
        for name in names:
            path = os.path.relpath(f"{folder}/{name}", f"{SCRATCH}/package")
            if path.startswith(("Sources/", "Tests/")) and path not in wanted:
                os.remove(f"{folder}/{name}")
    options = ["--package-path", f"{SCRATCH}/package", "--scratch-path", f"{SCRATCH}/build"]
    subprocess.run(["swift", "build", "--build-tests", *options], check=True, stdout=sys.stderr)
    return os.path.abspath(f"{SCRATCH}/build/debug/meshtrustPackageTests.xctest")
