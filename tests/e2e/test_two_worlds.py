"""Nobody can tell two worlds apart that differ in what a freeze holds back from him.

Both have a daemon and a database of their own and the same commands: as many, of the same kinds, by the same signers, of the same
ids, at the same instants. What differs is what they say of other boards: values, verdicts, reasons, points, amendments,
limitations, proposals. Each reader asks every question of Query with every argument, tries every command, hears every topic, and
is told the same in both, sequences included. Left out are correlations, the epoch and, as proto/README says, the hashes of the
journal's chain: Receipt.statement.hash, leaf, leaves, path, signature; hash and previous_hash of StoredCommand and HeldEntry; and the
hash of a verdict that an own model is a duplicate, since the command has the other's name, which is held back.

Some 59,000 questions and trials of 42 kinds, of ten readers at three moments, are compared; how many is printed. What is walked is
taken from the descriptors: a question with a field, or a command, that this file knows nothing of fails it.
"""

import collections
import itertools
import re

import pytest
from support import protocol
from support.daemon import Daemon, remove, scratch, until
from support.protocol import Keys, command_pb, receipt_pb, season_pb, service_pb, standings_pb

CLUSTER, YEAR = "TCXDD-1", 2024
HEAD, DEPUTY = "HN", "PT"
OTHERS = ("TQ", "BK", "CB", "YB")
BOARDS = (HEAD, DEPUTY, *OTHERS)
ROLES = {"Vu": 2, "viewer": 4, "public": 4}
NEWCOMERS = {"new Vu": {"role": 2}, "new HN": {"role": 1, "board": HEAD}, "new BK": {"role": 1, "board": "BK"}}  # admitted in the freeze
NEXT = YEAR + 1  # which TQ heads, who is nobody in the first; it begins in the freeze of that
Q1, Q4, FINAL = 1, 4, 5
DUPLICATE_OF = command_pb.MODEL_VERDICT_DUPLICATE_OF
WAIT_MS = 10_000

KEYS = {name: Keys(name) for name in (*BOARDS, *ROLES, *NEWCOMERS)}
STRANGE = bytes(range(32))


def season():
    """FINAL opens in the freeze."""
    made = protocol.small_season(CLUSTER, boards=BOARDS)
    made.tasks[0].max -= 5000
    made.tasks.add(code="T05", group=1, name="Khắc phục hạn chế", kind=1, accumulation=2, measure=5, max=5000, phasing=[10000] * 4,
                   target=800000, unit="%")
    made.edition, made.postmark_grace_days, made.proposal_days = 2, 3, 10
    made.publication = made.limitations = made.models = True
    made.review.review_days, made.review.dispute_days, made.review.return_days = 5, 5, 2
    made.freeze.period, made.freeze.first, made.freeze.last = Q4, protocol.day("2024-11-20"), protocol.day("2025-01-05")
    made.entry_rules.add(code="KT1", name="Được tặng Cờ thi đua", kind=season_pb.ENTRY_KIND_BONUS, least=100, most=6000)
    for board in OTHERS:
        for text in ("Hồ sơ chưa số hóa", "Quy hoạch chậm"):
            made.earlier_limitations.add(board=board, text=f"{text}, {board}")
    return made.SerializeToString()


def next_season():
    """It asks for the limitations that the first one left."""
    made = season_pb.Season.FromString(season())
    made.year, made.name, made.head, made.deputy = NEXT, f"Mùa thi đua {NEXT}", *OTHERS[:2]
    made.ClearField("freeze")
    del made.earlier_limitations[:]
    for period, (opens, due, lock) in zip(made.periods, (("01-01", "01-06", "01-20"), ("06-15", "06-18", "07-05"), ("09-15", "09-20", "10-05"),
                                                        ("11-15", "11-20", "11-28"), ("12-20", "12-25", "12-31"))):
        period.opens, period.due, period.lock = (protocol.day(f"{NEXT}-{date}") for date in (opens, due, lock))
    return made.SerializeToString()


