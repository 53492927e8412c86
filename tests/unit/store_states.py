"""store_states.py STORE.H STORE.C -- does the drawing of the store's states say what its table says?

The drawing is two lines: "A --event--> B --event--> C", and below it "^--- event ---+--- event ---+", where each + stands under
the state that is left and ^ under the one that is reached. The table's rows are "[LINK_A][LINK_EVENT] = { LINK_B, ... }".
"""
import re
import sys


def drawn(text):
    forward, back = re.search(r"^ \* +(\w.*-->.*)\n \* +(\^.*)$", text, re.M).group(0).splitlines()
    edges = {(a, event.upper(), b) for a, event, b in re.findall(r"(?=\b([A-Z]+) --(\w+)--> ([A-Z]+))", forward)}
    states = [(m.start(), m.end(), m.group()) for m in re.finditer(r"\b[A-Z]+\b", forward)]

    def above(column):
        return next(name for begin, end, name in states if begin <= column < end)

    events = re.findall(r"[a-z]+", back)
    leaves = [m.start() for m in re.finditer(r"\+", back)]
    assert len(events) == len(leaves), "each + has its event"
    return edges | {(above(at), event.upper(), above(back.index("^"))) for event, at in zip(events, leaves)}


def coded(text):
    return set(re.findall(r"\[LINK_(\w+)\]\[LINK_(\w+)\] = \{ LINK_(\w+),", text))


header, source = (open(path, encoding="utf-8").read() for path in sys.argv[1:])
drawing, table = drawn(header), coded(source)
for edge in sorted(drawing ^ table):
    print("%s --%s--> %s is only in the %s" % (*edge, "drawing" if edge in drawing else "table"))
sys.exit(drawing != table or len(table) < 6)
