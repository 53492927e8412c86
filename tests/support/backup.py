"""pg_dump of a daemon's database, and its restore in the same place, as deploy/README says."""

import pathlib
import re
import subprocess

import psycopg2

from . import protocol
from .protocol import service_pb


def _program(name):
    """Of the newest server here, which is the one that runs."""
    return max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)) / name


class Backup:
    def __init__(self, daemon):
        self.daemon, self.file = daemon, daemon.folder / "backup.dump"
        self.name = re.search(r"dbname=(\S+)", daemon.conninfo)[1]
        subprocess.run([_program("pg_dump"), "--format=custom", f"--file={self.file}", daemon.conninfo], check=True)

    def restore(self, rehearse=None):
        """The daemon goes on, from an instant of the rehearsal when one is named; what came due until then is done."""
        assert self.daemon.stop() == 0
        admin = psycopg2.connect(self.daemon.conninfo.replace(f"dbname={self.name}", "dbname=postgres"))
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(f"drop database {self.name} with (force)")
            cursor.execute(f"create database {self.name} template template0 encoding 'UTF8'")
        admin.close()
        subprocess.run([_program("pg_restore"), f"--dbname={self.daemon.conninfo}", self.file], check=True)
        self.daemon.rehearse = rehearse or self.daemon.rehearse
        self.daemon.start()
        if rehearse:
            client = self.daemon.client(self.daemon.operator)
            reply = client.request(service_pb.Request(advance_clock=service_pb.AdvanceClock(to=protocol.instant(rehearse))))
            assert reply.status == 1, reply
            client.close()
