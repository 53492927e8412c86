"""PostgreSQL away, killed, refusing, restored, shared: a clear answer at once, and nothing lost."""

import psycopg2
import pytest
from support import protocol
from support.daemon import Held, Postgres, World, remove, scratch, until
from support.load import Office, check_journal, deliver
from support.protocol import service_pb

BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB")


@pytest.fixture(scope="module")
def mortal_postgres():
    folder = scratch("pg")
    server = Postgres(folder)
    yield server
    server.stop()
    remove(folder)


@pytest.fixture
def own_postgres(mortal_postgres):
    """One that may be killed. It is up when a test begins."""
    mortal_postgres.start()
    return mortal_postgres


def under_way(world, count):
    until(lambda: world.daemon.metric("requests_under_way") >= count)


def signed(world, board, **report):
    return protocol.sign(world.keys[board], protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board, **report)))


# --- away ---


def test_a_daemon_without_its_database_says_so_and_serves_when_it_is_up(make_daemon, own_postgres, refused):
    daemon = make_daemon(server=own_postgres)
    world = World(daemon)
    daemon.stop()
    own_postgres.stop()
    daemon.start(wait="database_lost")
    status, reason = daemon.http("/readyz")
    assert (status, daemon.http("/healthz")) == (503, (200, "ok\n"))
    assert "connect" in reason
    assert daemon.metric("database_up") == 0
    office = daemon.client(world.keys["TQ"])
    request = service_pb.Request(command=signed(world, "TQ"))
    sent = office.send(request)  # nobody is known yet: it waits at the door
    own_postgres.start()
    daemon.wait_event("database_ready")
    reply = office.receive(30)
    assert (reply.correlation, reply.status) == (sent, 1), reply
    assert daemon.http("/readyz") == (200, "ok\n")


def arrived(daemon):
    """How many requests the daemon has answered or works on."""
    answered = ("commands_accepted_total", "commands_refused_total", "commands_duplicate_total", "requests_unavailable_total")
    return sum(map(daemon.metric, answered)) + daemon.metric("requests_under_way")


def test_a_database_killed_in_the_middle_loses_nothing(make_daemon, own_postgres, refused):
    daemon = make_daemon(server=own_postgres)
    world = World(daemon, boards=BOARDS)
    offices = [Office(world, board) for board in BOARDS]
    for _ in range(3):
        before = arrived(daemon)
        for office in offices:
            if not office.receipts:
                office.write_reports(40)
            else:
                office.extend(40)
            office.send()
        own_postgres.crash()
        daemon.wait_event("database_lost")
        status, _ = daemon.http("/readyz")
        assert status == 503
        # all: what came when it is back would stand on what was put off
        until(lambda: arrived(daemon) >= before + 40 * len(offices))
        answered_at_once(world)
        own_postgres.start()
        daemon.wait_event("database_ready")
        deliver(offices)
        assert not any(office.refused for office in offices), [office.refused for office in offices]
    beside = check_journal(world, offices)
    assert len(beside) == len(BOARDS) + 2  # the grants and the season


