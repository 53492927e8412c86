"""What operators look at: /metrics, /healthz, /readyz, and what strangers may do there."""

import pathlib
import re
import socket
import subprocess

from support import protocol
from support.daemon import WAIT, Daemon, promtool, until
from support.protocol import service_pb


def test_metrics_are_what_prometheus_reads(shared):
    status, text = shared.daemon.http("/metrics")
    samples, types, helps, parts = {}, {}, {}, set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            _, _, name, meaning = line.split(" ", 3)
            helps[name] = meaning
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            types[name] = kind
        else:
            sample, label, value = re.fullmatch(r"([a-z_]+)(\{[^}]*\})? (\d+(?:\.\d{6})?)", line).groups()
            name = re.sub("_(bucket|sum|count)$", "", sample)
            name = name if types.get(name) == "histogram" else sample
            assert name in helps and name in types and (sample, label) not in parts  # told of before, and once
            parts.add((sample, label))
            samples[name] = float(value)
    assert (status, samples.keys()) == (200, types.keys())
    assert set(types.values()) == {"counter", "gauge", "histogram"}
    assert all(name.startswith("thiduad_") for name in samples)
    assert all(name.endswith("_total") == (types[name] == "counter") for name in samples)
    assert text.endswith("\n")
    done = subprocess.run([promtool(), "check", "metrics"], input=text, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def event_of(daemon, name, key):
    """The next line of the log with this event and signer."""
    while True:
        line = daemon.wait_event(name)
        if f"key={key.sign_public.hex()[:16]}" in line:
            return line


def test_the_log_says_whose_command_was_accepted_and_whose_refused(world):
    world.submit("TQ")
    line = event_of(world.daemon, "accepted", world.keys["TQ"])
    assert "board=TQ" in line and "action=submit_report" in line and "cluster=TCXDD-1" in line
    world.submit("TQ", revision=2, t01=-1)
    line = event_of(world.daemon, "refused", world.keys["TQ"])
    assert "board=TQ" in line and "status=INVALID" in line


def test_each_receipt_is_in_its_histogram(world):
    world.ok(world.clients["TQ"].command(world.keys["TQ"], protocol.command(
        "TCXDD-1", 2024, submit_report=protocol.report("TQ"))))
    text = world.daemon.http("/metrics")[1]
    buckets = [int(count) for count in re.findall(r'^thiduad_receipt_seconds_bucket\{le="[^"]+"\} (\d+)$', text, re.MULTILINE)]
    assert buckets == sorted(buckets)
    assert buckets[-1] == int(re.search(r"^thiduad_receipt_seconds_count (\d+)$", text, re.MULTILINE)[1])
    assert buckets[-1] == world.daemon.metric("commands_accepted_total")
    assert 0 < float(re.search(r"^thiduad_receipt_seconds_sum ([\d.]+)$", text, re.MULTILINE)[1]) < 60


def test_metrics_count_what_happened(world):
    daemon = world.daemon
    names = ("commands_accepted_total", "commands_refused_total", "commands_duplicate_total", "queries_total",
             "requests_malformed_total")
    before = [daemon.metric(name) for name in names]
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    for _ in range(3):
        world.ok(world.clients["TQ"].command(world.keys["TQ"], made))
    world.submit("BK", t01=-1)
    world.standings()
    world.clients["TQ"].socket.send(b"\xff")
    assert world.clients["TQ"].receive().status == 2
    assert [daemon.metric(name) - was for name, was in zip(names, before)] == [1, 1, 2, 1, 1]


def test_health_and_readiness_are_words(shared):
    assert (shared.daemon.http("/healthz"), shared.daemon.http("/readyz")) == ((200, "ok\n"), (200, "ok\n"))


def test_http_that_makes_no_sense_is_answered_and_harms_nobody(shared):
    assert shared.daemon.http("/")[0] == 404
    assert shared.daemon.http("/metrics/../../etc/passwd")[0] == 404
    address = ("127.0.0.1", int(shared.daemon.http_port))
    said = []
    post = b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    long = b"GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 50000 + b"\r\n\r\n"
    for request in (post, long, b"\0\1\2\3\r\n\r\n", b"GET\r\n\r\n"):
        with socket.create_connection(address) as line:
            line.settimeout(1)  # or no answer at all: it waits for more
            try:
                line.sendall(request)
                line.shutdown(socket.SHUT_WR)
                said.append(line.recv(64).split(b"\r\n")[0])
            except OSError:  # closed already
                said.append(b"")
    assert said[0].startswith(b"HTTP/1.1 405")
    assert all(b" 200 " not in line for line in said)
    assert shared.standings().status == 1


def test_connections_that_ask_nothing_do_not_shut_others_out(shared):
    """Thirty-two of one address, and nobody of it any more; requests are served all the while."""
    idle = []
    for _ in range(100):
        idle.append(socket.create_connection(("127.0.0.1", int(shared.daemon.http_port))))
    assert shared.standings().status == 1
    for line in idle:
        line.close()

    def served():
        try:
            return shared.daemon.http("/healthz")[0] == 200
        except OSError:
            return False  # not all of the hundred are forgotten yet

    until(served)


def test_secrets_stand_neither_in_the_log_nor_in_what_is_printed(shared):
    daemon = shared.daemon
    printed = daemon.run("--print-config").stdout + daemon.run("--check").stdout + "".join(daemon.lines)
    for keys in (daemon.keys, daemon.operator, *shared.keys.values()):
        assert keys.curve_secret.hex() not in printed
        assert bytes(keys.signing).hex() not in printed


def test_wrong_settings_end_the_service_and_are_not_tried_again(shared):
    """The daemon's own exit counts: systemd does not look at that of a check before it."""
    unit = (protocol.SOURCE / "deploy" / "thiduad.service").read_text()
    assert re.findall(r"(?m)^(ExecStartPre|RestartPreventExitStatus)=(.*)", unit) == [("RestartPreventExitStatus", "2")]
    # Of a reload the check's counts: it comes first, and with an error nobody is told to read the settings.
    assert re.findall(r"(?m)^ExecReload=(.*)", unit)[0].endswith("--config /etc/thidua/thiduad.conf --check")
    arguments = shared.daemon.arguments()
    arguments[2] = shared.daemon.folder / "wrong.conf"
    arguments[2].write_text("# one\n# two\nqueue_max = 0\nlog_level = loud\n")
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert (done.returncode, re.findall(r"wrong.conf:(\d+)", done.stderr)) == (2, ["3", "4"])


def test_a_closed_standard_stream_gives_its_number_to_no_socket(tmp_path):
    """Or a line of the log would go to a client."""
    daemon = Daemon(tmp_path, "host=127.0.0.1 port=1")
    running = subprocess.Popen(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *map(str, daemon.arguments())])
    folder = pathlib.Path(f"/proc/{running.pid}")

    def listens():
        try:
            return (folder / "exe").readlink().name.startswith("thiduad") and \
                sum(link.readlink().name.startswith("socket:") for link in (folder / "fd").iterdir()) >= 3
        except FileNotFoundError:  # one was closed while we looked
            return False

    try:
        until(listens)
        assert [str((folder / "fd" / str(number)).readlink()) for number in range(3)] == ["/dev/null"] * 3
        running.terminate()
        assert running.wait(WAIT) == 0
    finally:
        running.kill()
        running.wait()


