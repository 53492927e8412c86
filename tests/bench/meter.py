"""What the measurements share: the offices of tests/bench/load, and what a process has used."""

import pathlib
import subprocess
import time


def figures(said):
    """Lines of "name value" as a dict."""
    return {name: float(value) for name, value in (line.split() for line in said.splitlines())}


def write_target(daemon):
    """The file that tells load where a daemon is and who its operator."""
    path = daemon.folder / "target"
    path.write_text(f"commands {daemon.command_endpoint}\nfeed {daemon.feed_endpoint}\n"
                    f"daemon {daemon.folder}/daemon.key.pub\noperator {daemon.folder}/operator.key\n")
    return path


class Load:
    """A load program whose offices wait for the next phase. word: agree to a season with every policy, found one with none."""

    def __init__(self, program, target, prefix, clusters, word="agree"):
        self.process = subprocess.Popen([program, word, target, prefix, str(clusters)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.founded = self._answer()

    def _answer(self):
        said = ""
        for line in self.process.stdout:
            if line == "done\n":
                return figures(said)
            said += line
        raise RuntimeError(f"load ended with {self.process.wait()}")

    def phase(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(30)
        finally:
            if self.process.poll() is None:
                self.process.kill()


def processor_seconds(pid):
    """User and system time of a process, all its threads: Linux numbers that clock by the pid (clock_getcpuclockid)."""
    return time.clock_gettime(~pid << 3 | 2)


def resident(pid):
    """Bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS")
