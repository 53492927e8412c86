/* The bytes that the office makes are those of proto/vectors, which are the daemon's. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { hex, unhex } from "../../../clients/web/page/office/bytes.js";
import { commandHash, commandId, reportCommand, signCommand, signDryRun, signQuery } from "../../../clients/web/page/office/command.js";
import { readNumber, writeShort } from "../../../clients/web/page/office/number_read.js";
import { hasEd25519, hash, heldSigner, seedSigner, verifies } from "../../../clients/web/page/office/seal.js";
import { decode, encode, WireError } from "../../../clients/web/page/office/wire.js";
import { subtle, vector } from "./office_support.mjs";

const made = vector("command.json");
const signer = seedSigner(unhex(made.sign_seed));

/** The vector's command as ours: numbers of 64 bits as BigInt, ids as bytes. */
function report() {
  const { submit_report: said } = made.command;
  const lines = said.lines.map(({ task, ...values }) => ({
    task,
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, BigInt(value)])),
  }));
  return { ...said, lines };
}

const command = () =>
  reportCommand({
    id: unhex(made.command.id),
    cluster: made.command.cluster,
    year: made.command.year,
    signedAt: BigInt(made.command.signed_at),
    report: report(),
  });

test("a report has the bytes and the hash of the vector", () => {
  assert.equal(hex(command()), made.bytes);
  assert.equal(hex(commandHash(command())), made.hash);
});

test("a command and a dry run are signed as the library signs them", async () => {
  const signed = await signCommand(signer, command());
  assert.equal(hex(signed.key), made.sign_key);
  assert.equal(hex(signed.signature), made.signature);
  assert.equal(hex(encode("Request", { correlation: BigInt(made.correlation), command: signed })), made.request);
  const tried = await signDryRun(signer, command());
  assert.equal(hex(tried.signature), made.dry_run.signature);
  assert.equal(hex(encode("Request", { correlation: BigInt(made.dry_run.correlation), dry_run: tried })), made.dry_run.request);
});

test("WebCrypto's key that cannot be taken out signs the same", async (t) => {
  if (!(await hasEd25519(subtle))) return t.skip("this Node has no Ed25519 in WebCrypto");
  const head = unhex("302e020100300506032b657004220420");
  const pkcs8 = new Uint8Array([...head, ...unhex(made.sign_seed)]);
  const privateKey = await subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, false, ["sign"]);
  const held = heldSigner(subtle, { privateKey, publicKey: unhex(made.sign_key) });
  assert.equal(hex((await signCommand(held, command())).signature), made.signature);
});

test("a question is signed as a question and with the time", async () => {
  const signed = await signQuery(signer, { completeness: { cluster: "MAU-1", year: 2024, period: 1 } }, 1710950400000000n);
  const prefix = new TextEncoder().encode("thidua.query.v1\n");
  assert.ok(verifies(signed.signature, new Uint8Array([...prefix, ...signed.query]), signed.key));
  assert.ok(!verifies(signed.signature, signed.query, signed.key));
  assert.equal(decode("Query", signed.query).signed_at, 1710950400000000n);
});

test("an id is a UUIDv7 of its time", () => {
  const id = hex(commandId(1710950400123456n, new Uint8Array(16).fill(255)));
  assert.equal(id, `${(1710950400123).toString(16).padStart(12, "0")}7fffbfffffffffffffff`);
});

test("BLAKE2b with 32 bytes is the hash", () => {
  assert.equal(hex(hash(new Uint8Array(0))), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
});

test("what is decoded is encoded to the same bytes", () => {
  assert.deepEqual(hex(encode("Command", decode("Command", unhex(made.bytes)))), made.bytes);
  const receipts = vector("receipt.json");
  for (const { reply } of receipts.receipts) assert.equal(hex(encode("Reply", decode("Reply", unhex(reply)))), reply);
  const file = vector("receipt_file.json").file.slice(2 * "thidua-receipt-1\n".length);
  assert.equal(hex(encode("ReceiptFile", decode("ReceiptFile", unhex(file)))), file);
});

test("bytes that are no such message are refused", () => {
  const wrong = {
    "cut short": "0a05",
    "a field twice": "08011001100118",
    "no tag": "00",
    "a text that is not UTF-8": "0a01ff",
    "another encoding": "0800",
    "a number of eleven bytes": "10ffffffffffffffffffff01",
  };
  for (const [what, bytes] of Object.entries(wrong))
    assert.throws(() => decode("SubmitReport", unhex(bytes)), WireError, what);
  assert.throws(() => decode("Receipt", unhex("0a0101")), /signature: is absent/);
  assert.throws(() => encode("Request", { command: {}, dry_run: {} }), WireError);
  assert.throws(() => encode("Line", { tusk: "T01" }), /tusk: is no field/);
});

test("numbers are read as proto/vectors/numbers.json says", () => {
  const { cases } = vector("numbers.json");
  assert.ok(cases.length >= 100);
  for (const row of cases) {
    const rule = { decimals: row.decimals, percentage: row.percentage, decimalMark: row.decimal_mark };
    const read = readNumber(row.text, row.from, row.percent === true, rule);
    if (row.value !== undefined) assert.equal(read.value === null ? read.reason : writeShort(read.value), row.value, row.text);
    else assert.equal(read.reason, row.reason, row.text);
    if (row.arguments) assert.deepEqual(read.arguments, row.arguments, row.text);
  }
});

test("the list of the office's files is that of what its page reaches, with their hashes", async () => {
  const { execFileSync } = await import("node:child_process");
  const root = new URL("../../../", import.meta.url).pathname;
  execFileSync("/usr/bin/python3", [`${root}clients/web/office_files.py`, root], { stdio: "inherit" });
});

test("the tables are made of the proto and the lists of the C code", async () => {
  const { execFileSync } = await import("node:child_process");
  const root = new URL("../../../", import.meta.url).pathname;
  execFileSync("/usr/bin/python3", [`${root}clients/web/office_tables.py`, root], { stdio: "inherit" });
  assert.ok(readFileSync(`${root}clients/web/page/office/wire_table.js`, "utf8").includes("SubmitReport"));
});
