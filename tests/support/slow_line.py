"""A line that is far: what is sent into it comes out half a round trip later, in either direction; or, coming back, not at all."""

import queue
import socket
import threading
import time

PIECE = 65536


class SlowLine:
    """Listens where .endpoint says and goes on to another endpoint. swallows says of what comes back, piece by piece, whether it is
    lost. Closed by close()."""

    def __init__(self, endpoint, round_trip, swallows=lambda: False):
        self.host, self.port = endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.delay = round_trip / 2
        self.swallows = swallows
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.sockets = []
        self._start(self._accept)

    def close(self):
        for ended in [self.listener, *self.sockets]:
            try:
                ended.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was first
            ended.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @staticmethod
    def _start(run, *arguments):
        threading.Thread(target=run, args=arguments, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection((self.host, int(self.port)))
            self.connections += 1
            self.sockets += [near, far]
            for source, goal, lost in ((near, far, lambda: False), (far, near, self.swallows)):
                under_way = queue.Queue()
                self._start(self._read, source, under_way, lost)
                self._start(self._write, goal, under_way)

    def _read(self, source, under_way, lost):
        while True:
            try:
                piece = source.recv(PIECE)
            except OSError:
                piece = b""
            if not piece or not lost():
                under_way.put((time.monotonic() + self.delay, piece))
            if not piece:
                return

    @staticmethod
    def _write(goal, under_way):
        while True:
            moment, piece = under_way.get()
            time.sleep(max(0, moment - time.monotonic()))  # the line itself; nobody waits for a result here
            try:
                if not piece:
                    goal.shutdown(socket.SHUT_WR)
                    return
                goal.sendall(piece)
            except OSError:
                return
