"""openapi.py [--write] -- openapi.json: the paths as they stand here, the messages as proto/ has them. Without --write it says whether
the file is what would be written."""

import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))
from support import protocol  # noqa: E402

TEXT, WHOLE, FLAG = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "boolean"}
POINTS = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"}
QUANTITY = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,4})?$"}
INSTANT = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?\+07:00$"}
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
HEX = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
VERSION = {"type": "string", "pattern": r"^[0-9a-f]{32}\.[0-9]+\.-?[0-9]+(\.f)?$"}
PERIOD = {"enum": list(protocol.PERIODS)}
UNITS = {1: POINTS, 2: QUANTITY, 4: DAY, 5: INSTANT}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEWS = ["REPORTED", "CORRECTED", "RETURNED", "TAKEN", "ADJUSTED", "DISPUTED", "VERIFIED", "AMENDED", "LATE", "POINTS", "MOVED", "LOCKED",
        "OPENED"]


def maybe(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def listed(items):
    return {"type": "array", "items": items}


def thing(members, optional=()):
    return {"type": "object", "properties": members, "required": [name for name in members if name not in optional],
            "additionalProperties": False}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def words(enum):
    """Names as JSON has them; those of roles and audiences are small."""
    prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.name).upper() + "_"
    names = [value.name.removeprefix(prefix) for value in enum.values if value.number > 0]
    return {"enum": [name.lower() for name in names] if enum.name in ("Role", "Audience") else names}


def field_schema(field, found):
    rule = field.GetOptions().Extensions[protocol._modules["options"].rule]
    if field.message_type:
        return message(field.message_type, found)
    if field.enum_type:
        return words(field.enum_type)
    if field.type == field.TYPE_STRING:
        return TEXT
    if field.type == field.TYPE_BYTES:
        return HEX
    if field.type == field.TYPE_BOOL:
        return FLAG
    return UNITS.get(rule.unit, {"type": "integer"})


def message(descriptor, found, outermost=False):
    """What json_write makes of it: a member that is absent is left out, but lists of the outermost message are there when empty."""
    if not outermost and descriptor.name in found:
        return ref(descriptor.name)
    members = {}
    if not outermost:
        found[descriptor.name] = None
    for field in descriptor.fields:
        schema = field_schema(field, found)
        members[field.name] = listed(schema) if field.label == field.LABEL_REPEATED else schema
    lists = {field.name for field in descriptor.fields if outermost and field.label == field.LABEL_REPEATED}
    made = thing(members, set(members) - lists)
    if outermost:
        return made
    found[descriptor.name] = made
    return ref(descriptor.name)


