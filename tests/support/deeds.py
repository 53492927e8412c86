"""What the people of one cluster do at random, without waiting for what became of what they did before: most of it enters, some is
refused. The calendars are short, so that much happens at each midnight."""

from . import protocol, scoring
from .post import OK, Ear, sent_command, sent_question, sent_trial
from .protocol import Keys, blake2b, command_pb, season_pb, service_pb

BOARDS = ("TQ", "BK", "CB")  # the head, the deputy, another


def random_calendar(dice, first):
    """Periods that overlap or follow one another, all within a month."""
    found, opens, lock = {}, first, 0
    for period in range(1, 6):
        due = opens + dice.randint(0, 2)
        lock = max(scoring.rolled(season_pb.Season(), due) + dice.randint(0, 2), lock + 1)
        found[period] = (opens, due, lock)
        opens += dice.randint(1, 5)
    return found


def random_season(dice, cluster, year, first, edition):
    made = protocol.small_season(cluster, year, BOARDS)
    for period, (opens, due, lock) in zip(made.periods, random_calendar(dice, first).values()):
        period.opens, period.due, period.lock = opens, due, lock
    if edition == 1:
        return made
    made.edition = 2
    if dice.random() < 0.6:
        made.review.review_days, made.review.dispute_days, made.review.return_days = dice.randint(1, 3), dice.randint(1, 2), 1
    made.publication = dice.random() < 0.3
    if dice.random() < 0.6:
        made.proposal_days = 10
    period = dice.choice(made.periods)
    if dice.random() < 0.5 and period.lock > period.opens:
        made.freeze.period, made.freeze.first = period.period, dice.randint(period.opens + 1, period.lock)
        made.freeze.last = period.lock + dice.randint(0, 2)
    return made


def moved(dice, season, today):
    """The season's next version: what is still to come may come at another time."""
    made = season_pb.Season()
    made.CopyFrom(season)
    made.missing_deduction = dice.randrange(1000, 9000, 500)
    ahead = [period for period in made.periods if period.lock >= today]
    if not ahead or dice.random() < 0.2:
        return made
    period = dice.choice(ahead)
    if made.edition == 2 and period.opens > today and dice.random() < 0.5:  # edition 1 lets a period close again that has opened
        period.opens = max(today + 1, period.opens + dice.randint(-1, 1))
    if period.due >= today and dice.random() < 0.5:
        period.due = max(today, period.opens, period.due + dice.randint(-2, 2))
    earliest = max([today, scoring.rolled(made, period.due)] + [other.lock + 1 for other in made.periods if other.period < period.period])
    period.lock = dice.randint(earliest, earliest + 3)
    for after, before in zip(made.periods[period.period:], made.periods[period.period - 1:]):
        after.lock = max(after.lock, before.lock + 1)
    return made


