"""circles.py SOURCE BUILD FLOOR... -- is a floor in layers? Who reads it from below never needs what comes above.

A module is NAME.c with NAME.h. Nobody on a floor may need himself over others, neither by calls (functions, seen in the objects; a
row of a table is handed down, not called) nor by what headers include. In app, where the circle once was, not by both together
either: who includes app.h, which holds everybody's structures, is above all of them.
"""
import collections
import pathlib
import re
import subprocess
import sys

source, build = map(pathlib.Path, sys.argv[1:3])
TOGETHER = ["app"]
FOLDERS = {"thidua_static": "clients/libthidua", "json": "clients/json", "thidua_tool": "clients/thidua",
           "web": "clients/web"}  # other floors stand in daemon/


def symbols(objects):
    """Which module defines a function for others, and which symbols each module wants."""
    defined, wanted = {}, {}
    for path in objects:
        name = path.name.split(".")[0]
        said = subprocess.run(["nm", "-g", "--format=posix", path], check=True, capture_output=True, text=True).stdout
        rows = [line.split()[:2] for line in said.splitlines()]
        defined |= {symbol: name for symbol, kind in rows if kind in "TW"}
        wanted[name] = {symbol for symbol, kind in rows if kind == "U"}
    return defined, wanted


def includes(floor, pattern):
    """{(module, other): why} of a floor, by the first lines of its files."""
    files = sorted((source / FOLDERS.get(floor, f"daemon/{floor}")).glob(pattern))
    modules = {path.stem for path in (source / FOLDERS.get(floor, f"daemon/{floor}")).glob("*.h")}
    return {(path.stem, other): f"{path.name} includes {other}.h"
            for path in files for other in re.findall(r'^#include "(\w+)\.h"', path.read_text(encoding="utf-8"), re.M)
            if other in modules - {path.stem}}


def calls(floor):
    """The same by its objects."""
    objects = sorted((build / FOLDERS.get(floor, f"daemon/{floor}") / "CMakeFiles" / f"{floor}.dir").glob("*.c.o"))
    objects = [path for path in objects if (source / FOLDERS.get(floor, f"daemon/{floor}") / path.stem).exists()]
    if not objects:
        sys.exit(f"{floor} is not built")
    defined, wanted = symbols(objects)
    return {(module, defined[name]): f"{module}.c calls {name} of {defined[name]}.c"
            for module, names in wanted.items() for name in sorted(names) if defined.get(name, module) != module}


def circles(found):
    """Each group of modules that all need one another, as Tarjan finds them."""
    graph = collections.defaultdict(list)
    for module, other in found:
        graph[module].append(other)
    order, low, stack, groups = {}, {}, [], []

    def visit(module):
        order[module] = low[module] = len(order)
        stack.append(module)
        for other in graph[module]:
            if other not in order:
                visit(other)
            if other in stack:
                low[module] = min(low[module], low[other])
        if low[module] == order[module]:
            at = stack.index(module)
            groups.append(stack[at:])
            del stack[at:]

    for module in list(graph):
        if module not in order:
            visit(module)
    return [set(group) for group in groups if len(group) > 1]


def main():
    faults = 0
    for floor in sys.argv[3:]:
        called, included = calls(floor), includes(floor, "*.h")
        graphs = [called | included | includes(floor, "*.c")] if floor in TOGETHER else [called, included]
        for found in graphs:
            for circle in circles(found):
                faults += 1
                print(f"{floor}: {', '.join(sorted(circle))} need one another:")
                print(*sorted("    " + why for pair, why in found.items() if circle.issuperset(pair)), sep="\n")
    sys.exit(faults > 0)


main()
