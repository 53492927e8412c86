"""proto_tables.py SOURCE BUILD [--write] -- does proto/README.md say what the code says?

Three tables of it are made: the limits, of the options in the .proto files, the states of a review, of the table in
daemon/core/review_edges.c, and the reasons of faults, of daemon/base/faults.inc.
--write puts them in, and makes the tables of the office in the browser, of the same sources.
"""
import pathlib
import re
import subprocess
import sys

source, build = map(pathlib.Path, sys.argv[1:3])
page = source / "proto" / "README.md"
STRING = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ROW = re.compile(r'FAULT\((\w+),\s*(\w+),\s*"(\w*)",\s*' + STRING + r",\s*" + STRING + r"\)")


def unquoted(literals):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace('\\"', '"')


def limits():
    made = build / "proto" / "messages"
    return subprocess.run(["/usr/bin/python3", source / "proto" / "forms.py", made, made / "set.pb", "--limits"], check=True,
                          capture_output=True, text=True).stdout.strip()


def reasons():
    rows = ["| reason | status | arguments | message |", "| --- | --- | --- | --- |"]
    text = (source / "daemon" / "base" / "faults.inc").read_text()
    sections = re.split(r"^/\* (\w+)[^\n]*\*/$", text[text.index("*/") + 2:], flags=re.M)
    for section, body in zip(sections[1::2], sections[2::2]):
        if section == "clients":
            continue  # said by a client of its own files; none of it travels
        for name, status, kinds, english, _ in ROW.findall(body):
            message = unquoted(english).replace("|", "\\|")
            rows.append(f"| `{name}` | {status} | {' '.join(kinds)} | {message} |")
    return "\n".join(rows)


SIDES = {"BOARD": "the board", "REVIEWER": "its reviewer", "SUPERVISOR": "the supervisor", "TIME": "time"}


def review():
    text = (source / "daemon" / "core" / "review_edges.c").read_text()
    guards = {name: (" ".join(words.split()), reason) for words, name, reason in re.findall(
        r"/\* ((?:[^*]|\*(?!/))+?) \*/\nstatic const struct guard (\w+) = \{ \w+,\s*\{ FAULT_(\w+),", text)}
    rows = ["| from | event | who | and | to | else |", "| --- | --- | --- | --- | --- | --- |"]
    for state, event, to, sides, held in re.findall(
            r"\[REVIEW_(\w+)\]\[REVIEW_(\w+)\] = \{\s*REVIEW_(\w+),\s*((?:REVIEW_BY_\w+[\s|]*)+),\s*\{([^}]*)\}", text):
        who = " or ".join(SIDES[side] for side in re.findall(r"REVIEW_BY_(\w+)", sides))
        asked = [guards[name] for name in re.findall(r"&(\w+)", held)]
        rows.append(f"| {state} | {event.lower().replace('_', ' ')} | {who} | {'; '.join(words for words, _ in asked)} | {to} "
                    f"| {', '.join(f'`{reason}`' for _, reason in asked)} |")
    return "\n".join(rows)


text = page.read_text()
for name, table in (("limits", limits()), ("review", review()), ("reasons", reasons())):
    begin, end = f"<!-- {name}: made by tests/unit/proto_tables.py -->\n", f"<!-- end of {name} -->"
    before, rest = text.split(begin)
    text = before + begin + "\n" + table + "\n\n" + end + rest.split(end, 1)[1]
if "--write" in sys.argv:
    page.write_text(text)
    subprocess.run(["/usr/bin/python3", source / "clients" / "web" / "office_tables.py", source, "--write"], check=True)
    subprocess.run(["/usr/bin/python3", source / "clients" / "web" / "office_files.py", source, "--write"], check=True)
elif text != page.read_text():
    sys.exit("proto/README.md: a table is not what the code says; tests/unit/proto_tables.py SOURCE BUILD --write makes it")
