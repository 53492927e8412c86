/* Who relays cannot change a byte, forge a receipt, or make the office believe one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { hex, joined, unhex, utf8 } from "../../../clients/web/page/office/bytes.js";
import { commandHash, commandId, reportCommand, signCommand } from "../../../clients/web/page/office/command.js";
import { Gateway } from "../../../clients/web/page/office/gateway.js";
import { readInvitation } from "../../../clients/web/page/office/invitation.js";
import { exportReceipt, Outbox, provenBy } from "../../../clients/web/page/office/outbox.js";
import { readReceiptFile, receiptFile, verifyReceipt } from "../../../clients/web/page/office/receipt.js";
import { hash, seedSigner, verifies } from "../../../clients/web/page/office/seal.js";
import { decode, encode, valueOf } from "../../../clients/web/page/office/wire.js";
import { vector } from "./office_support.mjs";

const daemon = seedSigner(unhex(vector("receipt.json").daemon_seed));
const office = seedSigner(unhex(vector("command.json").sign_seed));
const NOW = 1710950400000000n;
let drawn = 0;

function command(revision = 1) {
  const id = commandId(NOW, new Uint8Array(16).fill(++drawn));
  const report = { board: "AA", period: 1, revision, lines: [{ task: "T01", actual: 90000n }] };
  return reportCommand({ id, cluster: "MAU-1", year: 2024, signedAt: NOW, report });
}

/* --- a daemon that keeps its word: what it has once it answers with the same statement --- */

function daemonOf(signer = daemon) {
  const journal = new Map();
  const reply = (status, more) => encode("Reply", { correlation: 0n, status: valueOf("Status", status), ...more });
  const receipt = async (statement) => {
    const root = hash(Uint8Array.of(0), statement);
    const signature = await signer.sign(joined(utf8("thidua.receipts.v1"), root));
    return { statement, leaf: 0, leaves: 1, path: [], signature, key: signer.publicKey };
  };
  return {
    journal,
    async take(bytes) {
      const signed = decode("SignedCommand", bytes);
      if (!verifies(signed.signature, signed.command, signed.key)) return reply("FORBIDDEN", { faults: [] });
      const said = decode("Command", signed.command);
      const key = hex(said.id);
      if (!journal.has(key)) {
        const sequence = BigInt(journal.size + 1);
        const statement = { command_id: said.id, command_hash: commandHash(signed.command), cluster: said.cluster, sequence, hash: hash(signed.command) };
        journal.set(key, encode("ReceiptStatement", { ...statement, received_at: NOW, late_days: 0 }));
      }
      return reply("OK", { receipt: await receipt(journal.get(key)) });
    },
    reply,
  };
}

function memory() {
  const rows = new Map();
  return {
    async put(row) {
      assert.ok(!rows.has(row.id));
      rows.set(row.id, structuredClone(row));
    },
    all: async () => [...rows.values()].map((row) => structuredClone(row)),
    async change(id, how) {
      const row = how(structuredClone(rows.get(id)));
      if (row) rows.set(id, row);
      else rows.delete(id);
      return row;
    },
  };
}

/** An outbox with one report, sent once over a gateway that does this with the bytes. */
async function over(gateway, bytes = command()) {
  const outbox = new Outbox(memory(), gateway, daemon.publicKey);
  const { id } = await outbox.put(await signCommand(office, bytes), NOW);
  await outbox.flush();
  const row = (await outbox.rows()).find((each) => each.id === id);
  return { outbox, row, proven: provenBy(row, daemon.publicKey) };
}

/* --- who keeps his word --- */

test("a report is submitted when its receipt is verified, and not before", async () => {
  const honest = daemonOf();
  const { row, proven, outbox } = await over(honest.take);
  assert.equal(row.state, "acknowledged");
  assert.equal(proven.sequence, 1n);
  assert.equal(await outbox.flush(), 0);
  const waits = await over(async () => null);
  assert.equal(waits.row.state, "sent");
  assert.equal(waits.proven, null);
});

test("the same bytes go until there is an answer, and enter once", async () => {
  const honest = daemonOf();
  const sent = [];
  let away = 2;
  const { outbox } = await over(async (bytes) => {
    sent.push(hex(bytes));
    const answer = await honest.take(bytes);
    return away-- > 0 ? null : answer;
  });
  await outbox.flush();
  await outbox.flush();
  assert.equal((await outbox.rows())[0].state, "acknowledged");
  assert.equal(new Set(sent).size, 1);
  assert.equal(honest.journal.size, 1);
});

