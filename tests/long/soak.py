#!/usr/bin/python3
"""soak.py -- a day in the life: a daemon at half of its load while a rehearsed year runs by, and what grew that no data explain.

usage: tests/long/soak.py [--minutes 60] [--clusters 24] [--rest MINUTES]    THIDUA_BUILD names the build; none: build/release

Offices of several clusters send reports and corrections as fast as they can for a minute; then at half of that, to the end. Meanwhile the year
runs by (periods open and lock), the settings are reloaded, PostgreSQL is started anew, subscribers come and go, and somebody asks. What
an office sent and nobody answered it sends again. A line a twelfth of the time tells memory, descriptors, threads, the size of the
database and its lines of log. Before it the daemon rests, for the lines of an hour at rest.

Exit 1 when a report that was acknowledged is not in the journal or one is there twice, less than ACCEPTED of the answers of a twelfth were
acceptances (a period takes 4,096 revisions of a board: a faster machine needs more clusters), a subscriber saw a version go back, or,
between the first quarter of the time and its end: resident memory without what malloc keeps free grew by more than the cache counts, what
every command leaves (COMMAND_BYTES) and SLACK_MIB; there are more threads or descriptors; a command takes more of the database than BLOAT
of before; more lines came than one an answer (200 a second at most) and LINES an hour.
"""
import argparse
import collections
import multiprocessing
import os
import pathlib
import random
import re
import signal
import sys
import threading
import time

import zmq

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import protocol  # noqa: E402
from support.daemon import Daemon, Postgres, World, remove, scratch  # noqa: E402
from support.protocol import Client, service_pb, standings_pb  # noqa: E402

BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB", "LCA", "LCH", "PT", "SL", "TNG", "VP", "YB", "HN")
OK, UNAVAILABLE, BUSY, CLOSED = 1, 9, 8, 6
# A year without a day on which nothing is open, so that there is always something to send.
CALENDAR = {1: ("2024-01-02", "2024-03-20", "2024-04-01"), 2: ("2024-04-02", "2024-06-18", "2024-07-01"),
            3: ("2024-07-02", "2024-09-20", "2024-10-01"), 4: ("2024-10-02", "2024-11-20", "2024-11-28"),
            5: ("2024-11-29", "2024-12-25", "2025-02-15")}
BEGINS, YEAR_SECONDS = "2024-01-01T08:00", 365 * 86400
FULL_SECONDS, POINTS = 60, 12
COMMAND_BYTES, SLACK_MIB, BLOAT, LINES, ACCEPTED = 64, 8, 1.15, 3000, 0.9


class Office:
    """Of one board: one report after another, each until it is answered for good."""

    def __init__(self, context, world, board, endpoint, curve):
        self.cluster, self.board, self.keys = world.cluster, board, world.keys[board]
        self.client = Client(context, endpoint, self.keys, curve)
        self.period, self.revision, self.previous, self.made, self.acknowledged = 1, 0, None, None, 0
        self.asked = set()  # correlations of what is under way: an answer to what was sent twice may come late

    def write(self):
        if self.made is None:
            name = "Q1 Q2 Q3 Q4 FINAL".split()[self.period - 1]
            self.made = protocol.command(self.cluster, 2024, submit_report=protocol.report(
                self.board, period=name, revision=self.revision + 1, previous=self.previous, t01=random.randrange(10**6)))
        self.asked.add(self.client.send(service_pb.Request(command=protocol.sign(self.keys, self.made))))

    def answered(self):
        """Was there an answer for good?"""
        reply = self.client.receive(5)
        while reply is not None and reply.correlation not in self.asked:
            reply = self.client.receive(5)
        if reply is None or reply.status in (UNAVAILABLE, BUSY):
            return False
        if reply.status == OK:
            self.acknowledged += 1
            self.revision, self.previous = self.revision + 1, protocol.blake2b(self.made.SerializeToString())
        elif self.period < 5:  # it locked meanwhile, or is not open yet: the next one
            self.period, self.revision, self.previous = self.period + 1, 0, None
        self.made = None
        self.asked.clear()
        return True


