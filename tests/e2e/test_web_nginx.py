"""deploy/thidua-web.nginx.example as it stands, but for its ports, its patience with heads, its name and its certificate: nginx of Debian before thidua-web."""

import json
import os
import signal
import socket
import ssl
import subprocess

import pytest
from support import protocol
from support.daemon import WAIT, World, of_package, until
from support.protocol import service_pb
from support.web import Web, signed

EXAMPLE = protocol.SOURCE / "deploy" / "thidua-web.nginx.example"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Nginx:
    """In a folder of its own, on a port of its own, with a certificate that it signs itself."""

    def __init__(self, folder, web):
        self.folder, self.port = folder, free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=thidua.example", "-addext", "subjectAltName=DNS:thidua.example",
                        "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True)
        text = EXAMPLE.read_text(encoding="utf-8")
        for there, here in {"listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;", "\tlisten [::]:443 ssl http2;\n": "",
                            "/etc/ssl/certs/thidua.example.pem": folder / "certificate.pem",
                            "/etc/ssl/private/thidua.example.key": folder / "key.pem",
                            "client_header_timeout 10s;": "client_header_timeout 2s;",
                            "http://127.0.0.1:7480": f"http://127.0.0.1:{web.port}"}.items():
            assert there in text, there
            text = text.replace(there, str(here))
        (folder / "example.conf").write_text(text, encoding="utf-8")
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log stderr;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{temporary}include {folder}/example.conf;\n}}\n", encoding="utf-8")
        program = [of_package("nginx", "nginx", "usr/sbin"), "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"]
        checked = subprocess.run([*program, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        self.process = subprocess.Popen(program)
        until(lambda: self.ask("/")["code"] == "200")

    def curl(self, path, *more):
        return ["curl", "--silent", "--show-error", "--http2", "--cacert", self.folder / "certificate.pem", "--max-time", str(WAIT),
                "--resolve", f"thidua.example:{self.port}:127.0.0.1", *more, f"https://thidua.example:{self.port}{path}"]

    def ask(self, path, *more):
        """code, version of HTTP and body."""
        done = subprocess.run(self.curl(path, "--write-out", "\n%{http_code} %{http_version}", *more), capture_output=True, check=False)
        body, _, last = done.stdout.rpartition(b"\n")
        code, version = last.decode().split()
        return {"code": code, "version": version, "body": body}

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        return self.process.wait(WAIT)


@pytest.fixture
def nginx(make_daemon, tmp_path):
    web = Web(World(make_daemon()), behind_proxy=1).start()
    try:
        with web.listen() as stream:
            stream.until("standings", lambda data: data["rows"][0]["name"] != data["rows"][0]["board"])
        made = Nginx(tmp_path, web)
        made.web = web
        try:
            yield made
        finally:
            assert made.stop() == 0
    finally:
        web.close()


def test_page_and_api_come_through_tls_and_http_2(nginx):
    page = nginx.ask("/", "--dump-header", nginx.folder / "head")
    head = (nginx.folder / "head").read_text(encoding="latin-1").lower()
    assert (page["code"], page["version"]) == ("200", "2") and b"<title>" in page["body"]
    assert "strict-transport-security: max-age=31536000" in head and "content-security-policy: default-src 'none'" in head
    told = nginx.ask("/api/v1/clusters/TCXDD-1/2024/standings")
    assert told["body"] == nginx.web.year("standings").body
    assert nginx.ask("/api/v1/clusters/TCXDD-1/2024/standings.xlsx")["body"].startswith(b"PK")
    for path in ("/metrics", "/healthz"):
        assert nginx.ask(path)["code"] == "404" and nginx.web.ask(path).status == 200, path


def test_what_an_office_has_signed_goes_through_and_what_is_too_large_does_not(nginx):
    def post(path, body):
        (nginx.folder / "body").write_bytes(body)
        return nginx.ask(path, "--data-binary", f"@{nginx.folder}/body", "--header", "Content-Type: application/x-protobuf")

    answer = post("/api/v1/commands", signed(nginx.web.world, "TQ"))
    receipt = protocol.check_receipt(service_pb.Reply.FromString(answer["body"]).receipt, nginx.web.world.daemon.keys.sign_public)
    assert answer["code"] == "200" and nginx.web.world.journal()[-1].sequence == receipt.sequence
    assert [post("/api/v1/commands", b"x" * size)["code"] for size in (262_401, 310_000)] == ["413", "413"]


def test_headers_of_more_than_4_kib_are_431_and_nobody_waits_for_one_that_comes_byte_by_byte(nginx):
    codes = [nginx.ask("/api/v1/clusters", "--header", f"X-Much: {'a' * size}")["code"] for size in (3000, 4200, 6000)]
    assert codes == ["200", "431", "431"]
    context = ssl.create_default_context(cafile=nginx.folder / "certificate.pem")
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=WAIT) as line, \
            context.wrap_socket(line, server_hostname="thidua.example") as safe:
        safe.settimeout(0.1)
        safe.sendall(b"GET / HTTP/1.1\r\nX: ")

        def is_over():
            try:
                safe.sendall(b"a")
                return b" 408 " in (said := safe.recv(1000)) or said == b""
            except TimeoutError:
                return False
            except OSError:
                return True
        until(is_over)


@pytest.mark.parametrize("version", ["--http2", "--http1.1"])
def test_an_event_comes_through_at_once(nginx, version):
    """Each is read here before the next report is sent: nothing waits for more behind it."""
    listener = subprocess.Popen(nginx.curl("/api/v1/events?cluster=TCXDD-1&year=2024", "--no-buffer", version), stdout=subprocess.PIPE)

    def reported():
        for line in listener.stdout:
            if line.startswith(b"data: {") and b'"rows"' in line:
                return json.loads(line[6:])["reported"]
        raise AssertionError("the stream ended")
    try:
        assert reported() == 0
        for number, board in enumerate(nginx.web.world.boards):
            nginx.web.world.submit(board)
            assert reported() == number + 1
    finally:
        os.kill(listener.pid, signal.SIGTERM)
        listener.wait(WAIT)
