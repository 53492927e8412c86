"""The machine's clock jumps, or is wrong from the start; PostgreSQL's too. A real daemon, whose clocks the tests move."""

import contextlib
import signal

import psycopg2
import pytest
from support import protocol
from support.clock import DAY, MovedClock, preloaded
from support.daemon import Held, Postgres, World, remove, scratch, until
from support.protocol import Keys, command_pb

OK, UNAVAILABLE = protocol.Status.Value("STATUS_OK"), protocol.Status.Value("STATUS_UNAVAILABLE")
CLOSED = protocol.Status.Value("STATUS_CLOSED")
VIEWER = 4
BEGIN = "2024-03-18T08:00"


@pytest.fixture(scope="module")
def databases():
    """A server whose clock can be moved, and that clock."""
    folder = scratch("pc")
    folder.chmod(0o755)
    clock = MovedClock(folder / "clock")
    server = Postgres(folder / "pg", environment=preloaded(clock))
    yield server, clock
    server.stop()
    remove(folder)


class Machines:
    """The daemon's machine and PostgreSQL's, and a cluster there."""

    def __init__(self, databases, make_daemon, folder):
        server, self.theirs = databases
        self.ours = MovedClock(folder / "clock")
        self.begin(BEGIN)
        self.daemon = make_daemon(server=server, rehearse=None, moved=self.ours)
        self.world = None

    def define(self, **season):
        self.world = World(self.daemon, **season)
        return self.world

    def begin(self, text):
        self.ours.begin(text)
        self.theirs.begin(text)

    def step(self, seconds):
        self.ours.step(seconds)
        self.theirs.step(seconds)

    def sleep(self, seconds):
        """Both machines were suspended."""
        process = self.daemon.process
        process.send_signal(signal.SIGSTOP)
        self.ours.sleep(seconds)
        self.theirs.step(seconds)
        process.send_signal(signal.SIGCONT)

    def restart(self):
        self.daemon.stop()
        self.daemon.start()
        self.world = World.join(self.world, self.daemon)

    def ready(self):
        return self.daemon.http("/readyz")

    def doubts(self, why):
        """It says so everywhere."""
        until(lambda: self.ready()[0] == 503 and why in self.ready()[1])
        until(lambda: [line for line in self.daemon.lines if line.startswith("<3>clock_doubted") and why in line])
        assert self.daemon.metric("clock_in_doubt") == 1

    def agrees(self):
        """After ten seconds, which pass at once."""
        assert (self.ready()[0], self.grant().status) == (503, UNAVAILABLE)  # not at once
        self.sleep(11)
        self.daemon.wait_event("clock_agreed")
        assert (self.ready()[0], self.daemon.metric("clock_in_doubt")) == (200, 0)

    def grant(self, keys=None):
        keys = keys or Keys("late")
        return self.world.operate(grant_key=command_pb.GrantKey(
            role=VIEWER, sign_key=keys.sign_public, curve_key=keys.curve_public, label=keys.label))

    def locked(self):
        return self.daemon.sql("select count(*) from thidua.standing_locked")[0][0]


@pytest.fixture
def machines(databases, make_daemon, tmp_path):
    return Machines(databases, make_daemon, tmp_path)


def test_400_days_for_seconds_and_a_key_grant_lock_nothing(machines):
    world = machines.define()
    world.ok(world.submit("TQ"))
    machines.step(400 * DAY)
    reply = machines.grant()
    assert (reply.status, [fault.field for fault in reply.faults]) == (UNAVAILABLE, ["clock"])
    machines.doubts("moved by 34560000 s")
    assert world.standings().standings.locked is False  # can be read
    assert world.submit("BK").status == UNAVAILABLE
    machines.step(-400 * DAY)
    machines.agrees()
    world.ok(machines.grant())
    world.ok(world.submit("BK"))
    machines.restart()
    assert machines.ready()[0] == 200
    standing = machines.world.standings().standings
    assert (standing.period, standing.locked, machines.locked()) == (1, False, 0)


def test_400_days_without_a_command_lock_nothing(machines):
    world = machines.define()
    machines.step(400 * DAY)
    machines.doubts("moved by 34560000 s")
    machines.step(-400 * DAY)
    machines.agrees()
    assert (world.standings().standings.locked, machines.locked()) == (False, 0)
    assert machines.daemon.metric("seasons_moved_by_time_total") == 0


@contextlib.contextmanager
def loads_held(daemon):
    """Each load waits for a table that nothing but loads reads."""
    connection = psycopg2.connect(daemon.conninfo)
    connection.cursor().execute("lock table thidua.record in access exclusive mode")
    yield lambda: until(lambda: daemon.sql("select count(*) from pg_locks l join pg_database d on d.oid = l.database "
                                           "where not granted and datname = current_database()") == [(1,)])
    connection.close()


