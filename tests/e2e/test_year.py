"""The main job: reports in, exact ranked standings out, live."""

from support import protocol
from support.protocol import Status


def test_a_report_is_acknowledged_and_stands_in_the_standing(world):
    receipt = world.ok(world.submit("TQ"))
    assert (receipt.cluster, receipt.late_days) == ("TCXDD-1", 0)
    assert receipt.sequence == 6  # three offices, a viewer, the season
    standings = world.standings().standings
    assert [row.board for row in standings.rows][0] == "TQ"
    assert (standings.reported, standings.expected) == (1, 3)
    assert len(world.journal()) == 6
