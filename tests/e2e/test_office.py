"""What an office does all year, against one daemon: each test has a board of its own."""

import fcntl
import itertools
import json
import os
import pty
import re
import signal
import sqlite3
import struct
import subprocess
import termios

import pytest
from support.daemon import Daemon, remove, scratch, until
from support.slow_line import SlowLine
from test_cli import SEASON, WAIT, Desk, answer, see

BOARDS = [f"BD{number:02}" for number in range(1, 49)]


@pytest.fixture(scope="module")
def town(postgres, tmp_path_factory):
    """A season of many boards; it is 18 March."""
    folder = scratch("d")
    daemon = Daemon(folder, postgres.createdb("town"), rehearse="2024-03-18T08:00")
    assert daemon.run("--migrate").returncode == 0
    desk = Desk(daemon.start(), tmp_path_factory.mktemp("town"))
    season = SEASON | {"boards": [{"code": board, "name": f"Đơn vị {board}", "targets": {"T02": None}} for board in BOARDS],
                       "head": BOARDS[0], "deputy": BOARDS[1]}
    desk.run("operator", "season", "define", desk.write("season.json", season))
    desk.free = itertools.chain(BOARDS[2:])
    yield desk
    daemon.close()
    remove(folder)


class Office:
    """A board with its key and context."""

    def __init__(self, town):
        self.town, self.board = town, next(town.free)
        self.folder = town.folder
        self.run("keygen", "--label", self.board, "--out", f"{self.board}.key", who="operator")
        self.run("key", "grant", f"{self.board}.key.pub", "--role", "office", "--board", self.board, who="operator")
        town.context(self.board, f"{self.board}.key", board=self.board)
        town.context(self.elsewhere, f"{self.board}.key", board=self.board, outbox=f"{self.elsewhere}.outbox")
        town.context(self.away, f"{self.board}.key", board=self.board, commands="tcp://127.0.0.1:9", timeout=1)

    @property
    def elsewhere(self):
        """Another machine of the office: the same key, another outbox."""
        return f"{self.board}-elsewhere"

    @property
    def away(self):
        """The same machine when no daemon can be reached."""
        return f"{self.board}-away"

    def run(self, *arguments, who=None, **options):
        return self.town.run(who or self.board, *arguments, **options)

    def json(self, *arguments, who=None, **options):
        return json.loads(self.run(*arguments, "--json", who=who, **options).stdout)

    def report(self, actual="33", **more):
        return self.town.report(self.board, actual=actual, **more)

    def rows(self):
        return [row["state"] for row in self.json("outbox", "list")["rows"]]

    def sent_unheard(self):
        """As a process leaves what waits when it is killed right after sending it."""
        with sqlite3.connect(self.folder / f"{self.board}.key.outbox") as outbox:
            outbox.execute("update command set unheard = 1 where state = 0")
        outbox.close()

    def in_force(self):
        """Its revision and value."""
        report = self.json("report", "--period", "Q1")["report"]
        return report["revision"], report["lines"][0]["actual"]


@pytest.fixture
def office(town):
    return Office(town)


# --- kept first ---

def test_a_report_is_signed_before_anybody_is_asked(office):
    """Killed while it asks a daemon that says nothing."""
    made = office.report()
    asking = subprocess.Popen(office.town.command(office.away, "submit", made, "--timeout", "600"), cwd=office.folder,
                              stderr=subprocess.PIPE)
    path = office.folder / f"{office.board}.key.outbox"
    while not (path.exists() and office.rows() == ["WAITING"]):
        assert asking.poll() is None
    asking.kill()
    asking.wait(WAIT)
    office.run("outbox", "flush")
    assert office.in_force() == (1, "33")


def test_a_wrong_guess_is_replaced_before_it_is_sent(office):
    office.run("submit", office.report(), who=office.elsewhere)
    done = office.run("submit", office.report(actual="34"))
    assert "this is revision 2" in done.stderr and "T01 Văn bản: 33 → 34" in done.stderr
    assert office.in_force() == (2, "34")
    assert office.rows() == ["ACKNOWLEDGED"]


