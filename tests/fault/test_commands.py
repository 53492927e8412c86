"""Commands that must not enter, each with the exact status and fields of the answer; and those at the edge that must."""

import unicodedata

import pytest
from support import protocol, raw

QUANTITY_MAX = 10**11


def envelope(*fields, action=None, year=2024):
    """Command bytes by hand."""
    whole = [raw.field(1, protocol.uuid7()), raw.field(2, "TCXDD-1"), raw.field(4, 1)]
    whole += [raw.field(3, year)] if year else []
    whole += [raw.field(13, action or protocol.report("TQ").SerializeToString())]
    return b"".join(whole + list(fields))


def report_with(*fields):
    return envelope(action=protocol.report("TQ").SerializeToString() + b"".join(fields))


# --- shape ---


def test_unknown_fields_are_refused_wherever_they_stand(send):
    assert send(envelope(raw.field(99, 1))) == "INVALID command"
    assert send(report_with(raw.field(99, "x"))) == "INVALID submit_report"
    assert send(report_with(raw.field(5, [raw.field(1, "T01"), raw.field(2, 1), raw.field(31, 0)]))) == "INVALID lines[3]"
    assert send(report_with(raw.field(8, [raw.field(1, "m"), raw.field(9, b"")]))) == "INVALID models[0]"


def test_an_action_of_the_future_is_unsupported(send):
    made = [raw.field(1, protocol.uuid7()), raw.field(2, "TCXDD-1"), raw.field(4, 1), raw.field(77, [])]
    assert send(b"".join(made)) == "UNSUPPORTED command"


def test_no_action_is_refused(send):
    made = [raw.field(1, protocol.uuid7()), raw.field(2, "TCXDD-1"), raw.field(4, 1)]
    assert send(b"".join(made)) == "INVALID action"


def test_what_is_given_twice_is_refused(send):
    assert send(envelope(raw.field(3, 2024))) == "INVALID year"
    assert send(envelope(raw.field(2, "TCXDD-1"))) == "INVALID cluster"
    assert send(report_with(raw.field(3, 1))) == "INVALID submit_report.revision"
    line = [raw.field(1, "T01"), raw.field(1, "T01"), raw.field(2, 1)]
    assert send(report_with(raw.field(5, line))) == "INVALID lines[3].task"
    assert send(envelope(raw.field(13, protocol.report("TQ").SerializeToString()))) == "INVALID submit_report"


def test_two_actions_are_refused(send):
    revoke = raw.field(12, [raw.field(1, bytes(32))])
    assert send(envelope(revoke)) == "INVALID revoke_key"


def test_a_field_of_the_wrong_wire_type_is_refused(send):
    assert send(report_with(raw.field(6, 5))) == "INVALID limitations[0]"
    assert send(report_with(raw.field(5, [raw.field(1, 7)]))) == "INVALID lines[3].task"


def test_bytes_that_are_no_command_are_refused(send, shared):
    assert send(b"\xff\xff\xff") == "INVALID command"
    assert send(shared.standings().SerializeToString()).startswith("INVALID")
    assert send(protocol.report("TQ").SerializeToString()).startswith("INVALID id")


@pytest.mark.parametrize(
    "text",
    [b"a\0b", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", unicodedata.normalize("NFD", "Tuyên").encode(),
     b"a\x07b", b""],
    ids=["NUL", "not UTF-8", "surrogate", "five bytes", "not NFC", "control", "empty"],
)
def test_text_that_is_not_fit_is_refused(send, text):
    assert send(report_with(raw.field(7, text))) == "INVALID proposals[0]"
    assert send(report_with(raw.field(8, [raw.field(1, text)]))) == "INVALID models[0].title"
    assert send(report_with(raw.field(6, [raw.field(1, text)]))) == "INVALID limitations[0].text"


def test_text_beyond_its_bound_is_refused_and_at_it_is_not(send, shared):
    assert send(report_with(raw.field(7, "x" * 2001))) == "INVALID proposals[0]"
    made = protocol.report("TQ")
    made.proposals.append("ấ" * 666 + "xx")  # 2000 bytes
    reply = shared.clients["TQ"].dry_run(shared.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=made))
    assert reply.status == 1, reply


def test_a_number_that_no_enum_knows_is_refused(send):
    for period in (0, 6, 2**31 - 1, -1):
        body = raw.field(1, "TQ") + raw.field(2, period) + raw.field(3, 1)
        assert send(envelope(action=body)) == "INVALID submit_report.period"


def test_a_revision_beyond_32_bits_is_refused(send):
    assert send(envelope(action=raw.field(1, "TQ") + raw.field(2, 1) + raw.field(3, 2**32))) == "INVALID submit_report.revision"


def test_ten_thousand_lines_are_refused_in_one_word(send):
    made = protocol.report("TQ")
    for _ in range(10_000):
        made.lines.add(task="T01", actual=1)
    assert send(made) == "INVALID lines"


def test_more_models_than_may_be_are_refused(send):
    assert send(models=[f"m{i}" for i in range(51)]) == "INVALID models"
    assert send(models=["one", "two", "one"]) == "INVALID models[2].title"


def test_a_command_without_its_parts_names_all_of_them(send):
    missing = ["submit_report.board", "submit_report.period", "submit_report.revision", "id", "cluster", "signed_at"]
    assert send(raw.field(13, [])).split() == ["INVALID", *missing]


