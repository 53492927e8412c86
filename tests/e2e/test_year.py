"""The main job: reports in, exact ranked standings out, live."""

from support import protocol
from support.daemon import WAIT
from support.protocol import Status


def test_a_report_is_acknowledged_and_stands_in_the_standing(world):
    receipt = world.ok(world.submit("TQ"))
    assert (receipt.cluster, receipt.late_days) == ("TCXDD-1", 0)
    assert receipt.sequence == 6  # three offices, a viewer, the season
    standings = world.standings().standings
    assert [row.board for row in standings.rows][0] == "TQ"
    assert (standings.reported, standings.expected) == (1, 3)
    assert len(world.journal()) == 6


def test_a_next_version_takes_over_and_a_locked_quarter_keeps_its_own(world):
    world.ok(world.submit("TQ", t01=100000))
    world.ok(world.submit("BK", t01=50000))
    world.advance("2024-04-07T09:00")
    locked = world.standings("Q1").standings
    assert (locked.locked, locked.season_version) == (True, 1)
    season = protocol.season_pb.Season.FromString(world.season)
    season.tasks[0].target *= 2
    define = protocol.command_pb.DefineSeason(version=2, season=season.SerializeToString())
    world.ok(world.operate(2024, define_season=define))
    world.advance("2024-06-15T09:00")
    world.ok(world.submit("TQ", period="Q2"))
    assert world.standings("Q1").standings.state_hash == locked.state_hash
    assert world.standings().standings.season_version == 2
    shown = world.operator.query(season=protocol.service_pb.GetSeason(cluster=world.cluster, year=2024)).season
    assert (shown.version, shown.season) == (2, define.season)


def test_the_feed_tells_the_ranks_of_the_quarter_before(world):
    world.ok(world.submit("BK", t01=50000))
    world.ok(world.submit("TQ", t01=100000))
    world.advance("2024-06-15T09:00")
    first = {row.board: row.rank for row in world.standings("Q1").standings.rows}
    assert first == {"TQ": 1, "BK": 2, "CB": 3}
    socket = world.daemon.subscriber(world.keys["TQ"], "standings/TCXDD-1/2024/Q2")
    reported = []
    for number, board in enumerate(("CB", "BK")):
        while number not in reported:  # it is connected, and has seen the last one
            assert socket.poll(WAIT * 1000)
            told = protocol.standings_pb.Standings.FromString(socket.recv_multipart()[1])
            assert {row.board: row.rank_before for row in told.rows} == first
            reported.append(told.reported)
        world.ok(world.submit(board, period="Q2", t01=200000))
    assert {row.board: row.rank_before for row in world.standings("Q2").standings.rows} == first


def test_what_is_submitted_can_be_read_again(world):
    receipt = world.ok(world.submit("TQ", models=["Chi bộ bốn tốt"]))
    stored = world.operator.query(
        report=protocol.service_pb.GetReport(cluster=world.cluster, year=2024, period=1, board="TQ")).report
    assert stored.sequence == receipt.sequence
    made = protocol.command_pb.Command.FromString(stored.signed_command.command)
    assert made.submit_report.models[0].title == "Chi bộ bốn tốt"
    missing = world.operator.query(
        report=protocol.service_pb.GetReport(cluster=world.cluster, year=2024, period=1, board="BK"))
    assert missing.status == Status.STATUS_NOT_FOUND
