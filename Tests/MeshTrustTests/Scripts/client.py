#!/usr/bin/env python3
"""Stands in for kubectl and its cluster, so that the tests need neither.

$CLUSTERS has a folder for each context:
  *.json    objects and Lists of objects, as files; what is not in them gets a uid, a version and a time
  answers   answers to certain requests instead, a JSON value a line: {"request": "GET /api.*", "status": 403,
            "body": …, "headers": {…}, "times": 1, "end": "before", "after" or "middle", "wait": 3}; `times` is how
            often; `after` closes the connection once the write is done
  ahead     by how many seconds the cluster's clock is ahead of this machine's
  speed     how often a second of the cluster passes in one of this machine, since this file was written
  presented-NAME.pem    what Pods whose names begin with NAME present at port 8188, with the key; `port-forward` leads there
  kinds     further kinds, an object by plural: {"istios": ["sailoperator.io", "v1", "Istio"]}; a plural of two groups has
            its group behind a dot. With Istio among them, those of Maistra are not there
  certs     from when on the certificates of proxies are valid, an object by Pod; `port-forward` asks for it
  controllers   if it is there, Deployments have Pods, and istiod writes its roots (controllers.py)
  forbidden what the user may not do, as VERB RESOURCE, a line each; `*` stands for every verb or resource
  undated   if it is there, answers have no date
  view      what `config view` prints, instead of a whole context
  requests  written here: a line for each request
  version   written here: the last resource version
  written   written here: the objects that were written, which take the place of those in *.json

Writes are carried out as an API server does, as far as it matters here: server-side apply with managers and conflicts,
merge patches, creation, deletion under preconditions, dry runs, and the locks of uid and resourceVersion.
"""

import copy
import hashlib
import http.server
import json
import os
import re
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

KINDS = {
    "namespaces": ("", "v1", "Namespace"),
    "configmaps": ("", "v1", "ConfigMap"),
    "secrets": ("", "v1", "Secret"),
    "services": ("", "v1", "Service"),
    "nodes": ("", "v1", "Node"),
    "pods": ("", "v1", "Pod"),
    "deployments": ("apps", "v1", "Deployment"),
    "statefulsets": ("apps", "v1", "StatefulSet"),
    "daemonsets": ("apps", "v1", "DaemonSet"),
    "servicemeshcontrolplanes": ("maistra.io", "v2", "ServiceMeshControlPlane"),
    "servicemeshmemberrolls": ("maistra.io", "v1", "ServiceMeshMemberRoll"),
    "servicemeshpeers": ("federation.maistra.io", "v1", "ServiceMeshPeer"),
    "exportedservicesets": ("federation.maistra.io", "v1", "ExportedServiceSet"),
    "importedservicesets": ("federation.maistra.io", "v1", "ImportedServiceSet"),
    "destinationrules": ("networking.istio.io", "v1beta1", "DestinationRule"),
    "workloadentries": ("networking.istio.io", "v1beta1", "WorkloadEntry"),
}


def kinds(folder):
    path = os.path.join(folder, "kinds")
    more = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
    known = {name: kind for name, kind in KINDS.items() if "istios" not in more or "maistra.io" not in kind[0]}
    return {**known, **{name: tuple(kind) for name, kind in more.items()}}


def kind_of(folder, group, plural):
    """The group, version and kind of a plural."""
    found = [kind for name, kind in kinds(folder).items() if name.split(".")[0] == plural and kind[0] == group]
    return found[0] if found else (None, None, None)


def group_of(item):
    return item["apiVersion"].split("/")[0] if "/" in item["apiVersion"] else ""


WRITTEN = "written"
LOCK = threading.Lock()


def key(item):
    return f"{item['kind']}/{item['metadata'].get('namespace', '')}/{item['metadata']['name']}"


def objects(folder):
    """What is there: the files, with what was written since in their place."""
    path = os.path.join(folder, WRITTEN)
    written = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
    items = [item for item in given(folder) if key(item) not in written] + [item for item in written.values() if item]
    if os.path.exists(os.path.join(folder, "controllers")):
        sys.dont_write_bytecode = True
        import controllers
        items = controllers.simulated(folder, [completed(item) for item in items], now(folder), owned)
    yield from items