def test_what_was_due_is_not_moved_when_it_is_loaded_in_doubt(machines):
    """The lock is due, and its cluster is being loaded for it, when the clock jumps."""
    world, daemon = machines.define(), machines.daemon
    daemon.stop()
    machines.begin("2024-04-05T12:00")
    daemon.start()
    until(lambda: daemon.sql("select count(*) from thidua.season where next_change = '2024-04-06T00:00+07'") == [(1,)])
    machines.restart()
    world = machines.world
    with loads_held(daemon) as until_waited_for:
        machines.sleep(DAY / 2)
        until_waited_for()
        machines.step(400 * DAY)
        machines.doubts("moved by 34560000 s")
    until(lambda: world.standings("Q1").status == OK)  # it has been loaded
    assert (daemon.metric("seasons_moved_by_time_total"), machines.locked()) == (0, 0)
    machines.step(-400 * DAY)
    machines.agrees()
    until(lambda: machines.locked() == 3)


def test_who_waits_for_a_midnight_is_told_when_the_clock_is_in_doubt(machines):
    """What came before it is not decided yet, since it waits for a commit, which is still awaited when the clock jumps."""
    world, daemon = machines.define(), machines.daemon
    grant = protocol.command("TCXDD-1", grant_key=command_pb.GrantKey(
        role=VIEWER, **{f"{kind}_key": getattr(Keys("late"), f"{kind}_public") for kind in ("sign", "curve")}, label="late"))

    def send(client, keys, made, count):
        client.send(protocol.service_pb.Request(command=protocol.sign(keys, made)))
        until(lambda: daemon.metric("requests_under_way") == count)

    with Held(daemon) as held:
        for count, (board, revision) in enumerate((("TQ", 1), ("CB", 7)), 1):
            made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board, revision=revision))
            send(world.clients[board], world.keys[board], made, count)
            held.until_waited_for()
        machines.sleep(DAY)
        send(world.operator, daemon.operator, grant, 3)
        forged = protocol.sign(daemon.operator, grant)
        forged.signature = bytes(64)
        world.operator.send(protocol.service_pb.Request(command=forged))
        assert world.operator.receive().faults[0].reason == "SIGNATURE_WRONG"  # what came before it has been looked at, and waits
        machines.step(400 * DAY)
        until(lambda: daemon.metric("requests_under_way") == 2)
        reply = world.operator.receive()
        assert (reply.status, [fault.reason for fault in reply.faults]) == (UNAVAILABLE, ["CLOCK_DOUBTED"])
    world.ok(world.clients["TQ"].receive())


def test_a_report_under_a_clock_that_is_three_days_ahead_is_not_late(machines):
    world = machines.define()
    machines.step(3 * DAY)
    id = protocol.uuid7()
    assert world.submit("TQ", id=id).status == UNAVAILABLE
    machines.doubts("moved by 259200 s")
    machines.step(-3 * DAY)
    machines.agrees()
    assert world.ok(world.submit("TQ", id=id)).late_days == 0


def test_a_step_within_the_tolerance_is_the_time(machines):
    world = machines.define()
    machines.step(50)
    world.ok(machines.grant())
    machines.step(-100)
    world.ok(machines.grant())
    assert machines.ready()[0] == 200


def test_a_machine_that_slept_goes_on_with_the_time_as_it_is(machines):
    world = machines.define()
    machines.sleep(3 * DAY)
    assert world.ok(world.submit("TQ")).late_days == 1
    assert world.standings().standings.rows[1].status == 4  # OVERDUE
    assert machines.ready()[0] == 200
    assert not [line for line in machines.daemon.lines if "clock_doubted" in line]


def test_postgresqls_clock_is_wrong_instead_of_ours(machines):
    """Which of the two is right cannot be told; it is asked at each connection."""
    world = machines.define()
    machines.theirs.step(3 * DAY)
    machines.daemon.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'thiduad%%' "
                        "and datname = current_database()")
    machines.doubts("PostgreSQL's differ by -259")
    assert machines.grant().status == UNAVAILABLE
    machines.theirs.step(-3 * DAY)
    machines.agrees()
    world.ok(machines.grant())


def test_two_hours_back_while_it_runs(machines):
    world = machines.define()
    machines.step(-7200)
    assert machines.grant().status == UNAVAILABLE
    machines.doubts("moved by -7200 s")
    machines.step(7200)
    machines.agrees()
    world.ok(machines.grant())