class World:
    """One of them. differs: the boards of which other things are said than in the first."""

    def __init__(self, daemon, differs=()):
        self.daemon, self.differs = daemon, differs
        self.keys = KEYS | {"operator": daemon.operator}
        self.number, self.receipt = 0, None
        self.own = ()  # the boards whose revisions who tries something knows
        self.clients, self.hashes = {"operator": daemon.client(daemon.operator)}, {}
        self.listed = {}
        self.said = collections.defaultdict(list)  # to each, of what he did himself
        self.sockets, self.heard = {}, {}
        self.hidden = {}  # proposals, by their board
        self.known = [STRANGE]  # hashes that somebody tries, of what is hidden in any world

    def pick(self, board, one, other):
        return other if board in self.differs else one

    def made(self, id=None, year=YEAR, **action):
        if id is None:
            self.number += 1
            id = f"of {self.number}"
        raw = bytearray(protocol.blake2b(id.encode())[:16])
        raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
        return protocol.command(CLUSTER, year, id=bytes(raw), signed_at=protocol.instant("2024-03-01T08:00"), **action)

    def send(self, who, **action):
        """The hash of the command, which has entered."""
        made = self.made(**action)
        reply = self.clients[who].command(self.keys[who], made)
        assert reply.status == 1, (who, reply)
        self.said[who].append(scrubbed(reply))
        self.receipt = self.receipt or reply.receipt
        return protocol.blake2b(made.SerializeToString())

    def agree(self, first, second, **action):
        proposal = self.send(first, **action)
        self.send(second, countersign=command_pb.Countersign(proposal=proposal))
        return proposal

    def advance(self, text):
        reply = self.clients["operator"].request(service_pb.Request(advance_clock=service_pb.AdvanceClock(to=protocol.instant(text))), 60)
        assert reply.status == 1, reply

    def ask(self, who, **question):
        return self.clients[who].query(**question)

    def report(self, board, period, revision=1, limitations=(), **values):
        made = protocol.report(board, revision=revision, **values)
        made.period = period
        if revision > 1:
            made.previous_hash = self.hashes[board, period]
        for text in limitations:
            made.limitations.add(text=text)
        self.hashes[board, period] = self.send(board, submit_report=made)
        self.listed.setdefault(board, self.hashes[board, period])  # by its first report

    def named(self, board, period):
        return {"board": board, "period": period, "report_hash": self.hashes[board, period]}

    def judge(self, who, board, title, acts_on, **more):
        return self.send(who, judge_model=command_pb.JudgeModel(board=board, title=title, acts_on=acts_on, **more))

    # --- what they play ---

    def begin(self):
        for name in BOARDS:
            self.grant(name, 1, board=name)
        for name, role in ROLES.items():
            self.grant(name, role, **({"audience": command_pb.AUDIENCE_PUBLIC} if name == "public" else {}))
        self.send("operator", define_season=command_pb.DefineSeason(version=1, season=season()))
        self.send("operator", year=NEXT, define_season=command_pb.DefineSeason(version=1, season=next_season()))
        for name in (*BOARDS, *ROLES):
            self.clients[name] = self.daemon.client(self.keys[name])
        for period, day in ((1, "2024-03-16"), (2, "2024-06-16"), (3, "2024-09-16"), (4, "2024-11-16")):
            self.advance(day + "T08:00")
            for number, board in enumerate(BOARDS if period < Q4 else (HEAD, DEPUTY, "TQ", "BK")):
                first = {"limitations": ["Họp muộn"], "models": [f"Số hóa {board}"]} if period == Q1 else {}
                self.report(board, period, t02=1_000_000 + 40_000 * number, **first)
        told = self.ask("Vu", standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR, period=Q1)).standings
        self.send("Vu", publish=command_pb.Publish(period=Q1, state_hash=told.state_hash))
        for board, reviewer in ((HEAD, DEPUTY), (DEPUTY, HEAD)):
            self.judge(reviewer, board, f"Số hóa {board}", self.hashes[board, Q1], verdict=1)
        self.entry = self.agree(HEAD, "Vu", enter_points=points("TQ", 700))
        for board in OTHERS:
            self.closings = getattr(self, "closings", {}) | {board: self.send(board, close_limitation=closing(board, Q1, 1, "Họp muộn"))}
        self.listen([name for name in READERS if name not in NEWCOMERS])
        self.hear(Q4)
        self.advance("2024-11-20T08:00")
        for name, granted in NEWCOMERS.items():
            self.grant(name, **granted)
            self.clients[name] = self.daemon.client(self.keys[name])
        self.listen(NEWCOMERS)

    def grant(self, name, role, **more):
        keys = self.keys[name]
        self.send("operator", year=None, grant_key=command_pb.GrantKey(role=role, sign_key=keys.sign_public, curve_key=keys.curve_public, label=name,
                                                                       **more))

    def play_hidden(self):
        """In the freeze: of each board that is neither head nor deputy."""
        for board in OTHERS:
            pick = lambda one, other, board=board: self.pick(board, one, other)
            late = board in ("CB", "YB")
            if late:
                self.send(board, postmark=command_pb.Postmark(period=Q4, report_hash=pick(STRANGE, bytes(reversed(STRANGE)))))
            self.report(board, Q4, revision=1 if late else 2, t01=pick(120_000, 330_000), t02=pick(2_500_000, 9_500_000),
                        done=pick(440_000, 310_000), models=pick(["Một cửa"], ["Một cửa", "Sổ tay"]),
                        limitations=pick(["Cán bộ mỏng"], ["Cán bộ thiếu", "Họp nhiều"]))
            self.send(HEAD, take_report=command_pb.TakeReport(**self.named(board, Q4)))
            if late:
                self.send(HEAD, return_report=command_pb.ReturnReport(reason=pick("thiếu phụ lục", "sai số liệu"), **self.named(board, Q4)))
            else:
                verdict = self.send(HEAD, verify_report=command_pb.VerifyReport(tasks=judged("T02", pick(2_400_000, 9_000_000)), **self.named(board, Q4)))
                objection = command_pb.Objection(task="T02", reason=pick("theo sổ gốc", "đã kiểm lại"))
                self.send(board, dispute_report=command_pb.DisputeReport(board=board, period=Q4, verification_hash=verdict, tasks=[objection]))
            self.hidden[board] = (self.agree(HEAD, "Vu", enter_points=points(board, pick(1000, 5500))),
                                  self.send(HEAD, enter_points=points(board, pick(300, 4200))))  # waits
            self.agree("Vu", HEAD, amend_report=amendment(board, pick(150_000, 30_000)))
            self.send(HEAD, confirm_limitation=command_pb.ConfirmLimitation(
                board=board, year=YEAR, period=Q1, number=1, text="Họp muộn", closing=self.closings[board],
                **pick({"confirmed": True}, {"confirmed": False, "reason": "còn hai việc chưa xong"})))
            other = DEPUTY if self.differs else HEAD  # whose it is is not told to its board either
            self.judge(HEAD, board, f"Số hóa {board}", self.listed[board], verdict=DUPLICATE_OF, reason="trùng nội dung",
                       duplicate_of=command_pb.NamedModel(year=YEAR, board=other, title=f"Số hóa {other}"))
            self.judge(HEAD, board, "Một cửa", self.hashes[board, Q4], verdict=pick(1, 2), reason=pick("", "chưa có hiệu quả"))
            number = pick(1, 2)
            self.send(board, close_limitation=closing(board, None, number, f"{pick('Hồ sơ chưa số hóa', 'Quy hoạch chậm')}, {board}"))

    def play_final(self):
        """FINAL has opened in the freeze: also what comes to it is held back."""
        for board in OTHERS:
            self.report(board, FINAL, t01=self.pick(board, 100_000, 370_000), t02=self.pick(board, 3_500_000, 8_500_000))

    # --- what they hear ---

    def listen(self, names):
        for name in names:
            self.sockets[name] = self.daemon.subscriber(self.keys[name], "")
            self.heard[name] = collections.defaultdict(list)

    def hear(self, *periods):
        """What the feed has said until each has heard of these periods, or by now; repetitions once."""
        for name, socket in self.sockets.items():
            wanted = {f"standings/{CLUSTER}/{YEAR}/{names(period)}" for period in periods}
            if name == "public":
                wanted = {f"public/{CLUSTER}/{YEAR}/Q1" for _ in periods}
            while wanted or socket.poll(0):
                assert socket.poll(WAIT_MS * 3), (name, wanted)
                topic, body = socket.recv_multipart()
                wanted.discard(topic.decode())
                told = standings_pb.Standings.FromString(body)
                told.ClearField("published_at")  # of a repetition
                kept = self.heard[name][topic.decode()]
                if scrubbed(told) not in kept:
                    kept.append(scrubbed(told))


