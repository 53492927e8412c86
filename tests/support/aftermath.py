"""What must be true when all is answered and nothing is due, by the journal and by what was sent; the daemon is asked only for what
is compared."""

import os
import subprocess

from . import protocol, scoring
from .daemon import WAIT, _program, until
from .post import OK
from .protocol import PERIODS, blake2b, command_pb, season_pb, service_pb, standings_pb

PROJECTIONS = ("season", "board", "task", "office_key", "report", "record", "review", "proposal", "amendment", "revealed", "finalised",
               "shown", "standing_state", "standing_locked_state", "standing", "score", "standing_locked", "standing_amended",
               "completeness", "report_line", "task_total")
OF_TIME = ("PERIOD_LOCKED", "PERIOD_NOT_OPEN")
MICROSECONDS = "(extract(epoch from {}) * 1000000)::bigint"


def dump(daemon):
    """Every row of every projection, as text. A standing of which a command moves nothing but its version is not written again."""
    versions = {table: " - 'sequence' - 'as_of'" for table in ("standing", "standing_state")}
    return {table: [row for row, in daemon.sql(f"select (to_jsonb(t){versions.get(table, '')})::text from thidua.{table} t order by 1")]
            for table in PROJECTIONS}


class Versions:
    """Of the seasons of a cluster, from when each was in force."""

    def __init__(self, daemon, cluster):
        seasons = {}
        for command, in daemon.sql("select command from thidua.journal where cluster = %s and kind = 'define_season'", cluster):
            made = command_pb.Command.FromString(bytes(command)).define_season.season
            seasons[blake2b(made)] = season_pb.Season.FromString(made)
        self.of_year = {}
        for year, at, hash in daemon.sql(f"select year, {MICROSECONDS.format('received_at')}, ruleset_hash from thidua.season "
                                         "where cluster = %s order by year, version", cluster):
            self.of_year.setdefault(year, []).append((at, seasons[bytes(hash)]))

    def in_force(self, year, day):
        """Those that were on some instant of the day."""
        versions = self.of_year.get(year, [])
        begins, ends = scoring.midnight(day), scoring.midnight(day + 1)
        return [season for place, (at, season) in enumerate(versions)
                if at < ends and not (place + 1 < len(versions) and versions[place + 1][0] < begins)]

    def opened(self, now):
        return [(year, dates.period) for year, versions in self.of_year.items() for dates in versions[-1][1].periods
                if scoring.midnight(dates.opens) <= now]

    def locked(self, now):
        found = set()
        for year, versions in self.of_year.items():
            for place, (_, season) in enumerate(versions):
                until_then = versions[place + 1][0] if place + 1 < len(versions) else now
                found |= {(year, dates.period) for dates in season.periods if scoring.midnight(dates.lock + 1) <= until_then}
        return found


def check_journal(daemon, post):
    """Whatever was acknowledged is there once, where its receipt says; nothing that was refused; time never goes back."""
    entries = daemon.sql(f"select cluster, sequence, command, {MICROSECONDS.format('received_at')} from thidua.journal order by 1, 2")
    assert len(entries) == len({bytes(command) for _, _, command, _ in entries}), "journaled twice"
    there = {bytes(command): (cluster, sequence, at) for cluster, sequence, command, at in entries}
    for before, after in zip(entries, entries[1:]):
        assert before[0] != after[0] or (after[1] == before[1] + 1 and after[3] >= before[3]), (before, after)
    letters = [letter for letter in post.done if letter.request.HasField("command")]
    for letter in letters:
        said = letter.statement
        if letter.reply.status == OK:
            assert there.pop(letter.bytes, None) == (letter.made.cluster, said.sequence, said.received_at), letter
            days = {scoring.local_day(at) for at in letter.at}
            assert said.received_at >= letter.at[0] and scoring.local_day(said.received_at) in days, letter
        else:
            assert letter.bytes not in there, letter
    left = set(there) - {letter.bytes for letter in post.lost}
    assert not left, [command_pb.Command.FromString(command) for command in left]


