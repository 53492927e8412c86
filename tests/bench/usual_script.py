"""The usual script: what an office would write in an afternoon. Reports in over ZeroMQ with CURVE, decoded, inserted with their
lines, one commit a report, acknowledged. Nothing is verified, scored, ranked, chained or published.

usage: usual_script.py CONNINFO COUNT        prints reports a second
"""

import pathlib
import sys
import threading
import time

import psycopg2
import zmq
import zmq.auth.thread

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.protocol import command_pb, season_pb, service_pb  # noqa: E402,F401

TABLES = """
drop schema if exists script cascade;
create schema script;
create table script.report (cluster text, year int, board text, period int, revision int, received_at timestamptz default now(),
                            primary key (cluster, year, board, period, revision));
create table script.line (cluster text, year int, board text, period int, revision int, task text, actual bigint, out_of bigint,
                          primary key (cluster, year, board, period, revision, task));
"""


def serve(socket, conninfo, count):
    database = psycopg2.connect(conninfo)
    for _ in range(count):
        identity, raw = socket.recv_multipart()
        request = service_pb.Request.FromString(raw)
        command = command_pb.Command.FromString(request.command.command)
        report = command.submit_report
        key = (command.cluster, command.year, report.board, report.period, report.revision)
        with database, database.cursor() as cursor:
            cursor.execute("insert into script.report values (%s, %s, %s, %s, %s)", key)
            for line in report.lines:
                value = line.actual if line.HasField("actual") else line.done
                cursor.execute("insert into script.line values (%s, %s, %s, %s, %s, %s, %s, %s)",
                               (*key, line.task, value, line.out_of if line.HasField("out_of") else None))
        socket.send_multipart([identity, service_pb.Reply(correlation=request.correlation, status=1).SerializeToString()])


def requests(count):
    for number in range(count):
        report = command_pb.SubmitReport(board="TQ", period=1, revision=1)
        for task in range(1, 15):
            report.lines.add(task=f"T{task:02}", actual=task * 10000)
        report.limitations.add(text="Tiến độ một số nội dung còn chậm " * 4)
        command = command_pb.Command(id=bytes(16), cluster=f"C-{number}", year=2024, submit_report=report)
        signed = command_pb.SignedCommand(command=command.SerializeToString(), signature=bytes(64), key=bytes(32))
        yield service_pb.Request(correlation=number + 1, command=signed).SerializeToString()


def main():
    conninfo, count = sys.argv[1], int(sys.argv[2])
    database = psycopg2.connect(conninfo)
    with database, database.cursor() as cursor:
        cursor.execute(TABLES)
    database.close()
    context = zmq.Context()
    admission = zmq.auth.thread.ThreadAuthenticator(context)
    admission.start()
    admission.configure_curve(domain="*", location=zmq.auth.CURVE_ALLOW_ANY)
    server_public, server_secret = zmq.curve_keypair()
    public, secret = zmq.curve_keypair()
    server, client = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
    server.curve_server, server.curve_secretkey, server.curve_publickey = True, server_secret, server_public
    port = server.bind_to_random_port("tcp://127.0.0.1")
    client.curve_serverkey, client.curve_publickey, client.curve_secretkey = server_public, public, secret
    client.connect(f"tcp://127.0.0.1:{port}")
    worker = threading.Thread(target=serve, args=(server, conninfo, count))
    worker.start()
    waiting = list(requests(count))
    begun = time.monotonic()
    for raw in waiting[:100]:
        client.send(raw)
    for number in range(count):
        client.recv()
        if number + 100 < count:
            client.send(waiting[number + 100])
    print(f"{count / (time.monotonic() - begun):.1f}")
    worker.join()
    admission.stop()
    context.destroy(linger=0)


main()
