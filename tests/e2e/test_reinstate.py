"""A backup is restored: what was acknowledged since then comes back with the receipts that offices hold."""

import pytest
from support import protocol
from support.backup import Backup
from support.daemon import World
from support.protocol import Keys, bundle_pb, service_pb
from test_cli import desk, reviewed  # noqa: F401 -- fixtures

WHEN = "2024-03-18T08:00"


def reinstate(signed, receipt, cluster="TCXDD-1", year=2024):
    made = protocol.command_pb.Reinstate(signed_command=signed, receipt=receipt)
    return protocol.command(cluster, year, reinstate=made)


def said(reply):
    """The reason of each fault, and its field."""
    return [f"{fault.reason} {fault.field}" for fault in reply.faults]


class Sent:
    """A command that was acknowledged: its bytes and its receipt."""

    def __init__(self, world, client, keys, made):
        self.client, self.keys = client, keys
        self.signed = protocol.sign(keys, made)
        reply = client.request(service_pb.Request(command=self.signed))
        self.statement, self.receipt = world.ok(reply), reply.receipt

    def again(self, world, client=None):
        """Plainly, as it was."""
        return world.ok((client or self.client).request(service_pb.Request(command=self.signed)))

    def back(self, client=None, keys=None, year=2024):
        return (client or self.client).command(keys or self.keys, reinstate(self.signed, self.receipt, year=year))


@pytest.fixture
def restored(make_daemon):
    """TQ in time, BK two days late and a grant of a second key for CB, which then reports: all after the backup."""
    world = World(make_daemon(rehearse=WHEN))
    backup = Backup(world.daemon)

    def report(board, keys=None, client=None):
        made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board))
        return Sent(world, client or world.clients[board], keys or world.keys[board], made)

    world.sent = {"TQ": report("TQ")}
    second = Keys("second")
    grant = protocol.command_pb.GrantKey(role=1, board="CB", sign_key=second.sign_public, curve_key=second.curve_public)
    world.sent["grant"] = Sent(world, world.operator, world.daemon.operator, protocol.command("TCXDD-1", grant_key=grant))
    world.advance("2024-03-22T09:00")
    world.sent["BK"] = report("BK")
    world.sent["CB"] = report("CB", second, world.daemon.client(second))
    assert [world.sent[name].statement.late_days for name in ("TQ", "BK", "CB")] == [0, 2, 2]
    backup.restore("2024-03-27T08:00")
    world.operator = world.daemon.client(world.daemon.operator)
    world.clients = {board: world.daemon.client(keys) for board, keys in world.keys.items()}
    world.second = second
    return world


def rows(world):
    return {row.board: (row.late_days, row.deduction, row.status) for row in world.standings("Q1").standings.rows}


def test_what_was_acknowledged_comes_back_with_its_late_days(restored):
    world, sent = restored, restored.sent
    assert {row[0] for row in rows(world).values()} == {7}  # nobody has reported, a week later
    lost = sent["CB"].back(world.clients["CB"], world.keys["CB"])
    assert said(lost) == ["FIRST_KEY_UNKNOWN reinstate.signed_command.key"]
    world.ok(sent["grant"].back(world.operator, year=None))
    told = {name: world.ok(sent[name].back(world.clients[name])) for name in ("TQ", "BK")}
    told["CB"] = world.ok(sent["CB"].back(world.daemon.client(world.second)))
    assert {name: statement.late_days for name, statement in told.items()} == {"TQ": 0, "BK": 2, "CB": 2}
    assert rows(world) == {"TQ": (0, 0, 2), "BK": (2, 500, 3), "CB": (2, 500, 3)}  # on time, late, late

    plain = sent["BK"].again(world, world.clients["BK"])  # plainly: the Reinstate's place, the old time
    assert (plain.sequence, plain.hash) == (told["BK"].sequence, told["BK"].hash)
    assert (plain.received_at, plain.late_days) == (sent["BK"].statement.received_at, 2)
    twice = sent["BK"].back(world.clients["BK"])
    assert said(twice) == ["RECEIPT_IN_JOURNAL reinstate.receipt"]
    assert world.daemon.sql("select kind, first_sequence, late_days from thidua.reinstated order by sequence") == [
        ("grant_key", sent["grant"].statement.sequence, None), ("submit_report", sent["TQ"].statement.sequence, 0),
        ("submit_report", sent["BK"].statement.sequence, 2), ("submit_report", sent["CB"].statement.sequence, 2)]
    assert world.daemon.sql("select board, late_days, received_at at time zone 'Asia/Ho_Chi_Minh' from thidua.report "
                            "order by board") == \
        world.daemon.sql("select * from (values ('BK', 2, timestamp '2024-03-22 09:00'), ('CB', 2, '2024-03-22 09:00'), "
                         "('TQ', 0, '2024-03-18 08:00')) v")
    entry = world.operator.query(report=service_pb.GetReport(cluster="TCXDD-1", year=2024, period=1, board="BK")).report
    assert protocol.command_pb.Command.FromString(entry.signed_command.command).HasField("reinstate")

    before = world.daemon.sql("table thidua.report"), world.daemon.sql("table thidua.record")
    assert world.daemon.stop() == 0
    done = world.daemon.run("--rebuild")
    assert done.returncode == 0, done.stderr
    assert (world.daemon.sql("table thidua.report"), world.daemon.sql("table thidua.record")) == before