def test_a_guess_that_was_sent_is_settled_before_another_is_signed(office):
    office.run("submit", office.report(), "--no-wait", code=75)
    office.sent_unheard()
    office.run("submit", office.report(actual="34"), who=office.elsewhere)
    office.run("submit", office.report(actual="33"))
    assert office.rows() == ["REFUSED", "ACKNOWLEDGED"]
    assert office.in_force() == (2, "33")


# --- refused ---

def test_a_refusal_is_called_one(office):
    wrong = office.report(lines=[{"task": "T99", "actual": "1"}])
    fault = "line 1 (T99), task: "
    tried = office.run("submit", wrong, "--dry-run", code=1).stderr
    assert tried.startswith(f"thidua: only tried, not sent; it would be refused:\n{fault}")
    done = office.run("submit", wrong, code=1).stderr
    assert done.startswith(f"thidua: refused, nothing was entered:\n{fault}")
    assert office.run("submit", wrong, code=1, language="vi").stderr.startswith("thidua: bị từ chối, chưa ghi sổ:\n")
    office.run("submit", wrong, "--no-wait", code=75)
    sent = office.run("outbox", "flush", code=1).stderr
    assert sent.startswith(f"thidua: report of {office.board}, Q1 2024, revision 1: refused, nothing was entered:\n")
    assert sent.splitlines()[1].startswith("T99: ")
    refused = [row["id"] for row in office.json("outbox", "list")["rows"] if row["state"] == "REFUSED"]
    shown = office.run("outbox", "show", refused[0]).stdout
    assert "\n    T99: " in shown and "line 1" not in shown, shown
    assert "T99: " in office.run("outbox", "list").stdout
    mark = ["postmark", "period=Q1", "report_hash=" + 64 * "0"]
    assert office.run(*mark, who="operator", code=77).stderr.startswith("thidua: refused, nothing was entered:\n")


# --- the same, and corrections ---

def test_the_same_report_again_is_nothing_to_change(office):
    first = office.json("submit", office.report(proposals=["họp sớm"]))
    again = office.json("submit", office.report(proposals=["họp sớm"]))
    assert again == {"unchanged": True, "asked": True, "revision": 1, "receipt": first["receipt"]}
    said = office.run("submit", office.report(proposals=["họp sớm"]), language="vi").stdout
    assert said.startswith("✓ Không đổi gì: đây chính là báo cáo lần 1 đang có hiệu lực; sổ số")
    assert office.json("submit", office.report(proposals=["họp sớm"]), who=office.away)["asked"] is False
    assert office.json("submit", office.report(proposals=["họp sớm"]), who=office.elsewhere)["unchanged"] is True
    assert office.rows() == ["ACKNOWLEDGED"]
    assert office.json("outbox", "list", who=office.elsewhere)["rows"] == []


def test_six_tries_with_the_line_down_are_one_row(office):
    office.run("submit", office.report(), who=office.away, code=75)
    for _ in range(5):
        office.run("submit", office.report(), "--no-wait", code=75)
    assert office.rows() == ["WAITING"]
    done = office.run("submit", office.report())
    assert "signed already and waits" in done.stderr
    assert office.in_force() == (1, "33")
    assert office.rows() == ["ACKNOWLEDGED"]


def test_a_correction_that_waits_is_the_same_row_when_it_is_sent_again(office):
    office.run("submit", office.report())
    office.run("submit", office.report(actual="34"), who=office.away, code=75)
    waiting = row_id(office, "WAITING")
    done = office.run("submit", office.report(actual="34"))
    assert "signed already and waits" in done.stderr and "34" not in done.stderr
    assert [row["id"] for row in office.json("outbox", "list")["rows"]][1:] == [waiting]
    assert (office.rows(), office.in_force()) == (["ACKNOWLEDGED"] * 2, (2, "34"))


