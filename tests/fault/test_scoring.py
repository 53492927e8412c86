"""Standings of random seasons and reports, through the daemon, against the rules written a second time in exact fractions."""

import random

import pytest
from support import protocol, scoring
from support.daemon import World
from support.protocol import blake2b, season_pb

SEEDS = (1, 2, 3, random.randrange(10**9))  # printed; a failure is met again with its number here
BOARDS = ("TQ", "BK", "CB", "DB", "HG")
LEADER, LADDER, BINARY, PER_UNIT, APPRAISED = 2, 3, 4, 5, 6
QUANTITY, PERCENT, MODELS, NONE = 1, 2, 3, 4
WHEN = {  # moments of a year: in time, late by some days, near the lock
    1: ("2024-03-15T00:00", "2024-03-20T23:59", "2024-03-21T00:00", "2024-03-24T09:30", "2024-04-02T10:00", "2024-04-05T23:59"),
    2: ("2024-06-15T07:00", "2024-06-18T12:00", "2024-06-19T00:00", "2024-07-05T23:59"),
    3: ("2024-09-15T00:00", "2024-09-21T08:00", "2024-09-30T08:00"),
    4: ("2024-11-15T10:00", "2024-11-20T23:59", "2024-11-28T23:59"),
    5: ("2024-12-31T08:00", "2025-02-03T08:00", "2025-02-15T23:59"),
}


def shares(dice, whole, count):
    """count numbers of at least 1 that sum to whole."""
    cuts = sorted(dice.sample(range(1, whole), count - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, whole])]


def random_season(dice, cluster):
    """small_season with random points, targets, policies and seven more tasks, of all kinds."""
    made = protocol.small_season(cluster, boards=BOARDS)
    for number, (kind, measure, lower) in enumerate(
        ((1, QUANTITY, True), (LEADER, QUANTITY, True), (LADDER, PERCENT, False), (LADDER, QUANTITY, False),
         (BINARY, PERCENT, False), (PER_UNIT, QUANTITY, False), (APPRAISED, NONE, False)), start=5):
        task = made.tasks.add(code=f"T{number:02}", group=dice.choice((1, 2)), name="Việc", unit="việc", kind=kind,
                              accumulation=dice.choice((1, 2, 3)), measure=measure, lower_is_better=lower)
        task.phasing.extend(sorted(dice.sample(range(1, 10000), 3)) + [10000])
        if measure != NONE:
            task.target = dice.randrange(10000, 1000001)
    for task, share in zip(made.tasks, shares(dice, made.scale, len(made.tasks))):
        task.max = share
        if task.kind == LADDER:
            steps = min(3, share)
            thresholds, rungs = dice.sample(range(1, 15000), steps), dice.sample(range(1, share + 1), steps)
            for threshold, points in zip(sorted(thresholds), sorted(rungs)):
                task.steps.add(threshold=threshold, points=points)
        if task.kind == PER_UNIT:
            task.per_unit = dice.randrange(1, share + 1)
        if task.accumulation == 1 and task.kind == LEADER:
            task.target = dice.randrange(1, 1000) * 10000
    for board in made.boards:
        for task in dice.sample(list(made.tasks), 3):
            if dice.random() < 0.5 or task.measure == NONE:
                board.targets.add(task=task.code, not_assigned=True)
            else:
                board.targets.add(task=task.code, target=dice.randrange(1, 1000000))
    made.not_assigned, made.edition = dice.choice((1, 2)), dice.choice((1, 2, 2))
    if made.edition == 2 and dice.random() < 0.75:  # Q4 is due on the 21st, the 20th being a holiday, and locks with the 28th
        made.review.review_days, made.review.dispute_days, made.review.return_days = dice.randint(1, 7), 5, dice.randint(1, 2)
        made.review.strict.extend(dice.sample((4, 5), dice.randint(0, 2)))
    made.holidays.extend(map(protocol.day, ("2024-06-18", "2024-11-20")))
    keys = dice.sample((2, 3, 4, 5), dice.randrange(0, 5))
    del made.tie_breaks[1:]
    made.tie_breaks.extend(keys)
    return made


