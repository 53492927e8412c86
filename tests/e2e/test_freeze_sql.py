"""A freeze in PostgreSQL: what the reader's role sees of two worlds that differ in nothing but what is held back.

Both have the same keys, ids, clocks and commands; the values, reasons and titles of what comes in the freeze are other ones. Every
relation that the role may select, found in the catalogue, is read whole, and is the same in both, and but for what all may know at once
the same as before the freeze: for who restarts the daemon or rebuilds its projections too."""

import contextlib

import psycopg2
import pytest
from support.backup import Backup
from support.daemon import WAIT
from support.protocol import SOURCE, Keys, blake2b, command, command_pb, day, instant, report, season_pb, service_pb, sign, small_season

BOARDS = ("HN", "PT", "CB", "TQ")  # head, deputy
# What differs between any two databases or, of the chain of what is hidden, may: a hash of it tells nothing of it.
EXEMPT = {"database": {"epoch", "created_at"}, "migration": {"applied_at"}, "journal": {"hash", "previous_hash"}}


def season():
    made = small_season("TCXDD-1", boards=BOARDS)
    made.edition = 2
    made.proposal_days = 10
    made.publication = made.limitations = made.models = made.compact = True
    made.review.review_days, made.review.dispute_days, made.review.return_days = 5, 5, 2
    made.entry_rules.add(code="KT1", name="Cờ thi đua", kind=season_pb.ENTRY_KIND_BONUS, least=100, most=6000)
    made.freeze.period = season_pb.PERIOD_Q4
    made.freeze.first, made.freeze.last = day("2024-11-20"), day("2024-11-29")
    return made


class Year:
    """A world whose ids and instants are counted, so that another one does the very same. role: whose connections the daemon's are."""

    def __init__(self, daemon, keys, role, seasons=()):
        self.daemon, self.keys, self.count = daemon, keys, 0
        daemon.sql((SOURCE / "sql" / "roles.sql").read_text(encoding="utf-8"))
        daemon.settings["database"] = daemon.conninfo.replace("user=postgres", f"user={role}")
        self.lines = {}
        self.restart()
        for name in (*BOARDS, "vu"):
            self.grant(name, name)
        for made in seasons or [season()]:
            self.do("operator", made.year, define_season=command_pb.DefineSeason(version=1, season=made.SerializeToString()))

    def grant(self, name, label):
        role = {"vu": 2, "late": 4}.get(name, 1)
        own = self.keys[name]
        made = command_pb.GrantKey(role=role, sign_key=own.sign_public, curve_key=own.curve_public, label=label)
        if role == 1:
            made.board = name
        self.do("operator", None, grant_key=made)

    def line(self, name):
        if name not in self.lines:
            self.lines[name] = self.daemon.client(self.daemon.operator if name == "operator" else self.keys[name])
        return self.lines[name]

    def do(self, name, year=2024, **action):
        """The hash of a command that was accepted."""
        return blake2b(self.send(name, year, **action)[0].command)

    def send(self, name, year, **action):
        """The signed command, and its receipt."""
        self.count += 1
        id = bytes([1, 0x8e, 0x3f, 0x5a, 0x2c, 0, 0x71, 0x23, 0xb4, 0x56]) + self.count.to_bytes(6, "big")
        made = command("TCXDD-1", year, id=id, signed_at=instant("2024-03-01T08:00"), **action)
        keys = self.daemon.operator if name == "operator" else self.keys[name]
        reply = self.line(name).command(keys, made)
        assert reply.status == 1, (action, reply)
        return sign(keys, made), reply.receipt

    def advance(self, text):
        to = service_pb.AdvanceClock(to=instant(text))
        assert self.line("operator").request(service_pb.Request(advance_clock=to), timeout=WAIT).status == 1

    def restart(self, at=None):
        """at: when it is then, since nobody says so in between."""
        self.daemon.stop()
        self.daemon.rehearse = at or self.daemon.rehearse
        self.daemon.start()


def begin(year, agreed=None):
    """Until the eve of the freeze; the hashes of what it is about."""
    year.advance("2024-03-18T08:00")
    first = report("CB")
    first.limitations.add(text="Chậm báo cáo")
    year.do("CB", submit_report=first)
    year.do("TQ", submit_report=report("TQ"))
    agreed = (agreed or season()).SerializeToString()
    year.do("TQ", sign_compact=command_pb.SignCompact(ruleset_hash=blake2b(agreed)))
    year.advance("2024-11-18T08:00")
    return {board: year.do(board, submit_report=report(board, "Q4", models=["Dân vận khéo"])) for board in ("TQ", "CB", "HN")}


