"""The daemon killed in the middle, ended in good order, told to read its settings again: every receipt's command is in the
journal once, and everything that was read is answered."""

import json
import os
import signal
import subprocess

import pytest
from support import protocol
from support.daemon import WAIT, Held, World, _program, remove, scratch, until
from support.load import Office, check_journal, deliver
from support.protocol import service_pb

BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB", "LCH", "LCA", "PT", "SL", "TNG", "VP", "YB", "HN")


def test_a_daemon_killed_under_load_five_times_loses_nothing(make_daemon):
    daemon = make_daemon()
    world = World(daemon, boards=BOARDS)
    offices = [Office(world, board) for board in BOARDS]
    for office in offices:
        office.write_reports(60)
    for wanted in (20, 150, 300, 450, 600):
        for office in offices:
            office.awaited.clear()
            office.send()
        until(lambda: [office.take() for office in offices] and sum(len(office.receipts) for office in offices) >= wanted)
        assert daemon.stop(signal.SIGKILL) == -signal.SIGKILL
        daemon.start()
    deliver(offices)
    assert not any(office.refused for office in offices)
    beside = check_journal(world, offices)
    assert len(beside) == len(BOARDS) + 2
    assert sum(len(office.receipts) for office in offices) == 60 * len(BOARDS)
    standing = world.standings().standings
    assert {row.revision for row in standing.rows} == {60}
    stored = daemon.sql("select distinct state_hash from thidua.standing where period = 'Q1'")
    assert stored == [(standing.state_hash.hex(),)]


def test_outboxes_of_the_tool_are_empty_at_the_end(make_daemon):
    """Fourteen people run `thidua submit` while the daemon is killed; later each flushes what is left."""
    daemon = make_daemon()
    world = World(daemon, boards=BOARDS)
    folder = scratch("o")
    daemon.operator.write(folder / "operator.key")
    daemon.keys.write(folder / "daemon.key")
    try:
        run_offices(world, daemon, folder)
    finally:
        remove(folder)


def run_offices(world, daemon, folder):
    def tool(board, *arguments):
        return [_program("thidua"), *arguments, "--json", "--config", folder / f"{board}.conf"]

    for board in BOARDS:
        world.keys[board].write(folder / f"{board}.key")
        settings = {"commands": daemon.command_endpoint, "credential": f"{board}.key", "daemon_key": "daemon.key.pub",
                    "outbox": f"{board}.outbox", "cluster": "TCXDD-1", "year": 2024, "timeout": 10}
        (folder / f"{board}.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        report = {"cluster": "TCXDD-1", "year": 2024, "board": board, "period": "Q1", "revision": 1,
                  "lines": [{"task": "T01", "actual": "10"}, {"task": "T02", "actual": "100"},
                            {"task": "T03", "done": "45", "out_of": "50"}]}
        (folder / f"{board}.json").write_text(json.dumps(report))
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = {board: subprocess.Popen(tool(board, "submit", str(folder / f"{board}.json")), **quiet) for board in BOARDS}
    until(lambda: daemon.metric("commands_accepted_total") > len(BOARDS) + 2)  # one at least is through
    daemon.stop(signal.SIGKILL)
    daemon.start()
    for board, process in running.items():
        said = process.communicate(timeout=WAIT)
        assert process.returncode in (0, 75), (board, said)
    for board in BOARDS:
        done = subprocess.run(tool(board, "outbox", "flush"), timeout=WAIT, check=False, capture_output=True, text=True)
        assert done.returncode == 0, (board, done.stderr)
        listed = json.loads(subprocess.run(tool(board, "outbox", "list"), timeout=WAIT, check=True, capture_output=True).stdout)
        assert listed["waiting"] == 0, listed
    entries = [protocol.command_pb.Command.FromString(entry.signed_command.command) for entry in world.journal()]
    reports = [entry.submit_report.board for entry in entries if entry.HasField("submit_report")]
    assert sorted(reports) == sorted(BOARDS)


def test_sigterm_answers_everything_that_was_read_and_ends_with_0(make_daemon):
    daemon = make_daemon()
    world = World(daemon, boards=BOARDS)
    offices = [Office(world, board) for board in BOARDS]
    held = Held(daemon)
    for office in offices:
        office.write_reports(10)
        office.send()
    until(lambda: daemon.metric("requests_under_way") == 140)
    daemon.process.send_signal(signal.SIGTERM)
    daemon.wait_event("draining")
    assert daemon.http("/readyz") == (503, "draining\n")
    assert daemon.http("/healthz")[0] == 200
    held.release()
    daemon.wait_event("stopped")
    assert daemon.stop() == 0
    for office in offices:
        while office.take():
            pass
    assert [len(office.receipts) for office in offices] == [10] * len(BOARDS)
    daemon.start()
    check_journal(world, offices)


