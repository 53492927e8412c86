"""What somebody does to a daemon who wants to hurt the others: with one office's key, or with none. Each attack is a function
that goes on until its process is killed, and comes from 127.0.0.2 to 127.0.0.9."""

import itertools
import os
import pathlib
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import zmq  # noqa: E402
from support import protocol  # noqa: E402
from support.protocol import service_pb  # noqa: E402

LINES = 4300  # of one key
SILENT = 6000
WINDOW = 60  # of one's own commands on their way


class Target:
    """What an attacker knows: addresses, an office's key, a cluster of its with little in it and one with much."""

    def __init__(self, world, long_world, board="BK"):
        daemon = world.daemon
        self.board, self.keys, self.cluster = board, world.keys[board], world.cluster
        self.long_keys, self.long_cluster = long_world.keys[board], long_world.cluster
        self.commands, self.feed, self.daemon_key = daemon.command_endpoint, daemon.feed_endpoint, daemon.keys.curve_public
        self.port, self.http_port = int(self.commands.rsplit(":", 1)[1]), int(daemon.http_port)


def from_address(endpoint, number):
    return endpoint.replace("tcp://", f"tcp://127.0.0.{2 + number % 8}:0;")


def dealer(target, keys=None, number=0, context=None):
    made = protocol.Client(context or zmq.Context.instance(), from_address(target.commands, number), keys or target.keys,
                           target.daemon_key)
    made.socket.sndhwm = 100
    return made


def many_sockets():
    context = zmq.Context(1)
    context.set(zmq.MAX_SOCKETS, 3 * LINES)
    return context


def ping():
    return service_pb.Request(correlation=1, query=service_pb.Query(ping=service_pb.Ping())).SerializeToString()


def report(target, id=None, **more):
    made = protocol.command(target.cluster, 2024, id=id, submit_report=protocol.report(target.board, **more))
    return made.SerializeToString()


def request(target, raw):
    return service_pb.Request(correlation=1, command=protocol.sign(target.keys, raw)).SerializeToString()


def pour(target, make, keys=None, read=True, lines=4):
    """What make gives, over some lines, as fast as they take it."""
    clients = [dealer(target, keys, number) for number in range(lines)]
    while True:
        for client in clients:
            try:
                client.socket.send(make(), zmq.NOBLOCK)
            except zmq.Again:
                time.sleep(0.0001)
            while read and client.socket.poll(0):
                client.socket.recv()


# --- with an office's key ---


def garbage(target):
    raw = request(target, os.urandom(300))
    pour(target, lambda: raw)


def forged(target):
    made = protocol.sign(target.keys, report(target))
    made.signature = bytes(64)
    raw = service_pb.Request(correlation=1, command=made).SerializeToString()
    pour(target, lambda: raw)


def dry_runs(target):
    made = protocol.command(target.cluster, 2024, submit_report=protocol.report(target.board))
    raw = service_pb.Request(correlation=1, dry_run=protocol.sign_dry_run(target.keys, made)).SerializeToString()
    pour(target, lambda: raw)


def replays(target):
    raw = request(target, report(target))
    pour(target, lambda: raw)


def cold_clusters(target):
    def make():
        made = protocol.command(f"C-{os.urandom(3).hex().upper()}", 2024, submit_report=protocol.report(target.board))
        return request(target, made.SerializeToString())
    pour(target, make)


def large_commands(target):
    raw = request(target, os.urandom(255_000))
    pour(target, lambda: raw)


def ask_journal(target, read):
    question = service_pb.GetJournal(cluster=target.long_cluster)
    raw = service_pb.Request(correlation=1, query=service_pb.Query(journal=question)).SerializeToString()
    pour(target, lambda: raw, target.long_keys, read)


def journal(target):
    ask_journal(target, True)


def journal_unread(target):
    ask_journal(target, False)


