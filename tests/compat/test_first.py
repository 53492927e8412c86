"""What the first version wrote: its journal agrees, its database is migrated and served, and every hash is as it was."""

import gzip
import json
import os
import pathlib
import subprocess

import psycopg2
import pytest
from support import protocol
from support.daemon import Daemon, WAIT, _program, remove, scratch
from support.protocol import PERIODS, Keys, bundle_pb, service_pb

HERE = pathlib.Path(__file__).resolve().parent
BUNDLE, OPERATOR, DATABASE = (HERE / f"2024-first.{end}" for end in ("bundle", "operator.pub", "sql.gz"))
MAGIC = b"thidua-journal-1\n"
CLUSTER, YEAR = "TCXDD-1", 2024
HEAD = "4f479dfc6f3e4260d1ecc59e9cb9aae2bdd85bebd3a8bad0d49e82860f58c870"
RULESET = "506381dd7ef7c45ea6734e979c297ae45abae2aa4b9dbf81ab337237d04efec8"
STATES = {
    "Q1": "d7fbf3e181cc2aac096beb93f570c975c80cceec1528aa04fe82d5f3806ab880",
    "Q2": "417b9a27479dbff3a64d808bc997ec511d297e5cc1e4a2e3b9ee194f644ccbca",
    "Q3": "06ca113f55dd25307a9365d177932c922b82d2f0b882f9300d1b0eb7d26a813d",
    "Q4": "33fc93f0b5a3399ec8dfca62aefd21dc7dac4d04a513edf18774f6de377bbb75",
    "FINAL": "746c25d01bb9a447773aece0b8b01869832f68eae482a8878f46d725bf03892a",
}
# Its tables of what follows from the journal; the others say who made the database and when.
PROJECTIONS = ("board", "office_key", "report", "season", "standing_locked_state", "standing_state", "task")


def varint(data, at):
    number = shift = 0
    while True:
        number |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return number, at


def sized(record):
    raw, size = record.SerializeToString(), b""
    number = len(raw)
    while number > 127:
        size, number = size + bytes([number & 127 | 128]), number >> 7
    return size + bytes([number]) + raw


def records(data):
    assert data.startswith(MAGIC)
    at, found = len(MAGIC), []
    while at < len(data):
        size, at = varint(data, at)
        found.append(bundle_pb.BundleRecord.FromString(data[at:at + size]))
        at += size
    return found


def sealed(found):
    """The records as a file again, its trailer's hash made anew: nothing but the recomputation can tell."""
    data = MAGIC + b"".join(map(sized, found[:-1]))
    found[-1].trailer.hash = protocol.blake2b(data)
    return data + sized(found[-1])


def verify(path, *more):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("THIDUA")}
    return subprocess.run([_program("thidua"), "verify", path, "--operator-key", OPERATOR, *more], capture_output=True, text=True,
                          timeout=WAIT, check=False, env=clean | {"THIDUA_LANG": "en", "LC_ALL": "C.UTF-8"})


@pytest.fixture(scope="module")
def written():
    """What stands in the bundle: entries, and locked standings by period."""
    found = records(BUNDLE.read_bytes())
    names = {number: name for name, number in PERIODS.items()}
    return ([record.entry for record in found if record.HasField("entry")],
            {names[record.locked.period]: record.locked for record in found if record.HasField("locked")})


def test_its_journal_agrees(written):
    done = verify(BUNDLE, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["agrees"], told["cluster"], told["entries"], told["locked_standings"]) == (True, CLUSTER, 86, 5)
    assert (told["head"], told["operator_key_given"]) == (HEAD, True)
    assert {period: locked.state_hash.hex() for period, locked in written[1].items()} == STATES


