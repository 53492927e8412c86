"""clients/python, written from proto/README.md alone, against the daemon."""

import importlib.util
import json

import pytest
from support import protocol
from support.protocol import SOURCE

REPORT = {
    "cluster": "TCXDD-1",
    "year": 2024,
    "submitReport": {
        "board": "TQ",
        "period": "PERIOD_Q1",
        "revision": 1,
        "lines": [
            {"task": "T01", "actual": 100000},
            {"task": "T02", "actual": 1000000},
            {"task": "T03", "done": 450000, "outOf": 500000},
        ],
        "models": [{"title": "Chi bộ bốn tốt"}],
    },
}


@pytest.fixture(scope="module")
def thidua_client():
    path = SOURCE / "clients" / "python" / "thidua_client.py"
    assert len(path.read_text(encoding="utf-8").splitlines()) < 100
    spec = importlib.util.spec_from_file_location("thidua_client", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    reply = office.ask(query={"standings": {"cluster": "TCXDD-1", "year": 2024}})
    assert [row.board for row in reply.standings.rows] == ["TQ", "BK", "CB"]


def test_a_refusal_names_every_fault_and_is_kept(thidua_client, world, make_office):
    office = make_office(world.keys["TQ"])
    wrong = json.loads(json.dumps(REPORT))
    wrong["submitReport"]["lines"][0]["actual"] = -1
    wrong["submitReport"]["lines"][1]["task"] = "T99"
    with pytest.raises(thidua_client.Refused) as refused:
        office.submit(wrong)
    assert {fault.field for fault in refused.value.args[1].faults} >= {"lines[0].actual", "lines[1].task"}
    assert files(office) == [".refused", ".sent"]


def test_what_found_nobody_is_sent_by_the_next_one(world, make_office):
    keys = world.keys["TQ"]
    with pytest.raises(TimeoutError):
        make_office(keys, commands="tcp://127.0.0.1:1").submit(REPORT, timeout=0.5)
    office = make_office(keys)
    assert files(office) == [".command"]
    (statement,) = office.submit()
    assert [entry.sequence for entry in world.journal()][-1] == statement.sequence


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


def test_the_shared_vectors_are_verified(thidua_client):
    vectors = {name: json.loads((SOURCE / "proto" / "vectors" / f"{name}.json").read_text()) for name in ("receipt", "command")}
    signed = thidua_client.pb["SignedCommand"](command=bytes.fromhex(vectors["command"]["bytes"]))
    key = bytes.fromhex(vectors["receipt"]["daemon_key"])
    proven = []
    for receipt in vectors["receipt"]["receipts"]:
        reply = thidua_client.pb["Reply"].FromString(bytes.fromhex(receipt["reply"]))
        try:
            proven.append(thidua_client.verify(reply.receipt, signed, key).sequence)
        except ValueError:
            proven.append(None)
    assert proven == [None, 4, None]


def test_a_key_file_open_to_others_is_refused(thidua_client, tmp_path):
    protocol.Keys("office").write(tmp_path / "office")
    (tmp_path / "office").chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        thidua_client.read_keys(tmp_path / "office")