def test_what_is_printed_as_configuration_is_read_again(shared):
    daemon = shared.daemon
    printed = daemon.run("--print-config")
    path = daemon.folder / "printed.conf"
    path.write_text(printed.stdout)
    arguments = daemon.arguments("--print-config")
    arguments[2] = path
    assert subprocess.run(arguments, capture_output=True, text=True, check=True).stdout == printed.stdout


def test_who_is_not_let_in_leaves_a_trace(shared):
    stranger = protocol.Keys("stranger")
    client = shared.daemon.client(stranger)
    client.send(service_pb.Request(query=service_pb.Query(ping=service_pb.Ping())))
    line = shared.daemon.wait_event("handshake_refused")
    assert f"key={stranger.curve_public.hex()[:16]} address=127.0.0.1" in line
    client.close()


def test_a_log_line_cannot_be_forged_by_a_text(shared):
    made = protocol.report("TQ")
    made.board = "T\"\n<3>fake"[:7]
    reply = shared.clients["TQ"].command(shared.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=made))
    assert reply.status != 1
    shared.daemon.wait_event("refused")
    assert not any(line.startswith("<3>") for line in shared.daemon.lines)


def test_a_ping_tells_clock_version_epoch_and_rehearsal(shared):
    pong = shared.clients["TQ"].query(ping=service_pb.Ping()).pong
    assert (pong.now, pong.rehearsal, len(pong.epoch)) == (protocol.instant("2024-03-18T08:00"), True, 16)
    assert re.fullmatch(r"\d+\.\d+\.\d+", pong.version)
    assert shared.standings().standings.epoch == pong.epoch