def names(period):
    return next(name for name, number in protocol.PERIODS.items() if number == period)


def judged(task, actual):
    return [command_pb.Judgement(task=task, actual=actual, reason="theo sổ gốc")]


def points(board, number):
    return command_pb.EnterPoints(board=board, code="KT1", points=number, reason="quyết định số 12", evidence=STRANGE)


def amendment(board, actual):
    return command_pb.AmendReport(board=board, period=Q1, tasks=judged("T01", actual), evidence=STRANGE)


def closing(board, period, number, text):
    made = command_pb.CloseLimitation(board=board, year=YEAR if period else YEAR - 1, number=number, text=text, how="đã xong theo kế hoạch",
                                      evidence=[STRANGE])
    if period:
        made.period = period
    return made


# --- what is compared ---

LEFT_OUT = {
    "Reply": {"correlation"}, "Standings": {"epoch"}, "Pong": {"epoch"}, "ReceiptStatement": {"hash"},
    "Receipt": {"leaf", "leaves", "path", "signature"}, "StoredCommand": {"hash", "previous_hash"}, "HeldEntry": {"hash", "previous_hash"},
}


HASHES = re.compile(r"[0-9a-f]{64}")
NAMED = re.compile(r"previous_hash: .*")  # of what its outbox holds


def scrubbed(message):
    """As nested lists, without what may differ."""
    out = []
    for field, value in message.ListFields():
        if field.name in LEFT_OUT.get(message.DESCRIPTOR.name, ()):
            continue
        if (message.DESCRIPTOR.name, field.name) == ("RegisteredModel", "acts_on") and message.verdict == DUPLICATE_OF:
            continue  # of the command that names the other one; its id is nobody's to guess
        values = value if field.label == field.LABEL_REPEATED else [value]
        if message.DESCRIPTOR.name == "Fault" and message.reason in ("REVISION_STALE", "PREVIOUS_STALE"):
            values = [HASHES.sub("", str(one)) for one in values]  # of a revision; who must name it to correct it learns it so
        if field.message_type:
            values = [scrubbed(one) for one in values]
        elif (message.DESCRIPTOR.name, field.name) == ("Receipt", "statement"):
            values = [scrubbed(receipt_pb.ReceiptStatement.FromString(value))]
        out.append((field.name, list(values)))
    return out