def test_a_forged_receipt_brings_nothing_back(restored):
    world, sent = restored, restored.sent["TQ"]
    statement = type(sent.statement).FromString(sent.receipt.statement)
    statement.received_at -= 1
    forged = type(sent.receipt).FromString(sent.receipt.SerializeToString())
    forged.statement = statement.SerializeToString()
    reply = world.clients["TQ"].command(world.keys["TQ"], reinstate(sent.signed, forged))
    assert said(reply) == ["RECEIPT_WRONG reinstate.receipt"]
    other = type(sent.signed).FromString(sent.signed.SerializeToString())
    other.signature = world.keys["BK"].signing.sign(other.command).signature
    reply = world.clients["TQ"].command(world.keys["TQ"], reinstate(other, sent.receipt))
    assert said(reply) == ["SIGNATURE_WRONG reinstate.signed_command"]


def test_the_tool_brings_back_what_its_outbox_holds(desk):
    """By hand, and proven: verify knows whose receipts were honoured, and that it was a rehearsal."""
    backup = Backup(desk.daemon)
    desk.run("TQ", "submit", desk.report("TQ"))
    backup.restore("2024-03-27T08:00")
    desk.run("HN", "journal", "--out", "lost.bundle")
    told = desk.json("TQ", "verify", "lost.bundle", "--receipts", "TQ.key.outbox", code=2)
    assert [(row["board"], row["period"], row["revision"], row["sequence"], row["received_at"]) for row in told["missing"]] == [
        ("TQ", "Q1", 1, 4, "2024-03-18T08:00:00+07:00")]
    said = desk.run("TQ", "verify", "lost.bundle", "--receipts", "TQ.key.outbox", code=2).stdout
    assert "report of TQ, Q1 2024, revision 1: the receipt of entry 4" in said
    row, = (row for row in desk.json("TQ", "outbox", "receipts")["rows"] if row["kind"] == "submit_report")
    receipt = desk.json("TQ", "reinstate", row["id"])["receipt"]
    assert (receipt["sequence"], receipt["late_days"]) == (4, 0)
    shown = desk.json("HN", "report", "--board", "TQ", "--period", "Q1")
    assert (shown["sequence"], shown["received_at"]) == (4, "2024-03-18T08:00:00+07:00")
    assert "reinstates report of TQ, Q1 2024, revision 1" in desk.run("HN", "journal").stdout
    desk.run("HN", "journal", "--out", "2024.bundle")
    told = desk.json("HN", "verify", "2024.bundle")
    key = desk.daemon.keys.sign_public.hex()
    assert (told["agrees"], told["reinstated"], told["rehearsal"], told["daemon_key"], told["honoured_keys"]) == \
        (True, 1, True, key, [key])
    for language in ("vi", "en"):
        lines = desk.run("HN", "verify", "2024.bundle", language=language).stdout.splitlines()
        assert max(map(len, lines)) <= 80 and lines.count(f"  {key}") == 2
    told = desk.json("TQ", "verify", "2024.bundle", "--receipts", "TQ.key.outbox")
    assert (told["missing"], told["receipts"]) == ([], 1)
    assert "all 1 receipts" in desk.run("TQ", "verify", "2024.bundle", "--receipts", "TQ.key.outbox").stdout
    desk.run("TQ", "verify", "2024.bundle", "--receipts", "nowhere.outbox", code=78)
    assert not (desk.folder / "nowhere.outbox").exists()


