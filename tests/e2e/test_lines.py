"""The tool over lines as they are."""

import json
import subprocess

from support.protocol import Keys
from support.slow_line import SlowLine
from test_cli import desk  # noqa: F401
from test_terminal import on_terminal


FAR_WAIT = 120  # a handshake over a line of three seconds alone takes twelve


def test_a_report_gets_its_receipt_over_a_line_of_any_length(desk):  # noqa: F811
    for revision, (round_trip, timeout) in enumerate([(0.3, 10), (1, 20), (3, 60)]):
        with SlowLine(desk.daemon.command_endpoint, round_trip) as line:
            desk.context("far", "TQ.key", board="TQ", commands=line.endpoint, timeout=timeout,
                         outbox=f"{revision}.outbox")
            desk.report("TQ", actual=str(30 + revision))
            done = subprocess.run(desk.command("far", "submit", "TQ-Q1.json", "--json"), capture_output=True, text=True,
                                  timeout=FAR_WAIT, check=False, cwd=desk.folder)
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)["receipt"]["late_days"] == 0
            assert line.connections == 1  # whoever begins anew begins from the start


def test_what_a_long_line_hides_is_told_as_far_as_it_is_known(desk):  # noqa: F811
    Keys("another").write(desk.folder / "another.key")
    with SlowLine(desk.daemon.command_endpoint, 1) as line:
        desk.context("far", "TQ.key", board="TQ", commands=line.endpoint, timeout=1)
        told = desk.run("far", "ping", code=69).stderr
        assert told == f"thidua: no answer: {line.endpoint} is there, but its handshake is not over: the line is slow, or it is busy\n"
        desk.context("far", "TQ.key", board="TQ", commands=line.endpoint, daemon_key="another.key.pub", timeout=10)
        told = desk.run("far", "ping", code=69).stderr
        assert told == f"thidua: no answer: {line.endpoint} ends the connection at the handshake: is this the daemon's key?\n"


def test_a_flush_that_takes_long_says_how_far_it_is_where_somebody_looks(desk):  # noqa: F811
    with SlowLine(desk.daemon.command_endpoint, 0.5) as line:
        desk.context("far", "operator.key", commands=line.endpoint, timeout=30)
        for somebody_looks in (False, True):
            for name in (f"{somebody_looks}1", f"{somebody_looks}2"):
                Keys(name).write(desk.folder / f"{name}.key")
                desk.run("operator", "key", "grant", f"{name}.key.pub", "--role", "viewer", "--no-wait", code=75)
            if somebody_looks:
                code, shown = on_terminal("outbox", "flush", "--config", desk.folder / "far.conf")
                assert (code, b"sending  [####" in shown) == (0, True), shown
                assert b"\r\x1b[K" in shown.rpartition(b"sending")[2]  # it goes away again
            else:
                assert desk.run("far", "outbox", "flush").stderr == "thidua: all that was waiting is in the journal now\n"