READERS = (*OTHERS, "viewer", "public", "operator", *NEWCOMERS)
FIELDS = {  # of a question: what is asked
    "cluster": [CLUSTER], "year": [YEAR], "period": [None, 1, 2, 4, 5], "board": [*BOARDS, "ZZ"], "amendment": [None, 0, 1, 4, 9],
    "revision": [None, 1, 2, 3], "version": [None, 1], "limit": [None, 3], "prove": [None, True], "held": [None, True],
    "before": [None, 1, 40], "proposal": [None, STRANGE], "state": [None, 1, 2, 3], "after": [None, 1], "field": [None], "search": [None, "so hoa"],
    "at": [None, *map(protocol.instant, ("2024-11-19T20:00", "2024-11-20T08:00", "2024-12-31T08:00"))],
    "key": [*(keys.sign_public for keys in KEYS.values()), STRANGE],
}
OF_ONE = {  # where all that a field can say would be too much, or nothing
    ("journal", "from"): lambda: [None, 1, 30, 50, 75, 100],
    ("proposals", "before"): lambda: [None],
    ("review_history", "before"): lambda: [None, 60],
    ("limitations", "board"): lambda: [None, *OTHERS],
    ("models", "year"): lambda: [None, YEAR],
    ("models", "board"): lambda: [None, *OTHERS],
    ("models", "state"): lambda: [None, 1, 2, 3, 4, 5],
}


def questions():
    """Of every member of Query each combination of what its fields may say."""
    for member in service_pb.Query.DESCRIPTOR.oneofs_by_name["question"].fields:
        asked = [OF_ONE[member.name, field.name]() if (member.name, field.name) in OF_ONE else FIELDS[field.name]
                 for field in member.message_type.fields]
        for values in itertools.product(*asked):
            given = {field.name: value for field, value in zip(member.message_type.fields, values) if value is not None}
            if {"period"} - given.keys() and member.name in ("report", "review_history"):
                continue
            yield member.name, getattr(service_pb, member.message_type.name)(**given)
    for year in (NEXT,):  # what the next one, which is not frozen, tells of the first
        about = {"cluster": CLUSTER, "year": year}
        yield "standings", service_pb.GetStandings(period=Q1, **about)
        for board in BOARDS:
            yield "scorecard", service_pb.GetScorecard(period=Q1, board=board, **about)
        for state in (1, 2, 3):
            yield "limitations", service_pb.GetLimitations(state=state, **about)
        for keys in KEYS.values():
            yield "todo", service_pb.GetTodo(key=keys.sign_public, **about)


