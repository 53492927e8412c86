"""What comes, and what is asked, while a commit is awaited, in an unlucky order: beside another command, over a midnight, behind a full
lane."""

import contextlib

import psycopg2
from support import protocol
from support.daemon import Held, World, until

Request = protocol.service_pb.Request
UNAVAILABLE = 9
Standings = protocol.standings_pb.Standings
LANE = 64  # reports of one key that are on their way at once: LANE_WEIGHT in daemon/app/lanes.c


class Line:
    """Sends while a commit is held back, and knows how much is under way."""

    def __init__(self, world):
        self.world, self.count = world, 0

    def send(self, client, keys, made):
        return self.request(client, Request(command=protocol.sign(keys, made)))

    def request(self, client, request):
        client.send(request)
        self.count += 1
        self.until_taken()

    def until_taken(self):
        until(lambda: self.world.daemon.metric("requests_under_way") == self.count)

    def operate(self, year=None, cluster=None, **action):
        made = protocol.command(cluster or self.world.cluster, year, **action)
        self.send(self.world.operator, self.world.daemon.operator, made)

    def grant(self, cluster=None):
        self.operate(cluster=cluster, grant_key=granted(protocol.Keys("other")))

    def advance(self, text):
        clock = protocol.service_pb.AdvanceClock(to=protocol.instant(text))
        self.request(self.world.operator, Request(advance_clock=clock))

    def report(self, board, of=None, **more):
        """Through the board's line, whose ever it is."""
        hash = self.write(board, of, **more)
        self.until_taken()
        return hash

    def write(self, board, of=None, **more):
        of = of or self.world
        made = protocol.command(of.cluster, 2024, submit_report=protocol.report(board, **more))
        self.world.clients[board].send(Request(command=protocol.sign(of.keys[board], made)))
        self.count += 1
        return protocol.blake2b(made.SerializeToString())

    def reports(self, board, count):
        """That many, each a correction of the one before; their last hash. They are looked for once, since a commit that is awaited for
        five seconds is told."""
        hash = None
        for revision in range(1, count + 1):
            hash = self.write(board, revision=revision, previous=hash, t01=revision)
        self.until_taken()
        return hash


@contextlib.contextmanager
def flying(world):
    """A batch flies and is held back; what is sent over the line gathers."""
    with Held(world.daemon) as held:
        line = Line(world)
        line.grant()
        held.until_waited_for()
        yield line


def granted(keys, role=4, **more):
    return protocol.command_pb.GrantKey(role=role, sign_key=keys.sign_public, curve_key=keys.curve_public, label=keys.label, **more)


def defined(season, version=1):
    return protocol.command_pb.DefineSeason(version=version, season=season.SerializeToString())


def all_received(client, count):
    replies = [client.receive() for _ in range(count)]
    return [reply and reply.status for reply in replies] == [1] * count


def locked(daemon, cluster="TCXDD-1", period="Q1"):
    return daemon.sql("select distinct state_hash from thidua.standing_locked where cluster = %s and period = %s", cluster, period)


def test_a_season_is_written_down_whatever_else_its_transaction_brings(make_daemon):
    """What a command finds that comes after it in the same transaction has not been published yet."""
    daemon = make_daemon(rehearse="2024-06-20T08:00")
    world = World(daemon)
    with flying(world) as line:
        line.operate(2024, cluster="OTHER", define_season=defined(protocol.small_season("OTHER")))
        line.grant(cluster="OTHER")
    assert all_received(world.operator, 3)
    periods = "select distinct period::text from thidua.standing where cluster = %s order by period"
    assert daemon.sql(periods, "OTHER") == daemon.sql(periods, "TCXDD-1") == [("Q1",), ("Q2",)]
    assert len(locked(daemon, "OTHER")) == 1


def test_a_new_season_locks_when_what_came_before_the_lock_is_in(make_daemon):
    """Its definition waits for a commit over the lock, and a report stands behind a full lane."""
    daemon = make_daemon(rehearse="2024-04-05T23:59")
    world = World(daemon)
    other = World.join(world, daemon)
    other.cluster = "OTHER"
    other.grant(world.keys["TQ"], 1, "TQ")
    with flying(world) as line:
        line.operate(2024, cluster="OTHER", define_season=defined(protocol.small_season("OTHER")))
        line.reports("TQ", LANE)
        line.report("TQ", of=other)
        line.advance("2024-04-06T08:00")
    assert all_received(world.clients["TQ"], LANE + 1)
    assert all_received(world.operator, 3)
    told = other.standings("Q1").standings
    assert (told.locked, told.reported) == (True, 1)
    assert locked(daemon, "OTHER") == [(told.state_hash.hex(),)]


