"""Standings of random seasons and reports, through the daemon, against the rules written a second time in exact fractions."""

import copy
import random

import pytest
from support import protocol, scoring
from support.daemon import World
from support.protocol import Keys, blake2b, season_pb

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


class Review:
    """Who reviews, and what: the daemon says what may be done, and what it took must count."""

    def __init__(self, year):
        self.year, self.dice, self.season = year, year.dice, year.season
        self.supervisor = Keys("supervisor")
        year.world.grant(self.supervisor, 2)
        year.world.clients["supervisor"] = year.world.daemon.client(self.supervisor)
        year.world.keys["supervisor"] = self.supervisor
        self.verified, self.done = {}, dict.fromkeys(("verify", "return", "dispute", "resolve", "adjusted"), 0)

    def send(self, who, board, period, **action):
        """The receipt's command hash; None when it was refused."""
        (name, made), = action.items()
        made.board, made.period = board.code, period
        if name in ("dispute_report", "resolve_dispute"):
            made.verification_hash = self.verified[board.code, period]
        else:
            made.report_hash = self.year.hashes[board.code, period]
        command = protocol.command(self.season.cluster, 2024, **action)
        reply = self.year.world.clients[who].command(self.year.world.keys[who], command)
        return self.year.world.ok(reply).command_hash if reply.status == 1 else None

    def another(self, task, value):
        """A value that a reviewer may put in place of another, and its Judgement."""
        said = protocol.command_pb.Judgement(task=task.code, reason="theo sổ gốc")
        if task.measure == PERCENT:
            out_of = self.dice.randrange(1, 10**8)
            value = (self.dice.randint(0, out_of), out_of)
            said.done, said.out_of = value
            return value, said
        more = task.kind != LEADER or task.lower_is_better
        low, high = (value + 1 if task.kind == LEADER and task.lower_is_better else 0), (10**11 if more else value - 1)
        if low > high:
            return None, None
        found = self.dice.randint(low, min(high, max(low, 2 * value + 10)))
        found = found // 10000 * 10000 if task.kind == PER_UNIT else found
        said.actual = found
        return found, said

    def judge(self, board, report, share):
        found, said = {}, []
        for task in self.season.tasks:
            if scoring.target_of(task, board) is None and task.kind != APPRAISED:
                continue
            if task.kind == APPRAISED and not any(t.task == task.code and t.not_assigned for t in board.targets):
                found[task.code] = self.dice.randint(0, task.max)
                said.append(protocol.command_pb.Judgement(task=task.code, points=found[task.code]))
            elif task.measure in (QUANTITY, PERCENT) and task.code in report.values and self.dice.random() < share:
                value, judgement = self.another(task, report.values[task.code])
                if judgement and value != report.values[task.code]:
                    found[task.code] = value
                    said.append(judgement)
        return found, said

    def verify(self, who, board, period, report):
        for share in (0.3, 0):
            found, said = self.judge(board, report, share)
            hash = self.send(who, board, period, verify_report=protocol.command_pb.VerifyReport(tasks=said))
            if hash:
                report.found, report.state = found, scoring.VERIFIED
                self.verified[board.code, period] = hash
                self.done["verify"] += 1
                self.done["adjusted"] += share > 0 and bool(said)
                return True
        return False

    def review(self, board, period, report):
        who = "BK" if board.code == "TQ" else "TQ"
        if not self.send(who, board, period, take_report=protocol.command_pb.TakeReport()):
            return
        returned = self.dice.random() < 0.3 and self.send(
            who, board, period, return_report=protocol.command_pb.ReturnReport(reason="chưa khớp"))
        if returned:
            report.returned, report.state = True, scoring.RETURNED
            self.done["return"] += 1
        elif not self.verify(who, board, period, report):
            assert self.send(who, board, period, release_report=protocol.command_pb.ReleaseReport())
            report.state = scoring.SUBMITTED

    def dispute(self, board, period, report):
        tasks = [task for task in self.season.tasks if task.code in report.values]
        if report.state == scoring.VERIFIED and tasks:
            self.contested = self.dice.choice(tasks)
            objection = protocol.command_pb.Objection(task=self.contested.code, reason="đã kiểm lại")
            if self.send(board.code, board, period, dispute_report=protocol.command_pb.DisputeReport(tasks=[objection])):
                report.state, report.contested = scoring.DISPUTED, self.contested
                self.done["dispute"] += 1
        elif report.state == scoring.DISPUTED:
            task = report.contested
            made = random_report(self.dice, self.season, board, period, 1, None)
            line = next(line for line in made.lines if line.task == task.code)
            judgement = protocol.command_pb.Judgement(task=task.code, reason="theo sổ gốc")
            for name in ("actual", "done", "out_of"):
                if line.HasField(name):
                    setattr(judgement, name, getattr(line, name))
            assert self.send("supervisor", board, period, resolve_dispute=protocol.command_pb.ResolveDispute(tasks=[judgement]))
            value = (line.done, line.out_of) if line.HasField("out_of") else line.actual
            report.found, report.state = report.found | {task.code: value}, scoring.VERIFIED
            self.done["resolve"] += 1

    def go_on(self, board, period):
        report = self.year.reports[board.code].get(period)
        if not report or self.dice.random() < 0.5:
            return
        if report.state in (scoring.VERIFIED, scoring.DISPUTED):
            self.dispute(board, period, report)
        else:
            self.review(board, period, report)


class Year:
    """One cluster: what the daemon has been told, and what must follow."""

    def __init__(self, daemon, seed):
        self.dice = random.Random(seed)
        self.season = random_season(self.dice, f"C-{seed}")
        self.world = World(daemon, f"C-{seed}", BOARDS, self.season)
        self.ruleset_hash = blake2b(self.world.season)
        self.reports = {code: {} for code in BOARDS}
        self.hashes, self.locked = {}, {}
        self.review = Review(self) if self.season.HasField("review") else None

    def lock(self, now):
        """What has locked since stays as it is now."""
        for dates in self.season.periods:
            if now >= scoring.midnight(dates.lock + 1):
                self.locked.setdefault(dates.period, copy.deepcopy(self.reports))

    def maybe_report(self, board, period, now):
        before = self.reports[board.code].get(period)
        if self.dice.random() < (0.8 if before else 0.55) or (before and before.state in (scoring.VERIFIED, scoring.DISPUTED)):
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
        said = reply.standings
        rows = scoring.standing(self.season, period, self.locked.get(period, self.reports), now,
                                self.locked.get(period - 1, self.reports))
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
                year.lock(now)
                for board in year.season.boards:
                    year.maybe_report(board, period, now)
                    for q in opened(now) if year.review else ():
                        year.review.go_on(board, q)
                for q in opened(now):
                    locked[year.season.cluster, q] = year.compare(q, now)
                    compared += 1
    years[0].world.advance("2025-02-16T00:00")
    print([year.review and year.review.done for year in years])
    for year in years:
        year.lock(protocol.instant("2025-02-16T00:00"))
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