def commands(world, who):
    """Of every member of Command some that somebody might send to find out what he does not see."""
    about = [board for board in BOARDS if board != who]
    own = board_of(who) or "BK"
    at = [(board, period) for board in about for period in (Q1, Q4, FINAL)]

    def named(make, **more):
        return [make(board=board, period=period, report_hash=STRANGE, **more) for board, period in at]

    revisions = [(board, period, revision) for board, period in [(own, Q1), (own, Q4), (own, FINAL), (about[-1], Q4)] for revision in (1, 2, 3)]
    newer = season_pb.Season.FromString(season())
    newer.name = "Mùa thi đua 2024, sửa"
    table = {
        "define_season": [command_pb.DefineSeason(version=number, season=newer.SerializeToString()) for number in (1, 2, 3)],
        "grant_key": [command_pb.GrantKey(role=4, sign_key=STRANGE, curve_key=STRANGE)],
        "revoke_key": [command_pb.RevokeKey(sign_key=STRANGE)] + [command_pb.RevokeKey(sign_key=KEYS[board].sign_public) for board in about],
        "submit_report": [submission(world, *revision, t02) for revision in revisions for t02 in (100_000, 4_000_000, 60_000_000)],
        "postmark": [command_pb.Postmark(period=period, report_hash=STRANGE) for period in (Q1, Q4, FINAL)],
        "reinstate": [command_pb.Reinstate(signed_command=protocol.sign(KEYS[own], world.made(id="lost", postmark=command_pb.Postmark(period=Q4, report_hash=STRANGE))),
                                           receipt=world.receipt)],
        "sign_compact": [command_pb.SignCompact(ruleset_hash=STRANGE)],
        "take_report": named(command_pb.TakeReport),
        "release_report": named(command_pb.ReleaseReport),
        "return_report": named(command_pb.ReturnReport, reason="thiếu phụ lục"),
        "verify_report": named(command_pb.VerifyReport, tasks=judged("T02", 1_000_000)),
        "dispute_report": [command_pb.DisputeReport(board=board, period=period, verification_hash=STRANGE,
                                                    tasks=[command_pb.Objection(task="T02", reason="theo sổ")]) for board, period in at]
                          + [command_pb.DisputeReport(board=board, period=Q4, verification_hash=STRANGE,
                                                      model=command_pb.DisputedModel(title=title, reason="theo sổ"))
                             for board in BOARDS if board != who for title in ("Một cửa", "Sổ tay")],
        "resolve_dispute": [command_pb.ResolveDispute(board=board, period=period, verification_hash=STRANGE, tasks=judged("T02", 1_000_000))
                            for board, period in at],
        "countersign": [command_pb.Countersign(proposal=proposal) for proposal in (*world.known, world.entry)],
        "withdraw_proposal": [command_pb.WithdrawProposal(proposal=proposal) for proposal in (*world.known, world.entry)],
        "enter_points": [points(board, number) for board in BOARDS for number in (300, 4200)],
        "withdraw_points": [command_pb.WithdrawPoints(entry=entry, reason="nhập nhầm") for entry in (*world.known, world.entry)],
        "amend_report": [amendment(board, 150_000) for board in BOARDS],
        "judge_model": [command_pb.JudgeModel(board=board, title=title, acts_on=STRANGE, verdict=verdict, reason="trùng", **other)
                        for board in BOARDS for title in (f"Số hóa {board}", "Một cửa", "Sổ tay")
                        for verdict, other in ((1, {}), (DUPLICATE_OF, {"duplicate_of": command_pb.NamedModel(year=YEAR, board="BK", title="Sổ tay")}))],
        "close_limitation": [closing(board, period, number, text) for board, period in [(board, period) for board in BOARDS for period in (None, Q1, Q4)]
                             for number in (1, 2, 3) for text in ("Cán bộ mỏng",)],
        "confirm_limitation": [command_pb.ConfirmLimitation(board=board, year=YEAR, period=period, number=number, text="Cán bộ mỏng", closing=STRANGE,
                                                            confirmed=True) for board, period in at for number in (1, 2)],
        "reveal": [command_pb.Reveal(period=Q4)],
        "publish": [command_pb.Publish(period=period, state_hash=STRANGE) for period in (Q1, 2, Q4)],
        "finalise_year": [command_pb.FinaliseYear()],
    }
    for number, (board, period) in enumerate(itertools.product(about, (None, Q1, Q4))):  # as the next season's head would
        told = command_pb.ConfirmLimitation(board=board, year=YEAR if period else YEAR - 1, number=1, text="Họp muộn", closing=STRANGE, confirmed=True)
        if period:
            told.period = period
        yield "confirm_limitation", world.made(id=f"{who} next {number}", year=NEXT, confirm_limitation=told)
    for member in command_pb.Command.DESCRIPTOR.oneofs_by_name["action"].fields:
        for number, made in enumerate(table[member.name]):
            yield member.name, world.made(id=f"{who} {member.name} {number}", year=None if member.name in ("grant_key", "revoke_key") else YEAR,
                                          **{member.name: made})


def board_of(who):
    return who if who in BOARDS else NEWCOMERS.get(who, {}).get("board")


def submission(world, board, period, revision, t02):
    made = protocol.report(board, revision=revision, t02=t02)
    made.period = period
    if revision > 1:
        made.previous_hash = world.hashes.get((board, period), STRANGE) if board in world.own else STRANGE
    return made


