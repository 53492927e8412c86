#!/usr/bin/python3
"""forms -- the C structs and the form tables of the messages in proto/, and the table of their limits.

usage: forms.py FOLDER SET OUT NAME   writes OUT/NAME.h, OUT/NAME_forms.h, OUT/NAME_forms.c and OUT/plain.pb
       forms.py FOLDER SET --limits   prints the table of limits of proto/README.md

FOLDER has the Python of options.proto, SET is what protoc --include_imports --descriptor_set_out wrote. plain.pb is the
same set without options, for protoc-c, which would want C code for descriptor.proto.

A message becomes a plain struct of its fields' names: a repeated field, lines, is line_count and a pointer, bytes of a fixed size an
array, a text a pointer that is never NULL, a message inside stands in the struct itself, one that is opened with a pointer to what
it signs behind it, members of a oneof of messages in a union beside the number of the one that is given. Where absent and zero differ there is a has_ beside the field.
"""

import pathlib
import re
import sys

sys.path.insert(0, sys.argv[1])

from google.protobuf import descriptor_pb2  # noqa: E402
from thidua.v1 import options_pb2  # noqa: E402

# What a message is called in C where its own name is a rule's or a state's: a draft has not been judged, what is told was
# computed by somebody else.
NAMES = {
    "Line": "report_line",
    "Season": "season_draft",
    "Group": "group_draft",
    "Task": "task_draft",
    "Board": "board_draft",
    "Target": "target_draft",
    "PeriodDates": "period_draft",
    "Band": "band_draft",
    "Review": "review_draft",
    "Freeze": "freeze_draft",
    "EntryRule": "entry_rule_draft",
    "Standings": "told_standings",
    "StandingRow": "told_row",
    "TaskTotal": "told_total",
    "Move": "told_move",
    "Scorecard": "told_scorecard",
    "ScoreLine": "told_score_line",
    "LateEntry": "told_late",
    "ScoreValue": "told_score_value",
    "Request": "told_request",
    "Query": "told_query",
    "Reply": "told_reply",
    "Fault": "told_fault",
    "Receipt": "told_receipt",
    "SignedCommand": "told_signed",
    "SignedQuery": "told_signed_query",
    "StoredCommand": "told_entry",
    "StoredSeason": "told_season",
    "JournalPage": "told_journal",
    "HeldEntry": "told_held",
    "Completeness": "told_completeness",
    "BoardReport": "told_board",
    "Pong": "told_pong",
    "DryRun": "told_dry_run",
    "Proposal": "told_proposal",
    "Proposals": "told_proposals",
    "Signed": "told_signature",
    "Entries": "told_entries",
    "PointsEntry": "told_points_entry",
    "Amendments": "told_amendments",
    "Amendment": "told_amendment",
    "KnownLimitation": "told_limitation",
    "Models": "told_models",
    "RegisteredModel": "told_model",
}
# The enum of a oneof's members and the prefix of its values, where they are not called as it is.
CHOICES = {
    "action": ("action_number", "ACTION"),
    "question": ("question", "QUESTION"),
    "body": ("request_body", "REQUEST"),
    "result": ("answer_kind", "ANSWER"),
    "record": ("bundle_kind", "BUNDLE"),
}
# The core adds to these what the journal knows: they are a macro of their fields, in a struct that the core declares in the
# header beside it.
EXTENDED = {"Command": "command.h"}

Field = descriptor_pb2.FieldDescriptorProto
NUMBERS = {
    Field.TYPE_INT32: ("int32_t", "INT32"),
    Field.TYPE_UINT32: ("uint32_t", "UINT32"),
    Field.TYPE_INT64: ("int64_t", "INT64"),
    Field.TYPE_UINT64: ("uint64_t", "UINT64"),
    Field.TYPE_BOOL: ("bool", "BOOL"),
    Field.TYPE_ENUM: ("int", "ENUM"),
}
# Messages whose first field is the bytes of another one, signed: the kind of such a field, and the struct of what it signs.
OPENED = {"SignedCommand": ("SIGNED_COMMAND", "struct command"), "Receipt": ("RECEIPT", "struct receipt_statement")}
PRESENCES = ("required", "always", "zero_is_absent")
HASH_SIZE = 32


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


class Messages:
    """All messages of a set but those of the options, by name, each after those that stand inside it."""

    def __init__(self, files):
        self.packages = {}
        found = {}
        for file in files:
            if file.package == "google.protobuf" or file.name.endswith("options.proto"):
                continue
            for message in file.message_type:
                found[message.name] = message
                self.packages[message.name] = file.package
        self.ordered, self.found = [], found
        for name in found:
            self._add(found, name)

    def _add(self, found, name):
        if found[name] in self.ordered:
            return
        for field in found[name].field:
            if inside_of(field):
                self._add(found, inside_of(field))
        self.ordered.append(found[name])