@pytest.mark.parametrize("before", [[], ["32"]])
def test_what_the_daemon_has_taken_unheard_is_taken_once(office, before):
    for actual in before:
        office.run("submit", office.report(actual=actual))
    outbox = office.folder / f"{office.board}.key.outbox"

    def is_sent():
        with sqlite3.connect(outbox) as rows:
            return rows.execute("select count(*) from command where state = 0 and unheard > 0").fetchone()[0] > 0

    with SlowLine(office.town.daemon.command_endpoint, 0, is_sent) as line:
        office.town.context(office.away, f"{office.board}.key", board=office.board, commands=line.endpoint, timeout=1)
        process = trying(office)
        sent = row_id(office, "WAITING")
        assert office.in_force() == (len(before) + 1, "33")
        office.run("submit", office.report(), who=office.away, code=75)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT)
    assert office.run("submit", office.report()).stdout.startswith("✓")
    assert [row["id"] for row in office.json("outbox", "list")["rows"]][len(before):] == [sent]
    assert set(office.rows()) == {"ACKNOWLEDGED"}
    assert office.in_force() == (len(before) + 1, "33")


def test_what_another_machine_has_corrected_is_corrected_again(office):
    office.run("submit", office.report())
    office.run("submit", office.report(actual="34"), who=office.elsewhere)
    told = office.json("submit", office.report())
    assert (told["revision"], told["changes"]) == (3, [{"task": "T01", "was": {"actual": "34"}, "is": {"actual": "33"}}])


def test_a_correction_shows_what_changes_and_asks_who_can_answer(office):
    office.run("submit", office.report(proposals=["họp sớm"], evidence=["ab" * 32]))
    corrected = office.report(actual="34.5", proposals=["họp muộn"], evidence=["ab" * 32])
    assert answer(office.town, "n", office.board, "submit", corrected) == 64
    assert office.rows() == ["ACKNOWLEDGED"]
    assert answer(office.town, "y", office.board, "submit", corrected) == 0
    assert office.in_force() == (2, "34.5")
    terminal, other = pty.openpty()
    done = subprocess.run(office.town.command(office.board, "submit", office.report(actual="35"), "--yes"), stdin=other, stderr=other,
                          stdout=subprocess.PIPE, check=True, cwd=office.folder, env=os.environ | {"THIDUA_LANG": "vi"})
    os.close(other)
    shown = see(terminal, "T01 Văn bản: 34,5 → 35").decode()
    os.close(terminal)
    assert "− Kiến nghị, đề xuất: họp muộn" in shown and "Tài liệu" in shown and "lần 3" in done.stdout.decode()


def test_a_file_of_another_board_than_the_context_is_a_mistake_before_anything_is_signed(office):
    made = json.loads((office.folder / office.report()).read_text()) | {"board": "BD01", "year": 2023}
    done = office.run("submit", office.town.write("other.json", made), "--period", "Q3", "--json", code=65, language="vi")
    assert [(fault["field"], fault["reason"], fault["arguments"]) for fault in json.loads(done.stdout)["faults"]] == [
        ("year", "CONTEXT_DIFFERS", ["2023", "2024"]), ("board", "CONTEXT_DIFFERS", ["BD01", office.board]),
        ("period", "CONTEXT_DIFFERS", ["Q1", "Q3"])]
    assert office.rows() == []
    office.run("submit", office.report(), "--period", "Q1")


# --- only tried ---

def test_a_dry_run_shows_what_was_read_and_what_it_would_change(office):
    made = office.report(actual="1234.5")
    first = office.run("submit", made, "--dry-run", language="vi").stdout
    assert "Văn bản" in first and "1234,5" in first and "Thử, chưa gửi: với bản báo cáo lần 1" in first
    office.run("submit", office.report())
    tried = office.json("submit", made := office.report(actual="34"), "--dry-run")
    assert tried["changes"] == [{"task": "T01", "was": {"actual": "33"}, "is": {"actual": "34"}}]
    assert tried["report"]["lines"] == [{"task": "T01", "actual": "34"}]
    said = office.run("submit", made, "--dry-run").stdout
    assert "Against revision 1" in said and "T01 Văn bản: 33 → 34" in said
    assert said.splitlines()[-1].startswith("Not sent, only tried: with this report, revision 2, the total would be ")
    same = office.run("submit", office.report(), "--dry-run").stdout
    assert re.fullmatch(r"Nothing to change: this is revision 1, which is in force: the total is 94\.29, rank \d+ of \d+\.",
                        same.splitlines()[-1]), same
    assert "only tried" not in same
    away = office.run("submit", office.report(actual="34"), "--dry-run", who=office.away, code=69)
    assert "34" in away.stdout and "only the values as read" in away.stderr
    assert office.json("submit", office.report(actual="34"), "--dry-run", who=office.away, code=69)["tried"] is False
    assert office.rows() == ["ACKNOWLEDGED"]