def tell(world, who, walked):
    """All that he is told: of each question and command, the answer."""
    out = []
    for name, asked in questions():
        out.append((name, str(asked), scrubbed(world.ask(who, **{name: asked}))))
    world.own = (board_of(who),)
    for name, made in commands(world, who) if who not in ("viewer", "public") else ():
        out.append((name, NAMED.sub("", str(made)), scrubbed(world.clients[who].dry_run(world.keys[who], made))))
    walked.update(name for name, _, _ in out)
    walked["in all"] += len(out)
    return out


# --- the tests ---


@pytest.fixture(scope="module")
def worlds(postgres):
    """By whom they differ for: "": the first, in all others' eyes; a board: all but its own is other there."""
    folders, made = [], {}
    try:
        for name in ("", *OTHERS):
            folders.append(scratch("w"))
            daemon = Daemon(folders[-1], postgres.createdb(f"world{len(folders)}"), rehearse="2024-03-01T08:00", repeat_seconds=1,
                            like=made[""].daemon if made else None)
            done = daemon.run("--migrate")
            assert done.returncode == 0, done.stderr
            made[name] = World(daemon.start(), [board for board in OTHERS if name and board != name])
            made[name].begin()
            made[name].play_hidden()
        hidden = {hash for world in made.values() for hashes in world.hidden.values() for hash in hashes}
        assert len(hidden) == 4 * len(OTHERS)  # of each board two, in two versions
        for world in made.values():
            world.known += sorted(hidden)
        yield made
        for world in made.values():
            world.daemon.close()
    finally:
        for folder in folders:
            remove(folder)


def other_of(worlds, who):
    """The world in which everything is other that he may not see."""
    return worlds[who] if who in OTHERS else worlds["TQ"]


def differences(first, second):
    assert len(first) == len(second)
    return [(one[0], one[1], one[2:], two[2:]) for one, two in zip(first, second) if one != two]


def compare(worlds, moment, walked):
    for who in READERS:
        pair = worlds[""], other_of(worlds, who)
        first, second = (tell(world, who, walked) for world in pair)
        assert differences(first, second) == [], (moment, who)
        tried = {field for name, _, told in first if name == "define_season" for field, _ in told}
        assert who != "operator" or not tried & {"proposals", "dry_run"}, tried  # faults alone
        for world in worlds.values():
            world.hear()


# Its clock's, and repetitions by it; its memory, which is longer for longer texts.
MACHINES = re.compile(r"_seconds|resident_bytes|free_bytes|cached_bytes|connections|standings_published_total")
PORTS = re.compile(r"(127\.0\.0\.1:|http=)\d+")
FOLDED = re.compile(r"<6>folded lines=(\d+) of=(\w+) who=(\w*)")
CAUSED = re.compile(r"<\d>(\w+)(?:.* key=(\w+))?")


def watched(world):
    """What who runs the daemon sees of it: metrics, readiness, the log."""
    metrics = [line for line in world.daemon.http("/metrics")[1].splitlines() if not MACHINES.search(line)]
    return metrics, world.daemon.http("/readyz"), [PORTS.sub("", line) for line in world.daemon.lines]


def caused(lines):
    """How many lines of each event who caused. Which of them the log folds is the machine's: those of one that come faster than
    LOG_LINES_OF_ONE a second."""
    counts = collections.Counter()
    for line in lines:
        folded = FOLDED.match(line)
        event = folded.groups()[1:] if folded else CAUSED.match(line).groups(default="")
        counts[event] += int(folded[1]) if folded else 1
    return counts


def tell_alike(first, second):
    """Do two logs say the same, but for which lines are folded? What only one of them says is then of a sequence that the other
    folds."""
    said = [[line for line in lines if not FOLDED.match(line)] for lines in (first, second)]
    common = [[line for line in lines if line in other] for lines, other in (said, reversed(said))]
    only = [[re.search(r" sequence=\d+ ", line) for line in lines if line not in other] for lines, other in (said, reversed(said))]
    return (caused(first) == caused(second) and common[0] == common[1] and all(only[0] + only[1])
            and not {found[0] for found in only[0]} & {found[0] for found in only[1]})


def test_logs_are_compared_whatever_is_folded():
    """Which of one signer are folded is no difference; all else is one."""
    lines = [f"<6>accepted cluster=C sequence={number} action=a board={board} key=k{board} late_days=0\n" for number, board in enumerate("ABABAB")]
    folded = [*lines[:2], lines[3], lines[5], "<6>folded lines=2 of=accepted who=kA\n"]
    assert tell_alike(lines, lines) and tell_alike(lines, folded) and tell_alike(folded, lines)
    assert tell_alike([*lines[1:], "<6>folded lines=1 of=accepted who=kA\n"], folded)
    assert not tell_alike(lines, folded[:-1])
    assert not tell_alike(lines, [line.replace("late_days=0", "late_days=1") for line in lines])
    assert not tell_alike(lines, [lines[1], lines[0], *lines[2:]])
    assert not tell_alike(lines, [*lines, "<4>batch_failed outcome=x\n"])