def check_refused(daemon, cluster, versions, post):
    """Nothing that came before its lock was refused as if it had come after it."""
    for letter in post.done:
        made = letter.made
        if letter.reply.status == OK or not letter.request.HasField("command"):
            continue
        if made.cluster != cluster or not made.HasField("submit_report"):
            continue
        at, period = letter.at[-1], made.submit_report.period
        for fault in letter.reply.faults:
            dates = [season.periods[period - 1] for season in versions.in_force(made.year, scoring.local_day(at))]
            assert fault.reason not in OF_TIME or not dates or not all(
                scoring.midnight(each.opens) <= at < scoring.midnight(each.lock + 1) for each in dates), letter


def same(heard, told):
    """The same standing, of this version or of one before that nobody could tell from it."""
    return ((heard.state_hash, heard.locked) == (told.state_hash, told.locked) and
            (heard.sequence, heard.as_of) <= (told.sequence, told.as_of))


def check_standings(daemon, people, versions, post, now):
    """What the supervisor is told is what is stored, and each locked standing is written down as it locked."""
    cluster, names, stored = people.cluster, list(PERIODS), {}
    for year, period, sequence, as_of, hash, lock in daemon.sql(
            f"select distinct year, period, sequence, {MICROSECONDS.format('as_of')}, state_hash, locked from thidua.standing "
            "where cluster = %s", cluster):
        stored[year, names.index(period) + 1] = standings_pb.Standings(sequence=sequence, as_of=as_of, locked=lock,
                                                                       state_hash=bytes.fromhex(hash))
    kept = {(year, names.index(period) + 1): hash for year, period, hash in daemon.sql(
        "select distinct year, period, state_hash from thidua.standing_locked where cluster = %s", cluster)}
    locked = versions.locked(now)
    assert set(stored) == set(versions.opened(now)) | locked, cluster
    assert set(kept) == locked, cluster
    for year, period in stored:
        question = service_pb.GetStandings(cluster=cluster, year=year, period=period)
        told = post.ask(people.supervisor, standings=question).standings
        place = f"{cluster} {year} {names[period - 1]}"
        assert same(stored[year, period], told), (place, stored[year, period], told)
        assert told.locked == ((year, period) in locked), place
        if told.locked:
            question.amendment = 0
            assert post.ask(people.supervisor, standings=question).standings.state_hash.hex() == kept[year, period], place


def check_ears(people, versions, post, now):
    """The last that each subscriber heard is what he is told when he asks."""
    for ear in people.ears:
        root = "live" if "supervisor" in ear.keys.label else "standings"
        for year, period in versions.opened(now):
            reply = post.ask(ear.keys, standings=service_pb.GetStandings(cluster=people.cluster, year=year, period=period))
            topic = f"{root}/{people.cluster}/{year}/{list(PERIODS)[period - 1]}"
            if reply.status != OK or not topic.startswith(ear.prefix):
                continue

            def heard():
                ear.hear()
                return topic in ear.last and same(ear.last[topic], reply.standings)
            try:
                until(heard, 10)  # before the repetition, which would heal it
            except AssertionError as error:
                raise AssertionError(f"{ear.keys.label} {topic}: heard {ear.last.get(topic)} is told {reply.standings}") from error


def check_bundle(daemon, people, folder):
    """The tool recomputes all that locked from the exported journal."""
    for keys, name in ((people.supervisor, "supervisor.key"), (daemon.keys, "daemon.key"), (daemon.operator, "operator.key")):
        keys.write(folder / name)
    settings = {"commands": daemon.command_endpoint, "credential": "supervisor.key", "daemon_key": "daemon.key.pub",
                "operator_key": "operator.key.pub", "cluster": people.cluster, "year": 2024}
    (folder / "thidua.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
    environment = os.environ | {"THIDUA_LANG": "en", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    for arguments in (["journal", "--out", "all.bundle"], ["verify", "all.bundle"]):
        done = subprocess.run([_program("thidua"), *arguments, "--config", "thidua.conf"], capture_output=True, text=True, timeout=WAIT,
                              check=False, env=environment, cwd=folder)
        assert done.returncode == 0, (done.stdout, done.stderr)
    (folder / "all.bundle").unlink()


def check_rebuilt(daemon, now):
    """Stops the daemon; what it wrote step by step is what follows from the journal at once."""
    assert daemon.stop() == 0
    before = dump(daemon)
    daemon.rehearse = protocol.told_instant(now)
    done = daemon.run("--rebuild")
    assert done.returncode == 0, done.stderr
    after = dump(daemon)
    for table in PROJECTIONS:
        assert set(before[table]) ^ set(after[table]) == set(), table
