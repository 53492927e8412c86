"""Fixtures of the tests of the whole: one PostgreSQL a run, one database, daemon and cluster a test."""

import itertools
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from support.daemon import Daemon, Postgres, World, remove, scratch  # noqa: E402

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres():
    folder = scratch("pg")
    server = Postgres(folder)
    yield server
    server.stop()
    remove(folder)


@pytest.fixture
def make_daemon(postgres):
    """Makes daemons, each with a migrated database of its own; ends them."""
    made, folders = [], []

    def make(start=True, server=postgres, conninfo=None, migrate=True, **options):
        folder = scratch("d")
        folders.append(folder)
        daemon = Daemon(folder, conninfo or server.createdb(f"t{next(_numbers)}"), **options)
        made.append(daemon)
        if migrate:
            done = daemon.run("--migrate")
            assert done.returncode == 0, done.stderr
        return daemon.start() if start else daemon

    yield make
    failures = []
    for daemon in made:
        try:
            daemon.close()
        except AssertionError as failure:
            failures.append(failure)
    for folder in folders:
        remove(folder)
    assert not failures, failures


@pytest.fixture
def daemon(make_daemon):
    return make_daemon()


@pytest.fixture
def world(daemon):
    return World(daemon)
