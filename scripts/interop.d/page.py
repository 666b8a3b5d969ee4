#!/usr/bin/env python3
"""page.py CHROMIUM FILE [FOLDER]: looks at an HTML file in a real browser, and prints "ok" or "FAIL" for each check.

With FOLDER, screenshots at three widths, light and dark, are written into it. The browser is spoken to through pipes (the
DevTools protocol), so that no port is opened.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTHS = (1280, 768, 390)


class Browser:
    def __init__(self, chromium, profile):
        into, self.out = os.pipe()
        self.into, out = os.pipe()
        command = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"]

        def place():
            os.dup2(into, 103)
            os.dup2(out, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self.process = subprocess.Popen(command, preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(into)
        os.close(out)
        self.number, self.rest, self.events, self.session = 0, b"", [], None

    def read(self):
        while b"\0" not in self.rest:
            more = os.read(self.into, 1 << 20)
            if not more:
                raise SystemExit("FAIL the browser ended")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"FAIL {method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, event):
        while not any(item.get("method") == event for item in self.events):
            self.events.append(self.read())

    def value(self, expression):
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")


failures = 0


def check(text, holds, detail=""):
    global failures
    failures += not holds
    print(f"{'ok' if holds else 'FAIL'} {text}{'' if holds or not detail else ': ' + str(detail)[:300]}")


def text(node, key):
    return node.get(key, {}).get("value", "")


def accessibility(browser):
    nodes = [n for n in browser.call("Accessibility.getFullAXTree")["nodes"] if not n.get("ignored")]
    by_id = {n["nodeId"]: n for n in nodes}

    def roles(*names):
        return [n for n in nodes if text(n, "role") in names]

    for role in ("image", "img", "link", "region", "navigation", "heading", "DisclosureTriangle"):
        unnamed = [n["nodeId"] for n in roles(role) if not text(n, "name").strip()]
        check(f"every {role} has a name", not unnamed, unnamed)
    levels = [p["value"]["value"] for n in roles("heading") for p in n.get("properties", []) if p["name"] == "level"]
    check("headings begin at 1 and leave out no level", levels[:1] == [1] and levels.count(1) == 1 and all(
        b <= a + 1 for a, b in zip(levels, levels[1:])), levels)
    check("there is one main part", len(roles("main")) == 1)
    check("the page is in a language", browser.value("document.documentElement.lang") == "en")
    check("every head of a table has a scope", browser.value("document.querySelectorAll('th:not([scope])').length") == 0)

    def has_header(node):
        children = [by_id[i] for i in node.get("childIds", []) if i in by_id]
        return text(node, "role") == "columnheader" or any(has_header(child) for child in children)

    tables = roles("table")
    check("every table has heads", all(has_header(t) for t in tables), len(tables))


def keyboard(browser):
    def press(key):
        for kind in ("rawKeyDown", "char", "keyUp"):
            extra = {"text": "\r"} if key == "Enter" and kind == "char" else {}
            if kind == "char" and not extra:
                continue
            browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                         windowsVirtualKeyCode={"Tab": 9, "Enter": 13}[key], **extra)

    seen, opened = [], False
    for _ in range(400):
        press("Tab")
        name = browser.value("(document.activeElement||{}).tagName")
        if name == "BODY":
            break
        seen.append(name)
        if name == "SUMMARY" and not opened:
            press("Enter")
            opened = browser.value("document.activeElement.parentElement.open")
    wanted = browser.value("Math.min(400,document.querySelectorAll('a[href],summary').length)")
    check("the keyboard reaches every link and every part to open", sum(n in ("A", "SUMMARY") for n in seen) >= wanted,
          (len(seen), wanted))
    if "SUMMARY" in seen:
        check("Enter opens a part", opened)


def main():
    chromium, file = sys.argv[1], Path(sys.argv[2]).resolve()
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(chromium, profile)
        try:
            target = browser.call("Target.createTarget", url="about:blank")["targetId"]
            browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Network", "Log", "Runtime", "Accessibility"):
                browser.call(f"{domain}.enable")
            browser.call("Page.navigate", url=file.as_uri())
            browser.wait("Page.loadEventFired")
            requests = [e["params"]["request"]["url"] for e in browser.events
                        if e.get("method") == "Network.requestWillBeSent"]
            check("nothing but the file is requested", requests == [file.as_uri()], requests)
            check("the style sheet is applied", browser.value(
                "getComputedStyle(document.querySelector('.verdict')).borderLeftWidth") == "8px")
            check("there is no script", browser.value(
                "document.scripts.length + [...document.querySelectorAll('*')].filter(e => [...e.attributes]"
                ".some(a => a.name.startsWith('on'))).length") == 0)
            accessibility(browser)
            keyboard(browser)
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=1600,
                                 deviceScaleFactor=1, mobile=False)
                    browser.call("Emulation.setEmulatedMedia",
                                 features=[{"name": "prefers-color-scheme", "value": scheme}])
                    if folder:
                        browser.value("document.activeElement.blur(), scrollTo(0, 0)")
                        shot = browser.call("Page.captureScreenshot", captureBeyondViewport=False)["data"]
                        (folder / f"{file.stem}-{width}-{scheme}.png").write_bytes(base64.b64decode(shot))
                wide = browser.value("document.documentElement.scrollWidth")
                check(f"the page is no wider than {width} pixels", wide <= width, wide)
            check("it can be printed", len(browser.call("Page.printToPDF")["data"]) > 1000)
            said = [e["params"] for e in browser.events
                    if e.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")]
            check("the console is silent", not said, said)
        finally:
            browser.process.terminate()
            browser.process.wait()
    sys.exit(failures > 0)


main()