def random_report(dice, season, board, period, revision, previous):
    made = protocol.command_pb.SubmitReport(board=board.code, period=period, revision=revision)
    if previous:
        made.previous_hash = previous
    for task in season.tasks:
        target = scoring.target_of(task, board)
        if target is None or task.measure in (MODELS, NONE):
            continue
        if task.measure == PERCENT:
            out_of = dice.choice((0, 10000, dice.randrange(1, 10**9)))
            made.lines.add(task=task.code, done=dice.choice((0, out_of, dice.randint(0, out_of))), out_of=out_of)
        else:
            actual = dice.choice((0, target, target // 4, dice.randrange(2 * target), 10**11 if dice.random() < 0.1 else 1))
            made.lines.add(task=task.code, actual=actual // 10000 * 10000 if task.kind == PER_UNIT else actual)
    for number in range(dice.randrange(4)):
        made.models.add(title=f"Mô hình {number}")
    return made


class Year:
    """One cluster: what the daemon has been told, and what must follow."""

    def __init__(self, daemon, seed):
        self.dice = random.Random(seed)
        self.season = random_season(self.dice, f"C-{seed}")
        self.world = World(daemon, f"C-{seed}", BOARDS, self.season)
        self.ruleset_hash = blake2b(self.world.season)
        self.reports = {code: {} for code in BOARDS}
        self.hashes = {}

    def maybe_report(self, board, period, now):
        before = self.reports[board.code].get(period)
        if self.dice.random() < (0.8 if before else 0.55):
            return
        made = random_report(self.dice, self.season, board, period, before.revision + 1 if before else 1,
                             self.hashes.get((board.code, period)))
        command = protocol.command(self.season.cluster, 2024, submit_report=made)
        receipt = self.world.ok(self.world.clients[board.code].command(self.world.keys[board.code], command))
        self.reports[board.code][period] = scoring.report_of(made, now, before)
        self.hashes[board.code, period] = receipt.command_hash
        assert receipt.late_days == scoring.lateness(
            self.season, self.season.periods[period - 1], self.reports[board.code][period], now)[1]

    def compare(self, period, now):
        question = protocol.service_pb.GetStandings(cluster=self.season.cluster, year=2024, period=period)
        reply = self.world.operator.query(standings=question)
        assert reply.status == 1, reply
        said, rows = reply.standings, scoring.standing(self.season, period, self.reports, now)
        assert scoring.told(said) == rows
        assert said.ruleset_hash == self.ruleset_hash
        assert said.state_hash == scoring.state_hash(self.season, self.ruleset_hash, period, rows)
        assert said.reported == sum(period in reports for reports in self.reports.values())
        return said.state_hash


def opened(now):
    return [period for period, dates in protocol.CALENDAR_2024.items() if now >= protocol.instant(dates[0] + "T00:00")]


def test_random_years_are_scored_as_the_rules_say(make_daemon):
    print("seeds", SEEDS)
    daemon = make_daemon(rehearse="2024-03-14T08:00")
    years = [Year(daemon, seed) for seed in SEEDS]
    compared, locked = 0, {}
    for period, moments in WHEN.items():
        for moment in moments:
            now = protocol.instant(moment)
            years[0].world.advance(moment)
            for year in years:
                for board in year.season.boards:
                    year.maybe_report(board, period, now)
                for q in opened(now):
                    locked[year.season.cluster, q] = year.compare(q, now)
                    compared += 1
    years[0].world.advance("2025-02-16T00:00")
    for year in years:
        for q in protocol.CALENDAR_2024:
            hash = year.compare(q, protocol.instant("2025-02-16T00:00"))
            kept = daemon.sql("select distinct state_hash from thidua.standing_locked where cluster = %s and period = %s",
                              year.season.cluster, list(protocol.PERIODS)[q - 1])
            assert kept == [(hash.hex(),)]
    assert compared == len(SEEDS) * sum(len(opened(protocol.instant(m))) for moments in WHEN.values() for m in moments)


@pytest.mark.parametrize(
    ("actuals", "points"),
    [
        (((520, 400), (1500, 1200), (300, 300), (450, 500)), [9000, 8250, 4500, 4050]),
        (((53330, 40000), (4, 3), (0, 1), (1, 1)), [8999, 9000, 0, 4500]),
    ],
    ids=["G3", "G4"],
)
def test_the_second_implementation_knows_the_golden_leaders(actuals, points):
    task = season_pb.Task(code="T", kind=LEADER, accumulation=1, measure=1, max=9000, phasing=[10000] * 4)
    season = season_pb.Season(tasks=[task])
    reports = {}
    for number, (actual, target) in enumerate(actuals):
        season.boards.add(code=f"B{number}").targets.add(task="T", target=target * 10000)
        reports[f"B{number}"] = {4: scoring.Report(0, 1, {"T": actual * 10000})}
    assert list(scoring.task_points(season, season.tasks[0], 4, reports).values()) == points


def test_the_second_implementation_knows_the_golden_roundings():
    linear = season_pb.Task(kind=1, max=8000)
    assert scoring.points_of(linear, 33, scoring.Fraction(33, 35), 1) == 7543  # G1
    assert scoring.points_of(season_pb.Task(kind=1, max=6000), 49, scoring.Fraction(49, 96), 1) == 3063  # G2
    assert scoring.half_up(scoring.Fraction(100000 * 80000, 95000)) == 84211  # G5