def offices_work(worlds, endpoint, curve, pace, done, stop):
    """Process: all boards of some clusters, one at a time. pace: seconds between two; done: counts what was answered."""
    context = zmq.Context()
    all_of_them = [Office(context, world, board, endpoint, curve) for world in worlds for board in BOARDS]
    due = time.monotonic()
    while not stop.is_set():
        for office in all_of_them:
            office.write()
            while not office.answered() and not stop.is_set():
                stop.wait(0.5)
                office.write()
            with done.get_lock():
                done.value += 1
            due = max(due + pace.value, time.monotonic() - 1)
            stop.wait(max(0, due - time.monotonic()))
            if stop.is_set():
                break
    return {(office.cluster, office.board): office.acknowledged for office in all_of_them}


def run_offices(results, *arguments):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    results.put(offices_work(*arguments))


class Visitors:
    """A thread: subscribers that come, hear for some seconds and go, and a question now and then."""

    def __init__(self, daemon, worlds):
        self.daemon, self.worlds, self.stopped, self.wrong, self.came = daemon, worlds, threading.Event(), [], 0
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def visit(self):
        world = random.choice(self.worlds)
        socket = self.daemon.subscriber(world.viewer, f"standings/{world.cluster}/2024/")
        last, end = {}, time.monotonic() + random.uniform(1, 5)
        while time.monotonic() < end and not self.stopped.is_set():
            if not socket.poll(200):
                continue
            topic, body = socket.recv_multipart()
            told = standings_pb.Standings.FromString(body)
            version = (told.sequence, told.as_of)
            if version < last.get(topic, version):
                self.wrong.append(f"{topic.decode()}: {version} after {last[topic]}")
            last[topic] = version
        socket.close()
        self.came += 1

    def run(self):
        while not self.stopped.is_set():
            self.visit()

    def stop(self):
        self.stopped.set()
        self.thread.join()


Reading = collections.namedtuple("Reading", "seconds answered resident free threads descriptors cached journal database lines")


def read(daemon, began, answered):
    process = pathlib.Path(f"/proc/{daemon.process.pid}")
    status = (process / "status").read_text(encoding="ascii")
    number = {name: int(re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)[1]) for name in ("VmRSS", "Threads")}
    (journal,), = daemon.sql("select count(*) from thidua.journal")
    (database,), = daemon.sql("select pg_database_size(current_database())")
    return Reading(time.monotonic() - began, answered, number["VmRSS"] * 1024, daemon.metric("free_bytes"), number["Threads"], len(os.listdir(process / "fd")),
                   daemon.metric("cached_bytes"), journal, database, len(daemon.lines))


def tell(reading, before):
    journaled = reading.journal - before.journal
    print(f"{reading.seconds / 60:6.1f} min  {reading.answered:9,} answered  {reading.resident / 2**20:6.1f} MiB  free {reading.free / 2**20:4.1f}  cache "
          f"{reading.cached / 2**20:5.2f} MiB  {reading.threads} threads  {reading.descriptors:3} descriptors  journal "
          f"{reading.journal:9,}  database {reading.database / 2**20:7.1f} MiB ({(reading.database - before.database) / max(journaled, 1):5.0f} "
          f"bytes a command)  {reading.lines - before.lines:5} lines", flush=True)