@pytest.mark.parametrize("part", range(16))
def test_a_changed_byte_is_found(tmp_path, part):
    data = bytearray(BUNDLE.read_bytes())
    data[(2 * part + 1) * len(data) // 32] ^= 1
    (tmp_path / "spoilt.bundle").write_bytes(data)
    done = verify(tmp_path / "spoilt.bundle")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("thidua: DIFFERS: ")


@pytest.mark.parametrize("period", STATES)
def test_a_locked_standing_that_is_another_is_found_by_computing_it_again(tmp_path, period):
    found = records(BUNDLE.read_bytes())
    locked = next(each.locked for each in found if each.HasField("locked") and each.locked.period == PERIODS[period])
    locked.rows[3].total += 1
    (tmp_path / "same.bundle").write_bytes(BUNDLE.read_bytes())
    (tmp_path / "spoilt.bundle").write_bytes(sealed(found))
    assert verify(tmp_path / "same.bundle").returncode == 0
    assert verify(tmp_path / "spoilt.bundle").returncode == 1


def test_a_file_is_written_again_as_it_was_read():
    assert sealed(records(BUNDLE.read_bytes())) == BUNDLE.read_bytes()


class First:
    """Its database, restored, migrated and served. The daemon's keys are new; the operator's signing key is the one that all
    grants hang from, and beside it stands a connection key of ours, since the secret half of the first one is gone."""

    def __init__(self, postgres, folder):
        self.daemon = Daemon(folder, postgres.createdb("first"), rehearse="2025-02-16T08:00")
        restored = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.daemon.conninfo],
                                  input=gzip.decompress(DATABASE.read_bytes()), capture_output=True, check=False)
        assert restored.returncode == 0, restored.stderr.decode()
        public = self.daemon.folder / "operator.key.pub"
        ours = f"curve_public {self.daemon.operator.curve_public.hex()}"
        theirs = OPERATOR.read_text(encoding="utf-8").splitlines()
        public.write_text("".join((ours if line.startswith("curve_public") else line) + "\n" for line in theirs), encoding="utf-8")
        self.as_written = self.projections(PROJECTIONS)
        self.columns = {table: self.column_names(table) for table in PROJECTIONS}
        migrated = self.daemon.run("--migrate")
        assert migrated.returncode == 0, migrated.stderr
        self.daemon.start()
        self.operator = self.daemon.client(self.daemon.operator)

    def column_names(self, table):
        return [name for name, in self.daemon.sql(
            "select column_name::text from information_schema.columns where table_schema = 'thidua' and table_name = %s "
            "order by ordinal_position", table)]

    def projections(self, tables, columns=None):
        """Table by table, sorted, as text."""
        return {table: self.daemon.sql(
            f"select row({', '.join(columns[table]) if columns else 't.*'})::text from thidua.{table} t order by 1")
            for table in tables}

    def tables(self):
        kept = ("database", "journal", "migration")
        return [name for name, in self.daemon.sql(
            "select table_name::text from information_schema.tables where table_schema = 'thidua' and table_type = 'BASE TABLE' "
            "order by 1") if name not in kept]

    def ask(self, **question):
        reply = self.operator.query(**question)
        assert reply.status == 1, reply
        return reply

    def standings(self, period):
        return self.ask(standings=service_pb.GetStandings(cluster=CLUSTER, year=YEAR, period=PERIODS[period])).standings


@pytest.fixture(scope="module")
def first(postgres):
    folder = scratch("c")
    served = First(postgres, folder)
    try:
        yield served
        served.daemon.close()
    finally:
        remove(folder)


@pytest.mark.parametrize("period", STATES)
def test_its_standings_are_served_as_they_were_locked(first, written, period):
    standings = first.standings(period)
    assert standings.state_hash.hex() == STATES[period]
    locked = written[1][period]
    for field in ("sequence", "locked", "season_version", "ruleset_hash", "reported", "expected", "models"):
        assert getattr(standings, field) == getattr(locked, field), field
    for field in ("tasks", "rows", "task_totals", "tie_breaks"):
        assert list(getattr(standings, field)) == list(getattr(locked, field)), field


@pytest.mark.parametrize("period", STATES)
def test_its_scorecards_add_up_to_their_standing(first, written, period):
    for row in written[1][period].rows:
        card = first.ask(scorecard=service_pb.GetScorecard(cluster=CLUSTER, year=YEAR, period=PERIODS[period],
                                                           board=row.board)).scorecard
        assert card.row == row
        assert [line.points if line.assigned else -1 for line in card.lines] == list(row.points)
        assert sum(late.deduction for late in card.late) == row.deduction


