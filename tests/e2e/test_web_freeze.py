"""thidua-web in a freeze: two worlds that differ in what is hidden are one to whoever reads its pages; what the public sees."""

import itertools
import json
import re
import subprocess

import pytest
from support import protocol
from support.daemon import until
from support.protocol import command_pb, service_pb
from support.web import MEMBER, PUBLIC, Web
from test_two_worlds import BOARDS, CLUSTER, HEAD, OTHERS, Q4, YEAR, World

ARGUMENTS = {  # of a path: what is asked
    "period": [None, "Q1", "Q2", "Q4", "FINAL"], "amendment": [None, 0, 1], "version": [None, 1, 2], "lang": [None, "en"], "board": [None, *OTHERS],
    "state": [None, "OPEN", "CLOSED"], "field": [None], "search": [None, "so hoa"], "after": [None, 1], "before": [None, 1],
}
# Its memory, and what each 30 s asks anew.
MACHINES = re.compile(r"^thidua_web_(resident_bytes|answers_total|events_sent_total|requests\w*_total) .*$", re.MULTILINE)
TIMES = re.compile(rb'"published_at":"[^"]*"')  # when a standing was repeated last; an ETag is of it too
REQUESTS = ("requests_total", "requests_refused_total")  # of which this test makes some until it may begin
HEADERS = ("Content-Type", "Cache-Control", "Retry-After", "Content-Disposition")


@pytest.fixture
def worlds(make_daemon):
    """Of one epoch, so that bodies and their ETags can be compared as they are."""
    first = make_daemon(start=False, rehearse="2024-03-01T08:00", repeat_seconds=1)
    made = [World(first.start(), [])]
    made.append(World(make_daemon(rehearse="2024-03-01T08:00", repeat_seconds=1, like=first), OTHERS))
    with_one_epoch(made)
    for world in made:
        world.begin()
    return made


def with_one_epoch(worlds):
    """The daemon asks for it when it has connected."""
    epoch = bytes(worlds[0].daemon.sql("select thidua.epoch()")[0][0]).hex()
    daemon = worlds[1].daemon
    daemon.stop()
    daemon.sql(f"create or replace function thidua.epoch() returns bytea language sql stable as $$ select decode('{epoch}', 'hex') $$")
    daemon.start()
    worlds[1].clients = {"operator": daemon.client(daemon.operator)}


class Relay:
    """As support.web knows a world."""

    def __init__(self, world):
        self.daemon, self.cluster, self.world = world.daemon, CLUSTER, world

    def operate(self, year=None, **action):
        return self.world.clients["operator"].command(self.world.keys["operator"], self.world.made(year=year, **action))

    def ok(self, reply):
        assert reply.status == 1, reply


@pytest.fixture
def make_webs(worlds, tmp_path):
    """A server beside each, of an audience, with a key that is the same in both."""
    made = []

    def make(audience):
        keys = protocol.Keys("web")
        for number, world in enumerate(worlds):
            web = Web(Relay(world), audience=audience, grant=False, beat_seconds=60)
            web.folder = tmp_path / f"{audience}{number}"
            web.folder.mkdir()
            web.keys = keys
            keys.write(web.folder / "web.key")
            web.grant(audience)
            web.settings |= {"credential": web.folder / "web.key", "page": protocol.SOURCE / "clients" / "web" / "page"}
            made.append(web.start())
        return made[-2:]
    yield make
    for web in made:
        web.close()


def paths(web):
    """All that can be asked of it, by its own document."""
    place = {"{cluster}": CLUSTER, "{year}": str(YEAR)}
    for path, methods in web.ask("/api/v1/openapi.json").json["paths"].items():
        if "get" not in methods or path == "/api/v1/events":
            continue
        names = [one["name"] for one in methods["get"]["parameters"] if one["in"] == "query" and one["name"] != "v"]
        for board in BOARDS if "{board}" in path else ("",):
            concrete = path.replace("{board}", board)
            for name, value in place.items():
                concrete = concrete.replace(name, value)
            for values in itertools.product(*(ARGUMENTS[name] for name in names)):
                query = "&".join(f"{name}={value}".replace(" ", "+") for name, value in zip(names, values) if value is not None)
                yield f"{concrete}?{query}" if query else concrete


def untimed(data):
    return {name: value for name, value in data.items() if name not in ("published_at", "now")}


def told(web, links):
    """Whatever it answers: to each path status, headers and body; its stream from the beginning; its metrics."""
    out, before = {}, [web.metric(name) for name in REQUESTS]
    for path in [*paths(web), *links]:
        answer = web.ask(path)
        out[path] = (answer.status, {name: answer.headers[name] for name in HEADERS}, TIMES.sub(b"", answer.body))
    with web.listen() as stream:
        events = [stream.next()]
        while len(events) <= len(events[0][2]["periods"]):
            events.append(stream.next())
    out["stream"], out["requests"] = [(name, number, untimed(data)) for name, number, data in events], [web.metric(name) - was for name, was in zip(REQUESTS, before)]
    until(lambda: web.metric("streams") == 0)
    out["metrics"] = MACHINES.sub("", web.ask("/metrics").body.decode())
    return out


