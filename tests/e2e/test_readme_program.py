"""The program of clients/libthidua/README.md, run as it stands there."""

import subprocess

import pytest
from support.daemon import BUILD, WAIT
from support.protocol import Keys
from test_cli import SEASON, Desk

PROGRAM = BUILD / "tests" / "unit" / "readme_example"


@pytest.fixture
def desk(make_daemon, tmp_path):
    """TQ has all tasks of the program's report."""
    desk = Desk(make_daemon(rehearse="2024-03-18T08:00"), tmp_path)
    boards = [{"code": "TQ", "name": "Tuyên Quang"}, {"code": "HN", "name": "Hà Nội"}]
    desk.run("operator", "season", "define", desk.write("season.json", SEASON | {"boards": boards}))
    desk.run("operator", "keygen", "--label", "TQ", "--out", "TQ.key")
    desk.run("operator", "key", "grant", "TQ.key.pub", "--role", "office", "--board", "TQ")
    return desk


def start(desk, credential="TQ.key", commands=None, feed=None):
    return subprocess.Popen([PROGRAM, credential, "daemon.key.pub", commands or desk.daemon.command_endpoint,
                             feed or desk.daemon.feed_endpoint], cwd=desk.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True)


def test_it_sends_a_report_and_prints_the_standing(desk):
    with start(desk) as program:
        lines = [program.stdout.readline() for _ in range(3)]
        program.kill()
    assert lines[0].startswith("entry 3 of the journal, 0 days late")
    assert lines[1] == "TCXDD-1 2024 Q1: 1 of 2 reports\n"
    assert lines[2].startswith("  1  TQ ")


def test_it_says_what_went_wrong(desk):
    def fails(code, *said, **options):
        program = start(desk, **options)
        told = program.communicate(timeout=WAIT)[1].splitlines()
        assert (program.returncode, told) == (code, list(said))

    Keys("stranger").write(desk.folder / "stranger.key")
    fails(75, "no answer: tcp://127.0.0.1:1 cannot be reached", commands="tcp://127.0.0.1:1")
    fails(75, f"{desk.daemon.command_endpoint} refuses this office's key", credential="stranger.key")