def test_its_reports_are_told_as_they_came(first, written):
    reports = {}
    for entry in written[0]:
        made = protocol.command_pb.Command.FromString(entry.signed_command.command)
        if made.HasField("submit_report"):
            report = made.submit_report
            reports[report.board, report.period, report.revision] = entry
            reports[report.board, report.period, None] = entry  # the one in force is the last
    assert len(reports) == 69 + 70
    for (board, period, revision), entry in reports.items():
        question = service_pb.GetReport(cluster=CLUSTER, year=YEAR, period=period, board=board)
        if revision:
            question.revision = revision
        assert first.ask(report=question).report == entry


def test_its_season_is_told_byte_for_byte(first, written):
    defined = [command.define_season for command in
               (protocol.command_pb.Command.FromString(entry.signed_command.command) for entry in written[0])
               if command.HasField("define_season")]
    season = first.ask(season=service_pb.GetSeason(cluster=CLUSTER, year=YEAR)).season
    assert [(made.version, made.season) for made in defined] == [(season.version, season.season)]
    assert (season.version, season.ruleset_hash.hex(), season.current) == (1, RULESET, PERIODS["FINAL"])


def test_its_boards_have_all_reported(first):
    told = first.ask(completeness=service_pb.GetCompleteness(cluster=CLUSTER, year=YEAR)).completeness
    assert (told.period, told.reported, told.expected, len(told.boards)) == (PERIODS["FINAL"], 14, 14, 14)


def test_its_journal_is_told_entry_by_entry(first, written):
    page = first.ask(journal=service_pb.GetJournal(cluster=CLUSTER, **{"from": 1})).journal
    assert list(page.entries) == written[0][:len(page.entries)]
    assert (page.head, page.entries[0].sequence) == (86, 1)


def test_whoever_sends_one_of_its_commands_again_gets_its_receipt(first, written):
    for entry in written[0]:
        reply = first.operator.request(service_pb.Request(command=entry.signed_command))
        assert reply.status == 1, reply
        statement = protocol.check_receipt(reply.receipt, first.daemon.keys.sign_public)
        assert (statement.sequence, statement.hash, statement.received_at) == (entry.sequence, entry.hash, entry.received_at)
        assert statement.command_hash == protocol.blake2b(entry.signed_command.command)


def test_its_ids_are_taken_for_ever(first, written):
    made = protocol.command_pb.Command.FromString(written[0][40].signed_command.command)
    made.signed_at += 1
    reply = first.operator.command(Keys("somebody"), made)
    assert reply.status in (protocol.Status.STATUS_CONFLICT, protocol.Status.STATUS_FORBIDDEN), reply


def test_its_entries_have_the_years_that_they_name(first, written):
    years = first.daemon.sql("select year from thidua.journal where cluster = %s order by sequence", CLUSTER)
    assert [year for year, in years] == [
        protocol.command_pb.Command.FromString(entry.signed_command.command).year for entry in written[0]]


def test_its_journal_exported_again_is_the_same_and_agrees(first, written):
    folder = first.daemon.folder
    context = {"commands": first.daemon.command_endpoint, "feed": first.daemon.feed_endpoint, "credential": "operator.key",
               "daemon_key": "daemon.key.pub", "operator_key": "operator.key.pub", "cluster": CLUSTER, "year": YEAR}
    (folder / "tool.conf").write_text("".join(f"{name} = {value}\n" for name, value in context.items()))
    subprocess.run([_program("thidua"), "journal", "--out", "again.bundle", "--config", folder / "tool.conf"], check=True,
                   cwd=folder, timeout=WAIT)
    assert verify(folder / "again.bundle").returncode == 0
    found = records((folder / "again.bundle").read_bytes())
    assert [record.entry for record in found if record.HasField("entry")] == written[0]
    assert {record.locked.period: record.locked.state_hash.hex() for record in found if record.HasField("locked")} == \
        {PERIODS[period]: state for period, state in STATES.items()}


def test_its_journal_cannot_be_changed_in_the_database_either(first):
    with pytest.raises(psycopg2.Error, match="journal"):
        first.daemon.sql("update thidua.journal set sequence = sequence")


def test_its_projections_are_kept_and_made_again_the_same(first):
    """Last: the daemon is stopped for it."""
    assert first.projections(PROJECTIONS, first.columns) == first.as_written
    before = first.projections(first.tables())
    assert first.daemon.stop() == 0
    rebuilt = first.daemon.run("--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert first.projections(first.tables()) == before
    first.daemon.start()
