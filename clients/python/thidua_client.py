"""A client of thiduad on one page, from proto/README.md alone: signed reports, proven receipts, standings as they change."""
import pathlib
import secrets
import subprocess
import time
from decimal import Decimal

import zmq
from google.protobuf import descriptor_pb2, message_factory
from nacl.bindings import crypto_generichash_blake2b_salt_personal as blake2b  # 32 bytes of output, no key, no salt
from nacl.signing import SigningKey, VerifyKey

ROOT = pathlib.Path(__file__).resolve().parents[2] / "proto"
PROTOC = ["protoc", f"-I{ROOT}", "--include_imports", "--descriptor_set_out=/dev/stdout", "thidua/v1/service.proto"]
FILES = descriptor_pb2.FileDescriptorSet.FromString(subprocess.check_output(PROTOC)).file
pb = type("pb", (), {name.split(".")[-1]: made for name, made in message_factory.GetMessages(FILES).items()})
OK, BUSY, UNAVAILABLE, DRY_RUN = 1, 8, 9, b"thidua.dry-run.v1\n"


class Refused(Exception):
    """args[0] is the Reply: its status, and in its faults all that is wrong. UNAVAILABLE is also what silence ends in."""


def read_keys(path):
    """Name to raw key (32 or 64 bytes) of a credential file or a public file."""
    lines = pathlib.Path(path).read_text("utf-8").splitlines()
    return {line.split()[0]: bytes.fromhex(line.split()[1]) for line in lines if line.startswith(("curve_", "sign_"))}


def merkle_root(node, leaf, leaves, path):
    """Root of a tree as in RFC 6962, from the hash of one leaf and its path upwards."""
    if leaves < 2 or not path:
        if (leaf, leaves, len(path)) != (0, 1, 0):
            raise ValueError("a receipt with a path that does not fit its tree")
        return node
    left = 1 << (leaves - 1).bit_length() - 1  # leaves of the left half
    if leaf < left:
        return blake2b(b"\1" + merkle_root(node, leaf, left, path[:-1]) + path[-1])
    return blake2b(b"\1" + path[-1] + merkle_root(node, leaf - left, leaves - left, path[:-1]))


def verify(receipt, signed, daemon_key):
    """The ReceiptStatement that a receipt proves of a SignedCommand; raises when it proves nothing."""
    root = merkle_root(blake2b(b"\0" + receipt.statement), receipt.leaf, receipt.leaves, receipt.path)
    VerifyKey(daemon_key).verify(b"thidua.receipts.v1" + root, receipt.signature)
    statement = pb.ReceiptStatement.FromString(receipt.statement)
    expected = (daemon_key, pb.Command.FromString(signed.command).id, blake2b(signed.command))
    if (receipt.key, statement.command_id, statement.command_hash) != expected:
        raise ValueError("a receipt of another command, or with another key")
    return statement


class Office:
    """One board's office: the endpoints of the daemon, the paths of the office's credential and of the daemon's public file."""

    def __init__(self, credential, daemon, commands, feed=None):
        self.keys, self.daemon, self.commands, self.feed = read_keys(credential), read_keys(daemon), commands, feed
        self.context = zmq.Context()  # what is set here, each socket begins with
        self.context.curve_publickey, self.context.curve_secretkey = self.keys["curve_public"], self.keys["curve_secret"]
        self.context.curve_serverkey, self.context.linger, self.context.heartbeat_ivl = self.daemon["curve_public"], 0, 10000

    def sign(self, cluster, year, prefix=b"", **report):
        """The SignedCommand of a report, as README.md shows it. Keep it until submit() returns; prefix=DRY_RUN: only to try."""
        report["lines"] = [{"task": task, **{name: int(f"{Decimal(text).scaleb(4):f}") for name, text in values.items()}}
                           for task, values in report["lines"].items()]  # decimal text to ten-thousandths, exactly
        now = time.time_ns() // 1000  # microseconds since 1970-01-01 UTC
        uuid7 = (now // 1000 << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)).to_bytes(16, "big")
        command = pb.Command(id=uuid7, cluster=cluster, year=year, signed_at=now, submit_report=report).SerializeToString()
        signature = SigningKey(self.keys["sign_secret"][:32]).sign(prefix + command).signature
        return pb.SignedCommand(command=command, signature=signature, key=self.keys["sign_public"])

    def submit(self, signed):
        """The ReceiptStatement for a SignedCommand, proven to be the daemon's."""
        return verify(self.ask(command=signed).receipt, signed, self.daemon["sign_public"])

    def ask(self, tries=12, **body):
        """The OK Reply to Request(**body), such as ask(query={"ping": {}}); sent again on silence, BUSY and UNAVAILABLE."""
        for _ in range(tries):
            with self.context.socket(zmq.DEALER) as line, line.connect(self.commands):  # anew: a refused socket stays silent
                line.send(pb.Request(**body).SerializeToString())
                reply = pb.Reply.FromString(line.recv()) if line.poll(5000) else pb.Reply(status=UNAVAILABLE)
            if reply.status not in (BUSY, UNAVAILABLE):
                break
            time.sleep(reply.retry_after_ms / 1000)
        if reply.status != OK:
            raise Refused(reply)
        return reply

    def standings(self, topic):
        """Yields each Standings newer than the last, of topics with this prefix; ends after 45 s of silence."""
        last = {}
        with self.context.socket(zmq.SUB) as feed, feed.connect(self.feed):
            feed.subscribe(topic)
            while feed.poll(45000):
                name, body = feed.recv_multipart()
                new, old = pb.Standings.FromString(body), last.get(name)
                if not old or new.epoch != old.epoch or (new.sequence, new.as_of) > (old.sequence, old.as_of):
                    last[name] = new
                    yield new
