"""A freeze over the wire: what is held back from whom, until two reveal it; what the public sees."""

import json

import pytest
from support.protocol import Keys, blake2b, command, command_pb, service_pb, standings_pb
from test_cli import SEASON, Desk

FROZEN = SEASON | {
    "edition": 2, "proposal_days": 10, "publication": True, "head": "HN", "deputy": "PT",
    "freeze": {"period": "Q4", "first": "2024-11-20", "last": "2024-11-29"},
    "boards": SEASON["boards"] + [{"code": "PT", "name": "Phú Thọ"}, {"code": "CB", "name": "Cao Bằng"}],
}
OFFICES = ("TQ", "HN", "PT", "CB")
WAIT_MS = 10_000


def begin(make_daemon, tmp_path, **more):
    """It is 18 November 2024; TQ and HN have reported Q4."""
    desk = Desk(make_daemon(rehearse="2024-03-01T08:00"), tmp_path)
    desk.run("operator", "season", "define", desk.write("season.json", FROZEN | more))
    desk.keys = {}
    for board in OFFICES:
        made(desk, board)
        desk.run("operator", "key", "grant", f"{board}.key.pub", "--role", "office", "--board", board)
        desk.context(board, f"{board}.key", board=board)
    for name, role in (("vu", "supervisor"), ("viewer", "viewer"), ("public", "viewer")):
        made(desk, name)
        more = ["--audience", "public"] if name == "public" else []
        desk.run("operator", "key", "grant", f"{name}.key.pub", "--role", role, *more)
        desk.context(name, f"{name}.key")
    desk.run("operator", "clock", "advance", "2024-11-18T08:00+07:00")
    for board in ("TQ", "HN"):
        desk.run(board, "submit", desk.report(board, "Q4", lines=lines(board)))
    return desk


@pytest.fixture
def desk(make_daemon, tmp_path):
    return begin(make_daemon, tmp_path)


def made(desk, name):
    desk.keys[name] = Keys(name)
    desk.keys[name].write(desk.folder / f"{name}.key")


def lines(board, actual="33"):
    return [{"task": "T01", "actual": actual}] + ([] if board == "TQ" else [{"task": "T02", "done": 45, "out_of": "50"}])


def hear(daemon, keys, prefix):
    """The next standing of Q4 that a subscriber is told."""
    socket = daemon.subscriber(keys, prefix)
    try:
        while socket.poll(WAIT_MS):
            _, body = socket.recv_multipart()
            told = standings_pb.Standings.FromString(body)
            if told.period == 4:
                return told
        return None
    finally:
        socket.close()


def version(standings):
    return standings["sequence"], standings["as_of"], standings["state_hash"]


def test_others_see_the_last_standing_before_a_freeze(desk):
    before = desk.json("TQ", "standings")
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "20")))
    for who in ("TQ", "CB", "viewer", "operator"):
        seen = desk.json(who, "standings")
        assert (version(seen), seen["frozen"]) == (version(before), True), who
    for who in ("HN", "PT", "vu"):
        seen = desk.json(who, "standings")
        assert seen["sequence"] > before["sequence"] and not seen["frozen"], who
    assert "[GIỮ KÍN" in desk.run("TQ", "standings", language="vi").stdout
    assert "Đang giữ kín" in desk.run("TQ", "season", "show", language="vi").stdout

    for who in ("TQ", "HN"):  # whatever is asked, beside it stands as of when it is and until when, and not in what programs read
        seal = {"TQ": "of others: as of the end of 19-11-2024; sealed until the end of 29-11-2024",
                "HN": "live; others see it as of the end of 19-11-2024; sealed until the end of 29-11-2024"}[who]
        for asked in (["standings"], ["scorecard", "--board", "HN"], ["proposal", "list"], ["review", "list"], ["limitation", "list"],
                      ["model", "list"], ["points", "list"], ["amend", "list"], ["watch", "--count", "1"]):
            said = desk.run(who, *asked)
            assert said.stderr.count(seal) == 1 and seal not in said.stdout, (who, asked)

    own, other = desk.json("CB", "scorecard", "--board", "CB"), desk.json("TQ", "scorecard", "--board", "CB")
    assert (own["frozen"], own["row"]["rank"], own["row"]["revision"]) == (True, 0, 1)
    assert (other["frozen"], other["row"]["revision"]) == (False, 0)
    assert "base, total, grade and rank are not shown" in desk.run("CB", "scorecard").stdout
    tried = desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "21")), "--dry-run").stdout
    assert "total and rank are held back" in tried
    desk.run("TQ", "report", "--board", "CB", "--period", "Q4", code=1)
    desk.run("HN", "report", "--board", "CB", "--period", "Q4")
    assert "held back" in desk.run("TQ", "journal", "--out", "tq.bundle", code=1).stderr
    assert not (desk.folder / "tq.bundle").exists()
    desk.run("HN", "journal", "--out", "hn.bundle")
    refused = desk.run("PT", "submit", desk.report("PT", "Q4", lines=lines("PT")), code=1, language="vi").stderr
    assert "PT thấy điều các đơn vị khác chưa thấy" in refused

    desk.daemon.stop()
    desk.daemon.start()
    assert version(desk.json("TQ", "standings")) == version(before)
    desk.run("operator", "clock", "advance", "2024-11-30T00:00+07:00")
    assert version(desk.json("TQ", "standings")) == version(desk.json("HN", "standings")) != version(before)
    assert [desk.run(who, *asked).stderr for who in ("TQ", "HN") for asked in (["standings"], ["proposal", "list"])] == 4 * [""]


