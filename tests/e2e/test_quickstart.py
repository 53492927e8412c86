"""deploy/ as people use it: the quick start, its year, the unit file."""

import json
import os
import re
import shutil
import subprocess
import urllib.request

import pytest

from season_2024 import Year, centi
from support.daemon import remove, scratch
from support.protocol import BUILD, SOURCE


SEASON = SOURCE / "deploy" / "season-2024"


class Played:
    """The quick start in a folder with a space in its name, up to where it waits for Ctrl-C."""

    def __init__(self, *options):
        self.folder = scratch("q")
        self.place = self.folder / "quick start"
        with open(self.folder / "printed", "w", encoding="utf-8") as printed:
            self.process = subprocess.Popen([SOURCE / "deploy" / "quickstart", "--pace", "0", *options], stdout=printed,
                                            stderr=subprocess.PIPE, text=True, env=environment(self.place))
        self.told = []
        while "Ctrl-C để dừng" not in (line := self.process.stderr.readline()):
            assert line, self.told
            self.told.append(line.rstrip("\n"))
        self.printed = (self.folder / "printed").read_text(encoding="utf-8").splitlines()

    def ask(self, *question, who="viewer"):
        done = subprocess.run([self.place / "thidua", *question, "--config", self.place / f"{who}.conf", "--json"], capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def rows(self, *of):
        """As Year.standing has them."""
        return [(row["rank"], row["board"], *(centi(row[points]) for points in ("total", "base", "bonus", "deduction")), row["late_days"])
                for row in self.ask("standings", "--period", *of)["rows"]]

    def story(self):
        """What it told while it played, as one line."""
        return " ".join(" ".join(self.told).split())

    def events(self, board, period):
        """(what was done, by whom, why) with a report."""
        return [(entry["event"], entry.get("by") or "VDP1", entry.get("reason", ""))
                for entry in self.ask("review", "show", board, "--period", period)["entries"]]

    def close(self):
        self.process.terminate()
        self.process.communicate()
        remove(self.folder)


def environment(place):
    return os.environ | {"THIDUA_BUILD": str(BUILD), "THIDUA_PLACE": str(place)}


def all_of(year, what, *question):
    """Of all pages."""
    told, after = [], 0
    while after is not None:
        page = year.ask(what, *question, "--after", str(after))
        told += page.get(what + "s", [])
        after = len(told) if page.get("more") else page.get("next")
    return told


@pytest.fixture(scope="module")
def year():
    played = Played()
    yield played
    played.close()


@pytest.fixture(scope="module")
def once():
    """The same again, which ends by itself: where, and what it printed."""
    folder = scratch("q")
    done = subprocess.run([SOURCE / "deploy" / "quickstart", "--once", "--json"], capture_output=True, text=True, timeout=300,
                          env=environment(folder / "q"), check=False)
    assert done.returncode == 0, done.stderr
    yield folder / "q", json.loads(done.stdout)
    remove(folder)


def test_the_locked_standings_are_those_of_fractions_and_paper(year):
    paper = Year(SEASON)
    for period in paper.names:
        assert year.rows(period, "--amendment", "0") == paper.standing(period), period


def test_the_locked_q2_stands_beside_its_amended_successor(year):
    locked, amended = ({row["board"]: row for row in year.ask("standings", "--period", "Q2", "--amendment", number)["rows"]}
                       for number in "01")
    differs = {board: {name for name in row if row[name] != locked[board][name]} for board, row in amended.items()}
    assert {board: names for board, names in differs.items() if names} == {
        "DB": {"rank", "total", "base", "points", "amendment"}, "HB": {"rank"}}
    assert {task for task, points in amended["DB"]["points"].items() if points != locked["DB"]["points"][task]} == {"T10"}
    assert year.rows("Q2") == Year(SEASON).standing("Q2", amended=True)
    amendment, = year.ask("amend", "list")["amendments"]
    assert amendment["tasks"] == [{"task": "T10", "actual": "360", "reason": "20 hồ sơ tính hai lần"}]
    assert [signature.get("board") or signature["role"] for signature in amendment["signatures"]] == ["HN", "supervisor"]
    assert "DB hạng 11; bảng sửa đổi đi sau nó, DB hạng 12" in year.story()


def test_it_prints_what_the_readme_shows_with_the_same_state_hash_each_time(year, once):
    shown = (SOURCE / "README.md").read_text(encoding="utf-8").split("    $ deploy/quickstart --once\n")[1].split("\n\nSố liệu")[0]
    assert [line.removeprefix("    ").rstrip() for line in shown.splitlines()] == [line.rstrip() for line in year.printed]
    _, standing = once
    assert f"state_hash {standing['state_hash']}" in year.printed
    assert (standing["period"], standing["locked"], standing["rehearsal"], standing["models"]) == ("FINAL", True, True, 119)
    assert all(re.fullmatch(r"[0-9]+\.[0-9]{2}", row["total"]) for row in standing["rows"])


def test_all_have_signed_and_every_report_is_reviewed(year):
    boards = year.ask("compact", "list")["boards"]
    assert [board["season_version"] for board in boards] == [1] * 14
    states = {(board["board"], period): board["state"] for period in Year(SEASON).names
              for board in year.ask("review", "list", "--period", period)["boards"]}
    assert (states.pop(("DB", "Q3")), set(states.values()), len(states)) == ("EXPECTED", {"VERIFIED"}, 69)
    assert {by for event, by, _ in year.events("HN", "FINAL") if event != "SUBMIT"} == {"PT"}


def test_a_report_is_returned_and_sent_again(year):
    assert year.events("CB", "Q2") == [
        ("SUBMIT", "CB", ""), ("TAKE", "HN", ""), ("RETURN", "HN", "số liệu T10 chưa khớp"),
        ("SUBMIT", "CB", ""), ("TAKE", "HN", ""), ("VERIFY", "HN", "")]


def test_a_report_is_adjusted_disputed_and_resolved(year):
    history = year.ask("review", "show", "SL", "--period", "Q2")
    assert [entry["event"] for entry in history["entries"]] == ["SUBMIT", "TAKE", "VERIFY", "DISPUTE", "RESOLVE"]
    assert history["tasks"] == [{"task": "T06", "actual": "4", "reason": "một quyết định có hiệu lực trong quý",
                                 "objection": "quyết định ký ngày 14-6, đã gửi kèm", "resolved": True}]


def test_a_silent_review_falls_back_and_is_taken_by_the_supervisor(year):
    assert "  26-09-2024 00:00  HN không trả lời, báo cáo quý III của VP tự trở lại hàng chờ" in year.told
    assert year.events("VP", "Q3") == [
        ("SUBMIT", "VP", ""), ("TAKE", "HN", ""), ("TAKE", "VDP1", ""), ("VERIFY", "VDP1", "")]


def test_two_entries_stand_on_the_scorecards_with_their_signers(year):
    for board, code, points, by in (("LCA", "KT1", "10.00", "HN"), ("HN", "TD1", "5.00", "PT")):
        entry, = year.ask("scorecard", "--board", board, "--period", "FINAL")["entries"]
        signers = [signature.get("board") or signature["role"] for signature in entry["signatures"]]
        assert (entry["code"], entry["points"], signers) == (code, points, [by, "supervisor"])
    assert [entry["board"] for entry in year.ask("points", "list")["entries"]] == ["LCA", "HN"]


def test_models_are_judged_and_counted_once(year):
    found = {state: all_of(year, "model", "list", "--state", state) for state in ("open", "recognised", "refused", "duplicate", "disputed")}
    assert {state: len(models) for state, models in found.items()} == {
        "open": 0, "recognised": 119, "refused": 3, "duplicate": 2, "disputed": 0}
    assert [(one["board"], one["duplicate_of"]["board"]) for one in found["duplicate"]] == [("YB", "HB"), ("YB", "LCA")]
    ended, = (one for one in found["recognised"] if one.get("final"))
    assert (ended["board"], ended.get("judged_by", ""), ended["reason"]) == ("LCH", "", "biên bản của bốn chi bộ kèm theo")
    assert [one["title"] for one in all_of(year, "model", "list", "--search", "VAN BAN truc tuyen")] == ["Góp ý văn bản trực tuyến 48 giờ"]


def test_limitations_of_the_year_before_are_closed_and_confirmed(year):
    told = all_of(year, "limitation", "list")
    before = [(one["board"], one["state"]) for one in told if one["year"] == 2023]
    still_open = sorted(board for board, state in before if state == "OPEN")
    assert (len(before), still_open, {state for _, state in before}) == (40, ["CB", "HB", "LCH"], {"OPEN", "CLOSED"})
    assert "HN không xác nhận hạn chế 2023-2 của LCH: mới có kế hoạch, chưa có kết quả" in year.story()
    assert [(one["board"], one["state"]) for one in told if one["year"] == 2024 and one.get("how")] == [("SL", "CLOSED"), ("YB", "CLOSED")]


def test_what_comes_in_the_freeze_is_seen_by_three_until_it_is_revealed(year):
    """That the head sees it and eleven others do not is a checkpoint of the script itself."""
    assert "cụm trưởng thấy TNG hạng 1, 900.61 điểm; mười một đơn vị khác và người xem vẫn thấy hạng 2, 892.61" in year.story()
    assert "• Q4 khóa / locked 29-11-2024: 15 báo cáo / reports, giữ kín / sealed" in year.told
    assert "mọi người thấy bảng quý IV: nhất PT 965.32" in year.story()
    revealed, = (proposal for proposal in year.ask("proposal", "list")["proposals"] if proposal["action"] == "reveal")
    assert [signature.get("board") or signature["role"] for signature in revealed["signatures"]] == ["supervisor", "HN"]


def test_the_public_sees_what_was_published(year):
    for period in Year(SEASON).names:
        public, member = ({name: value for name, value in year.ask("standings", "--period", period, who=who).items() if name != "as_of"}
                          for who in ("public", "viewer"))
        assert public == member, period


def test_the_year_is_finalised_by_supervisor_and_head(year):
    end = year.ask("proposal", "list")["proposals"][0]
    assert (end["action"], end["state"]) == ("finalise_year", "IN_FORCE")
    assert [signature.get("board") or signature["role"] for signature in end["signatures"]] == ["supervisor", "HN"]
    assert "  18-02-2025 09:00  HN ký: năm 2024 đã chốt, từ đó giữ nguyên" in year.told


def test_what_happens_is_said_in_words_that_fit_a_terminal(year):
    assert "  20-06-2024 09:00  HN trả lại báo cáo quý II của CB: số liệu T10 chưa khớp" in year.told
    story = year.told[next(i for i, line in enumerate(year.told) if "14-03-2024" in line):year.told.index("")]
    assert [line for line in story if len(line) > 80] == []
    assert len([line for line in story if " verifies Q" in line]) <= 3 * 4


def test_a_past_table_is_not_dated_by_the_opening_of_the_next(year):
    told = {period: subprocess.run([year.place / "thidua", "standings", "--period", period, "--config", year.place / "viewer.conf"],
                                   capture_output=True, text=True, check=True).stdout for period in ("Q2", "FINAL")}
    assert "tính đến" not in told["Q2"] and "đã báo cáo 14/14 · sổ số" in told["Q2"]
    assert "tính đến 16-02-2025" in told["FINAL"]


def test_the_year_with_all_that_is_said_in_it_takes_little_memory(year):
    """Some 470 entries, 128 limitations and 124 models with their words; the bound of a made season is a unit test's."""
    address = re.search(r"curl (http://\S+/metrics)", "\n".join(year.told))[1]
    with urllib.request.urlopen(address, timeout=30) as metrics:
        kept = re.search(r"^thiduad_cached_bytes ([0-9]+)$", metrics.read().decode(), re.MULTILINE)[1]
    assert int(kept) <= 72 * 1024


def test_its_journal_verifies_and_any_other_byte_does_not(year):
    bundle = (year.place / "journal.bundle").read_bytes()
    spoilt = year.folder / "spoilt.bundle"
    spoilt.write_bytes(bundle[: len(bundle) // 2] + bytes([bundle[len(bundle) // 2] ^ 1]) + bundle[len(bundle) // 2 + 1:])
    verify = [year.place / "thidua", "verify", "--config", year.place / "operator.conf"]
    assert subprocess.run([*verify, year.place / "journal.bundle"], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*verify, spoilt], capture_output=True, check=False).returncode == 1


def test_what_it_suggests_is_there(year):
    commands = [line for line in year.told if re.match(r" +\S+ ?\S*/thidua ", line)]
    codes = [subprocess.run(command, shell=True, check=False, capture_output=True, cwd=SOURCE).returncode for command in commands]
    assert (len(codes), set(codes)) == (9, {0}), commands


def test_it_leaves_nothing_running(once):
    place, _ = once
    daemon = (place / "thiduad.pid").read_text().strip()
    assert not os.path.exists(f"/proc/{daemon}")
    assert not (place / "postgres" / "data" / "postmaster.pid").exists()


def test_a_newcomer_can_be_an_office_in_the_middle_of_the_year():
    """The commands that it prints work as they are, and none is of what has not come yet."""
    played = Played("--until", "2024-06-15")
    commands = [line.strip() for line in played.told if re.search(r"/thidua (status|submit|scorecard|standings|report|review|todo) ", line)]
    codes = [subprocess.run(command, shell=True, check=False, capture_output=True, cwd=SOURCE).returncode for command in commands]
    public = [subprocess.run([played.place / "thidua", "standings", "--period", period, "--config", played.place / "public.conf"],
                             capture_output=True, check=False).returncode for period in ("Q1", "Q2")]
    played.close()
    assert public == [0, 1]  # published, and not
    assert codes == [3] + [0] * 7, commands
    hints = played.told[next(i for i, line in enumerate(played.told) if line.startswith("Bây giờ")):]
    assert [line for line in hints if len(line) > 80 and "/thidua " not in line and str(SOURCE) not in line] == []


def test_it_leaves_a_folder_alone_that_is_not_its_own():
    folder = scratch("q")
    (folder / "precious").write_text("kept")
    done = subprocess.run([SOURCE / "deploy" / "quickstart", "--once"], capture_output=True, timeout=60, check=False,
                          env=environment(folder))
    assert (done.returncode, (folder / "precious").read_text()) == (78, "kept")
    remove(folder)


def test_places_that_do_not_serve_are_said_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    for name, value, said in (("THIDUA_BUILD", tmp_path, "is not built there"), ("THIDUA_PLACE", tmp_path / "file" / "x", "cannot write there")):
        done = subprocess.run([SOURCE / "deploy" / "quickstart", "--once"], capture_output=True, text=True, timeout=60, check=False,
                              env=os.environ | {"THIDUA_BUILD": str(BUILD)} | {name: str(value)})
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (78, "", 1), done.stderr
        assert said in done.stderr


def test_the_example_settings_are_all_settings_with_their_defaults():
    example = (SOURCE / "deploy" / "thiduad.conf.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#([a-z_]+) = (.*)$", example, re.MULTILINE))
    told = subprocess.run([BUILD / "daemon" / "thiduad", "--help"], capture_output=True, text=True, check=True).stdout
    settings = told.split("Settings of the file:\n")[1]
    assert shown == dict(re.findall(r'^  ([a-z_]+) +("[^"]*"|[0-9]+) ', settings, re.MULTILINE))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_unit():
    folder = scratch("u")
    unit = (SOURCE / "deploy" / "thiduad.service").read_text(encoding="utf-8")
    (folder / "thiduad.service").write_text(unit.replace("/usr/sbin/thiduad", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", folder / "thiduad.service"], capture_output=True, text=True,
                          check=False)
    remove(folder)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_units_of_a_user():
    folder = scratch("u")
    unit = (BUILD / "clients" / "thidua" / "thidua-outbox.service").read_text(encoding="utf-8")
    (folder / "thidua-outbox.service").write_text(re.sub(r"(?<=^ExecStart=)\S+/bin/thidua", "/bin/true", unit, flags=re.M), encoding="utf-8")
    shutil.copy(SOURCE / "deploy" / "thidua-outbox.timer", folder)
    done = subprocess.run(["systemd-analyze", "verify", "--user", "--man=no", folder / "thidua-outbox.service",
                           folder / "thidua-outbox.timer"], capture_output=True, text=True, check=False,
                          env=os.environ | {"XDG_RUNTIME_DIR": str(folder)})
    remove(folder)
    assert (done.returncode, done.stderr) == (0, "")
