"""clients/python, which needs nothing but proto/README.md, against the daemon."""

import copy
import hashlib
import importlib
import json

import pytest
from support import protocol
from support.protocol import SOURCE, season_pb, standings_pb

FOLDER = SOURCE / "clients" / "python"
REPORT = {
    "cluster": "TCXDD-1",
    "year": 2024,
    "board": "TQ",
    "period": "PERIOD_Q1",
    "revision": 1,
    "lines": {"T01": {"actual": "10"}, "T02": {"actual": "100.0"}, "T03": {"done": "45", "out_of": "50"}},
    "models": [{"title": "Chi bộ bốn tốt"}],
}


@pytest.fixture(scope="module")
def thidua_client():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        yield importlib.import_module("thidua_client")


def test_the_client_is_a_page():
    (page,) = FOLDER.glob("*.py")
    assert len(page.read_text(encoding="utf-8").splitlines()) < 100


@pytest.fixture
def make_office(thidua_client, world, tmp_path):
    """An office with its files as thidua keygen writes them."""

    def make(keys, commands=None):
        path = tmp_path / keys.label
        keys.write(path)
        daemon = world.daemon
        return thidua_client.Office(path, daemon.folder / "daemon.key.pub", commands or daemon.command_endpoint,
                                    feed=daemon.feed_endpoint)

    return make


def test_a_report_is_sent_proven_and_seen_in_the_standings(world, make_office):
    office = make_office(world.keys["TQ"])
    signed = office.sign(**REPORT)
    statement = office.submit(signed)
    assert (statement.cluster, statement.sequence, statement.late_days) == ("TCXDD-1", 6, 0)
    assert office.submit(signed) == statement
    standings = next(office.standings("standings/TCXDD-1/2024/"))
    assert standings.sequence == statement.sequence
    assert (standings.rows[0].board, standings.rows[0].rank, standings.reported) == ("TQ", 1, 1)


def test_a_question_is_answered(world, make_office):
    office = make_office(world.keys["TQ"])
    standings = office.ask(query={"standings": {"cluster": "TCXDD-1", "year": 2024}}).standings
    assert [row.board for row in standings.rows] == ["TQ", "BK", "CB"]


def test_a_question_without_an_answer_names_its_fault(thidua_client, world, make_office):
    with pytest.raises(thidua_client.Refused) as refused:
        make_office(world.keys["TQ"]).ask(query={"standings": {"cluster": "TCXDD-1", "year": 2031}})
    assert refused.value.args[0].faults[0].field == "query.year"


def test_a_refusal_names_every_fault(thidua_client, world, make_office):
    office = make_office(world.keys["TQ"])
    wrong = copy.deepcopy(REPORT)
    wrong["lines"]["T01"]["actual"] = "-1"
    wrong["lines"]["T99"] = wrong["lines"].pop("T03")
    with pytest.raises(thidua_client.Refused) as refused:
        office.submit(office.sign(**wrong))
    assert {fault.field for fault in refused.value.args[0].faults} >= {"lines[0].actual", "lines[2].task"}


def test_a_key_refused_at_first_gets_in_after_its_grant(thidua_client, world, make_office):
    keys = protocol.Keys("new")
    office = make_office(keys)
    with pytest.raises(thidua_client.Refused):
        office.ask(tries=1, query={"ping": {}})
    world.grant(keys, "ROLE_VIEWER")
    assert office.ask(query={"ping": {}}).pong.rehearsal is True


def test_a_dry_run_tells_what_the_report_would_give_and_cannot_be_sent(thidua_client, world, make_office):
    office = make_office(world.keys["TQ"])
    signed = office.sign(prefix=thidua_client.DRY_RUN, **REPORT)
    assert office.ask(dry_run=signed).dry_run.standings.rows[0].board == "TQ"
    with pytest.raises(thidua_client.Refused) as refused:
        office.submit(signed)
    assert refused.value.args[0].faults[0].reason == "SIGNATURE_WRONG"


def test_a_correction_names_what_it_replaces(thidua_client, world, make_office):
    office = make_office(world.keys["TQ"])
    first = office.submit(office.sign(**REPORT))
    second = office.submit(office.sign(**{**REPORT, "revision": 2, "previous_hash": first.command_hash}))
    assert second.sequence == first.sequence + 1


