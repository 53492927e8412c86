"""The rules of the cluster a second time, in exact fractions, from the text of the rules and of proto/README.md: so that the
tests do not ask the daemon whether the daemon is right."""

import dataclasses
import datetime
import math
import struct
from fractions import Fraction

from .protocol import blake2b, season_pb

DAY = 86_400_000_000
FINAL = 5
ON_TIME, LATE, EXPECTED, OVERDUE, MISSING = 2, 3, 1, 4, 6
SUBMITTED, UNDER_REVIEW, RETURNED, VERIFIED, DISPUTED = 2, 3, 4, 5, 6
UNREVIEWED, UNCOUNTED, ADJUSTED, CONTESTED = 1, 2, 4, 8
ABSENT = None


def local_day(instant):
    return (instant + 7 * 3_600_000_000) // DAY


def midnight(day):
    return day * DAY - 7 * 3_600_000_000


def half_up(fraction):
    return math.floor(fraction + Fraction(1, 2))


@dataclasses.dataclass
class Report:
    """A revision. first: when revision 1 came."""

    first: int
    revision: int
    values: dict  # task -> actual, or (done, out_of)
    models: int = 0
    received: int = 0
    before: "Report" = None  # the revision before
    returned: bool = False
    state: int = SUBMITTED  # of its review
    contested: object = None  # the task that is disputed
    found: dict = None  # VERIFIED, DISPUTED: task -> the value, or the points of an appraised one, that the review gives


def report_of(made, received_at, before=None):
    """The state that a SubmitReport leaves."""
    values = {line.task: (line.done, line.out_of) if line.HasField("out_of") else line.actual for line in made.lines}
    return Report(before.first if before else received_at, made.revision, values, len(made.models), received_at, before)


def counted(season, period, report):
    """The revision that counts, with its values as the review left them; ABSENT when none does."""
    if not season.HasField("review"):
        return report
    if report.found is not None:
        return dataclasses.replace(report, values=report.values | report.found)
    if period in season.review.strict:
        too_late = midnight(season.periods[period - 1].lock + 1) - season.review.review_days * DAY
        while report and (report.received >= too_late or report.returned):
            report = report.before
    return report


def counting(season, period, reports):
    """What counts of a board's reports so far: period -> Report."""
    found = {p: counted(season, p, report) for p, report in reports.items() if p <= period}
    return {p: report for p, report in found.items() if report}


def review_state(season, period, report, now):
    """A return ends with its period's lock."""
    if not season.HasField("review"):
        return 0
    if report and report.state == RETURNED and now >= midnight(season.periods[period - 1].lock + 1):
        return SUBMITTED
    return report.state if report else EXPECTED


def marks(season, period, reports):
    if not season.HasField("review"):
        return 0
    count, out = counting(season, period, reports), 0
    appraised = [task.code for task in season.tasks if task.measure == season_pb.MEASURE_NONE]
    for p, report in reports.items():
        if p > period or (p == 4 and period == FINAL and FINAL in count):
            continue
        out |= UNREVIEWED if p in count and report.found is None else 0
        out |= UNCOUNTED if p not in count or count[p].revision != report.revision else 0
        out |= ADJUSTED if any(report.values.get(task) != value for task, value in (report.found or {}).items()
                               if task not in appraised) else 0
        out |= CONTESTED if report.state == DISPUTED else 0
    return out


def rolled(season, day):
    while day in season.holidays or (datetime.date(1970, 1, 1) + datetime.timedelta(day)).weekday() >= 5:
        day += 1
    return day


def target_of(task, board):
    for target in board.targets:
        if target.task == task.code:
            return None if target.not_assigned else target.target
    return task.target


def accumulated(task, period, reports):
    """(done, out_of), a quantity, or ABSENT."""
    periods = [p for p in sorted(reports) if p <= period]
    if period == FINAL and FINAL in periods and 4 in periods:
        periods.remove(4)
    if task.measure == season_pb.MEASURE_MODELS:
        values = [reports[p].models * 10000 for p in periods]
    else:
        values = [reports[p].values[task.code] for p in periods if task.code in reports[p].values]
    if not values or task.measure == season_pb.MEASURE_NONE:
        return ABSENT
    percent = task.measure == season_pb.MEASURE_PERCENT
    if task.accumulation == season_pb.ACCUMULATION_SUM:
        return tuple(map(sum, zip(*values))) if percent else sum(values)
    if task.accumulation == season_pb.ACCUMULATION_LAST:
        return values[-1]
    if percent:
        return max(values, key=lambda value: Fraction(value[0], value[1]) if value[1] else -1)
    return max(values)