test("a refusal settles, and FORBIDDEN after silence is unknown", async () => {
  const { reply } = daemonOf();
  const fault = { field: "submit_report.period", code: 6, message: "is locked", reason: "PERIOD_UNOPENED", arguments: [] };
  const refused = await over(async () => reply("CLOSED", { faults: [fault] }));
  assert.equal(refused.row.state, "refused");
  assert.equal(refused.row.refusal.faults[0].reason, "PERIOD_UNOPENED");
  assert.equal((await over(async () => reply("FORBIDDEN", {}))).row.state, "refused");
  const answers = [null, reply("FORBIDDEN", {})];
  const { outbox } = await over(async () => answers.shift());
  await outbox.flush();
  assert.equal((await outbox.rows())[0].state, "unknown");
});

test("BUSY leaves it waiting, to be taken back; what was sent without an answer is not gone", async () => {
  const { reply } = daemonOf();
  const busy = await over(async () => reply("BUSY", { retry_after_ms: 100 }));
  assert.equal(busy.row.state, "waiting");
  assert.equal(await busy.outbox.withdraw(busy.row.id), true);
  const silent = await over(async () => null);
  assert.equal(await silent.outbox.withdraw(silent.row.id), false);
  assert.equal((await silent.outbox.rows())[0].state, "unknown");
});

test("nothing is sent past what is still open", async () => {
  const sent = [];
  const outbox = new Outbox(memory(), async (bytes) => void sent.push(bytes) ?? null, daemon.publicKey);
  for (const revision of [1, 2]) await outbox.put(await signCommand(office, command(revision)), NOW);
  assert.equal(await outbox.flush(), 2);
  assert.equal(sent.length, 1);
});

/* --- who does not --- */

const found = async (gateway, reason, bytes) => {
  const { row, proven, outbox } = await over(gateway, bytes);
  assert.notEqual(row.state, "acknowledged");
  assert.equal(proven, null);
  assert.equal(row.doubt?.reason, reason);
  return outbox;
};

test("a byte of the command that was changed on the way is found by the daemon", async () => {
  const honest = daemonOf();
  const { row, proven } = await over(async (bytes) => {
    const signed = decode("SignedCommand", bytes);
    signed.command[signed.command.length - 1] ^= 1;
    return honest.take(encode("SignedCommand", signed));
  });
  assert.equal(row.state, "refused");
  assert.equal(proven, null);
  assert.equal(honest.journal.size, 0);
});

test("a command that the gateway signs in our place brings a receipt that is not ours", async () => {
  const honest = daemonOf();
  const thief = seedSigner(new Uint8Array(32).fill(9));
  await found(async (bytes) => {
    const { command: stolen } = decode("SignedCommand", bytes);
    stolen[stolen.length - 1] ^= 1;
    return honest.take(encode("SignedCommand", await signCommand(thief, stolen)));
  }, "RECEIPT_OF_ANOTHER");
});

test("a receipt by another key is found, also when it names the daemon's", async () => {
  const forger = daemonOf(seedSigner(new Uint8Array(32).fill(7)));
  await found(forger.take, "RECEIPT_OF_OTHER_DAEMON");
  await found(async (bytes) => {
    const reply = decode("Reply", await forger.take(bytes));
    reply.receipt.key = daemon.publicKey;
    return encode("Reply", reply);
  }, "RECEIPT_WRONG");
});

test("any bit of a receipt that was changed is found", async () => {
  const { receipt } = decode("Reply", await daemonOf().take(encode("SignedCommand", await signCommand(office, command()))));
  const bytes = command();
  const honest = decode("Reply", await daemonOf().take(encode("SignedCommand", await signCommand(office, bytes)))).receipt;
  assert.equal(verifyReceipt(honest, bytes, daemon.publicKey).fault, null);
  for (const part of ["statement", "signature", "key"])
    for (let i = 0; i < honest[part].length; i++) {
      const changed = honest[part].slice();
      changed[i] ^= 1;
      assert.ok(verifyReceipt({ ...honest, [part]: changed }, bytes, daemon.publicKey).fault, `${part} ${i}`);
    }
  for (const wrong of [{ leaf: 1 }, { leaves: 2 }, { leaves: 0 }, { path: [new Uint8Array(32)] }])
    assert.equal(verifyReceipt({ ...honest, ...wrong }, bytes, daemon.publicKey).fault.reason, "RECEIPT_WRONG");
  assert.equal(verifyReceipt(receipt, bytes, daemon.publicKey).fault.reason, "RECEIPT_OF_ANOTHER");
});

test("another's receipt, and an old one of ours, prove nothing of this report", async () => {
  const honest = daemonOf();
  const old = await honest.take(encode("SignedCommand", await signCommand(office, command())));
  const outbox = await found(async () => old, "RECEIPT_OF_ANOTHER", command(2));
  outbox.gateway = honest.take; /* and the true one, when it comes, does */
  await outbox.flush();
  assert.equal((await outbox.rows())[0].state, "acknowledged");
});

