"""The office in the browser, its core run by Node, against a real daemon: what it signs is taken, and what it saves is proven."""

import json
import pathlib
import subprocess

from support import protocol
from test_cli import SEASON, begin

SIGNS = pathlib.Path(__file__).resolve().parents[1] / "web" / "office_signs.mjs"
SHEET = "Mã cụm;TCXDD-1\nNăm;2024\nMã đơn vị;HN\nKỳ;quý I\nMã;Thực hiện;Trên tổng số\nT01;33;\nT02;45;50\n"


class Office:
    def __init__(self, sheet):
        self.node = subprocess.Popen(["node", SIGNS, sheet], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.node.stdin.close()
        self.node.wait()

    def act(self, **deed):
        print(json.dumps(deed), file=self.node.stdin, flush=True)
        return json.loads(self.node.stdout.readline())


def key_of(path):
    return dict(line.split(None, 1) for line in path.read_text().splitlines()[1:])


def signed(bytes_):
    return protocol.command_pb.SignedCommand.FromString(bytes.fromhex(bytes_))


def test_a_sheet_becomes_a_receipt_that_the_tool_proves(make_daemon, tmp_path):
    desk = begin(make_daemon, tmp_path, SEASON)
    sheet = tmp_path / "q1.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    daemon = desk.daemon
    client = daemon.client(daemon.operator)
    with Office(sheet) as office:
        key = key_of(tmp_path / "HN.key")
        assert office.act(seed=key["sign_secret"][:64], daemon_key=key_of(tmp_path / "daemon.key.pub")["sign_public"]) == {"faults": []}
        tried = client.request(protocol.service_pb.Request(dry_run=signed(office.act(do="try")["dry_run"])))
        assert tried.HasField("dry_run"), tried
        reply = client.request(protocol.service_pb.Request(command=signed(office.act(do="put")["command"])))
        taken = office.act(do="take", reply=reply.SerializeToString().hex())
    assert taken["state"] == "acknowledged", (taken, reply)
    (tmp_path / "q1.receipt").write_bytes(bytes.fromhex(taken["file"]))
    proof = desk.json("HN", "verify", "q1.receipt")
    assert proof["proves"] is True and proof["kind"] == "submit_report" and proof["late_days"] == 0