def test_a_lock_is_written_down_though_its_calendar_is_followed_by_another_at_once(make_daemon):
    """One version moves due day and lock to tonight, the next comes in the same transaction when it has passed."""
    daemon = make_daemon(rehearse="2024-04-05T23:59")
    season = protocol.small_season("TCXDD-1", calendar=protocol.CALENDAR_2024 | {1: ("2024-03-15", "2024-04-08", "2024-04-08")})
    world = World(daemon, season=season)
    season.periods[0].due = season.periods[0].lock = protocol.day("2024-04-05")
    with flying(world) as line:
        line.operate(2024, define_season=defined(season, 2))
        line.advance("2024-04-06T08:00")
        season.missing_deduction = 4000
        line.operate(2024, define_season=defined(season, 3))
    assert all_received(world.operator, 4)
    told = world.standings("Q1").standings
    assert told.locked and locked(daemon) == [(told.state_hash.hex(),)]


def test_time_never_goes_back_in_what_is_published(make_daemon):
    """One commit is held back over two midnights. What came between them is decided after what it brings was told."""
    daemon = make_daemon(rehearse="2024-03-21T08:00")
    world = World(daemon)
    other = World(daemon, cluster="OTHER")
    with flying(world) as line:
        line.reports("TQ", LANE)
        line.report("TQ", of=other)
        line.advance("2024-03-22T12:00")
        line.report("TQ", of=other, revision=9)
        line.advance("2024-03-23T12:00")
    assert all_received(world.operator, 3)
    assert daemon.metric("requests_under_way") == 0
    told = world.standings("Q1").standings
    assert told.as_of == protocol.instant("2024-03-23T00:00")
    assert daemon.sql("select distinct state_hash from thidua.standing where cluster = 'TCXDD-1' and period = 'Q1'") == [
        (told.state_hash.hex(),)]


def test_days_that_wait_for_one_commit_come_in_their_order(make_daemon):
    """Two reports stand behind a full lane, of the first day and of the second; what came on the third waits before them."""
    world = World(make_daemon(rehearse="2024-03-21T08:00"))
    with flying(world) as line:
        last = line.reports("TQ", LANE + 1)
        line.advance("2024-03-22T08:00")
        line.report("TQ", revision=LANE + 2, previous=last)
        line.advance("2024-03-23T08:00")
        line.report("BK")
    assert all_received(world.clients["TQ"], LANE + 2)
    assert all_received(world.clients["BK"], 1)
    assert all_received(world.operator, 3)


@contextlib.contextmanager
def sweep_held(daemon, cluster):
    """Standings of the cluster may be written, and none anew."""
    daemon.sql("create function thidua.hold() returns trigger language plpgsql as "
               "$$ begin perform pg_advisory_xact_lock(1); return new; end $$")
    daemon.sql("create trigger hold before update on thidua.standing_state for each row "
               f"when (new.cluster = '{cluster}') execute function thidua.hold()")
    connection = psycopg2.connect(daemon.conninfo)
    connection.cursor().execute("select pg_advisory_lock(1)")
    yield
    connection.close()


def test_a_season_is_told_as_it_was_published_until_time_has_moved_it(make_daemon):
    """It is defined and committed after two midnights; what they bring is still to be written."""
    daemon = make_daemon(rehearse="2024-03-20T23:59")
    world = World(daemon)
    other = World.join(world, daemon)
    other.cluster = "OTHER"
    other.grant(world.viewer, 4)
    asker, ear = daemon.client(world.viewer), daemon.subscriber(world.viewer, "standings/OTHER/")
    with sweep_held(daemon, "OTHER"):
        with flying(world) as line:
            line.operate(2024, cluster="OTHER", define_season=defined(protocol.small_season("OTHER")))
            line.advance("2024-03-22T12:00")
        published, _ = heard(ear, lambda told: True, period=1)
        told = other.standings("Q1", asker).standings
        assert (told.sequence, told.as_of) == (published.sequence, published.as_of)
    after, _ = heard(ear, lambda told: told.as_of == protocol.instant("2024-03-22T00:00"), period=1)
    assert after.state_hash == other.standings("Q1").standings.state_hash
    ear.close()