# --- until it is there ---

def test_the_hint_can_be_pasted(office):
    home = office.folder / "a place"
    home.mkdir(exist_ok=True)
    settings = (office.folder / f"{office.away}.conf").read_text().replace("= BD", "= ../BD").replace("daemon.key", "../daemon.key")
    settings = settings.replace("operator.key", "../operator.key").replace("board = ../BD", "board = BD")
    (home / "it's.conf").write_text(settings)
    command = office.town.command(office.board, "submit", office.report())[:-1] + [str(home / "it's.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=office.folder,
                          env=os.environ | {"THIDUA_LANG": "en"})
    assert done.returncode == 75
    hint = done.stderr.strip().splitlines()[-1]
    assert hint.endswith("'" + str(home / "it's.conf").replace("'", "'\\''") + "'")
    pasted = hint.split("with: thidua ")[1]
    assert subprocess.run(f"{command[0]} {pasted}", shell=True, check=False, cwd="/", capture_output=True).returncode == 75


def trying(office, *arguments):
    made = office.report()
    process = subprocess.Popen(office.town.command(office.away, "submit", made, "--keep-trying", *arguments), cwd=office.folder,
                               stderr=subprocess.PIPE, text=True, env=os.environ | {"THIDUA_LANG": "en"})
    while "no answer" not in (line := process.stderr.readline()):
        assert line, "it ended"
    return process


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_who_keeps_trying_can_be_ended_and_nothing_is_lost(office, how):
    process = trying(office)
    process.send_signal(how)
    said = process.stderr.read()
    assert process.wait(WAIT) == 75
    assert f"thidua outbox flush --config {office.folder}" in said
    office.run("outbox", "flush")
    assert office.in_force() == (1, "33")


@pytest.mark.parametrize("command", [("submit",), ("outbox", "flush")])
def test_who_does_not_wait_for_the_answer_is_told_what_is_kept(office, command):
    office.run("submit", office.report(), "--no-wait", code=75)
    operands = [office.report()] if command == ("submit",) else []
    process = subprocess.Popen(office.town.command(office.away, *command, *operands, "--timeout", "600"), cwd=office.folder,
                               stderr=subprocess.PIPE, text=True, env=os.environ | {"THIDUA_LANG": "en"})
    status = f"/proc/{process.pid}/status"
    until(lambda: int(re.search(r"SigCgt:\s+(\w+)", open(status).read())[1], 16) & 1 << signal.SIGINT - 1)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=WAIT)[1]
    assert process.returncode == 75, said
    if operands:
        assert said.count("kept in the outbox") == 1 and f"thidua outbox drop ID --config {office.folder}" in said, said
    else:
        assert "1 commands are still waiting" in said, said
    assert office.rows() == ["WAITING"]


def test_who_keeps_trying_is_done_when_another_has_sent_it(office):
    process = trying(office)
    office.run("outbox", "flush")
    assert office.in_force() == (1, "33")
    assert process.wait(WAIT) == 0
    process.stderr.close()


def test_who_keeps_trying_ends_when_another_takes_it_back(office):
    process = trying(office)
    office.run("outbox", "drop", row_id(office, "WAITING"))
    assert "somebody has taken it back" in process.communicate(timeout=WAIT)[1]
    assert process.returncode == 64
    assert office.rows() == []


