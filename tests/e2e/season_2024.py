"""The standings of deploy/season-2024 a second time: from the files alone, in fractions, without a line of the daemon's."""

import datetime
import json
import pathlib
from fractions import Fraction

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def centi(points):
    return int(Fraction(points) * 100)


def rounded(value):
    """Half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


class Year:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.season = json.loads((self.folder / "season.json").read_text(encoding="utf-8"))
        self.periods = {period["period"]: period for period in self.season["periods"]}
        self.names = list(self.periods)
        self.holidays = {datetime.date.fromisoformat(day) for day in self.season["holidays"]}
        self.reports = {}  # (board, period): when the first revision came, the last revision
        for line in (self.folder / "calendar.tsv").read_text(encoding="utf-8").splitlines():
            instant, action, board, file, *_ = line.split("\t") + [""] * 4
            if action == "submit":
                report = json.loads(self.json_of(file).read_text(encoding="utf-8"))
                key = (board, report["period"])
                first = self.reports[key][0] if key in self.reports else datetime.datetime.fromisoformat(instant)
                self.reports[key] = (first, report)

    def json_of(self, file):
        """The report beside a spreadsheet, which says the same (unit.season_sheets)."""
        return self.folder / pathlib.Path(file.replace("sheets/", "reports/", 1)).with_suffix(".json")

    def so_far(self, board, period):
        names = [name for name in self.names[: self.names.index(period) + 1] if (board, name) in self.reports]
        if "FINAL" in names and "Q4" in names:
            names.remove("Q4")
        return [self.reports[board, name][1] for name in names]

    def value(self, task, board, period):
        """(actual, out of), out of 1 but for a percentage; None: nothing was reported."""
        values = []
        for report in self.so_far(board, period):
            if task["measure"] == "MODELS":
                values.append((len(report["models"]), 1))
                continue
            line = next(line for line in report["lines"] if line["task"] == task["code"])
            values.append((line["actual"], 1) if "actual" in line else (line["done"], line["out_of"]))
        if not values:
            return None
        if task["accumulation"] == "LAST":
            return values[-1]
        gather = sum if task["accumulation"] == "SUM" else max
        return gather(actual for actual, _ in values), 1

    def task_points(self, task, period):
        """By board; None: not assigned."""
        phasing = Fraction(task["phasing"][min(self.names.index(period), 3)], 10000)
        most, ratios, values, points = centi(task["max"]), {}, {}, {}
        for board in self.season["boards"]:
            code, target = board["code"], board.get("targets", {}).get(task["code"], task["target"])
            value = None if target is None else self.value(task, code, period)
            if target is None or value and value[1] == 0:
                points[code] = None
            elif value is None:
                points[code] = 0
            else:
                percent = 100 if task["measure"] == "PERCENT" else 1
                values[code], ratios[code] = value[0], Fraction(percent * value[0], value[1]) / (target * phasing)
        lead = max([ratio - 1 for ratio in ratios.values()] + [Fraction(0)])
        for code, ratio in ratios.items():
            points[code] = self.formula(task, most, ratio, values[code], lead)
        return points

    @staticmethod
    def formula(task, most, ratio, value, lead):
        if task["kind"] == "LINEAR":
            return rounded(most * min(ratio, Fraction(1)))
        if task["kind"] == "LEADER":
            return rounded(most * ratio / 2) if ratio <= 1 else rounded(Fraction(most, 2) * (1 + (ratio - 1) / lead))
        if task["kind"] == "LADDER":
            return max([centi(step["points"]) for step in task["steps"] if ratio * 10000 >= step["threshold"]] + [0])
        assert task["kind"] == "PER_UNIT"
        return min(most, centi(task["per_unit"]) * value)

    def lateness(self, board, period):
        """(days, deduction) once the period has locked."""
        due = datetime.date.fromisoformat(self.periods[period]["due"])
        while due.weekday() >= 5 or due in self.holidays:
            due += datetime.timedelta(1)
        if (board, period) not in self.reports:
            end = datetime.date.fromisoformat(self.periods[period]["lock"]) + datetime.timedelta(1)
            return (end - due).days, centi(self.season["missing_deduction"])
        days = (self.reports[board, period][0].astimezone(VIETNAM).date() - due).days
        if days <= 0:
            return 0, 0
        steps = [centi(step["deduction"]) for step in self.season["late_steps"] if days <= step["until_days"]]
        return days, steps[0] if steps else centi(self.season["missing_deduction"])

    def standing(self, period):
        """Rows best first: rank, board, total, base, deduction, late_days; points in centi-points."""
        points = {task["code"]: self.task_points(task, period) for task in self.season["tasks"]}
        most = {task["code"]: centi(task["max"]) for task in self.season["tasks"]}
        priority = [task["code"] for task in self.season["tasks"] if task["group"] == self.season["priority_group"]]
        rows = []
        for code in (board["code"] for board in self.season["boards"]):
            mine = {task: given[code] for task, given in points.items() if given[code] is not None}
            base = rounded(Fraction(centi(self.season["scale"]) * sum(mine.values()), sum(most[task] for task in mine)))
            late = [self.lateness(code, name) for name in self.names[: self.names.index(period) + 1]]
            days, deduction = sum(late_days for late_days, _ in late), sum(cost for _, cost in late)
            total = max(0, base - deduction)
            keys = (-total, deduction, -sum(mine.get(task, 0) for task in priority), -base, days)
            rows.append((keys, code, total, base, deduction, days))
        rows.sort(key=lambda row: row[0])
        return [(1 + sum(other[0] < row[0] for other in rows), *row[1:]) for row in rows]