def correct(target, make_id):
    """One's own report again and again, each time a little later than the bound of what may be on its way."""
    client, previous, waiting = dealer(target), None, 0
    for revision in itertools.count(1):
        raw = report(target, make_id(revision), revision=revision, previous=previous)
        previous = protocol.blake2b(raw)
        client.socket.send(request(target, raw))
        waiting += 1
        while waiting >= WINDOW or client.socket.poll(0):
            client.socket.recv()
            waiting -= 1


def corrections(target):
    correct(target, lambda revision: None)


def colliding_ids(target):
    """All sixteen bytes differ, the last eight never do."""
    now = int(time.time() * 1000)
    correct(target, lambda revision: protocol.uuid7(now + revision)[:8] + b"\x80COLLIDE")


def many_frames(target):
    clients = [dealer(target, number=number) for number in range(4)]
    while True:
        for client in clients:
            client.socket.send_multipart([b"x" * 100_000] * 2000)


def open_lines(target, name):
    held, context = [], many_sockets()
    for number in itertools.count():
        client = protocol.Client(context, from_address(target.commands, number), target.keys, target.daemon_key,
                                 routing_id=name(number) if name else None)
        client.socket.send(ping())
        held.append(client)
        if len(held) > LINES:
            held.pop(0).close()


def many_lines(target):
    open_lines(target, None)


def routing_ids(target):
    """Those that the library gives to who names none: NUL and a counter."""
    open_lines(target, lambda number: b"\0" + (number % 2**32).to_bytes(4, "big"))


def subscriber(target, number=0):
    made = zmq.Context.instance().socket(zmq.SUB)
    made.linger = 0
    made.sndhwm = 0
    made.curve_publickey, made.curve_secretkey, made.curve_serverkey = map(
        zmq.utils.z85.encode, (target.keys.curve_public, target.keys.curve_secret, target.daemon_key))
    made.connect(from_address(target.feed, number))
    return made


def prefixes(target):
    for number in itertools.count():
        made = subscriber(target, number)
        for _ in range(65536):
            made.subscribe(os.urandom(100).hex().encode())
        time.sleep(1)  # until they are sent
        made.close()


def subscriptions(target):
    clients, topic = [subscriber(target, number) for number in range(4)], f"standings/{target.cluster}".encode()
    while True:
        for client in clients:
            client.subscribe(topic)
            client.unsubscribe(topic)
        time.sleep(0.00001)  # their queues have no bound


# --- without any ---


def silent_lines(target, greeting):
    held = []
    for number in itertools.count():
        line = socket.socket()
        line.bind((f"127.0.0.{2 + number % 8}", 0))
        line.setblocking(False)
        line.connect_ex(("127.0.0.1", target.port))
        held.append(line)
        if greeting:
            try:
                held[number * 7 % len(held)].send(greeting)
            except OSError:
                pass
        if len(held) > SILENT:
            held.pop(0).close()
        time.sleep(0.0005)


def silent(target):
    silent_lines(target, b"")


def slow_greetings(target):
    silent_lines(target, b"\xff")


def strangers(target):
    """Whole handshakes with a key that nobody knows."""
    context, held = many_sockets(), []
    keys = protocol.Keys("stranger")
    for number in itertools.count():
        client = dealer(target, keys, number, context)
        held.append(client)
        if len(held) > 64:
            held.pop(0).close()


def ask_http(port, number):
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1, (f"127.0.0.{2 + number % 8}", 0)) as line:
                line.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
                line.recv(100)
        except OSError:
            time.sleep(0.001)


def http_flood(target):
    """Of the port that speaks HTTP, and of one that does not."""
    for number in range(7):
        port = target.http_port if number % 2 == 0 else target.port
        threading.Thread(target=ask_http, args=(port, number), daemon=True).start()
    ask_http(target.http_port, 7)


MEMBERS = (garbage, forged, dry_runs, replays, cold_clusters, journal, journal_unread, large_commands, corrections, colliding_ids,
           many_frames, many_lines, routing_ids, prefixes, subscriptions)
STRANGERS = (silent, slow_greetings, strangers, http_flood)
ALL = MEMBERS + STRANGERS
# Those that hurt most before there were lanes, lines and turns.
SHORT = (forged, large_commands, journal_unread, corrections, many_lines, silent)
