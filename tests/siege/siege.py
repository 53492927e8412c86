#!/usr/bin/python3
"""siege.py -- attacks a daemon with one office key, and as strangers without any, and tells what an honest office felt of it.

usage: tests/siege/siege.py [--short] [ATTACK...]      THIDUA_BUILD names the build; none: build/release

For each attack an honest office on 127.0.0.1 sends a correction every 50 ms, while attackers come from 127.0.0.2: first at another
daemon on the same machine with its own database (quiet), then at the same one. The table has its p99 of both, how long a newcomer
took to his first answer, and the daemon's memory. Exit 1 when p99 is beyond three times the quiet one (and 100 ms), a newcomer
waited for more than two seconds, or memory is beyond the sum of bounds.
"""
import argparse
import multiprocessing
import os
import pathlib
import re
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import zmq  # noqa: E402
from support import protocol  # noqa: E402
from support.daemon import Daemon, Postgres, World, remove, scratch  # noqa: E402
from support.protocol import service_pb  # noqa: E402

FROM = "tcp://127.0.0.2:0;"
BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB")


def dealer(target, keys=None):
    """A line of the office that attacks, from its own address."""
    made = protocol.Client(zmq.Context.instance(), target.commands.replace("tcp://", FROM), keys or target.keys, target.daemon_key)
    made.socket.sndhwm = 100
    return made


class Target:
    """What an attacker needs to know."""

    def __init__(self, world, board):
        self.keys, self.commands, self.feed = world.keys[board], world.daemon.command_endpoint, world.daemon.feed_endpoint
        self.daemon_key, self.port = world.daemon.keys.curve_public, int(world.daemon.command_endpoint.rsplit(":", 1)[1])


def pour(target, make, read=True, lines=4):
    clients = [dealer(target) for _ in range(lines)]
    while True:
        for client in clients:
            try:
                client.socket.send(make(), zmq.NOBLOCK)
            except zmq.Again:
                time.sleep(0.0001)
            while read and client.socket.poll(0):
                client.socket.recv()


def report(target, sign=protocol.sign):
    return sign(target.keys, protocol.command("TCXDD-1", 2024, submit_report=protocol.report("BK")))


def forged(target):
    made = report(target)
    made.signature = bytes(64)
    raw = service_pb.Request(correlation=1, command=made).SerializeToString()
    pour(target, lambda: raw)


def dry_runs(target):
    raw = service_pb.Request(correlation=1, dry_run=report(target, protocol.sign_dry_run)).SerializeToString()
    pour(target, lambda: raw)


def replays(target):
    raw = service_pb.Request(correlation=1, command=report(target)).SerializeToString()
    pour(target, lambda: raw)


def cold_clusters(target):
    def make():
        made = protocol.command(f"C-{os.urandom(3).hex().upper()}", 2024, submit_report=protocol.report("BK"))
        return service_pb.Request(correlation=1, command=protocol.sign(target.keys, made)).SerializeToString()
    pour(target, make)


def large_commands(target):
    made = protocol.sign(target.keys, os.urandom(255_000))
    raw = service_pb.Request(correlation=1, command=made).SerializeToString()
    pour(target, lambda: raw)


def journal(target):
    question = service_pb.GetJournal(cluster="TCXDD-1")
    raw = service_pb.Request(correlation=1, query=service_pb.Query(journal=question)).SerializeToString()
    pour(target, lambda: raw)


def journal_unread(target):
    question = service_pb.GetJournal(cluster="TCXDD-1")
    raw = service_pb.Request(correlation=1, query=service_pb.Query(journal=question)).SerializeToString()
    pour(target, lambda: raw, read=False)


def many_frames(target):
    clients = [dealer(target) for _ in range(4)]
    while True:
        for client in clients:
            client.socket.send_multipart([b"x" * 100_000] * 2000)


def many_lines(target):
    ping = service_pb.Request(correlation=1, query=service_pb.Query(ping=service_pb.Ping())).SerializeToString()
    held = []
    context = zmq.Context(1)
    context.set(zmq.MAX_SOCKETS, 9000)
    while True:
        client = protocol.Client(context, target.commands.replace("tcp://", FROM), target.keys, target.daemon_key)
        client.socket.send(ping)
        held.append(client)
        if len(held) > 4300:
            held.pop(0).close()