def test_metrics_and_log_tell_no_difference(worlds):
    """Before anybody asks."""
    def alike(name):
        (*one, lines), (*other, other_lines) = watched(worlds[""]), watched(worlds[name])
        return one == other and tell_alike(lines, other_lines)

    for name in OTHERS:
        until(lambda name=name: alike(name))
    metrics, _, lines = watched(worlds[""])
    assert len(metrics) > 40 and caused(lines).total() > 90


def test_nobody_can_tell_the_worlds_apart_while_it_is_held_back(worlds, capsys):
    """Before the lock, after it, and when FINAL has opened: every question and command, of each of ten readers; then what was told
    apart, when the freeze is over, and what differs in the eyes of the head all the time."""
    walked = collections.Counter()
    for moment, play in (("2024-11-21T20:00", None), ("2024-11-29T08:00", None), ("2025-01-02T08:00", World.play_final)):
        for world in worlds.values():
            world.advance(moment)
            if play:
                play(world)
        compare(worlds, moment, walked)
        head = [tell(worlds[name], HEAD, collections.Counter()) for name in ("", "TQ")]
        assert {name for name, *_ in differences(*head)} > {"standings", "scorecard", "report", "reviews", "review_history", "entries", "journal",
                                                            "limitations" if play else "proposals"}
    for world in worlds.values():
        world.hear(Q4)
    for who in READERS:
        assert worlds[""].said[who] == other_of(worlds, who).said[who], who  # his own receipts
        assert worlds[""].heard[who] == other_of(worlds, who).heard[who], who
        assert worlds[""].heard[who], who
    asked = {field.name for message, choice in ((service_pb.Query, "question"), (command_pb.Command, "action"))
             for field in message.DESCRIPTOR.oneofs_by_name[choice].fields}
    assert set(walked) - {"in all"} == asked
    assert walked["in all"] > 40_000
    for world in worlds.values():
        world.advance("2025-01-06T08:00")
    for who in READERS:
        told = [tell(world, who, collections.Counter()) for world in (worlds[""], other_of(worlds, who))]
        different = differences(*told)
        assert who == "public" or {name for name, *_ in different} > {"standings", "scorecard", "report", "reviews", "entries"}, who
        next_ones = [asked for name, asked, *_ in different if name == "standings" and str(NEXT) in asked]
        assert who == "public" or next_ones, who  # what was closed in it counts now
    with capsys.disabled():
        print(f"\n{len(asked)} questions and commands, asked and tried in {walked['in all']} ways")


# --- who tries harder ---


@pytest.fixture
def world(make_daemon):
    """In the freeze, with all that it hides."""
    made = World(make_daemon(rehearse="2024-03-01T08:00"))
    made.begin()
    made.play_hidden()
    return made


def refusal(reply):
    return [fault.reason for fault in reply.faults]


def test_a_viewer_of_final_computing_the_hidden_q4(world):
    """FINAL opens in the freeze, and would tell in its ranks before, leaders and deductions what Q4 has become."""
    world.advance("2025-01-02T08:00")
    world.play_final()
    for who in ("viewer", "operator", "TQ", "public"):
        asked = {"cluster": CLUSTER, "year": YEAR, "period": FINAL}
        assert refusal(world.ask(who, standings=service_pb.GetStandings(**asked))) == ["STANDING_HELD_BACK"], who
        for board in BOARDS:
            assert refusal(world.ask(who, scorecard=service_pb.GetScorecard(board=board, **asked))) == ["STANDING_HELD_BACK"], (who, board)
            if board not in (who, HEAD, DEPUTY) and who != "public":
                assert refusal(world.ask(who, report=service_pb.GetReport(board=board, **asked))) == ["REPORT_UNKNOWN"], (who, board)
    for number in (1, 2, 3):  # those that have locked stay as they were, with their ranks before
        told = [world.ask(who, standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR, period=number)).standings for who in ("viewer", "TQ")]
        assert [row.total for row in told[0].rows] == [row.total for row in told[1].rows] and not told[0].amendment
    current = world.ask("viewer", standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR)).standings
    assert (current.period, current.frozen, current.reported) == (Q4, True, 4)
    assert world.ask("Vu", standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR)).standings.period == FINAL
    dry = world.clients["TQ"].dry_run(world.keys["TQ"], world.made(submit_report=submission(world, "TQ", FINAL, 2, 8_500_000)))
    assert not dry.HasField("dry_run")