def test_a_reinstate_sent_by_hand_has_a_receipt_to_give_away(desk):
    """By somebody whose outbox is gone, but who holds the receipt as a file."""
    backup = Backup(desk.daemon)
    desk.run("TQ", "submit", desk.report("TQ"))
    row, = (row for row in desk.json("TQ", "outbox", "receipts")["rows"] if row["kind"] == "submit_report")
    desk.run("TQ", "outbox", "export", row["id"], "--out", "first.receipt")
    held = bundle_pb.ReceiptFile.FromString((desk.folder / "first.receipt").read_bytes().removeprefix(b"thidua-receipt-1\n"))
    signed, receipt = held.signed_command, held.receipt
    made = {"signed_command": {"command": signed.command.hex(), "signature": signed.signature.hex(), "key": signed.key.hex()},
            "receipt": {"statement": receipt.statement.hex(), "leaf": receipt.leaf, "leaves": receipt.leaves,
                        "path": [item.hex() for item in receipt.path], "signature": receipt.signature.hex(), "key": receipt.key.hex()}}
    backup.restore("2024-03-27T08:00")
    new = ("--outbox", "new.outbox")
    desk.run("TQ", "send", "reinstate", desk.write("reinstate.json", made), *new)
    row, = desk.json("TQ", "outbox", "receipts", *new)["rows"]
    desk.run("TQ", "outbox", "export", row["id"], "--out", "second.receipt", *new)
    told = desk.json("TQ", "verify", "second.receipt")
    assert (told["proves"], told["kind"], told["received_at"]) == (True, "reinstate", "2024-03-27T08:00:00+07:00")
    assert told["command"]["reinstate"]["signed_command"]["submit_report"]["lines"] == [{"task": "T01", "actual": "33"}]
    assert "reinstates report of TQ, Q1 2024, revision 1: entry 4" in desk.run("TQ", "verify", "second.receipt").stdout


def test_a_review_comes_back_by_those_who_reviewed_whatever_has_ended_since(reviewed):
    """A verification, a dispute and its resolution are lost, and the days of all three are over when they come back."""
    desk = reviewed
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("HN", "review", "take", "TQ")
    desk.run("operator", "clock", "advance", "2024-03-19T08:00+07:00")
    backup = Backup(desk.daemon)
    desk.run("HN", "review", "verify", "TQ", "T01=30: sổ gốc ghi 30")
    desk.run("TQ", "review", "dispute", "TQ", "T01: đã kiểm lại sổ")
    desk.run("supervisor", "review", "resolve", "TQ", "T01=32: theo sổ gốc")
    before = desk.json("HN", "review", "show", "TQ")["tasks"]

    def lost(who, kind):
        row, = (row for row in desk.json(who, "outbox", "receipts")["rows"] if row["kind"] == kind)
        return row["id"]

    names = {"HN": lost("HN", "verify_report"), "TQ": lost("TQ", "dispute_report"), "supervisor": lost("supervisor", "resolve_dispute")}
    desk.run("HN", "outbox", "export", names["HN"], "--out", "verify.receipt")
    backup.restore("2024-03-27T08:00")
    desk.run("operator", "clock", "advance", "2024-03-27T08:00+07:00")

    def review():
        return next(board for board in desk.json("TQ", "review", "list", "--period", "Q1")["boards"] if board["board"] == "TQ")

    assert review()["state"] == "SUBMITTED"  # nobody has it any more: five days of review are over
    held = bundle_pb.ReceiptFile.FromString((desk.folder / "verify.receipt").read_bytes().removeprefix(b"thidua-receipt-1\n"))
    client = desk.daemon.client(desk.daemon.operator)
    reply = client.command(desk.daemon.operator, reinstate(held.signed_command, held.receipt))
    assert said(reply) == ["OTHER_OFFICE key"]  # the operator brings back what is the operator's
    for who, state in (("HN", "VERIFIED"), ("TQ", "DISPUTED"), ("supervisor", "VERIFIED")):
        desk.run(who, "reinstate", names[who])
        assert review()["state"] == state
    told = desk.json("HN", "review", "show", "TQ")
    assert told["tasks"] == before
    assert [entry["event"] for entry in told["entries"]] == ["SUBMIT", "TAKE", "VERIFY", "DISPUTE", "RESOLVE"]
    row = next(row for row in desk.json("TQ", "standings", "--period", "Q1")["rows"] if row["board"] == "TQ")
    assert (row["points"]["T01"], row["adjusted"]) == ("73.14", True)
    desk.run("HN", "journal", "--out", "year.bundle")
    told = desk.json("HN", "verify", "year.bundle")
    assert (told["agrees"], told["reinstated"]) == (True, 3)
    assert [tuple(found) for found in desk.daemon.sql("select kind from thidua.reinstated order by sequence")] == [
        ("verify_report",), ("dispute_report",), ("resolve_dispute",)]
