"""manual_pages.py TOOL DAEMON FOLDER -- do the manuals say, in both languages of the tool, all that --help says?

Each page is shown as people see it, by man on 80 columns: without a warning, and with no word broken, since commands are
copied from it. Then each command, way to use it, note, option, field and setting of every --help must stand in it.
"""
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

tool, daemon, folder = *sys.argv[1:3], pathlib.Path(sys.argv[3])
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


def shown(path):
    """The page as people see it, in one line, and what is wrong with how it looks."""
    page = asked("man", "--warnings=w", "-l", path)
    wrong = page.stderr.strip().splitlines()
    for line in page.stdout.splitlines():
        if "\u2010" in line:
            wrong.append(f"a word is broken: {line}")
        if sum(not unicodedata.combining(letter) for letter in line) > 80:
            wrong.append(f"beyond 80 columns: {line}")
    if f"{path.stem} - " not in asked("lexgrog", path).stdout:
        wrong.append("man -k does not find it")
    return one_line(page.stdout), wrong


def of_the_tool(language, folder):
    page, wrong = shown(folder / "man1" / "thidua.1")
    verbs = re.findall(r"^  (?!thidua)(\w+) ", asked(tool, "--help").stdout, re.MULTILINE)
    assert len(verbs) > 20, verbs
    for verb in verbs:
        for piece in said(asked(tool, verb, "--help", "--lang", language).stdout):
            if piece.strip() not in page:
                wrong.append(f"of {verb} is missing: {piece}")
    return [f"thidua.1 ({language}): {what}" for what in wrong]


def of_the_daemon(name, section, pattern):
    page, wrong = shown(folder / f"man{section}" / f"{name}.{section}")
    help_text = re.sub(r"\n {20,}", " ", asked(daemon, "--help").stdout)
    rows = re.findall(pattern, help_text, re.MULTILINE)
    assert len(rows) > 5, help_text
    for row in rows:
        wrong += [f"is missing: {piece}" for piece in row if one_line(piece).removesuffix(" (SIGHUP)") not in page]
    return [f"{name}.{section}: {what}" for what in wrong]


found = (of_the_tool("en", folder) + of_the_tool("vi", folder / "vi") +
         of_the_daemon("thiduad", 8, r"^  (-\w, --[\w-]+)(?:=\w+)?  +(.*)$") +
         of_the_daemon("thiduad.conf", 5, r"^  (\w+)  +(\S+)  +(.*)$"))
print("\n".join(found))
sys.exit(bool(found))
