"""thidua.v1 as proto/README.md tells it, in Python: a second reading of the protocol, so that the tests do not share the
daemon's own encoder."""

import fcntl
import hashlib
import importlib
import os
import pathlib
import subprocess
import sys
import time

import nacl.signing
import zmq
import zmq.utils.z85

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("THIDUA_BUILD", SOURCE / "build" / "release")).resolve()
FILES = ("options", "season", "receipt", "command", "standings", "service", "bundle")


def _load():
    folder = BUILD / "python"
    folder.mkdir(parents=True, exist_ok=True)
    protos = [f"thidua/v1/{name}.proto" for name in FILES]
    lock = open(folder / "lock", "w", encoding="ascii")  # several tests begin at once
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not all((folder / proto.replace(".proto", "_pb2.py")).exists() for proto in protos) or any(
        (SOURCE / "proto" / proto).stat().st_mtime > (folder / proto.replace(".proto", "_pb2.py")).stat().st_mtime
        for proto in protos
    ):
        subprocess.run(["protoc", "-I", SOURCE / "proto", f"--python_out={folder}", *protos], check=True)
    lock.close()
    sys.path.insert(0, str(folder))
    return {name: importlib.import_module(f"thidua.v1.{name}_pb2") for name in FILES}


_modules = _load()
season_pb = _modules["season"]
receipt_pb = _modules["receipt"]
command_pb = _modules["command"]
standings_pb = _modules["standings"]
service_pb = _modules["service"]
bundle_pb = _modules["bundle"]

