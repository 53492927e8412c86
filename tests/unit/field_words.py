"""field_words.py SOURCE -- has every field that a fault is told of words for people?

A fault names its field by the path that programs understand: "lines[3].actual". The tool says it in the words of
clients/thidua/field_words.inc; a name that has none is shown as it is, English in a Vietnamese sentence. Fields of commands are
held by test_refusal.c; this reads the paths that daemon and tool write as literals: the field given to fail(), faults_add() and
the functions of a file that pass it on, and what fault_path() makes of names.

Prints what is missing, a line each; exit 1 when there is any.
"""
import pathlib
import re
import sys

FOLDERS = ("daemon", "clients/libthidua", "clients/thidua")

# Told by the daemon when it starts, in its log and in English: they never travel. Nor do the settings of thiduad.conf, which are to be
# found in the file as they stand.
OWN = {"bus", "random", "signals"}


def bare(text):
    """Without comments, line for line."""
    return re.sub(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/', lambda found: found[0] if found[0][0] == '"' else re.sub(r"[^\n]", " ", found[0]),
                  text, flags=re.DOTALL)


def arguments(text, start):
    """Those of the call whose parenthesis opens before start."""
    depth, now, found = 0, "", []
    for token in re.finditer(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'|.', text[start:start + 4000], re.DOTALL):
        part = token[0]
        if part in ")]}" and depth == 0:
            return found + [now.strip()]
        depth += (part in "([{") - (part in ")]}")
        if part == "," and depth == 0:
            found.append(now.strip())
            now = ""
        else:
            now += part
    return found


def passers(text):
    """Which argument is the field: {function: place}."""
    found = {}
    for head in re.finditer(r"^[a-z][\w *]*?[ *](\w+)\(([^(){};]*)\)\s*[{;]", text, re.MULTILINE):
        for place, parameter in enumerate(head[2].split(",")):
            if re.fullmatch(r"\s*const char \*field\s*", parameter):
                found[head[1]] = place
    return found


def literals(source):
    """(place, path) of each: what is no path, such as "line %d", names nothing."""
    texts = {path: bare(path.read_text(encoding="utf-8")) for folder in FOLDERS for path in sorted((source / folder).rglob("*.[ch]"))}
    shared = {name: place for path, text in texts.items() if path.suffix == ".h" for name, place in passers(text).items()}
    for path, text in texts.items():
        spelled = dict(re.findall(r'^#define (\w+)[ \t]+(".*")[ \t]*$', text, re.MULTILINE))
        takes = shared | passers(text) | {"fail": 2, "faults_add": 2, "fault_path": 1}
        for call in re.finditer(rf"(?<!\w)({'|'.join(takes)})\(", text):
            given = arguments(text, call.end())[takes[call[1]]:][:1]
            field = re.sub(r"\b[A-Z_]+\b", lambda word: spelled.get(word[0], word[0]), "".join(given))
            for literal in re.findall(r'"((?:\\.|[^"\\])*)"', re.sub(r'"\s*"', "", field)):
                named = re.fullmatch(r"(%s|\.?[a-z_]+)(\[(%zu|%d|\d+)\]|\.(%s|[a-z_]+))*", literal)
                if named and (call[1] != "fault_path" or re.search(r"[.\[]", literal)):
                    yield f"{path.relative_to(source)}:{text.count(chr(10), 0, call.start()) + 1}", literal


def table(source, file, macro):
    """The names in the rows of an .inc: macro is a pattern with one group."""
    return set(re.findall(macro, (source / file).read_text(encoding="utf-8"), re.MULTILINE))


def actions(source):
    """The members of a command, whose name a path may begin with."""
    proto = "\n".join(path.read_text(encoding="utf-8") for path in sorted((source / "proto").rglob("*.proto")))
    choice = re.search(r"^message Command \{.*?oneof \w+ \{(.*?)\}", proto, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^\s*[\w.]+ (\w+) = \d+", choice[1], re.MULTILINE))


def missing(source):
    worded = table(source, "clients/thidua/field_words.inc", r"^(?:FIELD|LIST)\([\w&]+, (\w+),")
    unsaid = OWN | table(source, "daemon/io/config.c", r"^\t\{ \w+\((\w+),")
    begin = actions(source)
    for place, path in literals(source):
        names = re.findall(r"%s|[a-z_]+", re.sub(r"\[[^]]*\]", "", path))
        if len(names) > 1 and names[0] in begin:
            names = names[1:]
        for name in names:
            if name != "%s" and name not in worded | unsaid:
                yield f"{place}: {path}: clients/thidua/field_words.inc has no words for {name}"


def main():
    found = list(dict.fromkeys(missing(pathlib.Path(sys.argv[1]))))
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