def rules_of(field):
    return field.options.Extensions[options_pb2.rule]


def inside_of(field):
    if field.type == Field.TYPE_MESSAGE:
        return field.type_name.rsplit(".", 1)[1]
    return rules_of(field).holds or None


def count_name(field):
    """lines: line_count, entries: entry_count."""
    return re.sub(r"(?<!s)s$", "", re.sub(r"ies$", "y", field.name)) + "_count"


def c_name(name):
    return NAMES.get(name, snake(name))


def struct_of(name):
    return f"struct {c_name(name)}"


def choice_of(message, field):
    """The oneof of messages that a field is a member of: of numbers there is no union."""
    if not field.HasField("oneof_index") or field.type != Field.TYPE_MESSAGE:
        return None
    return message.oneof_decl[field.oneof_index]


def kind_of(field):
    rules = rules_of(field)
    if field.type in NUMBERS:
        return NUMBERS[field.type][1]
    if field.type == Field.TYPE_STRING:
        return "TEXT"
    if rules.opened:
        assert rules.required and field.label != Field.LABEL_REPEATED, field.name
        return OPENED[inside_of(field)][0]
    if field.type == Field.TYPE_MESSAGE:
        return "MESSAGE"
    if rules.holds:
        return "HELD"
    return "FIXED" if rules.exact_bytes else "BYTES"


def presence_of(message, field):
    rules = rules_of(field)
    for presence in PRESENCES:
        if getattr(rules, presence):
            return presence.upper()
    if choice_of(message, field) or field.label == Field.LABEL_REPEATED or kind_of(field) in ("TEXT", "BYTES", "HELD"):
        return "FILLED"
    return "ZERO_IS_ABSENT" if kind_of(field) == "ENUM" else "HAS"


def item_type(field):
    """The type of a field's value, and what stands behind its name."""
    kind = kind_of(field)
    if field.type in NUMBERS:
        return NUMBERS[field.type][0] + " ", ""
    return {
        "TEXT": ("const char *", ""),
        "BYTES": ("struct bytes ", ""),
        "FIXED": ("uint8_t ", f"[{rules_of(field).exact_bytes}]"),
        "MESSAGE": (f"{struct_of(inside_of(field))} " if kind == "MESSAGE" else "", ""),
    }[kind]


def members_of(message, field):
    """Lines of C for a field."""
    name, kind = field.name, kind_of(field)
    if kind == "HELD":
        return [
            f"struct bytes {name}_bytes;",
            f"uint8_t {name}_hash[{HASH_SIZE}]; /* of these bytes */",
            f"{struct_of(inside_of(field))} {name};",
        ]
    if rules_of(field).opened:
        return [f"{struct_of(inside_of(field))} {name};", f"const {OPENED[inside_of(field)][1]} *{name}_opened;"]
    before, after = item_type(field)
    if field.label == Field.LABEL_REPEATED:
        count = f"size_t {count_name(field)};"
        if kind == "FIXED":
            return [count, f"const {before}(*{name}){after};"]
        if kind == "TEXT":
            return [count, f"{before}const *{name};"]
        return [count, f"const {before}*{name};"]
    lines = [f"bool has_{name};"] if presence_of(message, field) == "HAS" else []
    return lines + [f"{before}{name}{after};"]


def fields_of(message):
    """All lines of a message's struct."""
    lines, opened = [], None
    for field in message.field:
        choice = choice_of(message, field)
        if choice and opened is None:
            opened = choice.name
            lines += [f"enum {choice_names(choice)[0]} {choice.name};", "union {"]
        if choice:
            lines += ["\t" + line for line in members_of(message, field)]
            continue
        if opened:
            lines, opened = lines + ["};"], None
        lines += members_of(message, field)
    if opened:
        lines.append("};")
    return lines or ["bool nothing; /* it has no fields */"]


def choice_names(choice):
    return CHOICES.get(choice.name, (choice.name, choice.name.upper()))


def enum_of(message, choice):
    name, prefix = choice_names(choice)
    members = [field for field in message.field if choice_of(message, field) is choice]
    lines = [f"enum {name} {{ /* numbers of {message.name}'s fields */"]
    if not choice.options.Extensions[options_pb2.choice].required:
        lines.append(f"\t{prefix}_NONE,")
    lines += [f"\t{prefix}_{field.name.upper()} = {field.number}," for field in members]
    return lines + ["};", ""]