@pytest.mark.parametrize("command", [("submit", "--keep-trying"), ("submit",), ("outbox", "flush"), ("outbox", "flush", "--all")])
def test_a_key_that_the_daemon_does_not_know_is_told_and_not_tried_for_ever(office, command):
    office.run("submit", office.report(), "--no-wait", code=75)
    office.run("key", "revoke", f"{office.board}.key.pub", "--reason", "đổi máy", who="operator")
    operands = [office.report()] if "submit" in command else []
    home = office.folder / f"home-{office.board}"
    contexts = home / "thidua" / "contexts"
    contexts.mkdir(parents=True)
    for name in ("a-dead-line", "b-refused", "c-dead-line"):
        commands = office.town.daemon.command_endpoint if "refused" in name else "tcp://127.0.0.1:9"
        office.town.context(name, office.folder / f"{office.board}.key", board=office.board, timeout=1, commands=commands,
                            daemon_key=office.folder / "daemon.key.pub")
        (office.folder / f"{name}.conf").rename(contexts / f"{name}.conf")
    whose = [] if "--all" in command else ["--context", "b-refused"]
    done = subprocess.run([office.town.command(office.board)[0], *command, *operands, *whose], capture_output=True, text=True,
                          timeout=WAIT, check=False, cwd=office.folder,
                          env=os.environ | {"THIDUA_LANG": "en", "XDG_CONFIG_HOME": str(home)})
    assert done.returncode == 77, done
    assert "refuses this office's key" in done.stderr and "ask the operator to grant it" in done.stderr
    assert office.rows() == ["WAITING"]


# --- the outbox by hand ---

def row_id(office, state):
    return next(row["id"] for row in office.json("outbox", "list")["rows"] if row["state"] == state)


def test_what_was_never_sent_is_taken_back_without_a_trace(office):
    office.run("submit", office.report(), "--no-wait", code=75)
    short = row_id(office, "WAITING")[:8]
    assert short in office.run("outbox").stdout
    shown = office.run("outbox", "show", short, language="vi").stdout
    assert shown.startswith(f"báo cáo của {office.board}, quý I năm 2024, lần 1\n") and "T01" in shown and "33" in shown
    assert "never sent" in office.run("outbox", "drop", short).stdout
    assert office.rows() == []
    office.run("outbox", "drop", short, code=64)


def test_what_may_have_been_sent_is_taken_back_only_when_that_is_meant(office):
    office.run("submit", office.report(), "--no-wait", code=75)
    office.sent_unheard()
    whole = row_id(office, "WAITING")
    assert "nobody has heard" in office.run("outbox", "show", whole).stdout
    assert "add --yes" in office.run("outbox", "drop", whole, code=64).stderr
    assert answer(office.town, "n", office.board, "outbox", "drop", whole) == 64
    assert office.rows() == ["WAITING"]
    assert office.json("outbox", "drop", whole, "--yes") == {"id": whole, "dropped": True, "may_be_in_journal": True}
    assert office.rows() == ["UNKNOWN"]
    office.run("outbox", "flush")
    assert office.rows() == ["UNKNOWN"]


