#!/usr/bin/env python3
"""complete.py FOLDER SHELL TYPED WANTED: types a line into a shell, presses TAB, and looks for WANTED on the screen.

FOLDER has the tool in bin, a user's folder in home, and the script of each shell as completion.SHELL.
"""
import os
import pty
import re
import select
import signal
import sys
import time

folder, shell, typed, wanted = sys.argv[1:]
COMMANDS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
STARTS = {
    "bash": f"bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'; source {folder}/completion.bash",
    "zsh": f"autoload -U compinit && compinit -D -u; source {folder}/completion.zsh",
    "fish": f"source {folder}/completion.fish",
}


def plain(data):
    """What a terminal shows of it, roughly: without escape sequences."""
    text = data.decode(errors="replace")
    text = re.sub(r"\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[\[(][0-9;?]*[ -/]*[@-~]|\x1b[=>]|\x0f|\x07", "", text)
    while "\x08" in text:
        text = re.sub(r"[^\x08]\x08|^\x08", "", text, count=1)
    return text


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(f"{folder}/home")
        os.execvpe(COMMANDS[shell][0], COMMANDS[shell], {
            "PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": f"{folder}/home", "TERM": "xterm", "LANG": "C.UTF-8",
            "PS1": "> ", "XDG_DATA_HOME": f"{folder}/data", "COLUMNS": "200", "LINES": "50"})
    seen = b""

    def read(until, seconds):
        nonlocal seen
        seen, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.05)[0]:
                try:
                    seen += os.read(terminal, 65536)
                except OSError:
                    break
                # fish asks what the terminal is and where its cursor stands, and waits for an answer.
                if seen.endswith(b"\x1b[c") or seen.endswith(b"\x1b[0c"):
                    os.write(terminal, b"\x1b[?6c")
            if until and until in plain(seen):
                return True
        return not until

    try:
        import fcntl, struct, termios
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        read("", 0.6)
        os.write(terminal, (STARTS[shell] + "; echo re''ady\n").encode())
        read("ready", 20)
        read("", 0.4)
        os.write(terminal, typed.encode())
        read("", 0.3)
        began = time.monotonic()
        os.write(terminal, b"\t\t" if not wanted.startswith("meshtrust") else b"\t")
        found = read(wanted.removeprefix(typed) if wanted.startswith(typed) else wanted, 10)
        took = time.monotonic() - began
        print(f"{took * 1000:.0f} ms", repr(plain(seen)[-400:]))
        sys.exit(0 if found else 1)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


main()
