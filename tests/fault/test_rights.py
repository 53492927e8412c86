"""Who may do what, what comes twice or out of turn, and what a dry run tells: the exact status and fields of each answer."""

import re
import time

import zmq
from support import protocol, raw
from support.daemon import World, until
from support.protocol import Keys, command_pb, service_pb

ROLE_OFFICE, ROLE_VIEWER = 1, 4


def test_a_wrong_signature_is_refused(shared, refused):
    signed = protocol.sign(shared.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    for spoilt in (
        command_pb.SignedCommand(command=signed.command, signature=bytes(64), key=signed.key),
        command_pb.SignedCommand(command=signed.command, signature=signed.signature, key=shared.keys["BK"].sign_public),
        command_pb.SignedCommand(command=signed.command, signature=signed.signature, key=bytes(32)),
        command_pb.SignedCommand(command=signed.command + raw.field(3, 2024), signature=signed.signature, key=signed.key),
    ):
        assert refused(shared.clients["TQ"].request(service_pb.Request(command=spoilt))) == "FORBIDDEN signature"


def test_a_signature_or_a_key_of_another_size_is_refused(shared, refused):
    signed = protocol.sign(shared.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    for size in (0, 63, 65):
        spoilt = command_pb.SignedCommand(command=signed.command, signature=bytes(size), key=signed.key)
        assert refused(shared.clients["TQ"].request(service_pb.Request(command=spoilt))) == "INVALID command.signature"
    spoilt = command_pb.SignedCommand(command=signed.command, signature=signed.signature)
    assert refused(shared.clients["TQ"].request(service_pb.Request(command=spoilt))) == "INVALID command.key"


def test_a_board_cannot_report_for_another(send, shared):
    assert send(protocol.report("BK")) == "FORBIDDEN submit_report.board"
    assert send(protocol.report("ZZ")) == "FORBIDDEN submit_report.board"
    assert send(keys=shared.keys["BK"]) == "FORBIDDEN submit_report.board"


def test_a_key_that_nobody_granted_is_refused(send):
    assert send(keys=Keys("nobody")) == "FORBIDDEN key"


def test_a_viewer_may_ask_and_not_send(send, shared, refused):
    viewer = shared.daemon.client(shared.viewer)
    assert send(client=viewer) == "FORBIDDEN connection"
    assert send(client=viewer, keys=shared.viewer) == "FORBIDDEN connection"
    assert send(keys=shared.viewer) == "FORBIDDEN key"
    assert shared.standings(client=viewer).status == 1
    assert viewer.query(standings=service_pb.GetStandings(cluster="ELSEWHERE", year=2024)).status == 5


def test_the_operator_cannot_touch_a_score(send, shared):
    assert send(keys=shared.daemon.operator, client=shared.operator) == "FORBIDDEN key"


def test_an_office_cannot_do_what_the_operator_does(send, shared):
    grant = command_pb.GrantKey(role=ROLE_VIEWER, sign_key=bytes(range(32)), curve_key=bytes(range(32)))
    assert send(protocol.command("TCXDD-1", grant_key=grant)) == "FORBIDDEN key"
    revoke = command_pb.RevokeKey(sign_key=shared.keys["BK"].sign_public)
    assert send(protocol.command("TCXDD-1", revoke_key=revoke)) == "FORBIDDEN key"
    define = command_pb.DefineSeason(version=2, season=shared.season)
    assert send(protocol.command("TCXDD-1", 2024, define_season=define)) == "FORBIDDEN key"


def test_only_the_operator_moves_the_clock_and_never_back(shared, refused):
    later = service_pb.AdvanceClock(to=protocol.instant("2024-03-19T08:00"))
    assert refused(shared.clients["TQ"].request(service_pb.Request(advance_clock=later))) == "FORBIDDEN connection"
    earlier = service_pb.AdvanceClock(to=protocol.instant("2024-03-17T08:00"))
    assert refused(shared.operator.request(service_pb.Request(advance_clock=earlier))) == "INVALID advance_clock.to"
    nowhere = service_pb.AdvanceClock()
    assert refused(shared.operator.request(service_pb.Request(advance_clock=nowhere))) == "INVALID advance_clock.to"


def test_grants_and_revocations_that_make_no_sense_are_refused(shared, refused):
    def grant(**given):
        fresh = Keys("fresh")
        given = {"role": ROLE_OFFICE, "board": "TQ", "sign_key": fresh.sign_public, "curve_key": fresh.curve_public} | given
        made = command_pb.GrantKey(**{name: value for name, value in given.items() if value is not None})
        return refused(shared.operate(grant_key=made))

    assert grant(board=None) == "INVALID grant_key.board"
    assert grant(role=ROLE_VIEWER) == "INVALID grant_key.board"
    assert grant(board="tq") == "INVALID grant_key.board"
    assert grant(sign_key=bytes(31)) == "INVALID grant_key.sign_key"
    assert grant(sign_key=shared.keys["BK"].sign_public) == "CONFLICT grant_key.sign_key"
    assert grant(sign_key=shared.daemon.operator.sign_public) == "CONFLICT grant_key.sign_key"
    assert grant(curve_key=shared.keys["BK"].curve_public) == "CONFLICT grant_key.curve_key"
    unknown = command_pb.RevokeKey(sign_key=bytes(32))
    assert refused(shared.operate(revoke_key=unknown)) == "NOT_FOUND revoke_key.sign_key"
    root = command_pb.RevokeKey(sign_key=shared.daemon.operator.sign_public)
    assert refused(shared.operate(revoke_key=root)) == "CONFLICT revoke_key.sign_key"


def test_a_season_that_makes_no_sense_names_every_field(shared, refused):
    season = protocol.small_season("TCXDD-1", boards=shared.boards)
    season.tasks[0].max = 1
    season.tasks[1].code = "T01"
    season.boards[1].code = "bk"
    season.periods[2].due = season.periods[2].opens - 1
    season.tie_breaks[0] = 2
    define = command_pb.DefineSeason(version=2, season=season.SerializeToString())
    said = refused(shared.operate(2024, define_season=define)).split()
    assert said[0] == "INVALID"
    wrong = {"season.tasks[1].code", "season.tasks", "season.boards[1].code", "season.periods[2].due", "season.tie_breaks[0]"}
    assert wrong <= set(said)


def test_a_version_out_of_turn_is_refused(shared, refused):
    for version in (1, 3):
        define = command_pb.DefineSeason(version=version, season=shared.season)
        assert refused(shared.operate(2024, define_season=define)).split()[1] == "define_season.version"


def test_bytes_that_are_no_season_are_refused(shared, refused):
    define = command_pb.DefineSeason(version=2, season=b"\xff\xff")
    assert refused(shared.operate(2024, define_season=define)) == "INVALID season"
    define = command_pb.DefineSeason(version=2, season=shared.season + raw.field(99, 1))
    assert refused(shared.operate(2024, define_season=define)) == "INVALID season"


# --- these leave something behind ---


def test_the_same_id_gets_the_same_receipt_whatever_came_since(world):
    id = protocol.uuid7()
    made = protocol.command("TCXDD-1", 2024, id=id, submit_report=protocol.report("TQ"))
    first = world.clients["TQ"].command(world.keys["TQ"], made)
    world.ok(world.submit("BK"))
    world.ok(world.submit("TQ", revision=2, previous=protocol.blake2b(made.SerializeToString())))
    again = world.clients["TQ"].command(world.keys["TQ"], made)
    assert world.ok(first) == world.ok(again)
    assert (first.receipt.statement == again.receipt.statement, len(world.journal())) == (True, 8)


def test_a_known_id_is_answered_to_nobody_without_a_role(world, refused):
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    first = world.clients["TQ"].command(world.keys["TQ"], made)
    world.ok(first)
    line = world.clients["BK"]
    assert refused(line.command(protocol.Keys("stranger"), made)) == "FORBIDDEN key"
    forged = protocol.command("TCXDD-1", 2024, id=made.id, submit_report=protocol.report("TQ", t01=0))
    assert refused(line.command(protocol.Keys("stranger"), forged)) == "FORBIDDEN key"  # not even that there is such an id
    assert world.ok(line.command(world.keys["BK"], made)) == world.ok(first)
    tried = line.dry_run(world.keys["TQ"], made)
    assert world.ok(tried) == world.ok(first)
    world.revoke(world.keys["TQ"])
    assert refused(line.command(world.keys["TQ"], made)) == "FORBIDDEN key"
    assert world.ok(line.command(world.keys["BK"], made)) == world.ok(first)


def test_the_same_id_twice_in_one_breath_gets_one_entry(world):
    made = protocol.sign(world.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    for _ in range(20):
        world.clients["TQ"].send(service_pb.Request(command=made))
    receipts = {world.clients["TQ"].receive().receipt.statement for _ in range(20)}
    assert (len(receipts), len(world.journal())) == (1, 6)


def test_the_same_id_with_other_content_is_a_conflict_that_names_both(world, refused):
    id = protocol.uuid7()
    first = protocol.command("TCXDD-1", 2024, id=id, submit_report=protocol.report("TQ"))
    other = protocol.command("TCXDD-1", 2024, id=id, submit_report=protocol.report("TQ", t01=200000))
    world.ok(world.clients["TQ"].command(world.keys["TQ"], first))
    reply = world.clients["TQ"].command(world.keys["TQ"], other)
    assert refused(reply) == "CONFLICT id"
    named = re.findall(r"[0-9a-f]{64}", reply.faults[0].message)
    assert named == [protocol.blake2b(made.SerializeToString()).hex() for made in (first, other)]
    assert len(world.journal()) == 6


def test_a_stale_or_skipped_revision_is_refused_with_the_one_in_force(world, refused):
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    assert refused(world.submit("TQ", revision=2, previous=bytes(32))) == "STALE submit_report.revision"
    world.ok(world.clients["TQ"].command(world.keys["TQ"], made))
    in_force = protocol.blake2b(made.SerializeToString())
    stale = world.submit("TQ")
    assert refused(stale) == "STALE submit_report.revision"
    assert in_force.hex() in stale.faults[0].message
    assert refused(world.submit("TQ", revision=3, previous=in_force)) == "STALE submit_report.revision"
    assert refused(world.submit("TQ", revision=2, previous=bytes(32))) == "STALE submit_report.previous_hash"
    assert refused(world.submit("TQ", revision=2)) == "INVALID submit_report.previous_hash"
    assert refused(world.submit("BK", previous=in_force)) == "INVALID submit_report.previous_hash"
    world.ok(world.submit("TQ", revision=2, previous=in_force))


def test_a_revoked_keys_lines_end_within_a_second_and_no_others(world, refused):
    world.ok(world.submit("TQ"))
    world.ok(world.submit("BK"))
    revoked = world.keys["TQ"]
    hearing = {board: world.daemon.subscriber(world.keys[board], "standings/") for board in ("TQ", "BK")}
    for socket in hearing.values():
        assert socket.poll(10_000)
    ended = [socket.get_monitor_socket(zmq.EVENT_DISCONNECTED) for socket in (world.clients["TQ"].socket, hearing["TQ"])]
    others = [socket.get_monitor_socket(zmq.EVENT_DISCONNECTED) for socket in (world.clients["BK"].socket, hearing["BK"])]
    world.revoke(revoked)
    for monitor in ended:
        assert monitor.poll(1000)
    while hearing["TQ"].poll(0):
        hearing["TQ"].recv_multipart()
    world.ok(world.submit("CB"))
    assert hearing["BK"].poll(10_000)
    assert not hearing["TQ"].poll(0)
    assert not any(monitor.poll(0) for monitor in others)
    for socket in (*hearing.values(), world.clients["TQ"].socket, world.clients["BK"].socket):
        socket.disable_monitor()
    for socket in hearing.values():
        socket.close()
    relayed = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ", revision=2))
    assert refused(world.clients["BK"].command(revoked, relayed)) == "FORBIDDEN key"
    before = world.daemon.metric("handshakes_refused_total")
    again = world.daemon.client(revoked)
    until(lambda: world.daemon.metric("handshakes_refused_total") > before)
    again.close()
    revoke = command_pb.RevokeKey(sign_key=revoked.sign_public)
    assert refused(world.operate(revoke_key=revoke)) == "CONFLICT revoke_key.sign_key"


def test_a_locked_period_is_closed(world, refused):
    world.advance("2024-04-06T00:00")
    assert refused(world.submit("TQ")) == "CLOSED submit_report.period"


def test_dry_run_gives_the_faults_and_the_standing_of_the_real_one_and_changes_nothing(world, refused):
    client, keys = world.clients["TQ"], world.keys["TQ"]
    wrong = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("BK", t01=-1))
    assert client.dry_run(keys, wrong).faults == client.command(keys, wrong).faults
    before, head = world.standings().standings, len(world.journal())
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ", t02=7777777, models=["một"]))
    tried = client.dry_run(keys, made)
    assert tried.status == 1
    assert (world.standings().standings.state_hash, len(world.journal())) == (before.state_hash, head)
    world.ok(client.command(keys, made))
    real = world.standings().standings
    assert tried.dry_run.standings == real
    assert tried.dry_run.scorecard.row == next(row for row in real.rows if row.board == "TQ")
    assert world.ok(client.dry_run(keys, made)) == world.ok(client.command(keys, made))  # accepted already: as sending it is


def test_the_bytes_of_a_dry_run_can_only_be_tried(world, refused):
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    tried, head = protocol.sign_dry_run(world.keys["TQ"], made), len(world.journal())
    relay = world.daemon.client(granted(world, "relay", role=ROLE_VIEWER, relay=True))
    for line in (relay, world.clients["BK"], world.clients["TQ"]):
        assert line.request(service_pb.Request(dry_run=tried)).status == 1
        assert refused(line.request(service_pb.Request(command=tried))) == "FORBIDDEN signature"
    assert len(world.journal()) == head + 1  # the relay's grant


def test_a_dry_run_signed_as_a_command_is_told_that_its_client_is_too_old(world, refused):
    signed = protocol.sign(world.keys["TQ"], protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ")))
    relay = world.daemon.client(granted(world, "relay", role=ROLE_VIEWER, relay=True))
    for line in (relay, world.clients["TQ"]):
        reply = line.request(service_pb.Request(dry_run=signed))
        assert refused(reply) == "UNSUPPORTED signature"
        assert reply.faults[0].reason == "DRY_RUN_AS_COMMAND"
    signed.signature = bytes(64)
    assert refused(world.clients["TQ"].request(service_pb.Request(dry_run=signed))) == "FORBIDDEN signature"


def test_a_dry_run_of_a_postmark_shows_what_sending_it_gives(daemon):
    season = protocol.small_season("TCXDD-1", boards=("TQ", "BK", "CB"))
    season.edition, season.postmark_grace_days = 2, 3
    world = World(daemon, season=season)
    client, keys, head = world.clients["TQ"], world.keys["TQ"], len(world.journal())
    made = protocol.command("TCXDD-1", 2024, postmark=command_pb.Postmark(period=1, report_hash=bytes(32)))
    tried = client.dry_run(keys, made)
    assert [row.board for row in tried.dry_run.standings.rows if row.postmarked] == ["TQ"]
    assert (len(world.journal()), any(row.postmarked for row in world.standings().standings.rows)) == (head, False)
    world.ok(client.command(keys, made))
    assert world.standings().standings == tried.dry_run.standings


def test_dry_run_of_what_changes_no_score_says_ok(world):
    grant = command_pb.GrantKey(role=ROLE_VIEWER, sign_key=bytes(range(32)), curve_key=bytes(range(32)))
    tried = world.operator.dry_run(world.daemon.operator, protocol.command("TCXDD-1", grant_key=grant))
    assert (tried.status, tried.WhichOneof("result"), len(world.journal())) == (1, None, 5)


# --- who hears what ---


def hears(world, keys, prefix):
    """Topics that come to a subscriber until one comes a second time; none within two seconds: nothing."""
    socket, topics = world.daemon.subscriber(keys, prefix), []
    try:
        while socket.poll(2000):
            topic = socket.recv_multipart()[0].decode()
            if topic in topics:
                break
            topics.append(topic)
        return sorted(topics)
    finally:
        socket.close()


def granted(world, name, **given):
    keys = Keys(name)
    world.ok(world.operate(grant_key=command_pb.GrantKey(sign_key=keys.sign_public, curve_key=keys.curve_public, **given)))
    return keys


def test_a_subscriber_hears_of_a_broad_prefix_what_its_key_may_read(world):
    periods = [f"TCXDD-1/2024/{period}" for period in ("Q1",)]
    head, deputy, other = (world.keys[board] for board in ("TQ", "BK", "CB"))
    public = granted(world, "public", role=ROLE_VIEWER, audience=command_pb.AUDIENCE_PUBLIC)
    supervisor = granted(world, "supervisor", role=2)
    member, live, everybody = ([f"{root}/{at}" for at in periods] for root in ("standings", "live", "public"))
    assert hears(world, other, "") == sorted(member + everybody)
    assert hears(world, head, "") == hears(world, deputy, "") == sorted(member + live + everybody)
    assert hears(world, supervisor, "live/TCXDD-1/") == live
    assert hears(world, public, "") == everybody
    for keys, refused in ((other, "live/"), (other, "live/TCXDD-1/2024/Q1"), (public, "standings/"), (head, "standings/OTHER/")):
        before = world.daemon.metric("subscriptions_refused_total")
        assert hears(world, keys, refused) == []
        assert world.daemon.metric("subscriptions_refused_total") == before + 1


def test_another_clusters_key_hears_and_asks_nothing(world, refused):
    other = Keys("elsewhere")
    world.ok(world.operator.command(world.daemon.operator, protocol.command("OTHER-1", grant_key=command_pb.GrantKey(
        role=ROLE_OFFICE, board="TQ", sign_key=other.sign_public, curve_key=other.curve_public))))
    client = world.daemon.client(other)
    asked = client.query(standings=service_pb.GetStandings(cluster="TCXDD-1", year=2024))
    assert refused(asked) == "FORBIDDEN query.cluster"
    assert hears(world, other, "standings/TCXDD-1/") == hears(world, other, "") == []


def test_who_gains_a_role_hears_it_without_subscribing_again(world):
    socket = world.daemon.subscriber(world.keys["CB"], "")
    world.ok(world.operator.command(world.daemon.operator, protocol.command("OTHER-1", grant_key=command_pb.GrantKey(
        role=ROLE_VIEWER, sign_key=world.keys["CB"].sign_public, curve_key=world.keys["CB"].curve_public))))
    season = protocol.small_season("OTHER-1", boards=("TQ", "BK"))
    world.ok(world.operator.command(world.daemon.operator, protocol.command("OTHER-1", 2024, define_season=command_pb.DefineSeason(
        version=1, season=season.SerializeToString()))))
    heard = set()
    until(lambda: socket.poll(10_000) and heard.add(socket.recv_multipart()[0].split(b"/")[1]) or heard == {b"TCXDD-1", b"OTHER-1"})
    socket.close()


def test_the_public_is_answered_what_was_published_and_no_more(world, refused):
    world.ok(world.submit("TQ"))
    client = world.daemon.client(granted(world, "public", role=ROLE_VIEWER, audience=command_pb.AUDIENCE_PUBLIC))
    assert world.standings(client=client).status == 1
    about = {"cluster": "TCXDD-1", "year": 2024}
    for question in ({"journal": service_pb.GetJournal(cluster="TCXDD-1")}, {"completeness": service_pb.GetCompleteness(**about)},
                     {"report": service_pb.GetReport(**about, period=1, board="TQ")}):
        assert refused(client.query(**question)) == "FORBIDDEN query"


# --- who carries it ---


def carry(client, signed):
    return client.request(service_pb.Request(signed_query=signed))


def test_a_relay_carries_what_others_have_signed_and_nothing_else(world, refused):
    relay = granted(world, "relay", role=ROLE_VIEWER, audience=command_pb.AUDIENCE_PUBLIC, relay=True)
    client = world.daemon.client(relay)
    made = protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))
    assert client.dry_run(world.keys["TQ"], made).status == 1
    world.ok(client.command(world.keys["TQ"], made))
    assert refused(client.command(relay, protocol.command("TCXDD-1", 2024, submit_report=protocol.report("BK")))) == "FORBIDDEN key"
    assert refused(client.request(service_pb.Request(advance_clock=service_pb.AdvanceClock(to=1)))) == "FORBIDDEN connection"
    journal = service_pb.GetJournal(cluster="TCXDD-1")
    assert refused(client.query(journal=journal)) == "FORBIDDEN query"  # itself it is of the public
    viewer = world.daemon.client(world.viewer)
    assert refused(carry(viewer, protocol.sign_query(world.keys["TQ"], journal=journal))) == "FORBIDDEN connection"


def test_a_signed_question_is_answered_as_its_signer_may_see(world, refused):
    client = world.daemon.client(granted(world, "relay", role=ROLE_VIEWER, relay=True))
    public = granted(world, "public", role=ROLE_VIEWER, audience=command_pb.AUDIENCE_PUBLIC)
    standings = service_pb.GetStandings(cluster="TCXDD-1", year=2024)
    journal = service_pb.GetJournal(cluster="TCXDD-1")
    for keys in (world.keys["TQ"], world.viewer, world.daemon.operator):
        assert carry(client, protocol.sign_query(keys, standings=standings)).standings == world.standings().standings
        assert carry(client, protocol.sign_query(keys, journal=journal)).journal.head == len(world.journal())
    assert carry(client, protocol.sign_query(public, standings=standings)).status == 1
    assert refused(carry(client, protocol.sign_query(public, journal=journal))) == "FORBIDDEN query"
    assert refused(carry(client, protocol.sign_query(Keys("nobody"), standings=standings))) == "FORBIDDEN key"
    world.revoke(world.keys["BK"])
    assert refused(carry(client, protocol.sign_query(world.keys["BK"], standings=standings))) == "FORBIDDEN key"


def test_a_signed_question_is_good_for_five_minutes(world, refused):
    client, keys, now = world.clients["TQ"], world.keys["TQ"], time.time()
    ping = service_pb.Ping()
    for at in (now - 280, now, now + 280):
        assert carry(client, protocol.sign_query(keys, at=at, ping=ping)).WhichOneof("result") == "pong"
    for at in (0, now - 320, now + 320):
        assert refused(carry(client, protocol.sign_query(keys, at=at, ping=ping))) == "INVALID query.signed_at"
    forged = protocol.sign_query(keys, ping=ping)
    forged.query = protocol.sign_query(keys, standings=service_pb.GetStandings(cluster="TCXDD-1", year=2024)).query
    assert refused(carry(client, forged)) == "FORBIDDEN signature"
    plain = keys.signing.sign(forged.query).signature  # as a command is signed
    assert refused(carry(client, service_pb.SignedQuery(query=forged.query, signature=plain, key=forged.key))) == "FORBIDDEN signature"


def test_one_signer_does_not_take_a_relay_from_the_others(make_daemon, refused):
    world = World(make_daemon(relay_signer_requests_max=1))
    client = world.daemon.client(granted(world, "relay", role=ROLE_VIEWER, relay=True))
    journal = service_pb.GetJournal(cluster="TCXDD-1")
    asked = [client.send(service_pb.Request(signed_query=protocol.sign_query(world.keys["TQ"], journal=journal))) for _ in range(64)]
    other = client.send(service_pb.Request(signed_query=protocol.sign_query(world.keys["BK"], journal=journal)))
    replies = {reply.correlation: reply for reply in (client.receive() for _ in range(65))}
    assert replies[other].status == 1
    said = [refused(replies[number]) for number in asked]
    assert set(said) == {"OK", "BUSY request"}
    assert carry(client, protocol.sign_query(world.keys["TQ"], journal=journal)).status == 1