def test_a_receipt_given_away_proves_itself_to_anybody(office):
    office.run("submit", office.report())
    whole = row_id(office, "ACKNOWLEDGED")
    assert "cannot be taken back" in office.run("outbox", "drop", whole, "--yes", code=64).stderr
    assert "thidua verify 'of a board.receipt' --daemon-key /" in office.run(
        "outbox", "export", whole[:12], "--out", "of a board.receipt").stdout
    path = f"{office.board}.receipt"
    assert f"thidua verify {path}" in office.run("outbox", "export", whole[:12], "--out", path).stdout
    nobody = [str(office.town.command("operator", "verify", path)[0]), "verify", path]
    done = subprocess.run([*nobody, "--daemon-key", "daemon.key.pub", "--json"], check=True, capture_output=True, cwd=office.folder)
    told = json.loads(done.stdout)
    receipt = office.json("outbox", "show", whole)
    assert told["proves"] and told["daemon_key_given"] and told["rehearsal"]
    assert (told["sequence"], told["command"]["id"], told["late_days"]) == (receipt["sequence"], whole, 0)
    assert told["command"]["submit_report"]["lines"] == [{"task": "T01", "actual": "33"}]
    said = subprocess.run(nobody, check=True, capture_output=True, text=True, cwd=office.folder,
                          env=os.environ | {"THIDUA_LANG": "vi"}).stdout
    assert said.startswith(f"✓ báo cáo của {office.board}, quý I năm 2024, lần 1: đã ghi sổ số") and "đúng hạn" in said
    assert "hãy đối chiếu" in said and "[DIỄN TẬP]" in said
    assert max(map(len, said.splitlines()[1:])) <= 80
    changed = bytearray((office.folder / path).read_bytes())
    changed[changed.index(b"\x0a\x03T01") + 4] ^= 1
    (office.folder / "changed.receipt").write_bytes(changed)
    done = subprocess.run([nobody[0], "verify", "changed.receipt"], check=False, capture_output=True, cwd=office.folder)
    assert done.returncode == 1
    other = subprocess.run([*nobody, "--daemon-key", "operator.key.pub"], check=False, capture_output=True, cwd=office.folder)
    assert other.returncode == 1


def test_what_has_no_receipt_cannot_be_given_away(office):
    office.run("submit", office.report(), "--no-wait", code=75)
    office.run("outbox", "export", row_id(office, "WAITING"), "--out", "x.receipt", code=64)
    nothing = office.run("outbox", "show", "zzzz", code=64).stderr
    assert nothing == 'thidua: no command of the outbox has an id that begins with "zzzz" (see: thidua outbox)\n'
    assert not (office.folder / "x.receipt").exists()
    office.run("outbox", "drop", row_id(office, "WAITING"))


def test_a_flush_says_what_it_has_sent(office):
    office.run("submit", office.report(), "--no-wait", code=75)
    done = office.run("outbox", "flush")
    assert done.stdout.startswith(f"✓ report of {office.board}, Q1 2024, revision 1: entry ")
    assert "all that was waiting is in the journal now" in done.stderr
    assert "nothing is waiting" in office.run("outbox", "flush").stderr


# --- where the board stands ---

def test_status_tells_a_person_and_a_script(office):
    due = office.json("status", code=3)
    assert (due["board"], due["reached"], due["now"], due["late_days"]) == (office.board, True, "2024-03-18T08:00:00+07:00", 0)
    assert due["next"] == {"period": "Q1", "opens": "2024-03-15", "due": "2024-03-20", "lock": "2024-04-05", "days_left": 2}
    assert [(report["period"], report["status"]) for report in due["reports"]] == [("Q1", "EXPECTED")]
    office.run("submit", office.report(), "--no-wait", code=75)
    waits = office.json("status", code=75)
    assert [row["state"] for row in waits["outbox"]] == ["WAITING"]
    said = office.run("status", code=75, language="vi").stdout
    assert f"Đơn vị {office.board} ({office.board}) · cụm TCXDD-1 · năm 2024" in said
    assert "Hạn tiếp theo: quý I, 20-03-2024 (còn 2 ngày)" in said and "chưa gửi lần nào" in said
    office.town.context(f"{office.board}-new", f"{office.board}.key", board=office.board, outbox=f"{office.board}-new.outbox",
                        commands="tcp://127.0.0.1:9", timeout=1)
    assert office.run("status", who=f"{office.board}-new", code=69).stdout.startswith(f"{office.board} · cluster ")
    away = office.run("status", who=office.away, code=75)
    assert away.stdout.startswith(f"Đơn vị {office.board} ({office.board}) · cluster ")
    assert "1 commands are waiting" in away.stdout and "no answer" in away.stderr
    office.run("outbox", "flush")
    done = office.run("status").stdout
    assert "Next deadline: Q2, 18-06-2024 (in 92 days)" in done and "0 commands are waiting" in done
    office.run("status", who=office.away, code=69)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_status_breaks_no_word_on_a_narrow_screen(office, language):
    terminal, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    asking = subprocess.Popen(office.town.command(office.board, "status", "--lang", language), stdin=other, stdout=other, stderr=other,
                              cwd=office.folder)
    os.close(other)
    shown = see(terminal, {"en": "are waiting", "vi": "chờ gửi"}[language]).decode()
    assert asking.wait(WAIT) == 3
    os.close(terminal)
    assert [line for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines() if len(line) > 80] == []


