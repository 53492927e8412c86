"""Fixtures of the tests of the whole: one PostgreSQL a run, one database, daemon and cluster a test."""

import itertools
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

pytest.register_assert_rewrite("support")  # a failure there says what it saw

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
    """Makes daemons, each with a migrated database of its own; ends them. A daemon migrates the first one of a server, the others
    are copies of it: half of a second less for each test."""
    made, folders = [], []

    def make(start=True, server=postgres, conninfo=None, migrate=True, **options):
        folder = scratch("d")
        folders.append(folder)
        name, kind = f"t{next(_numbers)}", "rehearsal" if options.get("rehearse", True) else "real"
        copies = conninfo is None and migrate and "build" not in options
        copied = server.migrated.get(kind) if copies else None
        daemon = Daemon(folder, conninfo or server.createdb(name, copied or "template1"), **options)
        made.append(daemon)
        if migrate and not copied:
            done = daemon.run("--migrate")
            assert done.returncode == 0, done.stderr
            if copies:
                server.createdb(kind, name)
                server.migrated[kind] = kind
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
