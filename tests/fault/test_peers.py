"""Clients that do not read, and too many at once: the others are served, memory is bounded, nobody is lost."""

import os

import pytest
import zmq
from support import protocol
from support.daemon import World, until
from support.load import Office, check_journal, deliver
from support.protocol import service_pb

BOARDS = tuple(f"P{a}{b}" for a in "ABCDE" for b in "ABCDEFGHIJKL")
MIB = 1 << 20


@pytest.fixture(autouse=True)
def quarantine():
    """What a sanitizer keeps back of freed memory is not the daemon's."""
    before = os.environ.get("ASAN_OPTIONS")
    os.environ["ASAN_OPTIONS"] = "quarantine_size_mb=1:malloc_context_size=5"
    yield
    if before is None:
        del os.environ["ASAN_OPTIONS"]
    else:
        os.environ["ASAN_OPTIONS"] = before


def large_question():
    """Its answer is some 17 kB: sixty boards."""
    return service_pb.Request(query=service_pb.Query(journal=service_pb.GetJournal(cluster="TCXDD-1")))


def test_a_client_that_never_reads_its_replies_bothers_nobody(make_daemon):
    daemon = make_daemon(send_high_water=10)
    world = World(daemon, boards=BOARDS)
    before = daemon.metric("resident_bytes")
    deaf = daemon.client(world.viewer, receive_high_water=1)
    for _ in range(4000):
        deaf.send(large_question())
    until(lambda: world.submit("PAA", t01=-1).status == 2 and daemon.metric("replies_lost_total") > 0)
    world.ok(world.submit("PAA"))
    until(lambda: daemon.metric("requests_under_way") == 0)
    assert daemon.metric("resident_bytes") - before < 64 * MIB
    deaf.close()
    for board in BOARDS[1:]:
        world.ok(world.submit(board))


def test_a_subscriber_that_never_reads_bothers_nobody(make_daemon):
    daemon = make_daemon(send_high_water=10)
    world = World(daemon, boards=BOARDS)
    deaf = daemon.subscriber(world.viewer, "standings/", receive_high_water=1)
    hearing = daemon.subscriber(world.keys["PAA"], "standings/", receive_high_water=1)
    assert hearing.poll(10_000)
    office = Office(world, "PAA")
    office.write_reports(1500)
    before = daemon.metric("resident_bytes")
    for id, signed in office.waiting.copy().items():
        office.asked[office.client.send(service_pb.Request(command=signed))] = id
        office.take(10)
        while hearing.poll(0):
            last = hearing.recv_multipart()[1]
    final = world.standings().standings.state_hash
    while protocol.standings_pb.Standings.FromString(last).state_hash != final:
        assert hearing.poll(10_000), "the last standing never came"
        last = hearing.recv_multipart()[1]
    assert len(office.receipts) == 1500
    assert daemon.metric("resident_bytes") - before < 64 * MIB
    deaf.close()
    hearing.close()


def test_a_full_queue_pushes_back_and_loses_nobody(make_daemon):
    """Eight requests may be under way; a thousand come from sixty offices at once, and questions between them."""
    daemon = make_daemon(queue_max=8, verify_workers=1, receive_high_water=2)
    world = World(daemon, boards=BOARDS)
    offices = [Office(world, board) for board in BOARDS]
    for office in offices:
        office.write_reports(15)
        office.send()
    viewer = daemon.client(world.viewer)
    for _ in range(100):
        viewer.send(large_question())
    deliver(offices, again=20)
    assert {viewer.receive().status for _ in range(100)} == {1}
    assert sum(office.postponed for office in offices) == 0
    assert not any(office.refused for office in offices)
    assert len(check_journal(world, offices)) == len(BOARDS) + 2