def test_a_start_two_hours_before_the_newest_entry(machines):
    world = machines.define()
    machines.daemon.stop()
    machines.step(-7200)
    machines.daemon.start()
    machines.world = world = World.join(world, machines.daemon)
    machines.doubts("the newest entry")
    until(lambda: [line for line in machines.daemon.lines if "cluster_ahead" in line and "TCXDD-1" in line])
    assert machines.grant().status == UNAVAILABLE
    assert world.standings().status == OK
    machines.step(7200)  # the time service came late
    machines.agrees()
    world.ok(machines.grant())
    machines.step(7200)
    machines.doubts("moved by 7200 s")


def test_what_locked_is_told_as_locked_by_a_clock_that_stands_before_it(machines):
    """A cluster's time is that of its newest entry, and so is what is told of it; else its journal would seem to be false."""
    machines.daemon.stop()
    machines.step(30 * DAY)  # Q1 has locked
    machines.daemon.start()
    world = machines.define()
    machines.daemon.stop()
    machines.step(-30 * DAY)
    machines.daemon.start()
    world = World.join(world, machines.daemon)
    told = world.standings("Q1").standings
    assert told.locked and told.published_at >= told.as_of


def test_a_restart_says_that_the_clock_is_right(machines):
    world = machines.define()
    machines.step(3 * DAY)
    machines.doubts("moved by 259200 s")
    machines.restart()
    world = machines.world
    assert machines.ready()[0] == 200
    assert world.ok(world.submit("TQ")).late_days == 1


def test_nothing_is_rebuilt_by_a_clock_in_doubt(machines):
    """What it would write is locked as of now, for good."""
    machines.define()
    machines.daemon.stop()
    before = projections(machines.daemon)
    for ours, theirs, why in ((400 * DAY, 0, "PostgreSQL's differ by 34560000 s"), (-7200, -7200, "the newest entry")):
        machines.ours.step(ours)
        machines.theirs.step(theirs)
        done = machines.daemon.run("--rebuild")
        assert (done.returncode, why in done.stderr) == (2, True), done.stderr
        assert projections(machines.daemon) == before
        machines.ours.step(-ours)
        machines.theirs.step(-theirs)
    assert machines.daemon.run("--rebuild").returncode == 0
    assert projections(machines.daemon) == before
    machines.daemon.start()


def projections(daemon):
    return [daemon.sql(f"select * from thidua.{table} order by cluster, year, period")
            for table in ("standing_state", "standing_locked_state")]


def test_a_cluster_of_the_future_is_the_fault_of_that_cluster_alone(machines):
    """A start with a wrong clock cannot be told from a right one: what came then stays. The operator names the cluster."""
    world = machines.define()
    machines.daemon.stop()
    machines.step(400 * DAY)
    machines.daemon.start()
    future = World(machines.daemon, cluster="TCXDD-2")
    machines.daemon.stop()
    machines.step(-400 * DAY)
    machines.daemon.settings["clusters_ahead"] = "TCXDD-2, TCXDD-3"
    machines.daemon.start()
    assert machines.ready()[0] == 200
    world, future = World.join(world, machines.daemon), World.join(future, machines.daemon)
    world.ok(world.submit("TQ"))
    reply = future.submit("TQ")
    assert (reply.status, [fault.field for fault in reply.faults]) == (UNAVAILABLE, ["cluster"])
    assert future.standings().status == OK
    until(lambda: [line for line in machines.daemon.lines if "cluster_ahead" in line and "TCXDD-2" in line])


def test_a_cluster_that_was_quiet_for_a_year_before_the_start(machines):
    world = machines.define()
    world.ok(world.submit("TQ"))
    machines.daemon.stop()
    machines.step(365 * DAY)
    machines.daemon.start()
    assert machines.ready()[0] == 200
    until(lambda: machines.locked() == 15)
    world = World.join(world, machines.daemon)
    assert world.submit("BK").status == CLOSED


@pytest.mark.parametrize("night, opens", [("2024-02-28T23:59", "2024-02-29"), ("2024-12-31T23:59", "2025-01-01")])
def test_midnights_of_a_leap_day_and_of_a_years_end(machines, night, opens):
    """The period opens at that midnight, its report is due that day, and the day after it is a day late."""
    calendar = protocol.CALENDAR_2024 | {5: (opens, opens, "2025-02-15")}
    if opens == "2024-02-29":
        calendar = protocol.CALENDAR_2024 | {1: (opens, opens, "2024-04-05")}
    machines.daemon.stop()
    machines.begin(night)
    machines.daemon.start()
    period = "Q1" if opens == "2024-02-29" else "FINAL"
    world = machines.define(season=protocol.small_season("TCXDD-1", calendar=calendar))
    assert world.submit("TQ", period=period).status == CLOSED
    machines.sleep(60)
    assert world.ok(world.submit("TQ", period=period)).late_days == 0
    machines.sleep(DAY)
    assert world.ok(world.submit("BK", period=period)).late_days == 1
    assert machines.ready()[0] == 200
