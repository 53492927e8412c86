"""Offices that do not give up: each keeps its signed commands until it has their receipts, and sends them again meanwhile."""

import collections
import time

import zmq

from . import protocol
from .protocol import service_pb

UNAVAILABLE, BUSY, OK = 9, 8, 1


class Office:
    def __init__(self, world, board):
        self.world, self.board, self.keys = world, board, world.keys[board]
        self.client = world.clients[board]
        self.waiting = collections.OrderedDict()  # id -> SignedCommand, in order
        self.receipts = {}  # id -> ReceiptStatement
        self.postponed = 0  # answers that said to come again
        self.refused = []
        self.asked = {}  # correlation -> id, of all that was ever sent
        self.awaited = set()  # correlations of which an answer may still come

    def write(self, made):
        self.waiting[made.id] = protocol.sign(self.keys, made)
        return made.id

    def write_reports(self, count, period="Q1"):
        """A report and its corrections, each on the one before."""
        previous = None
        for revision in range(1, count + 1):
            made = protocol.command(self.world.cluster, 2024, submit_report=protocol.report(
                self.board, period=period, revision=revision, previous=previous, t01=10000 * revision))
            previous = protocol.blake2b(made.SerializeToString())
            self.write(made)

    def extend(self, count):
        """Corrections on top of what is in force."""
        last = max(self.receipts.values(), key=lambda statement: statement.sequence)
        previous, start = last.command_hash, len(self.receipts)
        for revision in range(start + 1, start + count + 1):
            made = protocol.command(self.world.cluster, 2024, submit_report=protocol.report(
                self.board, revision=revision, previous=previous, t01=10000 * revision))
            previous = protocol.blake2b(made.SerializeToString())
            self.write(made)

    def send(self):
        """Sends all that is waiting."""
        for id, signed in self.waiting.items():
            correlation = self.client.send(service_pb.Request(command=signed))
            self.asked[correlation] = id
            self.awaited.add(correlation)

    def take(self, timeout=0):
        """One reply, or False when none comes."""
        reply = self.client.receive(timeout)
        if reply is None:
            return False
        id = self.asked[reply.correlation]
        self.awaited.discard(reply.correlation)
        if reply.status in (UNAVAILABLE, BUSY):
            assert reply.retry_after_ms > 0
            self.postponed += 1
        elif reply.status == OK:
            statement = protocol.check_receipt(reply.receipt, self.world.daemon.keys.sign_public)
            assert self.receipts.setdefault(id, statement) == statement  # the same one each time
            self.waiting.pop(id, None)
        else:
            self.refused.append(reply)
            self.waiting.pop(id, None)
        return True


def deliver(offices, seconds=60, again=1.0):
    """Until every office has all its receipts: takes what comes, and sends again what was put off or what nobody answers."""
    deadline = time.monotonic() + seconds
    poller = zmq.Poller()
    for office in offices:
        poller.register(office.client.socket, zmq.POLLIN)
    while any(office.waiting for office in offices):
        assert time.monotonic() < deadline, [len(office.waiting) for office in offices]
        for office in offices:
            if not office.awaited:
                office.send()
        ready = dict(poller.poll(int(again * 1000)))
        for office in offices:
            if office.client.socket in ready:
                while office.take():
                    pass
        if not ready:
            for office in offices:
                office.awaited.clear()


def check_journal(world, offices):
    """Each receipt's command is in the journal once, at its place; the chain holds; nothing is there that nobody sent."""
    entries = world.journal()
    previous, found = bytes(32), {}
    for place, entry in enumerate(entries, start=1):
        command = entry.signed_command.command
        assert (entry.sequence, entry.previous_hash) == (place, previous)
        joined = previous + entry.sequence.to_bytes(8, "big") + entry.received_at.to_bytes(8, "big") + command
        assert protocol.blake2b(joined) == entry.hash
        previous = entry.hash
        id = protocol.command_pb.Command.FromString(command).id
        assert id not in found, "journaled twice"
        found[id] = entry
    for office in offices:
        for id, statement in office.receipts.items():
            entry = found.pop(id)
            assert (statement.sequence, statement.received_at) == (entry.sequence, entry.received_at)
            assert statement.hash == entry.hash
            assert statement.command_hash == protocol.blake2b(entry.signed_command.command)
    return found
