"""What tests/bench/run measures, in one run on one fresh server. README.md says how each figure is meant.

The machine's speed wavers, so everything that is divided by something else is measured beside it: COPY, daemon, COPY, daemon.
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from meter import Load, figures, processor_seconds, resident, write_target  # noqa: E402
from support.daemon import Daemon, Postgres, remove, scratch  # noqa: E402
from support.protocol import BUILD  # noqa: E402

BENCH = pathlib.Path(__file__).resolve().parent
PROGRAMS = BUILD / "tests" / "bench"
CLUSTERS = 1000
DESCRIPTORS = 20000
REPORTS = 14 * CLUSTERS  # of one round
ROUNDS = 15
SIGNATURES = 1000


class Bench:
    def __init__(self, full):
        self.full = full
        self.figures = {}
        self.folder = scratch("bench")
        self.postgres = Postgres(self.folder / "pg", "fsync=on")
        self.limits_database = self.postgres.createdb("limits")
        self.daemon = Daemon(self.folder / "daemon", self.postgres.conninfo(), http_address="127.0.0.1:0", key_requests_max=1000000,
                             key_requests_bytes_max=1 << 30, key_connections_max=4096, address_connections_max=4096)
        self.copied = 0
        self.loads = []
        self.step_began = time.monotonic()

    def close(self):
        for load in self.loads:
            load.close()
        self.daemon.close()
        self.postgres.stop()
        remove(self.folder)

    def note(self, text):
        print(f"{time.monotonic() - self.step_began:5.0f} s  {text}", file=sys.stderr, flush=True)

    # --- the parts ---

    def costed(self, load, *words):
        """A phase, and the processor time a report took: of the daemon, of its writer in the server, of the offices."""
        writer = self.daemon.sql("select pid from pg_stat_activity where application_name = 'thiduad writer'")[0][0]
        pids = {"daemon_us": self.daemon.process.pid, "server_us": writer, "offices_us": load.process.pid}
        before = {name: processor_seconds(pid) for name, pid in pids.items()}
        took = load.phase(*words)
        for name, pid in pids.items():
            took[name] = 1e6 * (processor_seconds(pid) - before[name]) / took["reports"]
        return took

    def limits(self, *words):
        ran = subprocess.run([PROGRAMS / "limits", *map(str, words)], check=True, capture_output=True, text=True)
        return figures(ran.stdout)

    def copy(self):
        took = self.limits(self.limits_database, "copy", self.copied, REPORTS)["copy_per_second"]
        self.copied += REPORTS
        return took

    def target(self):
        return write_target(self.daemon)

    def load(self, prefix, clusters):
        made = Load(PROGRAMS / "load", self.target(), prefix, clusters)
        self.loads.append(made)
        return made

    def start(self):
        migrated = self.daemon.run("--migrate")
        if migrated.returncode != 0:
            raise RuntimeError(migrated.stderr)
        self.daemon.start()
        self.figures["idle_rss"] = resident(self.daemon.process.pid)

    def throughput(self):
        """COPY, daemon, COPY, daemon, ... COPY: each round of the daemon is divided by the mean of its neighbours."""
        load = self.load("A", CLUSTERS)
        self.note(f"{CLUSTERS} clusters are there")
        rounds, copies, signatures = [], [self.copy()], []
        for _ in range(1000000 // REPORTS + 1 if self.full else ROUNDS):
            rounds.append(self.costed(load, "reports", 1))
            copies.append(self.copy())
            signatures.append(self.limits("signature", int(rounds[0]["report_bytes"]), SIGNATURES)["signature_us"])
            if len(rounds) % 5 == 0:
                self.note(f"{len(rounds) * REPORTS} reports; a report of the last five rounds cost "
                          f"{statistics.median(each['daemon_us'] for each in rounds[-5:]):.0f} µs of the daemon, "
                          f"{statistics.median(each['server_us'] for each in rounds[-5:]):.0f} µs of its writer")
        speeds = [each["reports_per_second"] for each in rounds]
        ratios = [2 * speed / (copies[i] + copies[i + 1]) for i, speed in enumerate(speeds)]
        some = max(2, len(rounds) // 4)

        def flat(cost):
            """The last quarter of the rounds beside the first, by a cost of a report."""
            return statistics.mean(map(cost, rounds[-some:])) / statistics.mean(map(cost, rounds[:some]))

        self.figures |= {
            "copy_per_second": statistics.median(copies),
            "daemon_per_second": statistics.median(speeds),
            "signature_us": statistics.median(signatures),
            "beyond_signature_us": statistics.median(each["daemon_us"] - us for each, us in zip(rounds, signatures)),
            "report_bytes": rounds[0]["report_bytes"],
            "loaded_p50_ms": statistics.median(each["loaded_p50_ms"] for each in rounds),
            "of_copy": statistics.median(ratios),
            "of_copy_rounds": [round(each, 3) for each in ratios],
            "journaled": len(rounds) * REPORTS,
            "flat_journal": flat(lambda each: each["daemon_us"] + each["server_us"]),
            "flat_journal_daemon": flat(lambda each: each["daemon_us"]),
            "flat_journal_server": flat(lambda each: each["server_us"]),
        } | {name: statistics.median(each[name] for each in rounds) for name in ("daemon_us", "server_us", "offices_us")}
        return load

    def script(self):
        ran = subprocess.run(["/usr/bin/python3", BENCH / "usual_script.py", self.limits_database, "1500"], check=True,
                             capture_output=True, text=True)
        self.figures["script_per_second"] = float(ran.stdout)
        self.figures["of_script"] = self.figures["daemon_per_second"] / self.figures["script_per_second"]

    def alone(self, load):
        commits, alone = [], []
        for _ in range(3):
            commits.append(self.limits(self.limits_database, "commit", 300)["commit_p50_ms"])
            alone.append(load.phase("alone", 140))
        self.figures |= {name: statistics.median(each[name] for each in alone) for name in alone[0]}
        self.figures["commit_p50_ms"] = statistics.median(commits)
        self.figures["beyond_commit_ms"] = self.figures["alone_receipt_p50_ms"] - self.figures["commit_p50_ms"]

    def audience(self, load):
        self.figures |= load.phase("audience", 1000, 28)

    def clusters(self):
        """The same number of reports from few clusters and from many, side by side."""
        few, many, costs = self.load("F", 10), self.load("M", 10000 if self.full else CLUSTERS), ([], [])
        for _ in range(3):
            for which, load, rounds in ((0, few, 100), (1, many, 1)):
                took = self.costed(load, "reports", rounds)
                costs[which].append(took["daemon_us"] + took["server_us"])
        self.figures |= {"few_us": statistics.median(costs[0]), "many_us": statistics.median(costs[1])}
        self.figures["flat_clusters"] = self.figures["many_us"] / self.figures["few_us"]

    def idle(self):
        pid = self.daemon.process.pid
        socket = self.daemon.subscriber(self.daemon.operator, "standings/A-00000/")
        socket.recv_multipart()
        began, used = time.monotonic(), processor_seconds(pid)
        time.sleep(10)  # a share of time needs time
        self.figures["idle_cpu_percent"] = 100 * (processor_seconds(pid) - used) / (time.monotonic() - began)
        socket.close()

    def cold(self):
        for load in self.loads:
            load.close()
        self.daemon.stop()
        self.daemon.start()
        before = resident(self.daemon.process.pid)
        ran = subprocess.run([PROGRAMS / "load", "cold", self.target(), "A", str(CLUSTERS)], check=True, capture_output=True,
                             text=True)
        self.figures |= figures(ran.stdout)
        cached = self.daemon.metric("cached_clusters")
        self.figures |= {
            "known_rss": before,
            "cached_clusters": cached,
            "season_bytes": self.daemon.metric("cached_bytes") / cached,
            "season_rss": (resident(self.daemon.process.pid) - before) / cached,
        }

    def run(self):
        self.start()
        self.note("daemon and server are up")
        load = self.throughput()
        self.note("beside COPY")
        self.script()
        self.note("the usual script")
        self.alone(load)
        self.note("one report alone")
        self.audience(load)
        self.note("a thousand subscribers")
        self.clusters()
        self.note("few clusters and many")
        self.idle()
        self.cold()
        self.note("cold clusters")
        self.figures["processors"] = len(os.sched_getaffinity(0))
        self.figures["machine"] = f"{platform.system()} {platform.machine()}"


# name, what it says, format, goal as text, whether it is met
ROWS = (
    ("copy_per_second", "COPY limit", "{:,.0f} reports/s", None, None),
    ("script_per_second", "the usual script", "{:,.0f} reports/s", None, None),
    ("daemon_per_second", "thiduad, acknowledged", "{:,.0f} reports/s", None, None),
    ("of_copy", "  of the COPY limit", "{:.2f} ×", "≥ 1.0", lambda x: x >= 1),
    ("of_script", "  of the script", "{:.0f} ×", "≥ 40", lambda x: x >= 40),
    ("report_bytes", "  bytes of one report", "{:.0f} B", None, None),
    ("daemon_us", "  processor time a report: thiduad", "{:.0f} µs", "≤ 60", lambda x: x <= 60),
    ("signature_us", "    of these libsodium's, for the signature", "{:.0f} µs", None, None),
    ("beyond_signature_us", "    ours", "{:.0f} µs", None, None),
    ("server_us", "    its writer in PostgreSQL", "{:.0f} µs", None, None),
    ("offices_us", "    the offices, with their signing in advance", "{:.0f} µs", None, None),
    ("commit_p50_ms", "one row committed by libpq, p50", "{:.2f} ms", None, None),
    ("alone_receipt_p50_ms", "one report alone: receipt, p50", "{:.2f} ms", None, None),
    ("alone_receipt_p99_ms", "  p99", "{:.2f} ms", None, None),
    ("beyond_commit_ms", "  beyond the server's commit, p50", "{:.2f} ms", "≤ 0.5", lambda x: x <= 0.5),
    ("alone_published_after_receipt_p50_ms", "  published after the receipt, p50", "{:.2f} ms", "≤ 0.1", lambda x: x <= 0.1),
    ("flat_clusters", "processor time a report, many clusters / 10", "{:.2f} ×", "≤ 1.15", lambda x: x <= 1.15),
    ("flat_journal", "  journal full / empty", "{:.2f} ×", "≤ 1.05", lambda x: x <= 1.05),
    ("flat_journal_daemon", "    of thiduad alone", "{:.2f} ×", None, None),
    ("flat_journal_server", "    of its writer alone", "{:.2f} ×", None, None),
    ("journaled", "  reports in the full journal", "{:,.0f}", None, None),
    ("cold_query_p50_ms", "cold cluster, load and answer, p50", "{:.2f} ms", "≤ 5", lambda x: x <= 5),
    ("warm_query_p50_ms", "  warm", "{:.2f} ms", None, None),
    ("idle_rss", "resident memory, idle", "{:.1f} MiB", "≤ 16", lambda x: x <= 16 * 2**20),
    ("known_rss", "  with all keys known, none cached", "{:.1f} MiB", None, None),
    ("season_bytes", "a cached season, counted", "{:.1f} KiB", "≤ 24", lambda x: x <= 24 * 2**10),
    ("season_rss", "  as resident memory grew", "{:.1f} KiB", "≤ 24", lambda x: x <= 24 * 2**10),
    ("audience_published_after_receipt_p50_ms", "1,000 subscribers served, p50", "{:.1f} ms", "≤ 10", lambda x: x <= 10),
    ("audience_published_after_receipt_p99_ms", "  p99", "{:.1f} ms", None, None),
    ("idle_cpu_percent", "idle processor time", "{:.2f} %", "≤ 0.5", lambda x: x <= 0.5),
)
UNITS = {"MiB": 2**20, "KiB": 2**10}


def table(values):
    lines = [f"{'':44}{'figure':>18}   {'goal':8} met"]
    for name, label, shape, goal, met in ROWS:
        value = values[name]
        shown = shape.format(value / UNITS.get(shape.rsplit(" ", 1)[-1], 1))
        verdict = "" if goal is None else "yes" if met(value) else "NO"
        lines.append(f"{label:44}{shown:>18}   {goal or '':8} {verdict}".rstrip())
    lines.append(f"{values['processors']} processors, {values['machine']}; of COPY, round by round: "
                 + " ".join(map(str, values["of_copy_rounds"])))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="thiduad beside its limits")
    parser.add_argument("--json", action="store_true", help="figures and goals as JSON")
    parser.add_argument("--full", action="store_true", help="10,000 clusters and 1,000,000 reports")
    options = parser.parse_args()
    # Subscribers and offices by the thousand are one process here; after a login it may open 1,024 files until it asks for more.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if 0 < most < DESCRIPTORS else DESCRIPTORS, most))
    bench = Bench(options.full)
    try:
        bench.run()
    finally:
        bench.close()
    if options.json:
        goals = {name: {"goal": goal, "met": met(bench.figures[name])} for name, _, _, goal, met in ROWS if goal}
        print(json.dumps({"figures": bench.figures, "goals": goals}, ensure_ascii=False, indent=1))
    else:
        print(table(bench.figures))


main()
