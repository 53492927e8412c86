"""command_complete.py SOURCE -- is every command, and every question, all there?

A command is a member of the oneof in thidua.v1.Command, a question one of thidua.v1.Query. Each has
  a row        in its core file and in core's one list; for a question, one of the core's or a place in app
  bounds       on each field of its message, and of the messages inside: rules of options.proto
  a line       in proto/README.md, in a table, beginning with its name
and a command also has
  words        a verb of the tool with its purpose in Vietnamese and in English, different ones
  an example   under that verb: "thidua submit ..." for submit_report, "thidua key grant ..." for grant_key
  SQL          a projection of its own (io/store_kinds.inc) or a view over thidua.record of its kind

Prints what is missing, a line each; exit 1 when there is any.
"""
import functools
import importlib
import pathlib
import re
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

FIELD = descriptor_pb2.FieldDescriptorProto
PACKAGE = ".thidua.v1."


class Source:
    """Its files, each read once; changed holds what some would say instead, {path: text}."""

    def __init__(self, folder, changed=None):
        self.folder, self.changed = folder, changed or {}

    def text(self, path):
        return self.changed[path] if path in self.changed else written(self.folder, path)

    def texts(self, pattern):
        return map(self.text, self.found(pattern))

    def found(self, pattern):
        return listed(self.folder, pattern)

    def in_code(self, pattern, expression):
        """All that it finds in the files outside of comments."""
        return [each for text in self.texts(pattern) for each in in_code(text, expression)]

    @functools.cached_property
    def rows(self):
        """Of the core's actions, {name: variable}, and what stands in their list."""
        rows = self.in_code("daemon/core/*.c", r'\bconst struct action (\w+) = \{[^}]*?\.name = "(\w+)"')
        lists = self.in_code("daemon/core/*.c", r"\bconst struct action \*const \w+\[\w*\] = \{(.*?)\}")
        return {name: variable for variable, name in rows}, {each for inside in lists for each in re.findall(r"&(\w+)", inside)}

    @functools.cached_property
    def questions(self):
        return {name for floor in ("core", "app") for name in self.in_code(f"daemon/{floor}/*.c", r"\bQUESTION_(\w+)")}

    @functools.cached_property
    def views(self):
        """What the migrations that make views say."""
        return "".join(text for text in self.texts("sql/migrations/*.sql") if re.search(r"^create (or replace )?view", text, re.MULTILINE))


@functools.cache
def written(folder, path):
    return (folder / path).read_text(encoding="utf-8")


@functools.cache
def listed(folder, pattern):
    return [str(path.relative_to(folder)) for path in sorted(folder.glob(pattern))]


@functools.cache
def in_code(text, expression):
    return re.findall(expression, re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL), re.DOTALL)


@functools.cache
def compiled(protos):
    """((name, text)...): what protoc makes of them, and the extension that bounds are said by."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in protos:
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        subprocess.run(["protoc", "-I", folder, "--include_imports", f"--descriptor_set_out={folder}/set", f"--python_out={folder}",
                        *(name for name, _ in protos)], check=True)
        sys.path.insert(0, folder)
        rule = importlib.import_module("thidua.v1.options_pb2").rule
        sys.path.remove(folder)
        return rule, descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(folder, "set").read_bytes())


class Protocol:
    """The messages of proto/, with their options."""

    def __init__(self, source):
        self.rule, found = compiled(tuple((path.removeprefix("proto/"), source.text(path)) for path in source.found("proto/thidua/**/*.proto")))
        self.messages = {f".{file.package}.{message.name}": message for file in found.file for message in file.message_type}
        self.files = {f".{file.package}.{message.name}": file.name for file in found.file for message in file.message_type}

    def members(self, name):
        """Of the message's one oneof: name, and the message that it is."""
        return [(field.name, field.type_name) for field in self.messages[PACKAGE + name].field if field.HasField("oneof_index")]

    def within(self, name, seen=None):
        """The message and all that can stand inside it."""
        seen = set() if seen is None else seen
        if name not in seen:
            seen.add(name)
            for field in self.messages[name].field:
                if field.type == FIELD.TYPE_MESSAGE:
                    self.within(field.type_name, seen)
                elif held := field.options.Extensions[self.rule].holds:
                    self.within(PACKAGE + held, seen)
        return seen

    def lacking(self, field):
        """The bound without which the field could be of any size, or None."""
        rule = field.options.Extensions[self.rule]
        if field.label == FIELD.LABEL_REPEATED and not rule.HasField("most_items"):
            return "most_items"
        if field.type in (FIELD.TYPE_STRING, FIELD.TYPE_BYTES):
            bounded = rule.HasField("most_bytes") or rule.HasField("exact_bytes") or rule.HasField("holds")
            return None if bounded else "most_bytes or exact_bytes"
        free = field.type not in (FIELD.TYPE_MESSAGE, FIELD.TYPE_BOOL, FIELD.TYPE_ENUM)
        return "any rule" if free and not rule.ListFields() else None

    def unbounded(self, name):
        for message in sorted(self.within(name)):
            for field in self.messages[message].field:
                if lacking := self.lacking(field):
                    yield f"proto/{self.files[message]}: {message.removeprefix(PACKAGE)}.{field.name} has no bounds ({lacking})"