def judge(readings, minutes, worlds, daemon, acknowledged, visitors):
    """What is wrong, in words."""
    first, last = readings[len(readings) // 4], readings[-1]
    commands = last.journal - first.journal
    grown = (last.resident - last.free) - (first.resident - first.free)
    explained = max(0, last.cached - first.cached) + commands * COMMAND_BYTES + SLACK_MIB * 2**20
    if grown > explained:
        yield f"memory grew by {grown / 2**20:.1f} MiB, explained are {explained / 2**20:.1f}"
    if last.threads > first.threads or last.descriptors > first.descriptors + 4:
        yield f"threads {first.threads} -> {last.threads}, descriptors {first.descriptors} -> {last.descriptors}"
    early = (first.database - readings[0].database) / max(first.journal - readings[0].journal, 1)
    late = (last.database - first.database) / max(commands, 1)
    if late > BLOAT * early:
        yield f"a command takes {late:.0f} bytes of the database, {early:.0f} before"
    for before, after in zip(readings, readings[1:]):
        if after.journal - before.journal < ACCEPTED * (after.answered - before.answered):
            yield (f"minute {after.seconds / 60:.0f}: of {after.answered - before.answered} answers only "
                   f"{after.journal - before.journal} were acceptances")
    lines = last.lines - readings[0].lines
    if lines > last.answered - readings[0].answered + LINES * minutes / 60:
        yield f"{lines} lines of log in {minutes} minutes"
    for world in worlds:
        told = dict(daemon.sql("select board, count(*) from thidua.report where cluster = %s group by board", world.cluster))
        for board in BOARDS:
            if told.get(board, 0) != acknowledged[world.cluster, board]:
                yield f"{world.cluster} {board}: {acknowledged[world.cluster, board]} acknowledged, {told.get(board, 0)} in the journal"
    yield from visitors.wrong


def disturb(daemon, server, step):
    """Each twelfth of the time: a reload; each third one PostgreSQL anew."""
    daemon.process.send_signal(signal.SIGHUP)
    if step % 3 == 2:
        server.stop("fast")
        server.start()


def rest(daemon, minutes):
    before = len(daemon.lines)
    time.sleep(60 * minutes)
    print(f"at rest: {(len(daemon.lines) - before) * 60 / minutes:.0f} lines of log an hour (a year runs by in it)", flush=True)


def soak(arguments, folder, server):
    speed = max(1, round(YEAR_SECONDS / (60 * arguments.minutes)))
    daemon = Daemon(folder / "d", server.createdb("soak"), rehearse=BEGINS, speed=speed)
    assert daemon.run("--migrate").returncode == 0
    daemon.start()
    worlds = [World(daemon, f"C-{number}", BOARDS, protocol.small_season(f"C-{number}", boards=BOARDS, calendar=CALENDAR))
              for number in range(1, arguments.clusters + 1)]
    if arguments.rest:
        rest(daemon, arguments.rest)
    context = multiprocessing.get_context("fork")
    pace, done, stop, results = context.Value("d", 0.0), context.Value("Q", 0), context.Event(), context.Queue()
    offices = [context.Process(target=run_offices, args=(results, share, daemon.command_endpoint, daemon.keys.curve_public, pace, done, stop))
               for share in (worlds[::2], worlds[1::2]) if share]
    for office in offices:
        office.start()
    visitors, began = Visitors(daemon, worlds), time.monotonic()
    try:
        full = min(FULL_SECONDS, arguments.minutes * 6)
        time.sleep(full)
        pace.value = 2 * full / max(done.value, 1) * len(offices)
        print(f"{done.value / full:.0f} reports a second at full load; half of it from here", flush=True)
        readings = [read(daemon, began, done.value)]
        for step in range(POINTS):
            time.sleep(max(0, began + full + (step + 1) * (60 * arguments.minutes - full) / POINTS - time.monotonic()))
            readings.append(read(daemon, began, done.value))
            tell(readings[-1], readings[-2])
            if step < POINTS - 1:
                disturb(daemon, server, step)
    finally:
        stop.set()
        visitors.stop()
    acknowledged = {}
    for _ in offices:
        acknowledged |= results.get(timeout=60)
    for office in offices:
        office.join()
    wrong = list(judge(readings, arguments.minutes, worlds, daemon, acknowledged, visitors))
    print(f"{visitors.came} visitors came and went; {sum(acknowledged.values()):,} reports acknowledged", *wrong, sep="\n", flush=True)
    daemon.close()
    return not wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--clusters", type=int, default=24)
    parser.add_argument("--rest", type=float, default=0)
    arguments, folder = parser.parse_args(), scratch("soak")
    server = Postgres(folder / "pg")
    try:
        return 0 if soak(arguments, folder, server) else 1
    finally:
        server.stop()
        remove(folder)


if __name__ == "__main__":
    sys.exit(main())
