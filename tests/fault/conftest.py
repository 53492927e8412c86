"""A daemon that the tests of one file share: for those that leave nothing behind."""

import pytest
from support.daemon import Daemon, World, remove, scratch

BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB")


@pytest.fixture(scope="module")
def shared(postgres, request):
    folder = scratch("s")
    daemon = Daemon(folder, postgres.createdb(request.module.__name__))
    try:
        done = daemon.run("--migrate")
        assert done.returncode == 0, done.stderr
        yield World(daemon.start(), boards=BOARDS)
        daemon.close()
    finally:
        remove(folder)


def refused(reply):
    """What a refusal says, short enough for one look: the status, and the field of each fault."""
    assert reply is not None, "no reply"
    name = type(reply).DESCRIPTOR.fields_by_name["status"].enum_type.values_by_number[reply.status].name
    return " ".join([name.removeprefix("STATUS_")] + [fault.field for fault in reply.faults])


@pytest.fixture(scope="session", name="refused")
def _refused():
    return refused
