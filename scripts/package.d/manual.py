#!/usr/bin/env python3
"""manual.py MESHTRUST FOLDER: writes a manual page of section 1 for the tool and for each of its commands.

Everything in them comes from the tool's own help. The date is that of SOURCE_DATE_EPOCH, or today's.
"""
import json
import os
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

ENVIRONMENT = {
    "MESHTRUST_HOME": "The home, where --home names none.",
    "MESHTRUST_PASSPHRASE_FILE": "The file with the home's passphrase, where --passphrase-file names none.",
    "MESHTRUST_CONTEXTS": "The kubeconfig's context of each mesh, MESH=CONTEXT, separated by commas.",
    "MESHTRUST_CLIENT": "The program that reaches clusters: oc, kubectl or a path.",
    "MESHTRUST_SIGNERS": "The file that names programs and modules that hold keys.",
    "MESHTRUST_PKCS11_MODULE": "The module of the token.",
    "MESHTRUST_PIN_FILE": "The file with the token's PIN.",
    "NO_COLOR": "No colours, if it is set and not empty.",
}


def roff(text):
    """Text that roff shows as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return re.sub(r"^\.", r"\\&.", text, flags=re.MULTILINE)


def display(argument):
    """How an argument is typed, such as `--home <dir>`."""
    value = f"<{argument['valueName']}>"
    if argument["kind"] == "positional":
        return value
    names = [("-" if n["kind"] == "short" else "--") + n["name"] for n in argument["names"]]
    return ", ".join(names) + ("" if argument["kind"] == "flag" else f" {value}")


def synopsis(words, command, arguments):
    positional = [display(a) + (" ..." if a["isRepeating"] else "") for a in arguments if a["kind"] == "positional"]
    positional = [p if not a["isOptional"] else f"[{p}]"
                  for p, a in zip(positional, [a for a in arguments if a["kind"] == "positional"])]
    if command.get("subcommands"):
        positional.append("<command>")
    return " ".join(["[<options>]"] * any(a["kind"] != "positional" for a in arguments) + positional)


def paragraphs(text):
    """The description, with indented lines as they are, and the heads `EXAMPLES:` and `EXIT STATUS:` as sections."""
    out = []
    for block in text.split("\n\n"):
        head, _, rest = block.partition("\n")
        if re.fullmatch(r"[A-Z ]+:", head):
            out.append(f".SH {head[:-1]}")
            block = rest
        if block.startswith("  "):
            out += [".nf", roff(textwrap.dedent(block)), ".fi"]
        elif block:
            out += [".PP", roff(block)]
    return out


def options(arguments):
    out, groups = [], {}
    for argument in arguments:
        title = "Arguments" if argument["kind"] == "positional" else argument.get("sectionTitle", "Options")
        groups.setdefault(title, []).append(argument)
    for title in sorted(groups, key=lambda t: (t != "Arguments", t == "Options")):
        out.append(f".SH {title.upper()}")
        for argument in groups[title]:
            text = argument.get("abstract", "")
            if "defaultValue" in argument and "(default" not in text:
                text += f" (default: {argument['defaultValue']})"
            out += [".TP", f".B {roff(display(argument))}", roff(text)]
    return out


def page(words, command, version, date, known):
    name = "-".join(words)
    arguments = [a for a in command.get("arguments", []) if a["shouldDisplay"]]
    abstract = command["abstract"].rstrip(".")
    lines = [f'.TH "{name.upper()}" "1" "{date}" "{version}" "Service meshes"', ".SH NAME",
             f"{roff(name)} \\- {roff(abstract[:1].lower() + abstract[1:])}", ".SH SYNOPSIS",
             f".B {roff(' '.join(words))}", roff(synopsis(words, command, arguments)), ".SH DESCRIPTION", roff(command["abstract"])]
    lines += paragraphs(command.get("discussion", ""))
    below = [c for c in command.get("subcommands", []) if c["shouldDisplay"] and c["commandName"] != "help"]
    if below:
        lines.append(".SH COMMANDS")
        for child in below:
            lines += [".TP", f".BR {roff('-'.join(words + [child['commandName']]))} (1)", roff(child["abstract"])]
    lines += options(arguments)
    if len(words) == 1:
        lines.append(".SH ENVIRONMENT")
        for variable, text in ENVIRONMENT.items():
            lines += [".TP", f".B {variable}", roff(text)]
    beside = sorted("-".join(words[:i]) for i in range(1, len(words)))
    if beside:
        lines += [".SH SEE ALSO", ", ".join(f"\\fB{roff(b)}\\fR(1)" for b in beside)]
    return "\n".join(line for line in lines if line) + "\n"


def main():
    binary, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    tree = json.loads(subprocess.run([binary, "--experimental-dump-help"], check=True, capture_output=True).stdout)
    version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    date = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))

    def write(words, command):
        if not command["shouldDisplay"] or words[-1] == "help":
            return
        (folder / f"{'-'.join(words)}.1").write_text(page(words, command, version, date, None))
        for child in command.get("subcommands", []):
            write(words + [child["commandName"]], child)

    write(["meshtrust"], tree["command"])


main()
