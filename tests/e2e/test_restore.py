"""PostgreSQL is put back to a backup: the outboxes bring back by themselves what was acknowledged since."""

import json
import sqlite3
import subprocess
import time

import pytest
from support.backup import Backup
from support.daemon import WAIT, Keys
from test_cli import SEASON, Desk


def furnish(daemon, folder, season, today):
    """TQ is admitted, HN not yet."""
    desk = Desk(daemon, folder)
    desk.run("operator", "season", "define", desk.write("season.json", season))
    desk.run("operator", "keygen", "--label", "HN", "--out", "HN.key")
    desk.run("operator", "keygen", "--label", "TQ", "--out", "TQ.key")
    for board in ("TQ", "HN"):
        desk.context(board, f"{board}.key", board=board)
    desk.run("operator", "key", "grant", "TQ.key.pub", "--role", "office", "--board", "TQ")
    desk.run("operator", "clock", "advance", f"{today}T08:00+07:00")
    return desk


@pytest.fixture
def desk(make_daemon, tmp_path):
    """It is 22 March, two days after the reports are due."""
    return furnish(make_daemon(rehearse="2024-03-01T08:00"), tmp_path, SEASON, "2024-03-22")


def grant_hn(desk):
    desk.run("operator", "key", "grant", "HN.key.pub", "--role", "office", "--board", "HN")


def receipts(desk, who):
    return [(row["kind"], row["first_sequence"], row["sequence"]) for row in desk.json(who, "outbox", "receipts")["rows"]]


def late(desk):
    return {row["board"]: (row["revision"], row["late_days"]) for row in desk.json("TQ", "standings")["rows"]}


def journal(desk):
    return [json.loads(line)["action"] for line in desk.run("operator", "journal", "--json").stdout.splitlines()]


def test_what_a_restore_has_lost_comes_back_by_itself_in_order_and_as_late_as_it_was(desk):
    backup = Backup(desk.daemon)
    grant_hn(desk)
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("HN", "submit", desk.report("HN"))
    desk.run("TQ", "submit", desk.report("TQ", actual="35"))
    before = late(desk)
    assert before == {"TQ": (2, 2), "HN": (1, 2)}
    assert "3 acknowledged commands are all" in desk.run("operator", "outbox", "check").stdout
    backup.restore()
    desk.run("operator", "clock", "advance", "2024-03-30T08:00+07:00")  # it would be ten days late
    desk.run("HN", "outbox", "flush", "--timeout", "2", code=0)  # its grant is lost: it cannot even connect, and nothing changes
    missing = desk.run("TQ", "outbox", "check", code=75)
    assert "2 acknowledged commands are not in the journal any more" in missing.stderr
    assert "2 acknowledged" not in missing.stdout and missing.stdout.count("lost") == 2
    assert "mất khỏi sổ" in desk.run("TQ", "outbox", "check", language="vi", code=75).stdout
    assert [row["state"] for row in desk.json("TQ", "outbox", "check", code=75)["missing"]] == ["LOST", "LOST"]
    desk.run("operator", "outbox", "flush")
    desk.run("HN", "outbox", "flush")
    told = desk.run("TQ", "outbox", "flush")
    assert "all that was waiting is in the journal now" in told.stderr
    assert late(desk) == before
    assert journal(desk) == ["define_season", "grant_key", "reinstate", "reinstate", "reinstate", "reinstate"]
    assert receipts(desk, "TQ") == [("submit_report", 4, 5), ("submit_report", 6, 6)]
    assert receipts(desk, "operator")[-1] == ("grant_key", 3, 3)
    for who in ("operator", "HN", "TQ"):
        desk.run(who, "outbox", "check")
    desk.run("TQ", "outbox", "flush")
    assert len(journal(desk)) == 6


def test_a_new_report_waits_for_what_it_builds_on(desk):
    backup = Backup(desk.daemon)
    desk.run("TQ", "submit", desk.report("TQ"))
    backup.restore()
    desk.run("TQ", "submit", desk.report("TQ", actual="35"), code=75)
    kept = desk.json("TQ", "outbox", "list")
    assert ([row["state"] for row in kept["rows"]], kept["waiting"]) == (["LOST", "WAITING"], 2)  # the clock is behind the receipt
    desk.run("operator", "clock", "advance", "2024-03-22T08:00+07:00")
    desk.run("TQ", "outbox", "flush")
    assert journal(desk)[2:] == ["reinstate", "submit_report"]
    assert late(desk)["TQ"] == (2, 2)


