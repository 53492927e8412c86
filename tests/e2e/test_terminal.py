"""How the tool behaves on a terminal, and when nothing can be written to it."""

import os
import pty
import re
import subprocess

import pytest
from support.daemon import WAIT, _program, until
from support.protocol import SOURCE
from support.screen import Screen
from test_cli import Desk, desk, reviewed, see  # noqa: F401

PEOPLE = {"THIDUA_LANG": "en", "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def on_terminal(*arguments, **options):
    """What stands on the terminal at the end, byte by byte."""
    terminal, other = pty.openpty()
    done = subprocess.run([_program("thidua"), *map(str, arguments)], stdin=other, stdout=other, stderr=other,
                          env=os.environ | PEOPLE, timeout=WAIT, check=False, **options)
    os.write(other, b"the end")
    os.close(other)
    shown = see(terminal, "the end")
    os.close(terminal)
    return done.returncode, shown


def test_no_byte_of_a_file_is_obeyed_by_the_terminal(tmp_path):
    (tmp_path / "wrong.json").write_text('{"cluster": "TCXDD-1", "a\\u001b[2Jb": 1, "\\u202egpj": 2, "c\\u0007\\rd": 3}', encoding="utf-8")
    for command in (["season", "check"], ["submit", "--outbox", "box"]):
        code, shown = on_terminal(*command, "wrong.json", cwd=tmp_path)
        assert code == 65
        for obeyed in (b"\x1b", b"\x07", "\u202e".encode()):
            assert obeyed not in shown
        assert b"a\\x1b[2Jb" in shown and b"\\u202egpj" in shown


def test_no_byte_of_a_name_is_obeyed_behind_a_pipe(tmp_path):
    """As in thidua ... 2>&1 | tee log."""
    for typed in (["submit", "a\x1b[31mb.xlsx"], ["season", "check", b"a\x9b31m.json"], ["a\x1b[31mb"], ["submit", "x", "--\x1b[31m"],
                  ["submit", "x", "--context", "\x1b[31m"]):
        done = subprocess.run([_program("thidua"), *typed], capture_output=True, timeout=WAIT, check=False, cwd=tmp_path)
        assert b"\\x" in done.stderr and b"\x1b" not in done.stderr and b"\x9b" not in done.stderr, done.stderr


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("typed", [["status"], ["key", "grant"]])
def test_what_is_missing_is_told_in_lines_that_break_between_words(tmp_path, typed, language):
    (tmp_path / "empty.conf").write_text("")
    words = [*typed, "--config", tmp_path / "empty.conf"]
    plain = subprocess.run([_program("thidua"), *words], capture_output=True, text=True, timeout=WAIT, check=False,
                           env=os.environ | PEOPLE | {"THIDUA_LANG": language}).stderr
    with Screen([_program("thidua"), *words], columns=60, **PEOPLE | {"THIDUA_LANG": language}) as screen:
        screen.sees("exit ")
        shown = " ".join(line.strip() for line in screen.lines())
    assert max(map(len, plain.splitlines())) > 60
    assert set(plain.split()) <= set(shown.split())


def test_colours_are_shown_unless_they_are_not_wanted(desk):  # noqa: F811
    config = ["--config", desk.folder / "operator.conf"]
    assert b"\x1b[1m" in on_terminal("standings", *config)[1]
    PEOPLE["NO_COLOR"] = "1"
    try:
        assert b"\x1b" not in on_terminal("standings", *config)[1]
    finally:
        del PEOPLE["NO_COLOR"]


def test_a_receipt_counts_though_nothing_could_be_written(desk):  # noqa: F811
    def to_full(*arguments):
        with open("/dev/full", "w") as full:
            return subprocess.run(desk.command(*arguments), stdout=full, stderr=subprocess.PIPE, text=True, timeout=WAIT,
                                  check=False, env=os.environ | PEOPLE, cwd=desk.folder)

    done = to_full("TQ", "submit", desk.report("TQ"))
    assert (done.returncode, done.stderr) == (0, "thidua: it is done, but its result could not be written\n")
    assert desk.json("TQ", "outbox", "list")["waiting"] == 0
    done = to_full("TQ", "standings")  # which was only to be shown
    assert (done.returncode, done.stderr) == (78, "thidua: the result could not be written\n")


def test_where_nobody_wants_the_result_it_is_thrown_away(desk):  # noqa: F811
    def thrown(*arguments):
        return subprocess.run(desk.command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True, timeout=WAIT, check=False, env=os.environ | PEOPLE, cwd=desk.folder)

    for who, *words in (["TQ", "submit", desk.report("TQ")], ["HN", "submit", desk.report("HN"), "--keep-trying"],
                        ["TQ", "watch", "--count", "1"], ["TQ", "standings"]):
        done = thrown(who, *words)
        assert (done.returncode, "could not" in done.stderr) == (0, False), done.stderr
    assert desk.json("TQ", "standings")["reported"] == 2


def test_a_closed_stdout_gives_its_number_to_no_file(desk):  # noqa: F811
    def closed(*arguments):
        return subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *desk.command(*arguments)], stderr=subprocess.PIPE, text=True,
                              timeout=WAIT, check=False, env=os.environ | PEOPLE, cwd=desk.folder)

    done = closed("TQ", "submit", desk.report("TQ"))
    assert (done.returncode, done.stderr) == (0, "thidua: it is done, but its result could not be written\n")
    assert closed("TQ", "watch", "--count", "1").returncode == 78
    desk.context("TQ", "TQ.key", commands="tcp://127.0.0.1:1", feed="tcp://127.0.0.1:1")
    with subprocess.Popen(["sh", "-c", 'exec "$@" <&- >&-', "sh", *desk.command("TQ", "watch")]) as watching:
        until(lambda: os.path.basename(os.readlink(f"/proc/{watching.pid}/exe")) == "thidua")
        until(lambda: len(os.listdir(f"/proc/{watching.pid}/fd")) > 5)
        assert [os.readlink(f"/proc/{watching.pid}/fd/{number}") for number in (0, 1)] == ["/dev/null"] * 2
        watching.kill()


