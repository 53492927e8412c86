"""The loop waits for nobody: whatever stands still around it, it says that it lives, serves what it has, and goes on by itself."""

import http.client
import os
import subprocess
import time

import pytest
from support import protocol
from support.daemon import Postgres, World, remove, scratch

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


def silent_names(folder):
    """What runs a program where nobody answers for a name: /etc/hosts is a pipe that no one writes."""
    pipe, switch = folder / "hosts", folder / "nsswitch.conf"
    os.mkfifo(pipe)
    switch.write_text("hosts: files\n")
    mounts = f"mount --bind {pipe} /etc/hosts && mount --bind {switch} /etc/nsswitch.conf"
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    under = ["unshare", *user, "--mount", "sh", "-c", mounts + ' && exec "$@"', "sh"]
    if subprocess.run([*under, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("no mount namespaces here")
    return under


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
