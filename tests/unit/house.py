"""house.py SOURCE BUILD -- the rules of the house that a program can check, over all files that git knows.

Outside libraries stay on their floor, headers compile alone with what their floor may see, the core has no float, states
that are drawn have a test of the drawing, the layout is clang-format's.
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys

source, build = map(pathlib.Path, sys.argv[1:])
FLOORS = ["base", "core", "wire", "service", "io", "app"]
# Who may include what; the files are given as a pattern of their path.
LIBRARIES = {
    r"zmq\.h": r"daemon/io/(bus|bus_feed|bus_socket|monitor|zap|poller)\.c|daemon/io/bus_private\.h|clients/libthidua/link_socket\.c|tests/",
    r"libpq-fe\.h": r"daemon/io/store\w*\.[ch]|tests/",
    r"sodium\.h": r"daemon/wire/(seal|credential)\.c|tests/",
    r".*\.pb-c\.h": r"daemon/wire/\w+\.[ch]|tests/",
    r"microhttpd\.h": r"daemon/io/http\.c|clients/web/(server|stream|visit_http)\.[ch]|tests/",
    r"confuse\.h": r"daemon/service/settings\.c",
    r"systemd/.*": r"daemon/service/journald\.c|tests/",
    r"sqlite3\.h": r"clients/libthidua/outbox\.[ch]|clients/libthidua/outbox\w*\.c|tests/",
    r"jansson\.h": r"clients/(json|thidua|web)/.*|tests/",
    r"zip\.h": r"clients/thidua/workbook_zip\.c|tests/",
    r"expat\.h": r"clients/thidua/xml\.c",
    r"csv\.h": r"clients/thidua/workbook_csv\.c",
    r"utf8proc\.h": r"daemon/base/(text|text_file|fold)\.c|tests/",
}


def files(*patterns):
    listed = subprocess.run(["git", "-C", source, "ls-files", "-z", *patterns], check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (source / name).exists()]


def misplaced_libraries():
    for name in files("*.c", "*.h"):
        for included in re.findall(r'^\s*#include\s+[<"]([^">]+)[">]', (source / name).read_text(), re.MULTILINE):
            for library, allowed in LIBRARIES.items():
                if re.fullmatch(library, included) and not re.match(allowed, name):
                    yield f"{name}: {included} is included on the wrong floor"


def floats():
    for name in files("daemon/core/*.[ch]", "daemon/base/decimal.*"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", (source / name).read_text(), flags=re.DOTALL)
        if re.search(r"\b(float|double)\b", code):
            yield f"{name}: a float"


def untested_drawings():
    tested = "".join((source / name).read_text() for name in files("tests/unit/*.cmake", "tests/unit/CMakeLists.txt"))
    for name in files("daemon/*.[ch]", "clients/*.[ch]"):
        drawn = re.search(r"^ ?[/*]\*? .*--\w+( \w+)*--+> [A-Z]", (source / name).read_text(), re.MULTILINE)
        if drawn and name.partition("/")[2] not in tested:
            yield f"{name}: draws states, and no states_test holds the drawing"


def switches_on_an_action():
    """Which command it is the core alone asks; above it tables and effects say."""
    for name in files("daemon/*.[ch]", "clients/*.[ch]"):
        if not name.startswith("daemon/core/") and re.search(r"\bcase ACTION_", (source / name).read_text()):
            yield f"{name}: a switch on an action outside of the core"


def alone(name):
    """What a compiler says of a header that stands alone, seeing its own floor and those below it."""
    floor = FLOORS.index(name.split("/")[1])
    seen = [f"-I{source}/daemon/{below}" for below in FLOORS[: floor + 1]] + [f"-I{build}/proto", f"-I{build}/proto/messages", "-I/usr/include/postgresql"]
    said = subprocess.run(["cc", "-std=gnu11", "-D_GNU_SOURCE", "-fsyntax-only", "-x", "c", *seen, source / name],
                          capture_output=True, text=True, check=False)
    return [f"{name} does not compile alone: {said.stderr.splitlines()[0]}"] if said.returncode else []


def layout():
    said = subprocess.run(["clang-format", "--dry-run", "-Werror", *files("*.c", "*.h")], cwd=source, capture_output=True,
                          text=True, check=False)
    yield from sorted({line.split(":")[0] + ": clang-format lays it out otherwise" for line in said.stderr.splitlines()
                       if ": error:" in line})


def main():
    faults = [*misplaced_libraries(), *floats(), *switches_on_an_action(), *untested_drawings(), *layout()]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for said in pool.map(alone, files("daemon/*/*.h")):
            faults += said
    print(*faults, sep="\n")
    sys.exit(bool(faults))


main()