def test_what_keeps_a_proposal_from_taking_effect_is_said_in_words(desk):
    desk.run("operator", "clock", "advance", "2024-11-29T08:00+07:00")
    desk.run("vu", "season", "reveal", "q4")
    proposal = desk.json("HN", "proposal", "list")["proposals"][0]["proposal"][:8]
    desk.run("operator", "clock", "advance", "2024-11-30T00:00+07:00")
    refused = desk.run("HN", "proposal", "countersign", proposal, code=1, language="vi").stderr
    assert refused.splitlines()[-1] == "đề nghị: kỳ: hiện không giữ kín"


def journal(desk, who, **asked):
    client = desk.daemon.client(desk.keys[who])
    return client.query(journal=service_pb.GetJournal(cluster="TCXDD-1", prove=True, **asked))


def walk(desk, who):
    """The whole journal, page by page."""
    entries, held, pages, head, start = [], [], [], 1, 1
    while start <= head:
        page = journal(desk, who, held=True, **{"from": start}).journal
        entries, held, head = entries + list(page.entries), held + list(page.held), page.head
        start = max(entry.sequence for entry in [*page.entries, *page.held]) + 1
        pages.append(page)
    return entries, held, pages


def test_the_journal_keeps_the_place_of_what_is_held_back(desk):
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "20")))
    made(desk, "late")
    desk.run("operator", "key", "grant", "late.key.pub", "--role", "viewer")
    desk.run("TQ", "submit", desk.report("TQ", "Q4", lines=lines("TQ", "34")))
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "21")))
    whole = journal(desk, "HN").journal
    head = whole.head

    entries, held, pages = walk(desk, "TQ")
    assert [[entry.sequence for entry in page.held] for page in pages] == [[head - 3], [head]]
    assert {entry.sequence for entry in entries} == set(range(1, head + 1)) - {head - 3, head}
    assert not any(page.HasField("proof") for page in pages) and whole.HasField("proof")  # it names the last entry's command
    chain = {entry.sequence: entry for entry in [*entries, *held]}
    for entry in whole.entries:
        assert (chain[entry.sequence].hash, chain[entry.sequence].previous_hash) == (entry.hash, entry.previous_hash)
    assert journal(desk, "CB", held=True).journal.held[0].sequence == head - 1

    assert journal(desk, "TQ").journal.entries[-1].sequence == head - 4  # who does not ask for them
    assert journal(desk, "TQ", **{"from": head - 3}).faults[0].reason == "JOURNAL_HELD_BACK"
    assert journal(desk, "TQ", **{"from": head - 1}).journal.entries[0].sequence == head - 1

    shown = desk.run("TQ", "journal").stdout.splitlines()
    assert len(shown) == head and "held back until the freeze ends" in shown[-1] and "TQ" in shown[-2]
    listed = [json.loads(line) for line in desk.run("viewer", "journal", "--json").stdout.splitlines()]
    assert [entry["sequence"] for entry in listed if entry.get("held")] == [head - 3, head - 1, head]
    assert "late" in desk.run("operator", "key", "list").stdout


