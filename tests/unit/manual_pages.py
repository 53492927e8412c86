"""manual_pages.py TOOL FOLDER -- does the manual say, in both languages, all that --help says?

Each page is shown as people see it, by man on 80 columns: without a warning, and with no word broken, since commands are
copied from it. Then each command, way to use it, note, option and field of every --help must stand in it.
"""
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
PEOPLE = os.environ | {"LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANPAGER": "cat"}


def asked(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env=PEOPLE)


def one_line(text):
    return " ".join(text.split())


def said(help_text):
    """The pieces of a --help, each of which is a piece of the page too: what stands between two blanks, or a paragraph."""
    for block in re.sub(r"\n {3,}", " ", help_text).split("\n\n"):
        if block.startswith("  "):
            for line in block.splitlines():
                yield from re.split(r"  +", line.strip())
        elif " · " in block:
            for code in one_line(block).split(" · "):
                yield re.sub(r"^(.*: )?\d+ ", "", code) if code[0].isdigit() else code.partition(": ")[2].partition(" ")[2]
        elif not block.strip().endswith(":"):
            yield re.sub(r"^thidua \w+: ", "", one_line(block))


def wrong(language):
    path = folder / f"manual.{language}.1"
    shown = asked("man", "--warnings=w", "-l", path)
    if shown.stderr:
        yield shown.stderr.strip()
    if "\u2010" in shown.stdout:
        yield "a word is broken: " + next(line.strip() for line in shown.stdout.splitlines() if "\u2010" in line)
    for line in shown.stdout.splitlines():
        if sum(not unicodedata.combining(letter) for letter in line) > 80:
            yield f"beyond 80 columns: {line}"
    if "thidua - " not in asked("lexgrog", path).stdout:
        yield "man -k does not find it"
    page = one_line(shown.stdout)
    verbs = re.findall(r"^  (?!thidua)(\w+) ", asked(tool, "--help").stdout, re.MULTILINE)
    assert len(verbs) > 20, verbs
    for verb in verbs:
        for piece in said(asked(tool, verb, "--help", "--lang", language).stdout):
            if piece.strip() not in page:
                yield f"of {verb} is missing: {piece}"


found = [f"manual.{language}.1: {what}" for language in ("en", "vi") for what in wrong(language)]
print("\n".join(found))
sys.exit(bool(found))