def test_what_came_in_time_is_not_overtaken_by_the_next_day(make_daemon):
    """A report stands behind a full lane over the lock; another key has a lane of its own."""
    daemon = make_daemon(rehearse="2024-04-05T23:59")
    world = World(daemon)
    with flying(world) as line:
        last = line.reports("TQ", LANE)
        line.report("TQ", revision=LANE + 1, previous=last)
        line.advance("2024-04-06T08:00")
        line.grant()
    assert all_received(world.clients["TQ"], LANE + 1)
    assert all_received(world.operator, 3)
    told = world.standings("Q1").standings
    assert (told.locked, told.reported) == (True, 1)
    assert locked(daemon) == [(told.state_hash.hex(),)]
    assert daemon.sql("select revision from thidua.standing_locked where period = 'Q1' and board = 'TQ'") == [(LANE + 1,)]


def test_a_refusal_that_waits_for_a_commit_is_forgotten_with_it(make_daemon):
    """What was found wrong rests on what nobody knows any more: the sender hears only that it is to be sent again."""
    world = World(make_daemon())
    with flying(world) as line:
        line.report("BK", revision=9)
        world.daemon.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'thiduad writer' "
                         "and datname = current_database()")
        reply = world.clients["BK"].receive()
    assert (reply.status, [fault.reason for fault in reply.faults]) == (UNAVAILABLE, ["DATABASE_AWAY"])


def heard(socket, wanted, period=4):
    """The first standing of the period that is wanted; all before it."""
    before = []
    while socket.poll(10_000):
        told = Standings.FromString(socket.recv_multipart()[1])
        if told.period == period and wanted(told):
            return told, before
        before.append(told)
    raise AssertionError("it was never published")


def test_nobody_is_told_a_lock_before_what_came_in_time_is_in(make_daemon):
    """A report stands behind a full lane over the lock; who asks, subscribes or hears a repetition is told what was before it."""
    daemon = make_daemon(rehearse="2024-04-05T23:59", repeat_seconds=1)
    world = World(daemon)
    other = World(daemon, cluster="OTHER")
    early = daemon.subscriber(other.viewer, "standings/OTHER/")
    before, _ = heard(early, lambda told: True, period=1)
    with flying(world) as line:
        line.reports("TQ", LANE)
        line.report("TQ", of=other)
        line.advance("2024-04-06T08:00")
        asked = other.standings("Q1").standings
        late = daemon.subscriber(other.viewer, "standings/OTHER/")
        told = [asked, *(heard(socket, lambda told: True, period=1)[0] for socket in (late, early))]
        scorecard = other.operator.query(scorecard=protocol.service_pb.GetScorecard(cluster="OTHER", year=2024, period=1, board="BK"))
        assert scorecard.scorecard.row.status == 4  # OVERDUE
    assert {(each.sequence, each.as_of, each.locked, each.state_hash) for each in told} == {
        (before.sequence, before.as_of, False, before.state_hash)}
    assert all_received(world.clients["TQ"], LANE + 1)
    for socket in (early, late):
        told, _ = heard(socket, lambda told: told.locked, period=1)
        assert (told.reported, locked(daemon, "OTHER")) == (1, [(told.state_hash.hex(),)])
        socket.close()


def moved(standings):
    return {(move.board, getattr(move, "from"), move.to) for move in standings.moves}


def moves_between(before, after):
    ranks = {row.board: row.rank for row in before.rows}
    return {(row.board, ranks[row.board], row.rank) for row in after.rows if row.rank != ranks[row.board]}


def frozen_season(calendar=None):
    season = protocol.small_season("OTHER", boards=("HN", "PT", "CB", "TQ"), calendar=calendar)
    season.edition, season.proposal_days = 2, 10
    season.freeze.period = 4
    season.freeze.first, season.freeze.last = protocol.day("2024-11-20"), protocol.day("2024-11-29")
    return season