def test_the_feed_carries_to_each_what_he_may_see(desk):
    keys = desk.keys
    before = hear(desk.daemon, keys["TQ"], "standings/TCXDD-1/2024/Q4")
    assert not before.frozen
    desk.run("operator", "clock", "advance", "2024-11-20T00:00+07:00")
    frozen = hear(desk.daemon, keys["TQ"], "standings/TCXDD-1/2024/Q4")
    assert (frozen.sequence, frozen.as_of, frozen.frozen) == (before.sequence, before.as_of, True)
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "20")))
    assert hear(desk.daemon, keys["TQ"], "standings/TCXDD-1/2024/Q4").state_hash == before.state_hash
    live = hear(desk.daemon, keys["HN"], "live/TCXDD-1/2024/Q4")
    assert live.sequence > before.sequence and not live.frozen and live.reported == 3
    assert hear(desk.daemon, keys["HN"], "standings/TCXDD-1/2024/Q4").frozen


def topics_until(socket, wanted):
    """What is heard up to the first topic that is wanted."""
    heard = []
    while socket.poll(WAIT_MS):
        heard.append(socket.recv_multipart()[0].decode())
        if wanted(heard[-1]):
            return heard
    raise AssertionError(heard)


@pytest.mark.parametrize("role, more", [("supervisor", []), ("office", ["--board", "HN"])])
def test_who_is_admitted_in_it_is_a_member_until_it_ends(desk, role, more):
    """Also for a daemon that has just started and knows of the cluster what the database says."""
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    made(desk, "new")
    desk.run("operator", "key", "grant", "new.key.pub", "--role", role, *more)
    desk.context("new", "new.key", **({"board": "HN"} if more else {}))
    for started in (False, True):
        if started:
            desk.daemon.stop()
            desk.daemon.start()
        socket = desk.daemon.subscriber(desk.keys["new"], "")
        heard = topics_until(socket, lambda topic: topic == "standings/TCXDD-1/2024/Q4")
        desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "21" if started else "20")))
        assert hear(desk.daemon, desk.keys["HN"], "live/TCXDD-1/2024/Q4").reported == 3
        heard += topics_until(socket, lambda topic: topic == "standings/TCXDD-1/2024/Q4")
        assert not [topic for topic in heard if topic.startswith("live/")]
        assert desk.json("new", "standings")["frozen"]
        desk.run("new", "report", "--board", "CB", "--period", "Q4", code=1)
        if not started:
            socket.close()
    desk.run("operator", "clock", "advance", "2024-11-30T00:00+07:00")
    topics_until(socket, lambda topic: topic == "live/TCXDD-1/2024/Q4")
    socket.close()
    desk.run("new", "report", "--board", "CB", "--period", "Q4")


def test_an_office_goes_on_with_a_key_that_a_freeze_admitted(desk):
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    made(desk, "new")
    desk.run("operator", "key", "grant", "new.key.pub", "--role", "office", "--board", "CB")
    desk.context("new", "new.key", board="CB")
    first = desk.report("CB", "Q4", lines=lines("CB", "20"))
    tried = desk.run("new", "submit", first, "--dry-run").stdout
    assert tried.endswith("\nNot sent, only tried: it would be taken.\n") and "rank" not in tried
    tried = desk.json("new", "submit", first, "--dry-run")
    assert (tried["tried"], tried["standings"], tried["scorecard"]) == (True, None, None)

    desk.run("new", "submit", first)  # of which the daemon tells this key nothing but its receipt
    told = desk.json("new", "submit", first)
    assert (told["unchanged"], told["revision"], told["asked"]) == (True, 1, False)
    desk.report("CB", "Q4", lines=lines("CB", "21"))
    corrected = desk.json("new", "submit", first)
    assert (corrected["revision"], [change["task"] for change in corrected["changes"]]) == (2, ["T01"])

    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "22")))  # another machine, with a key from before
    desk.report("CB", "Q4", lines=lines("CB", "23"))
    said = desk.run("new", "submit", first).stderr  # who is told nothing follows on what the refusal names
    assert said.count("note: revision 3 is in force, which this key cannot see yet") == 1
    assert said.splitlines()[-1] == "thidua: the period has a report already; this is revision 4:"

    made(desk, "newest")
    desk.run("operator", "key", "grant", "newest.key.pub", "--role", "office", "--board", "CB")
    desk.context("newest", "newest.key", board="CB")  # nor has an outbox that knows of any
    corrected = desk.json("newest", "submit", desk.report("CB", "Q4", lines=lines("CB", "24")))
    assert (corrected["revision"], corrected["changes"]) == (5, [])


