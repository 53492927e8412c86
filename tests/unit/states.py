"""states.py HEADER SOURCE PREFIX -- does the drawing of a module's states say what its table says?

The drawing is of lines "A --event--> B --event--> C", and below the first of them "^--- event ---+--- event ---+", where each +
stands under the state that is left and ^ under the one that is reached. The table's rows are
"[PREFIX_A][PREFIX_EVENT] = PREFIX_B" or "... = { PREFIX_B, ... }".

Where a move has no event the drawing is of lines "A --> B, C" and the table of rows "[PREFIX_A] = TO(B) | TO(C)".
"""
import re
import sys


def forward(line):
    return {(a, event.upper(), b) for a, event, b in re.findall(r"(?=\b([A-Z_]+) --(\w+)--> ([A-Z_]+))", line)}


def backward(line, above_it):
    states = [(m.start(), m.end(), m.group()) for m in re.finditer(r"\b[A-Z]+\b", above_it)]

    def above(column):
        return next(name for begin, end, name in states if begin <= column < end)

    events = re.findall(r"[a-z]+", line)
    leaves = [m.start() for m in re.finditer(r"\+", line)]
    assert len(events) == len(leaves), "each + has its event"
    return {(above(at), event.upper(), above(line.index("^"))) for event, at in zip(events, leaves)}


def drawn(text):
    lines = re.findall(r"^ \* +(?:\w.*-->.*|\^.*)$", text, re.M)
    edges = set()
    for before, line in zip([""] + lines, lines):
        edges |= backward(line, before) if "^" in line else forward(line)
    for a, several in re.findall(r"^ \* +([A-Z]+) +--> ([A-Z]+(?:, [A-Z]+)*)", text, re.M):
        edges |= {(a, "", b) for b in several.split(", ")}
    return edges


def coded(text, prefix):
    moves = {(a, "", b) for a, several in re.findall(rf"\[{prefix}_(\w+)\] =\s+((?:TO\(\w+\)[\s|]*)+),", text)
             for b in re.findall(r"TO\((\w+)\)", several)}
    return moves | set(re.findall(rf"\[{prefix}_(\w+)\]\[{prefix}_(\w+)\] = (?:\{{ )?{prefix}_(\w+)", text))


header, source = (open(path, encoding="utf-8").read() for path in sys.argv[1:3])
drawing, table = drawn(header), coded(source, sys.argv[3])
for edge in sorted(drawing ^ table):
    print("%s --%s--> %s is only in the %s" % (*edge, "drawing" if edge in drawing else "table"))
sys.exit(drawing != table or len(table) < 4)