def test_names_are_known_without_a_daemon_once_the_season_was_seen(office):
    office.run("submit", office.report(), "--no-wait", code=75)
    assert re.search(r"^T01 +33$", office.run("outbox", "show", row_id(office, "WAITING")).stdout, re.MULTILINE)
    office.run("submit", office.report())
    for who in (office.board, office.away):
        shown = office.run("outbox", "show", row_id(office, "ACKNOWLEDGED"), who=who).stdout
        assert re.search(r"^T01 +Văn bản +33 +văn bản$", shown, re.MULTILINE)
    corrected = office.run("submit", office.report(actual="34"), who=office.away, code=75)
    assert "T01 Văn bản: 33 → 34" in corrected.stderr


def test_a_correction_is_named_though_the_outbox_has_seen_no_season(office):
    office.run("submit", office.report())
    assert "T01 Văn bản: 33 → 34" in office.run("submit", office.report(actual="34"), who=office.elsewhere).stderr


# --- contexts, keys and invitations ---

class Person:
    """Somebody with a home of his own, who has nothing yet."""

    def __init__(self, office, home):
        self.office, self.home = office, home
        home.mkdir()

    def run(self, *arguments, code=0, **more):
        environment = os.environ | {"HOME": str(self.home), "THIDUA_LANG": "en", "XDG_CONFIG_HOME": ""} | more
        done = subprocess.run([self.office.town.command("", "")[0], *map(str, arguments)], check=False, capture_output=True,
                              text=True, cwd=self.home, env=environment)
        assert done.returncode == code, (done.stdout, done.stderr)
        return done


def test_a_newcomer_needs_three_commands(office):
    person = Person(office, office.folder / f"home-{office.board}")
    board = office.board
    person.run("keygen", "--label", "Văn phòng", "--out", "mine.key")
    invited = office.run("key", "invite", "--board", board, "--out", f"{board}.invite", who="operator")
    assert "the endpoint in the invitation is of this machine alone" in invited.stderr
    assert "secret" not in (office.folder / f"{board}.invite").read_text()
    early = person.run("context", "create", "tq", "--invite", office.folder / f"{board}.invite", "--credential", "mine.key", code=77)
    assert early.stdout.endswith("thidua status --context tq\n")
    assert "The context tq has been made" in early.stdout and office.town.daemon.keys.sign_public.hex() in early.stdout
    office.run("key", "grant", person.home / "mine.key.pub", "--role", "office", "--board", board, who="operator")
    person.run("submit", office.folder / office.report())
    folder = person.home / ".config" / "thidua" / "contexts"
    assert (folder / "tq.conf").stat().st_mode & 0o777 == 0o600
    assert os.readlink(folder / "default.conf") == "tq.conf"
    root = json.loads(person.run("context", "create", "root", "--invite", office.folder / f"{board}.invite", "--credential",
                                 office.folder / "operator.key", "--json").stdout)
    assert (root["role"], root["board"], root["chosen"], root["rehearsal"]) == ("operator", None, False, True)
    tried = person.run("context", "create", "again", "--invite", office.folder / f"{board}.invite", "--credential", "mine.key")
    assert f"This key is: office {board}" in tried.stdout
    person.run("context", "create", "again", "--invite", office.folder / f"{board}.invite", "--credential", "mine.key", code=78)
    office.run("key", "invite", "--board", "PT" if board != "PT" else "TQ", "--out", "other.invite", who="operator")
    other = person.run("context", "create", "other", "--invite", office.folder / "other.invite", "--credential", "mine.key", code=77)
    assert f"this key is of the board {board}" in other.stderr and "has been made" not in other.stdout
    assert not list(folder.glob("other*"))
    person.run("context", "use", "again")
    listed = json.loads(person.run("context", "list", "--json").stdout)["contexts"]
    assert [(row["name"], row["chosen"], row["board"]) for row in listed] == [
        ("again", True, board), ("root", False, board), ("tq", False, board)]
    person.run("context", "use", "nobody", code=78)
    spoilt = json.loads((office.folder / f"{board}.invite").read_text()) | {"cluster": "TCXDD-1\noutbox = /tmp/x", "thidua_invitation": 2}
    office.town.write("spoilt.invite", spoilt)
    refused = person.run("context", "create", "spoilt", "--invite", office.folder / "spoilt.invite", code=65).stderr
    assert "cluster" in refused and "thidua_invitation" in refused
    shown = json.loads(person.run("key", "show", "mine.key.pub", "--json").stdout)
    assert (shown["role"], shown["board"], shown["label"], shown["revoked_at"]) == ("office", board, "Văn phòng", None)
    office.run("key", "revoke", person.home / "mine.key.pub", "--reason", "đổi máy", who="operator")
    assert "revoked" in office.run("key", "show", person.home / "mine.key.pub", who="operator", code=77).stdout
    keys = office.json("key", "list", who="operator")["keys"]
    assert [key["label"] for key in keys if key["board"] == board and key["reason"]] == ["Văn phòng"]


