"""The page's server, from outside: real daemon, PostgreSQL, sockets."""

import decimal
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time

import jsonschema
import openpyxl
import pytest
from support import protocol
from support.daemon import Held, World, until
from support.protocol import BUILD, command_pb, service_pb
from support.web import PUBLIC, Web, signed

BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB", "LCA", "LCH", "LS", "PT", "SL", "TNG", "YB", "HN")


@pytest.fixture
def make_web(make_daemon):
    made = []

    def make(world=None, **options):
        web = Web(world or World(make_daemon()), **options)
        made.append(web)
        return web
    yield make
    for web in made:
        web.close()


@pytest.fixture
def web(make_web):
    """Started, and it has heard the first standing and the season's names."""
    return filled(make_web().start())


def filled(web):
    with web.listen() as stream:
        stream.until("standings", lambda data: data["rows"][0]["name"] != data["rows"][0]["board"])
    until(lambda: web.metric("daemon_up") == 1)
    return web


def head(data):
    return int(data.split(b" ")[1])


# --- what is asked ---


def test_a_standing_is_what_the_tool_prints_and_its_version(web):
    web.world.submit("TQ")
    until(lambda: web.year("standings").json["reported"] == 1)
    shown = web.year("standings?period=Q1").json
    folder = web.folder
    web.world.daemon.operator.write(folder / "tool.key")
    printed = json.loads(subprocess.run(
        [BUILD / "clients" / "thidua" / "thidua", "standings", "--json", "--period", "Q1", "--cluster", web.world.cluster, "--year", "2024",
         "--commands", web.world.daemon.command_endpoint, "--credential", folder / "tool.key", "--daemon-key", folder / "known.key.pub"],
        check=True, capture_output=True, text=True, env=os.environ | {"HOME": str(folder)}).stdout)
    version = shown.pop("version")
    assert version == f"{shown['epoch']}.{shown['sequence']}.{protocol.instant('2024-03-18T08:00')}"
    assert {**shown, "published_at": None, "moves": None, "cause": None} == {**printed, "published_at": None, "moves": None, "cause": None}


def test_every_question_has_a_page(web):
    web.world.submit("TQ", models=("Chi bộ bốn tốt",))
    until(lambda: web.year("standings").json["reported"] == 1)
    assert web.year("completeness").json["boards"][0]["status"] == "ON_TIME"
    assert web.year("scorecards/TQ").json["lines"][0]["name"] == "Văn bản"
    assert [web.year(path).status for path in ("reviews", "models?search=bon+tot&state=OPEN&board=TQ", "limitations", "amendments",
                                               "disclosure", "compact", "postmarks")] == [200] * 7
    assert web.year("todo").json["counts"][0] == {"kind": "REPORT", "count": 2}
    season = web.year("season").json
    assert (season["version"], season["current"], season["finalised_at"]) == (1, "Q1", None)
    assert web.year("season?version=1").json == season
    assert web.ask("/api/v1/clusters").json == {
        "clusters": [{"cluster": "TCXDD-1", "name": "Mùa thi đua 2024", "years": [2024]}], "default": "TCXDD-1"}
    moves = web.year("moves").json["moves"]
    assert moves[0]["board"] == "TQ" and moves[0]["what"] == "REPORTED" and moves[0]["period"] == "Q1"


def test_what_is_wrong_with_an_argument_is_said_and_where(web):
    for path, field in {"standings?period=Q9": "period", "models?board=tq": "board", "models?state=NEW": "state", "models?after=x": "after",
                        "models?search=%ff": "search", "models?search=a%00b": "search", "standings?amendment=70000": "amendment"}.items():
        answer = web.year(path)
        assert (answer.status, answer.code, answer.json["faults"][0]["field"]) == (400, "INVALID", field), path
    for path, reason, said in (("models?field=" + "A" * 250, "LINE_TOO_LONG", ""), ("standings?v=" + "a" * 900, "LINE_TOO_LONG", ""),
                               ("models?search=e%CC%81", "TEXT_NOT_NFC", ""), ("models?search=%zz", "TEXT_NOT_UTF8", ""),
                               ("models?search=a%00", "TEXT_HOLDS_NUL", ""), ("standings?amendment=-1", "JSON_NO_CHOICE", "0 … 65535")):
        fault = web.year(path).json["faults"][0]
        assert fault["reason"] == reason and said in fault["message"], (path, fault)
    answer = web.year("scorecards/ZZ")
    assert (answer.status, answer.code, answer.json["faults"][0]["reason"]) == (404, "NOT_FOUND", "SEASON_WITHOUT_BOARD")
    assert web.year("standings?period=Q3").code == "CLOSED"
    assert web.ask("/api/v1/clusters/TCXDD-9/2024/standings").code == "NOT_FOUND"


