"""How many files and floor boundaries one report passes, from the profiles that tests/bench/run --instructions leaves.

usage: crossings.py PROFILE      such as build/release/bench/this.profile.2: the reports that came alone, all threads

A file counts when one of its functions was executed, inlined ones too; a boundary is a caller on one floor and what it calls on
another, each pair once. Both count only daemon/, and a release build, in which what is inlined within a file calls nobody.
"""

import collections
import pathlib
import re
import sys


def floor(path):
    place = re.search(r"/daemon/(?:(base|core|wire|io|app)/)?([\w.]+)$", path)
    return place and (place[1] or "main")


class Profile:
    """Files that were executed, and calls from (file, function) to (file, function), of one thread's profile."""

    def __init__(self, path):
        self.names = collections.defaultdict(dict)
        self.files, self.calls = set(), set()
        here, function, where, called, skip = None, None, None, [None, None], False
        for line in path.read_text().splitlines():
            if place := re.match(r"(fl|fi|fe|cfi|cfl|fn|cfn|ob|cob)=(.*)", line):
                kind, name = place[1], self.name(place[1][-2:], place[2])
                if kind == "fl":
                    here = where = name
                elif kind in ("fi", "fe"):
                    where = name
                elif kind == "fn":
                    function, called[0] = name, None
                elif kind in ("cfi", "cfl"):
                    called[0] = name
                elif kind == "cfn":
                    called[1] = name
            elif line.startswith("calls="):
                self.calls.add((here, function, called[0] or here, called[1]))
                called[0], skip = None, True  # the next line is what the call took
            elif re.match(r"[+\-*\d]", line):
                if not skip:
                    self.files.add(where)
                skip = False

    def name(self, kind, text):
        kind = "fl" if kind in ("fi", "fe", "fl") else kind
        number, name = re.match(r"(\(\d+\))?\s*(.*)", text).groups()
        if name:
            self.names[kind][number] = name
        return self.names[kind].get(number, name)


def count(prefix):
    profiles = [Profile(path) for path in sorted(prefix.parent.glob(prefix.name + "-*"))]
    files = {path for profile in profiles for path in profile.files if floor(path)}
    pairs = {call for profile in profiles for call in profile.calls if floor(call[0]) and floor(call[2])}
    return files, {pair for pair in pairs if floor(pair[0]) != floor(pair[2])}


def main():
    files, crossings = count(pathlib.Path(sys.argv[1]))
    print(len([path for path in files if path.endswith(".c")]), "files,", len(crossings), "floor boundaries")
    if sys.argv[2:] == ["--list"]:
        print(*sorted(path.split("/daemon/")[1] for path in files), sep="\n")
        print(*sorted(f"{a.split('/daemon/')[1]} {b} -> {c.split('/daemon/')[1]} {d}" for a, b, c, d in crossings), sep="\n")


main()
