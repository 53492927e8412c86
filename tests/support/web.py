"""thidua-web beside a daemon of the tests: started, asked over HTTP, listened to."""

import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess

from . import protocol
from .daemon import WAIT, _quoted
from .protocol import BUILD, Keys, command_pb

ROLE_VIEWER, MEMBER, PUBLIC = 4, 1, 2


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """Of a problem: what it says of itself, once its form is right."""
        assert self.headers["Content-Type"].startswith("application/problem+json"), self.body
        assert self.json["status"] == self.status
        return self.json["code"]


class Web:
    """The server with its key in a folder, granted in the world as a relay."""

    def __init__(self, world, audience=MEMBER, grant=True, **settings):
        self.world, self.folder = world, pathlib.Path(world.daemon.folder)
        self.keys = Keys("web")
        self.keys.write(self.folder / "web.key")
        world.daemon.keys.write(self.folder / "known.key")
        if grant:
            self.grant(audience)
        page = self.folder / "page"
        (page / "office").mkdir(parents=True, exist_ok=True)
        for name, text in {"index.html": "<!doctype html><title>Bảng</title>", "app.js": "export {};", "office.html": "<!doctype html>",
                           "office/form.js": "export {};", ".hidden": "not this"}.items():
            (page / name).write_text(text, encoding="utf-8")
        self.settings = {
            "listen": "127.0.0.1:0",
            "command_endpoint": world.daemon.command_endpoint,
            "feed_endpoint": world.daemon.feed_endpoint,
            "credential": self.folder / "web.key",
            "daemon_key": self.folder / "known.key.pub",
            "seasons": f"{world.cluster}/2024",
            "audience": "member" if audience == MEMBER else "public",
            "page": page,
            "vendor": "",
        } | settings
        self.process = None

    def grant(self, audience):
        self.world.ok(self.world.operate(grant_key=command_pb.GrantKey(
            role=ROLE_VIEWER, sign_key=self.keys.sign_public, curve_key=self.keys.curve_public, label="web", audience=audience,
            relay=True)))

    def configure(self):
        path = self.folder / "thidua-web.conf"
        path.write_text("".join(f"{name} = {_quoted(value)}\n" for name, value in self.settings.items()), encoding="utf-8")
        return path

    def command(self, *more):
        return [BUILD / "clients" / "web" / "thidua-web", "--config", self.configure(), *more]

    def run(self, *more):
        return subprocess.run(self.command(*more), capture_output=True, text=True, timeout=WAIT, check=False)

    def start(self):
        self.log = open(self.folder / "web.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(self.command(), stderr=self.log, stdout=self.log, env=os.environ)
        self.port = int(self.says(r"^(?:<\d>)?listening port=(\d+)")[1])
        self.settings["listen"] = f"127.0.0.1:{self.port}"
        return self

    def says(self, pattern):
        """A line of its log, once it stands there."""
        from .daemon import until
        path = self.folder / "web.log"

        def found():
            text = path.read_text(encoding="utf-8")
            assert self.process.poll() is None, text
            return re.search(pattern, text, re.MULTILINE)
        return until(found)

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        self.process.send_signal(how)
        code = self.process.wait(WAIT)
        self.process = None
        self.log.close()
        said = (self.folder / "web.log").read_text(encoding="utf-8")
        assert "Sanitizer" not in said and "runtime error:" not in said, said
        return code

    def close(self):
        try:
            code = self.stop()
            assert code in (None, 0), (code, (self.folder / "web.log").read_text(encoding="utf-8"))
        finally:
            if self.process is not None:
                self.process.kill()
                self.process.wait()

    # --- asking ---

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def year(self, rest, **headers):
        return self.ask(f"/api/v1/clusters/{self.world.cluster}/2024/{rest}", **headers)

    def raw(self, data, wait=WAIT):
        """All that comes back for bytes that were made by hand, until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line:
            line.sendall(data)
            said = b""
            while more := line.recv(65536):
                said += more
            return said

    def metric(self, name):
        return int(re.search(rf"^thidua_web_{name} (\d+)$", self.ask("/metrics").body.decode(), re.MULTILINE)[1])

    def listen(self, **more):
        return Listener(self, **more)


class Listener:
    """A client of the event stream."""

    def __init__(self, web, last=None, cluster=None, year=2024, version="1.1"):
        self.line = socket.create_connection(("127.0.0.1", web.port), timeout=WAIT)
        head = f"Last-Event-ID: {last}\r\n" if last else ""
        self.line.sendall(f"GET /api/v1/events?cluster={cluster or web.world.cluster}&year={year} HTTP/{version}\r\nHost: x\r\n"
                          f"{head}\r\n".encode())
        self.response = http.client.HTTPResponse(self.line)
        self.response.begin()
        assert self.response.status == 200, self.response.read()

    def next(self):
        """The next event: name, id, data; a comment is ("", None, text). None: the server has hung up."""
        name, number, data = "", None, None
        while line := self.response.readline():
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                number = value
            elif field == "data":
                data = json.loads(value)
            elif field == "" and value:
                data = value
            elif field == "" and data is not None:
                return name, number, data
        return None

    def until(self, name, right=lambda data: True):
        while event := self.next():
            if event[0] == name and right(event[2]):
                return event
        raise AssertionError(f"the stream ended before {name}")

    def close(self):
        self.response.close()
        self.line.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def signed(world, board, **report):
    """A SignedCommand's bytes, as an office makes them."""
    made = protocol.command(world.cluster, 2024, submit_report=protocol.report(board, **report))
    return protocol.sign(world.keys[board], made).SerializeToString()