def moved(standings):
    return {(move.board, getattr(move, "from"), move.to) for move in standings.moves}


def next_told(socket, wanted, period=4):
    """The first standing of the period, Q4, that is wanted."""
    while socket.poll(WAIT_MS):
        told = standings_pb.Standings.FromString(socket.recv_multipart()[1])
        if told.period == period and wanted(told):
            return told
    return None


def send(desk, who, **action):
    """The hash of a command that has entered."""
    made = command("TCXDD-1", 2024, **action)
    reply = desk.daemon.client(desk.keys[who]).command(desk.keys[who], made)
    assert reply.status == 1, reply
    return blake2b(made.SerializeToString())


def amend(desk, board, period, actual):
    """By the supervisor and the head, or the deputy, of whom it is not."""
    judged = command_pb.Judgement(task="T01", actual=actual * 10_000, reason="theo sổ gốc")
    proposal = send(desk, "vu", amend_report=command_pb.AmendReport(board=board, period=period, tasks=[judged], evidence=bytes(range(32))))
    send(desk, "PT" if board == "HN" else "HN", countersign=command_pb.Countersign(proposal=proposal))


def test_its_own_board_sees_what_an_amendment_made_of_a_locked_period(desk):
    """As it sees the amendment itself: what is its own, and nothing that moves with others."""
    def card(who, board, period):
        return desk.json(who, "scorecard", "--board", board, "--period", period)

    periods = ("Q1", "Q2", "Q3")
    before = {(board, period): card(board, board, period) for board in ("CB", "TQ") for period in periods}
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    amend(desk, "CB", 2, 30)
    amend(desk, "TQ", 1, 20)
    of = {period: card("CB", "CB", period) for period in periods}
    assert of["Q1"] == before["CB", "Q1"]  # that of another board is none of its facts
    for period in ("Q2", "Q3"):
        assert (of[period]["frozen"], of[period]["row"]["rank"], of[period]["row"]["total"]) == (True, 0, "0.00"), period
        assert of[period]["lines"][0]["actual"] == "30" != before["CB", period]["lines"][0]["actual"], period
    for who in ("PT", "vu"):
        assert card(who, "CB", "Q2")["row"]["amendment"] == 1 and not card(who, "CB", "Q2")["frozen"]
    assert card("viewer", "CB", "Q2") == before["CB", "Q2"] == card("TQ", "CB", "Q2")
    assert card("TQ", "TQ", "Q1")["frozen"] and card("TQ", "TQ", "Q1") != before["TQ", "Q1"]
    desk.run("operator", "clock", "advance", "2024-11-30T00:00+07:00")
    assert card("CB", "CB", "Q2") == card("vu", "CB", "Q2")


def test_a_standing_as_it_stood_at_an_instant(desk):
    def at(who, instant):
        told = desk.json(who, "standings", "--period", "Q4", "--at", instant)
        return told["reported"], told["frozen"]

    before = version(desk.json("TQ", "standings"))
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "20")))
    assert (at("TQ", "2024-11-18T07:59+07:00"), at("TQ", "2024-11-18T08:00+07:00")) == ((0, False), (2, False))
    assert version(desk.json("TQ", "standings", "--at", "2024-11-18T08:00+07:00")) == before
    assert (at("TQ", "2024-11-21T08:00+07:00"), at("vu", "2024-11-21T08:00+07:00")) == ((2, True), (3, False))
    for instant in ("2024-11-21T08:01+07:00", "2024-09-01T08:00+07:00"):
        assert "as of" in desk.run("TQ", "standings", "--period", "Q4", "--at", instant, code=1).stderr
    assert "no instant" in desk.run("TQ", "standings", "--at", "yesterday", code=64).stderr
    desk.run("operator", "clock", "advance", "2024-11-30T00:00+07:00")
    assert at("TQ", "2024-11-21T08:00+07:00") == (3, False)