def strings(text):
    """C's literals, those side by side joined, between the commas that are outside of them and of parentheses."""
    fields, depth, now = [], 0, ""
    for token in re.findall(r'"(?:\\.|[^"\\])*"|[(){}]|,|[^"(){},]+', text):
        depth += (token in "({") - (token in ")}")
        if token == "," and depth == 0:
            fields.append(now)
            now = ""
        else:
            now += token[1:-1] if token[0] == '"' else token.strip()
    return fields + [now]


def verbs(source):
    """name: (usage, examples, purposes)."""
    text = source.text("clients/thidua/verbs.inc")
    rows = {}
    for row in re.findall(r"^VERB\((.*?)\)\s*?(?=^\s*$|\Z)", text, re.MULTILINE | re.DOTALL):
        name, _, usage, examples, vi, en, *_ = strings(row)
        rows[name] = (usage, examples.replace("\\n", "\n"), vi, en)
    return rows


# How people make each, and the projection that it has to itself; of all others views over thidua.record tell.
MADE_BY = {
    "define_season": "season define",
    "grant_key": "key grant",
    "revoke_key": "key revoke",
    "submit_report": "submit",
    "postmark": "postmark",
    "reinstate": "reinstate",
    "sign_compact": "compact sign",
    "take_report": "review take",
    "release_report": "review release",
    "return_report": "review return",
    "verify_report": "review verify",
    "dispute_report": "review dispute",
    "resolve_dispute": "review resolve",
    "countersign": "proposal countersign",
    "withdraw_proposal": "proposal withdraw",
    "enter_points": "points enter",
    "withdraw_points": "points withdraw",
    "amend_report": "amend",
    "judge_model": "model judge",
    "reveal": "season reveal",
    "publish": "season publish",
    "finalise_year": "season finalise",
    "close_limitation": "limitation close",
    "confirm_limitation": "limitation confirm",
}
PROJECTED = {"define_season": "season", "grant_key": "office_key", "revoke_key": "office_key", "submit_report": "report"}


def verb_of(command, rows):
    """The verb of the tool that makes it, and how its example begins."""
    made = MADE_BY.get(command)
    verb = made.split()[0] if made else None
    return (verb, f"thidua {made} ") if verb in rows else (None, None)


def spoken(command, rows):
    verb, example = verb_of(command, rows)
    if not verb:
        yield f"clients/thidua/verbs.inc: {command} has no words: no verb makes it"
        return
    _, examples, vi, en = rows[verb]
    if not vi or not en or vi == en:
        yield f"clients/thidua/verbs.inc: {verb}, which makes {command}, has no words in {'English' if vi else 'Vietnamese'}"
    if not any(line.strip().startswith(example.strip()) for line in examples.splitlines()):
        yield f"clients/thidua/verbs.inc: {command} has no example: no line begins with {example.strip()}"


def rowed(source, name):
    """The row says .name, the list names the row."""
    rows, in_list = source.rows
    if name not in rows:
        yield f'daemon/core: {name} has no row: no struct action says .name = "{name}"'
    elif rows[name] not in in_list:
        yield f"daemon/core: {name} has no row in the list of actions"


def answered(source, name):
    """By a row of the core where memory knows it, else by app, which has the store and the epoch."""
    if name.upper() not in source.questions:
        yield f"daemon: {name} has no row: nobody answers QUESTION_{name.upper()}"


def documented(source, name):
    if not re.search(rf"^\| `{name}`[^|]*\|", source.text("proto/README.md"), re.MULTILINE):
        yield f"proto/README.md: {name} has no line in a table"


def seen_in_sql(source, name):
    kinds = source.text("daemon/io/store_kinds.inc")
    if name in PROJECTED:
        if f'PROJECTION("{PROJECTED[name]}")' not in kinds:
            yield f"daemon/io/store_kinds.inc: {name} has no view: nothing writes {PROJECTED[name]}"
    elif f"'{name}'" not in source.views:
        yield f"sql/migrations: {name} has no view: none says '{name}'"


def missing(source):
    protocol, rows = Protocol(source), verbs(source)
    for name, message in protocol.members("Command"):
        yield from rowed(source, name)
        yield from protocol.unbounded(message)
        yield from documented(source, name)
        yield from spoken(name, rows)
        yield from seen_in_sql(source, name)
    for name, message in protocol.members("Query"):
        yield from answered(source, name)
        yield from protocol.unbounded(message)
        yield from documented(source, protocol.messages[message].name)


def main():
    found = list(dict.fromkeys(missing(Source(pathlib.Path(sys.argv[1])))))
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
