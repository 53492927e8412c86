"""The loop waits for nobody: whatever stands still around it, it says that it lives, serves what it has, and goes on by itself."""

import itertools
import os
import socket
import subprocess

import pytest
from support import protocol
from support.daemon import Postgres, World, remove, scratch, until
from support.protocol import service_pb
from support.waits import Stopped, lives, postponed, served, slowest


@pytest.fixture(scope="module")
def mortal_postgres():
    folder = scratch("pg")
    server = Postgres(folder)
    yield server
    server.stop()
    remove(folder)


# --- name servers ---


def mounted(*mounts):
    """What runs a program that sees other files at some places."""
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    binds = [f"mount --bind {there} {place}" for there, place in mounts]
    under = ["unshare", *user, "--mount", "sh", "-c", " && ".join(binds) + ' && exec "$@"', "sh"]
    if subprocess.run([*under, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("no mount namespaces here")
    return under


def silent_names(folder):
    """Nobody answers for a name: /etc/hosts is a pipe that no one writes."""
    pipe, switch = folder / "hosts", folder / "nsswitch.conf"
    os.mkfifo(pipe)
    switch.write_text("hosts: files\n")
    return mounted((pipe, "/etc/hosts"), (switch, "/etc/nsswitch.conf"))


def test_silent_name_servers_stop_nobody(make_daemon, mortal_postgres):
    daemon = make_daemon(server=mortal_postgres)
    world = World(daemon)
    quiet = slowest(daemon)
    daemon.stop()
    daemon.program = [*silent_names(daemon.folder), *daemon.program]
    daemon.settings["database"] = daemon.conninfo.replace("host='", "host='db.example,")
    daemon.start()  # by the other host
    served(world)
    mortal_postgres.stop()
    daemon.wait_event("database_lost")
    lives(daemon, quiet)
    served(world)
    postponed(world)
    assert daemon.http("/readyz")[0] == 503
    mortal_postgres.start()
    daemon.wait_event("database_ready")
    world.ok(world.submit("TQ"))


# --- who reads the log ---


def restart(daemon, log, **environment):
    """As Daemon.start, when its log is not there to be read. How it is known that it serves: it says so."""
    daemon.stop()
    daemon.settings["http_address"] = f"127.0.0.1:{daemon.http_port}"
    daemon.process = subprocess.Popen(daemon.arguments(), stderr=log, env=os.environ | environment)
    os.close(log)
    until(lambda: answers(daemon))


def end(daemon):
    daemon.process.terminate()
    assert daemon.process.wait(30) == 0
    daemon.process = None


def answers(daemon):
    try:
        return daemon.http("/readyz")[0] == 200
    except OSError:
        return False


def fill_log(world):
    """Until lines are lost. Each cluster has lines of its own."""
    client, numbers = world.daemon.client(world.daemon.operator), itertools.count()
    while world.daemon.metric("log_lines_lost_total") == 0:
        for number in itertools.islice(numbers, 200):
            client.send(service_pb.Request(command=protocol.sign(world.daemon.operator, protocol.command(
                f"X{number}", revoke_key=protocol.command_pb.RevokeKey(sign_key=bytes(32))))))
        for _ in range(200):
            assert client.receive() is not None


def test_a_log_that_nobody_reads_costs_lines_and_stops_nobody(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    quiet = slowest(daemon)
    reading, writing = os.pipe()
    restart(daemon, writing)
    fill_log(world)
    lives(daemon, quiet)
    served(world)
    world.ok(world.submit("TQ"))
    said = b""
    while b"log_lines_lost lines=" not in said:  # as soon as somebody reads
        said += os.read(reading, 65536)
    world.ok(world.submit("BK"))
    end(daemon)
    os.close(reading)


def test_a_journald_that_stands_still_costs_lines_and_stops_nobody(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    quiet = slowest(daemon)
    folder = daemon.folder / "run"
    (folder / "systemd/journal").mkdir(parents=True)
    journald = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    journald.bind(str(folder / "systemd/journal/socket"))
    daemon.program = [*mounted((folder, "/run")), *daemon.program]
    log = os.open(daemon.folder / "stream", os.O_WRONLY | os.O_CREAT)
    stream = os.fstat(log)
    restart(daemon, log, JOURNAL_STREAM=f"{stream.st_dev}:{stream.st_ino}")
    fill_log(world)
    lives(daemon, quiet)
    served(world)
    world.ok(world.submit("TQ"))
    journald.settimeout(30)
    while b"THIDUA_EVENT\n\x0e\0\0\0\0\0\0\0log_lines_lost" not in journald.recv(65536):
        pass
    world.ok(world.submit("BK"))
    end(daemon)
    journald.close()
    assert (daemon.folder / "stream").read_text() == ""


# --- the database cannot write ---


def told_of_database(daemon):
    """The names of its lines that tell of the database, since the last call."""
    told = [line.split()[0].lstrip("<0123456789>") for line in daemon.lines]
    daemon.lines.clear()
    return [name for name in told if name.startswith(("database_", "batch_"))]


def signed(world, board):
    return protocol.sign(world.keys[board], protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board)))


def not_known(reply, correlation):
    """Whoever waits for what may be written hears that, not nothing."""
    assert (reply.correlation, reply.status, reply.retry_after_ms) == (correlation, 9, 1000)
    assert [(fault.field, fault.reason) for fault in reply.faults] == [("database", "COMMIT_UNCERTAIN")]


def entered_once(world, client, report):
    """What went on being tried; nobody is answered twice."""
    receipt = world.ok(client.request(service_pb.Request(command=report)))
    assert client.receive(timeout=0) is None
    assert [entry.sequence for entry in world.journal() if entry.signed_command.command == report.command] == [receipt.sequence]


def fill_disk(daemon):
    """As PostgreSQL says it."""
    daemon.sql("""create function full_disk() returns trigger language plpgsql as $$
        begin raise exception using errcode = '53100', message = 'could not extend file: No space left on device'; end $$;
        create trigger full_disk before insert on thidua.journal execute function full_disk()""")


def empty_disk(daemon):
    daemon.sql("drop trigger full_disk on thidua.journal; drop function full_disk")


def test_a_full_disk_is_told_once_and_goes_by_itself(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    quiet = slowest(daemon)
    fill_disk(daemon)
    told_of_database(daemon)
    client, report = daemon.client(world.keys["TQ"]), signed(world, "TQ")
    tries = client.send(service_pb.Request(command=report))
    assert 'reason="53100 could not extend file: No space' in daemon.wait_event("database_lost")
    postponed(world)
    lives(daemon, quiet)
    failed = daemon.metric("batches_failed_total")
    while daemon.metric("batches_failed_total") < failed + 2:  # it is tried again; who asks just then waits for that
        served(world)
    status, reason = daemon.http("/readyz")
    assert (status, reason) == (503, "53100 could not extend file: No space left on device\n")
    assert (daemon.metric("database_up"), daemon.metric("cached_clusters")) == (0, 1)
    assert told_of_database(daemon) == ["database_lost"]
    not_known(client.receive(), tries)
    empty_disk(daemon)
    daemon.wait_event("database_ready")
    entered_once(world, client, report)
    assert daemon.http("/readyz") == (200, "ok\n")
    world.ok(world.submit("BK"))


def test_a_database_that_may_not_be_written_is_told_once(make_daemon):
    """A right is missing: the connection is made anew each time, and nothing is said of that."""
    daemon = make_daemon()
    world = World(daemon)
    quiet = slowest(daemon)
    daemon.sql((protocol.SOURCE / "sql" / "roles.sql").read_text())
    daemon.stop()
    daemon.settings["database"] = daemon.conninfo.replace("user=postgres", "user=thiduad")
    daemon.start()
    daemon.sql("revoke insert on thidua.journal from thiduad")
    told_of_database(daemon)
    client, report = daemon.client(world.keys["TQ"]), signed(world, "TQ")
    tries = client.send(service_pb.Request(command=report))
    assert "42501 permission denied" in daemon.wait_event("database_lost")
    failed = daemon.metric("batches_failed_total")
    until(lambda: daemon.metric("batches_failed_total") > failed + 2)
    postponed(world)
    lives(daemon, quiet)
    served(world)
    assert "42501 permission denied" in daemon.http("/readyz")[1]
    assert told_of_database(daemon) == ["database_lost"]
    not_known(client.receive(), tries)
    daemon.sql("grant insert on thidua.journal to thiduad")
    daemon.wait_event("database_ready")
    entered_once(world, client, report)


def test_a_time_that_cannot_be_written_down_is_tried_again(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    quiet = slowest(daemon)
    fill = "create function no() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$;"
    daemon.sql(fill + "create trigger no before insert or update on thidua.standing_state execute function no()")
    to = service_pb.AdvanceClock(to=protocol.instant("2024-06-15T08:00"))
    sent = world.operator.send(service_pb.Request(advance_clock=to))
    daemon.wait_event("database_lost")
    postponed(world)
    lives(daemon, quiet)
    daemon.sql("drop trigger no on thidua.standing_state")
    daemon.wait_event("database_ready")
    reply = world.operator.receive(30)
    assert (reply.correlation, reply.status) == (sent, 1)


# --- the database does not answer ---


def test_a_database_that_stands_still_stops_nobody(make_daemon, mortal_postgres):
    daemon = make_daemon(server=mortal_postgres)
    world = World(daemon)
    quiet = slowest(daemon)
    client = daemon.client(world.keys["TQ"])
    with Stopped(mortal_postgres):
        report = signed(world, "TQ")
        sent = client.send(service_pb.Request(command=report))
        lives(daemon, quiet)
        waits = world.ask_standings()  # of what is not committed yet
        assert "no answer from the database" in daemon.wait_event("database_lost")
        assert world.operator.receive().status == 9 and waits
        postponed(world)
        lives(daemon, quiet)
        assert daemon.http("/readyz") == (503, "no answer from the database\n")
        assert daemon.metric("database_up") == 0
        not_known(client.receive(), sent)
    daemon.wait_event("database_ready")
    entered_once(world, client, report)
    assert daemon.http("/readyz") == (200, "ok\n")
    world.ok(world.submit("BK"))


# --- a cluster cannot be loaded ---


def cold(daemon, world):
    """Nothing is in memory."""
    daemon.stop()
    daemon.start()
    return world.operator


def test_a_load_that_fails_is_told_once_and_answered(make_daemon, refused):
    daemon = make_daemon()
    world = World(daemon)
    quiet = slowest(daemon)
    daemon.sql((protocol.SOURCE / "sql" / "roles.sql").read_text())
    daemon.settings["database"] = daemon.conninfo.replace("user=postgres", "user=thiduad")
    cold(daemon, world)
    daemon.sql("revoke select on thidua.journal from thiduad")
    assert refused(world.standings()) == "UNAVAILABLE cluster"  # it waited for the load
    assert "42501 permission denied" in daemon.wait_event("load_failed")
    loads = daemon.metric("cache_loads_total")
    assert refused(world.submit("TQ")) == "UNAVAILABLE cluster"  # and now nobody waits
    lives(daemon, quiet)
    assert "42501 permission denied" in daemon.http("/readyz")[1]
    assert (daemon.metric("journal_readable"), daemon.metric("database_up")) == (0, 1)
    until(lambda: daemon.metric("cache_loads_total") > loads)
    assert daemon.metric("cache_loads_total") < loads + 20
    assert [line for line in daemon.lines if "load_failed" in line][1:] == []
    daemon.sql("grant select on thidua.journal to thiduad")
    daemon.wait_event("loading_again")
    assert (daemon.http("/readyz"), daemon.metric("journal_readable")) == ((200, "ok\n"), 1)
    world.ok(world.submit("TQ"))
