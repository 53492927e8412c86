#!/usr/bin/python3
"""office_files -- the files that the office's page needs, with their hashes: what its service worker keeps, so that it opens without a line.

usage: office_files.py SOURCE [--write]

page/office_files.js is made of page/office.html and all that is reached from there. A browser that finds it changed keeps the files
anew. Without --write it says whether it is stale, and ends with 1.
"""
import base64
import hashlib
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1]).resolve()
WEB = source / "clients" / "web"
OUT = WEB / "page" / "office_files.js"
FIRST = "/office"
OPENING = """/*
 * The files of /office, with the SHA-256 of each in base64.
 * Made by clients/web/office_files.py.
 */
"""
REACHES = {
    ".html": re.compile(r'(?:href|src)="(/[^"]+)"'),
    ".webmanifest": re.compile(r'"src": "(/[^"]+)"'),
    ".js": re.compile(r"""^(?:import|export)\s[^'";]*?["']([^"']+)["'];""", re.M),
    ".css": re.compile(r'url\("(/[^"]+)"\)'),
}


def on_disk(path):
    if path == FIRST:
        return WEB / "page" / "office.html"
    return WEB / path.lstrip("/")


def reached(path):
    file = on_disk(path)
    pattern = REACHES.get(file.suffix)
    for name in pattern.findall(file.read_text()) if pattern else []:
        if name.startswith("."):
            yield "/" + str((file.parent / name).resolve().relative_to(WEB))
        elif name.startswith(("/page/", "/vendor/")):
            yield name


def all_files():
    found = []
    ahead = [FIRST]
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.append(path)
            ahead.extend(reached(path))
    return sorted(found)


def text():
    lines = []
    for path in all_files():
        digest = base64.b64encode(hashlib.sha256(on_disk(path).read_bytes()).digest()).decode()
        lines.append(f'  ["{path}", "{digest}"],\n')
    return OPENING + "self.OFFICE_FILES = [\n" + "".join(lines) + "];\n"


wanted = text()
if "--write" in sys.argv:
    OUT.write_text(wanted)
elif not OUT.exists() or OUT.read_text() != wanted:
    sys.exit("clients/web/page/office_files.js is stale: clients/web/office_files.py . --write")