@pytest.mark.parametrize("by_time", [False, True])
def test_what_moved_in_a_freeze_is_told_at_its_end(desk, by_time):
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    before = {row["board"]: row["rank"] for row in desk.json("TQ", "standings")["rows"]}
    member, head = (desk.daemon.subscriber(desk.keys[who], topic) for who, topic in (("TQ", "standings/"), ("HN", "live/")))
    assert next_told(member, lambda told: told.frozen)
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "35")))
    live = next_told(head, lambda told: told.reported == 3)
    amend(desk, "CB", 2, 30)  # of a period that locked before it, and so of the one after that
    desk.run("operator", "clock", "advance", "2024-11-29T08:00+07:00")
    desk.run("vu", "season", "reveal", "Q4")
    if by_time:
        desk.run("operator", "clock", "advance", "2024-11-30T00:00+07:00")
    else:
        desk.run("HN", "proposal", "countersign", desk.json("HN", "proposal", "list")["proposals"][0]["proposal"][:8])
    amended = [next_told(member, lambda told: told.amendment, period) for period in (2, 3)]
    told = next_told(member, lambda told: not told.frozen)
    after = {row.board: row.rank for row in told.rows}
    assert moved(told) == {(board, rank, after[board]) for board, rank in before.items() if after[board] != rank} != set()
    signed = json.loads(desk.run("HN", "journal", "--json").stdout.splitlines()[-1])
    for each in (*amended, told):
        assert moved(each) and (each.HasField("cause"), each.cause.hex()) == ((False, "") if by_time else (True, signed["id"]))
    assert moved(live) and not next_told(head, lambda told: told.locked).moves  # who saw it come is told nothing again
    for socket in (member, head):
        socket.close()


def test_the_status_of_another_board_says_that_it_is_sealed(desk):
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "20")))
    for who in ("TQ", "viewer"):
        said = desk.run(who, "status", "--board", "CB").stdout
        assert "Q4 is sealed" in said and "not reported yet" not in said, said
        told = desk.json(who, "status", "--board", "CB")
        assert (told["before_freeze"], told["next"], told["reports"][3]["status"]) == (True, None, "EXPECTED")
        assert "Q4 is sealed" in desk.run(who, "scorecard", "--board", "CB").stdout
    told = desk.json("CB", "status")
    assert (told["before_freeze"], told["reports"][3]["status"]) == (False, "LATE")
    said = desk.run("public", "status", "--board", "CB").stdout  # nothing is published
    assert "Next deadline: FINAL" in said and "not reported yet" not in said, said


def test_who_judges_in_it_is_told_who_reads_his_reason_and_when(make_daemon, tmp_path):
    desk = begin(make_daemon, tmp_path, models=True, review={"review_days": 2, "dispute_days": 2, "return_days": 2})

    def reasons(who):
        return [model.get("reason", "") for model in desk.json(who, "model", "list", "--board", "CB")["models"]]

    desk.write("models.json", {"cluster": "TCXDD-1", "year": 2024, "board": "CB", "period": "Q4", "lines": lines("CB"),
                               "models": [{"title": title, "field": "Tổ chức", "effect": "Tốt"} for title in ("Một", "Hai")]})
    desk.run("CB", "submit", "models.json")
    warned = "note: in the freeze: CB reads this reason at once, the others when it ends (after 29-11-2024, or earlier); " \
             "name nothing of other boards in it\n"
    assert warned not in desk.run("HN", "model", "judge", "CB", "Một", "refused", "--reason", "chưa rõ").stderr
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    assert warned in desk.run("HN", "model", "judge", "CB", "Hai", "refused", "--reason", "kém Một").stderr
    assert (reasons("CB"), reasons("viewer"), reasons("TQ")) == (["chưa rõ", "kém Một"], ["chưa rõ", ""], ["chưa rõ", ""])
    desk.run("HN", "review", "take", "CB", "--period", "Q4")
    assert warned not in desk.run("HN", "review", "verify", "CB", "--period", "Q4", "--dry-run").stderr  # it gives no reason
    assert warned in desk.run("HN", "review", "verify", "CB", "T01=30: sổ gốc", "--period", "Q4", "--dry-run").stderr
    assert "đang giữ kín: CB đọc được lý do này ngay, các đơn vị khác khi hết giữ kín (hết 29-11-2024 hoặc sớm hơn)" in \
        desk.run("HN", "review", "return", "CB", "--period", "Q4", "--reason", "T01", language="vi").stderr
    desk.run("operator", "clock", "advance", "2024-11-30T00:00+07:00")
    assert reasons("viewer") == reasons("TQ") == ["chưa rõ", "kém Một"]


