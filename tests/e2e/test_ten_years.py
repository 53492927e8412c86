"""A cluster that has lived: ten years and five thousand commands. What it takes in memory, how fast it is there, and that what
was received once is known for ever."""

import statistics
import time

import pytest
from support import protocol
from support.daemon import Daemon, World, remove, scratch
from support.protocol import Keys, service_pb
from support.years import FIRST, Years

YEARS = 10
SEASON_KIB = 24  # 70 reports of 14 tasks, 5 locks
YEARS_KIB = 64  # beside a played one: nine years that have ended, and five thousand ids
KIB = 1024


@pytest.fixture(scope="module")
def lived(postgres):
    """Played once; the clock ends in the last year, whose Q3 has locked."""
    folder = scratch("y")
    daemon = Daemon(folder, postgres.createdb("ten_years"), rehearse=f"{FIRST}-03-01T08:00", cache_bytes_max=65536)
    try:
        migrated = daemon.run("--migrate")
        assert migrated.returncode == 0, migrated.stderr
        years = Years(daemon.start())
        for year in range(FIRST, FIRST + YEARS):
            years.play(year, 7 + year % 2, "FINAL" if year < FIRST + YEARS - 1 else "Q3")
        yield years
        daemon.close()
    finally:
        remove(folder)


def tell(capsys, **figures):
    with capsys.disabled():
        print("", *(f"{name} {value:,.2f}".rstrip("0").rstrip(".") for name, value in figures.items()), sep="\n  ")


def restart(years):
    """The daemon anew, on the day where it was; its clock is the caller's again."""
    daemon = years.daemon
    daemon.stop()
    daemon.rehearse = f"{FIRST + YEARS - 1}-10-10T08:00"
    daemon.start()
    years.operator = daemon.client(daemon.operator)
    years.clients = {board: daemon.client(keys) for board, keys in years.keys.items()}


def standings(years, year):
    reply = years.operator.query(standings=service_pb.GetStandings(cluster=years.cluster, year=year))
    assert reply.status == 1, reply
    return reply.standings


def test_what_a_played_season_takes_in_memory(make_daemon, capsys):
    years = Years(make_daemon(rehearse=f"{FIRST}-03-01T08:00"))
    years.play(FIRST, 1)
    years.daemon.stop()
    years.daemon.rehearse = f"{FIRST + 1}-02-20T08:00"
    years.daemon.start()
    years.operator = years.daemon.client(years.daemon.operator)
    assert (len(years.sent), standings(years, FIRST).locked) == (14 + 1 + 70, True)
    kib = years.daemon.metric("cached_bytes") / KIB
    tell(capsys, kib=kib)
    assert kib <= SEASON_KIB


def test_what_ten_years_take_in_memory(lived, capsys):
    restart(lived)
    assert len(lived.sent) > 5000
    assert standings(lived, FIRST + YEARS - 1).reported == 14
    kib = lived.daemon.metric("cached_bytes") / KIB
    tell(capsys, commands=len(lived.sent), kib=kib)
    assert kib <= SEASON_KIB + YEARS_KIB


def test_how_fast_it_is_there(lived, capsys):
    """In turns with another that leaves it no room."""
    other = World(lived.daemon, cluster="C-2", season=protocol.small_season("C-2", year=2024))
    for _ in range(600):
        other.grant(Keys("viewer"), 4)
    lived.daemon.sql("vacuum thidua.journal")  # as autovacuum has, when ten years have passed
    loads, cold, warm = lived.daemon.metric("cache_loads_total"), [], []
    for _ in range(25):
        assert other.standings().status == 1
        for times in (cold, warm):
            began = time.perf_counter()
            standings(lived, FIRST + YEARS - 1)
            times.append(1e3 * (time.perf_counter() - began))
    assert lived.daemon.metric("cache_loads_total") - loads >= 2 * len(cold) - 1
    tell(capsys, cold_ms=statistics.median(cold), best_quarter_ms=statistics.quantiles(cold)[0], warm_ms=statistics.median(warm))


def test_an_ended_year_is_told_as_it_was_locked(lived):
    for year in range(FIRST, FIRST + YEARS - 1):
        locked = lived.daemon.sql("select period::text, state_hash from thidua.standing_locked_state "
                                 "where cluster = %s and year = %s", lived.cluster, year)
        assert len(locked) == 5
        for period, state_hash in locked:
            told = lived.operator.query(standings=service_pb.GetStandings(cluster=lived.cluster, year=year,
                                                                          period=protocol.PERIODS[period])).standings
            assert (told.locked, told.state_hash) == (True, bytes(state_hash))


def test_a_command_of_any_year_gets_its_receipt_again(lived):
    restart(lived)
    for year, signed, statement in lived.sent[::37]:
        reply = lived.operator.request(service_pb.Request(command=signed))
        assert reply.status == 1, (year, reply)
        again = protocol.check_receipt(reply.receipt, lived.daemon.keys.sign_public)
        assert (again.sequence, again.hash, again.received_at) == (statement.sequence, statement.hash, statement.received_at)


def test_an_id_of_an_ended_year_is_not_used_for_another_command(lived):
    for _, signed, _ in lived.sent[20::997]:
        made = protocol.command_pb.Command.FromString(signed.command)
        if made.HasField("submit_report"):
            board = made.submit_report.board
            made.signed_at += 1
            reply = lived.clients[board].command(lived.keys[board], made)
            assert reply.status == protocol.Status.STATUS_CONFLICT, reply


def test_reports_are_taken_in_the_year_that_runs(lived):
    """After all that, and from a cold start."""
    restart(lived)
    board = lived.boards[0]
    made = protocol.command_pb.SubmitReport()
    made.CopyFrom(lived.reports[board, 1])
    made.period = protocol.PERIODS["Q4"]
    lived._advance(protocol.day(f"{FIRST + YEARS - 1}-11-16"))
    reply = lived.clients[board].command(lived.keys[board], protocol.command(lived.cluster, FIRST + YEARS - 1, submit_report=made))
    assert reply.status == 1, reply
    assert standings(lived, FIRST + YEARS - 1).reported == 1
