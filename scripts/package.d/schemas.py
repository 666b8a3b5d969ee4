#!/usr/bin/env python3
"""schemas.py PRINTED FOLDER: writes a JSON Schema for each schema of the documents in PRINTED, beside what FOLDER has."""
import json
import re
import sys
from pathlib import Path

TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
ALWAYS = "in every document"
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
        result[ALWAYS] = required
        result["properties"] = {key: schema([o[key] for o in objects if key in o], path + (key,)) for key in keys}
    return result


def plain(one):
    """Without what only merging needs."""
    if isinstance(one, dict):
        return {key: plain(value) for key, value in one.items() if key != ALWAYS}
    return [plain(value) for value in one] if isinstance(one, list) else one


def kinds(one):
    kind = one.get("type", [])
    return set(kind if isinstance(kind, list) else [kind])


def merged(old, new):
    """What a schema tells already, and what new documents have besides: a member stays required if each has it."""
    if old is None or new is None:
        return old or new
    if "const" in new:
        return new
    both = sorted(kinds(old) | kinds(new))
    result = {"type": both if len(both) > 1 else both[0]}
    formats = {one.get("format") for one in (old, new) if "string" in kinds(one)}
    if len(formats) == 1 and None not in formats:
        result["format"] = formats.pop()
    if "items" in old or "items" in new:
        result["items"] = merged(old.get("items"), new.get("items"))
    rest = merged(old.get("additionalProperties"), new.get("additionalProperties"))
    properties = [one["properties"] for one in (old, new) if "properties" in one]
    if rest is not None:
        for value in [value for one in properties for value in one.values()]:
            rest = merged(rest, value)
        result["additionalProperties"] = rest
    elif properties:
        common = old.get("required", []) if "properties" in old else new.get("required", [])
        if "properties" in old and "properties" in new:
            common = sorted(set(common) & set(new[ALWAYS]))
        if common:
            result["required"] = common
        result["properties"] = {key: merged(*([p[key] for p in properties if key in p] + [None])[:2])
                                for key in sorted({key for p in properties for key in p})}
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
        path = folder / f"{name}.v{version}.json"
        if path.exists():
            known = json.loads(path.read_text())
            full = {key: full[key] for key in full if key.startswith("$") or key == "title"} | merged(known, full)
        path.write_text(json.dumps(plain(full), indent=2, ensure_ascii=False) + "\n")
        print(f"{name:24} {len(found)} documents")


main()
