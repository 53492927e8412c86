"""What time does without any message, and who hears of it when."""

import contextlib
import time

import pytest
from support import protocol
from support.daemon import Held, World, until
from support.protocol import season_pb, standings_pb

EXPECTED, ON_TIME, LATE, OVERDUE, MISSING = 1, 2, 3, 4, 6
SECONDS = 10  # less than the 15 s of a repetition, which would hide what was not published at once


def topic(period, cluster="TCXDD-1"):
    return f"standings/{cluster}/2024/{period}"


def next_standing(subscriber):
    """(topic, Standings) of the next message."""
    assert subscriber.poll(SECONDS * 1000), "nothing was published"
    name, body = subscriber.recv_multipart()
    return name.decode(), standings_pb.Standings.FromString(body)


def hear(subscriber, condition):
    """The first message for which the condition holds."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        name, said = next_standing(subscriber)
        if condition(said):
            return name, said
    raise AssertionError("it was never published")


def picture(said):
    return [(row.board, row.status, row.deduction, row.late_days) for row in said.rows]


@contextlib.contextmanager
def listening(world, prefix, keys=None):
    subscriber = world.daemon.subscriber(keys or world.viewer, prefix)
    yield subscriber
    subscriber.close()


def test_a_report_is_published_with_what_moved_and_why(world):
    with listening(world, topic("Q1")) as subscriber:
        next_standing(subscriber)
        receipt = world.ok(world.submit("BK"))
        name, said = hear(subscriber, lambda said: said.cause)
    assert (name, said.sequence, said.cause) == (topic("Q1"), receipt.sequence, receipt.command_id)
    assert [(move.board, getattr(move, "from"), move.to) for move in said.moves] == [("TQ", 1, 2), ("CB", 1, 2)]
    assert said.state_hash == world.standings().standings.state_hash


def test_a_cluster_that_begins_in_may_owes_nothing_for_march(make_daemon, refused):
    """Its season is defined when the first quarter would have locked."""
    season = protocol.small_season("TCXDD-1")
    season.edition = 2
    season.periods[0].CopyFrom(season_pb.PeriodDates(period=1, not_held=True))
    daemon = make_daemon(rehearse="2024-05-02T08:00")
    world = World(daemon, season=season)
    assert refused(world.standings("Q1")) == "NOT_FOUND query.period"
    assert refused(world.submit("TQ")) == "NOT_FOUND submit_report.period"
    world.advance("2024-06-16T08:00")
    with listening(world, "standings/") as subscriber:
        assert next_standing(subscriber)[0] == topic("Q2")
        world.ok(world.submit("TQ", period="Q2"))
        name, said = hear(subscriber, lambda said: said.cause)
    assert name == topic("Q2") and said.current
    assert picture(said) == [("TQ", ON_TIME, 0, 0), ("BK", EXPECTED, 0, 0), ("CB", EXPECTED, 0, 0)]
    world.advance("2024-07-06T08:00")
    locked = world.standings("Q2").standings
    assert locked.locked and picture(locked) == [("TQ", ON_TIME, 0, 0), ("BK", MISSING, 2000, 18), ("CB", MISSING, 2000, 18)]
    assert daemon.sql("select period, opens is null, lock is null from thidua.season_period order by period") == [
        ("Q1", True, True), ("Q2", False, False), ("Q3", False, False), ("Q4", False, False), ("FINAL", False, False)]
    kept = daemon.sql("select distinct period, state_hash from thidua.standing_locked")
    assert kept == [("Q2", locked.state_hash.hex())]
    daemon.stop()
    daemon.rehearse = "2024-07-06T08:00"
    assert daemon.run("--rebuild").returncode == 0
    assert daemon.sql("select distinct period, state_hash from thidua.standing_locked") == kept


OVERLAPPING = protocol.CALENDAR_2024 | {1: ("2024-03-15", "2024-03-20", "2024-07-01")}  # Q1 is open until Q2 is


def test_each_standing_names_its_own_cause_when_a_transaction_holds_two(daemon):
    season = protocol.small_season("TCXDD-1", calendar=OVERLAPPING)
    world = World(daemon, season=season)
    world.advance("2024-06-16T08:00")
    ids = {period: protocol.uuid7() for period in ("Q1", "Q2")}
    with listening(world, topic("")) as subscriber:
        assert {next_standing(subscriber)[0] for _ in range(2)} == {topic("Q1"), topic("Q2")}
        with Held(daemon) as held:
            world.operator.send(protocol.service_pb.Request(command=protocol.sign(daemon.operator, protocol.command(
                "TCXDD-1", grant_key=protocol.command_pb.GrantKey(role=4, label="other", **fresh_keys())))))
            held.until_waited_for()
            for period, id in ids.items():
                made = protocol.command("TCXDD-1", 2024, id=id, submit_report=protocol.report("TQ", period=period))
                world.clients["TQ"].send(protocol.service_pb.Request(command=protocol.sign(world.keys["TQ"], made)))
            until(lambda: daemon.metric("requests_under_way") == 3)
        heard = dict(hear(subscriber, lambda said: said.HasField("cause")) for _ in range(2))
    assert {name: said.cause for name, said in heard.items()} == {topic(period): id for period, id in ids.items()}


def fresh_keys():
    keys = protocol.Keys("other")
    return {"sign_key": keys.sign_public, "curve_key": keys.curve_public}


def test_a_new_version_is_no_cause_of_what_is_locked(world):
    world.ok(world.submit("TQ"))
    world.advance("2024-06-16T08:00")
    with listening(world, topic("")) as subscriber:
        assert {next_standing(subscriber)[0] for _ in range(2)} == {topic("Q1"), topic("Q2")}
        season = protocol.small_season("TCXDD-1", boards=world.boards)
        season.missing_deduction = 4000
        define = protocol.command_pb.DefineSeason(version=2, season=season.SerializeToString())
        receipt = world.ok(world.operate(2024, define_season=define))
        name, said = hear(subscriber, lambda said: said.HasField("cause"))
    assert (name, said.cause) == (topic("Q2"), receipt.command_id)


def test_a_missing_report_costs_more_each_night_until_the_lock(world):
    world.ok(world.submit("TQ"))
    nights = [("2024-03-20T23:59", EXPECTED, 0, 0), ("2024-03-21T00:00", OVERDUE, 500, 1),
              ("2024-03-22T00:00", OVERDUE, 500, 2), ("2024-03-23T00:00", OVERDUE, 1000, 3),
              ("2024-03-26T00:00", OVERDUE, 1500, 6), ("2024-03-31T00:00", OVERDUE, 2000, 11),
              ("2024-04-05T23:59", OVERDUE, 2000, 16), ("2024-04-06T00:00", MISSING, 2000, 17)]
    with listening(world, topic("Q1")) as subscriber:
        before = next_standing(subscriber)[1]
        for moment, status, deduction, days in nights:
            world.advance(moment)
            expected = [("TQ", ON_TIME, 0, 0), ("BK", status, deduction, days), ("CB", status, deduction, days)]
            if picture(before) == expected:
                continue
            _, said = hear(subscriber, lambda said: said.as_of > before.as_of)
            assert picture(said) == expected, moment
            assert (said.HasField("cause"), said.sequence, said.locked) == (False, before.sequence, status == MISSING)
            assert said.as_of == protocol.instant(moment[:11] + "00:00")
            before = said
    locked = world.daemon.sql("select distinct state_hash, locked from thidua.standing_locked where period = 'Q1'")
    assert locked == [(before.state_hash.hex(), True)]


def test_what_came_due_while_the_daemon_was_down_is_done_when_it_is_up(world):
    world.ok(world.submit("TQ"))
    world.daemon.stop()
    world.daemon.rehearse = "2024-04-10T08:00"
    world.daemon.start()
    world.advance("2024-04-10T08:00")
    expected = [("TQ", ON_TIME, 0, 0), ("BK", MISSING, 2000, 17), ("CB", MISSING, 2000, 17)]
    assert picture(world.standings("Q1").standings) == expected
    assert world.daemon.sql("select count(*) from thidua.standing_locked where status = 'MISSING'") == [(2,)]


def test_a_period_that_opens_is_published(world):
    with listening(world, topic("")) as subscriber:
        hear(subscriber, lambda said: said.period == 1)
        world.advance("2024-06-15T00:00")
        name, said = hear(subscriber, lambda said: said.period == 2)
    assert (name, said.current, said.reported, said.expected) == (topic("Q2"), True, 0, 3)
    assert world.standings().standings.period == 2
    assert world.standings("Q1").standings.current is False


def test_a_report_read_before_the_lock_stands_in_the_locked_standing(make_daemon):
    """The clock passes the lock while signatures are still being checked: what was received in time is never left out."""
    daemon = make_daemon(rehearse="2024-04-05T23:59", verify_workers=1)
    boards = tuple(f"P{first}{second}" for first in "ABCDE" for second in "ABCDEFGH")
    world = World(daemon, boards=boards)
    reports = [protocol.sign(world.keys[board], protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board)))
               for board in boards]
    Request = protocol.service_pb.Request
    for report in reports:
        world.operator.send(Request(command=report))
    world.operator.send(Request(advance_clock=protocol.service_pb.AdvanceClock(to=protocol.instant("2024-04-06T08:00"))))
    replies = [world.operator.receive() for _ in range(len(boards) + 1)]
    assert {reply.status for reply in replies} == {1}
    assert {protocol.receipt_pb.ReceiptStatement.FromString(reply.receipt.statement).received_at
            for reply in replies if reply.HasField("receipt")} == {protocol.instant("2024-04-05T23:59")}
    world.advance("2024-04-06T08:00")
    standing = world.standings("Q1").standings
    assert (standing.locked, standing.reported) == (True, len(boards))
    locked = daemon.sql("select distinct state_hash from thidua.standing_locked where period = 'Q1'")
    assert locked == [(standing.state_hash.hex(),)]


def test_a_lock_is_written_down_though_a_new_calendar_comes_before_its_sweep(world):
    """The sweep waits for a report that came before the lock, whose refusal waits for what is not committed; so does what moves the
    calendar after the lock."""
    world.advance("2024-04-05T23:59")
    season = protocol.small_season("TCXDD-1", boards=world.boards)
    season.missing_deduction = 4000
    define = protocol.command("TCXDD-1", 2024, define_season=protocol.command_pb.DefineSeason(version=2, season=season.SerializeToString()))
    clock = protocol.service_pb.AdvanceClock(to=protocol.instant("2024-04-06T08:00"))
    Request = protocol.service_pb.Request

    def send(board, count, **more):
        made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board, **more))
        world.clients[board].send(Request(command=protocol.sign(world.keys[board], made)))
        until(lambda: world.daemon.metric("requests_under_way") == count)

    with listening(world, topic("Q1")) as subscriber:
        with Held(world.daemon) as held:
            send("TQ", 1)
            held.until_waited_for()
            send("BK", 2)
            send("CB", 3, revision=7)
            world.operator.send(Request(advance_clock=clock))
            world.operator.send(Request(command=protocol.sign(world.daemon.operator, define)))
            until(lambda: world.daemon.metric("requests_under_way") == 5)
        assert [world.operator.receive().status for _ in range(2)] == [1, 1]
        assert world.clients["CB"].receive().status not in (0, 1)
        _, said = hear(subscriber, lambda said: said.locked)
    assert [row[:2] for row in picture(said)] == [("TQ", LATE), ("BK", LATE), ("CB", MISSING)]
    locked = world.daemon.sql("select distinct state_hash from thidua.standing_locked where period = 'Q1'")
    assert locked == [(said.state_hash.hex(),)]


def test_a_new_subscriber_sees_each_period_at_once(world):
    world.advance("2024-06-16T08:00")
    began = time.monotonic()
    with listening(world, topic("")) as subscriber:
        seen = {next_standing(subscriber)[0] for _ in range(2)}
        took = time.monotonic() - began
    assert seen == {topic("Q1"), topic("Q2")}
    assert took < 5  # 250 ms, the handshake, and what a busy machine may need


@pytest.mark.parametrize("prefix", ["", "standings/", "standings/TCX", "standings/TCXDD-1/2024/Q1"])
def test_any_prefix_of_a_topic_serves(world, prefix):
    with listening(world, prefix) as subscriber:
        assert next_standing(subscriber)[0] == topic("Q1")


def test_a_subscription_that_matches_nothing_costs_nothing(world):
    before = world.daemon.metric("standings_published_total")
    long = "standings/TCXDD-1/2024/Q1" + "x" * 300
    with listening(world, "standings/NOBODY/2024/"), listening(world, "elsewhere"), listening(world, long), \
         listening(world, "standings/TCXDD-1/2024/Q1\0"), listening(world, topic("Q1")) as subscriber:
        next_standing(subscriber)
    assert world.daemon.metric("standings_published_total") - before <= 3


def test_a_storm_of_subscribers_costs_few_publications(world):
    before = world.daemon.metric("standings_published_total")
    subscribers = [world.daemon.subscriber(world.viewer, topic("Q1")) for _ in range(200)]
    for subscriber in subscribers:
        next_standing(subscriber)
        subscriber.close()
    assert world.daemon.metric("standings_published_total") - before <= 20  # one a tick of 250 ms while they come in


def test_every_topic_with_a_subscriber_is_repeated(make_daemon):
    world = World(make_daemon(repeat_seconds=1))
    with listening(world, topic("Q1")) as subscriber:
        said = [next_standing(subscriber)[1] for _ in range(4)]
    assert len({(each.sequence, each.as_of, each.state_hash) for each in said}) == 1
    assert not any(each.moves or each.HasField("cause") for each in said)


def test_a_subscriber_that_joined_while_a_batch_was_under_way_sees_every_period(world):
    """The topics that the batch does not touch are published when it is through, not with the next repetition."""
    world.advance("2024-06-16T08:00")
    with Held(world.daemon) as held:
        made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ", period="Q2"))
        report = protocol.sign(world.keys["TQ"], made)
        world.clients["TQ"].send(protocol.service_pb.Request(command=report))
        held.until_waited_for()
        with listening(world, topic("")) as subscriber:
            assert subscriber.poll(1000) == 0  # the tick passes; nothing uncommitted is shown
            held.release()
            assert world.clients["TQ"].receive().status == 1
            seen = {next_standing(subscriber)[0] for _ in range(2)}
    assert seen == {topic("Q1"), topic("Q2")}


def test_a_revoked_viewer_does_not_come_back(world):
    with listening(world, topic("Q1")) as subscriber:
        next_standing(subscriber)
        world.revoke(world.viewer)
    with listening(world, topic("Q1")) as subscriber, listening(world, topic("Q1"), world.keys["TQ"]) as admitted:
        next_standing(admitted)
        assert subscriber.poll(0) == 0