def test_the_end_of_a_freeze_is_told_with_its_moves_to_whoever_asks_before_its_sweep(make_daemon):
    """A commit is awaited over the end. Until the sweep is written down, who asks, subscribes or hears a repetition is told what is shown
    within the freeze: else he would have the standing already, and pass over the one that says what moved."""
    daemon = make_daemon(repeat_seconds=1)
    world = World(daemon)
    other = World(daemon, cluster="OTHER", boards=("HN", "PT", "CB", "TQ"), season=frozen_season())
    other.advance("2024-11-18T08:00")
    member = daemon.client(other.viewer)
    for board, t01 in (("TQ", 200000), ("HN", 100000)):
        other.ok(other.submit(board, period="Q4", t01=t01))
    other.advance("2024-11-21T08:00")
    other.ok(other.submit("CB", period="Q4", t01=390000))
    other.advance("2024-11-29T23:59")
    early = daemon.subscriber(other.viewer, "standings/OTHER/")
    frozen, _ = heard(early, lambda told: True)
    with flying(world) as line:
        line.advance("2024-11-30T08:00")
        asked = other.standings("Q4", client=member).standings
        late = daemon.subscriber(other.viewer, "standings/OTHER/")
        told = [asked, *(heard(socket, lambda told: True)[0] for socket in (late, early))]
    assert {(each.sequence, each.as_of, each.frozen, each.state_hash) for each in [frozen, *told]} == {
        (frozen.sequence, frozen.as_of, True, frozen.state_hash)}
    for socket in (early, late):
        told, _ = heard(socket, lambda told: not told.frozen)
        assert moved(told) == moves_between(frozen, told) != set()
        socket.close()
    assert all_received(world.operator, 2)
    seen = other.standings("Q4", client=member).standings
    assert (seen.frozen, seen.state_hash) == (False, told.state_hash)


def test_the_end_of_a_freeze_is_told_with_its_moves_though_a_command_comes_before_its_sweep(make_daemon):
    """What the same midnight brings to another season cannot be written down, and commands do not wait for that."""
    calendar = protocol.CALENDAR_2024 | {5: ("2024-11-16", "2025-01-31", "2025-02-15")}
    daemon = make_daemon()
    of_poison = protocol.small_season("POISON", calendar=protocol.CALENDAR_2024 | {4: ("2024-11-15", "2024-11-20", "2024-11-29")})
    poison = World(daemon, cluster="POISON", season=of_poison)
    other = World(daemon, cluster="OTHER", boards=("HN", "PT", "CB", "TQ"), season=frozen_season(calendar))
    other.advance("2024-11-18T08:00")
    made = {}
    for board, t01 in (("TQ", 200000), ("HN", 100000)):
        made[board] = protocol.command("OTHER", 2024, submit_report=protocol.report(board, period="FINAL", t01=t01))
        other.ok(other.clients[board].command(other.keys[board], made[board]))
    other.advance("2024-11-21T08:00")
    other.ok(other.submit("CB", period="FINAL", t01=390000))
    other.advance("2024-11-29T23:59")
    socket = daemon.subscriber(other.viewer, "standings/OTHER/2024/FINAL")
    frozen, _ = heard(socket, lambda told: told.frozen, period=5)
    daemon.sql("alter table thidua.standing_state add constraint poison check (cluster <> 'POISON' or period <> 'Q4') not valid")
    failed = daemon.metric("batches_failed_total")
    clock = protocol.service_pb.AdvanceClock(to=protocol.instant("2024-11-30T08:00"))
    poison.operator.send(Request(advance_clock=clock))
    until(lambda: daemon.metric("batches_failed_total") > failed)
    other.ok(other.submit("TQ", period="FINAL", revision=2, previous=protocol.blake2b(made["TQ"].SerializeToString()), t01=200001))
    told, _ = heard(socket, lambda told: not told.frozen, period=5)
    assert moved(told) == moves_between(frozen, told) != set()
    daemon.sql("alter table thidua.standing_state drop constraint poison")
    assert poison.operator.receive(30).status == 1
    again, _ = heard(socket, lambda told: not told.frozen, period=5)
    assert (again.state_hash, again.sequence, again.as_of, moved(again)) == (told.state_hash, told.sequence, told.as_of, moved(told))
    socket.close()
