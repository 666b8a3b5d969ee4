#!/usr/bin/env python3
"""schemas.py PRINTED FOLDER: writes a JSON Schema for each schema of the documents in PRINTED."""
import json
import re
import sys
from pathlib import Path

TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
NAMES = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array",
         dict: "object"}


def documents(folder):
    """Every document; JSON lines are one each."""
    for path in sorted(Path(folder).iterdir()):
        if path.suffix == ".args":
            continue
        text = path.read_text(errors="replace")
        try:
            found = [json.loads(text)]
        except ValueError:
            found = []
            for line in text.splitlines():
                try:
                    found.append(json.loads(line))
                except ValueError:
                    break
        yield from (d for d in found if isinstance(d, dict) and "schema" in d)


def is_map(values):
    """Whether the keys are data, such as names of files and meshes, and not members."""
    return any(re.search(r"[-./ ]", key) for value in values for key in value)


def schema(values, path=()):
    kinds = {}
    for value in values:
        kinds.setdefault(NAMES[type(value)], []).append(value)
    result = {"type": sorted(kinds) if len(kinds) > 1 else next(iter(kinds))}
    if "string" in kinds and all(TIME.fullmatch(s) for s in kinds["string"]):
        result["format"] = "date-time"
    items = [item for value in kinds.get("array", []) for item in value]
    if items:
        result["items"] = schema(items, path + ("[]",))
    objects = kinds.get("object", [])
    if objects and is_map(objects):
        result["additionalProperties"] = schema([v for o in objects for v in o.values()], path + ("*",))
    elif objects:
        keys = sorted({key for o in objects for key in o})
        required = [key for key in keys if all(key in o for o in objects)]
        # One or two documents are no promise.
        if required and len(objects) > 2:
            result["required"] = required
        result["properties"] = {key: schema([o[key] for o in objects if key in o], path + (key,)) for key in keys}
    return result


def main():
    printed, folder = sys.argv[1], Path(sys.argv[2])
    by_name = {}
    for document in documents(printed):
        match = re.fullmatch(r"meshtrust/([a-z-]+)/v(\d+)", str(document["schema"]))
        if match:
            by_name.setdefault(match.groups(), []).append(document)
    for (name, version), found in sorted(by_name.items()):
        body = schema(found)
        body["properties"]["schema"] = {"const": f"meshtrust/{name}/v{version}"}
        full = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"meshtrust/{name}/v{version}",
                "title": f"What `--json` prints: {name}, version {version}",
                "$comment": "Members may be added. None is removed, and none changes its type.", **body}
        (folder / f"{name}.v{version}.json").write_text(json.dumps(full, indent=2, ensure_ascii=False) + "\n")
        print(f"{name:24} {len(found)} documents")


main()
