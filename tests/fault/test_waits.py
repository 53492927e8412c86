"""The loop waits for nobody: whatever stands still around it, it says that it lives, serves what it has, and goes on by itself."""

import http.client
import itertools
import os
import socket
import subprocess
import time

import pytest
from support import protocol
from support.daemon import Postgres, World, remove, scratch, until
from support.protocol import service_pb

ASKS = 200


@pytest.fixture(scope="module")
def mortal_postgres():
    folder = scratch("pg")
    server = Postgres(folder)
    yield server
    server.stop()
    remove(folder)


def healthz(daemon):
    """Seconds until it is answered."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", int(daemon.http_port), timeout=30)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - began


def slowest(daemon):
    """The 99th in a hundred."""
    return sorted(healthz(daemon) for _ in range(ASKS))[ASKS * 99 // 100 - 1]


def lives(daemon, quiet):
    assert slowest(daemon) <= 20 * quiet


def postponed(world, board="BK"):
    """A new report is answered with UNAVAILABLE at once."""
    client = world.daemon.client(world.keys[board])
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board))
    reply = client.command(world.keys[board], made, timeout=2)
    assert reply is not None and (reply.status, reply.retry_after_ms) == (9, 1000), reply
    client.close()


def served(world):
    """What is in memory can be read."""
    assert world.standings().status == 1


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