def schemas():
    found = {}
    standings, season, service = protocol.standings_pb, protocol.season_pb, protocol.service_pb
    status, review, cause = (words(standings.DESCRIPTOR.enum_types_by_name[name]) for name in ("BoardStatus", "ReviewState", "ScoreCause"))
    row = {"rank": WHOLE, "rank_before": maybe(WHOLE), "tied": FLAG, "board": TEXT, "name": TEXT, "total": POINTS, "base": POINTS,
           "bonus": POINTS, "deduction": POINTS, "priority": POINTS, "late_days": WHOLE, "status": status, "band": maybe(TEXT),
           "revision": WHOLE, "postmarked": FLAG, "review": maybe(review), "unreviewed": FLAG, "uncounted": FLAG, "adjusted": FLAG,
           "disputed": FLAG, "amendment": WHOLE, "points": {"type": "object", "additionalProperties": maybe(POINTS)}}
    sums = {"task": TEXT, "actual": QUANTITY, "target": QUANTITY, "met": WHOLE, "exceeded": WHOLE}
    whole = {"cluster": TEXT, "year": WHOLE, "period": PERIOD, "current": FLAG, "locked": FLAG, "provisional": FLAG, "frozen": FLAG,
             "amendment": WHOLE, "rehearsal": FLAG, "epoch": HEX, "sequence": WHOLE, "as_of": maybe(INSTANT), "published_at": maybe(INSTANT),
             "season_version": WHOLE, "ruleset_hash": HEX, "state_hash": HEX, "reported": WHOLE, "expected": WHOLE, "models": WHOLE,
             "tie_breaks": listed(words(season.DESCRIPTOR.enum_types_by_name["TieBreak"])), "rows": listed(ref("Row")),
             "task_totals": listed(thing(sums)), "moves": listed(thing({"board": TEXT, "from": WHOLE, "to": WHOLE})),
             "cause": maybe(HEX), "version": VERSION}
    kinds = {name: words(season.DESCRIPTOR.enum_types_by_name[name]) for name in ("TaskKind", "Accumulation", "Measure")}
    line = {"task": TEXT, "name": TEXT, "kind": kinds["TaskKind"], "accumulation": kinds["Accumulation"], "measure": kinds["Measure"],
            "lower_is_better": FLAG, "assigned": FLAG, "reported": FLAG, "actual": QUANTITY, "done": QUANTITY, "out_of": QUANTITY,
            "target": QUANTITY, "phasing": WHOLE, "step": WHOLE, "leader": maybe(TEXT), "leader_actual": QUANTITY,
            "leader_target": QUANTITY, "numerator": maybe(TEXT), "denominator": maybe(TEXT), "per_unit": POINTS, "max": POINTS,
            "points": maybe(POINTS), "withheld": FLAG, "cause": maybe(cause), "verified": QUANTITY,
            "values": listed(message(standings.ScoreValue.DESCRIPTOR, found)), "models": message(standings.ModelCounts.DESCRIPTOR, found)}
    late = {"period": PERIOD, "status": status, "due": DAY, "received_at": maybe(INSTANT), "postmarked_at": maybe(INSTANT),
            "late_days": WHOLE, "deduction": POINTS, "review": maybe(review), "cause": maybe(cause)}
    card = {"cluster": TEXT, "year": WHOLE, "period": PERIOD, "board": TEXT, "name": TEXT, "as_of": maybe(INSTANT),
            "lines": listed(thing(line, ("actual", "done", "out_of", "leader_actual", "leader_target", "per_unit", "verified", "models"))),
            "earned": POINTS, "assigned": POINTS, "scale": POINTS, "not_assigned": maybe(TEXT), "late": listed(thing(late)),
            "entries": listed({"type": "object"}), "frozen": FLAG, "before_freeze": FLAG,
            "row": thing({name: schema for name, schema in row.items() if name != "points"})}
    year = message(season.Season.DESCRIPTOR, found, outermost=True)
    year["properties"] |= {"version": WHOLE, "current": maybe(PERIOD), "finalised_at": maybe(INSTANT)}
    year["required"] += ["version", "current", "finalised_at"]
    found["Board"]["properties"]["targets"] = {"type": "object", "additionalProperties": maybe(QUANTITY)}
    made = {
        "Row": thing(row), "Standings": thing(whole), "Scorecard": thing(card), "Season": year,
        "News": thing({"at": maybe(INSTANT), "period": PERIOD, "board": maybe(TEXT), "what": {"enum": NEWS}, "points": POINTS,
                       "from": maybe(WHOLE), "to": maybe(WHOLE)}),
        "StandingsEvent": thing(whole | {"changes": listed(ref("News"))}),
        "HelloEvent": thing({"cluster": TEXT, "year": WHOLE, "periods": listed(PERIOD), "now": maybe(INSTANT), "rehearsal": FLAG,
                             "daemon": {"enum": ["up", "away"]}, "silent_seconds": maybe(WHOLE), "beat_seconds": WHOLE}),
        "BeatEvent": thing({}),
        "DaemonEvent": thing({"daemon": {"enum": ["up", "away"]}, "since": INSTANT}),
        "Clusters": thing({"clusters": listed(thing({"cluster": TEXT, "name": maybe(TEXT), "years": listed(WHOLE)})),
                           "default": maybe(TEXT)}),
        "ClusterMoves": thing({"moves": listed(ref("News"))}),
        "TodoCounts": thing({"period": PERIOD, "counts": listed(thing({
            "kind": {"enum": ["REPORT", "ANSWER", "REVIEW", "RESOLVE"]}, "count": WHOLE}))}),
        "Problem": thing({"type": {"const": "about:blank"}, "title": TEXT, "status": {"type": "integer"}, "code": TEXT,
                          "faults": listed(thing({"field": maybe(TEXT), "code": maybe(TEXT), "reason": maybe(TEXT),
                                                  "arguments": listed(TEXT), "message": maybe(TEXT)}))}),
    }
    for name in ("Completeness", "Reviews", "Models", "Limitations", "Amendments", "Disclosure", "Compact", "Postmarks"):
        home = service if hasattr(service, name) else standings
        made[name] = message(getattr(home, name).DESCRIPTOR, found, outermost=True)
    return made | found


def parameter(name, schema, meaning, place="query", required=False):
    return {"name": name, "in": place, "required": required or place == "path", "schema": schema, "description": meaning}


