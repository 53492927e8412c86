"""What is no request: random, cut, too long, in too many frames, from strangers. An answer or a closed line, and all others are
served as before."""

import random
import socket

import pytest
import zmq
from zmq.utils.monitor import parse_monitor_message
from support import protocol, raw
from support.daemon import until
from support.protocol import Keys, service_pb

REQUEST_BYTES_MAX = 262144 + 1024
SEED = 20240320


@pytest.fixture(name="wire")
def _wire(shared):
    """A line of an office, and then the proof that the daemon still serves."""
    client = shared.daemon.client(shared.keys["TQ"])
    yield client
    client.close()
    assert shared.standings().status == 1
    assert len(shared.journal()) == 8  # six offices, a viewer, the season: nothing entered


def answer(client, frame):
    client.socket.send(frame)
    return client.receive()


def a_request(shared):
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    return service_pb.Request(correlation=7, command=protocol.sign(shared.keys["BK"], made))  # not the key of TQ


def test_random_bytes_are_answered_with_what_is_wrong(wire):
    print("seed", SEED)
    dice = random.Random(SEED)
    for _ in range(300):
        reply = answer(wire, dice.randbytes(dice.randrange(0, 200)))
        assert reply.status in (2, 10) and len(reply.faults) > 0, reply  # INVALID or UNSUPPORTED


def test_a_request_with_any_byte_changed_never_enters(wire, shared):
    print("seed", SEED)
    dice, whole = random.Random(SEED), a_request(shared).SerializeToString()
    for _ in range(300):
        changed = bytearray(whole)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        reply = answer(wire, bytes(changed))
        assert reply.status != 1 and reply.faults, reply


