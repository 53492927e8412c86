"""Orders that nobody thought of: people of some clusters do at random what they may, while commits are held back, the clock passes
midnights, connections are cut and the daemon ends and begins anew. A round that fails says its seed:

    THIDUA_SEED=123 THIDUA_ROUNDS=1 pytest test_random_order.py
"""

import os
import random
import re
import signal

from support import aftermath, protocol, scoring
from support.aftermath import Versions
from support.daemon import Held, until
from support.deeds import BOARDS, People
from support.post import Letter, Post
from support.protocol import Keys, service_pb

ROUNDS = int(os.environ.get("THIDUA_ROUNDS", 1))
# Beside all other tests one round, always the same; new ones where a number of rounds is asked for (label long).
SEED = int(os.environ.get("THIDUA_SEED", random.randrange(10**9) if "THIDUA_ROUNDS" in os.environ else 9000))
BEGINS, STEPS, LANE = "2024-03-14T08:00", 100, 64
MIB = 2**20
MINUTE, HOUR = 60_000_000, 3_600_000_000
TROUBLE = {"database_lost", "batch_failed", "load_failed", "drain_timed_out"}  # what our disturbances explain

# what happens how often
DEEDS = {"report": 24, "flood": 2, "define": 3, "define_again": 6, "review": 10, "amend": 2, "propose": 1, "countersign": 4, "admit": 2,
         "revoke": 1, "try_out": 2, "ask": 3}
EVENTS = {"advance": 16, "hold": 10, "release": 5, "quiet": 1}
DISTURBANCES = {"cut": 1, "restart_database": 0.3, "end": 0.5, "kill": 0.5}


class Play:
    """A round. now: the daemon's clock, which stands still but for us."""

    def __init__(self, make_daemon, postgres, folder, seed):
        self.dice, self.postgres, self.folder = random.Random(seed), postgres, folder
        settings = {"batch_count_max": self.dice.choice((2, 10, 4000)), "cache_bytes_max": self.dice.choice((MIB // 16, 256 * MIB))}
        self.daemon = make_daemon(rehearse=BEGINS, **settings)
        self.now, self.held, self.disturbed = protocol.instant(BEGINS), None, False
        self.post = Post(self.daemon, lambda letter: letter.made and letter.world and letter.world.answered(letter))
        shared = {board: Keys(board) for board in BOARDS}
        self.people = [People(self, f"C-{number}", shared) for number in range(1, self.dice.randint(2, 3) + 1)]
        self.post.settle(self.now)

    # --- steps ---

    def send(self, letter):
        self.post.send(letter, self.now)

    def step(self):
        kinds = DEEDS | EVENTS | DISTURBANCES
        kind, = self.dice.choices(list(kinds), list(kinds.values()))
        if kind in DEEDS and kind != "flood":
            getattr(self.dice.choice(self.people), kind)()
        else:
            getattr(self, kind)()
        self.post.hear()
        for people in self.people:
            for ear in people.ears:
                ear.hear()

    def flood(self):
        """The lane of a board is full, in whatever cluster it reports next."""
        board = self.dice.choice(BOARDS)
        self.dice.choice(self.people).report(board, LANE + self.dice.randint(0, 3))
        for people in self.people:
            people.report(board)

    def advance(self):
        midnight = scoring.midnight(scoring.local_day(self.now) + self.dice.choice((1, 1, 1, 2, 3)))
        to = self.dice.choice((self.now + self.dice.randint(0, 30) * MINUTE, midnight - MINUTE, midnight, midnight, midnight + HOUR))
        self.advance_to(max(to, self.now))

    def advance_to(self, to):
        self.post.read()
        self.send(Letter(self.daemon.operator, service_pb.Request(advance_clock=service_pb.AdvanceClock(to=to))))
        self.post.read()
        self.now = to

    def hold(self):
        if not self.held:
            self.held = Held(self.daemon)

    def release(self):
        if self.held:
            self.held.release()
            self.held = None

    # --- disturbances ---

    def cut(self):
        """The daemon's connections to the database."""
        self.disturbed = True
        self.daemon.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'thiduad%%' "
                        "and datname = current_database()")

    def restart_database(self):
        self.disturbed = True
        self.release()
        self.postgres.stop(self.dice.choice(("fast", "immediate")))
        self.postgres.start()

    def end(self):
        self.begin_anew(signal.SIGTERM)

    def kill(self):
        self.begin_anew(signal.SIGKILL)

    def begin_anew(self, how):
        self.post.read()
        if how == signal.SIGTERM:
            self.release()
        self.check_log()
        code = self.daemon.stop(how)
        assert code == (0 if how == signal.SIGTERM else -how), "".join(self.daemon.lines[-30:])
        self.check_log()
        self.release()
        self.post.hang_up()
        self.daemon.rehearse = protocol.told_instant(self.now)
        self.daemon.start()
        self.post.again(self.now)

    def check_log(self):
        """What is worse than a notice, but for what we did ourselves."""
        told = [line for line in self.daemon.lines if re.match(r"<[0-4]>", line) and not re.match(r"<4>line_ended ", line)]
        names = {re.match(r"<\d>(\w+)", line)[1] for line in told}
        assert not names - (TROUBLE if self.disturbed else set()), told

    # --- what must be true ---

    def quiet(self):
        self.release()
        self.post.settle(self.now)
        self.advance_to(self.now)  # is answered when all that fell due is done
        self.post.settle(self.now)
        until(lambda: self.daemon.metric("requests_under_way") == 0)
        assert self.daemon.process.poll() is None
        self.check_log()
        aftermath.check_journal(self.daemon, self.post)
        for people in self.people:
            versions = Versions(self.daemon, people.cluster)
            aftermath.check_refused(self.daemon, people.cluster, versions, self.post)
            aftermath.check_standings(self.daemon, people, versions, self.post, self.now)
            aftermath.check_ears(people, versions, self.post, self.now)

    def over(self):
        self.quiet()
        for people in self.people:
            if people.agreed:
                aftermath.check_bundle(self.daemon, people, self.folder)
            for ear in people.ears:
                ear.close()
        aftermath.check_rebuilt(self.daemon, self.now)
        self.postgres.dropdb(self.daemon.conninfo)


def test_whatever_the_order_nothing_is_lost_and_all_is_told(make_daemon, postgres, tmp_path):
    for seed in range(SEED, SEED + ROUNDS):
        print(f"THIDUA_SEED={seed} THIDUA_ROUNDS=1")
        play = Play(make_daemon, postgres, tmp_path, seed)
        for _ in range(STEPS):
            play.step()
        play.over()