test("OK without a receipt, and what is no reply, prove nothing", async () => {
  const { reply } = daemonOf();
  await found(async () => reply("OK", {}), "RECEIPT_UNSEALED");
  await found(async () => utf8("<html>"), "RECEIPT_WRONG");
});

test("who withholds the answer leaves it unsubmitted, and its refusal is no last word", async () => {
  const honest = daemonOf();
  const { outbox, row, proven } = await over(async (bytes) => {
    await honest.take(bytes);
    return honest.reply("CLOSED", { faults: [] });
  });
  assert.equal(row.state, "refused");
  assert.equal(proven, null);
  outbox.gateway = honest.take;
  await outbox.send(row.id);
  assert.equal((await outbox.rows())[0].state, "acknowledged");
});

test("a receipt is not undone by what is said later", async () => {
  const honest = daemonOf();
  const { outbox, row } = await over(honest.take);
  outbox.gateway = async () => honest.reply("INVALID", { faults: [] });
  await outbox.send(row.id);
  assert.equal((await outbox.rows())[0].state, "acknowledged");
});

/* --- many behind one address --- */

/** A server that answers in this order, and how long was waited before each but the first. */
async function carriedBy(...answers) {
  const waits = [];
  const gateway = new Gateway("/api/v1/", /** @type {any} */ (async () => answers.shift() ?? assert.fail("asked too often")), (what, after) => {
    waits.push(after);
    what();
  });
  const told = await gateway.carry(Uint8Array.of(1));
  return { told: told && [...told], left: answers.length, waits };
}

const tooMany = (seconds = {}) => new Response("{}", { status: 429, headers: { "Content-Type": "application/problem+json", ...seconds } });
const carried = () => new Response(Uint8Array.of(7), { headers: { "Content-Type": "application/x-protobuf" } });

test("who is told that too many ask comes again when he was told to", async () => {
  const again = await carriedBy(tooMany({ "Retry-After": "1" }), tooMany({ "Retry-After": "3" }), tooMany(), carried());
  assert.deepEqual([again.told, again.left], [[7], 0]);
  again.waits.forEach((wait, i) => assert.ok(wait >= [1000, 3000, 1000][i] && wait <= [1500, 4500, 1500][i], String(wait)));
});

test("for long nobody waits here, and what may have been handed on is not sent twice", async () => {
  for (const answer of [tooMany({ "Retry-After": "60" }), tooMany({ "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" }), new Response("", { status: 503, headers: { "Retry-After": "1" } })])
    assert.deepEqual(await carriedBy(answer), { told: null, left: 0, waits: [] });
});

/* --- the proof as a file --- */

test("the receipts of the vectors are believed of their commands alone", () => {
  const file = vector("receipt_file.json");
  const { signed, receipt } = readReceiptFile(unhex(file.file));
  assert.equal(hex(receiptFile(signed, receipt)), file.file);
  assert.equal(verifyReceipt(receipt, signed.command, unhex(file.daemon_key)).statement.late_days, 1);
  const key = unhex(file.daemon_key);
  const { receipts } = vector("receipt.json");
  const verdicts = receipts.map(({ reply }) => verifyReceipt(decode("Reply", unhex(reply)).receipt, signed.command, key).fault?.reason);
  assert.deepEqual(verdicts, ["RECEIPT_OF_ANOTHER", "RECEIPT_OF_ANOTHER", undefined]);
});

const tool = process.env.THIDUA_BUILD && join(process.env.THIDUA_BUILD, "clients/thidua/thidua");

test("thidua verify proves what the office saves", { skip: tool ? false : "THIDUA_BUILD does not name a build" }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "office-"));
  const { row } = await over(daemonOf().take);
  writeFileSync(join(folder, "a.receipt"), exportReceipt(row));
  const said = execFileSync(tool, ["verify", "a.receipt", "--json"], { cwd: folder, env: { ...process.env, HOME: folder } });
  rmSync(folder, { recursive: true });
  const proof = JSON.parse(said.toString());
  assert.equal(proof.proves, true);
  assert.equal(proof.command_hash, row.hash);
  assert.equal(proof.daemon_key, hex(daemon.publicKey));
});

test("an invitation brings the daemon's key", () => {
  const key = hex(daemon.publicKey);
  const made = { thidua_invitation: 1, commands: "tcp://a:1", cluster: "TCXDD-1", year: 2024, board: "HG", daemon: { label: "d", sign_public: key, curve_public: key } };
  assert.equal(hex(readInvitation(JSON.stringify(made)).daemonKey), key);
  for (const wrong of [{ thidua_invitation: 2 }, { cluster: "x" }, { board: "hg" }, { year: "2024" }, { daemon: { sign_public: "00" } }])
    assert.equal(readInvitation(JSON.stringify({ ...made, ...wrong })), null);
  assert.equal(readInvitation("no"), null);
});