def header(name, messages):
    guard = f"GENERATED_{name.upper()}_H"
    lines = ["/* Made by proto/forms.py; see there for how a message becomes a struct. */"]
    lines += [f"#ifndef {guard}", f"#define {guard}", ""]
    lines += ["#include <stdbool.h>", "#include <stddef.h>", "#include <stdint.h>", ""]
    lines += ["#ifndef STRUCT_BYTES", "#define STRUCT_BYTES", "struct bytes {", "\tconst uint8_t *data;", "\tsize_t size;"]
    lines += ["};", "#endif", ""]
    for message in messages.ordered:
        for i, choice in enumerate(message.oneof_decl):
            if any(choice_of(message, field) is choice for field in message.field):
                lines += enum_of(message, choice)
        fields = fields_of(message)
        if message.name in EXTENDED:
            lines.append(f"#define {snake(message.name).upper()}_FIELDS \\")
            lines += [f"\t{line} \\" for line in fields[:-1]] + [f"\t{fields[-1]}", ""]
        else:
            lines += [f"{struct_of(message.name)} {{"] + [f"\t{line}" for line in fields] + ["};", ""]
    return lines + ["#endif", ""]


def bounds_of(rules, edition):
    exact = getattr(rules, "exact_bytes", 0)
    values = [("edition", edition)] if edition else []
    values += [("required", "true")] if rules.required else []
    values += [("least_bytes", exact or rules.least_bytes), ("most_bytes", exact or rules.most_bytes)]
    values += [("most_items", rules.most_items)]
    values = [(key, value) for key, value in values if value]
    values += [("least", f"INT64_C({rules.least})" if rules.HasField("least") else "INT64_MIN")]
    values += [("most", f"INT64_C({rules.most})" if rules.HasField("most") else "INT64_MAX")]
    return "{ " + ", ".join(f".{key} = {value}" for key, value in values) + " }"


def row_of(message, field):
    """The row of a field in its form's table."""
    rules, kind, struct, name = rules_of(field), kind_of(field), struct_of(message.name), field.name
    presence = presence_of(message, field)
    row = [f'.name = "{name}"', f".kind = FORM_{kind}", f".presence = FORM_{presence}"]
    row.append(f".offset = offsetof({struct}, {name})")
    if field.label == Field.LABEL_REPEATED:
        row += [".repeated = true", f".beside = offsetof({struct}, {count_name(field)})"]
    elif kind == "HELD":
        row += [f".beside = offsetof({struct}, {name}_bytes)", f".hash = offsetof({struct}, {name}_hash)"]
    elif rules.opened:
        row.append(f".beside = offsetof({struct}, {name}_opened)")
    elif presence == "HAS":
        row.append(f".beside = offsetof({struct}, has_{name})")
    if choice_of(message, field):
        row.append(".chosen = true")
    if inside_of(field):
        row.append(f".inside = &form_{c_name(inside_of(field))}")
    row += [f".{flag} = true" for flag in ("distinct", "strict") if getattr(rules, flag)]
    if rules.unit:
        row.append(f".unit = FORM_{options_pb2.Unit.Name(rules.unit)}")
    if rules.code:
        row.append(f".code = FORM_{options_pb2.Code.Name(rules.code)}")
    if rules.since_edition:
        row.append(f".since_edition = {rules.since_edition}")
    row.append(f".bounds = {bounds_of(rules, 0)}")
    if rules.tightened:
        tightened = ", ".join(bounds_of(one, one.edition) for one in rules.tightened)
        row.append(f".tightened = (const struct form_bounds[]){{ {tightened} }}, .tightened_count = {len(rules.tightened)}")
    return "\t{ " + ", ".join(row) + " },"


def holds(found, message, wanted):
    """Does a field of the message, or of those inside it, have this rule?"""
    return any(
        getattr(rules_of(field), wanted) or (inside_of(field) and holds(found, found[inside_of(field)], wanted))
        for field in message.field
    )


def table_of(message, package, found):
    name = c_name(message.name)
    descriptor = package.replace(".", "__") + f"__{snake(message.name)}__descriptor"
    fields = sorted(message.field, key=lambda field: field.number)
    lines = []
    if fields:
        lines += [f"static const struct form_field {name}_fields[] = {{"]
        lines += [row_of(message, field) for field in fields] + ["};"]
    lines += [f"const struct form form_{name} = {{", f'\t.name = "{snake(message.name)}", .message = &{descriptor},']
    lines += [f"\t.size = sizeof({struct_of(message.name)}),"]
    if any(field.label == field.LABEL_REPEATED for field in fields):
        lines.append("\t.lists = true,")
    lines += [f"\t.{flag} = true," for flag in ("distinct", "tightened", "opened") if holds(found, message, flag)]
    if fields:
        lines.append(f"\t.fields = {name}_fields, .field_count = {len(fields)},")
    for choice in message.oneof_decl:
        if any(choice_of(message, field) is choice for field in message.field):
            rules = choice.options.Extensions[options_pb2.choice]
            lines.append(f"\t.choice = offsetof({struct_of(message.name)}, {choice.name}), .has_choice = true,")
            lines.append(f'\t.choice_name = "{choice.name}", .choice_required = {str(rules.required).lower()},')
            lines.append(f"\t.paths = FORM_{options_pb2.Paths.Name(rules.paths or options_pb2.PATHS_NAMED)},")
    return lines + ["};", ""]


