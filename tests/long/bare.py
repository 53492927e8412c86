"""A bare machine: a minimal root of Debian 12, made here and thrown away here.

It is made by mmdebstrap from the sources of Debian 12 that this machine itself uses, with its proxies, and entered by systemd-nspawn,
whose mounts are in a namespace of its own and go with it, however it ends. All of it lies below build/fresh and is removed by close().
Where a machine cannot make one, skip() says why and ends with SKIPPED, which ctest knows.

THIDUA_BARE=DIR: a root that was made before, which is copied instead of making one: for who works on these tests."""

import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
SUITE = re.compile(r"(?:bookworm|12)(?:-updates|-security)?(?:/updates)?/?")
NEEDED = {"mmdebstrap": "mmdebstrap", "systemd-nspawn": "systemd-container"}
TOGETHER = ("setpriv", "--pdeathsig", "TERM", "--")  # who ends us, by SIGKILL even, ends the machine
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
AUTHORITIES = "usr/local/share/ca-certificates"  # that this machine's owner added: where ca-certificates looks when it is installed


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def _list_lines(text):
    """Lines of sources.list that are Debian 12's own."""
    for line in text.splitlines():
        words = re.sub(r"\[[^]]*\]", "", line).split()
        if len(words) >= 4 and words[0] == "deb" and SUITE.fullmatch(words[2]) and "main" in words[3:]:
            yield line + "\n"


def _stanzas(text):
    """The same in the newer form."""
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"(?m)^([\w-]+):\s*(.*)$", stanza))
        if ("deb" in fields.get("Types", "").split() and "main" in fields.get("Components", "").split()
                and fields.get("Enabled", "yes") != "no" and all(map(SUITE.fullmatch, fields.get("Suites", "x").split()))):
            yield "".join(line + "\n" for line in stanza.splitlines() if line and not line.startswith("#")) + "\n"


def sources(folder, place):
    """Files of what this machine's apt knows of Debian 12, made in place; none when it knows nothing of it."""
    made = []
    for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]:
        if path.suffix in (".list", ".sources") and path.is_file():
            told = "".join((_stanzas if path.suffix == ".sources" else _list_lines)(path.read_text(encoding="utf-8")))
            if told:
                made.append(place / f"{len(made)}{path.suffix}")
                made[-1].write_text(told, encoding="utf-8")
    return made


def apt_settings():
    """How this machine's apt reaches its sources: proxies, tries, certificates, dates."""
    told = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    return "".join(line + "\n" for line in told.splitlines()
                   if re.match(r"Acquire::(https?::|Retries|Check-|ForceIPv|Proxy)", line) and not line.endswith(' "";'))


def residents(root):
    """Processes whose root it is, in whatever namespace."""
    here = os.stat(root)
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.path.samestat(os.stat(process / "root"), here):
                yield int(process.name)
        except OSError:  # it has gone meanwhile
            continue


def end_residents(root, seconds=60):
    """Who lives there outlives a systemd-nspawn that was killed, and writes into what is being removed."""
    until = time.monotonic() + seconds
    while root.exists() and (found := list(residents(root))) and time.monotonic() < until:
        for process in found:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.1)