@pytest.mark.parametrize("text", ["1.00001", "NaN", "ten"])
def test_a_quantity_that_the_protocol_cannot_hold_is_an_error(world, make_office, text):
    with pytest.raises((ValueError, ArithmeticError)):
        make_office(world.keys["TQ"]).sign(**{**REPORT, "lines": {"T01": {"actual": text}}})


def test_a_receipt_of_a_stranger_proves_nothing(thidua_client, world):
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    signed = protocol.sign(world.keys["TQ"], made)
    reply = world.clients["TQ"].command(world.keys["TQ"], made)
    assert thidua_client.verify(reply.receipt, signed, world.daemon.keys.sign_public).command_id == made.id
    with pytest.raises(Exception, match="Signature was forged or corrupt"):
        thidua_client.verify(reply.receipt, signed, world.keys["BK"].sign_public)
    other = protocol.sign(world.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    with pytest.raises(ValueError, match="a receipt of another command"):
        thidua_client.verify(reply.receipt, other, world.daemon.keys.sign_public)


def marks_of(row):
    return row.unreviewed + 2 * row.uncounted + 4 * row.adjusted + 8 * row.disputed


def canonical_of(vector, which):
    """The bytes that state_hash is of, by proto/README.md, from the message and the season's order of boards."""
    season = season_pb.Season.FromString(bytes.fromhex(vector["season"]["bytes"]))
    told = standings_pb.Standings.FromString(bytes.fromhex(vector[which]["message"]))
    second = season.edition >= 2

    def number(value, size):
        return value.to_bytes(size, "big", signed=value < 0)

    made = b"thidua.standing.v2\n" if second else b"thidua.standing.v1\n"
    made += told.cluster.encode() + b"\0" + number(told.year, 4) + number(told.period, 4) + told.ruleset_hash
    made += number(len(season.boards), 4) + number(len(season.tasks), 4)
    rows = {row.board: row for row in told.rows}
    for row in (rows[board.code] for board in season.boards):
        made += row.board.encode() + b"\0" + number(row.rank, 4) + number(row.tied, 1)
        made += b"".join(number(points, 8) for points in (row.total, row.base_points, row.bonus, row.deduction))
        made += number(row.late_days, 4) + number(row.status, 1) + row.band.encode() + b"\0" + number(row.revision, 4)
        if second:
            made += number(marks_of(row), 1) + number(row.amendment, 4)
        made += b"".join(number(points, 8) for points in row.points)
    return made


@pytest.mark.parametrize(("name", "which", "marks", "amendment"), [
    ("journal", "standing", [0, 0], 0), ("standing", "standing", [12, 3], 0), ("standing", "amended", [12, 3], 1)])
def test_a_state_hash_is_made_again(name, which, marks, amendment):
    vector = json.loads((SOURCE / "proto" / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    made = canonical_of(vector, which)
    assert made.hex() == vector[which]["canonical"]
    assert hashlib.blake2b(made, digest_size=32).hexdigest() == vector[which]["state_hash"]
    told = standings_pb.Standings.FromString(bytes.fromhex(vector[which]["message"]))
    assert (told.amendment, [row.amendment for row in told.rows if row.board == "BB"]) == (amendment, [amendment])
    assert {row.board: marks_of(row) for row in told.rows} == dict(zip(("AA", "BB"), marks, strict=True))


def test_the_shared_vectors_are_verified(thidua_client):
    vectors = {name: json.loads((SOURCE / "proto" / "vectors" / f"{name}.json").read_text()) for name in ("receipt", "command")}
    signed = thidua_client.pb.SignedCommand(command=bytes.fromhex(vectors["command"]["bytes"]))
    key = bytes.fromhex(vectors["receipt"]["daemon_key"])
    proven = []
    for receipt in vectors["receipt"]["receipts"]:
        reply = thidua_client.pb.Reply.FromString(bytes.fromhex(receipt["reply"]))
        try:
            proven.append(thidua_client.verify(reply.receipt, signed, key).sequence)
        except ValueError:
            proven.append(None)
    assert proven == [None, 4, None]
