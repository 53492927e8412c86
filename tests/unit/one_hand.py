"""one_hand.py SOURCE BUILD -- is all of the C of one hand? What clang-format cannot hold, seen in the syntax tree.

  !x         never "x == NULL"; "x" for "x != NULL" in a condition
  sizeof(x)  with its parentheses
  first use  a variable is declared where it is first set: never empty first and then filled by the next plain assignment
  blank      a blank line stands between declarations and what follows them
  opening    a .c of daemon/ or clients/ with more than a hundred lines begins with what it is and why
  one name   no two files of daemon/ and clients/ have the same name
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

from clang import cindex
from clang.cindex import CursorKind as Kind, TypeKind

OPENING_LINES = 100


def files(source, *patterns):
    listed = subprocess.run(["git", "-C", source, "ls-files", "-z", *patterns], check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (pathlib.Path(source) / name).exists()]


def without_texts(text):
    """The same lines, with comments and literals blanked out."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.DOTALL)


def spelling(name, text):
    code = without_texts(text)
    for number, line in enumerate(code.splitlines(), 1):
        if re.search(r"== NULL\b", line):
            yield f"{name}:{number}: '== NULL': say !x"
        if re.search(r"!= NULL (&&|\|\||\?)|(&&|\|\|) [\w.>\-\[\]()]+ != NULL|\b(if|while) \([\w.>\-\[\]()]+ != NULL\)", line):
            yield f"{name}:{number}: '!= NULL' in a condition: say x"
        if re.search(r"\bsizeof [^(]", line):
            yield f"{name}:{number}: sizeof without its parentheses"
    if name.startswith(("daemon/", "clients/")) and name.endswith(".c") and len(text.splitlines()) > OPENING_LINES and not text.startswith("/*"):
        yield f"{name}:1: more than {OPENING_LINES} lines, and no word of what it is and why"


def one_name(names):
    places = collections.defaultdict(list)
    for name in names:
        if name.startswith(("daemon/", "clients/")) and not name.endswith("/main.c"):
            places[os.path.basename(name)].append(name)
    for several in places.values():
        if len(several) > 1:
            yield f"{several[0]}: has the name of {', '.join(several[1:])}"


def mentions(cursor, variable):
    return any(each.kind == Kind.DECL_REF_EXPR and each.referenced == variable for each in cursor.walk_preorder())


def is_plain_assignment(cursor, variable, text):
    if cursor.kind != Kind.BINARY_OPERATOR:
        return False
    left, right = list(cursor.get_children())
    if left.kind != Kind.DECL_REF_EXPR or left.referenced != variable or mentions(right, variable):
        return False
    return text[left.extent.end.offset:right.extent.start.offset].strip() == b"="


def is_empty(variable, text):
    """A variable of one value, declared without it and by nobody's macro. Arrays and structures are room for others to fill."""
    at = variable.location.offset
    written = text[at:at + len(variable.spelling)].decode(errors="replace") == variable.spelling
    filled = any(child.kind.is_expression() for child in variable.get_children())
    room = variable.type.get_canonical().kind in (TypeKind.RECORD, TypeKind.CONSTANTARRAY, TypeKind.VARIABLEARRAY)
    return variable.kind == Kind.VAR_DECL and written and not filled and not room


def block_faults(name, block, text):
    lines = text.split(b"\n")
    statements = list(block.get_children())
    for i, statement in enumerate(statements):
        if statement.kind != Kind.DECL_STMT:
            continue
        following = statements[i + 1] if i + 1 < len(statements) else None
        if following is not None and following.kind != Kind.DECL_STMT:
            end = statement.extent.end.line
            if end < following.extent.start.line and lines[end].strip():
                yield f"{name}:{end}: no blank line after the declarations"
        for variable in statement.get_children():
            if not is_empty(variable, text):
                continue
            used = next((at for at in range(i + 1, len(statements)) if mentions(statements[at], variable)), None)
            if used is None:
                continue
            line = statements[used].extent.start.line
            if is_plain_assignment(statements[used], variable, text):
                yield f"{name}:{variable.location.line}: '{variable.spelling}' is declared before it is set in line {line}"
            elif any(other.kind != Kind.DECL_STMT for other in statements[i + 1:used]):
                yield f"{name}:{variable.location.line}: '{variable.spelling}' is declared before its first use in line {line}"


def blocks(cursor):
    """The blocks below it, the outer first; expressions hold none and are most of a tree."""
    for child in cursor.get_children():
        if child.kind == Kind.COMPOUND_STMT:
            yield child
        if child.kind.is_statement() and child.kind != Kind.DECL_STMT:
            yield from blocks(child)


def tree_faults(job):
    source, name, arguments = job
    path = os.path.join(source, name)
    unit = cindex.Index.create().parse(path, arguments)
    text = pathlib.Path(path).read_bytes()
    found = []
    for function in unit.cursor.get_children():
        if function.kind != Kind.FUNCTION_DECL or not function.location.file or function.location.file.name != path:
            continue
        for block in blocks(function):
            found += block_faults(name, block, text)
    return found


def jobs(source, build, names):
    """Each .c with the arguments that it is compiled with."""
    for entry in json.loads((pathlib.Path(build) / "compile_commands.json").read_text()):
        name = os.path.relpath(entry["file"], source)
        if name in names:
            words = shlex.split(entry["command"])
            yield source, name, [word for word in words if word.startswith(("-I", "-D", "-std="))] + \
                [part for at, word in enumerate(words) if word == "-isystem" for part in ("-isystem", words[at + 1])]


def main():
    source, build = sys.argv[1:3]
    names = files(source, "*.c", "*.h")
    faults = list(one_name(names))
    for name in names:
        faults += spelling(name, (pathlib.Path(source) / name).read_text(encoding="utf-8"))
    todo = {job[1]: job for job in jobs(source, build, set(names))}
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(tree_faults, todo.values(), chunksize=8):
            faults += found
    print(*faults, sep="\n")
    if not todo:
        sys.exit("no file was read")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