class Bare:
    def __init__(self, name, packages=()):
        if os.geteuid() != 0:
            skip("only root makes a root of Debian")
        for program, package in NEEDED.items():
            if not shutil.which(program):
                skip(f"{program} is not here: deploy/packages fresh installs {package}")
        above = SOURCE / "build" / "fresh"
        above.mkdir(parents=True, exist_ok=True)
        for left in above.glob("thidua-*"):  # of a run that was killed
            if not pathlib.Path(f"/proc/{left.name.rsplit('-', 1)[1]}").exists():
                end_residents(left / "root")
                shutil.rmtree(left, ignore_errors=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.place = above / f"thidua-{name}-{os.getpid()}"
        self.place.mkdir(0o755)
        self.root, self.machine, self.leader = self.place / "root", None, None
        try:
            self._make(packages)
        except BaseException:
            self.close()
            raise

    def _make(self, packages):
        made = os.environ.get("THIDUA_BARE")
        if made:
            subprocess.run(["cp", "-a", "--reflink=auto", made, self.root], check=True)
        else:
            known = sources(pathlib.Path("/etc/apt"), self.place)
            if not known:
                skip("apt has no source of Debian 12 here")
            settings = self.place / "apt.conf"
            settings.write_text(apt_settings(), encoding="utf-8")
            self._call(["mmdebstrap", "--mode=root", "--variant=minbase", f"--aptopt={settings}", "bookworm", self.root, *known])
        if pathlib.Path("/", AUTHORITIES).is_dir():
            shutil.copytree(pathlib.Path("/", AUTHORITIES), self.root / AUTHORITIES, dirs_exist_ok=True)
        if subprocess.run(self._command(["true"]), stdin=subprocess.DEVNULL, check=False).returncode != 0:
            skip("systemd-nspawn cannot enter a root here, see above")
        if packages:
            self.run(f"apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "
                     f"{' '.join(packages)} >/dev/null && apt-get clean")

    @staticmethod
    def _call(command):
        if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode != 0:
            skip(f"{command[0]} could not make a root here, see above")

    def _command(self, command, *options):
        passed = [f"--setenv={name}={os.environ[name]}" for name in PROXIES if name in os.environ]
        return [*TOGETHER, "systemd-nspawn", "--quiet", f"--machine={self.place.name}", "--register=no", "--keep-unit", "--pipe", "--as-pid2", "--resolv-conf=copy-host",
                *passed, *options, "-D", self.root, "--", *command]

    def run(self, line, user="root", check=True, **more):
        """Runs a line of shell in the machine, which is not booted, as somebody with an environment as after a login."""
        command = ["runuser", "-l", user, "-w", ",".join(PROXIES), "-s", "/bin/bash", "-c", line]
        done = subprocess.run(self._command(command), stdin=subprocess.DEVNULL, check=False, **more)
        if check and done.returncode != 0:
            raise SystemExit(f"FAILED: as {user}: {line}: exit {done.returncode}")
        return done

    def user_with_sudo(self, name):
        """Needs the package sudo."""
        self.run(f"useradd --create-home --shell /bin/bash {name} && echo '{name} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/{name}")

    def checkout(self, folder, user="root"):
        """Our sources into a folder of the machine, as that user's clone of them: what git knows, without what was built."""
        inside = self.root / folder.lstrip("/")
        inside.mkdir(parents=True, exist_ok=True)
        listed = subprocess.run(["git", "-C", SOURCE, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True,
                                check=True).stdout
        packed = subprocess.Popen(["tar", "-C", SOURCE, "-c", "--null", "--no-recursion", "--ignore-failed-read", "-T", "-"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        unpacked = subprocess.Popen(["tar", "-C", inside, "-x", "--no-same-owner"], stdin=packed.stdout)
        packed.stdin.write(listed)
        packed.stdin.close()
        if unpacked.wait() != 0:
            raise SystemExit("FAILED: the sources could not be copied")
        packed.wait()
        for known in (["init", "--quiet"], ["add", "--all"]):
            subprocess.run(["git", "-C", inside, "-c", "init.defaultBranch=main", *known], check=True)
        self.run(f"chown -R {user}: {shlex.quote(folder)}")

    # --- booted, with systemd as its first process and a network of its own ---

    def boot(self, *options, seconds=120):
        log = open(self.place / "console", "wb")
        command = [*TOGETHER, "systemd-nspawn", "--quiet", f"--machine={self.place.name}", "--register=no", "--keep-unit", "--boot", "--private-network", "--console=pipe",
                   "--resolv-conf=off", *options, "-D", self.root]
        self.machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.machine.poll() is None:
            self.leader = self._leader()
            if self.leader and self.inside("systemctl is-system-running --wait", check=False).stdout.strip() in ("running", "degraded"):
                return
            time.sleep(0.2)
        skip(f"no root can be booted here: {(self.place / 'console').read_text(errors='replace')[-500:]}")

    def _leader(self):
        """Our child's child whose process 1 it is."""
        try:
            children = pathlib.Path(f"/proc/{self.machine.pid}/task/{self.machine.pid}/children").read_text(encoding="ascii").split()
            return next((int(child) for child in children
                         if pathlib.Path(f"/proc/{child}/comm").read_text(encoding="ascii").strip() == "systemd"), None)
        except OSError:
            return None

    def inside(self, line, user="root", check=True, folder="~", **more):
        """Runs a line of shell in the booted machine; what it said comes back, both streams in one."""
        command = ["nsenter", "--target", str(self.leader), "--all", "env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                   "runuser", "-l", user, "-s", "/bin/bash", "-c", f"cd {folder} && {{ {line}\n}}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              check=False, **more)
        if check and done.returncode != 0:
            raise SystemExit(f"FAILED: as {user}: {line}: exit {done.returncode}\n{done.stdout}")
        return done

    def close(self):
        if self.machine and self.machine.poll() is None:
            self.machine.send_signal(signal.SIGTERM)
            try:
                self.machine.wait(60)
            except subprocess.TimeoutExpired:
                self.machine.kill()
                self.machine.wait()
        end_residents(self.root)
        left = [line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
                if line.split()[4].startswith(f"{self.place}/")]
        for mount in reversed(left):
            subprocess.run(["umount", "--lazy", mount], check=False)
        shutil.rmtree(self.place)
        # systemd-nspawn leaves its empty folder where /run is no file system of its own, and says so at each turn.
        shutil.rmtree(f"/run/systemd/nspawn/propagate/{self.place.name}", ignore_errors=True)
