"""What comes while a commit is awaited, in an unlucky order: beside another command, over a midnight, behind a full lane."""

from support import protocol
from support.daemon import Held, World, until

Request = protocol.service_pb.Request
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
        of = of or self.world
        made = protocol.command(of.cluster, 2024, submit_report=protocol.report(board, **more))
        self.send(self.world.clients[board], of.keys[board], made)
        return protocol.blake2b(made.SerializeToString())

    def reports(self, board, count):
        """That many, each a correction of the one before; their last hash."""
        hash = None
        for revision in range(1, count + 1):
            hash = self.report(board, revision=revision, previous=hash, t01=revision)
        return hash


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
    with Held(daemon) as held:
        line = Line(world)
        line.grant()
        held.until_waited_for()
        line.operate(2024, cluster="OTHER", define_season=defined(protocol.small_season("OTHER")))
        line.grant(cluster="OTHER")
    assert all_received(world.operator, 3)
    periods = "select distinct period::text from thidua.standing where cluster = %s order by period"
    assert daemon.sql(periods, "OTHER") == daemon.sql(periods, "TCXDD-1") == [("Q1",), ("Q2",)]
    assert len(locked(daemon, "OTHER")) == 1
