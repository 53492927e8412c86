"""A daemon that the tests of one file share: for those that leave nothing behind."""

import pytest
from support import protocol
from support.daemon import Daemon, World, remove, scratch

BOARDS = ("TQ", "BK", "CB", "DB", "HG", "HB")


@pytest.fixture(scope="module")
def shared(postgres, request):
    folder = scratch("s")
    daemon = Daemon(folder, postgres.createdb(request.module.__name__), handshake_seconds=3)
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


@pytest.fixture
def send(shared, refused):
    """Sends a report of TQ, or other command bytes; says what the refusal says. Nothing may have entered."""
    head = len(shared.journal())

    def send(made=None, keys=None, client=None, **report):
        if made is None:
            made = protocol.report("TQ", **report)
        if isinstance(made, protocol.command_pb.SubmitReport):
            made = protocol.command("TCXDD-1", 2024, submit_report=made)
        keys = keys or shared.keys["TQ"]
        return refused((client or shared.clients["TQ"]).command(keys, made))

    yield send
    assert len(shared.journal()) == head