def answer(schema, kind="application/json"):
    return {"200": {"description": "as it is now", "content": {kind: {"schema": schema}}},
            "default": {"description": "refused", "content": {"application/problem+json": {"schema": ref("Problem")}}}}


PLACE = [parameter("cluster", TEXT, "its code", "path"), parameter("year", WHOLE, "of the season", "path")]
WHEN = parameter("period", PERIOD, "absent: the current one")
BOARD, AFTER = parameter("board", TEXT, "of this board alone"), parameter("after", WHOLE, "without so many of the first ones")


def get(schema, summary, *parameters, kind="application/json"):
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answer(schema, kind)}}


def carried(summary, size):
    return {"post": {"summary": summary, "requestBody": {"required": True, "content": {
        "application/x-protobuf": {"schema": {"type": "string", "format": "binary", "maxLength": size}}}},
        "responses": answer({"type": "string", "format": "binary"}, "application/x-protobuf")}}


def paths():
    base = "/api/v1/clusters/{cluster}/{year}/"
    state = [parameter("state", TEXT, "in this state alone")]
    return {
        "/api/v1/clusters": get(ref("Clusters"), "What is shown"),
        base + "season": get(ref("Season"), "The season", *PLACE, parameter("version", WHOLE, "an earlier one")),
        base + "standings": get(ref("Standings"), "The ranking of a period", *PLACE, WHEN,
                                parameter("amendment", WHOLE, "of a locked period: which"), parameter("v", VERSION, "a permalink, of that period")),
        base + "standings.csv": get(TEXT, "The same for spreadsheets", *PLACE, WHEN, parameter("lang", {"enum": ["vi", "en"]}, "absent: vi"),
                                    kind="text/csv"),
        base + "standings.xlsx": get({"type": "string", "contentMediaType": XLSX}, "The same as a workbook", *PLACE, WHEN,
                                     parameter("lang", {"enum": ["vi", "en"]}, "absent: vi"), kind=XLSX),
        base + "scorecards/{board}": get(ref("Scorecard"), "Every point of a board", *PLACE, parameter("board", TEXT, "its code", "path"),
                                         WHEN),
        base + "completeness": get(ref("Completeness"), "Who has reported", *PLACE, WHEN),
        base + "reviews": get(ref("Reviews"), "What became of each report", *PLACE, WHEN),
        base + "models": get(ref("Models"), "The register of models", *PLACE, BOARD, parameter("field", TEXT, "of this field alone"),
                             parameter("search", TEXT, "words, whatever their case and accents"), *state, AFTER),
        base + "limitations": get(ref("Limitations"), "What did not go well", *PLACE, BOARD, *state, AFTER),
        base + "amendments": get(ref("Amendments"), "What was amended after a period locked", *PLACE,
                                 parameter("before", WHOLE, "of smaller numbers alone")),
        base + "disclosure": get(ref("Disclosure"), "The freeze, and what was published", *PLACE),
        base + "compact": get(ref("Compact"), "Who has signed the season", *PLACE),
        base + "postmarks": get(ref("Postmarks"), "Reports on their way", *PLACE, WHEN),
        base + "todo": get(ref("TodoCounts"), "How many reports wait for what", *PLACE, WHEN),
        base + "moves": get(ref("ClusterMoves"), "What became different lately", *PLACE),
        "/api/v1/events": get(TEXT, "Events hello, standings, daemon and beat, their data HelloEvent, StandingsEvent, DaemonEvent and BeatEvent",
                              parameter("cluster", TEXT, "its code", required=True), parameter("year", WHOLE, "of the season", required=True),
                              parameter("Last-Event-ID", VERSION, "what was seen last", "header"), kind="text/event-stream"),
        "/api/v1/openapi.json": get({"type": "object"}, "This"),
        "/api/v1/commands": carried("Does what a SignedCommand says; the answer is a Reply", 262400),
        "/api/v1/dry-run": carried("Tells what it would give", 262400),
        "/api/v1/queries": carried("Answers a SignedQuery as its signer may see", 1280),
    }


def text():
    made = {"openapi": "3.1.0", "info": {"title": "thidua-web", "version": "1", "description":
            "Standings of emulation clusters. Points and quantities are decimal texts, instants carry the offset of Vietnam."},
            "paths": paths(), "components": {"schemas": schemas()}}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        (HERE / "openapi.json").write_text(text(), encoding="utf-8")
    elif (HERE / "openapi.json").read_text(encoding="utf-8") != text():
        sys.exit("clients/web/openapi.json is not what openapi.py --write makes of it")