def answered_at_once(world):
    """While the database is away: new commands, questions to the journal, pings."""
    client = world.daemon.client(world.keys["TQ"])
    reply = client.command(world.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    assert (reply.status, reply.retry_after_ms > 0, reply.HasField("receipt")) == (9, True, False)
    reply = client.query(journal=service_pb.GetJournal(cluster="TCXDD-1"))
    assert (reply.status, reply.faults[0].field, reply.retry_after_ms) == (9, "database", 1000)
    assert client.query(ping=service_pb.Ping()).status == 1
    client.close()


def test_who_asks_while_a_commit_is_lost_is_answered_at_once(make_daemon, own_postgres):
    """The command whose fate is unknown gets no answer; those who came after it do, also those who waited for its batch."""
    daemon = make_daemon(server=own_postgres)
    world = World(daemon)
    held = Held(daemon)
    request = service_pb.Request(command=signed(world, "TQ"))
    world.clients["TQ"].send(request)
    held.until_waited_for()
    for _ in range(50):  # more than may be under way beside it would fit
        world.clients["BK"].send(service_pb.Request(query=service_pb.Query(
            standings=service_pb.GetStandings(cluster="TCXDD-1", year=2024))))
    under_way(world, 51)
    own_postgres.crash()
    daemon.wait_event("database_lost")
    assert {world.clients["BK"].receive().status for _ in range(50)} <= {1, 9}
    answered_at_once(world)
    assert world.clients["TQ"].receive(0) is None
    own_postgres.start()
    held.connection.close()
    reply = world.clients["TQ"].receive(30)
    assert reply.status == 1
    assert [entry.sequence for entry in world.journal()] == [1, 2, 3, 4, 5, 6]


def test_memory_stays_as_it_is_while_the_database_is_away(make_daemon, own_postgres, refused):
    daemon = make_daemon(server=own_postgres, queue_max=512)
    world = World(daemon)
    own_postgres.stop("immediate")
    daemon.wait_event("database_lost")
    before = daemon.metric("cached_clusters")
    client = daemon.client(daemon.operator)
    for number in range(3000):
        question = service_pb.GetStandings(cluster=f"X{number}", year=2024)
        client.send(service_pb.Request(query=service_pb.Query(standings=question)))
    replies = [client.receive() for _ in range(3000)]
    assert {refused(reply) for reply in replies} == {"UNAVAILABLE database"}
    assert {(reply.faults[0].reason, reply.retry_after_ms) for reply in replies} == {("DATABASE_AWAY", 1000)}
    assert (daemon.metric("cached_clusters"), daemon.metric("requests_under_way")) == (before, 0)
    own_postgres.start()
    daemon.wait_event("database_ready")
    world.ok(world.submit("TQ"))


# --- the wrong one ---


def test_a_real_database_is_refused_by_a_rehearsal_and_the_other_way_round(make_daemon):
    rehearsal = make_daemon(start=False)
    rehearsal.rehearse = None
    rehearsal.start(wait=None)
    assert "the database is a rehearsal" in rehearsal.wait_event("database_lost")
    until(lambda: rehearsal.http("/readyz") == (503, "the database is a rehearsal\n"))  # the other connection may still begin
    real = make_daemon(start=False, rehearse=None)
    assert real.start().http("/readyz")[0] == 200
    real.stop()
    real.rehearse = "2024-03-18T08:00"
    real.start(wait=None)
    assert "the database is a real one, not a rehearsal" in real.wait_event("database_lost")
    for daemon in (real, rehearsal):
        done = daemon.run("--migrate")
        assert (done.returncode, "rehearsal" in done.stderr) == (2, True)


def test_an_empty_database_is_refused_with_what_to_do(make_daemon):
    daemon = make_daemon(start=False, migrate=False)
    daemon.start(wait=None)
    assert "run thiduad --migrate" in daemon.wait_event("database_lost")


def test_a_real_daemon_keeps_its_clock(make_daemon, refused):
    daemon = make_daemon(rehearse=None)
    operator = daemon.client(daemon.operator)
    asked = service_pb.Request(advance_clock=service_pb.AdvanceClock(to=protocol.instant("2999-01-01T00:00")))
    assert refused(operator.request(asked)) == "UNSUPPORTED advance_clock"
    assert operator.query(ping=service_pb.Ping()).pong.rehearsal is False


def test_an_entry_is_found_by_its_key_where_nothing_is_known_of_the_journal(make_daemon):
    """PostgreSQL plans when the journal is empty and keeps that. Any other index that begins with the cluster it goes through as a whole."""
    daemon, previous, count = make_daemon(), None, 20
    world = World(daemon)
    for revision in range(1, count + 1):
        made = protocol.command(world.cluster, 2024, submit_report=protocol.report("TQ", revision=revision, previous=previous))
        previous = protocol.blake2b(made.SerializeToString())
        for _ in range(2):  # again: its receipt is read from the journal
            world.ok(world.clients["TQ"].command(world.keys["TQ"], made))
        reports = service_pb.Query(report=service_pb.GetReport(cluster=world.cluster, year=2024, board="TQ", period=1))
        assert world.clients["TQ"].request(service_pb.Request(query=reports)).status == 1
    daemon.stop()

    def scans():
        return dict(daemon.sql("select indexrelname, idx_scan from pg_stat_user_indexes where relname = 'journal'"))

    until(lambda: scans()["journal_key"] >= 3 * count)
    assert sum(scans().values()) - scans()["journal_key"] < count


def test_a_restored_database_replaces_everything_in_memory(make_daemon):
    """A database of another epoch stands where the old one stood, without the last reports."""
    daemon = make_daemon()
    world = World(daemon)
    name = daemon.conninfo.rsplit("dbname=", 1)[1]
    admin = psycopg2.connect(daemon.conninfo.replace(f"dbname={name}", "dbname=postgres"))
    admin.autocommit = True

    def alone(*commands):
        """With nobody connected to the database."""
        with admin.cursor() as cursor:
            cursor.execute(f"alter database {name} allow_connections false")
            cursor.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
            daemon.wait_event("database_lost")
            there = f"select count(*) from pg_stat_activity where datname = '{name}'"
            until(lambda: cursor.execute(there) or cursor.fetchone() == (0,))
            for command in commands:
                cursor.execute(command)
            cursor.execute(f"alter database {name} allow_connections true")
        daemon.wait_event("database_ready")

    alone(f"create database {name}_backup template {name}")
    old = world.standings().standings
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    world.ok(world.clients["TQ"].command(world.keys["TQ"], made))
    world.ok(world.submit("BK"))
    stray = protocol.Keys("stray")
    world.grant(stray, 4)
    lost = World(daemon, cluster="LOST")
    alone(f"alter database {name} rename to {name}_lost", f"alter database {name}_backup rename to {name}",
          f"alter database {name} allow_connections true")
    new = world.standings().standings
    assert (new.reported, new.state_hash, new.epoch != old.epoch) == (0, old.state_hash, True)
    world.ok(world.submit("CB"))
    world.ok(world.clients["TQ"].command(world.keys["TQ"], made))  # sent again, as its outbox would
    assert [entry.sequence for entry in world.journal()] == [1, 2, 3, 4, 5, 6, 7]
    for keys in (stray, lost.keys["TQ"]):  # let in by what never was
        before = daemon.metric("handshakes_refused_total")
        stranger = daemon.client(keys)
        stranger.send(service_pb.Request(query=service_pb.Query(ping=service_pb.Ping())))
        until(lambda: daemon.metric("handshakes_refused_total") > before)
    world.advance("2024-04-06T08:00")  # of LOST nothing is due
    assert world.standings("Q1").standings.locked
    admin.close()


def test_what_was_due_in_a_replaced_database_is_not_held_on_to(make_daemon):
    """A cold cluster is due and comes from the old database while nothing can be written; then another one is there."""
    daemon = make_daemon()
    world = World(daemon)
    daemon.stop()
    daemon.start()
    advance = service_pb.AdvanceClock(to=protocol.instant("2024-03-22T08:00"))
    connection = psycopg2.connect(daemon.conninfo)
    connection.cursor().execute("lock table thidua.journal in access exclusive mode")
    world.operator.send(service_pb.Request(advance_clock=advance))
    until(lambda: daemon.sql("select count(*) from pg_locks l join pg_database d on d.oid = l.database "
                             "where not granted and datname = current_database()") == [(1,)])
    daemon.sql("update thidua.database set epoch = uuid_send(gen_random_uuid())")
    daemon.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'thiduad writer'")
    daemon.wait_event("database_lost")
    connection.close()
    daemon.wait_event("database_replaced")
    assert world.operator.receive().status == 1
    assert {row.late_days for row in world.standings("Q1").standings.rows} == {2}


def test_the_clock_goes_on_beside_a_broken_cluster(make_daemon, refused):
    daemon = make_daemon()
    world = World(daemon)
    World(daemon, cluster="OTHER")
    daemon.stop()
    daemon.sql("alter table thidua.journal disable trigger all; delete from thidua.journal where cluster = 'OTHER' and sequence = 5")
    daemon.start()
    world.advance("2024-04-06T08:00")
    assert world.standings("Q1").standings.locked


# --- refusing ---


def test_one_poison_among_many_is_refused_and_the_others_are_not(make_daemon, refused):
    daemon = make_daemon()
    boards = tuple(f"P{a}{b}" for a in "ABCDEF" for b in "ABCDEFGH")
    world = World(daemon, boards=boards)
    daemon.sql("alter table thidua.report add constraint poison check (board <> 'PCC')")
    with Held(daemon) as held:
        world.clients["PAA"].send(service_pb.Request(command=signed(world, "PAA")))
        held.until_waited_for()  # and the others gather
        for board in boards[1:]:
            world.clients[board].send(service_pb.Request(command=signed(world, board)))
        under_way(world, len(boards))
        held.release()
    replies = {board: world.clients[board].receive(30) for board in boards}
    poison = replies.pop("PCC")
    assert (refused(poison), list(poison.faults[0].arguments)) == ("INVALID command", ["23514"])
    assert "poison" not in str(poison)  # what PostgreSQL says is the log's
    assert {refused(reply) for reply in replies.values()} == {"OK"}
    assert [entry.sequence for entry in world.journal()] == list(range(1, len(boards) + 2 + len(boards)))
    standing = world.standings().standings
    assert (standing.reported, daemon.sql("select count(*) from thidua.report")) == (47, [(47,)])
    stored = daemon.sql("select distinct state_hash from thidua.standing where period = 'Q1'")
    assert stored == [(standing.state_hash.hex(),)]
    daemon.sql("alter table thidua.report drop constraint poison")
    world.ok(world.submit("PCC"))


def test_poison_among_a_thousand_is_found_and_nobody_else_is_put_off(make_daemon, refused):
    """Ten halvings: more than a command may fail for other reasons. Of many keys, since one has not so much on its way."""
    daemon = make_daemon(batch_count_max=1000)
    boards = tuple(f"P{a}{b}" for a in "ABCD" for b in "ABCD")
    world = World(daemon, boards=(*boards, "CB"))
    offices = [Office(world, board) for board in boards]
    first, second = offices[:8], offices[8:]
    daemon.sql("alter table thidua.report add constraint poison check (board <> 'CB')")
    loads = daemon.metric("cache_loads_total")
    with Held(daemon) as held:
        for office in offices:
            office.write_reports(56)
        for office in first:
            office.send()
        held.until_waited_for()
        under_way(world, 448)
        world.clients["CB"].send(service_pb.Request(command=signed(world, "CB")))
        under_way(world, 449)
        for office in second:
            office.send()
        under_way(world, 897)
        held.release()
    assert refused(world.clients["CB"].receive(30)) == "INVALID command"
    deliver(offices, again=10)
    assert sum(office.postponed for office in offices) == 0
    check_journal(world, offices)
    assert daemon.metric("cache_loads_total") == loads  # memory was rewound, not read again


def test_a_command_is_not_refused_for_what_time_did_in_its_batch(make_daemon, refused):
    """The database refuses a standing of another cluster, whose time has come, in the same batch."""
    daemon = make_daemon()
    world = World(daemon)
    World(daemon, cluster="OTHER")
    daemon.sql("alter table thidua.standing_state add constraint poison check (cluster <> 'OTHER' or period <> 'Q2')")
    with Held(daemon) as held:
        world.clients["TQ"].send(service_pb.Request(command=signed(world, "TQ")))
        held.until_waited_for()
        to = service_pb.AdvanceClock(to=protocol.instant("2024-06-15T08:00"))
        world.operator.send(service_pb.Request(advance_clock=to))
        under_way(world, 2)
        world.clients["BK"].send(service_pb.Request(command=signed(world, "BK", period="Q2")))
        under_way(world, 3)
        held.release()
    assert refused(world.clients["TQ"].receive()) == "OK"
    assert refused(world.clients["BK"].receive()) == "OK"
    failed = daemon.metric("batches_failed_total")
    until(lambda: daemon.metric("batches_failed_total") > failed)
    assert daemon.metric("batches_failed_total") < failed + 100  # it tries again, and does not race
    daemon.sql("alter table thidua.standing_state drop constraint poison")
    assert world.operator.receive(30).status == 1
    assert daemon.sql("select count(*) from thidua.standing where cluster = 'OTHER' and period = 'Q2'") == [(3,)]


def test_a_journal_that_somebody_changed_is_not_built_upon(make_daemon, refused):
    daemon = make_daemon()
    world = World(daemon)
    world.ok(world.submit("TQ"))
    other = World(daemon, cluster="OTHER")
    tamper = """
        alter table thidua.journal disable trigger all;
        update thidua.journal set received_at = received_at + interval '1 second' where cluster = 'TCXDD-1' and sequence = 2;
        alter table thidua.journal enable trigger all;
        insert into thidua.journal select cluster, 7, gen_random_uuid(), kind, received_at, command, signature, key,
            previous_hash, hash, year from thidua.journal where cluster = 'TCXDD-1' and sequence = 6"""
    with Held(daemon) as held:
        world.clients["BK"].send(service_pb.Request(command=signed(world, "BK")))
        held.until_waited_for()
        held.connection.cursor().execute(tamper)
        held.connection.commit()  # the batch is fenced, and the journal read again
    assert "cluster=TCXDD-1" in daemon.wait_event("journal_broken")
    reply = world.clients["BK"].receive(30)
    assert (refused(reply), reply.faults[0].reason, reply.retry_after_ms) == ("BROKEN cluster", "CLUSTER_BROKEN", 0)
    assert refused(world.standings()) == "BROKEN cluster"
    assert daemon.http("/readyz") == (200, "ok, but 1 clusters are broken, such as TCXDD-1\n")
    assert daemon.metric("broken_clusters") == 1
    other.ok(other.submit("TQ"))  # the others are served


def test_nothing_is_refused_for_the_sake_of_a_command_that_never_was(make_daemon, refused):
    daemon = make_daemon()
    world = World(daemon)
    first = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    second = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ", t01=10000))
    poison = protocol.blake2b(first.SerializeToString()).hex()
    daemon.sql(f"alter table thidua.report add constraint poison check (command_hash <> '\\x{poison}')")
    with Held(daemon) as held:
        world.clients["TQ"].send(service_pb.Request(command=protocol.sign(world.keys["TQ"], first)))
        held.until_waited_for()
        # stale beside the first one, which will not be
        tried = world.clients["TQ"].send(service_pb.Request(dry_run=protocol.sign_dry_run(world.keys["TQ"], second)))
        under_way(world, 2)
        sent = world.clients["TQ"].send(service_pb.Request(command=protocol.sign(world.keys["TQ"], second)))
        under_way(world, 3)
        held.release()
    replies = {reply.correlation: refused(reply) for reply in (world.clients["TQ"].receive(30) for _ in range(3))}
    assert (replies.pop(tried), replies.pop(sent)) == ("OK", "OK")
    assert list(replies.values()) == ["INVALID command"]


def test_a_refusal_that_waits_for_a_commit_is_given_with_it(make_daemon, refused):
    daemon = make_daemon()
    world = World(daemon)
    with Held(daemon) as held:
        world.clients["TQ"].send(service_pb.Request(command=signed(world, "TQ")))
        held.until_waited_for()
        world.clients["TQ"].send(service_pb.Request(command=signed(world, "TQ", t01=10000)))
        under_way(world, 2)
        held.release()
    assert [refused(world.clients["TQ"].receive(30)) for _ in range(2)] == ["OK", "STALE submit_report.revision"]


def test_a_journal_from_which_the_newest_entry_was_taken_is_not_built_upon(make_daemon, refused):
    daemon = make_daemon()
    world = World(daemon)
    world.ok(world.submit("TQ"))
    other = World(daemon, cluster="OTHER")
    daemon.sql("""
        alter table thidua.journal disable trigger all;
        delete from thidua.journal where cluster = 'TCXDD-1' and sequence = 6""")
    reply = world.submit("BK")
    assert "cluster=TCXDD-1" in daemon.wait_event("journal_broken")
    assert (refused(reply), reply.faults[0].reason) == ("BROKEN cluster", "CLUSTER_BROKEN")
    assert daemon.sql("select max(sequence) from thidua.journal where cluster = 'TCXDD-1'") == [(5,)]
    assert daemon.metric("broken_clusters") == 1
    other.ok(other.submit("TQ"))
    daemon.stop()
    daemon.start()  # nor after a restart
    assert refused(world.submit("BK")) == "BROKEN cluster"
