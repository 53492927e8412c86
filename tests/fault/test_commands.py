"""Commands that must not enter, each with the exact status and fields of the answer; and those at the edge that must."""

import re
import unicodedata

import pytest
from support import protocol, raw
from support.daemon import until
from support.protocol import Keys, command_pb, service_pb

QUANTITY_MAX = 10**11
ROLE_OFFICE, ROLE_VIEWER = 1, 4


@pytest.fixture
def send(shared, refused):
    """Sends a report of TQ, or other command bytes; says what the refusal says. Nothing may have entered."""
    head = len(shared.journal())

    def send(made=None, keys=None, client=None, **report):
        if made is None:
            made = protocol.report("TQ", **report)
        if isinstance(made, command_pb.SubmitReport):
            made = protocol.command("TCXDD-1", 2024, submit_report=made)
        keys = keys or shared.keys["TQ"]
        return refused((client or shared.clients["TQ"]).command(keys, made))

    yield send
    assert len(shared.journal()) == head


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
    assert send(report_with(raw.field(5, [raw.field(1, "T01"), raw.field(1, "T01"), raw.field(2, 1)]))) == "INVALID lines[3].task"
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
    [b"a\0b", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", unicodedata.normalize("NFD", "Tuyên Quang").encode(), b"a\x07b", b""],
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
    assert send(raw.field(13, [])) == "INVALID submit_report.board submit_report.period submit_report.revision id cluster signed_at"


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
        made = protocol.command("TCXDD-1", 2024, signed_at=protocol.instant("2024-03-18T08:00") + off, submit_report=protocol.report("TQ"))
        assert shared.clients["TQ"].dry_run(shared.keys["TQ"], made).status == 1


# --- who ---


def test_a_wrong_signature_is_refused(shared, refused):
    signed = protocol.sign(shared.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    for spoilt in (
        command_pb.SignedCommand(command=signed.command, signature=bytes(64), key=signed.key),
        command_pb.SignedCommand(command=signed.command, signature=signed.signature, key=shared.keys["BK"].sign_public),
        command_pb.SignedCommand(command=signed.command, signature=signed.signature, key=bytes(32)),
        command_pb.SignedCommand(command=signed.command + raw.field(3, 2024), signature=signed.signature, key=signed.key),
    ):
        assert refused(shared.clients["TQ"].request(service_pb.Request(command=spoilt))) == "FORBIDDEN signature"


def test_a_signature_or_a_key_of_another_size_is_refused(shared, refused):
    signed = protocol.sign(shared.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    for size in (0, 63, 65):
        spoilt = command_pb.SignedCommand(command=signed.command, signature=bytes(size), key=signed.key)
        assert refused(shared.clients["TQ"].request(service_pb.Request(command=spoilt))) == "INVALID command.signature"
    spoilt = command_pb.SignedCommand(command=signed.command, signature=signed.signature)
    assert refused(shared.clients["TQ"].request(service_pb.Request(command=spoilt))) == "INVALID command.key"


def test_a_board_cannot_report_for_another(send, shared):
    assert send(protocol.report("BK")) == "FORBIDDEN submit_report.board"
    assert send(protocol.report("ZZ")) == "FORBIDDEN submit_report.board"
    assert send(keys=shared.keys["BK"]) == "FORBIDDEN submit_report.board"


def test_a_key_that_nobody_granted_is_refused(send):
    assert send(keys=Keys("nobody")) == "FORBIDDEN key"


def test_a_viewer_may_ask_and_not_send(send, shared, refused):
    viewer = shared.daemon.client(shared.viewer)
    assert send(client=viewer) == "FORBIDDEN connection"
    assert send(client=viewer, keys=shared.viewer) == "FORBIDDEN connection"
    assert send(keys=shared.viewer) == "FORBIDDEN key"
    assert shared.standings(client=viewer).status == 1
    assert viewer.query(standings=service_pb.GetStandings(cluster="ELSEWHERE", year=2024)).status == 5


def test_the_operator_cannot_touch_a_score(send, shared):
    assert send(keys=shared.daemon.operator, client=shared.operator) == "FORBIDDEN key"


def test_an_office_cannot_do_what_the_operator_does(send, shared):
    grant = command_pb.GrantKey(role=ROLE_VIEWER, sign_key=bytes(range(32)), curve_key=bytes(range(32)))
    assert send(protocol.command("TCXDD-1", grant_key=grant)) == "FORBIDDEN key"
    revoke = command_pb.RevokeKey(sign_key=shared.keys["BK"].sign_public)
    assert send(protocol.command("TCXDD-1", revoke_key=revoke)) == "FORBIDDEN key"
    define = command_pb.DefineSeason(version=2, season=shared.season)
    assert send(protocol.command("TCXDD-1", 2024, define_season=define)) == "FORBIDDEN key"


def test_only_the_operator_moves_the_clock_and_never_back(shared, refused):
    later = service_pb.AdvanceClock(to=protocol.instant("2024-03-19T08:00"))
    assert refused(shared.clients["TQ"].request(service_pb.Request(advance_clock=later))) == "FORBIDDEN connection"
    earlier = service_pb.AdvanceClock(to=protocol.instant("2024-03-17T08:00"))
    assert refused(shared.operator.request(service_pb.Request(advance_clock=earlier))) == "INVALID advance_clock.to"
    assert refused(shared.operator.request(service_pb.Request(advance_clock=service_pb.AdvanceClock()))) == "INVALID advance_clock.to"


def test_grants_and_revocations_that_make_no_sense_are_refused(shared, refused):
    def grant(**given):
        fresh = Keys("fresh")
        given = {"role": ROLE_OFFICE, "board": "TQ", "sign_key": fresh.sign_public, "curve_key": fresh.curve_public} | given
        made = command_pb.GrantKey(**{name: value for name, value in given.items() if value is not None})
        return refused(shared.operate(grant_key=made))

    assert grant(board=None) == "INVALID grant_key.board"
    assert grant(role=ROLE_VIEWER) == "INVALID grant_key.board"
    assert grant(board="tq") == "INVALID grant_key.board"
    assert grant(sign_key=bytes(31)) == "INVALID grant_key.sign_key"
    assert grant(sign_key=shared.keys["BK"].sign_public) == "CONFLICT grant_key.sign_key"
    assert grant(sign_key=shared.daemon.operator.sign_public) == "CONFLICT grant_key.sign_key"
    assert grant(curve_key=shared.keys["BK"].curve_public) == "CONFLICT grant_key.curve_key"
    unknown = command_pb.RevokeKey(sign_key=bytes(32))
    assert refused(shared.operate(revoke_key=unknown)) == "NOT_FOUND revoke_key.sign_key"
    root = command_pb.RevokeKey(sign_key=shared.daemon.operator.sign_public)
    assert refused(shared.operate(revoke_key=root)) == "CONFLICT revoke_key.sign_key"


def test_a_season_that_makes_no_sense_names_every_field(shared, refused):
    season = protocol.small_season("TCXDD-1", boards=shared.boards)
    season.tasks[0].max = 1
    season.tasks[1].code = "T01"
    season.boards[1].code = "bk"
    season.periods[2].due = season.periods[2].opens - 1
    season.tie_breaks[0] = 2
    define = command_pb.DefineSeason(version=2, season=season.SerializeToString())
    said = refused(shared.operate(2024, define_season=define)).split()
    assert said[0] == "INVALID"
    for field in ("season.tasks[1].code", "season.tasks", "season.boards[1].code", "season.periods[2].due", "season.tie_breaks[0]"):
        assert field in said


def test_a_version_out_of_turn_is_refused(shared, refused):
    for version in (1, 3):
        define = command_pb.DefineSeason(version=version, season=shared.season)
        assert refused(shared.operate(2024, define_season=define)).split()[1] == "define_season.version"


def test_bytes_that_are_no_season_are_refused(shared, refused):
    define = command_pb.DefineSeason(version=2, season=b"\xff\xff")
    assert refused(shared.operate(2024, define_season=define)) == "INVALID season"
    define = command_pb.DefineSeason(version=2, season=shared.season + raw.field(99, 1))
    assert refused(shared.operate(2024, define_season=define)) == "INVALID season"


# --- these leave something behind ---


def test_the_same_id_gets_the_same_receipt_whatever_came_since(world):
    id = protocol.uuid7()
    made = protocol.command("TCXDD-1", 2024, id=id, submit_report=protocol.report("TQ"))
    first = world.clients["TQ"].command(world.keys["TQ"], made)
    world.ok(world.submit("BK"))
    world.ok(world.submit("TQ", revision=2, previous=protocol.blake2b(made.SerializeToString())))
    again = world.clients["TQ"].command(world.keys["TQ"], made)
    assert world.ok(first) == world.ok(again)
    assert (first.receipt.statement == again.receipt.statement, len(world.journal())) == (True, 8)


def test_the_same_id_twice_in_one_breath_gets_one_entry(world):
    made = protocol.sign(world.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    for _ in range(20):
        world.clients["TQ"].send(service_pb.Request(command=made))
    receipts = {world.clients["TQ"].receive().receipt.statement for _ in range(20)}
    assert (len(receipts), len(world.journal())) == (1, 6)


def test_the_same_id_with_other_content_is_a_conflict_that_names_both(world, refused):
    id = protocol.uuid7()
    first = protocol.command("TCXDD-1", 2024, id=id, submit_report=protocol.report("TQ"))
    other = protocol.command("TCXDD-1", 2024, id=id, submit_report=protocol.report("TQ", t01=200000))
    world.ok(world.clients["TQ"].command(world.keys["TQ"], first))
    reply = world.clients["TQ"].command(world.keys["TQ"], other)
    assert refused(reply) == "CONFLICT id"
    named = re.findall(r"[0-9a-f]{64}", reply.faults[0].message)
    assert named == [protocol.blake2b(made.SerializeToString()).hex() for made in (first, other)]
    assert len(world.journal()) == 6


def test_a_stale_or_skipped_revision_is_refused_with_the_one_in_force(world, refused):
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    assert refused(world.submit("TQ", revision=2, previous=bytes(32))) == "STALE submit_report.revision"
    world.ok(world.clients["TQ"].command(world.keys["TQ"], made))
    in_force = protocol.blake2b(made.SerializeToString())
    stale = world.submit("TQ")
    assert refused(stale) == "STALE submit_report.revision"
    assert in_force.hex() in stale.faults[0].message
    assert refused(world.submit("TQ", revision=3, previous=in_force)) == "STALE submit_report.revision"
    assert refused(world.submit("TQ", revision=2, previous=bytes(32))) == "STALE submit_report.previous_hash"
    assert refused(world.submit("TQ", revision=2)) == "INVALID submit_report.previous_hash"
    assert refused(world.submit("BK", previous=in_force)) == "INVALID submit_report.previous_hash"
    world.ok(world.submit("TQ", revision=2, previous=in_force))


def test_a_revoked_key_is_refused_at_its_next_message_on_an_open_line(world, refused):
    world.ok(world.submit("TQ"))
    revoked = world.keys["TQ"]
    world.revoke(revoked)
    assert refused(world.submit("TQ", revision=2)) == "FORBIDDEN connection"
    assert refused(world.clients["TQ"].query(ping=service_pb.Ping())) == "FORBIDDEN connection"
    relayed = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ", revision=2))
    assert refused(world.clients["BK"].command(revoked, relayed)) == "FORBIDDEN key"
    before = world.daemon.metric("handshakes_refused_total")
    again = world.daemon.client(revoked)
    until(lambda: world.daemon.metric("handshakes_refused_total") > before)
    again.close()
    revoke = command_pb.RevokeKey(sign_key=revoked.sign_public)
    assert refused(world.operate(revoke_key=revoke)) == "CONFLICT revoke_key.sign_key"


def test_a_locked_period_is_closed(world, refused):
    world.advance("2024-04-06T00:00")
    assert refused(world.submit("TQ")) == "CLOSED submit_report.period"


def test_dry_run_gives_the_faults_and_the_standing_of_the_real_one_and_changes_nothing(world, refused):
    client, keys = world.clients["TQ"], world.keys["TQ"]
    wrong = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("BK", t01=-1))
    assert client.dry_run(keys, wrong).faults == client.command(keys, wrong).faults
    before, head = world.standings().standings, len(world.journal())
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ", t02=7777777, models=["một"]))
    tried = client.dry_run(keys, made)
    assert tried.status == 1
    assert (world.standings().standings.state_hash, len(world.journal())) == (before.state_hash, head)
    world.ok(client.command(keys, made))
    real = world.standings().standings
    assert tried.dry_run.standings == real
    assert tried.dry_run.scorecard.row == next(row for row in real.rows if row.board == "TQ")
    assert refused(client.dry_run(keys, made)) == "CONFLICT id submit_report.revision"


def test_dry_run_of_what_changes_no_score_says_ok(world):
    grant = command_pb.GrantKey(role=ROLE_VIEWER, sign_key=bytes(range(32)), curve_key=bytes(range(32)))
    tried = world.operator.dry_run(world.daemon.operator, protocol.command("TCXDD-1", grant_key=grant))
    assert (tried.status, tried.WhichOneof("result"), len(world.journal())) == (1, None, 5)
