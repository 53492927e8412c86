"""The thidua tool against a real daemon: what an office, an operator and an auditor do in a year."""

import hashlib
import json
import re
import os
import pathlib
import pty
import select
import shlex
import subprocess
import time

import pytest
from support import protocol
from support.daemon import WAIT, Held, _program
from support.protocol import SOURCE, Keys, command_pb

SEASON = {
    "cluster": "TCXDD-1", "year": 2024, "name": "Mùa thi đua 2024", "scale": "100.00",
    "groups": [{"number": 1, "name": "Chung"}],
    "tasks": [
        {"code": "T01", "group": 1, "name": "Văn bản", "unit": "văn bản", "kind": "LINEAR", "accumulation": "SUM",
         "measure": "QUANTITY", "max": "80.00", "target": "35", "phasing": [10000, 10000, 10000, 10000]},
        {"code": "T02", "group": 1, "name": "Tỷ lệ", "unit": "%", "kind": "LINEAR", "accumulation": "LAST",
         "measure": "PERCENT", "max": "20.00", "target": "100", "phasing": [10000, 10000, 10000, 10000]},
    ],
    "boards": [{"code": "TQ", "name": "Tuyên Quang", "targets": {"T02": None}}, {"code": "HN", "name": "Hà Nội"}],
    "periods": [
        {"period": "Q1", "opens": "2024-03-15", "due": "2024-03-20", "lock": "2024-04-05"},
        {"period": "Q2", "opens": "2024-06-15", "due": "2024-06-18", "lock": "2024-07-05"},
        {"period": "Q3", "opens": "2024-09-15", "due": "2024-09-20", "lock": "2024-10-05"},
        {"period": "Q4", "opens": "2024-11-15", "due": "2024-11-20", "lock": "2024-11-28"},
        {"period": "FINAL", "opens": "2024-12-31", "due": "2025-01-31", "lock": "2025-02-15"},
    ],
    "late_steps": [{"until_days": 2, "deduction": "5.00"}], "missing_deduction": "20.00", "bonus_cap": "10.00",
    "tie_breaks": ["TOTAL", "DEDUCTION"], "priority_group": 1,
    "bands": [{"code": "XS", "name": "xuất sắc", "at_least": "90.00"}, {"code": "HT", "name": "hoàn thành", "at_least": "0.00"}],
    "not_assigned": "RESCALE", "head": "HN", "deputy": "TQ",
}