def act(year, known, secret):
    """What comes in the freeze, of each kind something; secret: what differs."""
    year.advance("2024-11-21T08:00")
    judge = command_pb.Judgement
    second = report("CB", "Q4", revision=2, previous=known["CB"], t01=secret * 1000, t02=secret * 100_000,
                    models=["Mô hình", f"Mô hình {secret}"])
    second.limitations.add(text=f"Hạn chế {secret}", cause=f"{secret}")
    second.proposals.append(f"Kiến nghị {secret}")
    again = year.do("CB", submit_report=second)
    review = {"board": "TQ", "period": 4, "report_hash": known["TQ"]}
    year.do("HN", take_report=command_pb.TakeReport(**review))
    verified = year.do("HN", verify_report=command_pb.VerifyReport(
        **review, tasks=[judge(task="T01", actual=secret * 500, reason=f"Sổ gốc ghi {secret}")]))
    year.do("TQ", dispute_report=command_pb.DisputeReport(
        board="TQ", period=4, verification_hash=verified, tasks=[command_pb.Objection(task="T01", reason=f"Không {secret}")]))
    review = {"board": "CB", "period": 4, "report_hash": again}
    year.do("HN", take_report=command_pb.TakeReport(**review))
    year.do("HN", return_report=command_pb.ReturnReport(**review, reason=f"Thiếu {secret}"))
    for board in ("CB", "TQ"):
        entry = year.do("HN", enter_points=command_pb.EnterPoints(
            board=board, code="KT1", points=100 * secret, reason=f"Cờ {secret}", evidence=bytes(31) + bytes([secret])))
        if board == "CB":
            year.do("vu", countersign=command_pb.Countersign(proposal=entry))
    amended = year.do("vu", amend_report=command_pb.AmendReport(
        board="TQ", period=1, tasks=[judge(task="T01", actual=secret * 700, reason=f"Sai {secret}")], evidence=bytes(32)))
    year.do("HN", countersign=command_pb.Countersign(proposal=amended))
    limitation = {"board": "CB", "year": 2024, "period": 1, "number": 1, "text": "Chậm báo cáo"}
    closing = year.do("CB", close_limitation=command_pb.CloseLimitation(**limitation, how=f"Đã {secret}", evidence=[bytes(32)]))
    verdict = {"verdict": command_pb.MODEL_VERDICT_RECOGNISED} if secret % 2 else \
        {"verdict": command_pb.MODEL_VERDICT_REFUSED, "reason": f"Không mới {secret}"}
    year.do("HN", judge_model=command_pb.JudgeModel(board="TQ", title="Dân vận khéo", acts_on=known["TQ"], **verdict))
    judged = {"confirmed": True} if secret % 2 else {"confirmed": False, "reason": f"Chưa {secret}"}
    year.do("HN", confirm_limitation=command_pb.ConfirmLimitation(**limitation, closing=closing, **judged))
    year.do("CB", sign_compact=command_pb.SignCompact(ruleset_hash=blake2b(season().SerializeToString())))
    year.grant("late", "late")  # who may act all know at once


@contextlib.contextmanager
def reading(daemon):
    connection = psycopg2.connect(daemon.conninfo)
    try:
        with connection.cursor() as cursor:
            cursor.execute("set role thidua_reader")
            yield cursor
    finally:
        connection.close()


def seen(daemon):
    """All that the role may select: rows as text, in order, by the relation's name."""
    dump = {}
    with reading(daemon) as cursor:
        cursor.execute("select c.relname from pg_class c where c.relnamespace = 'thidua'::regnamespace and c.relkind in "
                       "('r', 'p', 'v', 'm', 'f') and has_table_privilege(c.oid, 'select') order by 1")
        for (name,) in cursor.fetchall():
            cursor.execute("select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped "
                           "order by attnum", (f"thidua.{name}",))
            columns = [column for (column,) in cursor.fetchall() if column not in EXEMPT.get(name, ())]
            cursor.execute(f"select row({', '.join(columns)})::text from thidua.{name} order by 1")
            dump[name] = [row for (row,) in cursor.fetchall()]
    return dump


def ask(daemon, sql):
    with reading(daemon) as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def differing(one, other):
    assert one.keys() == other.keys()
    return {name for name in one if one[name] != other[name]}