def test_an_etag_spares_what_is_known(web):
    first = web.year("standings")
    assert first.headers["Cache-Control"] == "no-cache"
    again = web.year("standings", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    web.world.submit("TQ")
    until(lambda: web.year("standings", If_None_Match=first.headers["ETag"]).status == 200)


def test_a_permalink_never_changes(web):
    now = web.year("standings").json
    link = f"standings?v={now['version']}"
    before = web.year(link)
    assert "immutable" in before.headers["Cache-Control"]
    assert before.json == now | {"published_at": now["as_of"], "moves": [], "cause": None}
    web.world.submit("TQ")
    until(lambda: web.year("standings").json["reported"] == 1)
    assert web.year(link).body == before.body
    other = f"{int(now['version'][:8], 16) ^ 1:08x}{now['version'][8:]}"  # of another journal
    for wrong in ("1", now["version"] + ".f", now["version"][:-1], other):
        assert web.year(f"standings?v={wrong}").code == "NOT_FOUND"


def test_a_permalink_outlives_what_is_held_and_both_programs(make_web, make_daemon):
    world = World(make_daemon())
    web, seen = filled(make_web(world).start()), {}

    def keep(period, right):
        version = until(lambda: (now := web.year(f"standings?period={period}").json) and right(now) and now["version"])
        seen[f"standings?period={period}&v={version}"] = until(
            lambda: (page := web.year(f"standings?period={period}&v={version}")).status == 200 and page.body)

    keep("Q1", lambda now: now["reported"] == 0)
    same_instant = next(iter(seen))  # as the report that comes next: of one instant the last is to be had
    for number, board in enumerate(world.boards):
        if number > 0:
            world.advance(f"2024-03-18T{8 + number:02}:00")
        world.submit(board)
        keep("Q1", lambda now, number=number: now["reported"] == number + 1)
    renamed = protocol.season_pb.Season.FromString(world.season)
    renamed.name = renamed.boards[0].name = "Tên mới"
    world.advance("2024-03-19T08:00")
    world.ok(world.operate(2024, define_season=command_pb.DefineSeason(version=2, season=renamed.SerializeToString())))
    keep("Q1", lambda now: now["season_version"] == 2 and "Tên mới" in [row["name"] for row in now["rows"]])
    world.advance("2024-06-16T08:00")
    keep("Q2", lambda now: now["reported"] == 0)
    keep("Q1", lambda now: now["locked"] and not now["current"])
    assert len(set(seen.values())) == len(seen) == 7
    web.stop()
    world.daemon.stop()
    world.daemon.start()
    world.advance("2024-06-16T08:00")  # a rehearsal goes on at its last entry
    filled(web.start())
    del seen[same_instant]
    for link, body in seen.items():
        answer = web.year(link)
        assert (answer.body, answer.status) == (body, 200), link
        assert "immutable" in answer.headers["Cache-Control"]
        assert web.year(link, If_None_Match=answer.headers["ETag"]).status == 304
    assert web.year(same_instant).code == "NOT_FOUND"


def test_a_file_for_spreadsheets_in_two_languages(web):
    vietnamese, english = web.year("standings.csv"), web.year("standings.csv?lang=en")
    assert vietnamese.body.startswith("\ufeffHạng;".encode()) and ";0,00;" in vietnamese.body.decode()
    assert english.body.startswith("\ufeffRank,".encode()) and ",0.00," in english.body.decode()
    assert vietnamese.headers["Content-Type"] == "text/csv; charset=utf-8"


def cells(web, query=""):
    """A workbook as another program reads it: of each sheet its rows."""
    answer = web.year("standings.xlsx" + query)
    assert answer.status == 200 and answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="standings.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


def exactly(text):
    """As a spreadsheet's number, which is a double: the shortest text of it is the decimal."""
    made = float(text)
    assert decimal.Decimal(repr(made)) == decimal.Decimal(text)
    return made


def test_a_workbook_has_the_very_points_and_says_what_it_is_of(make_web, make_daemon):
    season = protocol.small_season("TCXDD-1", boards=BOARDS)
    season.boards[1].name = '=HYPERLINK("http://a.example")'
    web = filled(make_web(World(make_daemon(), boards=BOARDS, season=season)).start())
    for number, board in enumerate(BOARDS[:9]):
        web.world.submit(board, t01=70_000 + 3330 * number, t02=1_000_000 + 70_000 * number, done=450_000 + 1111 * number)
    until(lambda: web.year("standings").json["reported"] == 9)
    told, sheets = web.year("standings").json, cells(web)
    assert list(sheets) == ["Xếp hạng", "Điểm từng nhiệm vụ", "Toàn cụm"]
    for rows in sheets.values():
        assert [row[0] for row in rows[:3]] == ["Mùa thi đua 2024 — quý I 2024", f"Phiên bản {told['version']}", "tạm tính, chưa khóa; diễn tập"]
    ranking, by_task, totals = (rows[3:] for rows in sheets.values())
    assert ranking[0][:5] == ["Hạng", "Hạng kỳ trước", "Mã", "Đơn vị", "Tổng điểm"]
    shown = [[row["rank"], "–", row["board"], row["name"], *(exactly(row[name]) for name in ("total", "base", "bonus", "deduction")), row["late_days"]]
             for row in told["rows"]]
    assert [row[:9] for row in ranking[1:]] == shown and ranking[1][9] in ("xuất sắc", "tốt", "hoàn thành", "không hoàn thành")
    assert [row[9:] for row in ranking[10:]] == [["–", "chưa nộp"]] * 5
    tasks = list(told["rows"][0]["points"])
    assert by_task[0] == ["Mã", "Đơn vị", *(f"{task}. {name}" for task, name in zip(tasks, ("Văn bản", "Kết nạp", "Tỷ lệ", "Mô hình"))), "Tổng điểm"]
    assert by_task[1:] == [[row["board"], row["name"], *("–" if row["points"][task] is None else exactly(row["points"][task]) for task in tasks),
                            exactly(row["total"])] for row in told["rows"]]
    assert [(row[0], *row[3:]) for row in totals[1:]] == [(one["task"], exactly(one["actual"]), exactly(one["target"]), one["met"], one["exceeded"])
                                                          for one in told["task_totals"]]
    assert list(cells(web, "?lang=en")) == ["Ranking", "Points by task", "Cluster"]
    first = web.year("standings.xlsx")
    assert web.year("standings.xlsx", If_None_Match=first.headers["ETag"]).status == 304 and first.headers["Cache-Control"] == "no-cache"
    formulas = openpyxl.load_workbook(io.BytesIO(first.body))["Xếp hạng"]
    assert "f" not in {cell.data_type for row in formulas.rows for cell in row}
    web.world.advance("2024-04-10T08:00")  # the same of what has locked, also when it is asked of the daemon
    until(lambda: web.year("standings?period=Q1").json["locked"])
    locked, asked = cells(web, "?period=Q1"), cells(web, "?period=Q1&amendment=0")
    assert locked["Xếp hạng"][2][0] == "đã khóa; diễn tập" and asked["Xếp hạng"][2:] == locked["Xếp hạng"][2:]


def test_the_page_is_served_under_a_strict_policy_and_nothing_else_is(web):
    for path in ("/", "/office", "/page/app.js", "/page/office/form.js"):
        answer = web.ask(path)
        assert answer.status == 200 and answer.headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert "'unsafe" not in answer.headers["Content-Security-Policy"] and "Set-Cookie" not in answer.headers
        assert (answer.headers["X-Content-Type-Options"], answer.headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
        assert web.ask(path, If_None_Match=answer.headers["ETag"]).status == 304
    for path in ("/page/.hidden", "/page/../web.key", "/page/%2e%2e/web.key", "/page//index.html", "/page/", "/page/" + "a" * 300,
                 "/page/index.html%00", "/api", "/api/v1/clusters/TCXDD-1/2024/", "/api/v1/clusters/TCXDD-1/1/season", "//", "/metrics/"):
        assert head(web.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())) == 404, path


def test_pages_of_other_origins_read_the_api_where_a_setting_says_so(make_web):
    web = make_web(origins="https://tinh.example").start()
    allowed = web.ask("/api/v1/clusters", Origin="https://tinh.example").headers
    assert (allowed["Access-Control-Allow-Origin"], allowed["Vary"]) == ("https://tinh.example", "Origin")
    assert web.ask("/api/v1/clusters", Origin="https://else.example").headers["Access-Control-Allow-Origin"] is None
    asked = web.ask("/api/v1/commands", method="OPTIONS", Origin="https://tinh.example")
    assert asked.status == 204 and "POST" in asked.headers["Access-Control-Allow-Methods"]


# --- the stream ---


def test_a_report_is_told_with_what_it_changed(web):
    with web.listen() as stream:
        name, _, hello = stream.next()
        assert name == "hello" and hello["periods"] == ["Q1"] and hello["daemon"] == "up" and hello["rehearsal"]
        assert hello["now"] == "2024-03-18T08:00:00+07:00"
        stream.until("standings")
        web.world.submit("TQ", t01=60_000)
        _, number, data = stream.until("standings", lambda data: data["reported"] == 1)
        assert number == data["version"]
        news = {one["board"]: one for one in data["changes"]}
        assert news["TQ"]["what"] == "REPORTED" and float(news["TQ"]["points"]) > 0 and (news["TQ"]["from"], news["TQ"]["to"]) == (None, 1)
        assert list(news) == ["TQ"]  # the others have nothing by which they could have a rank
        web.world.submit("BK")
        news = {one["board"]: one for one in stream.until("standings", lambda data: data["reported"] == 2)[2]["changes"]}
        assert news["BK"]["to"] == 1
        assert news["TQ"] == {"at": "2024-03-18T08:00:00+07:00", "period": "Q1", "board": "TQ", "what": "MOVED", "points": "0.00",
                              "from": 1, "to": 2}


def test_who_comes_back_is_not_told_again_what_he_has_seen(web):
    with web.listen() as stream:
        _, seen, _ = stream.until("standings")
    with web.listen(last=seen) as stream:
        assert stream.next()[0] == "hello"
        web.world.submit("TQ")
        assert stream.next()[2]["reported"] == 1
    with web.listen(last="nonsense") as stream:
        stream.until("standings")


def test_a_proxy_of_http_1_0_gets_events_without_chunks(web):
    with web.listen(version="1.0") as stream:
        assert stream.next()[0] == "hello"
        assert stream.next()[0] == "standings"


def test_a_stream_lives_by_heartbeats_and_tells_how_often_they_come(make_web):
    web = filled(make_web(beat_seconds=1).start())
    with web.listen() as stream:
        assert stream.next()[2]["beat_seconds"] == 1
        for _ in range(2):
            assert stream.until("beat") == ("beat", None, {})


def test_a_stream_of_what_is_not_shown_is_refused(web):
    for query, status in {"": 400, "?cluster=TCXDD-1": 400, "?cluster=TCXDD-1&year=1999": 404, "?cluster=X&year=2024": 404,
                          "?cluster=TCXDD-1&year=x": 400}.items():
        assert web.ask("/api/v1/events" + query).status == status, query


def test_a_slow_reader_is_cut_and_nobody_waits_for_him(make_web, make_daemon):
    web = filled(make_web(World(make_daemon(), boards=BOARDS), slow_seconds=1).start())
    with socket.socket() as slow, web.listen() as stream:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", web.port))
        slow.sendall(b"GET /api/v1/events?cluster=TCXDD-1&year=2024 HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: web.metric("streams") == 2)
        revision, previous = 0, None
        while web.metric("streams_blocked") == 0:
            revision += 1
            sent = web.world.submit("TQ", revision=revision, previous=previous, t01=revision * 10000)
            previous = web.world.ok(sent).command_hash
            stream.until("standings", lambda data: any(row["board"] == "TQ" and row["revision"] == revision for row in data["rows"]))
            assert revision < 200
        until(lambda: web.metric("streams_cut_total") == 1)
        until(lambda: web.metric("streams") == 1)


# --- the daemon is away ---


def test_the_daemon_dies_and_comes_back_and_the_page_stays(make_web, make_daemon):
    daemon = make_daemon(repeat_seconds=1)
    web = filled(make_web(World(daemon), silent_seconds=3, answer_seconds=1).start())
    page, season = web.year("standings").body, web.year("season").body
    with web.listen() as stream:
        stream.until("standings")
        daemon.stop(signal.SIGKILL)
        stream.until("daemon", lambda data: data["daemon"] == "away")
        assert (web.year("standings").body, web.year("season").body) == (page, season)
        assert web.ask("/healthz").body == b"ok, but the daemon is away\n" and web.metric("daemon_up") == 0
        answer = web.year("completeness")
        assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "UNAVAILABLE", "5")
        with web.listen() as late:
            assert late.next()[2]["daemon"] == "away"
            assert late.next()[0] == "standings"
        daemon.start()
        assert stream.until("daemon")[2]["daemon"] == "up"
        assert web.year("completeness").status == 200


def test_the_server_starts_again_where_it_was_and_ends_its_streams_in_good_order(web):
    with web.listen() as stream:
        _, seen, _ = stream.until("standings")
        before = web.year("standings")
        assert web.stop() == 0
        assert stream.next() is None
    web.world.advance("2024-03-18T09:00")
    web.start()
    filled(web)
    after = web.year("standings")
    assert (before.json["published_at"], after.json["published_at"]) == ("2024-03-18T08:00:00+07:00", "2024-03-18T09:00:00+07:00")
    assert before.json | {"published_at": None} == after.json | {"published_at": None}
    assert before.headers["ETag"] == after.headers["ETag"] and after.headers["ETag"].startswith("W/")
    with web.listen(last=seen) as stream:
        assert stream.next()[0] == "hello"
        web.world.submit("TQ")
        assert stream.next()[2]["reported"] == 1


def test_who_hears_as_the_public_is_shown_what_the_public_is(make_web, make_daemon):
    web = filled(make_web(World(make_daemon()), audience=PUBLIC).start())
    assert web.year("standings").json["expected"] == 3


# --- what is carried ---


def post(web, path, body, **headers):
    return web.ask(f"/api/v1/{path}", method="POST", body=body, **({"Content_Type": "application/x-protobuf"} | headers))


def reply(answer):
    assert answer.headers["Content-Type"] == "application/x-protobuf", answer.body
    made = service_pb.Reply()
    made.ParseFromString(answer.body)
    return made


def test_what_an_office_has_signed_is_carried_and_its_receipt_brought_back(web):
    answer = post(web, "commands", signed(web.world, "TQ"))
    receipt = protocol.check_receipt(reply(answer).receipt, web.world.daemon.keys.sign_public)
    assert answer.status == 200 and web.world.journal()[-1].sequence == receipt.sequence
    told = post(web, "commands", signed(web.world, "BK"), Accept="application/json")
    assert told.json["status"] == "OK" and bytes.fromhex(told.json["receipt"]["statement"]) and told.headers["Cache-Control"] == "no-store"


def test_a_refusal_comes_back_as_the_daemon_said_it(web):
    answer = post(web, "commands", signed(web.world, "TQ", revision=7, previous=b"1" * 32))
    assert (answer.status, reply(answer).status) == (409, 4) and reply(answer).faults
    changed = bytearray(signed(web.world, "TQ"))
    changed[40] ^= 1
    told = post(web, "commands", bytes(changed))
    assert (told.status, told.json["faults"][0]["field"], told.json["faults"][0]["reason"]) == (403, "body.signature", "SIGNATURE_WRONG")
    for nothing, place in ((b"", "body"), (b"\xff" * 100, "body.key"), (signed(web.world, "TQ")[:-1], "body.key")):
        told = post(web, "commands", nothing)
        assert (told.code, told.json["faults"][0]["field"]) == ("INVALID", place)


def test_a_trial_and_a_question_are_carried_too(web):
    made, before = protocol.command(web.world.cluster, 2024, submit_report=protocol.report("TQ")), len(web.world.journal())
    tried = reply(post(web, "dry-run", protocol.sign_dry_run(web.world.keys["TQ"], made).SerializeToString()))
    told = reply(post(web, "dry-run", protocol.sign(web.world.keys["TQ"], made).SerializeToString()))
    assert [fault.reason for fault in told.faults] == ["DRY_RUN_AS_COMMAND"]
    assert tried.dry_run.standings.rows and len(web.world.journal()) == before
    asked = protocol.sign_query(web.world.keys["TQ"], todo=service_pb.GetTodo(
        cluster=web.world.cluster, year=2024, key=web.world.keys["TQ"].sign_public))
    assert reply(post(web, "queries", asked.SerializeToString())).todo.items
    assert web.ask("/api/v1/commands").status == 405 and web.ask("/api/v1/commands").headers["Allow"] == "POST"


def test_what_is_not_signed_by_whom_it_names_takes_nothing_of_his_part(make_web):
    web = filled(make_web(signer_requests_max=1, answer_seconds=20).start())
    made = protocol.command(web.world.cluster, 2024, submit_report=protocol.report("TQ"))
    forged = protocol.sign(web.world.keys["BK"], made)
    forged.key = web.world.keys["TQ"].sign_public
    tried = protocol.sign_dry_run(web.world.keys["TQ"], made)
    with Held(web.world.daemon) as held:
        for path, body in (("commands", forged), ("dry-run", forged), ("commands", tried), ("queries", tried)):
            assert post(web, path, body.SerializeToString()).status == 403, path
        assert web.metric("carried_under_way") == 0
        held.release()
    assert post(web, "commands", signed(web.world, "TQ")).status == 200


def test_one_address_does_not_ask_for_all(web):
    def asks(source, word):
        line = socket.create_connection(("127.0.0.1", web.port), timeout=30, source_address=(source, 0))
        line.sendall(b"GET /api/v1/clusters/%s/2024/models?search=%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                     % (web.world.cluster.encode(), word.encode()))
        return line
    os.kill(web.world.daemon.process.pid, signal.SIGSTOP)
    try:
        own = [asks("127.0.0.1", f"own{i}") for i in range(14)]
        until(lambda: web.metric("questions_under_way") == 14)
        assert web.year("models?search=another").status == 429
        other = asks("127.0.0.2", "other")
        until(lambda: web.metric("questions_under_way") == 15)
    finally:
        os.kill(web.world.daemon.process.pid, signal.SIGCONT)
    for line in [*own, other]:
        assert head(line.recv(65536)) == 200
        line.close()


def test_a_reply_does_not_tell_how_many_others_asked(web):
    asked = protocol.sign_query(protocol.Keys("stranger"), ping=service_pb.Ping()).SerializeToString()
    numbers = [reply(post(web, "queries", asked)).correlation for _ in range(3)]
    assert all(abs(a - b) > 1000 for a, b in zip(numbers, numbers[1:])), numbers


def test_one_signer_and_one_address_have_a_part_of_what_is_under_way(make_web):
    web = filled(make_web(signer_requests_max=1, address_requests_max=2, answer_seconds=20).start())
    with Held(web.world.daemon) as held:
        lines = []
        for board in ("TQ", "BK"):
            body = signed(web.world, board)
            line = socket.create_connection(("127.0.0.1", web.port), timeout=30)
            line.sendall(b"POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            lines.append(line)
            until(lambda: web.metric("carried_under_way") == len(lines))
            if board == "TQ":
                answer = post(web, "commands", signed(web.world, "TQ"))
                assert (answer.status, answer.code, answer.headers["Retry-After"]) == (429, "TOO_MANY_REQUESTS", "1")
        assert post(web, "commands", signed(web.world, "CB")).status == 429  # of one address
        held.release()
        for line in lines:
            assert head(line.recv(65536)) == 200
            line.close()


def test_a_body_that_is_too_large_is_refused_by_its_announcement_and_by_its_bytes(web):
    line = b"POST /api/v1/queries HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    assert head(web.raw(line + b"Content-Length: 300000\r\n\r\n")) == 413
    chunks = b"".join(b"400\r\n" + b"x" * 1024 + b"\r\n" for _ in range(4)) + b"0\r\n\r\n"
    assert head(web.raw(line + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)) == 413
    assert head(web.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc")) == 413


# --- bounds ---


def test_headers_of_more_than_4_kib_are_431(web):
    def asked(size):
        begin = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: "
        return head(web.raw(begin + b"a" * (size - len(begin) - 4) + b"\r\n\r\n"))
    assert head(web.raw(b"HEAD /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + b"a" * 4200 + b"\r\n\r\n")) == 431
    assert [asked(size) for size in (3000, 4096, 4097, 5000, 5120, 20000)] == [200, 200, 431, 431, 431, 431]
    assert head(web.raw(b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")) in (414, 431)


def test_whatever_there_is_too_much_of_in_a_head_it_is_answered(web):
    """However few bytes headers and parameters have, and whatever they leave no room for: /office has the longest answer."""
    def asked(path, count, size=0):
        begin = b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + b"a:b\r\n" * (count - 3) + b"c:"
        return head(web.raw(begin + b"d" * (size - len(begin) - 4) + b"\r\n\r\n"))
    for size, most in ((0, 73), (1000, 64), (2000, 48), (3000, 33), (4096, 16)):
        for count in (3, most, most + 1, *range(most + 2, min(125, size // 5 or 125), 4)):
            assert asked(b"/office", count, size) == (200 if count <= most else 431), (count, size)
    assert [asked(b"/healthz?" + b"&".join([b"a"] * count), 3) for count in (32, 33, 60, 100, 200, 1000)] == [200] + [431] * 5
    answer = web.ask("/healthz?" + "&" * 40)
    assert (answer.status, answer.code) == (431, "TOO_LARGE")


def test_other_methods_and_half_requests_harm_nobody(web):
    for method in ("PUT", "DELETE", "PATCH", "BREW"):
        answer = web.ask("/", method=method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert web.ask("/", method="HEAD").body == b"" and web.ask("/api/v1/events?cluster=TCXDD-1&year=2024", method="HEAD").status == 200
    for half in (b"", b"GET", b"GET / HTTP/1.1\r\nHost", b"POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"):
        with socket.create_connection(("127.0.0.1", web.port)) as line:
            line.sendall(half)
            assert web.ask("/healthz").status == 200
    for wrong in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n\r\n", b"GET  /\x00 HTTP/1.1\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", web.port)) as line:
            line.sendall(wrong)
            assert web.ask("/healthz").status == 200


def test_who_sends_or_reads_a_byte_now_and_then_does_not_hold_his_place(make_web):
    web = make_web(request_seconds=1)
    (web.folder / "page" / "large.js").write_text(" " * 4_000_000)
    filled(web.start())
    chunked = b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    lines, last = [], 0
    for begin, more in ((b"GET /hea", b"a"), (b"GET / HTTP/1.1\r\nX: ", b"a"), (b"POST /api/v1/queries" + chunked, b"1\r\na\r\n"),
                        (b"POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n", b"a"),
                        (b"GET /nothing" + chunked, b"1\r\na\r\n"), (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /hea", b"a"),
                        (b"GET /page/large.js HTTP/1.1\r\nHost: x\r\n\r\n", b"")):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", web.port))
        line.sendall(begin)
        line.setblocking(False)
        lines.append((line, more))

    def all_are_cut():
        nonlocal last
        if time.monotonic() - last > 0.1:  # so none is silent
            last = time.monotonic()
            for line, more in lines:
                try:
                    line.send(more) or line.recv(1)
                except OSError:
                    pass  # it is closed, or there is nothing to be read
        return web.metric("requests_cut_total") >= len(lines)
    with web.listen() as stream:
        until(all_are_cut)
        for line, _ in lines:
            line.close()
        stream.until("standings")
        assert web.metric("streams") == 1 and web.ask("/healthz").status == 200


def test_two_thousand_connections_of_one_address_are_more_than_it_gets(make_web):
    web = filled(make_web(address_connections_max=100).start())
    lines = []
    for _ in range(2000):
        line = socket.create_connection(("127.0.0.1", web.port), timeout=30)
        line.setblocking(False)
        lines.append(line)
    until(lambda: sum(is_closed(line) for line in lines) >= 1900)
    for line in lines:
        line.close()
    until(lambda: answers(web))
    assert web.ask("/healthz").status == 200


def is_closed(line):
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def answers(web):
    try:
        return web.ask("/healthz").status == 200
    except OSError:
        return False


def test_questions_beyond_the_bound_are_answered_at_once_and_equal_ones_wait_together(make_web):
    web = filled(make_web(answer_seconds=20).start())
    os.kill(web.world.daemon.process.pid, signal.SIGSTOP)
    lines = []
    try:
        for number in [*range(28), 0, 0]:
            line = socket.create_connection(("127.0.0.1", web.port), timeout=30, source_address=(f"127.0.0.{1 + number % 2}", 0))
            line.sendall(f"GET /api/v1/clusters/TCXDD-1/2024/models?after={number} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            lines.append(line)
        until(lambda: web.metric("waiting") == 30)
        assert web.metric("questions_under_way") == 28
        answer = web.year("models?after=99")
        assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "BUSY", "1")
        lines.pop().close()  # who goes while he waits
    finally:
        os.kill(web.world.daemon.process.pid, signal.SIGCONT)
    for line in lines:
        assert head(line.recv(65536)) in (200, 400)
        line.close()
    until(lambda: web.metric("waiting") == 0)


# --- settings ---


def test_all_that_is_wrong_with_the_settings_is_said(make_web):
    web = make_web(seasons="TCXDD-1", origins="tinh.example", page="relative")
    web.settings |= {"audience": "all"}
    done = web.run("--check")
    assert done.returncode == 2 and done.stderr.count("thidua-web.conf:") == 4, done.stderr
    web.settings |= {"seasons": "TCXDD-1/2024", "audience": "public", "origins": "", "page": str(web.folder / "page")}
    assert "right" in web.run("--check").stdout
    assert 'seasons = "TCXDD-1/2024"' in web.run("--print-config").stdout
    assert "behind_proxy" in web.run("--help").stdout


def test_the_example_settings_are_all_settings_with_their_defaults():
    example = (protocol.SOURCE / "deploy" / "thidua-web.conf.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#?([a-z_]+) = (.*)$", example, re.MULTILINE))
    assert shown.pop("seasons") == '"TCXDD-1/2024"'
    told = subprocess.run([BUILD / "clients" / "web" / "thidua-web", "--help"], capture_output=True, text=True, check=True).stdout
    settings = dict(re.findall(r'^  ([a-z_]+) +("[^"]*"|[0-9]+) ', told.split("Settings of the file:\n")[1], re.MULTILINE))
    assert settings.pop("seasons") == '""' and shown == settings


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_unit(tmp_path):
    unit = (protocol.SOURCE / "deploy" / "thidua-web.service").read_text(encoding="utf-8")
    (tmp_path / "thidua-web.service").write_text(unit.replace("/usr/sbin/thidua-web", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", tmp_path / "thidua-web.service"], capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_files_are_read_again_at_a_signal(web):
    (web.folder / "page" / "new.js").write_text("export {};")
    assert web.ask("/page/new.js").status == 404
    web.process.send_signal(signal.SIGHUP)
    until(lambda: web.ask("/page/new.js").status == 200)


def test_every_metric_stands_in_the_readme(web):
    text = (protocol.SOURCE / "clients" / "web" / "README.md").read_text(encoding="utf-8")
    names = {line.split()[0] for line in web.ask("/metrics").body.decode().splitlines() if not line.startswith("#")}
    assert names and not {name for name in names if f"`{name}`" not in text}


# --- the document ---


def test_the_document_is_what_its_program_makes_of_the_protocol():
    program = protocol.SOURCE / "clients" / "web" / "openapi.py"
    subprocess.run(["/usr/bin/python3", program], check=True, env=os.environ)


class Document:
    """What the server serves as /api/v1/openapi.json, to hold answers against."""

    def __init__(self, web):
        self.made = web.ask("/api/v1/openapi.json").json

    def check(self, path, answer):
        """By the path as the document writes it."""
        responses = self.made["paths"][path]["get"]["responses"]
        content = responses.get(str(answer.status), responses["default"])["content"]
        kind = answer.headers["Content-Type"].split(";")[0]
        self.check_value(content[kind]["schema"], answer.json if kind.endswith("json") else answer.body.decode(errors="replace"))

    def check_value(self, schema, value):
        jsonschema.Draft202012Validator(schema | {"components": self.made["components"]}).validate(value)


def test_every_answer_is_as_the_document_says(web):
    document = Document(web)
    jsonschema.Draft202012Validator.check_schema(document.made["components"]["schemas"]["Standings"])
    base, names = "/api/v1/clusters/{cluster}/{year}/", {"{board}": "TQ", "{cluster}": "TCXDD-1", "{year}": "2024"}
    with web.listen() as stream:
        document.check_value({"$ref": "#/components/schemas/HelloEvent"}, stream.next()[2])
        document.check_value({"$ref": "#/components/schemas/StandingsEvent"}, stream.until("standings")[2])
        for board in web.world.boards:
            web.world.submit(board, models=("Chi bộ bốn tốt " + board,))
        web.world.advance("2024-04-10T08:00")  # Q1 has locked
        data = stream.until("standings", lambda data: data["period"] == "Q1" and data["locked"])[2]
        document.check_value({"$ref": "#/components/schemas/StandingsEvent"}, data)
        assert "LOCKED" in [one["what"] for one in data["changes"]]
    answered = 0
    for path in document.made["paths"]:
        if "get" not in document.made["paths"][path] or path == "/api/v1/events":
            continue
        concrete = path
        for name, value in names.items():
            concrete = concrete.replace(name, value)
        for query in ("", "?period=Q1", "?period=Q9") if path.startswith(base) else ("",):
            answer = web.ask(concrete + query)
            document.check(path, answer)
            answered += answer.status == 200
    assert answered > 25
    document.check(base + "standings", web.year("standings?period=FINAL"))
    document.check(base + "season", web.ask("/api/v1/clusters/NO-1/2024/season"))


def test_every_path_that_is_answered_stands_in_the_document(web):
    source = (protocol.SOURCE / "clients" / "web" / "route.c").read_text(encoding="utf-8")
    fixed = set(re.findall(r'\{ "(/api/[^"]+)", ROUTE', source))
    of_year = {"/api/v1/clusters/{cluster}/{year}/" + name for name in re.findall(r'\{ "([a-z.]+)", ROUTE_\w+ \}', source)}
    assert fixed | of_year | {"/api/v1/clusters/{cluster}/{year}/scorecards/{board}"} == set(Document(web).made["paths"])
