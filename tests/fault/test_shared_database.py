"""Two daemons on one database, and the projections made again from the journal."""

import signal
import subprocess
import threading

import psycopg2
import pytest
from support import protocol
from support.daemon import World, until
from support.load import Office, check_journal, deliver

BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB")


def test_two_daemons_on_one_database_both_keep_working(make_daemon):
    first = make_daemon()
    world = World(first, boards=BOARDS)
    second = make_daemon(start=False, conninfo=first.conninfo, like=first)
    second.start()
    beyond, failures = World.join(world, second), []
    here = [Office(world, board) for board in BOARDS[:3]]
    there = [Office(beyond, board) for board in BOARDS[3:]]
    together = threading.Barrier(2, timeout=30)
    threads = [threading.Thread(target=keep, args=(offices, together, failures)) for offices in (here, there)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    beside = check_journal(world, here + there)
    assert len(beside) == len(BOARDS) + 2
    assert not any(office.refused for office in here + there)
    assert first.metric("batches_failed_total") + second.metric("batches_failed_total") > 0


def test_a_daemon_learns_from_the_journal_whom_another_one_admitted_and_revoked(make_daemon, refused):
    first = make_daemon()
    world = World(first)
    second = make_daemon(start=False, conninfo=first.conninfo, like=first).start()
    beyond = World.join(world, second)
    beyond.standings()  # it has the cluster in memory, as it was
    newcomer = protocol.Keys("newcomer")
    world.grant(newcomer, 4)
    world.revoke(world.keys["BK"])
    beyond.ok(beyond.submit("TQ"))  # is fenced, and reads the journal again
    assert beyond.standings(client=second.client(newcomer)).status == 1
    with pytest.raises(TimeoutError):  # its line has ended, and does not come back
        beyond.clients["BK"].query(ping=protocol.service_pb.Ping(), timeout=1)


def test_a_daemon_learns_from_the_journal_what_another_one_made_of_the_calendar(make_daemon):
    first = make_daemon()
    world = World(first)
    second = make_daemon(start=False, conninfo=first.conninfo, like=first).start()
    beyond = World.join(world, second)
    beyond.ok(beyond.standings())  # it has the cluster in memory, as it was
    earlier = protocol.small_season("TCXDD-1", boards=world.boards,
                                    calendar=protocol.CALENDAR_2024 | {1: ("2024-03-15", "2024-03-18", "2024-04-05")})
    world.ok(world.operate(2024, define_season=protocol.command_pb.DefineSeason(version=2, season=earlier.SerializeToString())))
    beyond.ok(beyond.submit("TQ"))  # is fenced, and reads the journal again
    beyond.advance("2024-03-19T08:00")  # the first one's clock stands still
    late = "select board, late_days from thidua.standing where period = 'Q1' order by board"
    assert second.sql(late) == [("BK", 1), ("CB", 1), ("TQ", 0)]


def joined(first, make_daemon):
    """The same cluster through a second daemon, which knows of it what the database says of all, and has loaded nothing."""
    world = World(first)
    second = make_daemon(start=False, conninfo=first.conninfo, like=first).start()
    return world, World.join(world, second)


def redefine(world, due, **more):
    calendar = protocol.CALENDAR_2024 | {1: ("2024-03-15", due, "2024-04-05")}
    season = protocol.small_season("TCXDD-1", boards=world.boards, calendar=calendar)
    for name, value in more.items():
        setattr(season, name, value)
    world.ok(world.operate(2024, define_season=protocol.command_pb.DefineSeason(version=2, season=season.SerializeToString())))


def test_a_daemon_learns_from_what_it_loads_that_time_moves_a_season_earlier(make_daemon):
    world, beyond = joined(make_daemon(), make_daemon)
    redefine(world, "2024-03-18")
    beyond.ok(beyond.standings())  # it has loaded it, and writes nothing
    beyond.advance("2024-03-19T08:00")  # the first one's clock stands still
    late = "select board, late_days from thidua.standing where period = 'Q1' order by board"
    assert beyond.daemon.sql(late) == [("BK", 1), ("CB", 1), ("TQ", 1)]


def test_a_daemon_learns_from_what_it_loads_that_time_moves_a_season_later(make_daemon):
    world, beyond = joined(make_daemon(), make_daemon)
    redefine(world, "2024-03-25")
    beyond.ok(beyond.standings())
    beyond.advance("2024-03-22T08:00")
    assert beyond.daemon.metric("seasons_moved_by_time_total") == 0
    beyond.advance("2024-03-26T08:00")
    assert beyond.daemon.metric("seasons_moved_by_time_total") == 1


def test_a_daemon_learns_from_what_it_loads_who_heads_a_season(make_daemon):
    world, beyond = joined(make_daemon(), make_daemon)
    redefine(world, "2024-03-20", head="CB")
    head = beyond.daemon.subscriber(world.keys["CB"], "live/")
    until(lambda: beyond.daemon.metric("subscriptions_refused_total") > 0)
    beyond.ok(beyond.standings())
    assert head.poll(10_000)
    head.close()


def test_a_daemon_that_slept_through_a_midnight_and_a_lock_writes_nothing_of_what_it_remembers(make_daemon):
    first = make_daemon()
    world = World(first)
    world.ok(world.submit("TQ"))
    second = make_daemon(start=False, conninfo=first.conninfo, like=first).start()
    beyond = World.join(world, second)
    beyond.ok(beyond.standings())  # both have it in memory
    first.process.send_signal(signal.SIGSTOP)
    advance = protocol.service_pb.AdvanceClock(to=protocol.instant("2024-04-06T08:00"))
    world.operator.send(protocol.service_pb.Request(advance_clock=advance))  # taken in when it wakes
    beyond.ok(beyond.submit("BK"))
    beyond.advance("2024-03-23T08:00")
    beyond.ok(beyond.submit("CB"))  # late
    beyond.advance("2024-04-06T08:00")  # Q1 is locked
    written, told = dump(second), beyond.standings("Q1").standings
    first.process.send_signal(signal.SIGCONT)
    assert world.operator.receive(30).status == 1
    assert "outcome=fenced" in first.wait_event("batch_failed")
    assert dump(first) == written
    assert (told.locked, told.sequence) == (True, 8)
    woken = world.standings("Q1").standings
    assert (woken.state_hash, woken.sequence, woken.as_of) == (told.state_hash, told.sequence, told.as_of)
    world.grant(protocol.Keys("newcomer"), 4)  # it goes on from there
    beyond.grant(protocol.Keys("another"), 4)
    entries = beyond.journal()
    assert [entry.sequence for entry in entries] == list(range(1, 11))
    assert all(after.previous_hash == before.hash for before, after in zip(entries, entries[1:]))


def keep(offices, together, failures):
    """Ten rounds; each daemon begins each with what the other one did in the round before."""
    try:
        for _ in range(10):
            together.wait()
            for office in offices:
                office.extend(1) if office.receipts else office.write_reports(1)
            deliver(offices, again=5)
    except BaseException as failure:
        failures.append(failure)


PROJECTIONS = ("season", "board", "task", "office_key", "report", "standing_state", "standing_locked_state", "standing",
               "score", "standing_locked", "completeness", "report_line", "task_total")


def dump(daemon):
    """Every row of every projection, as text."""
    return {table: [row for row, in daemon.sql(f"select t::text from thidua.{table} t order by 1")] for table in PROJECTIONS}


def test_rebuild_makes_the_same_projections_from_the_journal(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    World(daemon, cluster="OTHER")
    world.ok(world.submit("TQ"))
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("BK", models=["một"]))
    world.ok(world.clients["BK"].command(world.keys["BK"], made))
    in_force = protocol.blake2b(made.SerializeToString())
    world.advance("2024-03-23T08:00")
    world.ok(world.submit("BK", revision=2, previous=in_force, t01=777777))
    world.ok(world.submit("CB", t02=0))
    season = protocol.season_pb.Season.FromString(world.season)
    season.name = "Mùa thi đua, bản hai"
    season.boards[2].targets.add(task="T01", target=555555)
    again = protocol.command_pb.DefineSeason(version=2, season=season.SerializeToString())
    world.advance("2024-05-01T08:00")
    world.ok(world.operate(2024, define_season=again))
    days = {"Q2": "2024-06-17", "Q3": "2024-09-25", "Q4": "2024-11-20", "FINAL": "2025-01-10"}
    for period, day in days.items():
        world.advance(day + "T08:00")
        world.ok(world.submit("TQ", period=period))
        world.ok(world.submit("CB", period=period, out_of=0, done=0))
    late = World(daemon, cluster="LATE")  # a season that is defined when its first periods have passed
    late.ok(late.submit("TQ", period="FINAL"))
    world.revoke(world.keys["BK"])
    world.advance("2025-02-20T08:00")
    World(daemon, cluster="PAST")  # and one when all have
    states = {period: world.standings(period).standings for period in protocol.PERIODS}
    daemon.stop()
    before = dump(daemon)
    daemon.rehearse = "2025-02-20T08:00"
    done = daemon.run("--rebuild")
    assert (done.returncode, "rebuilt" in done.stderr) == (0, True), done.stderr
    after = dump(daemon)
    for table in PROJECTIONS:
        assert after[table] == before[table], table
    assert len(before["standing_locked"]) == 4 * 5 * 3
    for period, standings in states.items():
        assert standings.locked
        locked = daemon.sql("select distinct state_hash from thidua.standing_locked where cluster = 'TCXDD-1' and period = %s",
                            period)
        assert locked == [(standings.state_hash.hex(),)]
    daemon.start()
    assert {period: world.standings(period).standings.state_hash for period in protocol.PERIODS} == {
        period: standings.state_hash for period, standings in states.items()}


TABLES = ("season", "board", "task", "office_key", "report", "record", "standing_state", "standing_locked_state", "head")


def hold(daemon, table):
    """A transaction of its own that nobody can write to this table beside."""
    connection = psycopg2.connect(daemon.conninfo)
    connection.cursor().execute(f"lock table thidua.{table} in exclusive mode")
    return connection


def waits(daemon):
    return daemon.sql("select count(*) > 0 from pg_locks l join pg_database d on d.oid = l.database "
                      "where not granted and datname = current_database()") == [(True,)]


def test_a_rebuild_killed_at_any_step_locks_nobody_out(make_daemon):
    daemon = make_daemon()
    worlds = [World(daemon, cluster=code) for code in ("A", "B", "C")]
    for world in worlds:
        world.ok(world.submit("TQ"))
    world.advance("2024-04-06T08:00")  # Q1 is locked
    daemon.stop()
    daemon.rehearse = "2024-04-06T08:00"
    before = dump(daemon)
    for table in TABLES:
        held = hold(daemon, table)
        rebuild = subprocess.Popen(daemon.arguments("--rebuild"), stderr=subprocess.PIPE)
        until(lambda: waits(daemon))
        rebuild.kill()
        rebuild.communicate()
        held.close()
        until(lambda: daemon.sql("select count(*) from pg_stat_activity where application_name like 'thiduad%' and "
                                 "datname = current_database()") == [(0,)])
        assert dump(daemon) == before, table
    assert daemon.run("--rebuild").returncode == 0
    assert dump(daemon) == before
    daemon.start()
    for world in worlds:
        world.ok(world.standings())


def test_a_rebuild_beside_a_daemon_that_runs_is_refused_and_hurts_nobody(make_daemon):
    daemon = make_daemon()
    world = World(daemon)
    done = daemon.run("--rebuild")
    assert (done.returncode, "a daemon writes to the database: stop it first" in done.stderr) == (2, True), done.stderr
    world.ok(world.submit("TQ"))


def test_a_rebuild_goes_on_after_a_broken_cluster_and_names_it(make_daemon, refused):
    daemon = make_daemon()
    worlds = {code: World(daemon, cluster=code) for code in ("A", "B", "C", "D", "E")}
    for world in worlds.values():
        world.ok(world.submit("TQ"))
    daemon.stop()
    before = dump(daemon)
    daemon.sql("""
        truncate thidua.season, thidua.board, thidua.task, thidua.office_key, thidua.report, thidua.standing_state;
        alter table thidua.journal disable trigger user;
        update thidua.journal set received_at = received_at + interval '1 second' where cluster = 'B' and sequence = 3;
        delete from thidua.journal where cluster = 'D' and sequence = 6;
        delete from thidua.journal where cluster = 'E'""")
    daemon.start(wait=None)
    daemon.wait_event("database_lost")
    assert "has no projections: run thiduad --rebuild" in daemon.http("/readyz")[1]
    daemon.stop()
    done = daemon.run("--rebuild")
    assert (done.returncode, "rebuilt clusters=2 not=3" in done.stderr) == (2, True), done.stderr
    assert [line.split()[1] for line in done.stderr.splitlines() if line.startswith("thiduad: ")] == ["B:", "D:", "E:"]
    after = dump(daemon)
    for table in PROJECTIONS:
        assert after[table] == [row for row in before[table] if row[1] in "AC"], table
    daemon.start()
    for code in "AC":
        worlds[code].ok(worlds[code].submit("BK"))
    for code in "BDE":
        assert refused(worlds[code].standings()) == "BROKEN cluster"
