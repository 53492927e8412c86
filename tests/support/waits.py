"""Whether a daemon lives while something around it stands still, and what can be made to."""

import http.client
import os
import pathlib
import signal
import time

from . import protocol

ASKS = 200


def healthz(daemon):
    """Seconds until it is answered."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", int(daemon.http_port), timeout=30)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - began


def slowest(daemon):
    """The 99th in a hundred."""
    return sorted(healthz(daemon) for _ in range(ASKS))[ASKS * 99 // 100 - 1]


def lives(daemon, quiet, looks=3):
    """One look may fall on a moment when the machine had others to serve: three do not."""
    slow = [slowest(daemon)]
    while slow[-1] > 20 * quiet and len(slow) < looks:
        slow.append(slowest(daemon))
    assert min(slow) <= 20 * quiet, (slow, quiet)


def postponed(world, board="BK"):
    """A new report is answered with UNAVAILABLE at once."""
    client = world.daemon.client(world.keys[board])
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board))
    reply = client.command(world.keys[board], made, timeout=2)
    assert reply is not None and (reply.status, reply.retry_after_ms) == (9, 1000), reply
    client.close()


def served(world):
    """What is in memory can be read."""
    assert world.standings().status == 1


class Stopped:
    """All of PostgreSQL's processes stand still."""

    def __init__(self, server):
        pid = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self.all = [pid, *map(int, children)]

    def __enter__(self):
        for process in self.all:
            os.kill(process, signal.SIGSTOP)

    def __exit__(self, *_):
        for process in reversed(self.all):
            os.kill(process, signal.SIGCONT)
