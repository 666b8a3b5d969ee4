#!/usr/bin/env python3
"""workflow.py FILE CHECKOUT NAME=VALUE …: runs the `run:` steps of a workflow as a runner would, with these inputs.

The step that installs meshtrust is left out; conditions and values are those few forms that the workflow uses.
"""
import os
import re
import subprocess
import sys

import yaml

file, checkout, *pairs = sys.argv[1:]
inputs = dict(pair.split("=", 1) for pair in pairs)
document = yaml.safe_load(open(file))
defaults = {name: str(value.get("default", "")) for name, value in document[True]["workflow_call"]["inputs"].items()}
inputs = {**defaults, **inputs}


def filled(text):
    text = re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: inputs[m.group(1)], str(text))
    assert "${{" not in text, f"what is {text}?"
    return text


def holds(condition):
    condition = re.sub(r"^\$\{\{ | \}\}$", "", condition).replace("always() && ", "")
    if match := re.fullmatch(r"inputs\.(\w+) != ''", condition):
        return inputs[match.group(1)] != ""
    match = re.fullmatch(r"inputs\.(\w+)", condition)
    assert match, f"what is {condition}?"
    return inputs[match.group(1)] == "true"


ran = 0
for job in document["jobs"].values():
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": f"{os.environ['RUNNER_TEMP']}/summary.md",
                   **{name: filled(value) for name, value in job.get("env", {}).items()}}
    for step in job["steps"]:
        if "run" not in step or step.get("name") == "Install meshtrust":
            continue
        if "if" in step and not holds(step["if"]):
            continue
        extra = {name: filled(value) for name, value in step.get("env", {}).items()}
        assert "${{" not in step["run"], "an input in a script is a way in for whoever writes it"
        # GitHub runs each step with `bash -e {0}`.
        done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=checkout, env={**environment, **extra})
        if done.returncode:
            sys.exit(f"{step['name']} ended with {done.returncode}")
        ran += 1
print(f"{ran} steps")
sys.exit(ran < 5)
