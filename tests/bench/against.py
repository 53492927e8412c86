"""What tests/bench/run --against measures: the processor time a report costs this build's daemon and another's, in turns.

One server, two daemons with a database each; while one works the other sleeps. The offices are those of the other build, which is
the older: what it sends both understand. A machine's speed wavers by more than what is looked for, so each pair gives a ratio of
its own, the order within the pairs changes, and the median of the ratios is told.

Their season has every policy. --policies puts two seasons beside each other instead of two builds: that one, and one with none.
--instructions counts instead of timing: both under callgrind, whose figure hardly wavers and tells where they are spent.
"""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from meter import Load, processor_seconds, write_target  # noqa: E402
from support.daemon import Daemon, Postgres, remove, scratch  # noqa: E402
from support.protocol import BUILD  # noqa: E402

CLUSTERS = 200
ROUNDS = 5  # 14,000 reports a turn
COUNTED_CLUSTERS = 20
# Batches are full in the one, of a single report in the other: their number is given, and so are the standings that are made.
# Few connections carry everybody's reports here.
OF_FEW = {"key_requests_max": 1000000, "key_requests_bytes_max": 1 << 30}
COUNTED = (("reports", 10), ("alone", 140))
GOAL = 1.03
GOAL_AGREED = 1.2


class Side:
    """A daemon of a build and its offices."""

    def __init__(self, name, build, offices, folder, conninfo, clusters, word, **options):
        self.name, self.clusters = name, clusters
        self.daemon = Daemon(folder, conninfo, build=build, **options)
        self.load, self.dumps = None, 0
        try:
            self.open(folder, conninfo, build, offices, word)
        except BaseException:
            self.close()
            raise

    def open(self, folder, conninfo, build, offices, word):
        migrated = Daemon(folder, conninfo, build=build, like=self.daemon).run("--migrate")
        if migrated.returncode != 0:
            raise RuntimeError(migrated.stderr)
        self.daemon.start()
        self.load = Load(offices / "tests" / "bench" / "load", write_target(self.daemon), "A", self.clusters, word)
        self.load.phase("reports", 1)  # what is done once is done

    def microseconds(self):
        """Of processor time, a report."""
        before = processor_seconds(self.daemon.process.pid)
        took = self.load.phase("reports", ROUNDS)
        return 1e6 * (processor_seconds(self.daemon.process.pid) - before) / took["reports"]

    def instructions(self, profile, *words):
        """A report of the phase: of all threads, and of the loop alone. The profiles stay, one a thread."""
        def control(*order):
            subprocess.run(["callgrind_control", *order, str(self.daemon.process.pid)], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)

        control("--zero")
        control("--instr=on")
        took = self.load.phase(*words)
        control("--instr=off")
        control("--dump")
        self.dumps += 1
        reports = took.get("reports", words[1])
        threads = {path.name[-2:]: int(re.search(r"^totals: (\d+)", path.read_text(), re.MULTILINE)[1]) / reports
                   for path in profile.parent.glob(f"{profile.name}.{self.dumps}-*")}
        return sum(threads.values()), threads["01"]

    def close(self):
        if self.load:
            self.load.close()
        self.daemon.close()


def sides(options, folder, postgres, clusters, under=lambda name: (), **settings):
    made = []
    for name, build in (("other", options.against), ("this", BUILD)):
        word = "found" if options.policies and name == "other" else "agree"
        made.append(Side(name, build, options.against, folder / name, postgres.createdb(name), clusters, word, under=under(name),
                         verify_workers=1, **settings, **OF_FEW))
    return made


def time_them(options, folder, postgres, opened):
    opened += sides(options, folder, postgres, CLUSTERS)
    pairs = []
    for number in range(options.pairs):
        took = {side.name: side.microseconds() for side in (opened if number % 2 == 0 else opened[::-1])}
        pairs.append(took)
        print(f"{took['other']:7.1f} µs  {took['this']:7.1f} µs  {took['this'] / took['other']:.3f} ×", file=sys.stderr, flush=True)
    return {
        "other_us": statistics.median(pair["other"] for pair in pairs),
        "this_us": statistics.median(pair["this"] for pair in pairs),
        "ratio": statistics.median(pair["this"] / pair["other"] for pair in pairs),
        "ratios": [round(pair["this"] / pair["other"], 3) for pair in pairs],
    }


def count_them(options, folder, postgres, opened):
    profiles = BUILD / "bench"
    profiles.mkdir(parents=True, exist_ok=True)
    for old in profiles.glob("*.profile*"):
        old.unlink()

    def under(name):
        return ("valgrind", "--tool=callgrind", "--quiet", "--instr-atstart=no", "--separate-threads=yes",
                f"--callgrind-out-file={profiles / name}.profile")

    opened += sides(options, folder, postgres, COUNTED_CLUSTERS, under, batch_count_max=70)
    told = {"profiles": str(profiles)}
    for phase in COUNTED:
        other, this = (side.instructions(profiles / f"{side.name}.profile", *phase) for side in opened)
        for part, before, now in zip(("", "_loop"), other, this):
            told |= {f"{phase[0]}{part}_other": before, f"{phase[0]}{part}_this": now, f"{phase[0]}{part}_ratio": now / before}
    return told | {"ratio": told["reports_ratio"]}


def main():
    parser = argparse.ArgumentParser(description="the cost of a report, this build's daemon beside another's")
    beside = parser.add_mutually_exclusive_group(required=True)
    beside.add_argument("--against", type=lambda text: pathlib.Path(text).resolve(), metavar="BUILD")
    beside.add_argument("--policies", action="store_true", help="this build alone: a season with all policies beside one with none")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--instructions", action="store_true", help="counted by callgrind instead of timed")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    options.against = options.against or BUILD
    goal = GOAL_AGREED if options.policies else GOAL
    folder, opened = scratch("against"), []
    postgres = Postgres(folder / "pg", "fsync=on")
    try:
        told = (count_them if options.instructions else time_them)(options, folder, postgres, opened)
    finally:
        for side in opened:
            side.close()
        postgres.stop()
        remove(folder)
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    elif options.instructions:
        print(f"{'instructions a report':30}{'other':>12}{'this':>12}")
        for name, label in (("reports", "many at once"), ("reports_loop", "  the loop's"), ("alone", "one alone"),
                            ("alone_loop", "  the loop's")):
            print(f"{label:30}{told[name + '_other']:12,.0f}{told[name + '_this']:12,.0f}   {told[name + '_ratio']:.3f} ×")
        print(f"callgrind_annotate {told['profiles']}/{{other,this}}.profile.{{1,2}}-01 tells where")
    else:
        print(f"{told['other_us']:.1f} µs a report, {told['this_us']:.1f} µs here: {told['ratio']:.3f} × (goal ≤ {goal})")
    sys.exit(told["ratio"] > goal)


main()
