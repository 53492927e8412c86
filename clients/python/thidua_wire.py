"""What an office signs and what the daemon proves, as proto/README.md says: keys, reports, receipts. No sockets here."""
import hashlib
import json
import os
import pathlib
import secrets
import subprocess
import time
import types
import unicodedata
from decimal import Decimal

from google.protobuf import descriptor_pb2, message_factory
from nacl.signing import SigningKey, VerifyKey


def load_messages(proto=pathlib.Path(__file__).resolve().parents[2] / "proto"):
    """The message classes of thidua.v1 by name."""
    command = ["protoc", f"-I{proto}", "--include_imports", "--descriptor_set_out=/dev/stdout", "thidua/v1/service.proto"]
    files = descriptor_pb2.FileDescriptorSet.FromString(subprocess.check_output(command)).file
    return types.SimpleNamespace(**{name.split(".")[-1]: made for name, made in message_factory.GetMessages(files).items()})


pb = load_messages()


def hash_of(data):
    """BLAKE2b with 32 bytes of output."""
    return hashlib.blake2b(data, digest_size=32).digest()


def read_keys(path):
    """Name to raw key (32 or 64 bytes) of a credential file or a public file."""
    text = pathlib.Path(path).read_text("utf-8")
    if "sign_secret" in text and os.stat(path).st_mode & 0o077:
        raise PermissionError(f"{path} is open to others: chmod 600 it")
    pairs = (line.split(None, 1) for line in text.splitlines()[1:] if line.startswith(("curve_", "sign_")))
    return {name: bytes.fromhex(value) for name, value in pairs}


def store(path, message):
    """Writes a message to a file; when this returns it outlives a loss of power."""
    new = path.with_name("new")
    with open(new, "wb") as file:
        file.write(message.SerializeToString())
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)  # the new name too
    os.close(folder)


def ten_thousandths(text):
    """A quantity in decimal text as the protocol's integer: "9.5" is 95000. More than four decimals raise ValueError."""
    return int(f"{Decimal(text).scaleb(4):f}")


def make_report(report):
    """A Command with a new id from a dict as README.md shows it: quantities in decimal text, hashes in hex."""
    fields = json.loads(unicodedata.normalize("NFC", json.dumps(report, ensure_ascii=False)))
    place = {"cluster": fields.pop("cluster"), "year": fields.pop("year")}
    fields["period"] = "PERIOD_" + fields["period"]
    numbers = {task: {name: ten_thousandths(text) for name, text in line.items()} for task, line in fields["lines"].items()}
    fields["lines"] = [{"task": task, **line} for task, line in numbers.items()]
    if "previous_hash" in fields:
        fields["previous_hash"] = bytes.fromhex(fields["previous_hash"])
    fields["evidence"] = [bytes.fromhex(text) for text in fields.get("evidence", [])]
    now = time.time_ns() // 1000  # microseconds since 1970-01-01 UTC
    uuid7 = now // 1000 << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return pb.Command(id=uuid7.to_bytes(16, "big"), signed_at=now, submit_report=fields, **place)


def sign(command, keys):
    """The SignedCommand. Its bytes are final: what is sent again is this."""
    signed = SigningKey(keys["sign_secret"][:32]).sign(command.SerializeToString())
    return pb.SignedCommand(command=signed.message, signature=signed.signature, key=keys["sign_public"])


def merkle_root(node, leaf, leaves, path):
    """Root of a tree as in RFC 6962, from the hash of one leaf and its path upwards."""
    if leaf >= leaves or (leaves == 1) != (len(path) == 0):
        raise ValueError("a receipt with a path that does not fit its tree")
    if leaves == 1:
        return node
    left = 1 << (leaves - 1).bit_length() - 1  # leaves of the left half: the largest power of two below leaves
    if leaf < left:
        return hash_of(b"\1" + merkle_root(node, leaf, left, path[:-1]) + path[-1])
    return hash_of(b"\1" + path[-1] + merkle_root(node, leaf - left, leaves - left, path[:-1]))


def verify(receipt, signed, daemon_key):
    """The ReceiptStatement that a receipt proves of a SignedCommand; raises when it proves nothing."""
    root = merkle_root(hash_of(b"\0" + receipt.statement), receipt.leaf, receipt.leaves, receipt.path)
    VerifyKey(daemon_key).verify(b"thidua.receipts.v1" + root, receipt.signature)
    statement, command = pb.ReceiptStatement.FromString(receipt.statement), pb.Command.FromString(signed.command)
    expected = (daemon_key, command.id, hash_of(signed.command))
    if (receipt.key, statement.command_id, statement.command_hash) != expected:
        raise ValueError("a receipt of another command, or with another key")
    return statement