def now(folder):
    """The time by the cluster's clock."""
    def number(name):
        path = os.path.join(folder, name)
        return float(open(path, encoding="utf-8").read()) if os.path.exists(path) else 0
    began = os.path.getmtime(os.path.join(folder, "speed")) if number("speed") else 0
    passed = (time.time() - began) * (number("speed") - 1) if began else 0
    return time.time() + number("ahead") + passed


def next_version(folder):
    """One for each write, whatever is deleted."""
    path = os.path.join(folder, "version")
    number = int(open(path, encoding="utf-8").read()) + 1 if os.path.exists(path) else 101
    replace(path, str(number))
    return number


def replace(path, text):
    """Whole or not at all: who is killed with its command, or reads meanwhile, finds what was there before."""
    new = f"{path}.{os.getpid()}"
    with open(new, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(new, path)


def given(folder):
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                whole = json.load(file)
            yield from whole.get("items", [whole]) if whole.get("kind", "").endswith("List") else [whole]


def completed(item):
    metadata = item["metadata"]
    name = key(item)
    digest = hashlib.sha256(name.encode()).hexdigest()
    metadata.setdefault("uid", f"{digest[:8]}-0000-4000-8000-{digest[8:20]}")
    metadata.setdefault("resourceVersion", "7")
    metadata.setdefault("creationTimestamp", "2026-01-01T00:00:00Z")
    return item


def leaves(value, path=()):
    """The fields of an object by their paths; lists are one value each."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from leaves(inner, path + (name,))
    elif path:
        yield path, value


def content(item):
    kept = {name: value for name, value in item.items() if name not in ("apiVersion", "kind", "metadata", "status")}
    marks = {name: item["metadata"][name] for name in ("labels", "annotations") if item["metadata"].get(name)}
    return dict(leaves(dict(kept, metadata=marks) if marks else kept))


def place(item, path, value):
    for name in path[:-1]:
        item = item.setdefault(name, {})
    item[path[-1]] = value


def displace(item, path):
    if len(path) == 1:
        item.pop(path[0], None)
    elif isinstance(item.get(path[0]), dict):
        displace(item[path[0]], path[1:])
        if not item[path[0]]:
            item.pop(path[0])


def owned(entry):
    """The paths of one manager."""
    def walk(fields, path):
        inner = {name: value for name, value in fields.items() if name != "."}
        if not inner and path:
            yield path
        for name, value in inner.items():
            yield from walk(value, path + (name[2:],))
    return set(walk(entry["fieldsV1"], ()))


def entry(manager, operation, paths, version="v1"):
    fields = {}
    for path in sorted(paths):
        inner = fields
        for name in path:
            inner = inner.setdefault("f:" + name, {})
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now(Cluster.folder)))
    return {"manager": manager, "operation": operation, "apiVersion": version, "time": stamp, "fieldsType": "FieldsV1",
            "fieldsV1": fields}


def ordered(value):
    """As an API server keeps objects of definitions: with their keys in order."""
    if isinstance(value, dict):
        return {name: ordered(value[name]) for name in sorted(value)}
    return [ordered(inner) for inner in value] if isinstance(value, list) else value


class Conflict(Exception):
    pass


def applied(live, wanted, manager, force):
    """Server-side apply: own fields are set, own fields that are no longer sent go, those of others stay."""
    new = copy.deepcopy(live) if live else {
        "apiVersion": wanted["apiVersion"], "kind": wanted["kind"],
        "metadata": {name: wanted["metadata"][name] for name in ("name", "namespace") if name in wanted["metadata"]}}
    managers = new["metadata"].get("managedFields", [])
    mine = [e for e in managers if e["manager"] == manager and e["operation"] == "Apply"]
    others = [e for e in managers if e not in mine]
    before, after = content(new), content(wanted)
    conflicts = []
    version = wanted["apiVersion"]
    for other in others:
        for path in sorted(owned(other) & set(after)):
            if path in before and before[path] != after[path]:
                conflicts.append((path, other))
    if conflicts and not force:
        raise Conflict(conflicts)
    for path, other in conflicts:
        rest = owned(other) - {path}
        others = [e for e in others if e is not other] + ([dict(entry(other["manager"], other["operation"], rest,
                                                                      version), time=other.get("time"))] if rest else [])
    for path in set().union(*map(owned, mine)) - set(after):
        if not any(path in owned(other) for other in others):
            displace(new, path)
    for path, value in after.items():
        place(new, path, value)
    kept = [e for e in mine if owned(e) == set(after) and before == content(new)]
    new["metadata"]["managedFields"] = others + (kept or [entry(manager, "Apply", set(after), version)])
    return new


def merged(live, patch):
    if not isinstance(patch, dict):
        return patch
    result = dict(live) if isinstance(live, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def updated(live, new, manager):
    """The record of managers after an update."""
    before, after = content(live), content(new)
    changed = {path for path, value in after.items() if before.get(path) != value}
    managers = []
    for other in new["metadata"].get("managedFields", []):
        rest = (owned(other) & set(after)) - changed
        if other["manager"] == manager and other["operation"] == "Update":
            changed |= rest
        elif rest:
            managers.append(dict(entry(other["manager"], other["operation"], rest, new["apiVersion"]), time=other.get("time")))
    new["metadata"]["managedFields"] = managers + ([entry(manager, "Update", changed, new["apiVersion"])] if changed else [])
    return new


class Cluster(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = ""
    rejected = None
    used = {}

    def address_string(self):
        return "socket"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return super().date_time_string(now(self.folder))

    def answer(self, status, body, headers=None, cut=False):
        text = (body if isinstance(body, str) else json.dumps(body)).encode()
        undated = os.path.exists(os.path.join(self.folder, "undated"))
        (self.send_response_only if undated else self.send_response)(status)
        self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text[: len(text) // 2] if cut else text)
        self.wfile.flush()
        self.close_connection = self.close_connection or cut

    def fail(self, status, reason, message, details=None):
        self.answer(status, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
                             "reason": reason, "details": details or {}, "code": status})

    def special(self, request):
        path = os.path.join(self.folder, "answers")
        for number, line in enumerate(open(path, encoding="utf-8") if os.path.exists(path) else []):
            entry = json.loads(line) if line.strip() else {}
            if not entry or not re.fullmatch(entry["request"], request):
                continue
            count = self.used.get(number, 0)
            if count >= entry.get("times", 1_000_000):
                continue
            self.used[number] = count + 1
            return entry
        return None

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        request = f"{self.command} {self.path}"
        with open(os.path.join(self.folder, "requests"), "a", encoding="utf-8") as log:
            log.write(request + "\n")
        if self.rejected and re.search(self.rejected, self.command):
            return self.answer(403, "Forbidden")
        entry = self.special(request)
        if entry:
            time.sleep(entry.get("wait", 0))
            if entry.get("end") == "before":
                self.close_connection = True
                return None
            if "status" in entry:
                return self.answer(entry["status"], entry.get("body", ""), entry.get("headers"))
            # Somebody else is faster.
            if "run" in entry:
                subprocess.run(entry["run"], shell=True, check=True)
        self.is_silent = bool(entry) and entry.get("end") == "after"
        if self.is_forbidden(urllib.parse.urlsplit(self.path)):
            return None
        return self.find(urllib.parse.urlsplit(self.path), cut=bool(entry) and entry.get("end") == "middle")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def is_forbidden(self, url):
        """Whether the user's rights do not suffice (RBAC), which is answered then."""
        path = os.path.join(self.folder, "forbidden")
        parts = url.path.strip("/").split("/")
        rules = {tuple(line.split()) for line in open(path, encoding="utf-8")} if os.path.exists(path) else set()
        rest = parts[2:] if parts[0] == "api" else parts[3:]
        if not rules or not rest or parts[-1] == "selfsubjectrulesreviews":
            return False
        namespace = rest[1] if rest[0] == "namespaces" and len(rest) > 1 else None
        rest = rest[2:] if namespace and len(rest) > 2 else rest
        resource, name = rest[0], urllib.parse.unquote(rest[1]) if len(rest) > 1 else None
        verb = {"GET": "get" if name else "list", "POST": "create"}.get(self.command, self.command.lower())
        if not {(v, r) for v in (verb, "*") for r in (resource, "*")} & rules:
            return False
        group = parts[1] if parts[0] == "apis" else ""
        said = resource + (f".{group}" if group else "") + (f' "{name}"' if name else "")
        where = f'in the namespace "{namespace}"' if namespace else "at the cluster scope"
        details = dict({"name": name} if name else {}, **({"group": group} if group else {}), kind=resource)
        self.fail(403, "Forbidden", f'{said} is forbidden: User "alice" cannot {verb} resource "{resource}" in API group '
                  f'"{group}" {where}', details)
        return True

    def find(self, url, cut):
        parts = url.path.strip("/").split("/")
        if url.path == "/version":
            return self.answer(200, {"major": "1", "minor": "27", "gitVersion": "v1.27.0"})
        if len(parts) <= (2 if parts[0] == "api" else 3):
            return self.discover(parts)
        if parts[-1] == "selfsubjectrulesreviews":
            return self.answer(201, {"kind": "SelfSubjectRulesReview", "status": {"incomplete": False, "resourceRules": [
                {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]}})
        if self.command != "GET":
            with LOCK:
                return self.write(parts, urllib.parse.parse_qs(url.query))
        rest = parts[2:] if parts[0] == "api" else parts[3:]
        namespace = None
        if len(rest) > 2 and rest[0] == "namespaces":
            namespace, rest = rest[1], rest[2:]
        group, version, kind = kind_of(self.folder, "" if parts[0] == "api" else parts[1], rest[0] if rest else "")
        known = "/".join(parts[: 2 if parts[0] == "api" else 3]) == (f"apis/{group}/{version}" if group else "api/v1")
        if kind is None or not known:
            return self.answer(404, "404 page not found\n")
        query = urllib.parse.parse_qs(url.query)
        labels = dict(pair.split("=", 1) for pair in query.get("labelSelector", []))
        names = [pair.split("=", 1)[1] for pair in query.get("fieldSelector", [])]
        items = [completed(item) for item in objects(self.folder) if item["kind"] == kind and group_of(item) == group
                 and (namespace is None or item["metadata"].get("namespace") == namespace)
                 and labels.items() <= (item["metadata"].get("labels") or {}).items()
                 and item["metadata"]["name"] in (names or [item["metadata"]["name"]])]
        if len(rest) > 1:
            name = urllib.parse.unquote(rest[1])
            for item in items:
                if item["metadata"]["name"] == name:
                    item = self.partial(item)
                    return self.answer(200, ordered(item) if group not in ("", "apps") else item, cut=cut)
            return self.fail(404, "NotFound", f'{rest[0]} "{name}" not found', {"name": name, "kind": rest[0]})
        return self.list(items, kind, group, version, query, cut)

    def discover(self, parts):
        """The groups, one of them, or the kinds of a version: what the API has, in what words."""
        groups = {}
        for group, version, _ in kinds(self.folder).values():
            groups.setdefault(group, set()).add(version)
        told = {group: {"name": group, "preferredVersion": {"groupVersion": f"{group}/{min(versions)}", "version": min(versions)},
                        "versions": [{"groupVersion": f"{group}/{version}", "version": version} for version in sorted(versions)]}
                for group, versions in sorted(groups.items()) if group}
        if parts == ["apis"]:
            return self.answer(200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": list(told.values())})
        if parts == ["api"]:
            return self.answer(200, {"kind": "APIVersions", "versions": sorted(groups[""])})
        if parts[0] == "apis" and len(parts) == 2 and parts[1] in told:
            return self.answer(200, {"kind": "APIGroup", "apiVersion": "v1", **told[parts[1]]})
        own = "" if parts[0] == "api" else parts[1]
        if parts[-1] in groups.get(own, ()) and len(parts) == (3 if own else 2):
            return self.answer(200, {
                "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "/".join(parts[1:]), "resources": [
                    {"name": plural.split(".")[0], "singularName": "", "namespaced": True, "kind": kind, "verbs": ["get", "list"]}
                    for plural, (group, version, kind) in sorted(kinds(self.folder).items())
                    if group == own and version == parts[-1]]})
        return self.answer(404, "404 page not found\n")

    def write(self, parts, query):
        rest = parts[2:] if parts[0] == "api" else parts[3:]
        namespace = rest[1] if rest[0] == "namespaces" else ""
        plural, name = (rest[2:] if namespace else rest) + [None] * (2 - len(rest[2:] if namespace else rest))
        name = urllib.parse.unquote(name) if name else None
        group, version, kind = kind_of(self.folder, "" if parts[0] == "api" else parts[1], plural)
        sent = json.loads(self.body) if self.body.startswith(b"{") else parsed_yaml(self.body)
        name = name or sent["metadata"]["name"]
        live = next((completed(item) for item in objects(self.folder) if item["kind"] == kind and group_of(item) == group
                     and item["metadata"].get("namespace", "") == namespace and item["metadata"]["name"] == name), None)
        manager = query.get("fieldManager", [""])[0]
        details = dict({"name": name, "kind": plural}, **({"group": group} if group else {}))
        named = f'{plural}{"." + group if group else ""} "{name}"'
        if namespace and not any(item["kind"] == "Namespace" and item["metadata"]["name"] == namespace for item in objects(self.folder)):
            return self.fail(404, "NotFound", f'namespaces "{namespace}" not found', {"name": namespace, "kind": "namespaces"})
        if self.command == "DELETE":
            if not live:
                return self.fail(404, "NotFound", f"{named} not found", details)
            for lock, text in ("uid", "UID"), ("resourceVersion", "ResourceVersion"):
                wanted, found = sent["preconditions"].get(lock), live["metadata"][lock]
                if wanted and wanted != found:
                    return self.fail(409, "Conflict", f'Operation cannot be fulfilled on {kind} "{name}": the {text} in the '
                                     f"precondition ({wanted}) does not match the {text} in record ({found}). The object might "
                                     "have been modified", {"name": name, "kind": kind})
            return self.keep(kind, namespace, name, None, query)
        if self.command == "POST":
            if live:
                return self.fail(409, "AlreadyExists", f"{named} already exists", details)
            made = entry(manager, "Update", set(content(sent)), sent["apiVersion"])
            new = dict(sent, metadata=dict(sent["metadata"], managedFields=[made]))
            return self.keep(kind, namespace, name, new, query, 201)
        locks = sent.get("metadata", {})
        refused = f"Operation cannot be fulfilled on {named}: "
        if live is None and "uid" in locks:
            return self.fail(409, "Conflict", f"{refused}uid mismatch: the provided object specified uid {locks['uid']}, and no "
                             "existing object was found", details)
        if live is None and "merge" in self.headers["Content-Type"]:
            return self.fail(404, "NotFound", f"{named} not found", details)
        if live and locks.get("resourceVersion", live["metadata"]["resourceVersion"]) != live["metadata"]["resourceVersion"]:
            return self.fail(409, "Conflict", f"{refused}the object has been modified; please apply your changes to the latest "
                             "version and try again", details)
        if live and locks.get("uid", live["metadata"]["uid"]) != live["metadata"]["uid"]:
            return self.immutable(kind, name, "metadata.uid", locks["uid"], 2)
        if live and kind == "Secret" and sent.get("type", live.get("type")) != live.get("type"):
            return self.immutable(kind, name, "type", sent["type"], 1)
        if "merge" in self.headers["Content-Type"]:
            return self.keep(kind, namespace, name, updated(live, merged(live, sent), manager), query)
        try:
            new = applied(live, sent, manager, query.get("force") == ["true"])
        except Conflict as conflict:
            def using(other):
                return f'conflict with "{other["manager"]}"' + (f" using {sent['apiVersion']}" if other["operation"] == "Update" else "")
            causes = [{"reason": "FieldManagerConflict", "message": using(other), "field": "." + ".".join(path)}
                      for path, other in conflict.args[0]]
            text = f"{causes[0]['message']}: {causes[0]['field']}" if len(causes) == 1 else "conflicts"
            count = f"{len(causes)} conflict{'' if len(causes) == 1 else 's'}"
            return self.fail(409, "Conflict", f"Apply failed with {count}: {text}", {"causes": causes})
        return self.keep(kind, namespace, name, new, query, 200 if live else 201)

    def partial(self, item):
        """Without its values, if that is what was asked for."""
        if "PartialObjectMetadata;" not in self.headers.get("Accept", ""):
            return item
        return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}

    def immutable(self, kind, name, field, value, times):
        text = f'Invalid value: "{value}": field is immutable'
        cause = {"reason": "FieldValueInvalid", "message": text, "field": field}
        return self.fail(422, "Invalid", f'{kind} "{name}" is invalid: {field}: {text}',
                         {"name": name, "kind": kind, "causes": [cause] * times})

    def keep(self, kind, namespace, name, new, query, status=200):
        path = os.path.join(self.folder, WRITTEN)
        written = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
        label = f"{kind}/{namespace}/{name}"
        before = next((completed(item) for item in objects(self.folder) if key(item) == label), None)
        if new and (before is None or {**new, "metadata": None} != {**before, "metadata": None}
                    or new["metadata"] != before["metadata"]):
            if "dryRun" not in query:
                new["metadata"]["resourceVersion"] = str(next_version(self.folder))
            if kind == "Secret":
                new.setdefault("type", "Opaque")
            new["metadata"].setdefault("creationTimestamp", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now(Cluster.folder))))
            if new.get("spec"):
                generation = before["metadata"].get("generation", 1) if before else 0
                new["metadata"]["generation"] = generation + (not before or new["spec"] != before.get("spec"))
        if new:
            new["metadata"].get("managedFields", []).sort(key=lambda entry: (entry["operation"], entry["manager"]))
            # Of a rehearsal nothing stays, not even the uid.
            new = completed(dict(new, metadata=dict(new["metadata"], uid="0" * 8 + "-0000-4000-8000-" + "0" * 12))
                            if "dryRun" in query and not before else new)
        if "dryRun" in query and before is None and new:
            new["metadata"].pop("resourceVersion", None)
        if "dryRun" not in query:
            written[label] = new
            replace(path, json.dumps(written))
        if self.is_silent:
            self.close_connection = True
            return None
        new = new and self.partial(new)
        plural, (group, _, _) = next((plural, known) for plural, known in kinds(self.folder).items() if known[2] == kind)
        gone = dict({"name": name, "kind": plural.split(".")[0]}, **({"group": group} if group else {}), uid=(before or {"metadata": {}})["metadata"].get("uid"))
        return self.answer(status, (ordered(new) if group not in ("", "apps") else new) if new else {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": gone})

    def list(self, items, kind, group, version, query, cut):
        start = int(query.get("continue", ["0"])[0])
        limit = int(query.get("limit", ["1000000"])[0])
        end = start + limit
        metadata = {"resourceVersion": "7"}
        if end < len(items):
            metadata["continue"] = str(end)
        page = items[start:end]
        if "PartialObjectMetadataList;" in self.headers.get("Accept", ""):
            whole = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": metadata, "items": [
                {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]} for item in page]
                     or None}
        elif group:
            # As the server writes objects of definitions: the keys in order, so that the items come before the metadata.
            whole = {"apiVersion": f"{group}/{version}", "items": ordered(page), "kind": kind + "List", "metadata": metadata}
        else:
            page = [{key: item[key] for key in item if key not in ("apiVersion", "kind")} for item in page]
            whole = {"kind": kind + "List", "apiVersion": "v1", "metadata": metadata, "items": page}
        self.answer(200, whole, cut=cut)


