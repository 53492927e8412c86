"""A client of thiduad, written from proto/README.md alone: reports that are never lost, verified receipts, standings."""
import hashlib, json, os, pathlib, subprocess, time, unicodedata  # noqa: E401 -- one page
import nacl.signing, zmq, zmq.utils.z85  # noqa: E401
from google.protobuf import descriptor_pb2, json_format, message_factory
PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
PROTOC = ["protoc", f"-I{PROTO}", "--include_imports", "--descriptor_set_out=/dev/stdout", "thidua/v1/service.proto"]
_FILES = descriptor_pb2.FileDescriptorSet.FromString(subprocess.check_output(PROTOC)).file
pb = {name.removeprefix("thidua.v1."): made for name, made in message_factory.GetMessages(_FILES).items()}
OK, BUSY, UNAVAILABLE, SILENCE_MS = 1, 8, 9, 2000

class Refused(Exception):
    """By the daemon, for good; the Reply is the second argument."""

def hash_of(*parts):
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()

def read_keys(path):
    if "secret" in (text := pathlib.Path(path).read_text("utf-8")) and os.stat(path).st_mode & 0o077:
        raise PermissionError(f"{path} is open to others: chmod 600 it")
    pairs = (line.split(None, 1) for line in text.splitlines()[1:] if line.startswith(("curve_", "sign_")))
    return {name: bytes.fromhex(value) for name, value in pairs}

def verify(receipt, signed, daemon_key):
    """The statement that a receipt proves of a SignedCommand; raises when it proves nothing."""
    place, last, node = receipt.leaf, receipt.leaves - 1, hash_of(b"\0", receipt.statement)
    for sibling in receipt.path if place <= last else ():
        left = place % 2 == 1 or place == last
        node = hash_of(b"\1", sibling, node) if left else hash_of(b"\1", node, sibling)
        while left and place % 2 == 0 and place:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2 if last else -1
    nacl.signing.VerifyKey(daemon_key).verify(b"thidua.receipts.v1" + node, receipt.signature)
    statement, command = pb["ReceiptStatement"].FromString(receipt.statement), pb["Command"].FromString(signed.command)
    if last != 0 or (statement.command_id, statement.command_hash) != (command.id, hash_of(signed.command)):
        raise ValueError("a receipt of another command, or with a wrong path")
    return statement

class Office:
    """One board's office. outbox: a folder; a command in it is sent until its receipt lies beside it."""
    def __init__(self, credential, daemon, commands, feed=None, outbox="outbox"):
        self.keys, self.daemon, self.commands, self.feed = read_keys(credential), read_keys(daemon), commands, feed
        self.outbox = pathlib.Path(outbox)
        self.outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    def _connect(self, kind, endpoint):
        socket, keys = zmq.Context.instance().socket(kind), (self.keys["curve_public"], self.keys["curve_secret"])
        socket.curve_publickey, socket.curve_secretkey = map(zmq.utils.z85.encode, keys)
        socket.curve_serverkey = zmq.utils.z85.encode(self.daemon["curve_public"])
        socket.linger, socket.reconnect_ivl_max, socket.heartbeat_ivl = 0, 5000, 10000
        socket.connect(endpoint)
        return socket
    def _keep(self, name, message):
        with open(os.open(self.outbox / "new", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message.SerializeToString()), file.flush(), os.fsync(file.fileno())
        os.rename(self.outbox / "new", self.outbox / name)
        os.fsync(folder := os.open(self.outbox, os.O_RDONLY)), os.close(folder)
    def ask(self, timeout=10.0, **body):
        """The Reply to one Request, as ask(query={"ping": {}}); the same bytes again until it comes, or TimeoutError."""
        frame, until = pb["Request"](**body).SerializeToString(), time.monotonic() + timeout
        while time.monotonic() < until:
            with self._connect(zmq.DEALER, self.commands) as line:  # a new one each time: after a refused key it is needed
                line.send(frame)
                reply = pb["Reply"].FromString(line.recv_multipart()[-1]) if line.poll(SILENCE_MS) else None
            if reply is not None and reply.status not in (BUSY, UNAVAILABLE):
                return reply
            time.sleep(reply.retry_after_ms / 1000 if reply else 0)
        raise TimeoutError("no answer; what is in the outbox stays there")
    def put(self, command):
        """Signs and stores a Command, a dict in protobuf's JSON without id and signed_at; durable when it returns."""
        now, noise = time.time_ns() // 1000, os.urandom(10)
        id = (now // 1000).to_bytes(6, "big") + bytes([0x70 | noise[0] & 15, noise[1], 0x80 | noise[2] & 63]) + noise[3:]
        composed = unicodedata.normalize("NFC", json.dumps(command, ensure_ascii=False))
        data = json_format.Parse(composed, pb["Command"](id=id, signed_at=now)).SerializeToString()
        signature = nacl.signing.SigningKey(self.keys["sign_secret"][:32]).sign(data).signature
        self._keep(id.hex() + ".command", pb["SignedCommand"](command=data, signature=signature, key=self.keys["sign_public"]))
    def submit(self, *commands, timeout=10.0):
        """Puts commands, then sends all that waits, in order: the receipts' statements. Refused ends it; the rest waits."""
        for command in commands:
            self.put(command)
        return [self._send(path, timeout) for path in sorted(self.outbox.glob("*.command"))]
    def _send(self, path, timeout):
        reply = self.ask(timeout, command=(signed := pb["SignedCommand"].FromString(path.read_bytes())))
        statement = verify(reply.receipt, signed, self.daemon["sign_public"]) if reply.status == OK else None
        self._keep(path.stem + (".receipt" if statement else ".refused"), reply)
        path.rename(path.with_suffix(".sent"))
        if statement is None:
            raise Refused("; ".join(f"{fault.field}: {fault.message}" for fault in reply.faults), reply)
        return statement
    def watch(self, prefix, timeout=45.0):
        """Each version of each standing of standings/<cluster>/... once; ends when the feed is silent."""
        newest = {}
        with self._connect(zmq.SUB, self.feed) as feed:
            feed.subscribe(prefix)
            while feed.poll(int(timeout * 1000)):
                topic, data = feed.recv_multipart()
                standings = pb["Standings"].FromString(data)
                version = standings.epoch, (standings.sequence, standings.as_of)
                if newest.get(topic, (b"",))[0] != version[0] or newest[topic] < version:
                    newest[topic] = version
                    yield standings