def test_a_proposal_that_is_held_back_is_told_as_one_that_is_not_there(desk):
    desk.run("operator", "clock", "advance", "2024-11-29T08:00+07:00")
    desk.run("vu", "season", "reveal", "Q4")
    there = desk.json("HN", "proposal", "list")["proposals"][0]["proposal"]
    other = "00000000" if not there.startswith("0000") else "11111111"
    sealed = "thidua: note: in the freeze: what came of others after 19-11-2024 is not shown; it shows after 29-11-2024, or earlier\n"

    def told(who, verb, name, code=64, **more):
        return desk.run(who, "proposal", verb, name, code=code, **more).stderr.replace(name, "HASH")

    for verb in ("show", "countersign", "withdraw"):
        assert told("TQ", verb, there[:8]) == told("TQ", verb, other) == \
            "thidua: nothing that you may see has a hash that begins with HASH\n" + sealed
        assert told("TQ", verb, there, 1) == told("TQ", verb, other * 8, 1)
        assert told("TQ", verb, there, 1).endswith(sealed)
    assert "không có mục nào bạn được xem có mã băm bắt đầu bằng HASH\n" in told("TQ", "show", there[:8], language="vi")
    assert "freeze" not in told("HN", "show", other)  # sees all
    for verb in (("proposal", "countersign", there[:8]), ("season", "finalise", "2024"), ("season", "reveal", "Q4")):
        refused = desk.run("PT", *verb, code=77).stderr  # the deputy: about no board, so about none of his own
        assert "key: is of nobody whose signature this needs\n" in refused and "own board" not in refused


def test_two_reveal_it_and_the_supervisor_publishes(desk):
    desk.run("operator", "clock", "advance", "2024-11-21T08:00+07:00")
    desk.run("CB", "submit", desk.report("CB", "Q4", lines=lines("CB", "20")))
    desk.run("vu", "season", "reveal", "Q4", code=1)
    desk.run("operator", "clock", "advance", "2024-11-29T08:00+07:00")
    assert "held back" in desk.run("vu", "season", "publish", "Q4", code=1).stderr
    assert desk.json("vu", "season", "reveal", "Q4")["receipt"]["proposal"]
    assert desk.json("TQ", "standings")["frozen"]
    proposal = desk.json("HN", "proposal", "list")["proposals"][0]
    assert proposal["action"] == "reveal"
    assert desk.json("TQ", "proposal", "list").get("proposals", []) == []
    desk.run("HN", "proposal", "countersign", proposal["proposal"][:8])
    shown = desk.json("TQ", "standings")
    assert (shown["frozen"], shown["reported"]) == (False, 3)
    assert "revealed" in desk.run("TQ", "season", "show").stdout

    desk.run("public", "standings", "--period", "Q4", code=1)
    desk.run("HN", "season", "publish", "Q4", code=77)
    desk.run("vu", "season", "publish", "Q4")
    assert version(desk.json("public", "standings", "--period", "Q4")) == version(shown)
    assert desk.run("vu", "season", "publish", "Q4", code=1).stderr
    desk.run("public", "standings", "--period", "Q1", code=1)
    assert desk.daemon.sql("select year, period::text from thidua.published") == [(2024, "Q4")]
    assert desk.daemon.sql("select year, proposed_by, countersigned_by from thidua.revealed") == [(2024, "SUPERVISOR", "HN")]
    assert hear(desk.daemon, desk.keys["public"], "public/TCXDD-1/2024/Q4").state_hash.hex() == \
        shown["state_hash"]
    amended = service_pb.GetStandings(cluster="TCXDD-1", year=2024, period=1, amendment=0)
    client = desk.daemon.client(desk.keys["public"])
    assert client.query(standings=amended).faults[0].reason == "STANDING_NOT_AMENDED"  # Q1 was not published
    amended.period = 4
    assert client.query(standings=amended).standings.state_hash.hex() == shown["state_hash"]
    desk.run("HN", "journal", "--out", "year.bundle")
    assert desk.json("HN", "verify", "year.bundle")["agrees"]