def share(task, value, target, phasing):
    """a/t; math.inf when less is better and nothing happened."""
    if task.measure == season_pb.MEASURE_PERCENT:
        actual, awaited = Fraction(value[0] * 100), Fraction(value[1] * target, 10000)
    else:
        actual, awaited = Fraction(value), Fraction(target)
    awaited = awaited * phasing / 10000
    if task.lower_is_better:
        actual, awaited = awaited, actual
    return actual / awaited if awaited else math.inf


def appraised(task, period, reports):
    """Points of the latest verified report; ABSENT when there is none."""
    verified = [p for p, report in sorted(reports.items()) if p <= period and report.found is not None]
    return reports[verified[-1]].found.get(task.code) if verified else ABSENT


def points_of(task, value, ratio, best):
    m = task.max
    if task.kind == season_pb.TASK_KIND_LINEAR:
        return half_up(m * ratio) if ratio < 1 else m
    if task.kind == season_pb.TASK_KIND_LEADER:
        if ratio <= 1:
            return half_up(m * ratio / 2)
        if ratio == best:
            return m
        if best == math.inf:
            return half_up(Fraction(m, 2))
        return half_up(Fraction(m, 2) * (1 + (ratio - 1) / (best - 1)))
    if task.kind == season_pb.TASK_KIND_LADDER:
        return max([step.points for step in task.steps if ratio >= Fraction(step.threshold, 10000)], default=0)
    if task.kind == season_pb.TASK_KIND_BINARY:
        return m if ratio >= 1 else 0
    if task.kind == season_pb.TASK_KIND_PER_UNIT:
        return min(m, task.per_unit * (value // 10000))
    return 0


def withheld(season, task, period, reports):
    """Edition 2: nothing counts of a task of which less is better while a report of a held period has not come."""
    return season.edition >= 2 and task.lower_is_better and any(
        dates.period <= period and not dates.not_held and dates.period not in reports for dates in season.periods)


def ratio_of(season, task, target, period, reports):
    """What of a board's value counts against its target."""
    def ratio(some):
        value = accumulated(task, period, some)
        if value is ABSENT or withheld(season, task, period, some):
            return None
        return share(task, value, target, task.phasing[min(period, 4) - 1])

    if task.kind != season_pb.TASK_KIND_LEADER or not season.HasField("review"):
        return ratio(reports)
    verified = ratio({p: report for p, report in reports.items() if report.found is not None})
    whole = ratio(reports)
    return max([min(whole, 1)] + ([] if verified is None else [verified])) if whole is not None else None


def task_points(season, task, period, reports):
    """By board: points, or -1 when the task is not assigned."""
    values, ratios, points = {}, {}, {}
    for board in season.boards:
        came = reports.get(board.code, {})
        count = counting(season, period, came)
        value, target = accumulated(task, period, count), target_of(task, board)
        points[board.code] = 0
        if target is None or (task.measure == season_pb.MEASURE_PERCENT and value is not ABSENT and value[1] == 0):
            points[board.code] = -1
        elif task.kind == season_pb.TASK_KIND_APPRAISED:
            points[board.code] = min(task.max, appraised(task, period, came) or 0)
        elif value is not ABSENT and not withheld(season, task, period, count):
            values[board.code] = value
            ratios[board.code] = ratio_of(season, task, target, period, count)
    best = max(ratios.values(), default=0)
    for code, ratio in ratios.items():
        points[code] = points_of(task, values[code], ratio, best)
    return points


def lateness(season, dates, report, now):
    """Status, days, deduction."""
    lock, due = midnight(dates.lock + 1), rolled(season, dates.due)
    moment = report.first if report else min(now, lock)
    days = max(0, local_day(moment) - due)
    if report:
        status = LATE if days else ON_TIME
    elif now >= lock:
        return MISSING, days, season.missing_deduction
    else:
        status = OVERDUE if days else EXPECTED
    if days == 0:
        return status, 0, 0
    for step in season.late_steps:
        if days <= step.until_days:
            return status, days, step.deduction
    return status, days, season.missing_deduction


KEYS = {
    season_pb.TIE_BREAK_TOTAL: lambda row: -row["total"],
    season_pb.TIE_BREAK_DEDUCTION: lambda row: row["deduction"],
    season_pb.TIE_BREAK_PRIORITY_GROUP: lambda row: -row["priority"],
    season_pb.TIE_BREAK_BASE: lambda row: -row["base_points"],
    season_pb.TIE_BREAK_LATE_DAYS: lambda row: row["late_days"],
}


def _row(season, board, period, reports, now, points):
    mine = reports.get(board.code, {})
    assigned = [(task, points[task.code][board.code]) for task in season.tasks if points[task.code][board.code] >= 0]
    earned, most = sum(gained for _, gained in assigned), sum(task.max for task, _ in assigned)
    if season.not_assigned == season_pb.NOT_ASSIGNED_POLICY_RESCALE:
        base = half_up(Fraction(season.scale * earned, most)) if most else 0
    else:
        base = earned
    late = [lateness(season, dates, mine.get(dates.period), now) for dates in season.periods if dates.period <= period]
    deduction = sum(cost for _, _, cost in late)
    total = max(0, base - deduction)
    return {
        "board": board.code,
        "total": total,
        "base_points": base,
        "bonus": 0,
        "deduction": deduction,
        "priority": sum(gained for task, gained in assigned if task.group == season.priority_group),
        "late_days": sum(days for _, days, _ in late),
        "band": next(band.code for band in season.bands if total >= band.at_least or band == season.bands[-1]),
        "status": late[-1][0],
        "revision": mine[period].revision if period in mine else 0,
        "marks": marks(season, period, mine),
        "review": review_state(season, period, mine.get(period), now),
        "points": [points[task.code][board.code] for task in season.tasks],
    }


def _ranked(season, period, reports, now):
    points = {task.code: task_points(season, task, period, reports) for task in season.tasks}
    rows = [_row(season, board, period, reports, now, points) for board in season.boards]
    keys = {row["board"]: tuple(KEYS[key](row) for key in season.tie_breaks) for row in rows}
    for row in rows:
        key = keys[row["board"]]
        row["rank"] = 1 + sum(other < key for other in keys.values())
        row["tied"] = sum(other == key for other in keys.values()) > 1
    return rows


def standing(season, period, reports, now, earlier=None):
    """The rows of a period's standing, best first and ties in the season's order. reports: board -> period -> Report, as they
    were at the period's lock; earlier: as they were at the lock of the one before, when that is not the same."""
    rows = _ranked(season, period, reports, now)
    before = {row["board"]: row["rank"] for row in _ranked(season, period - 1, earlier or reports, now)} if period > 1 else {}
    for row in rows:
        row["rank_before"] = before.get(row["board"], 0)
    return sorted(rows, key=lambda row: row["rank"])


def state_hash(season, ruleset_hash, period, rows):
    """proto/README.md: BLAKE2b-256 of the canonical rows, in the season's order."""
    by_board = {row["board"]: row for row in rows}
    second = season.edition >= 2
    out = (b"thidua.standing.v2\n" if second else b"thidua.standing.v1\n") + season.cluster.encode() + b"\0"
    out += struct.pack(">II32sII", season.year, period, ruleset_hash, len(season.boards), len(season.tasks))
    for board in season.boards:
        row = by_board[board.code]
        out += board.code.encode() + b"\0"
        out += struct.pack(">IBqqqqIB", row["rank"], row["tied"], row["total"], row["base_points"], row["bonus"],
                           row["deduction"], row["late_days"], row["status"])
        out += row["band"].encode() + b"\0" + struct.pack(">I", row["revision"])
        out += struct.pack(">BI", row["marks"], 0) if second else b""
        out += b"".join(struct.pack(">q", points) for points in row["points"])
    return blake2b(out)


def told(standings):
    """The rows of a Standings message in the same form."""
    return [
        {name: getattr(row, name) for name in ("board", "total", "base_points", "bonus", "deduction", "priority", "late_days",
                                               "band", "status", "revision", "review", "rank", "tied", "rank_before")}
        | {"points": list(row.points), "marks": row.unreviewed * UNREVIEWED | row.uncounted * UNCOUNTED | row.adjusted * ADJUSTED |
           row.disputed * CONTESTED}
        for row in standings.rows
    ]
