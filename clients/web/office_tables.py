#!/usr/bin/python3
"""office_tables -- the tables of clients/web/page/office that are made of what the C code is made of.

usage: office_tables.py SOURCE [--write]

wire_table.js is made of proto/thidua/v1, fault_table.js of daemon/base/faults.inc, word_table.js of the tool's sheet_words.inc,
field_words.inc and words.inc. Without --write it says which of them is stale, and ends with 1.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

source = pathlib.Path(sys.argv[1]).resolve()
OFFICE = source / "clients" / "web" / "page" / "office"
TOOL = source / "clients" / "thidua"
STRING = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
# What the page sends and reads; of a message with many members those that it knows, of the others all. What is inside of these
# comes with them.
WANTED = {
    "Request": ["correlation", "command", "dry_run", "query", "signed_query"],
    "Reply": ["correlation", "status", "faults", "retry_after_ms", "receipt", "standings", "scorecard", "report", "season",
              "completeness", "pong", "dry_run", "postmarks", "reviews"],
    "Query": ["standings", "scorecard", "report", "season", "completeness", "ping", "postmarks", "reviews", "signed_at"],
    "Command": ["id", "cluster", "year", "signed_at", "submit_report", "postmark"],
    "Season": None,
    "ReceiptStatement": None,
    "ReceiptFile": None,
}
# Of faults.inc, what neither a daemon answers to an office nor its own file makes.
UNHEARD = re.compile(r"(SETTING|BUNDLE|DATABASE|MIGRATION|FILE|KEY_FILE|CONTEXT|OUTBOX|DESCRIPTORS|SIGNALS|THREADS)S?_")
# What the office says otherwise than the tool, in Vietnamese and English: it has neither context nor command line, and reads no .ods.
OWN_WORDS = {
    "CONTEXT_DIFFERS": ("trong tệp là {1}, còn văn phòng này nộp cho {2}", "is {1} in the file, and this office reports for {2}"),
    "WORKBOOK_FOREIGN": ("không phải bảng tính mà trang này đọc được; hãy lưu thành .xlsx hoặc CSV UTF-8",
                         "is no spreadsheet that this page reads; save it as .xlsx or CSV UTF-8"),
}
# Of words.inc, what the office says as the tool does.
WORDS = re.compile(r"(PERIOD_(Q[1-4]|FINAL)|HOW_\w+|TEMPLATE_(TASK|TARGET|BY_NOW|BEFORE)|HIDDEN_\w+|LINE|COLUMN"
                   r"|LIMITATIONS|MODELS|PROPOSALS|EVIDENCE|STATUS_(EXPECTED|ON_TIME|LATE|OVERDUE|PENDING|MISSING)|REVIEW_(EXPECTED|SUBMITTED|UNDER_REVIEW|RETURNED|VERIFIED"
                   r"|DISPUTED))")
PRESENCES = {"always": "always", "zero_is_absent": "zero"}


def unquoted(literals):
    return json.loads('"' + "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)) + '"')


def rows(path, name, count):
    """The string arguments of each NAME(first, ..., "string" x count) of a file of rows."""
    pattern = re.compile(r"^" + name + r"\(((?:[&\w]+,\s*)+)" + r",\s*".join([STRING] * count) + r"\)", re.M)
    for found in pattern.finditer(path.read_text()):
        yield [part.strip() for part in found.group(1).split(",")[:-1]], [unquoted(part) for part in found.groups()[1:]]


def row(value):
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def table(opening, *parts):
    """parts: (name, rows by their key)."""
    out = f"/*\n{opening}\n * Made by clients/web/office_tables.py.\n */\n"
    for name, items in parts:
        out += f"export const {name} = {{\n" + "".join(f"  {key}: {value},\n" for key, value in items) + "};\n"
    return out


# --- the wire ---


def descriptors():
    proto = source / "proto"
    files = sorted(str(path.relative_to(proto)) for path in (proto / "thidua" / "v1").glob("*.proto"))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", "-I", proto, f"--python_out={folder}", "thidua/v1/options.proto"], check=True)
        subprocess.run(["protoc", "-I", proto, "--include_imports", f"--descriptor_set_out={folder}/set.pb", *files], check=True)
        sys.path.insert(0, folder)
        from google.protobuf import descriptor_pb2
        from thidua.v1 import options_pb2
        found = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(folder, "set.pb").read_bytes())
    return descriptor_pb2.FieldDescriptorProto, options_pb2, [file for file in found.file if file.package == "thidua.v1"]


def local(name):
    return name.rsplit(".", 1)[1]


def describe(Field, options, message, field):
    rules = field.options.Extensions[options.rule]
    kind = Field.Type.Name(field.type).removeprefix("TYPE_").lower()
    said = {"number": field.number, "name": field.name, "type": kind}
    if kind in ("message", "enum"):
        said["of"] = local(field.type_name)
    if field.label == Field.LABEL_REPEATED:
        said["repeated"] = True
    if field.options.packed:
        said["packed"] = True
    if field.HasField("oneof_index"):
        said["oneof"] = message.oneof_decl[field.oneof_index].name
    for flag, presence in PRESENCES.items():
        if getattr(rules, flag):
            said["presence"] = presence
    if rules.required:
        said["required"] = True
    exact = rules.exact_bytes
    for name, value in (("leastBytes", exact or rules.least_bytes), ("mostBytes", exact or rules.most_bytes),
                        ("mostItems", rules.most_items)):
        if value:
            said[name] = value
    return said


def short(enum, value):
    prefix = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", enum.name).upper() + "_"
    return value.name.removeprefix(prefix)


def wire():
    Field, options, files = descriptors()
    messages = {message.name: message for file in files for message in file.message_type}
    enums = {enum.name: enum for file in files for enum in file.enum_type}
    told, used, todo = {}, set(), list(WANTED)
    while todo:
        name = todo.pop(0)
        if name in told:
            continue
        message, members = messages[name], WANTED.get(name)
        fields = [describe(Field, options, message, field) for field in sorted(message.field, key=lambda each: each.number)
                  if members is None or field.name in members]
        told[name] = fields
        todo += [field["of"] for field in fields if field["type"] == "message"]
        used |= {field["of"] for field in fields if field["type"] == "enum"}
    lines = [(name, "[\n" + "".join(f"    {row(field)},\n" for field in told[name]) + "  ]") for name in sorted(told)]
    names = [(name, row({value.number: short(enums[name], value) for value in enums[name].value})) for name in sorted(used)]
    return table(" * The messages that the office sends and reads, field by field, with what proto/thidua/v1 says of each.",
                 ("MESSAGES", lines), ("ENUMS", names))


# --- words ---


def faults():
    pattern = re.compile(r'FAULT\((\w+),\s*(\w+),\s*"(\w*)",\s*' + STRING + r",\s*" + STRING + r"\)")
    text = (source / "daemon" / "base" / "faults.inc").read_text()
    text = text[text.index("*/"):]
    items = [(name, row([status, kinds, *OWN_WORDS.get(name, (unquoted(vi), unquoted(en)))]))
             for name, status, kinds, en, vi in pattern.findall(text) if name in OWN_WORDS or not UNHEARD.match(name)]
    return table(" * What may be wrong: the status, the kinds of the arguments, the sentence in Vietnamese and in English.",
                 ("FAULTS", items))


def words():
    columns = [(key[0], row({"table": key[1], "starts": key[2] == "true", "vi": said[0].split(";"), "en": said[1].split(";")}))
               for key, said in rows(TOOL / "sheet_words.inc", "COLUMN", 2)]
    labels = [(key[0], row({"vi": said[0].split(";"), "en": said[1].split(";")}))
              for key, said in rows(TOOL / "sheet_words.inc", "LABEL", 2)]
    fields = [(f'"{key[1] if key[0] == "ANY" else key[0][6:] + "." + key[1]}"', row({"vi": said[:1], "en": said[1:]}))
              for key, said in rows(TOOL / "field_words.inc", "FIELD", 2)]
    fields += [(f'"{key[1] if key[0] == "ANY" else key[0][6:] + "." + key[1]}"',
                row({"vi": [said[0], said[2]], "en": [said[1], said[3]]}))
               for key, said in rows(TOOL / "field_words.inc", "LIST", 4)]
    said = [(key[0], row(dict(zip(("vi", "en"), texts)))) for key, texts in rows(TOOL / "words.inc", "WORD", 2)
            if WORDS.fullmatch(key[0])]
    return table(" * What stands over the columns of a report's sheet and before its values, and what the tool calls things.",
                 ("COLUMNS", columns), ("LABELS", labels), ("FIELDS", fields), ("WORDS", said))


stale = 0
for name, made in (("wire_table.js", wire()), ("fault_table.js", faults()), ("word_table.js", words())):
    path = OFFICE / name
    if path.exists() and path.read_text() == made:
        continue
    if "--write" in sys.argv:
        path.write_text(made)
    else:
        print(f"{path} is stale: run {sys.argv[0]} {sys.argv[1]} --write")
        stale = 1
sys.exit(stale)