def forms_header(name, messages):
    guard = f"GENERATED_{name.upper()}_FORMS_H"
    lines = ["/* Made by proto/forms.py: a form for each message. */", f"#ifndef {guard}", f"#define {guard}", ""]
    lines += ['#include "form.h"', ""]
    lines += [f"extern const struct form form_{c_name(message.name)};" for message in messages.ordered]
    return lines + ["", "#endif", ""]


def forms_source(name, files, messages):
    lines = ["/* Made by proto/forms.py. */", f'#include "{name}_forms.h"', ""]
    lines += [f'#include "{header}"' for header in EXTENDED.values() if name == "messages"] + [f'#include "{name}.h"']
    for file in files:
        if file.package != "google.protobuf" and not file.name.endswith("options.proto"):
            lines.append(f'#include "{file.name.replace(".proto", ".pb-c.h")}"')
    lines.append("")
    for message in messages.ordered:
        lines += table_of(message, messages.packages[message.name], messages.found)
    return lines


def plain(files):
    """The set without anything that an option says, but packed."""
    out = descriptor_pb2.FileDescriptorSet()
    for file in files:
        if file.package == "google.protobuf" or file.name.endswith("options.proto"):
            continue
        copy = out.file.add()
        copy.CopyFrom(file)
        kept = [name for name in copy.dependency if not name.endswith(("options.proto", "descriptor.proto"))]
        del copy.dependency[:]
        copy.dependency.extend(kept)
        for message in copy.message_type:
            for field in message.field:
                field.options.ClearExtension(options_pb2.rule)
            for choice in message.oneof_decl:
                choice.ClearField("options")
    return out.SerializeToString()


def span(least, most, unit):
    if least == most:
        return f"{most:,} {unit} exactly".strip()
    if most is None:
        return f"{least:,} or more {unit}".strip()
    return f"{least:,} to {most:,} {unit}".strip() if least is not None else f"up to {most:,} {unit}".strip()


def bounds_said(rules):
    said = []
    if rules.most_items:
        said.append(f"up to {rules.most_items:,}")
    if getattr(rules, "exact_bytes", 0):
        said.append(f"{rules.exact_bytes:,} bytes" + (" each" if rules.most_items else ""))
    elif rules.most_bytes:
        said.append(span(rules.least_bytes or None, rules.most_bytes, "bytes") + (" each" if rules.most_items else ""))
    elif rules.least_bytes:
        said.append("not empty")
    if rules.HasField("least") or rules.HasField("most"):
        said.append(span(rules.least if rules.HasField("least") else None, rules.most if rules.HasField("most") else None, ""))
    return said


def limit_of(field):
    rules = rules_of(field)
    said = bounds_said(rules)
    if rules.distinct:
        said.append("each once in its list")
    for one in rules.tightened:
        said.append(" ".join([f"from edition {one.edition} on", *(["required"] if one.required else []), ", ".join(bounds_said(one))]))
    return ", ".join(said)


def limits(files):
    """A line a message that a client sends, with the fields that have a limit. * marks what must be given."""
    lines = ["| message | limits; `*` must be given |", "| --- | --- |"]
    for file in files:
        if not file.name.endswith(("season.proto", "receipt.proto", "command.proto", "service.proto")):
            continue
        for message in file.message_type:
            if message.name in ANSWERS:
                continue
            said = []
            for field in message.field:
                limit, star = limit_of(field), "\\*" if rules_of(field).required else ""
                if limit or star:
                    said.append(f"`{field.name}`{star}" + (f" {limit}" if limit else ""))
            if said:
                lines.append(f"| `{message.name}` | {'; '.join(said)} |")
    return lines


ANSWERS = ("Reply", "Fault", "StoredCommand", "StoredSeason", "JournalPage", "HeldEntry")
ANSWERS += ("Completeness", "BoardReport", "Pong", "DryRun")


def main():
    files = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(sys.argv[2]).read_bytes()).file
    if sys.argv[3] == "--limits":
        print("\n".join(limits(files)))
        return
    out, name = pathlib.Path(sys.argv[3]), sys.argv[4]
    messages = Messages(files)
    out.mkdir(parents=True, exist_ok=True)
    (out / "plain.pb").write_bytes(plain(files))
    (out / f"{name}.h").write_text("\n".join(header(name, messages)))
    (out / f"{name}_forms.h").write_text("\n".join(forms_header(name, messages)))
    (out / f"{name}_forms.c").write_text("\n".join(forms_source(name, files, messages)))


main()