@pytest.fixture
def worlds(make_daemon):
    """Two, on the eve of the freeze."""
    keys = {name: Keys(name) for name in (*BOARDS, "vu", "late")}
    first = make_daemon(rehearse="2024-03-01T08:00")
    return Year(first, keys, "thiduad"), Year(make_daemon(rehearse="2024-03-01T08:00", like=first), keys, "postgres")


def test_no_relation_tells_one_world_from_another(worlds):
    known = [begin(year) for year in worlds]
    before = [seen(year.daemon) for year in worlds]
    assert not differing(*before) and len(before[0]) >= 30
    for year, of, secret in zip(worlds, known, (3, 8)):
        act(year, of, secret)
    frozen = [seen(year.daemon) for year in worlds]
    assert not differing(*frozen)
    # who may act and that a freeze holds is known at once; what head says of the last entry is not said of another
    assert differing(before[0], frozen[0]) == {
        "office_key", "journal", "head", "shown", "standing", "standing_state", "standing_shown_state"}
    assert len(frozen[0]["journal"]) == len(before[0]["journal"]) + 1
    assert frozen[0]["standing_shown_state"] == before[0]["standing_state"] and frozen[0]["head"] == frozen[0]["standing_state"] == []
    assert all(row.endswith(",t)") for row in frozen[0]["standing"] if ",Q4," in row)

    for again in ("restart", "rebuild"):
        for year in worlds:
            if again == "rebuild":
                year.daemon.stop()
                done = year.daemon.run("--rebuild")
                assert done.returncode == 0, done.stderr
                year.daemon.start()
            else:
                year.restart()
        assert [seen(year.daemon) for year in worlds] == frozen, again

    for until in ("2024-11-27T08:00", "2024-11-29T08:00"):  # what lapses and falls back by time; then Q4 locks
        for year in worlds:
            year.advance(until)
        assert [seen(year.daemon) for year in worlds] == frozen, until

    for year in worlds:
        year.advance("2024-11-30T00:00")
    after = [seen(year.daemon) for year in worlds]
    assert differing(*after) >= {
        "standing", "standing_amended", "standing_locked", "score", "task_total", "report", "report_line", "review", "reviewed_task",
        "proposal", "entry", "amendment", "limitation_said", "limitation_closing",
        "model_verdict", "model_judged", "record"}
    assert differing(frozen[0], after[0]) >= {"proposal_answer", "compact", "head", "season"}


def test_who_owns_the_database_sees_all(worlds):
    year = worlds[0]
    known = begin(year)
    act(year, known, 3)
    live, shown = "select max(sequence) from thidua.standing where period = 'Q4'", "select max(sequence) from thidua.report"
    assert year.daemon.sql(live) > ask(year.daemon, live)
    assert year.daemon.sql(shown) > ask(year.daemon, shown)
    assert year.daemon.sql("select count(*) from thidua.standing where frozen") == [(0,)]
    assert year.daemon.sql("select count(*), count(distinct board) from thidua.standing where period = 'Q4'") == [(4, 4)]


def test_what_is_revealed_is_shown_at_once(worlds):
    year = worlds[0]
    known = begin(year)
    act(year, known, 3)
    year.advance("2024-11-29T08:00")
    frozen = seen(year.daemon)
    proposal = year.do("vu", reveal=command_pb.Reveal(period=4))
    assert seen(year.daemon) == frozen
    year.do("HN", countersign=command_pb.Countersign(proposal=proposal))
    assert {"standing", "report", "entry", "revealed", "head"} <= differing(frozen, seen(year.daemon))
    assert ask(year.daemon, "select as_of = 'infinity', frozen from thidua.shown") == [(True, False)]
    live = "select board, total, sequence from thidua.standing where period = 'Q4' order by board"
    assert ask(year.daemon, live) == year.daemon.sql(live)


def test_who_was_down_when_it_began_and_when_it_ended_missed_nothing(worlds):
    year = worlds[0]
    known = begin(year)
    before = seen(year.daemon)
    year.restart("2024-11-21T08:00")
    act(year, known, 3)
    frozen = seen(year.daemon)
    assert frozen["standing_shown_state"] == before["standing_state"] and frozen["report"] == before["report"]
    assert frozen["record"] == before["record"]
    year.daemon.stop()
    assert seen(year.daemon) == frozen
    year.restart("2024-11-30T08:00")
    year.advance("2024-11-30T08:00")  # answered when all that is due is written
    live = "select board, total, sequence from thidua.standing order by period, board"
    assert ask(year.daemon, live) == year.daemon.sql(live)
    assert {"standing", "report", "record", "head"} <= differing(frozen, seen(year.daemon))


