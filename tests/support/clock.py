"""The clocks of a machine, moved while programs run on it (moved_clock.c)."""

import mmap
import pathlib
import struct
import time

from . import protocol
from .protocol import BUILD

SUPPORT = BUILD / "tests" / "support"
SECOND = 1_000_000
DAY = 86400


class MovedClock:
    """Of one machine. environment: for the programs that run there."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.path.write_bytes(bytes(16))
        self.path.chmod(0o644)
        with self.path.open("r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 16)
        self.environment = {"MOVED_CLOCK": str(self.path)}

    def _move(self, wall, boot):
        numbers = struct.unpack("=qq", self.memory[:])
        for place, moved in enumerate((numbers[0] + wall, numbers[1] + boot)):
            self.memory[8 * place : 8 * place + 8] = struct.pack("=q", moved)

    def begin(self, text):
        """The wall clock says 2024-03-18T08:00; for a start."""
        self.memory[:] = struct.pack("=qq", protocol.instant(text) - time.time_ns() // 1000, 0)

    def step(self, seconds):
        """Somebody sets the wall clock."""
        self._move(round(seconds * SECOND), 0)

    def sleep(self, seconds):
        """The machine was suspended; so must be who looks at more than one of its clocks."""
        self._move(round(seconds * SECOND), round(seconds * SECOND))


def preloaded(clock):
    """The environment of a program that is not ours."""
    return clock.environment | {"LD_PRELOAD": str(SUPPORT / "libmoved_clock.so")}