Status = service_pb.Status
PERIODS = {"Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4, "FINAL": 5}


def blake2b(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def uuid7(milliseconds=None):
    milliseconds = int(time.time() * 1000) if milliseconds is None else milliseconds
    raw = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return bytes(raw)


class Keys:
    """CURVE and Ed25519 pairs of an office."""

    def __init__(self, label="test"):
        self.label = label
        public, secret = zmq.curve_keypair()
        self.curve_public = zmq.utils.z85.decode(public)
        self.curve_secret = zmq.utils.z85.decode(secret)
        self.signing = nacl.signing.SigningKey.generate()
        self.sign_public = bytes(self.signing.verify_key)

    def write(self, path):
        """path gets the credential, path.pub its public half."""
        seed_and_public = bytes(self.signing) + self.sign_public
        secret = (
            f"thidua credential 1\nlabel {self.label}\ncurve_public {self.curve_public.hex()}\n"
            f"curve_secret {self.curve_secret.hex()}\nsign_public {self.sign_public.hex()}\nsign_secret {seed_and_public.hex()}\n"
        )
        public = (
            f"thidua public 1\nlabel {self.label}\ncurve_public {self.curve_public.hex()}\n"
            f"sign_public {self.sign_public.hex()}\n"
        )
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(secret)
        pathlib.Path(f"{path}.pub").write_text(public, encoding="utf-8")
        return path


def command(cluster, year=None, id=None, signed_at=None, **action):
    """A Command with one action, such as submit_report=SubmitReport(...)."""
    made = command_pb.Command(
        id=uuid7() if id is None else id,
        cluster=cluster,
        signed_at=int(time.time() * 1e6) if signed_at is None else signed_at,
        **action,
    )
    if year is not None:
        made.year = year
    return made


def sign(keys, made):
    """made: a Command, or raw command bytes."""
    raw = made if isinstance(made, bytes) else made.SerializeToString()
    return command_pb.SignedCommand(command=raw, signature=keys.signing.sign(raw).signature, key=keys.sign_public)


def sign_dry_run(keys, made):
    """As sign, to be tried only."""
    signed = sign(keys, made)
    signed.signature = keys.signing.sign(b"thidua.dry-run.v1\n" + signed.command).signature
    return signed


def sign_query(keys, at=None, **question):
    """A question that anybody may carry for who signs it; at: seconds, now when absent."""
    raw = service_pb.Query(signed_at=int((time.time() if at is None else at) * 1_000_000), **question).SerializeToString()
    signature = keys.signing.sign(b"thidua.query.v1\n" + raw).signature
    return service_pb.SignedQuery(query=raw, signature=signature, key=keys.sign_public)


def merkle_root(leaf, index, leaves, path):
    """RFC 6962 with BLAKE2b-256; None when the path does not fit."""
    node, last, path = blake2b(b"\0" + leaf), leaves - 1, list(path)
    while last > 0:
        if index % 2 == 1 or index == last:
            if index % 2 == 0:
                while index % 2 == 0 and index > 0:
                    index, last = index // 2, last // 2
                if index == 0:
                    break
            if not path:
                return None
            node = blake2b(b"\1" + path.pop(0) + node)
        else:
            if not path:
                return None
            node = blake2b(b"\1" + node + path.pop(0))
        index, last = index // 2, last // 2
    return None if path else node


def check_receipt(receipt, daemon_key):
    """The statement of a receipt that holds; raises otherwise."""
    assert receipt.key == daemon_key
    root = merkle_root(receipt.statement, receipt.leaf, receipt.leaves, receipt.path)
    assert root is not None, "the path does not fit"
    nacl.signing.VerifyKey(daemon_key).verify(b"thidua.receipts.v1" + root, receipt.signature)
    return receipt_pb.ReceiptStatement.FromString(receipt.statement)


class Client:
    """A DEALER of an office."""

    correlation = 0

    def __init__(self, context, endpoint, keys, daemon_curve, socket_type=zmq.DEALER, receive_high_water=1000,
                 routing_id=None):
        self.socket = context.socket(socket_type)
        self.socket.linger = 0
        self.socket.sndtimeo = 10_000  # who is refused for good has no line to send on, and would wait for ever
        self.socket.rcvhwm = receive_high_water
        if keys is not None:
            self.socket.curve_publickey = zmq.utils.z85.encode(keys.curve_public)
            self.socket.curve_secretkey = zmq.utils.z85.encode(keys.curve_secret)
            self.socket.curve_serverkey = zmq.utils.z85.encode(daemon_curve)
        if routing_id is not None:
            self.socket.routing_id = routing_id
        self.socket.connect(endpoint)

    def close(self):
        self.socket.close()

    def send(self, request):
        Client.correlation += 1
        request.correlation = Client.correlation
        self.socket.send(request.SerializeToString())
        return request.correlation

    def receive(self, timeout=10):
        if not self.socket.poll(int(timeout * 1000)):
            return None
        return service_pb.Reply.FromString(self.socket.recv_multipart()[-1])

    def request(self, request, timeout=10):
        correlation = self.send(request)
        while (reply := self.receive(timeout)) is not None:
            if reply.correlation == correlation:
                return reply
        raise TimeoutError("no reply")

    def command(self, keys, made, timeout=10):
        return self.request(service_pb.Request(command=sign(keys, made)), timeout)

    def dry_run(self, keys, made, timeout=10):
        return self.request(service_pb.Request(dry_run=sign_dry_run(keys, made)), timeout)

    def query(self, timeout=10, **question):
        return self.request(service_pb.Request(query=service_pb.Query(**question)), timeout)


def day(text):
    """2024-03-20 as days since 1970-01-01."""
    year, month, number = map(int, text.split("-"))
    import datetime

    return (datetime.date(year, month, number) - datetime.date(1970, 1, 1)).days


def instant(text):
    """2024-03-20T08:00 in Asia/Ho_Chi_Minh as microseconds."""
    import datetime

    return int(datetime.datetime.fromisoformat(text + "+07:00").timestamp() * 1_000_000)


def told_instant(instant):
    """As instant() reads it."""
    import datetime

    return datetime.datetime.fromtimestamp(instant / 1_000_000, datetime.timezone(datetime.timedelta(hours=7))).strftime("%Y-%m-%dT%H:%M")


CALENDAR_2024 = {
    1: ("2024-03-15", "2024-03-20", "2024-04-05"),
    2: ("2024-06-15", "2024-06-18", "2024-07-05"),
    3: ("2024-09-15", "2024-09-20", "2024-10-05"),
    4: ("2024-11-15", "2024-11-20", "2024-11-28"),
    5: ("2024-12-31", "2025-01-31", "2025-02-15"),
}


def small_season(cluster, year=2024, boards=("TQ", "BK", "CB"), calendar=None):
    """Four tasks that show each thing once: LINEAR/SUM, LEADER/SUM, a percentage, models."""
    pb = season_pb
    sum_phasing, whole = [2500, 5000, 7500, 10000], [10000] * 4
    made = pb.Season(
        cluster=cluster,
        year=year,
        name=f"Mùa thi đua {year}",
        scale=100000,
        missing_deduction=2000,
        bonus_cap=10000,
        tie_breaks=[1, 2, 3, 4, 5],
        priority_group=2,
        not_assigned=pb.NOT_ASSIGNED_POLICY_RESCALE,
        head=boards[0],
        deputy=boards[1],
    )
    made.groups.add(number=1, name="Nhiệm vụ chung")
    made.groups.add(number=2, name="Ưu tiên")
    common = {"unit": "việc"}
    made.tasks.add(code="T01", group=1, name="Văn bản", kind=1, accumulation=1, measure=1, max=40000, phasing=sum_phasing,
                   target=400000, **common)
    made.tasks.add(code="T02", group=2, name="Kết nạp", kind=2, accumulation=1, measure=1, max=30000, phasing=sum_phasing,
                   target=4000000, **common)
    made.tasks.add(code="T03", group=1, name="Tỷ lệ", kind=1, accumulation=2, measure=2, max=20000, phasing=whole,
                   target=950000, **common)
    made.tasks.add(code="T04", group=2, name="Mô hình", kind=5, accumulation=1, measure=3, max=10000, phasing=sum_phasing,
                   target=50000, per_unit=2000, **common)
    for code in boards:
        made.boards.add(code=code, name=f"Ban Tổ chức Tỉnh ủy {code}", iso="VN-00")
    for period, dates in (calendar or CALENDAR_2024).items():
        opens, due, lock = map(day, dates)
        made.periods.add(period=period, opens=opens, due=due, lock=lock)
    for until, deduction in ((2, 500), (5, 1000), (10, 1500)):
        made.late_steps.add(until_days=until, deduction=deduction)
    for code, name, at_least in (("XS", "xuất sắc", 90000), ("T", "tốt", 80000), ("HT", "hoàn thành", 65000),
                                 ("KHT", "không hoàn thành", 0)):
        made.bands.add(code=code, name=name, at_least=at_least)
    return made


def report(board, period="Q1", revision=1, previous=None, t01=100000, t02=1000000, done=450000, out_of=500000, models=()):
    made = command_pb.SubmitReport(board=board, period=PERIODS[period], revision=revision)
    if previous is not None:
        made.previous_hash = previous
    made.lines.add(task="T01", actual=t01)
    made.lines.add(task="T02", actual=t02)
    made.lines.add(task="T03", done=done, out_of=out_of)
    for title in models:
        made.models.add(title=title)
    return made