def parsed_yaml(body):
    """The YAML of a Secret, which the tool writes in one form: two spaces for each level, and no lists."""
    root, stack = {}, [(-1, None)]
    stack = [(-1, root)]
    for line in body.decode().splitlines():
        depth = len(line) - len(line.lstrip())
        name, _, value = line.strip().partition(": ") if not line.endswith(":") else (line.strip()[:-1], "", "")
        while stack[-1][0] >= depth:
            stack.pop()
        inner = stack[-1][1]
        name = name.strip('"')
        if value:
            inner[name] = json.loads(value) if value.startswith('"') else value.strip("'")
        else:
            inner[name] = {}
            stack.append((depth, inner[name]))
    return root


def forward(folder, pod, port):
    """Leads to the administration of a Pod's Envoy, or to what a gateway presents."""
    path = os.path.join(folder, "forbidden")
    if os.path.exists(path) and "create pods/portforward" in open(path, encoding="utf-8").read().splitlines():
        sys.exit(f'error: error upgrading connection: pods "{pod}" is forbidden: User "alice" cannot create resource '
                 f'"pods/portforward" in API group "" in the namespace "{option("namespace")}"')
    for name in os.listdir(folder):
        if port == "8188" and name.startswith("presented-") and pod.startswith(name[10:-4]):
            return present(os.path.join(folder, name))
    path = os.path.join(folder, "certs")
    certs = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
    if pod not in certs or port != "15000":
        sys.exit("error: unable to forward port because pod is not running. Current status=Pending")

    class Administration(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            own = [{"path": "<inline>", "valid_from": certs[pod], "subject_alt_names": [{"uri": "spiffe://x"}]}]
            text = json.dumps({"certificates": [{"ca_cert": [], "cert_chain": own}]}).encode()
            self.send_response(200 if self.path == "/certs" else 404)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Administration)
    print(f"Forwarding from 127.0.0.1:{server.server_address[1]} -> {port}", flush=True)
    server.serve_forever()