class People:
    """Of one cluster. board_keys: those of a board may be the same in several clusters: then they share a lane."""

    def __init__(self, play, cluster, board_keys):
        self.play, self.dice, self.cluster, self.boards = play, play.dice, cluster, board_keys
        self.supervisor, self.viewers, self.ears = Keys(f"{cluster} supervisor"), [], []
        self.seasons = {}   # year -> (version, season), as it was sent last
        self.reports = {}   # (year, board, period) -> (revision, hash), the same
        self.agreed = {}    # what of both is acknowledged
        self.verified = {}  # (year, board, period) -> hash of the verification
        self.proposals = []
        for board, keys in board_keys.items():
            self.grant(keys, 1, board)
        self.grant(self.supervisor, 2)
        if self.dice.random() < 0.8:
            self.define()

    # --- sending ---

    def send(self, keys, year=None, **action):
        letter = sent_command(keys, protocol.command(self.cluster, year, **action), self)
        self.play.send(letter)
        return blake2b(letter.bytes)

    def operate(self, year=None, **action):
        return self.send(self.play.daemon.operator, year, **action)

    def grant(self, keys, role, board=None):
        made = command_pb.GrantKey(role=role, sign_key=keys.sign_public, curve_key=keys.curve_public, label=keys.label)
        if board:
            made.board = board
        self.operate(grant_key=made)

    def answered(self, letter):
        """What was refused is to be sent otherwise: the next one builds on what is acknowledged."""
        action, fine = letter.made.WhichOneof("action"), letter.reply.status == OK
        year, said = letter.made.year, getattr(letter.made, action)
        if action == "submit_report":
            place, now = (year, said.board, said.period), (said.revision, blake2b(letter.bytes))
            self._agree(self.reports, place, now, fine)
        elif action == "define_season":
            season = season_pb.Season.FromString(said.season)
            in_force = not season.proposal_days or said.version == 1 or not self.opened(season)
            self._agree(self.seasons, year, (said.version, season), fine and in_force)
        proposed = action in ("amend_report", "reveal", "finalise_year") or (action == "define_season" and not in_force)
        if fine and proposed:
            self.proposals.append((year, blake2b(letter.bytes)))
        if fine and action == "verify_report":
            self.verified[year, said.board, said.period] = blake2b(letter.bytes)
        if fine and action == "grant_key" and said.role != 1:
            self._listen(said)
        if fine and action == "revoke_key":
            self._leave(said.sign_key)

    def _agree(self, sent, place, now, fine):
        if fine:
            self.agreed[place] = now
        elif place in self.agreed:
            sent[place] = self.agreed[place]
        else:
            sent.pop(place, None)

    def opened(self, season):
        return any(self.play.now >= scoring.midnight(period.opens) for period in season.periods)

    def _listen(self, granted):
        keys = next(keys for keys in [self.supervisor, *self.viewers] if keys.sign_public == granted.sign_key)
        self.ears.append(Ear(self.play.daemon, keys, "standings/"))
        if keys is self.supervisor:
            self.ears.append(Ear(self.play.daemon, keys, f"live/{self.cluster}/"))

    def _leave(self, sign_key):
        for ear in [ear for ear in self.ears if ear.keys.sign_public == sign_key]:
            ear.close()
            self.ears.remove(ear)
        for keys in [keys for keys in self.viewers if keys.sign_public == sign_key]:
            self.viewers.remove(keys)
            self.play.post.forget(keys)

    # --- doing ---

    def year(self):
        return self.dice.choice(list(self.seasons)) if self.seasons else None

    def some_period(self, year):
        """Mostly one that is open, or has just locked."""
        periods = self.seasons[year][1].periods
        today = scoring.local_day(self.play.now)
        near = [period for period in periods if period.opens <= today <= period.lock]
        if not near or self.dice.random() < 0.1:
            near = [period for period in periods if period.opens - 1 <= today <= period.lock + 1]
        return self.dice.choice(near or periods).period

    def define(self):
        """A season of the year or of the one before, whose days both are days of this."""
        year = self.dice.choice((2023, 2024))
        if year in self.seasons:
            return
        today = scoring.local_day(self.play.now)
        edition = self.dice.choice((1, 2, 2))
        first = today + (self.dice.randint(-9, 3) if edition == 1 else self.dice.randint(0, 3))
        self._define(year, 1, random_season(self.dice, self.cluster, year, first, edition))

    def _define(self, year, version, season):
        self.seasons[year] = (version, season)
        self.operate(year, define_season=command_pb.DefineSeason(version=version, season=season.SerializeToString()))

    def define_again(self):
        if year := self.year():
            version, season = self.seasons[year]
            self._define(year, version + 1, moved(self.dice, season, scoring.local_day(self.play.now)))

    def next_report(self, year, board, period):
        revision, previous = self.reports.get((year, board, period), (0, None))
        name = list(protocol.PERIODS)[period - 1]
        return protocol.report(board, name, revision + 1, previous, t01=self.dice.randrange(10**6), t02=self.dice.randrange(5 * 10**6),
                               models=["Mô hình"] * self.dice.randint(0, 1))

    def report(self, board=None, count=1):
        year = self.year()
        if year is None:
            return
        board, period = board or self.dice.choice(BOARDS), self.some_period(year)
        for _ in range(count):
            made = self.next_report(year, board, period)
            hash = self.send(self.boards[board], year, submit_report=made)
            self.reports[year, board, period] = (made.revision, hash)

    def review(self):
        """Any of the acts, mostly in an order in which one may follow the other."""
        reviewed = {year for year, (_, season) in self.seasons.items() if season.HasField("review")}
        reported = [place for place in self.reports if place[0] in reviewed]
        if not reported:
            return
        year, board, period = self.dice.choice(reported)
        report_hash, reviewer = self.reports[year, board, period][1], self.boards["BK" if board == "TQ" else "TQ"]
        by = self.dice.choice((reviewer, reviewer, self.supervisor))
        about = {"board": board, "period": period, "report_hash": report_hash}
        act = self.dice.choice(("take", "release", "return", "verify", "verify", "dispute", "resolve"))
        if act in ("return", "verify"):
            self.send(by, year, take_report=command_pb.TakeReport(**about))
        if act == "take":
            self.send(by, year, take_report=command_pb.TakeReport(**about))
        elif act == "release":
            self.send(by, year, release_report=command_pb.ReleaseReport(**about))
        elif act == "return":
            self.send(by, year, return_report=command_pb.ReturnReport(reason="chưa khớp", **about))
        elif act == "verify":
            self.send(by, year, verify_report=command_pb.VerifyReport(tasks=self.judgements(), **about))
        elif (year, board, period) in self.verified:
            about = {"board": board, "period": period, "verification_hash": self.verified[year, board, period]}
            if act == "dispute":
                objection = command_pb.Objection(task="T01", reason="đã kiểm lại")
                self.send(self.boards[board], year, dispute_report=command_pb.DisputeReport(tasks=[objection], **about))
            else:
                self.send(self.supervisor, year, resolve_dispute=command_pb.ResolveDispute(tasks=self.judgements(1), **about))

    def judgements(self, count=None):
        made = command_pb.Judgement(task="T01", actual=self.dice.randrange(10**6), reason="theo sổ gốc")
        return [made] * (self.dice.randint(0, 1) if count is None else count)

    def amend(self):
        if year := self.year():
            made = command_pb.AmendReport(board=self.dice.choice(BOARDS), period=self.dice.randint(1, 5), tasks=self.judgements(1),
                                          evidence=bytes(32))
            self.send(self.dice.choice((self.supervisor, self.boards["TQ"])), year, amend_report=made)

    def propose(self):
        """To end a freeze, or the year."""
        if year := self.year():
            period = self.seasons[year][1].freeze.period or 1
            action = self.dice.choice(({"reveal": command_pb.Reveal(period=period)}, {"finalise_year": command_pb.FinaliseYear()}))
            self.send(self.dice.choice((self.supervisor, self.boards["TQ"])), year, **action)

    def countersign(self):
        if self.proposals:
            year, proposal = self.dice.choice(self.proposals[-3:])
            for by in self.dice.sample((self.supervisor, self.boards["TQ"], self.boards["BK"]), 2):
                self.send(by, year, countersign=command_pb.Countersign(proposal=proposal))

    def admit(self):
        keys = Keys(f"{self.cluster} viewer")
        self.viewers.append(keys)
        self.grant(keys, 4)

    def revoke(self):
        if self.viewers:
            self.operate(revoke_key=command_pb.RevokeKey(sign_key=self.dice.choice(self.viewers).sign_public))

    def try_out(self):
        if year := self.year():
            board = self.dice.choice(BOARDS)
            made = self.next_report(year, board, self.some_period(year))
            self.play.send(sent_trial(self.boards[board], protocol.command(self.cluster, year, submit_report=made)))

    def ask(self):
        if year := self.year():
            asked = service_pb.GetStandings(cluster=self.cluster, year=year)
            self.play.send(sent_question(self.dice.choice((self.supervisor, *self.boards.values())), standings=asked))
