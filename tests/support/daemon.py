"""A real PostgreSQL, a real daemon, real sockets: what the tests of the whole talk to."""

import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

import psycopg2
import psycopg2.extensions
import zmq
import zmq.utils.z85

from . import protocol
from .protocol import BUILD, SOURCE, Client, Keys

WAIT = 30


def _program(name, build=BUILD):
    for place in (build / "daemon" / name, build / "clients" / "thidua" / name, build / "tests" / "support" / name):
        if place.exists():
            return place
    raise FileNotFoundError(name)


def _gone(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def until(condition, timeout=WAIT):
    """For what no event tells of, such as a metric: asks again until it is so. Each question is a round trip."""
    deadline = time.monotonic() + timeout
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it never came to be"
    return answer


class Postgres:
    """A private server below the build folder. fsync is off: here only processes die."""

    def __init__(self, folder, *settings, environment=()):
        self.folder = folder
        self.settings = settings or ("fsync=off",)
        self.environment = os.environ | dict(environment)
        self.migrated = {}  # of rehearsals and of real years: a database that nobody uses, to be copied
        self.start()

    def start(self):
        subprocess.run([SOURCE / "deploy" / "postgres", "start", self.folder, *self.settings], check=True,
                       stdout=subprocess.DEVNULL, env=self.environment)

    def stop(self, how="immediate"):
        subprocess.run([SOURCE / "deploy" / "postgres", "stop", self.folder, how], check=True, stdout=subprocess.DEVNULL)

    def crash(self):
        """kill -9 of the whole server; returns when none of its connections can commit any more."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for victim in [pid, *map(int, children)]:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass
        until(lambda: all(_gone(process) for process in [pid, *children]))

    def conninfo(self, name="thidua"):
        said = subprocess.run([SOURCE / "deploy" / "postgres", "conninfo", self.folder], check=True, capture_output=True,
                              text=True).stdout.strip()
        return said.replace("dbname=thidua", f"dbname={name}")

    def _execute(self, text):
        connection = psycopg2.connect(self.conninfo("postgres"))
        try:
            connection.autocommit = True
            connection.cursor().execute(text)
        finally:
            connection.close()

    def createdb(self, name, template="template1"):
        """Its conninfo. Nobody may be connected to the template. Its files are copied: with fsync off that is the fastest."""
        self._execute(f'create database "{name}" template "{template}" strategy file_copy')
        return self.conninfo(name)

    def dropdb(self, conninfo):
        self._execute(f'drop database "{psycopg2.extensions.parse_dsn(conninfo)["dbname"]}"')


def promtool():
    return of_package("promtool", "prometheus", "usr/bin")


def of_package(program, package, where):
    """A program's path: the machine's, or that of Debian's package, unpacked below the build folder. Installed, the package would
    start a server, which nobody wants of a test."""
    found = shutil.which(program)
    folder = BUILD / program
    if not found and not (folder / where / program).exists():
        folder.mkdir(exist_ok=True)
        subprocess.run(["apt-get", "-qq", "-o", "APT::Sandbox::User=", "download", package], cwd=folder, check=True)
        for archive in folder.glob(f"{package}_*.deb"):
            subprocess.run(["dpkg-deb", "--extract", archive, folder], check=True)
            archive.unlink()
    return found or str(folder / where / program)


class Daemon:
    """thiduad with its keys (those of another with like) and its settings in a folder. rehearse: an instant such as
    2024-03-18T08:00; its clock runs speed times as fast as ours, with 0 it stands still. build: whose program; under: what runs it,
    such as valgrind and its options. moved: the clock.MovedClock of its machine."""

    def __init__(self, folder, conninfo, rehearse="2024-03-18T08:00", speed=0, like=None, build=BUILD, under=(),
                 moved=None, **settings):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.keys, self.operator = (like.keys, like.operator) if like else (Keys("daemon"), Keys("operator"))
        self.keys.write(self.folder / "daemon.key")
        self.operator.write(self.folder / "operator.key")
        self.context = zmq.Context()
        self.rehearse, self.speed = rehearse, speed
        self.conninfo = conninfo
        self.program = [*under, _program("thiduad_moved" if moved else "thiduad", build)]
        self.environment = os.environ | (moved.environment if moved else {})
        self.settings = {
            "command_endpoint": "tcp://127.0.0.1:*",
            "feed_endpoint": "tcp://127.0.0.1:*",
            "http_address": "127.0.0.1:0",
            "database": conninfo,
            "credential": str(self.folder / "daemon.key"),
            "operator_key": str(self.folder / "operator.key.pub"),
        } | settings
        self.process = None

    def configure(self):
        path = self.folder / "thiduad.conf"
        lines = [f"{name} = {_quoted(value)}\n" for name, value in self.settings.items()]
        path.write_text("".join(lines), encoding="utf-8")
        return path

    def arguments(self, *more):
        arguments = [*self.program, "--config", self.configure(), *more]
        if self.rehearse:
            arguments += ["--rehearse-from", self.rehearse + "+07:00", "--rehearse-speed", str(self.speed)]
        return arguments

    def run(self, *more):
        """A command such as --migrate, to its end."""
        return subprocess.run(self.arguments(*more), capture_output=True, text=True, timeout=WAIT, check=False,
                              env=self.environment)

    def start(self, wait="database_ready"):
        self.process = subprocess.Popen(self.arguments(), stderr=subprocess.PIPE, text=True, errors="replace",
                                        env=self.environment)
        self.lines, self._queue = [], queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True)
        self._reader.start()
        opened = self.wait_event("listening")
        self.command_endpoint = re.search(r"command=\"?(\S+?)\"?(\s|$)", opened)[1]
        self.feed_endpoint = re.search(r"feed=\"?(\S+?)\"?(\s|$)", opened)[1]
        self.http_port = re.search(r"http=(\d+)", opened)[1]
        # after a restart the clients find it where it was
        self.settings |= {"command_endpoint": self.command_endpoint, "feed_endpoint": self.feed_endpoint}
        if wait:
            self.wait_event(wait)
        return self

    def _read(self, stream):
        for line in stream:
            self.lines.append(line)
            self._queue.put(line)
        self._queue.put(None)

    def wait_event(self, name, timeout=WAIT):
        """The next line of the log with this event. Lines before it are consumed."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                line = self._queue.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"no event {name} in:\n{''.join(self.lines[-30:])}") from None
            if line is None:
                raise AssertionError(f"the daemon ended before {name}:\n{''.join(self.lines[-30:])}")
            if re.match(rf"(<\d>)?{name}\b", line):
                return line

    def stop(self, how=signal.SIGTERM):
        """Returns its exit code."""
        if self.process is None:
            return None
        self.process.send_signal(how)
        code = self.process.wait(WAIT)
        self.process = None
        self._reader.join(WAIT)
        said = "".join(self.lines)
        assert "Sanitizer" not in said and "runtime error:" not in said, said
        return code

    def close(self):
        """In good order: what a sanitizer finds at the end fails the test."""
        try:
            code = self.stop()
            assert code in (None, 0), f"exit {code}:\n{''.join(self.lines[-30:])}"
        finally:
            if self.process is not None:
                self.process.kill()
                self.process.wait()
            self.context.destroy(linger=0)

    def client(self, keys, **options):
        return Client(self.context, self.command_endpoint, keys, self.keys.curve_public, **options)

    def subscriber(self, keys, prefix, receive_high_water=1000):
        socket = self.context.socket(zmq.SUB)
        socket.linger = 0
        socket.rcvhwm = receive_high_water
        socket.curve_publickey = zmq.utils.z85.encode(keys.curve_public)
        socket.curve_secretkey = zmq.utils.z85.encode(keys.curve_secret)
        socket.curve_serverkey = zmq.utils.z85.encode(self.keys.curve_public)
        socket.subscribe(prefix.encode())
        socket.connect(self.feed_endpoint)
        return socket

    def sql(self, text, *values):
        """What the database answers, as its owner: rows, or None when there are none to give."""
        connection = psycopg2.connect(self.conninfo)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(text, values or None)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def http(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}{path}", timeout=WAIT) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, name):
        return int(re.search(rf"^thiduad_{name} (\d+)$", self.http("/metrics")[1], re.MULTILINE)[1])


def _quoted(value):
    return str(value) if isinstance(value, int) else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Held:
    """Holds the journal, so that what commits waits and what comes gathers."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.connection = psycopg2.connect(daemon.conninfo)
        self.connection.cursor().execute("lock table thidua.journal in exclusive mode")

    def until_waited_for(self):
        """A batch flies."""
        until(lambda: self.daemon.sql("select count(*) from pg_locks l join pg_database d on d.oid = l.database "
                                      "where not granted and datname = current_database()") == [(1,)])

    def release(self):
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.release()


class World:
    """A daemon with one cluster: operator, boards and a season that is defined."""

    def __init__(self, daemon, cluster="TCXDD-1", boards=("TQ", "BK", "CB"), season=None):
        self.daemon, self.cluster, self.boards = daemon, cluster, boards
        self.operator = daemon.client(daemon.operator)
        self.keys = {board: Keys(board) for board in boards}
        self.viewer = Keys("viewer")
        season = protocol.small_season(cluster, boards=boards) if season is None else season
        self.season = season.SerializeToString()
        for board, keys in self.keys.items():
            self.grant(keys, 1, board)
        self.grant(self.viewer, 4)
        self.ok(self.operate(2024, define_season=protocol.command_pb.DefineSeason(version=1, season=self.season)))
        self.clients = {board: daemon.client(keys) for board, keys in self.keys.items()}

    @classmethod
    def join(cls, other, daemon):
        """The same cluster through another daemon."""
        made = cls.__new__(cls)
        made.__dict__ |= other.__dict__ | {"daemon": daemon, "operator": daemon.client(daemon.operator)}
        made.clients = {board: daemon.client(keys) for board, keys in other.keys.items()}
        return made

    def operate(self, year=None, **action):
        return self.operator.command(self.daemon.operator, protocol.command(self.cluster, year, **action))

    def grant(self, keys, role, board=None):
        grant = protocol.command_pb.GrantKey(role=role, sign_key=keys.sign_public, curve_key=keys.curve_public,
                                             label=keys.label)
        if board:
            grant.board = board
        return self.ok(self.operate(grant_key=grant))

    def revoke(self, keys):
        return self.ok(self.operate(revoke_key=protocol.command_pb.RevokeKey(sign_key=keys.sign_public)))

    def ok(self, reply):
        assert reply.status == 1, reply
        return protocol.check_receipt(reply.receipt, self.daemon.keys.sign_public) if reply.HasField("receipt") else reply

    def submit(self, board, made=None, id=None, **report):
        """The reply to a report of the board through its own line."""
        made = made or protocol.report(board, **report)
        return self.clients[board].command(self.keys[board], protocol.command(self.cluster, 2024, id=id, submit_report=made))

    def advance(self, text):
        to = protocol.instant(text)
        reply = self.operator.request(
            protocol.service_pb.Request(advance_clock=protocol.service_pb.AdvanceClock(to=to)), timeout=WAIT)
        assert reply.status == 1, reply
        return reply

    def standings(self, period=None, client=None):
        question = protocol.service_pb.GetStandings(cluster=self.cluster, year=2024)
        if period:
            question.period = protocol.PERIODS[period]
        return (client or self.operator).query(standings=question)

    def ask_standings(self):
        """Sends the question and returns its correlation; the reply is still to be received."""
        question = protocol.service_pb.GetStandings(cluster=self.cluster, year=2024)
        return self.operator.send(protocol.service_pb.Request(query=protocol.service_pb.Query(standings=question)))

    def journal(self):
        entries, start = [], 1
        while True:
            page = self.operator.query(journal=protocol.service_pb.GetJournal(cluster=self.cluster, **{"from": start})).journal
            entries += page.entries
            if not page.entries or entries[-1].sequence >= page.head:
                return entries
            start = entries[-1].sequence + 1


def scratch(name):
    """A new folder below the build folder; short, because Unix sockets need short paths."""
    base = BUILD / "t"
    base.mkdir(parents=True, exist_ok=True)
    return pathlib.Path(tempfile.mkdtemp(prefix=name[:6], dir=base))


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