def looks(*addresses):
    """How Chromium shows them."""
    tests = protocol.SOURCE / "tests" / "web"
    done = subprocess.run([tests / "with_packages", protocol.SOURCE, protocol.BUILD, "node", tests / "looks.mjs", *addresses], check=True,
                          stdout=subprocess.PIPE, text=True)
    shown = [json.loads(line) for line in done.stdout.splitlines()]
    assert [page["complaints"] for page in shown] == [[]] * len(addresses)
    return shown


def is_heard(web, periods):
    """Has it heard of all of them what its key may see now, and the season's names?"""
    client = web.world.daemon.client(web.keys)
    try:
        return web.metric("daemon_up") == 1 and all(is_newest(web, client, period) for period in periods)
    finally:
        client.close()


def is_newest(web, client, period):
    answer = web.year(f"standings?period={period}")
    told = client.query(standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR, period=protocol.PERIODS[period])).standings
    version = f"{told.epoch.hex()}.{told.sequence}.{told.as_of}" + (".f" if told.frozen else "")
    return (answer.status == 200 and (answer.json["version"], answer.json["current"]) == (version, told.current)
            and answer.json["rows"][0]["name"] != answer.json["rows"][0]["board"])


def links_of(webs):
    """Permalinks of what each of them shows, and of what the head sees."""
    links = set()
    for web in webs:
        for period in ("Q1", "Q2", "Q3", "Q4"):
            answer = web.year(f"standings?period={period}")
            if answer.status == 200:
                links |= {(period, answer.json["version"])}
        for number, period in ((1, "Q1"), (4, "Q4")):
            live = web.world.world.ask(HEAD, standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR, period=number)).standings
            version = f"{live.epoch.hex()}.{live.sequence}.{live.as_of}"
            links |= {(period, version), (period, version + ".f")}
    return [f"/api/v1/clusters/{CLUSTER}/{YEAR}/standings?period={period}&v={version}" for period, version in sorted(links)]


def test_nobody_can_tell_the_worlds_apart_by_their_pages(worlds, make_webs, capsys):
    audiences = {"member": make_webs(MEMBER), "public": make_webs(PUBLIC)}
    for world in worlds:
        world.play_hidden()
    walked = 0
    for moment, play in (("2024-11-21T20:00", None), ("2025-01-02T08:00", World.play_final)):
        for world in worlds:
            world.advance(moment)
            if play:
                play(world)
        for audience, webs in audiences.items():
            for web in webs:
                until(lambda web=web, audience=audience: is_heard(web, ["Q1"] if audience == "public" else ["Q1", "Q2", "Q3", "Q4"]))
            links = links_of(webs)
            first, second = (told(web, links) for web in webs)
            walked += len(first)
            assert [(path, first[path], second[path]) for path in first if first[path] != second[path]] == [], (moment, audience)
            frozen = webs[0].year("standings?period=Q4")
            assert frozen.status == 404 if audience == "public" else frozen.json["frozen"]
            held = [link for link in links if first[link][0] == 200]
            assert any(link.endswith(".f") for link in held) == (audience == "member")
    told_by_page = looks(*(f"http://127.0.0.1:{web.port}/?year={YEAR}&period={period}" for period in ("Q4", "Q1") for web in audiences["member"]),
                         f"http://127.0.0.1:{audiences['public'][0].port}/?year={YEAR}&period=Q4")
    seen = [[page[part] for part in ("state", "banner", "rows")] for page in told_by_page]  # its clock is when a standing was repeated last
    assert seen[0] == seen[1] and seen[2] == seen[3]
    sealed, public = told_by_page[0], told_by_page[4]
    assert sealed["state"] == "Đóng băng từ 20/11/2024 00:00" and "Bảng đã đóng băng" in sealed["banner"] and len(sealed["rows"]) == len(BOARDS)
    assert "Trực tiếp" not in sealed["all"] and 'class="changed' not in sealed["all"]
    assert public["rows"] == []  # nothing of it is published
    for world in worlds:
        world.advance("2025-01-06T08:00")
    for web in audiences["member"]:
        until(lambda web=web: not web.year("standings?period=Q4").json["frozen"])
    first, second = (web.year("standings?period=Q4").json["rows"] for web in audiences["member"])
    assert first != second  # when it is over
    with capsys.disabled():
        print(f"\n{walked} pages, two streams and metrics compared")


def test_the_public_sees_a_table_once_it_is_published(worlds, make_webs):
    world, web = worlds[0], make_webs(PUBLIC)[0]
    world.advance("2025-01-06T08:00")
    until(lambda: is_heard(web, ["Q1"]))
    assert web.year("standings?period=Q4").code == "NOT_FOUND" and web.year("standings?period=Q2").code == "NOT_FOUND"
    with web.listen() as stream:
        assert stream.next()[2]["periods"] == ["Q1"]
        live = world.ask("Vu", standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR, period=Q4)).standings
        world.send("Vu", publish=command_pb.Publish(period=Q4, state_hash=live.state_hash))
        assert stream.until("standings", lambda data: data["period"] == "Q4")[2]["locked"]
    shown = web.year("standings?period=Q4").json
    page = looks(f"http://127.0.0.1:{web.port}/?year={YEAR}&period=Q4")[0]
    assert page["rows"] == [[row["board"], row["total"].replace(".", ",")] for row in shown["rows"]] and not page["banner"]
    assert shown["state_hash"] == live.state_hash.hex() and not shown["frozen"]