def test_what_was_shown_in_it_goes_with_its_end(worlds):
    year = worlds[0]
    act(year, begin(year), 3)
    kept = "select cluster, year, period, sequence from thidua.standing_shown_state order by period"
    assert len(year.daemon.sql(kept)) == 4
    year.advance("2024-11-30T00:00")
    assert year.daemon.sql(kept) == []
    year.restart("2024-11-30T00:00")
    ended = seen(year.daemon)
    year.daemon.stop()
    assert year.daemon.run("--rebuild").returncode == 0
    assert seen(year.daemon) == ended and year.daemon.sql(kept) == []


def test_what_is_said_of_it_in_the_next_season_is_held_back_too(make_daemon):
    """A limitation of 2024 is closed in 2025, which runs in its freeze; that comes back after a restore; and a model is a duplicate."""
    first, second = season(), season()
    first.freeze.last = day("2025-01-05")
    second.year, second.name, second.head = 2025, "Mùa thi đua 2025", "PT"
    second.deputy = "HN"
    second.ClearField("freeze")
    for period, dates in zip(second.periods, (("01-01", "01-06", "01-20"), ("06-15", "06-18", "07-05"), ("09-15", "09-20", "10-05"),
                                              ("11-15", "11-20", "11-28"), ("12-20", "12-25", "12-31"))):
        period.opens, period.due, period.lock = (day(f"2025-{date}") for date in dates)
    keys = {name: Keys(name) for name in (*BOARDS, "vu", "late")}
    year = Year(make_daemon(rehearse="2024-03-01T08:00"), keys, "postgres", (first, second))
    known = begin(year, first)
    year.do("HN", judge_model=command_pb.JudgeModel(board="TQ", title="Dân vận khéo", acts_on=known["TQ"], verdict=command_pb.MODEL_VERDICT_RECOGNISED))
    year.advance("2025-01-02T08:00")
    backup = Backup(year.daemon)
    limitation = {"board": "CB", "year": 2024, "period": 1, "number": 1, "text": "Chậm báo cáo"}
    signed, receipt = year.send("CB", 2025, close_limitation=command_pb.CloseLimitation(**limitation, how="Đã xong", evidence=[bytes(32)]))
    backup.restore("2025-01-02T09:00")
    year.lines.clear()

    year.do("CB", 2025, reinstate=command_pb.Reinstate(signed_command=signed, receipt=receipt))
    year.do("PT", 2025, confirm_limitation=command_pb.ConfirmLimitation(**limitation, closing=blake2b(signed.command), confirmed=True))
    listed = year.do("TQ", 2025, submit_report=report("TQ", models=["Dân vận khéo", "Mô hình khác"]))
    year.do("PT", 2025, take_report=command_pb.TakeReport(board="TQ", period=1, report_hash=listed))
    year.do("PT", 2025, judge_model=command_pb.JudgeModel(
        board="TQ", title="Dân vận khéo", acts_on=listed, verdict=command_pb.MODEL_VERDICT_DUPLICATE_OF, reason="trùng",
        duplicate_of=command_pb.NamedModel(year=2024, board="TQ", title="Dân vận khéo")))
    year.do("PT", 2025, judge_model=command_pb.JudgeModel(
        board="TQ", title="Mô hình khác", acts_on=listed, verdict=command_pb.MODEL_VERDICT_REFUSED, reason="chưa có hiệu quả"))

    def told(ask):
        return [ask(f"select count(*) from thidua.{name} where year = 2025") for name in (
            "limitation_said", "limitation_closing", "reinstated", "model_verdict", "review", "report", "record")] + [
            ask("select kind from thidua.journal where year = 2025 and kind <> 'define_season' order by sequence")]

    kinds = ["reinstate", "confirm_limitation", "submit_report", "take_report", "judge_model", "judge_model"]
    everything = [[(count,)] for count in (2, 1, 1, 2, 1, 1, 5)] + [[(kind,) for kind in kinds]]
    assert told(year.daemon.sql) == everything
    shown = [[(count,)] for count in (0, 0, 0, 1, 1, 1, 2)] + [[(kind,) for kind in ("submit_report", "take_report", "judge_model")]]
    assert told(lambda sql: ask(year.daemon, sql)) == shown
    year.advance("2025-01-06T00:00")
    assert told(lambda sql: ask(year.daemon, sql)) == everything
