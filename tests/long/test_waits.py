"""What stands still for long: a database for a minute, and a disk that is full indeed. Offices go on sending all the time.

The disk is a file system of its own, which is mounted where nobody else sees it: run under `unshare --mount`."""

import os
import pathlib
import subprocess
import threading
import time

import pytest
from support import protocol
from support.daemon import Daemon, Postgres, World, remove, scratch, until
from support.protocol import command_pb, service_pb
from support.waits import Stopped, lives, postponed, served, slowest

MINUTE, DISK_MIB, GROWTH_MIB = 60, 200, 32
UNAVAILABLE, OK = protocol.Status.Value("STATUS_UNAVAILABLE"), 1


class Office:
    """Grants keys in its cluster, one after another, until it is told to stop."""

    def __init__(self, world):
        self.world, self.client = world, world.daemon.client(world.daemon.operator)
        self.going, self.answers, self.longest = True, {}, 0.0
        self.thread = threading.Thread(target=self._send, daemon=True)
        self.thread.start()

    def _send(self):
        while self.going:
            grant = command_pb.GrantKey(role=4, sign_key=os.urandom(32), curve_key=os.urandom(32), label="x")
            made = protocol.sign(self.world.daemon.operator, protocol.command(self.world.cluster, grant_key=grant))
            began = time.monotonic()
            reply = self.client.request(service_pb.Request(command=made), timeout=30)
            self.longest = max(self.longest, time.monotonic() - began)
            self.answers[reply.status] = self.answers.get(reply.status, 0) + 1

    def stop(self):
        self.going = False
        self.thread.join(60)
        assert not self.thread.is_alive()


def resident(daemon):
    return daemon.metric("resident_bytes") >> 20


def stand_for_a_minute(daemon, world, quiet):
    """Lives, serves, postpones, keeps no more memory than before."""
    before, until_then = resident(daemon), time.monotonic() + MINUTE
    while time.monotonic() < until_then:
        lives(daemon, quiet)
        served(world)
        postponed(world)
        assert daemon.http("/readyz")[0] == 503 and daemon.metric("database_up") == 0
        assert resident(daemon) <= before + GROWTH_MIB


def test_postgresql_stands_still_for_a_minute(make_daemon, capsys):
    folder = scratch("pg")
    server = Postgres(folder)
    try:
        daemon = make_daemon(server=server)
        world = World(daemon)
        quiet = slowest(daemon)
        office = Office(World(daemon, cluster="C-2"))  # of which a command is under way
        with Stopped(server):
            daemon.wait_event("database_lost")
            stand_for_a_minute(daemon, world, quiet)
        daemon.wait_event("database_ready")
        until(lambda: daemon.http("/readyz")[0] == 200)
        before = office.answers.get(OK, 0)
        until(lambda: office.answers.get(OK, 0) > before)
        office.stop()
        world.ok(world.submit("BK"))
        with capsys.disabled():
            print(f"\n  answers {office.answers}, the slowest after {office.longest:.1f} s")
        assert office.answers[UNAVAILABLE] > 0 and set(office.answers) == {OK, UNAVAILABLE}
        assert office.longest < 12
    finally:
        server.stop()
        remove(folder)


@pytest.fixture
def disk():
    """A folder on a disk of its own."""
    folder = scratch("disk")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", folder], check=False)
    if done.returncode != 0:
        pytest.skip("nothing can be mounted here")
    folder.chmod(0o755)
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


class Ballast:
    """All that is left of a disk."""

    def __init__(self, disk):
        self.path = pathlib.Path(disk) / "ballast"
        with open(self.path, "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                pass

    def remove(self):
        self.path.unlink()


def test_a_disk_is_full_indeed(disk, capsys):
    """PostgreSQL cannot extend a table, or write its log, and then ends and starts again and again: it is the same to us."""
    server = Postgres(disk / "pg", "fsync=off", "min_wal_size=32MB", "max_wal_size=32MB")
    daemon = Daemon(scratch("d"), server.createdb("full"))
    try:
        assert daemon.run("--migrate").returncode == 0
        world = World(daemon.start())
        quiet = slowest(daemon)
        office = Office(World(daemon, cluster="C-2"))  # of which a command is under way
        until(lambda: office.answers.get(OK, 0) > 100)
        ballast = Ballast(disk)
        reason = daemon.wait_event("database_lost", timeout=60)
        stand_for_a_minute(daemon, world, quiet)
        ballast.remove()
        server.start()  # it may have given up
        daemon.wait_event("database_ready", timeout=60)
        before = office.answers[OK]
        until(lambda: office.answers[OK] > before)
        office.stop()
        world.ok(world.submit("BK"))
        with capsys.disabled():
            print(f"\n  {reason.strip()}\n  answers {office.answers}, the slowest after {office.longest:.1f} s")
        assert set(office.answers) == {OK, UNAVAILABLE} and office.longest < 12
        daemon.close()
    finally:
        server.stop()
        remove(daemon.folder)