def test_a_request_cut_short_is_refused_wherever_it_is_cut(wire, shared, refused):
    whole = a_request(shared).SerializeToString()
    for size in range(len(whole)):
        reply = answer(wire, whole[:size])
        assert refused(reply).split()[0] == "INVALID", (size, reply)
    assert refused(answer(wire, whole[: len(whole) // 2])) == "INVALID request"


def test_an_empty_frame_is_refused(wire, refused):
    assert refused(answer(wire, b"")) == "INVALID request"


def test_the_correlation_of_a_broken_request_comes_back(wire):
    assert answer(wire, raw.field(1, 77) + b"\xff").correlation == 77


def test_a_frame_at_the_bound_is_answered(wire, refused):
    assert refused(answer(wire, bytes(REQUEST_BYTES_MAX))).startswith("INVALID")


@pytest.mark.parametrize("size", [REQUEST_BYTES_MAX + 1, 1_000_000])
def test_a_frame_beyond_the_bound_closes_the_line_which_comes_back(wire, shared, size):
    assert wire.query(ping=service_pb.Ping()).status == 1
    monitor = wire.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_SUCCEEDED)
    wire.socket.send(bytes(size))
    for awaited in (zmq.EVENT_DISCONNECTED, zmq.EVENT_HANDSHAKE_SUCCEEDED):  # what is sent between the two may be lost
        assert monitor.poll(10_000)
        assert parse_monitor_message(monitor.recv_multipart())["event"] == awaited
    wire.socket.disable_monitor()
    assert wire.query(ping=service_pb.Ping()).status == 1
    assert shared.standings().status == 1


def test_command_bytes_beyond_the_bound_are_refused(wire, shared, refused):
    made = service_pb.Request(command=protocol.sign(shared.keys["TQ"], bytes(262145)))
    assert refused(wire.request(made)) == "INVALID command.command"


def test_too_many_frames_are_passed_over_and_counted(wire, shared):
    before = shared.daemon.metric("frames_refused_total")
    ping = service_pb.Request(correlation=5, query=service_pb.Query(ping=service_pb.Ping())).SerializeToString()
    wire.socket.send_multipart([ping, ping])
    wire.socket.send_multipart([b"", ping, ping])
    wire.socket.send_multipart([b"", b"", ping])
    wire.socket.send_multipart([b"x"] * 100)
    wire.socket.send_multipart([b"", ping])
    assert wire.receive().correlation == 5
    assert shared.daemon.metric("frames_refused_total") - before == 4


def test_a_delimiter_is_returned_to_who_sends_one(wire):
    ping = service_pb.Request(correlation=5, query=service_pb.Query(ping=service_pb.Ping())).SerializeToString()
    wire.socket.send_multipart([b"", ping])
    assert wire.socket.poll(10_000)
    assert [len(frame) > 0 for frame in wire.socket.recv_multipart()] == [False, True]
    wire.socket.send(ping)
    assert wire.socket.poll(10_000)
    assert len(wire.socket.recv_multipart()) == 1


def test_messages_of_another_type_are_refused(wire, shared, refused):
    standings = shared.standings()
    assert refused(answer(wire, standings.SerializeToString())) == "INVALID command"
    assert refused(answer(wire, standings.standings.SerializeToString())).startswith("INVALID")
    assert refused(answer(wire, shared.season)).startswith("INVALID")


def test_a_body_and_a_question_of_the_future_are_unsupported(wire, refused):
    assert refused(answer(wire, raw.field(99, [raw.field(1, 1)]))) == "UNSUPPORTED request"
    assert refused(answer(wire, raw.field(4, [raw.field(99, [])]))) == "UNSUPPORTED query"


def test_fields_of_the_future_in_a_question_are_passed_over(wire):
    question = [raw.field(1, "TCXDD-1"), raw.field(2, 2024), raw.field(90, 5)]
    reply = answer(wire, raw.field(4, [raw.field(1, question), raw.field(77, "x")]) + raw.field(1, 3) + raw.field(88, b"y"))
    assert (reply.status, reply.correlation, len(reply.standings.rows)) == (1, 3, 6)


def test_a_question_given_twice_is_refused(wire, refused):
    question = raw.field(4, [raw.field(7, [])])
    assert refused(answer(wire, question + question)) == "INVALID query"
    assert refused(answer(wire, raw.field(4, [raw.field(7, []), raw.field(1, [])]))) == "INVALID query.standings"


def test_a_question_out_of_range_is_refused(wire, refused):
    def ask(**given):
        return refused(wire.query(**given))

    assert ask(standings=service_pb.GetStandings(year=2024)) == "INVALID query.cluster"
    assert ask(standings=service_pb.GetStandings(cluster="tcxdd 1", year=2024)) == "INVALID query.cluster"
    assert ask(standings=service_pb.GetStandings(cluster="TCXDD-1")) == "INVALID query.year"
    assert ask(journal=service_pb.GetJournal(cluster="TCXDD-1", limit=1001)) == "INVALID query.limit"
    assert ask(journal=service_pb.GetJournal(cluster="TCXDD-1", **{"from": 0})) == "INVALID query.from"
    period = raw.field(4, [raw.field(1, [raw.field(1, "TCXDD-1"), raw.field(2, 2024), raw.field(3, 9)])])
    assert refused(answer(wire, period)) == "INVALID query.period"


def test_questions_about_what_is_not_there_are_answered(wire, refused):
    def ask(**given):
        return refused(wire.query(**given))

    assert ask(standings=service_pb.GetStandings(cluster="TCXDD-1", year=2025)) == "NOT_FOUND query.year"
    assert ask(standings=service_pb.GetStandings(cluster="TCXDD-1", year=2024, period=2)) == "CLOSED query.period"
    assert ask(scorecard=service_pb.GetScorecard(cluster="TCXDD-1", year=2024, board="XX")) == "NOT_FOUND query.board"
    assert ask(report=service_pb.GetReport(cluster="TCXDD-1", year=2024, period=1, board="TQ")) == "NOT_FOUND query"
    assert ask(season=service_pb.GetSeason(cluster="TCXDD-1", year=2024, version=9)) == "NOT_FOUND query"
    assert ask(standings=service_pb.GetStandings(cluster="ELSEWHERE", year=2024)) == "FORBIDDEN query.cluster"


def test_the_journal_of_a_cluster_that_is_not_there_is_empty(shared):
    reply = shared.operator.query(journal=service_pb.GetJournal(cluster="NOBODY"))
    assert (reply.status, len(reply.journal.entries), reply.journal.head) == (1, 0, 0)


# --- strangers ---


def closed(line):
    """Did the other side close it? What it says before does not count."""
    line.settimeout(10)
    try:
        while line.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


def dial(shared, endpoint="command_endpoint"):
    host, port = getattr(shared.daemon, endpoint).removeprefix("tcp://").split(":")
    return socket.create_connection((host, int(port)))


@pytest.mark.parametrize("endpoint", ["command_endpoint", "feed_endpoint"])
def test_random_bytes_on_a_line_close_it(wire, shared, endpoint):
    print("seed", SEED)
    dice = random.Random(SEED)
    lines = []
    for _ in range(30):
        lines.append(dial(shared, endpoint))
        lines[-1].sendall(b"\xff" + dice.randbytes(dice.randrange(100, 5000)))
    assert all(closed(line) for line in lines)


def test_a_size_without_end_before_the_handshake_allocates_nothing(wire, shared):
    line = dial(shared)
    line.sendall(b"\xff\0\0\0\0\0\0\0\1\x7f\3\1CURVE" + bytes(15 + 1 + 31) + b"\x06" + b"\x7f" + b"\xff" * 7 + b"x" * 1000)
    assert closed(line)


def test_who_says_nothing_is_sent_away(wire, shared):
    lines = [dial(shared) for _ in range(20)]  # handshake_seconds, all at once
    assert all(closed(line) for line in lines)


def unanswered(shared, client):
    """Neither an answer nor a place: the handshake is refused while others are served."""
    try:
        client.socket.send(service_pb.Request(query=service_pb.Query(ping=service_pb.Ping())).SerializeToString(), zmq.NOBLOCK)
    except zmq.Again:
        pass  # who is refused for good has no line to send on
    before = shared.daemon.metric("queries_total")
    for _ in range(20):
        assert shared.standings().status == 1
    assert client.receive(timeout=0) is None
    assert shared.daemon.metric("queries_total") - before == 20
    client.close()
    return True


def test_an_unknown_curve_key_is_not_let_in(shared):
    before = shared.daemon.metric("handshakes_refused_total")
    stranger = shared.daemon.client(Keys("stranger"))
    until(lambda: shared.daemon.metric("handshakes_refused_total") == before + 1)
    assert unanswered(shared, stranger)
    assert shared.daemon.metric("handshakes_refused_total") == before + 1  # and it does not try again


def test_who_does_not_speak_curve_is_not_let_in(shared):
    stranger = shared.daemon.client(None)
    failed = zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_DISCONNECTED
    monitor = stranger.socket.get_monitor_socket(failed)
    assert monitor.poll(10_000)
    stranger.socket.disable_monitor()
    assert unanswered(shared, stranger)


def test_who_expects_another_daemon_finds_out(shared):
    keys = shared.keys["TQ"]
    mistaken = protocol.Client(shared.daemon.context, shared.daemon.command_endpoint, keys, Keys("another").curve_public)
    monitor = mistaken.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    assert monitor.poll(10_000)
    mistaken.socket.disable_monitor()
    assert unanswered(shared, mistaken)


def test_a_stranger_hears_nothing_of_the_feed(shared):
    stranger = shared.daemon.subscriber(Keys("stranger"), "standings/")
    admitted = shared.daemon.subscriber(shared.viewer, "standings/")
    assert admitted.poll(10_000)
    assert stranger.poll(0) == 0
    stranger.close()
    admitted.close()
