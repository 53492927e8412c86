"""A terminal that people would see: tmux draws it, and tells what stands on it."""

import itertools
import os
import shlex
import subprocess

from .daemon import until

_numbers = itertools.count(1)


class Screen:
    """Runs a command on a terminal of its own."""

    def __init__(self, command, columns=80, lines=24, stdin=None, **environment):
        self.socket = f"thidua-{os.getpid()}-{next(_numbers)}"
        setting = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
        line = f"exec env {setting} {shlex.join(map(str, command))}" + (f" <{stdin}" if stdin else "")
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(lines),
                   f"sh -c {shlex.quote(line)}; echo; echo exit $?; exec cat")
        self.process = int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def _tmux(self, *arguments):
        done = subprocess.run(["tmux", "-L", self.socket, *arguments], capture_output=True, text=True, check=True,
                              env=os.environ | {"LC_ALL": "C.UTF-8"})
        return done.stdout

    def text(self):
        return self._tmux("capture-pane", "-p")

    def lines(self):
        return self.text().rstrip().splitlines()

    def history(self, *how):
        """All that was ever written; "-J": in the lines in which it was, which the screen breaks where it ends."""
        return self._tmux("capture-pane", "-p", "-S", "-", *how)

    def sees(self, wanted):
        until(lambda: wanted in self.text())
        return self.lines()

    def type(self, keys):
        self._tmux("send-keys", "-l", keys)

    def close(self):
        self._tmux("kill-server")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
