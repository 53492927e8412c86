"""clients/python, which needs nothing but proto/README.md, against the daemon."""

import copy
import importlib
import json
import subprocess
import sys
import unicodedata

import pytest
from support import protocol
from support.protocol import SOURCE

FOLDER = SOURCE / "clients" / "python"
REPORT = {
    "cluster": "TCXDD-1",
    "year": 2024,
    "board": "TQ",
    "period": "Q1",
    "revision": 1,
    "lines": {"T01": {"actual": "10"}, "T02": {"actual": "100.0"}, "T03": {"done": "45", "out_of": "50"}},
    "models": [{"title": unicodedata.normalize("NFD", "Chi bộ bốn tốt")}],
}


@pytest.fixture(scope="module")
def thidua_client():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        yield importlib.import_module("thidua_client")


@pytest.fixture(scope="module")
def thidua_wire(thidua_client):
    return importlib.import_module("thidua_wire")


def test_each_file_is_a_page():
    assert {path.name for path in FOLDER.glob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 100} == set()
    assert len((FOLDER / "thidua_client.py").read_text(encoding="utf-8").splitlines()) < 100


@pytest.fixture
def make_office(thidua_client, world, tmp_path):
    """An office with its files as thidua keygen writes them."""

    def make(keys, commands=None):
        path = tmp_path / keys.label
        keys.write(path)
        daemon = world.daemon
        return thidua_client.Office(path, daemon.folder / "daemon.key.pub", commands or daemon.command_endpoint,
                                    feed=daemon.feed_endpoint, outbox=tmp_path / "outbox")

    return make


def files(office):
    return sorted(path.suffix for path in office.outbox.iterdir())


def test_a_report_is_sent_proven_and_seen_in_the_standings(world, make_office):
    office = make_office(world.keys["TQ"])
    (statement,) = office.submit(REPORT)
    assert (statement.cluster, statement.sequence, statement.late_days) == ("TCXDD-1", 6, 0)
    assert files(office) == [".receipt", ".sent"]
    assert office.submit() == []
    standings = next(office.watch("standings/TCXDD-1/2024/"))
    assert standings.sequence == statement.sequence
    assert (standings.rows[0].board, standings.rows[0].rank, standings.reported) == ("TQ", 1, 1)


def test_a_question_is_answered(world, make_office):
    office = make_office(world.keys["TQ"])
    standing = office.standing(cluster="TCXDD-1", year=2024)
    assert [row.board for row in standing.rows] == ["TQ", "BK", "CB"]
    assert standing.state_hash == office.standing(cluster="TCXDD-1", year=2024, period="PERIOD_Q1").state_hash


def test_a_question_without_an_answer_names_its_fault(thidua_client, world, make_office):
    with pytest.raises(thidua_client.Refused) as refused:
        make_office(world.keys["TQ"]).standing(cluster="TCXDD-1", year=2031)
    assert refused.value.reply.faults[0].field == "query.year"


def test_a_refusal_names_every_fault_and_is_kept(thidua_client, world, make_office):
    office = make_office(world.keys["TQ"])
    wrong = copy.deepcopy(REPORT)
    wrong["lines"]["T01"]["actual"] = "-1"
    wrong["lines"]["T99"] = wrong["lines"].pop("T03")
    with pytest.raises(thidua_client.Refused) as refused:
        office.submit(wrong)
    assert {fault.field for fault in refused.value.reply.faults} >= {"lines[0].actual", "lines[2].task"}
    assert files(office) == [".refused", ".sent"]


def test_what_found_nobody_is_sent_by_the_next_one(world, make_office):
    keys = world.keys["TQ"]
    with pytest.raises(TimeoutError):
        make_office(keys, commands="tcp://127.0.0.1:1").submit(REPORT, timeout=0.5)
    office = make_office(keys)
    assert files(office) == [".command"]
    (statement,) = office.submit()
    assert [entry.sequence for entry in world.journal()][-1] == statement.sequence


def test_a_key_refused_at_first_gets_in_after_its_grant(world, make_office):
    keys = protocol.Keys("new")
    office = make_office(keys)
    with pytest.raises(TimeoutError):
        office.ask(0.1, query={"ping": {}})
    world.grant(keys, "ROLE_VIEWER")
    assert office.ask(query={"ping": {}}).pong.rehearsal is True


def test_a_correction_names_what_it_replaces(thidua_wire, world, make_office):
    office = make_office(world.keys["TQ"])
    (first,) = office.submit(REPORT)
    office.submit({**REPORT, "revision": 2, "previous_hash": first.command_hash.hex(), "evidence": ["ab" * 32]})
    (row,) = [row for row in office.standing(cluster="TCXDD-1", year=2024).rows if row.board == "TQ"]
    assert row.revision == 2


def test_the_program_submits_a_file(world, make_office, tmp_path):
    office = make_office(world.keys["TQ"])
    (tmp_path / "q1.json").write_text(json.dumps(REPORT), encoding="utf-8")
    arguments = [office.commands, tmp_path / "TQ", world.daemon.folder / "daemon.key.pub", "q1.json"]
    program = [sys.executable, "-B", FOLDER / "thidua_client.py", *arguments]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert "sequence: 6" in done.stdout
    assert files(office) == [".receipt", ".sent"]


@pytest.mark.parametrize("text", ["1.00001", "NaN", "ten"])
def test_a_quantity_that_the_protocol_cannot_hold_is_an_error(thidua_wire, text):
    assert thidua_wire.ten_thousandths("9.5") == 95000
    with pytest.raises((ValueError, ArithmeticError)):
        thidua_wire.ten_thousandths(text)


def test_a_receipt_of_a_stranger_proves_nothing(thidua_wire, world):
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    signed = protocol.sign(world.keys["TQ"], made)
    reply = world.clients["TQ"].command(world.keys["TQ"], made)
    assert thidua_wire.verify(reply.receipt, signed, world.daemon.keys.sign_public).command_id == made.id
    with pytest.raises(Exception, match="Signature was forged or corrupt"):
        thidua_wire.verify(reply.receipt, signed, world.keys["BK"].sign_public)
    other = protocol.sign(world.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    with pytest.raises(ValueError, match="a receipt of another command"):
        thidua_wire.verify(reply.receipt, other, world.daemon.keys.sign_public)


def test_the_shared_vectors_are_verified(thidua_wire):
    vectors = {name: json.loads((SOURCE / "proto" / "vectors" / f"{name}.json").read_text()) for name in ("receipt", "command")}
    signed = thidua_wire.pb.SignedCommand(command=bytes.fromhex(vectors["command"]["bytes"]))
    key = bytes.fromhex(vectors["receipt"]["daemon_key"])
    proven = []
    for receipt in vectors["receipt"]["receipts"]:
        reply = thidua_wire.pb.Reply.FromString(bytes.fromhex(receipt["reply"]))
        try:
            proven.append(thidua_wire.verify(reply.receipt, signed, key).sequence)
        except ValueError:
            proven.append(None)
    assert proven == [None, 4, None]


def test_a_key_file_open_to_others_is_refused(thidua_wire, tmp_path):
    protocol.Keys("office").write(tmp_path / "office")
    (tmp_path / "office").chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        thidua_wire.read_keys(tmp_path / "office")