def test_a_reader_that_goes_away_ends_nobody_in_the_middle_of_a_deed(desk):  # noqa: F811
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(desk.command("TQ", "submit", desk.report("TQ")), stdout=writing, stderr=subprocess.PIPE, timeout=WAIT,
                          check=False, env=os.environ | PEOPLE, cwd=desk.folder)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert desk.json("TQ", "outbox", "receipts")["rows"] != []


def test_a_file_that_may_not_grow_is_told_and_ends_nobody(desk):  # noqa: F811
    desk.run("TQ", "submit", desk.report("TQ"))
    limited = ["sh", "-c", "ulimit -f 0; exec \"$@\"", "sh", *desk.command("TQ", "submit", desk.report("TQ", actual="34"))]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=WAIT, check=False, env=os.environ | PEOPLE, cwd=desk.folder)
    assert (done.returncode, "there is no room left" in done.stderr) == (78, True), done
    assert desk.json("TQ", "submit", "TQ-Q1.json")["receipt"]["late_days"] == 0


def test_all_fourteen_boards_stand_on_eighty_columns(make_daemon, tmp_path):
    desk = Desk(make_daemon(rehearse="2024-03-01T08:00"), tmp_path)  # noqa: F811
    desk.run("operator", "season", "define", SOURCE / "deploy" / "season-2024" / "season.json")
    desk.run("operator", "clock", "advance", "2025-03-22T08:00+07:00")  # the widest: all are missing, of all points
    with Screen(desk.command("operator", "standings"), lines=40, THIDUA_LANG="vi", LC_ALL="C.UTF-8") as screen:
        lines = screen.sees("exit 0")
    rows = [line for line in lines if "không báo cáo" in line]
    assert len(rows) == 14 and all("−100,00" in row and row.endswith("chưa có") for row in rows)
    assert any("Tuyên Quang" in row for row in rows)  # there is no room for the grade
    assert "Thứ tự xếp hạng: tổng điểm ↓, điểm trừ ↑, nhóm ưu tiên ↓, điểm cơ bản ↓, số ngày" in [line.rstrip() for line in lines]


def test_a_reason_is_read_whole_on_any_screen(reviewed):  # noqa: F811
    desk = reviewed
    reason = "Nhiệm vụ T01 chưa khớp với sổ gốc của văn phòng: " + "; ".join(f"văn bản số {number}/QĐ" for number in range(12))
    desk.run("TQ", "submit", desk.report("TQ"))
    desk.run("HN", "review", "take", "TQ")
    desk.run("HN", "review", "return", "TQ", "--reason", reason)
    with Screen(desk.command("TQ", "review", "show", "TQ"), lines=40, THIDUA_LANG="vi", LC_ALL="C.UTF-8") as screen:
        lines = screen.sees("exit 0")
    assert reason in " ".join(" ".join(lines).split())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_line_of_any_help_is_broken_by_the_screen(language):
    verbs = re.findall(r"^VERB\((\w+),", (SOURCE / "clients" / "thidua" / "verbs.inc").read_text(encoding="utf-8"), re.MULTILINE)
    every = f"{_program('thidua')} --help; for verb in {' '.join(verbs)}; do {_program('thidua')} $verb --help; done"
    with Screen(["sh", "-c", every], THIDUA_LANG=language, LC_ALL="C.UTF-8") as screen:
        screen.sees("exit 0")
        shown = [line.rstrip() for line in screen.history().splitlines()]
        assert shown == [line.rstrip() for line in screen.history("-J").splitlines()]
        assert "  thidua completion zsh" in shown
