"""A cluster of many years: the season and the reports of 2024 (tests/compat), signed anew and sent through a daemon year after
year, each report several times over. Fourteen boards, fourteen tasks, five periods that lock."""

import datetime
import pathlib

from . import protocol
from .protocol import Keys, bundle_pb, command_pb

BUNDLE = pathlib.Path(__file__).resolve().parents[1] / "compat" / "2024-first.bundle"
EPOCH = datetime.date(1970, 1, 1)
FIRST = 2024


def bundle_records(data):
    """What proto/thidua/v1/bundle.proto says of a file."""
    magic = b"thidua-journal-1\n"
    assert data.startswith(magic)
    at, found = len(magic), []
    while at < len(data):
        size = shift = 0
        while True:
            byte, at = data[at], at + 1
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        found.append(bundle_pb.BundleRecord.FromString(data[at:at + size]))
        at += size
    return found


def played():
    """The season of 2024, and the first reports of it by (board, period)."""
    season, reports = None, {}
    for record in bundle_records(BUNDLE.read_bytes()):
        if record.HasField("entry"):
            made = command_pb.Command.FromString(record.entry.signed_command.command)
            if made.HasField("define_season"):
                season = protocol.season_pb.Season.FromString(made.define_season.season)
            elif made.HasField("submit_report"):
                reports.setdefault((made.submit_report.board, made.submit_report.period), made.submit_report)
    return season, reports


def moved(day, years):
    """The same date so many years later."""
    date = EPOCH + datetime.timedelta(day)
    return (date.replace(year=date.year + years) - EPOCH).days


class Years:
    """revisions: how often each report is sent. The daemon's clock stands still but for us."""

    def __init__(self, daemon, cluster="TCXDD-1"):
        self.daemon, self.cluster = daemon, cluster
        self.season, self.reports = played()
        self.season.cluster = cluster
        self.boards = [board.code for board in self.season.boards]
        self.operator = daemon.client(daemon.operator)
        self.keys = {board: Keys(board) for board in self.boards}
        self.sent = []  # (year, signed command, statement of its receipt)
        for board in self.boards:
            self._operate(grant_key=command_pb.GrantKey(role=1, board=board, sign_key=self.keys[board].sign_public,
                                                        curve_key=self.keys[board].curve_public, label=board))
        self.clients = {board: daemon.client(keys) for board, keys in self.keys.items()}

    def _operate(self, year=None, **action):
        signed = protocol.sign(self.daemon.operator, protocol.command(self.cluster, year, **action))
        reply = self.operator.request(protocol.service_pb.Request(command=signed))
        assert reply.status == 1, reply
        self._keep(year, signed, reply)

    def _keep(self, year, signed, reply):
        assert reply.status == 1, reply
        self.sent.append((year, signed, protocol.receipt_pb.ReceiptStatement.FromString(reply.receipt.statement)))

    def _advance(self, day):
        to = (day * 86400 + 3600) * 1_000_000  # eight in the morning of Vietnam
        reply = self.operator.request(protocol.service_pb.Request(advance_clock=protocol.service_pb.AdvanceClock(to=to)), timeout=60)
        assert reply.status == 1, reply

    def play(self, year, revisions, until="FINAL"):
        """A year, to the lock of its period until."""
        season = protocol.season_pb.Season()
        season.CopyFrom(self.season)
        season.year, later = year, year - FIRST
        for period in season.periods:
            period.opens, period.due, period.lock = (moved(day, later) for day in (period.opens, period.due, period.lock))
        holidays = sorted({moved(day, later) for day in season.holidays})
        del season.holidays[:]
        season.holidays.extend(holidays)
        self._operate(year, define_season=command_pb.DefineSeason(version=1, season=season.SerializeToString()))
        for period in season.periods:
            if period.period > protocol.PERIODS[until]:
                break
            self._advance(period.opens)
            previous = {}
            for revision in range(1, revisions + 1):
                self._round(year, period.period, revision, previous)
            self._advance(period.lock + 1)

    def _round(self, year, period, revision, previous):
        flying = {}
        for board in self.boards:
            made = command_pb.SubmitReport()
            made.CopyFrom(self.reports.get((board, period)) or self.reports[board, 1])
            made.period, made.revision = period, revision
            made.ClearField("previous_hash")
            if revision > 1:
                made.previous_hash = previous[board]
            signed = protocol.sign(self.keys[board], protocol.command(self.cluster, year, submit_report=made))
            previous[board] = protocol.blake2b(signed.command)
            self.clients[board].send(protocol.service_pb.Request(command=signed))
            flying[board] = signed
        for board, signed in flying.items():
            self._keep(year, signed, self.clients[board].receive())