def test_the_flood_of_one_key_waits_behind_itself(make_daemon):
    """Two thousand dry runs of one office; another one's report is acknowledged while they are still being answered."""
    world = World(make_daemon(), boards=BOARDS)
    made = protocol.sign_dry_run(world.keys["PAA"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("PAA")))
    flooding = world.clients["PAA"]
    flooding.socket.sndhwm = 0
    for _ in range(2000):
        flooding.send(service_pb.Request(dry_run=made))
    world.ok(world.submit("PAB"))
    answered = []
    while (reply := flooding.receive(timeout=0)) is not None:
        answered.append(reply.status)
    assert len(answered) < 2000
    answered += [flooding.receive().status for _ in range(2000 - len(answered))]
    assert set(answered) == {1, 8}  # OK, BUSY
    assert answered.count(1) >= 256
    world.ok(world.submit("PAA"))


def test_who_sends_and_goes_leaves_his_report(make_daemon):
    world = World(make_daemon())
    for board in world.boards:
        client = world.daemon.client(world.keys[board])
        client.socket.linger = 10_000
        client.send(service_pb.Request(command=protocol.sign(
            world.keys[board], protocol.command("TCXDD-1", 2024, submit_report=protocol.report(board)))))
        client.close()
    until(lambda: len(world.journal()) == 8)
    assert world.standings().standings.reported == 3


def test_two_lines_with_the_same_routing_id_cannot_take_each_others_replies(make_daemon):
    world = World(make_daemon())
    daemon = world.daemon
    lines = []
    for board in ("TQ", "BK"):
        socket = daemon.context.socket(zmq.DEALER)
        socket.linger, socket.routing_id = 0, b"mine"
        socket.curve_publickey = zmq.utils.z85.encode(world.keys[board].curve_public)
        socket.curve_secretkey = zmq.utils.z85.encode(world.keys[board].curve_secret)
        socket.curve_serverkey = zmq.utils.z85.encode(daemon.keys.curve_public)
        socket.connect(daemon.command_endpoint)
        socket.send(service_pb.Request(correlation=1, query=service_pb.Query(ping=service_pb.Ping())).SerializeToString())
        if board == "TQ":
            assert socket.poll(10_000)
        lines.append(socket)
    world.ok(world.submit("TQ"))
    lines[0].recv()
    lines[0].send(service_pb.Request(correlation=2, query=service_pb.Query(ping=service_pb.Ping())).SerializeToString())
    assert lines[0].poll(10_000)
    assert service_pb.Reply.FromString(lines[0].recv()).correlation == 2
    assert lines[1].poll(0) == 0
    for socket in lines:
        socket.close()


def test_more_connections_than_the_bound_wait_at_the_door(make_daemon):
    world = World(make_daemon(connections_max=20))
    daemon = world.daemon
    ping = service_pb.Request(query=service_pb.Query(ping=service_pb.Ping()))
    clients = [daemon.client(world.viewer) for _ in range(40)]
    for client in clients:
        client.send(ping)
    poller = zmq.Poller()
    for client in clients:
        poller.register(client.socket, zmq.POLLIN)
    until(lambda: daemon.metric("handshakes_refused_total") > 0)  # nobody leaves before that
    answered = set()
    while len(answered) < len(clients):  # who is answered leaves, and makes room
        ready = dict(poller.poll(10_000))
        assert ready, f"{len(answered)} of {len(clients)}"
        for client in clients:
            if client.socket in ready:
                answered.add(client)
                poller.unregister(client.socket)
                client.close()
    world.ok(world.submit("TQ"))


def test_a_cache_too_small_for_its_clusters_still_serves_them(make_daemon):
    daemon = make_daemon(cache_bytes_max=65536)
    worlds = [World(daemon, cluster=f"C-{number}") for number in range(40)]
    for world in worlds:
        for board in world.boards:
            world.clients[board].send(service_pb.Request(command=protocol.sign(
                world.keys[board], protocol.command(world.cluster, 2024, submit_report=protocol.report(board)))))
    for world in worlds:
        assert {world.clients[board].receive().status for board in world.boards} == {1}
    assert {world.standings().standings.reported for world in worlds} == {3}
    assert daemon.metric("cache_evictions_total") > 0
    assert daemon.metric("cached_bytes") < 2 * 65536
    worlds[0].advance("2024-04-10T08:00")
    assert {world.standings("Q1").standings.locked for world in worlds} == {True}
    assert daemon.sql("select count(*) from thidua.standing_locked") == [(120,)]
