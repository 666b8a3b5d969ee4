#!/usr/bin/env python3
"""contents.py: prints the list of contents (SPDX 2.3, JSON) of the packages, or checks one with --check FILE."""
import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

LICENCES = {"grdb.swift": "MIT", "swift-argument-parser": "Apache-2.0 WITH Swift-exception",
            "swift-asn1": "Apache-2.0", "swift-system": "Apache-2.0 WITH Swift-exception"}


def package(name, version, licence, location="NOASSERTION", **more):
    identifier = "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)
    return {"SPDXID": identifier, "name": name, "versionInfo": version, "downloadLocation": location,
            "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence,
            "copyrightText": "NOASSERTION", **more}


def purl(text):
    return [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": text}]


def built_in(resolved):
    """The Swift packages that are compiled in: from Package.swift, with the revisions that were fetched."""
    manifest = (resolved.parent / "Package.swift").read_text()
    pins = {}
    if resolved.exists():
        pins = {pin["identity"]: pin["state"]["revision"] for pin in json.loads(resolved.read_text())["pins"]}
    for url, version in re.findall(r'\.package\(url: "([^"]+)", exact: "([^"]+)"\)', manifest):
        name = url.rsplit("/", 1)[1].lower()
        revision = pins.get(name)
        yield package(name, version, LICENCES[name], f"git+{url}@{revision or version}",
                      externalRefs=purl(f"pkg:swift/{url.removeprefix('https://')}@{version}"))


def swift():
    try:
        said = subprocess.run(["swiftc", "--version"], capture_output=True, text=True).stdout
    except FileNotFoundError:
        said = ""
    found = re.search(r"Swift version (\S+)", said)
    return package("swift-runtime", found.group(1) if found else "NOASSERTION", "Apache-2.0 WITH Swift-exception",
                   "https://www.swift.org/install/")


def linked(depends):
    """The packages whose libraries are linked: `libssl3 (>= 3.0.0), …`."""
    for item in depends.split(","):
        name, _, version = item.strip().partition(" ")
        yield package(name, version.strip("()") or "NOASSERTION", "NOASSERTION",
                      externalRefs=purl(f"pkg:deb/debian/{name}"))


def file(path):
    data = Path(path).read_bytes()
    return package(Path(path).name, "NOASSERTION", "Apache-2.0",
                   checksums=[{"algorithm": "SHA256", "checksumValue": hashlib.sha256(data).hexdigest()}])


def document(options):
    files = [file(path) for path in options.files]
    for item in files:
        item["versionInfo"], item["downloadLocation"] = options.version, f"{options.url}/{item['name']}"
    program = package("meshtrust", options.version, "Apache-2.0", options.url,
                      checksums=file(options.binary)["checksums"], sourceInfo=f"commit {options.commit}",
                      primaryPackagePurpose="APPLICATION")
    inside = list(built_in(Path(options.resolved))) + [swift()]
    beside = list(linked(options.depends))

    def relation(one, kind, other):
        return {"spdxElementId": one["SPDXID"], "relationshipType": kind, "relatedSpdxElement": other["SPDXID"]}

    relations = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": item["SPDXID"]}
                 for item in files]
    relations += [relation(item, "CONTAINS", program) for item in files]
    relations += [relation(program, "STATIC_LINK", item) for item in inside]
    relations += [relation(program, "DYNAMIC_LINK", item) for item in beside]
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"])))
    digest = program["checksums"][0]["checksumValue"]
    return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
            "name": f"meshtrust-{options.version}-{options.arch}",
            "documentNamespace": f"{options.url}/spdx/meshtrust-{options.version}-{options.arch}-{digest[:16]}",
            "creationInfo": {"created": created, "creators": ["Tool: meshtrust-scripts-package"]},
            "packages": files + [program] + inside + beside, "relationships": relations}


def check(path):
    """Every element that a relation names exists, and every packaged file beside the list has the digest it says."""
    content = json.loads(Path(path).read_text())
    known = [item["SPDXID"] for item in content["packages"]] + ["SPDXRef-DOCUMENT"]
    assert len(known) == len(set(known)), "an identifier stands twice"
    for relation in content["relationships"]:
        assert relation["spdxElementId"] in known and relation["relatedSpdxElement"] in known, relation
    for item in content["packages"]:
        beside = Path(path).parent / item["name"]
        if beside.is_file() and "." in item["name"]:
            assert item["checksums"] == file(beside)["checksums"], item["name"]


def main():
    if sys.argv[1:2] == ["--check"]:
        return check(sys.argv[2])
    parser = argparse.ArgumentParser()
    for name in ("version", "arch", "url", "commit", "depends", "binary", "resolved"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("files", nargs="+")
    json.dump(document(parser.parse_args()), sys.stdout, indent=2)
    print()


main()
