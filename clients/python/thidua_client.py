"""A client of thiduad, as proto/README.md says: reports that are never lost, verified receipts, standings."""
import json
import pathlib
import sys
import time

import zmq
from thidua_wire import make_report, pb, read_keys, sign, store, verify

OK, BUSY, UNAVAILABLE, SILENCE_MS = 1, 8, 9, 2000


class Refused(Exception):
    """The daemon's final no. `reply.faults` is all that is wrong, each with field, code and message."""

    def __init__(self, reply):
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in reply.faults))
        self.reply = reply


class Office:
    """One board's office. outbox: a folder; a command in it is sent until its receipt lies beside it."""

    def __init__(self, credential, daemon, commands, feed=None, outbox="outbox"):
        self.keys, self.daemon, self.commands, self.feed = read_keys(credential), read_keys(daemon), commands, feed
        self.outbox = pathlib.Path(outbox)
        self.outbox.mkdir(mode=0o700, parents=True, exist_ok=True)

    def ask(self, timeout=10.0, **body):
        """The OK Reply to Request(**body), as ask(query={"ping": {}}); sent again until `timeout` seconds have passed."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            reply = self._exchange(pb.Request(**body))
            if reply.status == OK:
                return reply
            if reply.status not in (BUSY, UNAVAILABLE):
                raise Refused(reply)
            time.sleep(reply.retry_after_ms / 1000)
        raise TimeoutError("no answer; what is in the outbox stays there")

    def standing(self, **place):
        """The Standings of cluster, year and period (absent: the current one); points are centi-points."""
        return self.ask(query={"standings": place}).standings

    def submit(self, *reports, timeout=10.0):
        """Stores reports, then sends all that waits, in order: the receipts' statements. Refused ends it; the rest waits."""
        for report in reports:
            command = make_report(report)
            store(self.outbox / (command.id.hex() + ".command"), sign(command, self.keys))
        return [self._send(path, timeout) for path in sorted(self.outbox.glob("*.command"))]

    def watch(self, prefix, timeout=45.0):
        """Each version of each standing of standings/<cluster>/... once; ends after `timeout` seconds of silence."""
        newest = {}
        with self._connect(zmq.SUB, self.feed) as feed:
            feed.subscribe(prefix)
            while feed.poll(int(timeout * 1000)):
                topic, data = feed.recv_multipart()
                new = pb.Standings.FromString(data)
                old = newest.get(topic)
                if old is None or new.epoch != old.epoch or (new.sequence, new.as_of) > (old.sequence, old.as_of):
                    newest[topic] = new
                    yield new

    def _connect(self, kind, endpoint):
        socket = zmq.Context.instance().socket(kind)
        socket.curve_publickey, socket.curve_secretkey = self.keys["curve_public"], self.keys["curve_secret"]
        socket.curve_serverkey = self.daemon["curve_public"]
        socket.linger, socket.reconnect_ivl_max, socket.heartbeat_ivl = 0, 5000, 10000
        socket.connect(endpoint)
        return socket

    def _exchange(self, request):
        with self._connect(zmq.DEALER, self.commands) as line:  # a new one: libzmq gives up a socket whose key was refused
            line.send(request.SerializeToString())
            return pb.Reply.FromString(line.recv()) if line.poll(SILENCE_MS) else pb.Reply(status=UNAVAILABLE)

    def _send(self, path, timeout):
        signed = pb.SignedCommand.FromString(path.read_bytes())
        try:
            reply = self.ask(timeout, command=signed)
        except Refused as refused:
            store(path.with_suffix(".refused"), refused.reply)
            path.rename(path.with_suffix(".sent"))
            raise
        statement = verify(reply.receipt, signed, self.daemon["sign_public"])
        store(path.with_suffix(".receipt"), reply)
        path.rename(path.with_suffix(".sent"))
        return statement


if __name__ == "__main__":
    commands, credential, daemon, *reports = sys.argv[1:]  # without a report: sends what still waits in ./outbox
    office = Office(credential, daemon, commands)
    print(*office.submit(*(json.loads(pathlib.Path(path).read_text("utf-8")) for path in reports)), sep="\n")
