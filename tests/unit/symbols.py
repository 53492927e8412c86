"""symbols.py SOURCE BUILD -- does every name that a floor gives to the linker say which module it is of?

A name that all see must not be one that anybody would choose, such as `tell` or `kinds`. It begins with its file's name (text_check
of text.c) or a word of it, in singular or plural (link_read of store_link.c); with those of the header that declares it; or with a
type of that header, when it is a verb of the type (batch_report of store.h, which has struct batch).
"""
import pathlib
import re
import subprocess
import sys

source, build = map(pathlib.Path, sys.argv[1:])
KNOWN = {"must_alloc", "must_grow", "say"}  # as well known here as malloc is
FLOORS = {  # folder and library, and a prefix that all of it may have
    **{f"daemon/{floor}": (f"lib{floor}.a", None) for floor in ["base", "core", "wire", "service", "io", "app"]},
    "clients/libthidua": ("libthidua_static.a", "thidua"),
    "clients/json": ("libjson.a", "json"),
    "clients/thidua": ("libthidua_tool.a", None),
    "clients/web": ("libweb.a", "web"),
}


def words(stem):
    for part in {stem, *stem.split("_")}:
        yield part
        yield part[:-1] if part.endswith("s") else part + "s"


def prefixes(floor):
    """What a name may begin with, by the headers of its floor in which it stands."""
    found = {}
    for header in sorted((source / floor).glob("*.h")):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.DOTALL)
        types = set(re.findall(r"\b(?:struct|enum) (\w+) ?[{;]", text))
        for name in set(re.findall(r"\b[a-z]\w*\b", text)):
            found.setdefault(name, set()).update(types, words(header.stem))
    return found


def offences(floor):
    library, common = FLOORS[floor]
    listed = subprocess.run(["nm", "-g", "--defined-only", build / floor / library], check=True, capture_output=True,
                            text=True).stdout
    declared, stem = prefixes(floor), None
    for line in listed.splitlines():
        if member := re.fullmatch(r"(\S+)\.c\.o:", line):
            stem = member.group(1)
        elif symbol := re.fullmatch(r"[0-9a-f]* [A-TV-Z] ([a-z]\w*)", line):
            name = symbol.group(1)
            allowed = {*words(stem), *declared.get(name, ()), common}
            if name not in KNOWN and not any(name == word or name.startswith(word + "_") for word in allowed - {None}):
                yield f"{floor}/{stem}.c: {name} has no prefix of its module"


found = [offence for floor in FLOORS for offence in offences(floor)]
print("\n".join(found))
sys.exit(1 if found else 0)