def present(path):
    """A gateway that wants a certificate too, and ends every connection once it has shown its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.load_verify_locations(path)
    context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"Forwarding from 127.0.0.1:{listener.getsockname()[1]} -> 8188", flush=True)
    while True:
        connection, _ = listener.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as stream:
                stream.recv(1)
        except OSError:
            pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def option(name):
    return next((word.split("=", 1)[1] for word in sys.argv if word.startswith(f"--{name}=")), None)


def main():
    clusters = os.environ["CLUSTERS"]
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    context = option("context")
    folder = os.path.join(clusters, context) if context else None
    if words[:2] == ["config", "get-contexts"]:
        return print("\n".join(sorted(os.listdir(clusters))))
    if words[:1] == ["version"]:
        return print(json.dumps({"clientVersion": {"gitVersion": "v1.27.0"}}))
    if folder is None or not os.path.isdir(folder):
        sys.exit(f"error: cannot locate context {context}")
    if words[:2] == ["config", "view"]:
        view = os.path.join(folder, "view")
        if os.path.exists(view):
            return print(open(view, encoding="utf-8").read())
        return print(json.dumps({
            "kind": "Config", "clusters": [{"name": "c", "cluster": {"server": f"https://{context}.example:6443"}}],
            "users": [{"name": "alice", "user": {"token": "REDACTED"}}],
            "contexts": [{"name": context, "context": {"cluster": "c", "user": "alice"}}]}))
    if words[:1] == ["port-forward"]:
        return forward(folder, words[1].split("/")[1], words[2].lstrip(":"))
    if words[:1] == ["proxy"]:
        if option("append-server-path") is None and "--append-server-path" not in sys.argv:
            sys.exit("error: the path of the server's address would be dropped")
        Cluster.folder = folder
        Cluster.rejected = option("reject-methods")
        path = option("unix-socket")
        server = Server(path, Cluster)
        os.chmod(path, 0o700)
        print(f"Starting to serve on {path}", flush=True)
        return server.serve_forever()
    sys.exit(f"error: unknown command {' '.join(words)}")


if __name__ == "__main__":
    main()