def test_sigterm_gives_up_on_what_cannot_be_answered(make_daemon):
    daemon = make_daemon(drain_seconds=1)
    world = World(daemon)
    held = Held(daemon)
    world.clients["TQ"].send(service_pb.Request(command=protocol.sign(
        world.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))))
    until(lambda: daemon.metric("requests_under_way") == 1)
    assert daemon.stop() == 0
    assert any(line.startswith("<4>drain_timed_out unanswered=1") for line in daemon.lines)
    assert world.clients["TQ"].receive(0) is None
    held.release()


def test_sigint_ends_it_as_well(make_daemon):
    daemon = make_daemon()
    assert daemon.stop(signal.SIGINT) == 0
    assert daemon.lines[-1].startswith("<6>stopped")


# --- settings ---


def reload(daemon, event, **changed):
    daemon.settings |= changed
    daemon.configure()
    daemon.process.send_signal(signal.SIGHUP)
    return daemon.wait_event(event)


def test_sighup_says_what_only_a_restart_changes(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    line = reload(daemon, "reload_needs_restart", connections_max=7, queue_max=99)
    assert line.startswith("<4>") and "connections_max" in line and "queue_max" in line
    daemon.wait_event("reloaded")
    world.ok(world.submit("TQ"))


def test_what_a_level_hides_is_hidden_after_sighup(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    reload(daemon, "reload_needs_restart", log_level="warn", queue_max=99)
    world.submit("TQ", t01=-2)
    reload(daemon, "reloaded", log_level="info")
    world.submit("TQ", t01=-3)
    told = [line for line in daemon.lines if "refused status" in line] or [daemon.wait_event("refused")]
    assert ["-0.0003" in line for line in told] == [True]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ("repeat_seconds = 0\n", "repeat_seconds"),
        ("no_such_setting = 1\n", "no_such_setting"),
        ('log_level = "loud"\n', "must be error, warn, info or debug"),
        ("queue_max = \n", "thiduad.conf:"),
        ('credential = "/nowhere/daemon.key"\n', "/nowhere/daemon.key"),
    ],
)
def test_a_broken_file_is_refused_and_the_old_settings_stay(make_daemon, spoilt, said):
    daemon = make_daemon()
    world = World(daemon)
    path = daemon.configure()
    whole = path.read_text()
    name = spoilt.split()[0]
    broken = "".join(line for line in whole.splitlines(True) if not line.startswith(name + " ")) + spoilt
    path.write_text(broken)
    daemon.process.send_signal(signal.SIGHUP)
    line = daemon.wait_event("reload_refused")
    assert line.startswith("<3>") and said in line
    world.ok(world.submit("TQ"))
    path.write_text(whole)
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_event("reloaded")
    check = subprocess.run([_program("thiduad"), "--config", path, "--check"], capture_output=True, text=True, check=False)
    assert check.returncode == 0
    path.write_text(broken)
    check = subprocess.run([_program("thiduad"), "--config", path, "--check"], capture_output=True, text=True, check=False)
    assert (check.returncode, said in check.stderr) == (2, True)
    path.write_text(whole)


def test_repetition_changes_with_sighup(make_daemon):
    daemon = make_daemon(repeat_seconds=3600, first_sight_milliseconds=1)
    world = World(daemon)
    subscriber = daemon.subscriber(world.viewer, "standings/TCXDD-1/2024/Q1")
    assert subscriber.poll(10_000)
    subscriber.recv_multipart()
    reload(daemon, "reloaded", repeat_seconds=1)
    assert subscriber.poll(10_000)
    subscriber.close()


# --- bad start ---


def test_a_start_that_cannot_be_says_why_and_exits_2(make_daemon):
    daemon = make_daemon()
    twin = make_daemon(start=False, command_endpoint=daemon.command_endpoint)
    done = twin.run()
    assert (done.returncode, daemon.command_endpoint in done.stderr) == (2, True)
    os.chmod(twin.folder / "daemon.key", 0o644)
    done = twin.run()
    assert (done.returncode, "daemon.key" in done.stderr, "6" in done.stderr) == (2, True, True)