def prefixes(target):
    while True:
        subscriber = zmq.Context.instance().socket(zmq.SUB)
        subscriber.linger = 0
        subscriber.curve_publickey, subscriber.curve_secretkey, subscriber.curve_serverkey = map(
            zmq.utils.z85.encode, (target.keys.curve_public, target.keys.curve_secret, target.daemon_key))
        subscriber.connect(target.feed.replace("tcp://", FROM))
        for _ in range(65536):
            subscriber.subscribe(os.urandom(100).hex().encode())
        time.sleep(1)
        subscriber.close()


def silent(target):
    held = []
    while True:
        line = socket.socket()
        line.bind((f"127.0.0.{2 + len(held) % 8}", 0))
        line.setblocking(False)
        line.connect_ex(("127.0.0.1", target.port))
        held.append(line)
        if len(held) > 6000:
            held.pop(0).close()
        time.sleep(0.0005)


def strangers(target):
    ping = service_pb.Request(correlation=1, query=service_pb.Query(ping=service_pb.Ping())).SerializeToString()
    while True:
        client = dealer(target, protocol.Keys("stranger"))
        client.socket.sndtimeo = 200
        try:
            client.socket.send(ping)
        except zmq.Again:
            pass
        client.close()


def http_flood(target):
    while True:
        try:
            with socket.create_connection(("127.0.0.1", target.port), 1, ("127.0.0.2", 0)) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                line.recv(100)
        except OSError:
            time.sleep(0.001)


SHORT = (forged, dry_runs, large_commands, journal_unread, many_lines, silent)
ALL = (*SHORT, replays, cold_clusters, journal, many_frames, prefixes, strangers, http_flood)


def honest(world, count):
    """p99 in ms of corrections of TQ, one every 50 ms, and the slowest first answer of a newcomer in s."""
    took, newcomer, next_one = [], 0.0, time.monotonic()
    for i in range(count):
        made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report(
            "TQ", revision=world.revision + 1, previous=world.previous))
        raw = made.SerializeToString()
        began = time.monotonic()
        world.ok(world.clients["TQ"].command(world.keys["TQ"], made, timeout=60))
        took.append(time.monotonic() - began)
        world.revision, world.previous = world.revision + 1, protocol.blake2b(raw)
        if i % 20 == 10:
            began = time.monotonic()
            client = world.daemon.client(world.viewer)
            client.query(ping=service_pb.Ping(), timeout=60)
            client.close()
            newcomer = max(newcomer, time.monotonic() - began)
        next_one = max(next_one + 0.05, time.monotonic())
        time.sleep(next_one - time.monotonic() if next_one > time.monotonic() else 0)
    return sorted(took)[int(len(took) * 0.99)] * 1000, newcomer


def under(attack, attacked, world, count):
    attacker = multiprocessing.get_context("spawn").Process(target=attack, args=(Target(attacked, "BK"),), daemon=True)
    attacker.start()
    time.sleep(2)  # it needs that long to be at full speed
    try:
        assert attacker.is_alive(), f"{attack.__name__} ended by itself"
        return honest(world, count)
    finally:
        attacker.kill()
        attacker.join()


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--short", action="store_true")
    words.add_argument("attacks", nargs="*")
    asked = words.parse_args()
    chosen = [attack for attack in (SHORT if asked.short else ALL) if not asked.attacks or attack.__name__ in asked.attacks]
    folder, count, bad = scratch("siege"), 60 if asked.short else 600, False
    worlds, server = [], Postgres(folder / "pg")
    try:
        for name in ("besieged", "beside"):
            daemon = Daemon(folder / name, server.createdb(name))
            assert daemon.run("--migrate").returncode == 0
            bound = int(re.search(r"at most (\d+) MiB", daemon.run("--check").stdout)[1])
            daemon.start()
            worlds.append(World(daemon, boards=BOARDS))
            worlds[-1].revision, worlds[-1].previous = 0, None
            worlds[-1].ok(worlds[-1].submit("BK"))
        besieged, beside = worlds
        print(f"{'attack':16}{'quiet ms':>10}{'p99 ms':>10}{'newcomer s':>12}{'MiB':>8}   of {bound} MiB")
        for attack in chosen:
            quiet, _ = under(attack, beside, besieged, count)
            p99, newcomer = under(attack, besieged, besieged, count)
            resident = besieged.daemon.metric("resident_bytes") >> 20
            wrong = (p99 > max(3 * quiet, 100)) or newcomer > 2 or resident > bound
            bad = bad or wrong
            print(f"{attack.__name__:16}{quiet:10.1f}{p99:10.1f}{newcomer:12.2f}{resident:8}{'   WRONG' if wrong else ''}", flush=True)
    finally:
        for world in worlds:
            world.daemon.close()
        server.stop()
        remove(folder)
    sys.exit(bad)


if __name__ == "__main__":
    main()
