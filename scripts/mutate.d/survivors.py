"""The mutants that may survive: `PATH: KIND: CONDITION`, a line each, and before them `# ` and the reason."""


def read(path):
    known, reason, is_reason = {}, [], False
    for line in open(path).read().splitlines():
        if line.startswith("# "):
            reason = (reason if is_reason else []) + [line[2:]]
            is_reason = True
        elif line:
            known[line] = " ".join(reason)
            is_reason = False
    return known