def test_a_context_is_asked_for_at_a_terminal(office):
    person = Person(office, office.folder / f"home-{office.board}")
    terminal, other = pty.openpty()
    left = subprocess.Popen([office.town.command("", "")[0], "context", "create", "mine"], stdin=other, stdout=other, stderr=other,
                            cwd=office.folder, env=os.environ | {"HOME": str(person.home), "THIDUA_LANG": "en", "XDG_CONFIG_HOME": ""})
    see(terminal, "take commands")
    os.write(terminal, b"\x04")
    assert b"\r\nthidua: --commands is missing" in see(terminal, "--commands is missing")
    assert left.wait(WAIT) == 64
    asking = subprocess.Popen([office.town.command("", "")[0], "context", "create", "mine"], stdin=other, stdout=other, stderr=other,
                              cwd=office.folder, env=os.environ | {"HOME": str(person.home), "THIDUA_LANG": "en", "XDG_CONFIG_HOME": ""})
    os.close(other)
    for wanted, told in [("take commands", office.town.daemon.command_endpoint), ("publish standings", ""),
                         ("Secret key file", f"{office.board}.key"), ("Public key file of the daemon", "daemon.key.pub"),
                         ("of the operator", ""), ("Code of the cluster", "TCXDD-1"), ("Year", "2024"),
                         ("Code of the board", office.board)]:
        see(terminal, wanted)
        os.write(terminal, f"{told}\n".encode())
    see(terminal, f"This key is: office {office.board}")
    assert asking.wait(WAIT) == 0
    os.close(terminal)
    person.run("submit", office.folder / office.report())
    nobody = person.run("context", "create", "other", "--credential", "x.key", code=64).stderr
    assert [line.split()[1] for line in nobody.splitlines()] == ["--commands", "--daemon-key", "--cluster", "--year"]
    person.run("context", "create", "root", "--credential", office.folder / "operator.key", "--commands", office.town.daemon.command_endpoint,
               "--daemon-key", office.folder / "daemon.key.pub", "--cluster", "TCXDD-1", "--year", "2024")  # who has no board


def test_every_context_is_flushed(office):
    person = Person(office, office.folder / f"home-{office.board}")
    office.run("key", "invite", "--board", office.board, "--out", "all.invite", who="operator")
    for name in ("one", "two"):
        person.run("context", "create", name, "--invite", office.folder / "all.invite", "--credential",
                   office.folder / f"{office.board}.key")
    person.run("submit", office.folder / office.report(), "--context", "two", "--no-wait", code=75)
    done = person.run("outbox", "flush", "--all")
    assert done.stderr.startswith("two:\n") and "one:" not in done.stderr
    assert office.in_force() == (1, "33")
    assert person.run("outbox", "flush", "--all").stderr == ""