def leads(card):
    """All of a scorecard from which the leader's value would follow."""
    line = next(line for line in card.lines if line.task == "T02")
    row = card.row
    return (line.withheld, line.points, line.numerator, line.denominator, line.leader, line.HasField("leader_actual"),
            row.rank, row.total, row.base_points, row.band, row.points[1] > 0, card.earned + line.points < card.assigned + line.max)


def test_a_board_computing_the_leaders_value_from_its_own_card_or_its_dry_run(world):
    """Its own points of a LEADER task are m/2·(1 + x/L): with x, which it chooses, they would give L."""
    world.own = ("TQ",)
    cards = [world.ask("TQ", scorecard=service_pb.GetScorecard(cluster=CLUSTER, year=YEAR, period=Q4, board="TQ")).scorecard]
    for t02 in (1, 3_000_000, 9_000_000, 99_000_000):
        tried = world.clients["TQ"].dry_run(world.keys["TQ"], world.made(submit_report=submission(world, "TQ", Q4, 3, t02)))
        cards += [tried.dry_run.scorecard] if tried.HasField("dry_run") else []
    for card in cards:
        withheld, number, _, _, leader, has_leader, *row = leads(card)
        assert (withheld, number, leader, has_leader, row) == (True, 0, "", False, [0, 0, 0, "", False, True])
    fresh = world.clients["CB"].dry_run(world.keys["CB"], answer_of(world, "CB", 9_000_000)).dry_run
    assert leads(fresh.scorecard)[0] and fresh.standings.frozen and fresh.standings.rows
    assert len({(card.earned, card.assigned) for card in cards[1:]}) <= 1  # whatever is tried


def answer_of(world, board, t02):
    """CB's to its return."""
    world.own = (board,)
    return world.made(submit_report=submission(world, board, Q4, 2, t02))


def test_the_head_correcting_its_own_report_in_the_freeze(world):
    """It sees the others' values, so its own stay; a postmark opens nothing."""
    world.own = (HEAD, DEPUTY)
    for board in (HEAD, DEPUTY):
        made = world.made(submit_report=submission(world, board, Q4, 2, 99_000_000))
        client, keys = world.clients[board], world.keys[board]
        assert refusal(client.dry_run(keys, made)) == refusal(client.command(keys, made)) == ["SEES_WHAT_IS_HELD_BACK"]
        mark = world.made(postmark=command_pb.Postmark(period=Q4, report_hash=protocol.blake2b(made.SerializeToString())))
        client.command(keys, mark)
        assert refusal(client.command(keys, made)) == ["SEES_WHAT_IS_HELD_BACK"]
        card = world.ask(board, scorecard=service_pb.GetScorecard(cluster=CLUSTER, year=YEAR, period=Q4, board=board)).scorecard
        assert card.row.revision == 1 and not card.frozen


WRITTEN = ("theo sổ gốc", "theo sổ", "đã kiểm lại", "sai số liệu", "thiếu phụ lục", "quyết định số 12", "trùng nội dung", "còn hai việc", "chưa có hiệu quả",
           "Họp", "Cán bộ", "Hồ sơ", "Quy hoạch chậm", "đã xong theo kế hoạch")


def test_the_public_reads_what_was_published_and_nothing_that_anybody_wrote_or_signed(world):
    """Also when the freeze is over and Q4 is published, with what was amended, verified and entered in it."""
    world.advance("2025-01-06T08:00")
    for period in (Q1, Q4):
        told = world.ask("Vu", standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR, period=period)).standings
        world.send("Vu", publish=command_pb.Publish(period=period, state_hash=told.state_hash))
    answered = {who: collections.defaultdict(bytes) for who in ("public", "viewer")}
    for who, told in answered.items():
        for name, asked in questions():
            reply = world.ask(who, **{name: asked})
            if reply.status == 1:
                told[name] += reply.SerializeToString()
    assert set(answered["public"]) == {"standings", "scorecard", "season", "disclosure", "ping"}
    public, viewer = (b"".join(told.values()) for told in answered.values())
    assert [text for text in WRITTEN if text.encode() in public] == []
    assert {text for text in WRITTEN if text.encode() not in viewer} == {"sai số liệu", "đã kiểm lại", "còn hai việc", "chưa có hiệu quả"}
    assert not any(keys.sign_public in public for keys in world.keys.values())
    card = world.ask("public", scorecard=service_pb.GetScorecard(cluster=CLUSTER, year=YEAR, period=Q4, board="TQ")).scorecard
    assert card.entries and card.row.total > 0 and any(line.values for line in card.lines)
