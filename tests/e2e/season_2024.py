"""The standings of deploy/season-2024 a second time: from the files alone, in fractions, without a line of the daemon's."""

import datetime
import json
import pathlib
import re
from fractions import Fraction

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def centi(points):
    return int(Fraction(points) * 100)


def rounded(value):
    """Half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


class Report:
    """What has become of the report of a board and a period."""

    def __init__(self):
        self.revisions = []  # (when it came, what it says)
        self.returned = set()  # numbers of revisions
        self.state = "EXPECTED"
        self.judged = {}  # task: (actual, out of) in the place of what was reported
        self.verified = False
        self.amended = {}

    def counted(self, last):
        """The revision that counts; last: how late it may have come, None: as late as it likes."""
        if self.verified or last is None:
            return self.revisions[-1][1] if self.revisions else None
        in_time = [made for number, (came, made) in enumerate(self.revisions) if came < last and number not in self.returned]
        return in_time[-1] if in_time else None


class Year:
    """What calendar.tsv has led to before an instant."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.season = json.loads((self.folder / "season.json").read_text(encoding="utf-8"))
        self.periods = {period["period"]: period for period in self.season["periods"]}
        self.names = list(self.periods)
        self.boards = [board["code"] for board in self.season["boards"]]
        self.tasks = {task["code"]: task for task in self.season["tasks"]}
        self.holidays = {datetime.date.fromisoformat(day) for day in self.season["holidays"]}
        lines = (self.folder / "calendar.tsv").read_text(encoding="utf-8").splitlines()
        self.lines = [line.split("\t") for line in lines if line[0].isdigit()]

    # --- what happened ---

    def play(self, until):
        """All before that instant."""
        self.reports = {(board, period): Report() for board in self.boards for period in self.names}
        self.entries, self.proposed = [], {}
        self.earlier = {board: 0 for board in self.boards}  # limitations of the year before
        for limitation in self.season["earlier_limitations"]:
            self.earlier[limitation["board"]] += 1
        self.closing, self.closed = [], []  # (board, name)
        self.models = {}  # board/title: [period that listed it first, verdict]
        for instant, action, subject, what, said in self.lines:
            when = datetime.datetime.fromisoformat(instant)
            if when < until and hasattr(self, "do_" + action):
                getattr(self, "do_" + action)(when, subject, what, said)

    def do_submit(self, when, board, file, _):
        made = json.loads(self.json_of(file).read_text(encoding="utf-8"))
        report = self.reports[board, made["period"]]
        report.revisions.append((when, made))
        report.state = "SUBMITTED"
        for model in made["models"]:
            self.models.setdefault(f"{board}/{model['title']}", [made["period"], None])

    def json_of(self, file):
        """The report beside a spreadsheet, which says the same (unit.season_sheets)."""
        return self.folder / pathlib.Path(file.replace("sheets/", "reports/", 1)).with_suffix(".json")

    def do_return(self, _, __, what, ___):
        report = self.reports[tuple(what.split("/"))]
        report.returned.add(len(report.revisions) - 1)
        report.state = "RETURNED"

    def do_verify(self, _, reviewer, what, said):
        """Of one report, or of all of a period that this office reviews and that wait."""
        waiting = [self.reports[board, what] for board in self.boards if what in self.names and self.reviews(reviewer, board)]
        for report in [self.reports[tuple(what.split("/"))]] if "/" in what else waiting:
            if "/" in what or report.state == "SUBMITTED":
                report.state, report.verified, report.judged = "VERIFIED", True, self.values(said)

    def reviews(self, reviewer, board):
        return reviewer == self.season["deputy" if board == self.season["head"] else "head"]

    def do_judge(self, _, reviewer, what, said):
        """One model, or all that this office judges and nobody has."""
        waiting = [model for name, model in self.models.items() if model[1] is None and self.reviews(reviewer, name.split("/")[0])]
        for model in waiting if what == "-" else [self.models[what]]:
            model[1] = "recognised" if what == "-" else said.split(" ")[0].rstrip(":")

    def do_dispute(self, _, __, what, ___):
        self.reports[tuple(what.split("/"))].state = "DISPUTED"

    def do_resolve(self, _, __, what, said):
        report = self.reports[tuple(what.split("/"))]
        report.state = "VERIFIED"
        report.judged.update(self.values(said))

    def do_bonus(self, _, __, what, said):
        self.proposed[what] = lambda: self.entries.append((what.split("/")[0], "BONUS", centi(said.split(":")[0])))

    def do_deduction(self, _, __, what, said):
        self.proposed[what] = lambda: self.entries.append((what.split("/")[0], "DEDUCTION", centi(said.split(":")[0])))

    def do_amend(self, _, __, what, said):
        self.proposed[what] = lambda: self.reports[tuple(what.split("/"))].amended.update(self.values(said))

    def do_close(self, _, board, name, ___):
        self.closing.append((board, name))

    def do_confirm(self, _, reviewer, __, ___):
        """All that wait for this office."""
        mine = [of for of in self.closing if self.reviews(reviewer, of[0])]
        self.closing = [of for of in self.closing if of not in mine]
        self.closed += mine

    def do_refuse(self, _, __, what, ___):
        self.closing.remove(tuple(what.split("/")))

    def do_countersign(self, _, __, what, ___):
        self.proposed.pop(what)()

    @staticmethod
    def values(said):
        """'T10=310: reason', 'T04=85/90: reason'."""
        found = re.fullmatch(r"(\w+)=(\d+)(?:/(\d+))?: .*", said)
        return {found[1]: (int(found[2]), int(found[3] or 1))} if found else {}

    # --- what counts of it ---

    def locks_at(self, period):
        day = datetime.date.fromisoformat(self.periods[period]["lock"]) + datetime.timedelta(1)
        return datetime.datetime.combine(day, datetime.time(), VIETNAM)

    def so_far(self, board, period, verified):
        """(report, revision that counts) of each period; verified: of those alone."""
        found = {}
        for name in self.names[: self.names.index(period) + 1]:
            report, review = self.reports[board, name], self.season["review"]
            days = datetime.timedelta(review["review_days"])
            made = report.counted(self.locks_at(name) - days if name in review["strict"] else None)
            if made and (report.verified or not verified):
                found[name] = (report, made)
        if "FINAL" in found:
            found.pop("Q4", None)
        return list(found.values())

    def value(self, task, board, period, verified=False):
        """(actual, out of), out of 1 but for a percentage; None: nothing was reported."""
        if task["measure"] == "MODELS":  # the register's, whichever report lists them
            listed = self.names[: self.names.index(period) + 1]
            return sum(name.split("/")[0] == board and model[0] in listed and model[1] == "recognised"
                       for name, model in self.models.items()), 1
        if task["measure"] == "LIMITATIONS":  # those of the year before, whatever was reported
            before = f"{self.season['year'] - 1}-"
            return sum(of == board and name.startswith(before) for of, name in self.closed), self.earlier[board]
        values = []
        for report, made in self.so_far(board, period, verified):
            line = next((line for line in made["lines"] if line["task"] == task["code"]), {})
            told = (line["actual"], 1) if "actual" in line else (line.get("done"), line.get("out_of"))
            values.append((report.judged | report.amended).get(task["code"], told))
        if not values:
            return None
        if task["accumulation"] == "LAST":
            return values[-1]
        gather = sum if task["accumulation"] == "SUM" else max
        return gather(actual for actual, _ in values), 1

    def ratio(self, task, target, board, period, verified=False):
        """To what is due by then; None: nothing was reported, or assigned."""
        phasing = Fraction(task["phasing"][min(self.names.index(period), 3)], 10000)
        value = self.value(task, board, period, verified)
        percent = 100 if task["measure"] in ("PERCENT", "LIMITATIONS") else 1
        return Fraction(percent * value[0], value[1]) / (target * phasing) if value and value[1] else None

    def task_points(self, task, period):
        """By board; None: not assigned."""
        most, ratios, points = centi(task["max"]), {}, {}
        for board in self.season["boards"]:
            code, target = board["code"], board.get("targets", {}).get(task["code"], task["target"])
            value = None if target is None else self.value(task, code, period)
            points[code] = None if target is None or value and value[1] == 0 else 0
            if points[code] is None or value is None:
                continue
            ratios[code] = self.ratio(task, target, code, period)
            if task["kind"] == "LEADER":  # nobody leads by another's unverified word
                sure = self.ratio(task, target, code, period, verified=True)
                ratios[code] = max(min(ratios[code], Fraction(1)), sure or Fraction(0))
        lead = max([ratio - 1 for ratio in ratios.values()] + [Fraction(0)])
        for code, ratio in ratios.items():
            points[code] = self.formula(task, most, ratio, self.value(task, code, period)[0], lead)
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
        revisions = self.reports[board, period].revisions
        if not revisions:
            return (self.locks_at(period).date() - due).days, centi(self.season["missing_deduction"])
        days = (revisions[0][0].astimezone(VIETNAM).date() - due).days
        if days <= 0:
            return 0, 0
        steps = [centi(step["deduction"]) for step in self.season["late_steps"] if days <= step["until_days"]]
        return days, steps[0] if steps else centi(self.season["missing_deduction"])

    def entered(self, board, kind):
        return sum(points for of, what, points in self.entries if (of, what) == (board, kind))

    # --- standings ---

    def standing(self, period, amended=False):
        """As it locked, or as the year's amendments made it. Rows best first: rank, board, total, base, bonus, deduction, late
        days; points in centi-points."""
        self.play(self.locks_at(period))
        if amended:
            self.amend_since(self.locks_at(period))
        points = {code: self.task_points(task, period) for code, task in self.tasks.items()}
        most = {code: centi(task["max"]) for code, task in self.tasks.items()}
        priority = [code for code, task in self.tasks.items() if task["group"] == self.season["priority_group"]]
        rows = []
        for code in self.boards:
            mine = {task: given[code] for task, given in points.items() if given[code] is not None}
            base = rounded(Fraction(centi(self.season["scale"]) * sum(mine.values()), sum(most[task] for task in mine)))
            late = [self.lateness(code, name) for name in self.names[: self.names.index(period) + 1]]
            days = sum(late_days for late_days, _ in late)
            bonus = min(self.entered(code, "BONUS"), centi(self.season["bonus_cap"]))
            deduction = sum(cost for _, cost in late) + self.entered(code, "DEDUCTION")
            total = max(0, base + bonus - deduction)
            keys = (-total, deduction, -sum(mine.get(task, 0) for task in priority), -base, days)
            rows.append((keys, code, total, base, bonus, deduction, days))
        rows.sort(key=lambda row: row[0])
        return [(1 + sum(other[0] < row[0] for other in rows), *row[1:]) for row in rows]

    def amend_since(self, lock):
        """What was signed since, and nothing else of later date."""
        amendments = {what: said for _, action, _, what, said in self.lines if action == "amend"}
        for instant, action, _, what, _ in self.lines:
            if action == "countersign" and what in amendments and datetime.datetime.fromisoformat(instant) >= lock:
                self.reports[tuple(what.split("/"))].amended.update(self.values(amendments[what]))
