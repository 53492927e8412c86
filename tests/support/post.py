"""Requests that many send and nobody waits for: what is under way, when the daemon has read it, and what became of it."""

from . import protocol
from .daemon import WAIT, until
from .protocol import service_pb

OK, BUSY, UNAVAILABLE = 1, 8, 9


class Letter:
    """A request, until it is answered for good. at: the daemon's clock, each time that it was sent."""

    def __init__(self, keys, request, made=None, world=None):
        self.keys, self.request, self.made, self.world = keys, request, made, world
        self.at, self.reply, self.statement = [], None, None

    @property
    def bytes(self):
        return self.request.command.command

    def __repr__(self):
        return f"{self.keys.label} {[protocol.told_instant(at) for at in self.at]}: {self.made or self.request} -> {self.reply}"


class Post:
    """on_answer: called with each letter that is answered for good."""

    def __init__(self, daemon, on_answer):
        self.daemon, self.on_answer = daemon, on_answer
        self.clients, self.under_way, self.put_off, self.lost, self.done = {}, {}, [], [], []

    def client(self, keys):
        if keys not in self.clients:
            self.clients[keys] = self.daemon.client(keys)
        return self.clients[keys]

    def send(self, letter, now):
        letter.at.append(now)
        self.under_way[self.client(letter.keys).send(letter.request)] = letter

    def again(self, now):
        """What was put off goes in the order in which it went first."""
        put_off, self.put_off = self.put_off, []
        for letter in put_off:
            self.send(letter, now)

    def hear(self):
        for client in list(self.clients.values()):
            while not client.socket.closed and (reply := client.receive(0)) is not None:
                self._take(reply)

    def _take(self, reply):
        letter = self.under_way.pop(reply.correlation, None)
        if letter is None:
            return  # its sender was revoked, or the daemon died meanwhile
        if reply.status in (BUSY, UNAVAILABLE):
            self._put_off(letter)
            return
        assert not any(fault.code in (BUSY, UNAVAILABLE) for fault in reply.faults), f"refused for good, and not: {letter} {reply}"
        letter.reply = reply
        if reply.HasField("receipt"):
            letter.statement = protocol.check_receipt(reply.receipt, self.daemon.keys.sign_public)
        self.done.append(letter)
        self.on_answer(letter)

    def _put_off(self, letter):
        if letter.request.HasField("command"):
            self.put_off.append(letter)

    def read(self):
        """Until the daemon has read all that was sent: what it has not answered is what we are not answered."""
        def all_read():
            self.hear()
            return self.daemon.metric("requests_under_way") == len(self.under_way)
        self.until(all_read)

    def forget(self, keys):
        """A revoked key is not answered any more."""
        self.lost += [letter for letter in self.under_way.values() if letter.keys is keys]
        self.lost += [letter for letter in self.put_off if letter.keys is keys]
        self.put_off = [letter for letter in self.put_off if letter.keys is not keys]
        self.under_way = {number: letter for number, letter in self.under_way.items() if letter.keys is not keys}
        if keys in self.clients:
            self.clients.pop(keys).close()

    def hang_up(self):
        """The daemon has ended: what it has not answered is to be sent again."""
        self.hear()
        for letter in self.under_way.values():
            self._put_off(letter)
        self.under_way = {}
        for client in self.clients.values():
            client.close()
        self.clients = {}

    def settle(self, now):
        """Until all is answered for good; the daemon itself gives a batch half a minute."""
        def all_answered():
            self.hear()
            if self.put_off and not self.under_way and self.daemon.metric("database_up"):
                self.again(now)
            return not self.under_way and not self.put_off
        self.until(all_answered, 3 * WAIT)

    def until(self, condition, timeout=WAIT):
        try:
            until(condition, timeout)
        except AssertionError:
            raise AssertionError(f"{len(self.under_way)} unanswered: {list(self.under_way.values())[:3]}, {len(self.put_off)} put off: "
                                 f"{self.put_off[:3]}, under way: {self.daemon.metric('requests_under_way')}\n"
                                 f"{''.join(self.daemon.lines[-30:])}") from None

    def ask(self, keys, **question):
        """A question that is waited for, and asked again while the database is away."""
        def answered():
            reply = self.client(keys).query(timeout=WAIT, **question)
            return reply if reply.status not in (BUSY, UNAVAILABLE) else None
        return until(answered)


class Ear:
    """A subscriber: each topic's last message, and that its version never goes back."""

    def __init__(self, daemon, keys, prefix):
        self.daemon, self.keys, self.prefix, self.last = daemon, keys, prefix, {}
        self.socket = daemon.subscriber(keys, prefix)

    def hear(self):
        while self.socket.poll(0):
            topic, body = self.socket.recv_multipart()
            told, topic = protocol.standings_pb.Standings.FromString(body), topic.decode()
            before = self.last.get(topic)
            assert before is None or (told.sequence, told.as_of) >= (before.sequence, before.as_of), (
                f"{self.keys.label} {topic}: {told.sequence} {protocol.told_instant(told.as_of)} after {before.sequence} "
                f"{protocol.told_instant(before.as_of)}, frozen {before.frozen} -> {told.frozen}, published at "
                f"{protocol.told_instant(before.published_at)}, {protocol.told_instant(told.published_at)}\n"
                f"{''.join(self.daemon.lines[-30:])}")
            self.last[topic] = told

    def close(self):
        self.socket.close()


def sent_command(keys, made, world):
    return Letter(keys, service_pb.Request(command=protocol.sign(keys, made)), made, world)


def sent_trial(keys, made):
    return Letter(keys, service_pb.Request(dry_run=protocol.sign_dry_run(keys, made)), made)


def sent_question(keys, **question):
    return Letter(keys, service_pb.Request(query=service_pb.Query(**question)))