def test_a_correction_after_a_restore_finds_what_is_lost_first(desk):
    backup = Backup(desk.daemon)
    desk.run("TQ", "submit", desk.report("TQ"))
    backup.restore()
    desk.run("operator", "clock", "advance", "2024-03-22T08:00+07:00")
    told = desk.run("TQ", "submit", desk.report("TQ", actual="35"))  # the second revision, of which the first is lost
    assert "revision 2" in told.stderr + told.stdout
    assert journal(desk)[2:] == ["reinstate", "submit_report"]
    assert late(desk)["TQ"] == (2, 2)


def test_a_second_restore_brings_the_same_receipt_back_again(desk):
    backup = Backup(desk.daemon)
    desk.run("TQ", "submit", desk.report("TQ"))
    for _ in range(2):
        backup.restore()
        desk.run("operator", "clock", "advance", "2024-03-30T08:00+07:00")
        desk.run("TQ", "outbox", "flush")
        assert (journal(desk)[2:], late(desk)["TQ"]) == (["reinstate"], (1, 2))
    desk.run("TQ", "outbox", "check")


def test_two_processes_on_one_outbox_bring_each_back_once(desk):
    backup = Backup(desk.daemon)
    for actual in ("33", "34", "35"):
        desk.run("TQ", "submit", desk.report("TQ", actual=actual))
    backup.restore()
    desk.run("operator", "clock", "advance", "2024-03-30T08:00+07:00")
    both = [subprocess.Popen(desk.command("TQ", "outbox", "flush"), stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=WAIT)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert (journal(desk)[2:], late(desk)["TQ"]) == (["reinstate"] * 3, (3, 2))
    assert [row[2] for row in receipts(desk, "TQ")] == [3, 4, 5]


def test_many_processes_on_one_outbox_hear_each_of_its_own_receipt(desk):
    for round in range(2):
        keys = [f"v{round}{number}" for number in range(8)]
        for key in keys:
            Keys(key).write(desk.folder / f"{key}.key")
        all_at_once = [subprocess.Popen(desk.command("operator", "key", "grant", desk.folder / f"{key}.key.pub", "--role", "viewer"),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for key in keys]
        said = [process.communicate(timeout=WAIT) for process in all_at_once]
        assert [process.returncode for process in all_at_once] == [0] * len(keys), said
    assert journal(desk)[2:] == ["grant_key"] * 16
    outbox = sqlite3.connect(desk.folder / "operator.key.outbox")
    assert outbox.execute("select distinct state, reinstate is null from command").fetchall() == [(1, 1)]  # and none was thought lost
    outbox.close()


def test_an_outbox_of_an_earlier_version_brings_back_what_it_has_receipts_of(desk):
    backup = Backup(desk.daemon)
    desk.run("TQ", "submit", desk.report("TQ"))
    outbox = sqlite3.connect(desk.folder / "TQ.key.outbox")
    outbox.execute("update command set sequence = 0, journal_hash = null, epoch = null, root = null")  # as after the upgrade
    outbox.commit()
    outbox.close()
    desk.run("TQ", "outbox", "check")
    backup.restore()
    desk.run("operator", "clock", "advance", "2024-03-30T08:00+07:00")
    desk.run("TQ", "outbox", "flush")
    assert (journal(desk)[2:], late(desk)["TQ"]) == (["reinstate"], (1, 2))


def test_what_the_journal_has_after_all_keeps_its_receipt(desk):
    desk.run("TQ", "submit", desk.report("TQ"))
    outbox = sqlite3.connect(desk.folder / "TQ.key.outbox")
    outbox.execute("update command set state = 4")  # as if another database had been there for a while
    outbox.commit()
    outbox.close()
    desk.run("TQ", "outbox", "flush")
    assert (journal(desk)[2:], receipts(desk, "TQ")) == (["submit_report"], [("submit_report", 3, 3)])


def test_a_grant_is_kept_until_the_daemon_is_there(desk):
    desk.daemon.stop()
    kept = desk.run("operator", "key", "grant", "HN.key.pub", "--role", "office", "--board", "HN", "--timeout", "1", code=75)
    assert "kept in the outbox" in kept.stderr
    Keys("old").write(desk.folder / "old.key")
    desk.run("operator", "key", "revoke", "old.key.pub", "--reason", "đổi máy", "--no-wait", code=75)
    desk.daemon.start()
    desk.run("operator", "outbox", "flush", code=1)  # what was never granted cannot be revoked
    assert journal(desk)[2:] == ["grant_key"]
    desk.run("HN", "season", "show")


def test_a_key_whose_grant_is_lost_but_that_gets_in_is_not_refused_for_good(desk):
    desk.context("elsewhere", "operator.key", cluster="ANOTHER-1")
    desk.run("elsewhere", "key", "grant", "HN.key.pub", "--role", "viewer", "--relay")
    backup = Backup(desk.daemon)
    grant_hn(desk)
    desk.run("HN", "submit", desk.report("HN"))
    desk.run("HN", "outbox", "check")
    backup.restore()
    desk.run("operator", "clock", "advance", "2024-03-30T08:00+07:00")
    assert desk.run("HN", "outbox", "check", code=77).stdout == ""  # it may not know
    desk.run("HN", "submit", desk.report("HN", actual="35", revision=2, previous_hash=desk.json("HN", "outbox", "list")["rows"][0]["command_hash"]), code=75)
    assert [row["state"] for row in desk.json("HN", "outbox", "list")["rows"]] == ["ACKNOWLEDGED", "WAITING"]
    desk.run("operator", "outbox", "flush")
    desk.run("HN", "outbox", "flush")
    assert journal(desk)[2:] == ["reinstate", "reinstate", "submit_report"]
    assert late(desk)["HN"] == (2, 2)


def test_a_postmark_comes_back_before_the_report_that_it_speaks_of(make_daemon, tmp_path):
    season = SEASON | {"edition": 2, "postmark_grace_days": 3}
    desk = furnish(make_daemon(rehearse="2024-03-01T08:00"), tmp_path, season, "2024-03-20")
    backup = Backup(desk.daemon)
    desk.run("TQ", "submit", desk.report("TQ"), "--no-wait", code=75)
    desk.run("TQ", "postmark")
    assert receipts(desk, "TQ") == [("postmark", 3, 3)]
    backup.restore()
    desk.run("operator", "clock", "advance", "2024-03-22T08:00+07:00")
    desk.run("TQ", "outbox", "flush")
    assert (journal(desk)[2:], late(desk)["TQ"]) == (["reinstate", "submit_report"], (1, 0))


def test_a_broken_cluster_does_not_keep_another_waiting(desk):
    desk.context("elsewhere", "operator.key", cluster="ANOTHER-1")  # of the same outbox
    desk.run("elsewhere", "key", "grant", "HN.key.pub", "--role", "viewer")
    desk.daemon.stop()
    desk.daemon.sql("alter table thidua.journal disable trigger all; delete from thidua.journal where cluster = 'ANOTHER-1'")
    desk.daemon.start()
    began = time.monotonic()
    grant_hn(desk)
    assert time.monotonic() - began < 5
    assert "does not hold together" in desk.run("elsewhere", "outbox", "check", code=69).stderr


def test_a_new_journal_of_the_same_cluster_gets_nothing_unasked(make_daemon, tmp_path):
    """A rehearsal with the daemon's own key, then another one in a new database."""
    first = make_daemon(rehearse="2024-03-01T08:00")
    desk = furnish(first, tmp_path, SEASON, "2024-03-20")
    desk.run("TQ", "submit", desk.report("TQ"))
    first.stop()
    desk.daemon = make_daemon(rehearse="2024-03-01T08:00", like=first)
    for who in ("operator", "TQ"):
        desk.context(who, f"{who}.key", **({"board": who} if who != "operator" else {}))
    desk.run("operator", "season", "define", "season.json")
    desk.run("operator", "key", "grant", "TQ.key.pub", "--role", "office", "--board", "TQ")
    desk.run("operator", "clock", "advance", "2024-03-22T08:00+07:00")
    desk.run("TQ", "outbox", "flush")
    told = desk.run("TQ", "outbox", "check")
    assert "0 acknowledged" in told.stdout and "1 commands that other keys have signed, or that are in another journal" in told.stderr
    assert journal(desk) == ["define_season", "grant_key"]