class Desk:
    """People at their desks: each has a context file and runs the tool with it."""

    def __init__(self, daemon, folder):
        self.daemon, self.folder = daemon, pathlib.Path(folder)
        daemon.operator.write(self.folder / "operator.key")
        daemon.keys.write(self.folder / "daemon.key")
        self.context("operator", "operator.key")

    def context(self, name, credential, **more):
        settings = {"commands": self.daemon.command_endpoint, "feed": self.daemon.feed_endpoint, "credential": credential,
                    "daemon_key": "daemon.key.pub", "operator_key": "operator.key.pub", "cluster": "TCXDD-1",
                    "year": 2024} | more
        (self.folder / f"{name}.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))

    def command(self, who, *arguments):
        return [str(_program("thidua")), *map(str, arguments), "--config", str(self.folder / f"{who}.conf")]

    def run(self, who, *arguments, language="en", code=0):
        environment = os.environ | {"THIDUA_LANG": language, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        done = subprocess.run(self.command(who, *arguments), capture_output=True, text=True, timeout=WAIT, check=False,
                              env=environment, cwd=self.folder)
        assert done.returncode == code, (done.stdout, done.stderr)
        return done

    def json(self, who, *arguments, **options):
        return json.loads(self.run(who, *arguments, "--json", **options).stdout)

    def write(self, name, value):
        (self.folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return name

    def report(self, board, period="Q1", actual="33", **more):
        lines = [{"task": "T01", "actual": actual}]
        if board == "HN":
            lines.append({"task": "T02", "done": 45, "out_of": "50"})
        made = {"cluster": "TCXDD-1", "year": 2024, "board": board, "period": period, "lines": lines} | more
        return self.write(f"{board}-{period}.json", made)


def begin(make_daemon, tmp_path, season):
    """A season that is defined and two offices that are admitted, all through the tool; it is 18 March."""
    desk = Desk(make_daemon(rehearse="2024-03-01T08:00"), tmp_path)
    desk.run("operator", "season", "define", desk.write("season.json", season))
    for board in ("TQ", "HN"):
        desk.run("operator", "keygen", "--label", board, "--out", f"{board}.key")
        desk.run("operator", "key", "grant", f"{board}.key.pub", "--role", "office", "--board", board)
        desk.context(board, f"{board}.key", board=board)
    desk.run("operator", "clock", "advance", "2024-03-18T08:00+07:00")
    return desk


@pytest.fixture
def desk(make_daemon, tmp_path):
    return begin(make_daemon, tmp_path, SEASON)


def rows(desk, who, *asked):
    """A list as a program gets it: a line each, with tabs between the cells and in no other line."""
    cells = [line.split("\t") for line in desk.run(who, *asked).stdout.splitlines() if "\t" in line]
    assert len({len(row) for row in cells}) == 1, cells
    return cells


def test_a_season_is_defined_once_and_shown_as_it_was_written(desk):
    again = desk.json("operator", "season", "define", "season.json")
    assert again == {"version": 1, "unchanged": True}
    shown = desk.json("TQ", "season", "show")
    assert desk.json("TQ", "season", "check", desk.write("shown.json", shown))["ruleset_hash"] == \
        desk.json("TQ", "season", "check", "season.json")["ruleset_hash"]
    assert "Tuyên Quang" not in desk.run("TQ", "season", "show").stdout.splitlines()[0]
    listed = desk.run("TQ", "standings", "--board", "ZZ", code=64)
    assert listed.stderr == 'thidua: season 2024 of the cluster has no board "ZZ"; there are: TQ, HN\n'


def test_a_season_is_shown_with_the_targets_of_a_board(desk):
    made = json.loads((desk.folder / "season.json").read_text(encoding="utf-8"))
    for board in made["boards"]:
        own = board.get("targets", {})
        shown = desk.run("operator", "season", "show", "--board", board["code"]).stdout
        assert f"target {board['code']}" in shown
        for task, target in own.items():
            line = next(line for line in shown.splitlines() if line.startswith(task))
            assert ("not assigned" if target is None else target.rstrip("0").rstrip(".")) in line


def test_a_season_file_that_names_no_edition_gets_the_newest(desk):
    written = json.loads((desk.folder / "season.json").read_text(encoding="utf-8"))
    assert written == {"edition": 2} | SEASON  # by the first define
    assert desk.json("TQ", "season", "show")["edition"] == 2
    second = desk.write("second.json", SEASON | {"name": "Mùa thi đua, sửa"})
    assert '"edition": 2 has been written into second.json' in desk.run("operator", "season", "define", second).stderr
    assert json.loads((desk.folder / "second.json").read_text(encoding="utf-8"))["edition"] == 2


def test_what_only_the_newest_edition_knows_needs_no_edition_in_the_file(desk):
    made = json.loads(json.dumps(SEASON).replace("2025-", "2026-").replace("2024-", "2025-")) | {"year": 2025}
    made["tasks"][0]["decimals"] = 0
    assert "version 1" in desk.run("operator", "season", "define", desk.write("2025.json", made), "--dry-run").stdout
    assert json.loads((desk.folder / "2025.json").read_text(encoding="utf-8")) == made
    assert '"edition": 2 has been written into 2025.json' in desk.run("operator", "season", "define", "2025.json").stderr
    spoilt = desk.write("2026.json", made | {"scale": "90.00"})
    desk.run("operator", "season", "define", spoilt, code=65)
    assert "edition" not in json.loads((desk.folder / spoilt).read_text(encoding="utf-8"))


def test_an_older_edition_is_defined_only_when_it_is_meant(desk):
    older = desk.write("2025.json", json.loads(json.dumps(SEASON).replace("2025-", "2026-").replace("2024-", "2025-"))
                       | {"year": 2025, "edition": 1})
    assert "edition 1 is older than the newest, 2" in desk.run("operator", "season", "define", older, code=64).stderr
    assert answer(desk, "n", "operator", "season", "define", older) == 64
    assert answer(desk, "y", "operator", "season", "define", older) == 0
    assert desk.json("operator", "season", "define", older, "--yes") == {"version": 1, "unchanged": True}
    made = json.loads((desk.folder / older).read_text(encoding="utf-8")) | {"name": "Mùa thi đua, sửa"}
    made.pop("edition")
    desk.run("operator", "season", "define", desk.write("next.json", made))  # a later version keeps it, and nobody is asked
    assert json.loads((desk.folder / "next.json").read_text(encoding="utf-8"))["edition"] == 1
    moved = desk.run("operator", "season", "define", desk.write("moved.json", made | {"edition": 2}), code=1, language="vi")
    assert moved.stderr == "thidua: bị từ chối, chưa ghi sổ:\nấn bản quy tắc: phải giữ 1 như phiên bản trước, không phải 2\n"


def test_a_next_version_gets_the_next_number(desk):
    changed = desk.write("second.json", SEASON | {"name": "Mùa thi đua, sửa"})
    desk.run("operator", "clock", "advance", "2024-04-06T08:00+07:00")
    planned = desk.run("operator", "season", "define", changed, "--dry-run")
    assert planned.stdout.splitlines() == [
        "name: Mùa thi đua 2024 → Mùa thi đua, sửa", "Locked, as they were scored: Q1",
        "Nothing was sent; define would make it version 2."]
    assert "edition" not in json.loads((desk.folder / changed).read_text(encoding="utf-8"))
    assert desk.json("operator", "season", "diff", changed) == {
        "version": 2, "unchanged": False, "changes": ["name"], "locked": ["Q1"]}
    assert answer(desk, "n", "operator", "season", "define", changed) == 64
    receipt = desk.json("operator", "season", "define", changed)["receipt"]
    assert receipt["sequence"] == 4
    assert desk.json("operator", "season", "define", changed) == {"version": 2, "unchanged": True}


def test_a_postmarked_report_that_comes_in_the_days_of_grace_is_in_time(desk):
    refused = desk.run("TQ", "postmark", "period=Q1", "report_hash=" + 64 * "0", code=1, language="vi")
    assert "mùa thi đua 2024 không có số ngày cho dấu bưu điện" in refused.stderr
    desk.run("operator", "season", "define", desk.write("second.json", SEASON | {"edition": 2, "postmark_grace_days": 3}))
    assert "no first report waits in the outbox" in desk.run("TQ", "postmark", code=64).stderr
    desk.run("TQ", "submit", desk.report("TQ"), "--no-wait", code=75)
    marked = desk.json("TQ", "postmark")
    assert desk.json("HN", "postmark", "list", "--period", "Q1") == {"period": "Q1", "postmarks": [
        {"board": "TQ", "sequence": marked["sequence"], "received_at": marked["received_at"], "report_hash": marked["report_hash"]}]}
    assert "2024-03-18" not in desk.run("HN", "postmark", "list", language="vi").stdout  # as people write it: 18-03-2024

    def row():
        return next(row for row in desk.json("HN", "standings", "--period", "Q1")["rows"] if row["board"] == "TQ")

    assert (row()["status"], row()["postmarked"]) == ("EXPECTED", True)
    desk.run("HN", "submit", desk.report("HN"), "--no-wait", code=75)
    assert "the report of Q1 2024" in desk.run("HN", "postmark", language="en").stdout
    desk.run("operator", "clock", "advance", "2024-03-23T23:59:59+07:00")
    assert (row()["status"], row()["late_days"]) == ("OVERDUE", 3)
    desk.run("TQ", "outbox", "flush")
    assert (row()["status"], row()["late_days"], row()["deduction"]) == ("ON_TIME", 0, "0.00")
    assert "18-03-2024" in desk.run("HN", "scorecard", "--board", "TQ", "--period", "Q1", language="vi").stdout
    assert [tuple(found) for found in desk.daemon.sql("select board, period::text, encode(report_hash, 'hex') from thidua.postmark "
                                                      "where board = 'TQ'")] == [("TQ", "Q1", marked["report_hash"])]


@pytest.fixture
def reviewed(make_daemon, tmp_path):
    """The same with a review, TQ's by HN, and a supervisor, whose key is granted on 18 March."""
    desk = begin(make_daemon, tmp_path, SEASON | {
        "edition": 2, "review": {"review_days": 5, "dispute_days": 5, "return_days": 2, "strict": ["Q4", "FINAL"]}})
    desk.run("operator", "keygen", "--label", "Vụ", "--out", "supervisor.key")
    desk.run("operator", "key", "grant", "supervisor.key.pub", "--role", "supervisor")
    desk.context("supervisor", "supervisor.key")
    return desk


def test_a_report_is_returned_adjusted_disputed_and_resolved(reviewed):
    desk = reviewed

    def review():
        return next(board for board in desk.json("TQ", "review", "list", "--period", "Q1")["boards"] if board["board"] == "TQ")

    assert "TQ has sent no report of Q1; it may until 05-04-2024" in desk.run("HN", "review", "take", "TQ", code=1).stderr
    desk.run("TQ", "submit", desk.report("TQ"))
    assert (review()["state"], review()["reviewer"]) == ("SUBMITTED", "HN")
    assert "nobody reviews his own" in desk.run("TQ", "review", "take", "TQ", code=77).stderr
    assert "nhận thẩm định báo cáo của TQ" in desk.run("HN", "review", "take", "TQ", language="vi").stdout
    assert "is under review: HN has it until 23-03-2024" in desk.run("TQ", "submit", desk.report("TQ", actual="34"), code=1).stderr
    assert "a return needs --reason" in desk.run("HN", "review", "return", "TQ", code=64).stderr
    assert "phải có chữ hoặc số" in desk.run("HN", "review", "return", "TQ", "--reason", "   ", code=65, language="vi").stderr
    assert "U+202E" in desk.run("HN", "review", "return", "TQ", "--reason", "T01 \u202echưa khớp", code=65).stderr
    forged = "T01 chưa khớp\n16-06-2024 08:30:00  HN  xác nhận lần 1"
    assert "T01 chưa khớp ⏎ 16-06" in desk.run("HN", "review", "return", "TQ", "--reason", forged, language="vi").stdout
    assert not [line for line in desk.run("TQ", "review", "show", "TQ", "--period", "Q1").stdout.splitlines() if line.startswith("16-06")]
    assert "T01 chưa khớp ⏎ 16-06" in desk.run("TQ", "journal").stdout
    assert "TQ gửi lại đến hết 05-04-2024" in desk.run("HN", "review", "list", language="vi").stdout
    desk.run("TQ", "submit", desk.report("TQ", actual="34"))
    desk.run("HN", "review", "take", "TQ")
    adjust = ("HN", "review", "verify", "TQ", "T01=30: sổ gốc ghi 30")
    tried = desk.run(*adjust, "--dry-run").stdout
    told = desk.json(*adjust, "--dry-run")
    assert (told["dry_run"], told["action"], len(told["standings"]["rows"])) == (True, "verify_report", 2)
    assert "The daemon would accept this; nothing was entered." in tried
    assert "TQ has: 97.14 points, rank 1 of 2\nTQ would have: 85.71 points, rank 1 of 2\n" in tried
    assert "would have" not in desk.run("HN", "review", "release", "TQ", "--dry-run").stdout
    assert answer(desk, "n", *adjust, shown="T01 Văn bản: 34 → 30: sổ gốc ghi 30\r\nTQ, Q1: adjusted or appraised: 1; all") == 64
    assert answer(desk, "n", *adjust[:4], shown="TQ, Q1: all stands as reported.") == 64
    assert review()["state"] == "UNDER_REVIEW"
    same = desk.run("HN", "review", "verify", "TQ", "T01=34: như báo cáo", code=1, language="vi")
    assert "đúng như T01 đã báo cáo" in same.stderr
    desk.run(*adjust)
    assert review()["state"] == "VERIFIED"
    assert "T01 = 30: sổ gốc ghi 30" in desk.run("TQ", "review", "show", "TQ").stdout.replace(" Văn bản", "")
    desk.run("TQ", "review", "dispute", "TQ", "T01: đã kiểm lại sổ")
    assert "disputed, not resolved yet: đã kiểm lại sổ" in desk.run("HN", "review", "show", "TQ").stdout
    early = desk.run("supervisor", "review", "resolve", "TQ", "T01=32: theo sổ gốc", code=77)
    assert "from 19-03-2024 on, the day after its grant" in early.stderr
    desk.run("operator", "clock", "advance", "2024-03-19T00:00+07:00")
    desk.run("supervisor", "review", "resolve", "TQ", "T01=32: theo sổ gốc")
    told = desk.json("HN", "review", "show", "TQ")
    assert [entry["event"] for entry in told["entries"]] == [
        "SUBMIT", "TAKE", "RETURN", "SUBMIT", "TAKE", "VERIFY", "DISPUTE", "RESOLVE"]
    assert told["tasks"] == [{"task": "T01", "actual": "32", "reason": "theo sổ gốc", "objection": "đã kiểm lại sổ", "resolved": True}]
    shown = desk.run("TQ", "review", "show", "TQ", language="vi").stdout
    assert "(giải quyết khiếu nại): theo sổ gốc" in shown
    assert "T01: 34 → 30: sổ gốc ghi 30\n" in shown  # what a resolution replaced is still told
    assert "T01: đã kiểm lại sổ\n" in shown and "T01 = 32: theo sổ gốc\n" in shown
    assert "được khiếu nại đến hết 23-03-2024" in shown
    desk.run("operator", "clock", "advance", "2024-03-24T00:00+07:00")
    assert "được khiếu nại" not in desk.run("TQ", "review", "list", "--period", "Q1", language="vi").stdout
    assert [tuple(row) for row in desk.daemon.sql(
        "select event, by from thidua.review where board = 'TQ' order by sequence")] == [
            ("take", "HN"), ("return", "HN"), ("take", "HN"), ("verify", "HN"), ("dispute", "TQ"), ("resolve", None)]
    assert [tuple(row) for row in desk.daemon.sql(
        "select event, task, actual::text from thidua.reviewed_task order by sequence")] == [
            ("verify", "T01", "30"), ("dispute", "T01", None), ("resolve", "T01", "32")]


def test_several_reports_are_reviewed_by_one_line(reviewed):
    desk = reviewed

    def states():
        return {board["board"]: board["state"] for board in desk.json("TQ", "review", "list", "--period", "Q1")["boards"]}

    for board in ("TQ", "HN"):
        desk.run(board, "submit", desk.report(board))
    desk.run("operator", "clock", "advance", "2024-04-02T08:00+07:00")
    desk.run("supervisor", "review", "take", "TQ", "HN")
    assert states() == {"TQ": "UNDER_REVIEW", "HN": "UNDER_REVIEW"}
    desk.run("supervisor", "review", "verify", "TQ", "T01", code=65)  # a task whose value was forgotten
    assert states()["TQ"] == "UNDER_REVIEW"
    desk.run("supervisor", "review", "release", "TQ", "HN")
    taken = desk.json("supervisor", "review", "take", "TQ", "HN")
    assert [list(one) for one in taken] == [["receipt"], ["receipt"]]
    desk.run("supervisor", "review", "verify", "TQ", "HN")
    assert "Thẩm định: đã xác nhận\n" in desk.run("TQ", "scorecard", "--board", "TQ", "--period", "Q1", language="vi").stdout
    assert states() == {"TQ": "VERIFIED", "HN": "VERIFIED"}


def test_a_long_history_and_many_proposals_are_shown_page_by_page(make_daemon, tmp_path):
    desk = begin(make_daemon, tmp_path, SEASON | {
        "edition": 2, "review": {"review_days": 5, "dispute_days": 5, "return_days": 2, "strict": ["Q4", "FINAL"]},
        "proposal_days": 10, "entry_rules": RULES})
    second = Keys("HN")
    second.write(desk.folder / "second.key")
    desk.run("operator", "key", "grant", "second.key.pub", "--role", "office", "--board", "HN")
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("operator", "clock", "advance", "2024-03-19T08:00+07:00")
    review = next(board for board in desk.json("TQ", "review", "list")["boards"] if board["board"] == "TQ")
    named = {"board": "TQ", "period": 1, "report_hash": bytes.fromhex(review["report_hash"])}
    client = desk.daemon.client(second)

    def send(**action):
        assert client.command(second, protocol.command("TCXDD-1", 2024, **action)).status == 1

    for number in range(102):
        send(enter_points=command_pb.EnterPoints(board="TQ", code="KT1", points=100 + number, reason="Cờ thi đua", evidence=bytes(32)))
    for _ in range(51):
        send(take_report=command_pb.TakeReport(**named))
        send(release_report=command_pb.ReleaseReport(**named))

    for verb, rows, key in ((("review", "show", "TQ"), "entries", 0), (("proposal", "list"), "proposals", -1)):
        page = desk.json("TQ", *verb)
        assert (len(page[rows]), page["more"]) == (100, True)
        at = str(page[rows][key]["sequence"])
        assert f"--before {at}\n" in desk.run("TQ", *verb).stdout
        told = desk.run("TQ", *verb, "--year", "2024", "--timeout", "9", language="vi").stdout
        line = shlex.split(re.search(r": (thidua .*)", told).group(1))  # the whole command, to be pasted
        assert line == ["thidua", *verb, "--config", str(desk.folder / "TQ.conf"), "--year", "2024", "--before", at]
        assert subprocess.run([desk.command("TQ")[0], *line[1:]], capture_output=True, check=True, text=True, env=os.environ | {"THIDUA_LANG": "vi"},
                              timeout=WAIT).stdout == desk.run("TQ", *verb, "--before", at, language="vi").stdout
        earlier = desk.json("TQ", *verb, "--before", at)
        assert (len(earlier[rows]), earlier.get("more", False)) == ({"entries": 3, "proposals": 2}[rows], False)
        assert all(row["sequence"] < int(at) for row in earlier[rows])
        assert "--before" not in desk.run("TQ", *verb, "--before", at).stdout
        assert "--before" in desk.run("TQ", *verb, "--before", "0", code=64).stderr


def test_everybody_sees_what_there_is_to_do(reviewed):
    desk = reviewed

    def kinds(who):
        return [(item["kind"], item["board"], item.get("leads", False)) for item in desk.json(who, "todo").get("items", [])]

    assert "1 báo cáo phải nộp, đến hết 20-03-2024" in desk.run("TQ", "todo", language="vi").stdout
    desk.run("TQ", "submit", desk.report("TQ"))
    assert "there is nothing to do now" in desk.run("TQ", "todo").stdout
    assert kinds("HN") == [("REPORT", "HN", False), ("REVIEW", "TQ", False)]
    shown = desk.run("HN", "todo").stdout
    assert "reports to review: 1, until 23-03-2024" in shown
    desk.run("HN", *re.search(r"thidua (review take TQ --period Q1)", shown).group(1).split())
    assert kinds("HN") == [("REPORT", "HN", False), ("FINISH", "TQ", False)]
    desk.run("HN", "review", "return", "TQ", "--reason", "T01 chưa khớp")
    assert "gửi bản mới: báo cáo bị trả lại" in desk.run("TQ", "todo", language="vi").stdout
    assert "there is nothing to do now" in desk.run("supervisor", "todo").stdout
    desk.run("HN", "review", "take", "TQ")
    desk.run("HN", "review", "verify", "TQ", "T01=30: sổ gốc ghi 30")
    assert kinds("TQ") == [("DISPUTE", "TQ", False)]
    desk.run("TQ", "review", "dispute", "TQ", "T01: đã kiểm lại sổ")
    assert kinds("TQ") == []
    assert kinds("supervisor") == []  # its key is of today
    desk.run("operator", "clock", "advance", "2024-03-19T00:00+07:00")
    assert kinds("supervisor") == [("RESOLVE", "TQ", False)]


def test_a_return_and_what_is_overdue_are_told_in_the_morning(reviewed):
    desk = reviewed
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("HN", "review", "take", "TQ")
    desk.run("HN", "review", "return", "TQ", "--reason", "T01 chưa khớp")
    told = desk.run("TQ", "status", language="vi", code=3).stdout
    assert "Bị trả lại, quý I: T01 chưa khớp; gửi lại đến hết 05-04-2024 (thidua submit)\n" in told
    returned, = desk.json("TQ", "status", code=3)["returned"]
    assert (returned["period"], returned["reason"]) == ("Q1", "T01 chưa khớp")
    desk.run("TQ", "submit", desk.report("TQ", actual="34"))
    assert "trả lại" not in desk.run("TQ", "status", language="vi").stdout
    desk.run("operator", "clock", "advance", "2024-03-22T08:00+07:00")
    told = desk.run("HN", "todo", language="vi").stdout
    assert "1 báo cáo phải nộp, quá hạn 2 ngày (hạn 20-03-2024), nhận đến hết 05-04-2024" in told
    assert "chỉ được tính" not in told
    desk.run("operator", "clock", "advance", "2024-04-02T08:00+07:00")  # so near the lock nothing is in time
    told = desk.run("HN", "todo", language="vi").stdout
    assert "1 báo cáo chờ thẩm định, quá hạn 10 ngày (hạn 23-03-2024), kỳ khóa sau 05-04-2024" in told
    assert re.search(r"thẩm định báo cáo, quá hạn 10 ngày \(hạn 23-03-2024\) +TQ +quý I +05-04-2024", told), told
    desk.run("operator", "clock", "advance", "2024-04-08T08:00+07:00")
    told = desk.run("HN", "todo").stdout
    assert "reports to review: 1, 16 days overdue (due 23-03-2024)" in told and "–" not in told
    assert re.search(r"review the report, 16 days overdue \(due 23-03-2024\) +TQ +Q1 +overdue\n", told), told  # nothing ends it
    item, = (item for item in desk.json("HN", "todo")["items"] if item["kind"] == "REVIEW")
    assert (item["overdue"], item["since"], item.get("until")) == (True, "2024-03-24T00:00:00+07:00", None)


def test_who_reports_too_late_to_be_reviewed_is_told(make_daemon, tmp_path):
    desk = begin(make_daemon, tmp_path, SEASON | {
        "edition": 2, "review": {"review_days": 5, "dispute_days": 5, "return_days": 2, "strict": ["Q1"]}})
    only = "quý I: báo cáo đến khi không còn đủ ngày thẩm định trước khi khóa, nên chỉ được tính khi đã xác nhận\n"
    assert only not in desk.run("HN", "submit", desk.report("HN"), language="vi").stdout
    desk.run("operator", "clock", "advance", "2024-04-01T00:00+07:00")
    assert only in desk.run("TQ", "todo", language="vi").stdout
    assert only in desk.run("TQ", "submit", desk.report("TQ"), language="vi").stdout
    assert only in desk.run("TQ", "status", language="vi").stdout
    assert only not in desk.run("HN", "status", language="vi").stdout


def test_a_taking_that_ends_by_itself_is_known_to_the_database(reviewed):
    """Else a daemon that is started again would not see it end."""
    desk = reviewed
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("operator", "clock", "advance", "2024-04-06T08:00+07:00")

    def next_change():
        return desk.daemon.sql("select to_char(next_change at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI') "
                               "from thidua.season where next_change is not null")[0][0]

    assert next_change() == "2024-06-15 00:00"
    desk.run("HN", "review", "take", "TQ", "--period", "Q1")
    assert next_change() == "2024-04-12 00:00"
    desk.run("operator", "clock", "advance", "2024-04-12T00:00+07:00")
    assert next_change() == "2024-06-15 00:00"
    assert "chờ thẩm định; HN hoặc người giám sát nhận" in desk.run("HN", "review", "show", "TQ", "--period", "Q1", language="vi").stdout
    assert re.search("12-04-2024 00:00:00 +– +để quá hạn, tự trở lại hàng chờ", desk.run(
        "HN", "review", "show", "TQ", "--period", "Q1", language="vi").stdout)


def test_a_season_without_a_review_says_so(desk):
    desk.run("TQ", "submit", desk.report("TQ"))
    assert "season 2024 has no review" in desk.run("HN", "review", "list").stdout
    assert "mùa thi đua 2024 không có thẩm định" in desk.run("HN", "review", "take", "TQ", code=1, language="vi").stderr


def test_the_boards_sign_their_compact(desk):
    assert "season 2024 has no compact" in desk.run("TQ", "compact", "list", language="en").stdout
    refused = desk.run("TQ", "compact", "sign", code=1, language="vi")
    assert "mùa thi đua 2024 không có giao ước để ký" in refused.stderr
    desk.run("operator", "season", "define", desk.write("second.json", SEASON | {"edition": 2, "compact": True}))
    assert desk.json("TQ", "standings")["provisional"]
    assert "[TẠM TÍNH" in desk.run("TQ", "standings", language="vi").stdout
    told = desk.json("TQ", "compact", "list")
    assert (told["asked"], [board["season_version"] for board in told["boards"]]) == (True, len(SEASON["boards"]) * [0])
    assert "ký giao ước năm 2024" in desk.run("TQ", "compact", "sign", language="vi").stdout
    again = desk.run("TQ", "compact", "sign", code=1, language="en")
    assert "TQ has signed version 2 already" in again.stderr
    told = desk.json("HN", "compact", "list")
    assert [board["board"] for board in told["boards"] if board["season_version"] == 2] == ["TQ"]
    assert "chưa ký" in desk.run("HN", "compact", "list", language="vi").stdout
    desk.run("HN", "compact", "sign")
    assert not desk.json("TQ", "standings")["provisional"]
    assert desk.daemon.sql("select board, version from thidua.compact order by sequence") == [("TQ", 2), ("HN", 2)]


def test_what_does_not_count_is_explained(desk):
    season = SEASON | {"edition": 2, "review": {"review_days": 5, "dispute_days": 5, "return_days": 2, "strict": ["Q1"]}}
    desk.run("operator", "season", "define", desk.write("second.json", season), code=1)  # Q1 has opened, and stays as it was
    season["review"]["strict"] = ["Q2"]
    desk.run("operator", "season", "define", desk.write("second.json", season))
    desk.run("operator", "clock", "advance", "2024-06-17T08:00+07:00")
    desk.run("HN", "submit", desk.report("HN", "Q2", actual="30"))
    desk.run("operator", "clock", "advance", "2024-07-01T00:00+07:00")  # five days before the lock, which is the 6th's midnight
    desk.run("HN", "submit", desk.report("HN", "Q2", actual="35"))
    row = next(row for row in desk.json("TQ", "standings")["rows"] if row["board"] == "HN")
    assert (row["review"], row["revision"], row["unreviewed"], row["uncounted"], row["adjusted"], row["disputed"]) == (
        "SUBMITTED", 2, True, True, False, False)
    card = desk.json("TQ", "scorecard", "--board", "HN")
    assert [(line["task"], line["actual"], line["cause"]) for line in card["lines"] if line["task"] == "T01"] == [
        ("T01", "30", "TOO_LATE")]
    assert [value["reported"] for value in card["lines"][0]["values"]] == ["35"]
    assert (card["late"][1]["review"], card["late"][1]["cause"]) == ("SUBMITTED", "TOO_LATE")
    told = desk.run("TQ", "scorecard", "--board", "HN", "--by-loss", language="vi").stdout
    assert "quý II: báo cáo 35, tính 30" in told
    assert "không còn đủ ngày thẩm định trước khi khóa" in told
    assert "Thẩm định: chưa thẩm định, có báo cáo chưa tính" in told
    assert "đúng hạn · chờ thẩm định" in told
    table = desk.run("TQ", "standings", language="vi").stdout
    assert "thẩm định" in table and "chờ thẩm định ✗" in table and "\n✗ có báo cáo chưa tính\n" in table, table
    assert told.index("T01") < told.index("T02")  # 11.43 of 80 are lost, and 2 of 20
    desk.run("operator", "clock", "advance", "2024-09-16T08:00+07:00")
    assert desk.daemon.sql("select review, unreviewed, uncounted, adjusted, disputed from thidua.standing_locked "
                           "where board = 'HN' and period = 'Q2'") == [("SUBMITTED", True, True, False, False)]


RULES = [{"code": "KT1", "name": "Cờ thi đua của Chính phủ", "kind": "BONUS", "least": "1.00", "most": "10.00"},
         {"code": "KL1", "name": "Có vụ việc", "kind": "DEDUCTION", "least": "1.00", "most": "20.00"}]


def test_points_beside_the_tasks_need_two_signatures(desk):
    desk.run("operator", "season", "define",
             desk.write("second.json", SEASON | {"edition": 2, "proposal_days": 10, "entry_rules": RULES}))
    desk.run("operator", "keygen", "--label", "Vụ Địa phương 1", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    (desk.folder / "qd12.pdf").write_bytes(b"Quyet dinh 12")
    entry = ("points", "enter", "KT1", "5,00", "qd12.pdf", "--board", "TQ", "--reason", "Cờ thi đua năm 2023")

    refused = desk.run("TQ", *entry, code=77, language="vi")
    assert "không ai ký việc của chính đơn vị mình" in refused.stderr
    tried = desk.run("HN", *entry, "--dry-run", language="vi").stdout
    assert "Đây sẽ là đề nghị: TQ: +5,00 (KT1); chỉ có hiệu lực khi có chữ ký của: giám sát (chưa ai có khóa ký được)" in tried
    told = desk.json("HN", *entry, "--dry-run")
    assert (told["proposal"]["action"], told["proposal"]["state"]) == ("enter_points", "OPEN")
    assert desk.json("HN", "proposal", "list")["proposals"] == []
    made = desk.run("HN", *entry, language="vi").stdout
    assert "mục KT1 (5,00 điểm) cho TQ, năm 2024" in made
    assert "còn chờ chữ ký thứ hai" in made
    assert "  còn thiếu: giám sát (chưa ai có khóa ký được); chờ ký đến 28-03-2024 23:59:59" in made
    assert "trùng nội dung với đề nghị" in desk.run("HN", *entry, code=1, language="vi").stderr
    proposal, = desk.json("TQ", "proposal", "list")["proposals"]
    assert (proposal["action"], proposal["board"], proposal["points"], proposal["state"]) == ("enter_points", "TQ", "5.00", "OPEN")
    name = proposal["proposal"][:6]
    assert "19-03-2024" in desk.run("vu", "proposal", "countersign", name, code=77, language="vi").stderr
    assert desk.json("TQ", "standings")["rows"][0]["bonus"] == "0.00"
    assert "bonus" not in desk.run("TQ", "standings").stdout

    desk.run("operator", "clock", "advance", "2024-03-19T08:00+07:00")
    todo, = desk.json("vu", "todo")["items"]
    assert (todo["kind"], todo["board"], todo["proposal"][:6]) == ("COUNTERSIGN", "TQ", name)
    assert "proposals to countersign: 1, until 28-03-2024" in desk.run("vu", "todo").stdout
    shown = desk.run("vu", "proposal", "show", name.upper(), language="vi").stdout
    assert "lý do: Cờ thi đua năm 2023" in shown
    assert f"mã băm tài liệu: {hashlib.blake2b(b'Quyet dinh 12', digest_size=32).hexdigest()}" in shown
    assert desk.json("vu", "proposal", "show", name)["says"]["reason"] == "Cờ thi đua năm 2023"
    assert "còn thiếu: giám sát" in shown
    desk.run("vu", "proposal", "countersign", name)
    row, = (row for row in desk.json("TQ", "standings")["rows"] if row["board"] == "TQ")
    assert (row["bonus"], row["total"]) == ("5.00", "5.00")
    shown = desk.run("TQ", "standings", language="vi").stdout
    assert ("  thưởng  " in shown, "  5,00    0,00   +5,00    -  " in shown) == (True, True)
    assert "  +5,00  KT1: Cờ thi đua năm 2023 (HN, giám sát)" in desk.run("TQ", "scorecard", language="vi").stdout
    assert desk.json("TQ", "scorecard")["entries"][0]["signatures"][1]["role"] == "supervisor"
    assert "has both signatures" in desk.run("vu", "proposal", "countersign", name, code=1).stderr

    tried = desk.run("HN", "points", "withdraw", name, "--reason", "ghi nhầm", "--dry-run").stdout
    assert "It would be a proposal: " in tried
    told = desk.json("HN", "points", "withdraw", name, "--reason", "ghi nhầm", "--dry-run")
    assert told["proposal"]["action"] == "withdraw_points"
    desk.run("HN", "points", "withdraw", name, "--reason", "ghi nhầm")
    back = next(one for one in desk.json("HN", "proposal", "list")["proposals"] if one["state"] == "OPEN")
    desk.run("vu", "proposal", "withdraw", back["proposal"], "--reason", "không nhầm")
    listed = desk.run("HN", "proposal", "list", language="vi").stdout
    assert "rút lại TQ: +5,00 (KT1)" in listed
    assert "bị từ chối lúc 19-03-2024 08:00:00" in listed
    assert "lý do: không nhầm" in desk.run("HN", "proposal", "show", back["proposal"], language="vi").stdout
    assert "KT1" in desk.run("TQ", "points", "list").stdout
    assert desk.daemon.sql("select board, kind, points::text, reason, proposed_by, countersigned_by, withdrawn_at from thidua.entry") == [
        ("TQ", "BONUS", "5.00", "Cờ thi đua năm 2023", "HN", ["SUPERVISOR"], None)]
    assert desk.daemon.sql("select kind, outcome from thidua.proposal order by sequence") == [
        ("enter_points", "IN_FORCE"), ("withdraw_points", "DECLINED")]
    desk.run("HN", "journal", "--out", "year.bundle")
    desk.run("HN", "verify", "year.bundle")

    desk.run("operator", "clock", "advance", "2024-06-16T08:00+07:00")  # Q1 has locked, Q2 is open
    desk.run("HN", *entry)
    name = desk.json("HN", "proposal", "list")["proposals"][0]["proposal"]
    tried = desk.json("vu", "proposal", "countersign", name, "--dry-run")["standings"]
    assert (tried["period"], next(row["bonus"] for row in tried["rows"] if row["board"] == "TQ")) == ("Q2", "10.00")


def test_what_comes_at_a_lock_is_as_much_in_the_exported_journal(desk):
    """A microsecond before a lock, at it and after it: a second signature, a verification and an amendment."""
    desk.run("operator", "season", "define", desk.write("second.json", SEASON | {
        "edition": 2, "proposal_days": 10, "entry_rules": RULES,
        "review": {"review_days": 5, "dispute_days": 5, "return_days": 2, "strict": ["Q4", "FINAL"]}}))
    desk.run("operator", "keygen", "--label", "Vụ Địa phương 1", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    (desk.folder / "qd.pdf").write_bytes(b"Quyet dinh")
    for board in ("TQ", "HN"):
        desk.run(board, "submit", desk.report(board))
    desk.run("operator", "clock", "advance", "2024-04-02T08:00+07:00")
    for points in ("1", "2", "4"):
        desk.run("HN", "points", "enter", "KT1", points, "qd.pdf", "--board", "TQ", "--reason", "Cờ thi đua")
    names = {one["points"]: one["proposal"] for one in desk.json("vu", "proposal", "list")["proposals"]}

    def review(board, adjusted):
        desk.run("vu", "review", "take", board, "--period", "Q1")
        desk.run("vu", "review", "verify", board, f"T01={adjusted}: theo sổ gốc", "--period", "Q1")

    desk.run("operator", "clock", "advance", "2024-04-05T23:59:59.999999+07:00")
    desk.run("vu", "proposal", "countersign", names["1.00"])
    review("TQ", 21)
    desk.run("operator", "clock", "advance", "2024-04-06T00:00+07:00")
    desk.run("vu", "proposal", "countersign", names["2.00"])
    review("HN", 7)
    desk.run("operator", "clock", "advance", "2024-04-06T00:00:00.000001+07:00")
    desk.run("vu", "proposal", "countersign", names["4.00"])
    desk.run("operator", "clock", "advance", "2024-06-16T08:00+07:00")

    def rows(period):
        told = desk.json("TQ", "standings", "--period", period)
        assert told["locked"] == (period == "Q1")
        return {row["board"]: (row["bonus"], row["points"]["T01"], row["adjusted"]) for row in told["rows"]}

    assert rows("Q1") == {"TQ": ("1.00", "48.00", True), "HN": ("0.00", "75.43", False)}
    assert rows("Q2") == {"TQ": ("7.00", "48.00", True), "HN": ("0.00", "16.00", True)}
    desk.run("HN", "journal", "--out", "year.bundle")
    told = desk.json("HN", "verify", "year.bundle")
    assert (told["agrees"], told["locked_standings"]) == (True, 1)

    desk.run("operator", "clock", "advance", "2024-07-02T08:00+07:00")
    desk.run("HN", "amend", "TQ", "qd.pdf", "T01=14: sổ gốc ghi 14", "--period", "Q1")
    desk.run("TQ", "amend", "HN", "qd.pdf", "T01=35: sổ gốc ghi 35", "--period", "Q1")
    names = {one["board"]: one["proposal"] for one in desk.json("vu", "proposal", "list")["proposals"] if one["state"] == "OPEN"}
    desk.run("operator", "clock", "advance", "2024-07-05T23:59:59.999999+07:00")
    desk.run("vu", "proposal", "countersign", names["TQ"])
    desk.run("operator", "clock", "advance", "2024-07-06T00:00+07:00")
    desk.run("vu", "proposal", "countersign", names["HN"])
    desk.run("operator", "clock", "advance", "2024-07-06T00:00:00.000001+07:00")

    def amended(period, number):
        told = desk.json("TQ", "standings", "--period", period, "--amendment", number)
        return {row["board"]: row["points"]["T01"] for row in told["rows"]}

    assert [amended("Q1", number) for number in ("0", "1", "2")] == [
        {"TQ": "48.00", "HN": "75.43"}, {"TQ": "32.00", "HN": "75.43"}, {"TQ": "32.00", "HN": "80.00"}]
    assert [amended("Q2", number) for number in ("0", "2")] == [{"TQ": "32.00", "HN": "16.00"}, {"TQ": "32.00", "HN": "80.00"}]
    desk.run("HN", "journal", "--out", "amended.bundle")
    told = desk.json("HN", "verify", "amended.bundle")
    assert (told["agrees"], told["locked_standings"]) == (True, 5)


def test_a_season_that_has_begun_is_changed_by_two(desk):
    agreed = SEASON | {"edition": 2, "proposal_days": 10}
    desk.run("operator", "season", "define", desk.write("second.json", agreed))
    third = desk.write("third.json", agreed | {"missing_deduction": "15.00"})
    tried = desk.run("operator", "season", "define", third, "--dry-run").stdout
    assert "It would be a proposal: season 2024, version 3; it takes effect with the signature of: " \
           "the supervisor (nobody has a key that may sign yet)" in tried
    told = desk.json("operator", "season", "define", third, "--dry-run")
    assert (told["version"], told["changes"]) == (3, ["missing_deduction"])
    missing, = told["proposal"]["missing"]
    assert (told["proposal"]["action"], missing["role"], missing["nobody"]) == ("define_season", "supervisor", True)
    assert "proposal" not in desk.json("operator", "season", "diff", third)
    late = desk.write("late.json", agreed | {"periods": [SEASON["periods"][0] | {"opens": "2024-03-16"}, *SEASON["periods"][1:]]})
    refused = json.loads(desk.run("operator", "season", "define", late, "--dry-run", "--json", code=1).stdout)
    assert [fault["reason"] for fault in refused["faults"]] == ["OPEN_DATE_MOVED"]
    made = desk.run("operator", "season", "define", third, "--yes").stdout
    assert "  missing: the supervisor (nobody has a key that may sign yet); open until 28-03-2024 23:59:59" in made
    assert desk.json("TQ", "season", "show")["missing_deduction"] == "20.00"
    assert "no supervisor has a key that may sign" in desk.run("operator", "todo").stdout
    desk.run("operator", "keygen", "--label", "Vụ Địa phương 1", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    desk.run("operator", "clock", "advance", "2024-03-19T08:00+07:00")
    proposal, = desk.json("vu", "proposal", "list")["proposals"]
    assert desk.daemon.sql("select max(version) from thidua.season") == [(2,)]
    assert "khóa: không thuộc nơi cần ký việc này\n" in \
        desk.run("TQ", "proposal", "countersign", proposal["proposal"][:8], code=77, language="vi").stderr
    assert "in force since 19-03-2024 08:00:00" in desk.run("vu", "proposal", "countersign", proposal["proposal"][:8]).stdout
    assert desk.json("TQ", "season", "show")["missing_deduction"] == "15.00"
    assert desk.json("TQ", "standings")["season_version"] == 3
    assert desk.daemon.sql("select version, received_at = '2024-03-19 08:00+07' from thidua.season where version = 3") == [(3, True)]
    assert desk.json("operator", "season", "define", third) == {"version": 3, "unchanged": True}


def test_both_who_finalise_a_year_are_told_what_nobody_has_decided(make_daemon, tmp_path):
    desk = begin(make_daemon, tmp_path, SEASON | {
        "edition": 2, "proposal_days": 10, "review": {"review_days": 5, "dispute_days": 5, "return_days": 2}, "models": True,
        "limitations": True, "earlier_limitations": [{"board": "TQ", "text": text} for text in ("Quy hoạch chậm", "Họp ít", "Xa dân")]})
    desk.run("operator", "keygen", "--label", "Vụ", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    desk.run("TQ", "submit", desk.report("TQ", models=[
        {"title": title, "field": "Tổ chức", "effect": "bớt giấy tờ"} for title in ("Một cửa", "Số hóa")]))
    desk.run("HN", "submit", desk.report("HN"))
    desk.run("HN", "model", "judge", "TQ", "Số hóa", "recognised")
    desk.run("HN", "review", "take", "TQ")
    desk.run("HN", "review", "verify", "TQ", "--yes")
    (desk.folder / "bb.pdf").write_bytes(b"Bien ban")
    for number in ("1", "2"):
        desk.run("TQ", "limitation", "close", f"2023-{number}", "bb.pdf", "--board", "TQ", "--reason", "đã xong")
    desk.run("HN", "limitation", "confirm", "TQ", "2023-2")
    desk.run("operator", "clock", "advance", "2025-02-16T08:00+07:00")
    told = "note: reports that were not verified, and cannot be once the year is finalised:\n  Q1: HN\n" \
           "note: models that were not judged, and cannot be once the year is finalised:\n  TQ, Q1: Một cửa\n" \
           "note: closed limitations that were not confirmed, and cannot be in this year once it is finalised:\n  TQ: Quy hoạch chậm\n"
    assert desk.run("vu", "season", "finalise", "2024").stderr == told
    end, = desk.json("HN", "proposal", "list")["proposals"]
    shown = desk.run("HN", "proposal", "show", end["proposal"][:8]).stdout
    assert "finalises 2024\n" + told in shown
    assert answer(desk, "y", "HN", "proposal", "countersign", end["proposal"][:8], shown="TQ, Q1: Một cửa") == 0
    for again in (("season", "finalise", "2024"), ("season", "finalise", "2024", "--dry-run")):  # nothing is left to be lost
        refused = desk.run("vu", *again, code=1).stderr
        assert "2024 was finalised" in refused and "note:" not in refused


def test_a_year_is_finalised_by_two_and_stays(desk):
    desk.run("operator", "season", "define",
             desk.write("second.json", SEASON | {"edition": 2, "proposal_days": 10, "entry_rules": RULES}))
    desk.run("operator", "keygen", "--label", "Vụ Địa phương 1", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("operator", "clock", "advance", "2024-12-20T08:00+07:00")
    early = desk.run("vu", "season", "finalise", "2024", code=1, language="vi").stderr
    assert "chốt năm: cả năm chưa khóa: hết ngày 15-02-2025 mới khóa" in early
    (desk.folder / "qd.pdf").write_bytes(b"Quyet dinh")
    desk.run("HN", "points", "enter", "KT1", "2", "qd.pdf", "--board", "TQ", "--reason", "Cờ thi đua")
    desk.run("operator", "clock", "advance", "2025-02-16T08:00+07:00")
    assert "thidua season finalise 2024" in desk.run("vu", "todo").stdout
    desk.run("HN", "amend", "TQ", "qd.pdf", "T01=30: sổ gốc ghi 30", "--period", "Q1")
    assert "takes effect with the signature of: HN" in desk.run("vu", "season", "finalise", "2024", "--dry-run").stdout
    desk.run("TQ", "season", "finalise", "2024", code=77)
    assert desk.json("vu", "season", "finalise", "2024")["receipt"]["proposal"]
    end = desk.json("HN", "proposal", "list")["proposals"][0]
    assert (end["action"], desk.json("HN", "todo")["items"][0]["proposal"]) == ("finalise_year", end["proposal"])
    assert "chốt năm 2024" in desk.run("HN", "proposal", "show", end["proposal"][:8], language="vi").stdout
    before = desk.json("TQ", "standings", "--period", "FINAL")
    desk.run("HN", "proposal", "countersign", end["proposal"][:8])

    assert desk.json("TQ", "standings", "--period", "FINAL")["state_hash"] == before["state_hash"]
    assert "Finalised 16-02-2025" in desk.run("TQ", "season", "show").stdout
    assert [desk.json(who, "todo").get("items", []) for who in ("vu", "HN", "TQ", "operator")] == [[], [], [], []]
    listed = desk.run("HN", "proposal", "list", language="vi").stdout
    assert ("hết hiệu lực lúc" in listed, "hết hạn lúc" in listed) == (True, True)
    refused = desk.run("HN", "amend", "TQ", "qd.pdf", "T01=30: sổ gốc ghi 30", "--period", "Q1", code=1).stderr
    assert "2024 was finalised" in refused
    desk.run("HN", "season", "finalise", "2024", code=1)
    desk.run("operator", "season", "define", desk.write("third.json", SEASON | {
        "edition": 2, "proposal_days": 10, "entry_rules": RULES, "missing_deduction": "15.00"}), code=1)
    assert desk.daemon.sql("select year, proposed_by, countersigned_by from thidua.finalised") == [(2024, "SUPERVISOR", "HN")]
    assert desk.daemon.sql("select kind, outcome from thidua.proposal order by sequence") == [
        ("enter_points", None), ("amend_report", "VOID"), ("finalise_year", "IN_FORCE")]
    assert desk.daemon.sql("select data - 'proposed' from thidua.record where kind = 'finalise_year'") == [({},)]
    desk.run("HN", "journal", "--out", "year.bundle")
    assert desk.json("HN", "verify", "year.bundle")["agrees"]
    desk.daemon.stop()
    desk.daemon.start()
    assert "Finalised 16-02-2025" in desk.run("TQ", "season", "show").stdout


def test_a_locked_report_is_amended_by_two(desk):
    desk.run("operator", "season", "define", desk.write("second.json", SEASON | {"edition": 2, "proposal_days": 10}))
    desk.run("operator", "keygen", "--label", "Vụ Địa phương 1", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    (desk.folder / "bb7.pdf").write_bytes(b"Bien ban 7")
    desk.run("TQ", "submit", desk.report("TQ"))
    early = desk.run("TQ", "amend", "TQ", "bb7.pdf", "T01=31: sổ gốc ghi 31", "--period", "Q1", code=1, language="vi")
    assert "đến hết ngày 05-04-2024 đơn vị còn tự nộp lại báo cáo" in early.stderr
    desk.run("operator", "clock", "advance", "2024-04-08T08:00+07:00")
    told = desk.json("TQ", "amend", "TQ", "bb7.pdf", "T01=31: sổ gốc ghi 31", "--period", "Q1", "--dry-run")
    assert (told["action"], [who["role"] for who in told["proposal"]["missing"]]) == ("amend_report", ["office", "supervisor"])
    desk.run("TQ", "amend", "TQ", "bb7.pdf", "T01=31: sổ gốc ghi 31", "--period", "Q1")
    proposal, = desk.json("HN", "proposal", "list")["proposals"]
    listed = desk.run("HN", "proposal", "list", language="vi").stdout
    assert "sửa đổi báo cáo của TQ, quý I" in listed
    assert "HN, giám sát" in listed
    shown = desk.run("vu", "proposal", "show", proposal["proposal"], language="vi").stdout
    assert "T01: báo cáo 33, sửa thành 31; lý do: sổ gốc ghi 31" in shown
    desk.run("vu", "proposal", "countersign", proposal["proposal"])
    assert desk.json("HN", "amend", "list")["amendments"] == []
    locked = desk.json("HN", "standings", "--period", "Q1")
    desk.run("HN", "proposal", "countersign", proposal["proposal"])
    after = desk.json("HN", "standings", "--period", "Q1")
    assert (locked["locked"], locked["amendment"], after["locked"], after["amendment"]) == (True, 0, True, 1)
    shown = desk.run("HN", "standings", "--period", "Q1", language="vi").stdout
    assert "[ĐÃ SỬA ĐỔI, lần 1]" in shown
    assert "* có sửa đổi sau khóa" in shown
    assert desk.daemon.sql("select amendment, total::text, state_hash from thidua.standing where period = 'Q1' and board = 'TQ'") == [
        (1, next(row["total"] for row in after["rows"] if row["board"] == "TQ"), after["state_hash"])]
    kept = ("select 0, total::text, state_hash from thidua.standing_locked where period = 'Q1' and board = 'TQ' union all "
            "select amendment, total::text, state_hash from thidua.standing_amended where period = 'Q1' and board = 'TQ' order by 1")
    both = desk.daemon.sql(kept)
    assert "quý I: báo cáo 33, tính 31 (sửa đổi lần 1); lý do: sổ gốc ghi 31" in desk.run(
        "TQ", "scorecard", "--period", "Q1", language="vi").stdout
    assert desk.json("TQ", "standings", "--period", "Q1", "--amendment", "0")["state_hash"] == locked["state_hash"]
    assert desk.json("TQ", "standings", "--period", "Q1", "--amendment", "1")["state_hash"] == after["state_hash"]
    absent = desk.run("TQ", "standings", "--period", "Q1", "--amendment", "2", code=1, language="vi")
    assert "2: kỳ này không có bảng xếp hạng như vậy" in absent.stderr
    assert [(row[0], row[2]) for row in both] == [(0, locked["state_hash"]), (1, after["state_hash"])]
    assert both[0][1] != both[1][1]
    desk.run("operator", "journal", "--out", "amended.bundle")
    assert "2" in desk.run("operator", "verify", "amended.bundle").stdout
    amendment, = desk.json("TQ", "amend", "list")["amendments"]
    assert (amendment["number"], amendment["board"], amendment["period"]) == (1, "TQ", "Q1")
    assert desk.json("TQ", "amend", "list", "--before", "1")["amendments"] == []
    amended = "có sửa đổi lần 1 sau khóa: thidua amend list\n"
    assert amended in desk.run("TQ", "report", "--board", "TQ", "--period", "Q1", language="vi").stdout
    assert amended in desk.run("TQ", "review", "show", "TQ", "--period", "Q1", language="vi").stdout
    assert amendment["tasks"] == [{"task": "T01", "actual": "31", "reason": "sổ gốc ghi 31"}]
    assert rows(desk, "TQ", "amend", "list")[1:] == [["1", "TQ", "Q1", "T01", "31", "TQ, the supervisor, HN", "08-04-2024", "sổ gốc ghi 31"]]
    assert desk.daemon.sql("select number, board, period::text, task, actual::text, reason, proposed_by, countersigned_by "
                           "from thidua.amendment") == [
        (1, "TQ", "Q1", "T01", "31", "sổ gốc ghi 31", "TQ", ["SUPERVISOR", "HN"])]
    desk.daemon.stop()
    rebuilt = desk.daemon.run("--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert desk.daemon.sql(kept) == both


def test_a_report_is_acknowledged_ranked_and_explained(desk):
    tried = desk.json("TQ", "submit", desk.report("TQ"), "--dry-run")
    assert [row["total"] for row in tried["standings"]["rows"] if row["board"] == "TQ"] == ["94.29"]  # 75.43 of 80, rescaled
    assert desk.json("TQ", "standings")["reported"] == 0
    receipt = desk.json("TQ", "submit", "TQ-Q1.json")["receipt"]
    assert (receipt["sequence"], receipt["received_at"], receipt["late_days"]) == (4, "2024-03-18T08:00:00+07:00", 0)
    standings = desk.json("HN", "standings")
    assert [(row["rank"], row["board"], row["name"], row["total"]) for row in standings["rows"]] == [
        (1, "TQ", "Tuyên Quang", "94.29"), (2, "HN", "Hà Nội", "0.00")]
    assert (standings["reported"], standings["expected"], standings["rehearsal"]) == (1, 2, True)
    assert standings["rows"][0]["points"] == {"T01": "75.43", "T02": None}
    card = desk.run("TQ", "scorecard").stdout
    assert "80.00 × 33 ÷ 35 = 75.428571…, rounded half up: 75.43" in card
    assert "Base = 100.00 × 75.43 ÷ 80.00 = 94.2875, rounded half up: 94.29" in card
    assert "80,00 × 33 ÷ 35 = 75,428571…, làm tròn nửa lên: 75,43" in desk.run("TQ", "scorecard", language="vi").stdout
    assert "(45 ÷ 50)" not in card
    assert [line["leader"] for line in desk.json("TQ", "scorecard")["lines"]] == [None, None]  # no task of LEADER


def test_what_is_shown_is_what_was_reported(desk):
    made = desk.report("HN", limitations=[{"text": "chậm", "cause": "thiếu người"}], proposals=["họp sớm"],
                       models=[{"title": "Chi bộ bốn tốt", "field": "Tổ chức đảng"}], evidence=["ab" * 32])
    desk.run("HN", "submit", made)
    shown = desk.json("TQ", "report", "--board", "HN", "--period", "Q1")["report"]
    sent = json.loads((desk.folder / made).read_text(encoding="utf-8"))
    assert {key: shown[key] for key in sent if key != "lines"} == {key: sent[key] for key in sent if key != "lines"}
    assert shown["lines"] == [{"task": "T01", "actual": "33"}, {"task": "T02", "done": "45", "out_of": "50"}]
    page = desk.run("TQ", "report", "--board", "HN", "--period", "Q1").stdout
    assert "Chi bộ bốn tốt" in page and "thiếu người" in page and "45 / 50" in page


def test_a_second_submission_is_the_next_revision(desk):
    desk.run("TQ", "submit", desk.report("TQ"))
    done = desk.run("TQ", "submit", desk.report("TQ", actual="35"))
    assert "this is revision 2" in done.stderr
    assert desk.json("TQ", "standings")["rows"][0]["points"]["T01"] == "80.00"
    assert desk.json("TQ", "report", "--period", "Q1", "--revision", "1")["report"]["lines"][0]["actual"] == "33"
    desk.run("TQ", "submit", desk.report("TQ", revision=2, previous_hash="00" * 32), code=1)


def test_a_refusal_tells_every_fault_with_the_path_of_the_file(desk):
    made = desk.report("TQ", lines=[{"task": "T01", "done": 1, "out_of": 2}, {"task": "T02", "actual": 1},
                                    {"task": "T09", "actual": 1}])
    done = desk.run("TQ", "submit", made, code=1)
    fields = {line.split(":")[0] for line in done.stderr.splitlines()}
    assert "line 3 (T09), task" in fields and any(field.startswith("line 2 (T02)") for field in fields), done.stderr
    assert all(not field.startswith("submit_report") for field in fields)
    rows = desk.json("TQ", "outbox", "list")
    assert (rows["waiting"], [row["state"] for row in rows["rows"]]) == (0, ["REFUSED"])


def test_nobody_reports_for_another(desk):
    desk.context("TQ", "TQ.key")
    assert "board of this key" in desk.run("TQ", "submit", desk.report("HN"), code=77).stderr


def test_a_report_before_its_time_is_refused(desk):
    assert "not open yet" in desk.run("TQ", "submit", desk.report("TQ", period="Q2"), code=1).stderr


def test_a_refusal_is_said_in_the_language_of_the_reader_and_as_json_in_one_form(desk):
    desk.run("operator", "clock", "advance", "2024-06-20T08:00+07:00")
    early = desk.run("TQ", "submit", desk.report("TQ", period="Q3"), code=1, language="vi").stderr
    assert early == "thidua: bị từ chối, chưa ghi sổ:\nkỳ: quý III chưa mở: nhận báo cáo từ 15-09-2024 đến 05-10-2024\n"
    lines = [{"task": "T01", "actual": 1}, {"task": "T02", "done": "1234.5", "out_of": "1000"}]
    made = desk.report("HN", period="Q2", lines=lines)
    here = desk.run("HN", "submit", made, code=65, language="vi").stderr  # known without the daemon
    unlooked = desk.write("unlooked.json", {"board": "HN", "period": "Q2", "revision": 1, "lines": lines})
    done = desk.run("HN", "send", "submit_report", unlooked, "--json", code=1, language="vi")
    assert here == "dòng 2 (T02), đã hoàn thành: phải nhiều nhất bằng tổng số, 1.000, không phải 1.234,5\n"
    assert done.stderr == "thidua: bị từ chối, chưa ghi sổ:\ndòng 2, đã hoàn thành: phải nhiều nhất bằng tổng số, 1.000, không phải 1.234,5\n"
    assert json.loads(done.stdout)["faults"] == [
        {"field": "lines[1].done", "code": "INVALID", "reason": "DONE_TOO_LARGE", "arguments": ["1000", "1234.5"],
         "message": "must be at most out_of, 1000, got 1234.5"}]
    assert desk.json("HN", "outbox", "list")["rows"][0]["faults"] == json.loads(done.stdout)["faults"]
    assert "phải nhiều nhất bằng tổng số" in desk.run("HN", "outbox", "list", language="vi").stdout


def test_what_was_kept_is_sent_by_flush_in_order(desk):
    desk.run("TQ", "submit", desk.report("TQ"), "--no-wait", code=75)
    desk.run("TQ", "submit", desk.report("TQ", actual="35"), "--no-wait", code=75)
    desk.run("TQ", "outbox", "flush")
    rows = desk.json("TQ", "outbox", "receipts")["rows"]
    assert [row["sequence"] for row in rows] == [4, 5]
    assert desk.json("TQ", "standings")["rows"][0]["revision"] == 2
    assert "nothing is waiting" in desk.run("TQ", "outbox", "flush").stderr


def test_a_daemon_that_is_away_keeps_the_report_and_gets_it_later(desk):
    desk.daemon.stop()
    made = desk.report("TQ")
    assert "kept in the outbox" in desk.run("TQ", "submit", made, "--timeout", "1", code=75).stderr
    desk.daemon.start()
    desk.run("operator", "clock", "advance", "2024-03-18T08:00+07:00")
    desk.run("TQ", "outbox", "flush")
    assert desk.json("TQ", "standings")["reported"] == 1


def test_a_revoked_key_may_nothing(desk):
    desk.run("operator", "key", "revoke", "TQ.key.pub", "--reason", "đổi máy")
    desk.run("TQ", "standings", "--timeout", "2", code=77)
    assert desk.json("HN", "standings")["reported"] == 0


def test_what_was_sent_unheard_and_is_forbidden_now_is_unknown(desk):
    """The report waits for its commit when the office gives up; then its key is revoked here, and has a role elsewhere."""
    with Held(desk.daemon) as held:
        desk.run("TQ", "submit", desk.report("TQ"), "--timeout", "1", code=75)
        held.until_waited_for()
    desk.context("elsewhere", "operator.key", cluster="ANOTHER-1")
    desk.run("elsewhere", "key", "grant", "TQ.key.pub", "--role", "viewer", "--relay")
    desk.run("operator", "key", "revoke", "TQ.key.pub", "--reason", "đổi máy")
    told = desk.run("TQ", "outbox", "flush", code=76).stderr
    assert "it may be in the journal" in told
    assert "submit_report" in desk.run("operator", "journal", "--json").stdout  # and it is
    assert desk.json("TQ", "outbox", "list")["rows"][0]["state"] == "UNKNOWN"
    assert "có thể đã vào sổ" in desk.run("TQ", "outbox", "list", language="vi").stdout
    assert "Ask who may look" in desk.run("TQ", "outbox", "list").stdout


def test_only_an_operator_grants(desk):
    Keys("new").write(desk.folder / "new.key")
    desk.run("TQ", "key", "grant", "new.key.pub", "--role", "viewer", code=77)
    desk.run("operator", "key", "grant", "new.key.pub", "--role", "king", code=64)
    desk.run("operator", "key", "grant", "new.key.pub", "--role", "viewer")
    desk.context("viewer", "new.key")
    assert desk.json("viewer", "standings")["expected"] == 2


def test_a_secret_file_is_never_granted(desk):
    Keys("new").write(desk.folder / "new.key")
    for verb in (("grant", "new.key", "--role", "viewer"), ("revoke", "new.key", "--reason", "x")):
        assert "new.key: is the secret file" in desk.run("operator", "key", *verb, code=78).stderr
    assert desk.run("operator", "journal", "--json").stdout.count("grant_key") == 2  # those of TQ and HN


def test_a_grant_for_a_board_that_the_season_does_not_have_is_noted(desk):
    for name in ("new", "other"):
        Keys(name).write(desk.folder / f"{name}.key")
    noted = desk.run("operator", "key", "grant", "new.key.pub", "--role", "office", "--board", "XX")
    assert noted.stderr == 'thidua: note: season 2024 of the cluster has no board "XX"; there are: TQ, HN\n'
    assert desk.run("operator", "key", "grant", "other.key.pub", "--role", "office", "--board", "HN").stderr == ""


def test_a_viewer_is_granted_with_what_it_may_hear(desk):
    Keys("web").write(desk.folder / "web.key")
    for wrong in (("office", "--board", "TQ", "--relay"), ("viewer", "--audience", "all")):
        desk.run("operator", "key", "grant", "web.key.pub", "--role", *wrong, code=64)
    desk.run("operator", "key", "grant", "web.key.pub", "--role", "viewer", "--audience", "public", "--relay")
    assert desk.daemon.sql("select role, audience, relay from thidua.office_key where role = 'VIEWER'") == [("VIEWER", "PUBLIC", True)]
    assert "grants viewer public to key" in desk.run("operator", "journal", "--from", "4").stdout


def test_the_exported_journal_agrees_and_a_changed_one_does_not(desk):
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("operator", "clock", "advance", "2024-04-06T00:00+07:00")
    assert desk.json("TQ", "standings", "--period", "Q1")["locked"]
    desk.run("HN", "journal", "--out", "2024.bundle")
    told = desk.json("HN", "verify", "2024.bundle")
    assert (told["agrees"], told["entries"], told["locked_standings"]) == (True, 4, 1)
    data = bytearray((desk.folder / "2024.bundle").read_bytes())
    data[len(data) // 2] ^= 1
    (desk.folder / "2024.bundle").write_bytes(data)
    desk.run("HN", "verify", "2024.bundle", code=1)
    listed = [json.loads(line) for line in desk.run("HN", "journal", "--json", "--from", "2").stdout.splitlines()]
    assert [(entry["sequence"], entry["action"]) for entry in listed] == [
        (2, "grant_key"), (3, "grant_key"), (4, "submit_report")]


def test_watch_says_each_change_once(desk):
    watching = subprocess.Popen(desk.command("HN", "watch", "--json", "--count", "2", "--wait", "20"),
                                stdout=subprocess.PIPE, text=True)
    first = json.loads(watching.stdout.readline())
    desk.run("TQ", "submit", desk.report("TQ"))
    second = json.loads(watching.stdout.readline())
    assert watching.wait(WAIT) == 0
    watching.stdout.close()
    assert (first["reported"], second["reported"]) == (0, 1)
    assert second["rows"][0]["board"] == "TQ"


def test_watch_that_hears_too_little_fails(desk):
    desk.run("HN", "watch", "--count", "2", "--wait", "1", code=69)


def test_ping_tells_the_daemons_time(desk):
    told = desk.json("TQ", "ping")
    assert (told["now"], told["rehearsal"]) == ("2024-03-18T08:00:00+07:00", True)


def see(terminal, wanted, seconds=WAIT):
    """Reads the terminal until it has shown what is wanted."""
    shown, deadline = b"", time.monotonic() + seconds
    while wanted.encode() not in shown:
        left = deadline - time.monotonic()
        assert left > 0 and select.select([terminal], [], [], left)[0], shown.decode(errors="replace")
        shown += os.read(terminal, 65536)
    return shown


def test_the_live_screen_shows_changes_and_pauses_and_quits(desk):
    terminal, other = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "THIDUA_LANG": "vi", "LC_ALL": "C.UTF-8", "COLUMNS": "100", "LINES": "20"}
    watching = subprocess.Popen(desk.command("HN", "watch"), stdin=other, stdout=other, stderr=other, env=environment)
    os.close(other)
    see(terminal, "uyên Quang")  # where the code stood until the name came, its T is left as it is
    desk.run("TQ", "submit", desk.report("TQ"))
    see(terminal, "94,29")
    os.write(terminal, b"p")
    see(terminal, "TẠM DỪNG")
    os.write(terminal, b"q")
    assert watching.wait(WAIT) == 0
    os.close(terminal)


def answer(desk, told, who, *arguments, shown=""):
    """Answers the question that a command asks at a terminal; its exit code."""
    terminal, other = pty.openpty()
    asking = subprocess.Popen(desk.command(who, *arguments), stdin=other, stdout=other, stderr=other, cwd=desk.folder,
                              env=os.environ | {"THIDUA_LANG": "en", "TERM": "dumb", "LC_ALL": "C.UTF-8"})
    os.close(other)
    assert shown.encode() in see(terminal, "[y/N]")
    os.write(terminal, f"{told}\n".encode())
    if told not in ("y", "yes", "có"):
        see(terminal, "Nothing was entered.")
    code = asking.wait(WAIT)
    os.close(terminal)
    return code


def at_a_terminal(desk, who, *arguments):
    """All that a command shows there."""
    terminal, other = pty.openpty()
    done = subprocess.run(desk.command(who, *arguments), stdout=other, cwd=desk.folder, check=True, timeout=WAIT,
                          env=os.environ | {"THIDUA_LANG": "en", "TERM": "dumb", "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0
    os.write(other, b"the end")
    os.close(other)
    shown = see(terminal, "the end")
    os.close(terminal)
    return shown.decode()


def test_the_season_of_2024_can_be_defined(make_daemon, tmp_path):
    desk = Desk(make_daemon(rehearse="2024-03-01T08:00"), tmp_path)
    desk.run("operator", "season", "define", SOURCE / "deploy" / "season-2024" / "season.json")
    assert len(desk.json("operator", "season", "show")["tasks"]) == 14


def test_limitations_stay_open_into_the_next_year_until_they_are_closed(make_daemon, tmp_path):
    followed = {"edition": 2, "review": {"review_days": 5, "dispute_days": 5, "return_days": 2}, "limitations": True}
    tasks = [SEASON["tasks"][0], SEASON["tasks"][1] | {"measure": "LIMITATIONS", "target": "80"}]
    boards = [{"code": "TQ", "name": "Tuyên Quang"}, {"code": "HN", "name": "Hà Nội"}]
    made = SEASON | followed | {"tasks": tasks, "boards": boards, "earlier_limitations": [
        {"board": "TQ", "text": "Hồ sơ chưa số hóa"}, {"board": "TQ", "text": "Quy hoạch chậm", "cause": "thiếu người"}]}
    desk = begin(make_daemon, tmp_path, made)
    desk.run("operator", "keygen", "--label", "Vụ Địa phương 1", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    assert "Of the year before this file lists 2." in desk.run("TQ", "season", "check", "season.json").stdout
    (desk.folder / "bb.pdf").write_bytes(b"Bien ban")

    def task(year, period="Q1"):
        card = desk.json("TQ", "scorecard", "--board", "TQ", "--year", year, "--period", period)
        line = next(line for line in card["lines"] if line["task"] == "T02")
        return line["points"] if line["assigned"] else None

    assert task(2024) == "0.00"
    closing = ("limitation", "close", "2023-2", "bb.pdf", "--board", "TQ", "--reason", "đã xong quy hoạch")
    assert desk.json("TQ", *closing)["receipt"]
    assert [item["kind"] for item in desk.json("HN", "todo")["items"]].count("CONFIRM") == 1
    assert "1 limitations open" in desk.run("TQ", "todo").stdout
    desk.run("TQ", "limitation", "confirm", "TQ", "2023-2", code=77)
    refused = desk.run("HN", "limitation", "refuse", "TQ", "2023-2", "--reason", "mới một nửa")
    assert "does not confirm that TQ has overcome: Quy hoạch chậm" in refused.stdout
    for told in ("cancel", "yesterday", "chưa", "có, nhưng", "", "y" + 70 * " " + "no"):
        assert answer(desk, told, "operator", "season", "finalise", "2024") != 0, told
    assert [row[:2] + row[3:] for row in rows(desk, "TQ", "limitation", "list")] == [
        ["board", "limitation", "counts this year", "what it says", "done", "not confirmed"],
        ["TQ", "2023-1", "yes", "Hồ sơ chưa số hóa", "", ""],
        ["TQ", "2023-2", "yes", "Quy hoạch chậm", "", "mới một nửa"]]
    desk.run("TQ", *closing)
    assert "confirms that TQ has overcome: Quy hoạch chậm" in desk.run("HN", "limitation", "confirm", "TQ", "2023-2").stdout
    assert task(2024) == "12.50"  # a half of the target of 80 %
    assert "closed 1 of 2 limitations" in desk.run("TQ", "scorecard", "--board", "TQ").stdout
    desk.write("TQ-Q1.json", {"cluster": "TCXDD-1", "year": 2024, "board": "TQ", "period": "Q1",
                              "lines": [{"task": "T01", "actual": "33"}],
                              "limitations": [{"text": "hồ sơ  CHƯA số hóa"}, {"text": "Họp ít"}]})
    desk.run("TQ", "submit", "TQ-Q1.json")
    desk.run("operator", "clock", "advance", "2024-05-01T08:00+07:00")
    listed = {(one["year"], one.get("period"), one["number"]): (one["state"], one["text"])
              for one in desk.json("HN", "limitation", "list", "--board", "TQ")["limitations"]}
    assert desk.json("HN", "limitation", "list", "--board", "hn", "--state", "Open")["limitations"] == []
    assert "there are: TQ, HN" in desk.run("HN", "limitation", "list", "--board", "XX", code=1).stderr
    assert listed == {(2023, None, 1): ("OPEN", "Hồ sơ chưa số hóa"), (2023, None, 2): ("CLOSED", "Quy hoạch chậm"),
                      (2024, "Q1", 2): ("OPEN", "Họp ít")}

    later = json.loads(json.dumps(SEASON | followed | {"tasks": tasks, "boards": boards, "head": "TQ", "deputy": "HN"})
                       .replace("2025-", "2026-").replace("2024-", "2025-")) | {"year": 2025}
    desk.run("operator", "clock", "advance", "2025-02-20T08:00+07:00")
    desk.run("operator", "season", "define", desk.write("2025.json", later), "--year", "2025")
    desk.run("operator", "clock", "advance", "2025-03-16T08:00+07:00")
    assert desk.daemon.sql("select year, next_change < 'infinity', needs_from from thidua.season order by year") == \
        [(2024, False, None), (2025, True, 2024)]
    desk.daemon.stop()
    desk.daemon.start()  # 2024 has ended, and is in memory for the sake of 2025 alone
    desk.run("operator", "clock", "advance", "2025-03-16T08:00+07:00")
    assert task(2025) == "0.00"
    desk.run("TQ", "limitation", "close", "2024-Q1-2", "bb.pdf", "--board", "TQ", "--reason", "họp hằng tuần", code=1)
    desk.run("TQ", "limitation", "close", "2024-Q1-2", "bb.pdf", "--board", "TQ", "--reason", "họp hằng tuần", "--year", "2025")
    for who, way in (("HN", "limitation list --state closing"), ("TQ", "limitation list --state open --board TQ")):  # of that year, as it was asked
        assert f"thidua {way} --config {desk.folder / who}.conf --year 2025\n" in desk.run(who, "todo", "--year", "2025").stdout
    desk.run("TQ", "limitation", "confirm", "TQ", "2024-Q1-2", "--year", "2025", code=77)  # the head's own
    desk.run("HN", "limitation", "confirm", "TQ", "2024-Q1-2", "--year", "2025")
    assert (task(2025), task(2024, "FINAL")) == ("12.50", "12.50")
    assert desk.daemon.sql("select of_year, of_period, number, confirmed, judged_by from thidua.limitation_closing order by sequence") == \
        [(2023, None, 2, False, "HN"), (2023, None, 2, True, "HN"), (2024, "Q1", 2, True, "HN")]
    desk.run("HN", "journal", "--out", "years.bundle")
    assert desk.json("HN", "verify", "years.bundle")["agrees"]
    before = desk.daemon.sql("select year, period, state_hash, needs_from from thidua.standing_state join thidua.season using (year, cluster) order by 1, 2")
    desk.daemon.stop()
    desk.daemon.run("--rebuild")
    assert desk.daemon.sql("select year, period, state_hash, needs_from from thidua.standing_state join thidua.season using (year, cluster) order by 1, 2") == before


def test_models_count_once_somebody_has_recognised_them(make_daemon, tmp_path):
    judged = {"edition": 2, "review": {"review_days": 5, "dispute_days": 5, "return_days": 2}, "models": True}
    tasks = [SEASON["tasks"][0], {"code": "T02", "group": 1, "name": "Mô hình", "unit": "mô hình", "kind": "PER_UNIT", "accumulation": "SUM",
                                  "measure": "MODELS", "max": "20.00", "target": "4", "per_unit": "5.00", "phasing": [10000] * 4}]
    boards = [{"code": "TQ", "name": "Tuyên Quang"}, {"code": "HN", "name": "Hà Nội"}]
    made = SEASON | judged | {"tasks": tasks, "boards": boards}
    desk = begin(make_daemon, tmp_path, made)
    desk.run("operator", "keygen", "--label", "Vụ Địa phương 1", "--out", "vu.key")
    desk.run("operator", "key", "grant", "vu.key.pub", "--role", "supervisor")
    desk.context("vu", "vu.key")
    desk.run("operator", "clock", "advance", "2024-03-19T08:00+07:00")

    def submit(board, titles, period="Q1", year=2024):
        desk.write(f"{board}-{period}.json", {
            "cluster": "TCXDD-1", "year": year, "board": board, "period": period, "lines": [{"task": "T01", "actual": "33"}],
            "models": [{"title": title, "field": "Tổ chức cán bộ", "effect": "bớt giấy tờ"} for title in titles]})
        desk.run(board, "submit", f"{board}-{period}.json", "--year", str(year))

    def task(board="TQ", period="Q1", year=2024):
        card = desk.json(board, "scorecard", "--board", board, "--period", period, "--year", year)
        line = next(line for line in card["lines"] if line["task"] == "T02")
        return line["points"], line["cause"], line["models"]["listed"], line["models"]["recognised"]

    def states(*more, who="TQ"):
        return {(one["board"], one["year"], one["title"]): one["state"] for one in desk.json(who, "model", "list", *more)["models"]}

    submit("TQ", ["Số hóa hồ sơ", "Một cửa"])
    submit("HN", ["Hồ sơ số"])
    assert task() == ("0.00", "UNJUDGED", 2, 0)
    assert [(item["board"], item["models"]) for item in desk.json("HN", "todo")["items"] if item["kind"] == "JUDGE_MODEL"] == [("TQ", 2)]
    desk.run("HN", "model", "judge", "tq", "số hóa  HỒ SƠ", "Recognised")
    assert task() == ("5.00", "UNJUDGED", 2, 1)
    assert "recognised 1 of 2 models listed" in desk.run("TQ", "scorecard", "--board", "TQ").stdout
    desk.run("HN", "model", "judge", "TQ", "Một cửa", "refused", code=64)  # without a reason
    refused = desk.run("HN", "model", "judge", "TQ", "Một cửa", "refused", "--reason", "chưa rõ hiệu quả", language="vi")
    assert "không công nhận mô hình của TQ: Một cửa" in refused.stdout
    desk.run("HN", "model", "judge", "HN", "Hồ sơ số", "recognised", code=77)
    same = desk.run("TQ", "model", "judge", "HN", "Hồ sơ số", "duplicate", "TQ", "Số hóa hồ sơ", "--reason", "cùng cách làm")
    assert "the model of HN, Hồ sơ số, is what TQ listed before: Số hóa hồ sơ" in same.stdout
    listed = rows(desk, "HN", "model", "list")
    assert [row[:2] + row[3:] for row in listed] == [
        ["board", "period", "model", "field", "effect", "reason", "disputed"],
        ["TQ", "2024 Q1", "Số hóa hồ sơ", "Tổ chức cán bộ", "bớt giấy tờ", "", ""],
        ["TQ", "2024 Q1", "Một cửa", "Tổ chức cán bộ", "bớt giấy tờ", "chưa rõ hiệu quả", ""],
        ["HN", "2024 Q1", "Hồ sơ số", "Tổ chức cán bộ", "bớt giấy tờ", "cùng cách làm", ""]]
    assert listed[3][2].startswith("duplicate of that of TQ, 2024: Số hóa hồ sơ")
    shown = at_a_terminal(desk, "HN", "model", "list")
    assert "\t" not in shown and "Một cửa · field: Tổ chức cán bộ · effect: bớt giấy tờ · reason: chưa rõ hiệu quả" in " ".join(shown.split())
    assert [item["kind"] for item in desk.json("TQ", "todo")["items"]].count("DISPUTE_MODEL") == 1
    disputed = desk.run("TQ", "model", "dispute", "Một cửa", "--board", "TQ", "--reason", "đã làm ở mười chi bộ")
    assert "TQ disputes the verdict on its model: Một cửa" in disputed.stdout
    assert states() == {("TQ", 2024, "Số hóa hồ sơ"): "RECOGNISED", ("TQ", 2024, "Một cửa"): "DISPUTED", ("HN", 2024, "Hồ sơ số"): "DUPLICATE"}
    desk.run("HN", "model", "judge", "TQ", "Một cửa", "recognised", code=1)
    desk.run("HN", "model", "judge", "TQ", "Số hóa hồ sơ", "refused", "--reason", "xem lại", code=1)  # has a duplicate
    desk.run("operator", "clock", "advance", "2024-03-20T08:00+07:00")
    desk.run("vu", "model", "judge", "TQ", "Một cửa", "recognised")
    assert task() == ("10.00", None, 2, 2)
    assert set(states("--search", "HOA so")) == {("TQ", 2024, "Số hóa hồ sơ")}
    assert not states("--search", "oa")
    for nothing in ("", " – "):
        assert desk.run("TQ", "model", "list", "--search", nothing, code=64).stderr == "search: names no word: it must have letters or digits\n"
    assert set(states("--state", "duplicate")) == {("HN", 2024, "Hồ sơ số")}
    assert len(states("--board", "tq")) == 2  # a code is meant, whatever its case
    for asked in [("model", "list"), ("limitation", "list"), ("standings",), ("season", "show"), ("scorecard",),
                  ("report", "--period", "q1"), ("template", "--period", "q1", "-o", "no.csv")]:
        unknown = desk.run("TQ", *asked, "--board", "TQQ", code=64 if asked[0] in ("standings", "season", "template") else 1)
        assert unknown.stdout == "" and unknown.stderr.splitlines()[-1].endswith('there are: TQ, HN; did you mean "TQ"?'), asked
    for asked in [("review", "show", "xx"), ("review", "take", "xx"), ("model", "judge", "xx", "Một cửa", "recognised")]:
        unknown = desk.run("HN", *asked, code=1 if asked[0] == "model" else 65)
        assert unknown.stderr.splitlines()[-1].endswith("there are: TQ, HN"), asked
    assert desk.json("TQ", "standings")["models"] == 2
    desk.run("operator", "clock", "advance", "2024-06-16T08:00+07:00")
    submit("TQ", ["Một  cửa"], "Q2")
    assert (task(period="Q2"), len(states())) == (("10.00", None, 2, 2), 3)

    later = json.loads(json.dumps(made).replace("2025-", "2026-").replace("2024-", "2025-")) | {"year": 2025}
    desk.run("operator", "clock", "advance", "2025-02-20T08:00+07:00")
    desk.run("operator", "season", "define", desk.write("2025.json", later), "--year", "2025")
    desk.run("operator", "clock", "advance", "2025-03-16T08:00+07:00")
    desk.daemon.stop()
    desk.daemon.start()  # 2024 has ended, and is not in memory
    desk.run("operator", "clock", "advance", "2025-03-16T08:00+07:00")
    submit("TQ", ["Số hóa"], year=2025)
    assert set(states("--all")) == {("TQ", 2025, "Số hóa")}
    desk.run("HN", "model", "judge", "TQ", "Số hóa", "duplicate", "TQ", "Số hóa hồ sơ", "2024", "--reason", "như năm trước", "--year", "2025")
    assert len(states("--all")) == 4  # it was looked for
    assert task(year=2025) == ("0.00", None, 1, 0)
    desk.daemon.stop()
    desk.daemon.start()
    told = desk.json("TQ", "model", "list", "--year", "2025")["models"]
    assert [(one["state"], one["duplicate_of"]) for one in told] == [("DUPLICATE", {"year": 2024, "board": "TQ", "title": "Số hóa hồ sơ"})]
    assert desk.daemon.sql("select year, board, title, verdict, of_year, disputed from thidua.model_judged order by sequence") == [
        (2024, "TQ", "Số hóa hồ sơ", "RECOGNISED", None, False), (2024, "HN", "Hồ sơ số", "DUPLICATE_OF", 2024, False),
        (2024, "TQ", "Một cửa", "RECOGNISED", None, False), (2025, "TQ", "Số hóa", "DUPLICATE_OF", 2024, False)]
    assert desk.daemon.sql("select count(*) from thidua.review") == [(0,)]
    desk.run("HN", "journal", "--out", "years.bundle")
    assert desk.json("HN", "verify", "years.bundle")["agrees"]
    before = desk.daemon.sql("select year, period, state_hash from thidua.standing_state order by 1, 2")
    desk.daemon.stop()
    desk.daemon.run("--rebuild")
    assert desk.daemon.sql("select year, period, state_hash from thidua.standing_state order by 1, 2") == before
