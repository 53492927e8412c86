"""Many browsers at once: the real daemon, PostgreSQL and thidua-web, and listeners.c in one thread.

THIDUA_CLIENTS says how many; 5,000 have 200 ms from the receipt of a report until the last of them has the standing, and 64 MiB."""

import os
import pathlib
import re
import resource
import subprocess
import time

from support import protocol
from support.daemon import World, until
from support.protocol import BUILD
from support.web import Web

CLIENTS = int(os.environ.get("THIDUA_CLIENTS", "500"))
BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB", "LCA", "LCH", "LS", "PT", "SL", "TNG", "YB", "HN")
SLOW, REPORTS = 8, 15
MIDDLE_MS, WORST_MS, RESIDENT_MIB = 200, 400, 64


def season():
    """As large as that of 2024: fourteen boards, fourteen tasks."""
    made = protocol.small_season("TCXDD-1", boards=BOARDS)
    made.tasks[0].max -= 10_000
    for number in range(5, 15):
        made.tasks.add(code=f"T{number:02}", group=1, name=f"Nhiệm vụ số {number}", kind=1, accumulation=1, measure=1, max=1000,
                       phasing=[2500, 5000, 7500, 10000], target=400000, unit="việc")
    return made


class Listeners:
    """listeners.c: what it prints, line by line."""

    def __init__(self, web, count, slow=0):
        path = f"/api/v1/events?cluster={web.world.cluster}&year=2024"
        self.process = subprocess.Popen([BUILD / "tests" / "web" / "listeners", str(web.port), str(count), str(slow), path],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.connected_ms = int(self.next("ready")[0])

    def next(self, word):
        said = self.process.stdout.readline().split()
        assert said and self.process.poll() is None, "the server hung up on somebody who reads"
        return said[1:] if said[0] == word else self.next(word)

    def until(self, sequence):
        """When the first, the middle and the last one had it."""
        while True:
            number, *times = map(int, self.next("have"))
            if number >= sequence:
                return times

    def stop(self):
        self.process.stdin.close()
        return self.process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def resident_mib(process):
    """And the most it ever was."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return [int(re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


def processor_seconds(process):
    ticks = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def report(world, board, revision, previous):
    """Its receipt, and when it was here."""
    made = protocol.report(board, revision=revision, previous=previous, t01=10_000 * revision + 7, t02=1_000_000 + 10_000 * revision)
    for number in range(5, 15):
        made.lines.add(task=f"T{number:02}", actual=40_000 + 1000 * revision)
    reply = world.submit(board, made)
    return world.ok(reply), time.monotonic_ns()


def test_all_have_the_standing_soon_after_a_report_and_who_does_not_read_is_cut(make_daemon, capsys):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard == resource.RLIM_INFINITY or hard > CLIENTS + 512, "too few descriptors"
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384) if hard != resource.RLIM_INFINITY else 16384, hard))
    world = World(make_daemon(), boards=BOARDS, season=season())
    web = Web(world, address_connections_max=CLIENTS + 100, slow_seconds=1).start()
    try:
        with web.listen() as one:
            _, _, data = one.until("standings", lambda data: data["rows"][0]["name"] != data["rows"][0]["board"])
        empty, _ = resident_mib(web.process)
        size = len(web.year("standings").body)
        assert 8_000 < size < 14_000, size  # as in 2024
        with Listeners(web, CLIENTS, SLOW) as listeners:
            spent, late, revision, previous = processor_seconds(web.process), [], {}, {}
            for number in range(REPORTS):
                board = BOARDS[number % len(BOARDS)]
                revision[board] = revision.get(board, 0) + 1
                receipt, had = report(world, board, revision[board], previous.get(board))
                previous[board] = receipt.command_hash
                late.append([(there - had) / 1e6 for there in listeners.until(receipt.sequence)])
            spent = processor_seconds(web.process) - spent
            until(lambda: web.metric("streams_cut_total") == SLOW)
            assert web.metric("streams") == CLIENTS
            now, most = resident_mib(web.process)
            assert listeners.stop() == 0
        until(lambda: web.metric("streams") == 0)
        first, middle, last = (sorted(column) for column in zip(*late))
        with capsys.disabled():
            print(f"\n{CLIENTS} clients, events of {size} bytes: connected in {listeners.connected_ms} ms; the last had it "
                  f"{last[REPORTS // 2]:.0f} ms after the receipt (median; at best {last[0]:.0f}, at worst {last[-1]:.0f}), half of them "
                  f"{middle[REPORTS // 2]:.0f} ms, the first {first[REPORTS // 2]:.1f} ms; {spent * 1e6 / REPORTS / CLIENTS:.1f} µs of "
                  f"thidua-web each; resident {empty:.1f} MiB without, {now:.1f} with, {most:.1f} at most", flush=True)
        assert last[REPORTS // 2] <= MIDDLE_MS and last[-1] <= WORST_MS and most <= RESIDENT_MIB
    finally:
        web.close()