def test_an_id_that_is_no_uuid_of_version_7_is_refused(send):
    for spoilt in (bytes(16), bytes(15), b"\xff" * 16):
        made = protocol.command("TCXDD-1", 2024, id=spoilt, submit_report=protocol.report("TQ"))
        assert send(made) == "INVALID id"


# --- lines ---


def lines(*given):
    made = protocol.report("TQ")
    del made.lines[:]
    for line in given:
        made.lines.add(**line)
    return made


T01, T02, T03 = {"task": "T01", "actual": 0}, {"task": "T02", "actual": 0}, {"task": "T03", "done": 0, "out_of": 0}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((T01, T03), "INVALID lines"),
        ((), "INVALID lines lines lines"),
        ((T01, T02, T03, T02), "INVALID lines[3].task"),
        ((T01, T02, T03, {"task": "T99", "actual": 0}), "INVALID lines[3].task"),
        ((T01, T02, T03, {"actual": 0}), "INVALID lines[3].task"),
        ((T01, T02, T03, {"task": "t01", "actual": 0}), "INVALID lines[3].task"),
        ((T01, T02, T03, {"task": "T04", "actual": 10000}), "INVALID lines[3].task"),
        (({"task": "T01"}, T02, T03), "INVALID lines[0].actual"),
        (({"task": "T01", "actual": -1}, T02, T03), "INVALID lines[0].actual"),
        (({"task": "T01", "actual": QUANTITY_MAX + 1}, T02, T03), "INVALID lines[0].actual"),
        (({"task": "T01", "actual": -(2**63)}, T02, T03), "INVALID lines[0].actual"),
        (({"task": "T01", "actual": 2**63 - 1}, T02, T03), "INVALID lines[0].actual"),
        (({"task": "T01", "actual": 0, "done": 1}, T02, T03), "INVALID lines[0].done"),
        ((T01, T02, {"task": "T03", "done": 1}), "INVALID lines[2].out_of"),
        ((T01, T02, {"task": "T03", "out_of": 1}), "INVALID lines[2].done"),
        ((T01, T02, {"task": "T03", "done": 2, "out_of": 1}), "INVALID lines[2].done"),
        ((T01, T02, {"task": "T03", "done": 0, "out_of": -1}), "INVALID lines[2].out_of"),
        ((T01, T02, {"task": "T03", "actual": 1, "done": 0, "out_of": 1}), "INVALID lines[2].actual"),
    ],
)
def test_a_wrong_line_is_named(send, given, expected):
    assert send(lines(*given)) == expected


@pytest.mark.parametrize(
    ("given", "points"),
    [
        ((T01, T02, T03), [0, 0, -1, 0]),  # out_of 0: not assigned in this period
        ((T01, T02, {"task": "T03", "done": 0, "out_of": 1}), [0, 0, 0, 0]),
        (({"task": "T01", "actual": QUANTITY_MAX}, {"task": "T02", "actual": QUANTITY_MAX},
          {"task": "T03", "done": QUANTITY_MAX, "out_of": QUANTITY_MAX}), [40000, 30000, 20000, 0]),
        (({"task": "T01", "actual": 1}, T02, {"task": "T03", "done": 1, "out_of": 1}), [0, 0, 20000, 0]),
    ],
    ids=["zero", "nothing of one", "most", "least"],
)
def test_values_at_their_bounds_are_taken(shared, given, points):
    made = protocol.command("TCXDD-1", 2024, submit_report=lines(*given))
    reply = shared.clients["TQ"].dry_run(shared.keys["TQ"], made)
    assert reply.status == 1, reply
    assert next(list(row.points) for row in reply.dry_run.standings.rows if row.board == "TQ") == points


def test_all_faults_come_at_once(send):
    made = lines({"task": "T01", "actual": -5}, {"task": "T03", "done": 3, "out_of": 2}, {"task": "T09", "actual": 1})
    made.revision, made.previous_hash, made.period = 7, bytes(32), protocol.PERIODS["Q3"]
    expected = "CLOSED submit_report.period submit_report.revision lines[0].actual lines[1].done " \
               "lines[2].task lines"
    assert send(made) == expected


def test_more_faults_than_fit_are_counted(shared):
    made = lines(*[{"task": "T01", "actual": -1, "done": 1, "out_of": 1}] + [{"task": f"X{i}"} for i in range(120)])
    reply = shared.clients["TQ"].command(shared.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=made))
    assert (reply.status, len(reply.faults) <= 200) == (2, True)


# --- where and when ---


def test_another_cluster_year_or_period_is_refused(send, shared):
    report = protocol.report("TQ")
    assert send(protocol.command("ELSEWHERE", 2024, submit_report=report)) == "FORBIDDEN key"
    assert send(protocol.command("else where", 2024, submit_report=report)) == "INVALID cluster"
    assert send(protocol.command("TCXDD-1", 2023, submit_report=report)) == "NOT_FOUND year"
    assert send(protocol.command("TCXDD-1", None, submit_report=report)) == "INVALID year"
    assert send(period="Q2") == "CLOSED submit_report.period"
    assert send(period="FINAL") == "CLOSED submit_report.period"


def test_a_clock_off_by_a_day_is_no_fault(shared):
    for off in (-86_400_000_000, 86_400_000_000, 0):
        signed_at = protocol.instant("2024-03-18T08:00") + off
        made = protocol.command("TCXDD-1", 2024, signed_at=signed_at, submit_report=protocol.report("TQ"))
        assert shared.clients["TQ"].dry_run(shared.keys["TQ"], made).status == 1
