/* The desk while something is under way: the newest file has its way, what cannot be tried now is tried again, what is signed is what was shown. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { hex } from "../../../clients/web/page/office/bytes.js";
import { seedSigner } from "../../../clients/web/page/office/seal.js";
import { decode, encode, valueOf } from "../../../clients/web/page/office/wire.js";
import { firm, onChange } from "../../../clients/web/page/desk/change.js";
import { judgeAgain, start, take } from "../../../clients/web/page/desk/deeds.js";
import { state } from "../../../clients/web/page/desk/state.js";
import { root, season2024 } from "./office_support.mjs";

Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
delete globalThis.BroadcastChannel; /* other tabs would keep this one open */
const { sign } = await import("../../../clients/web/page/desk/mail.js");

const BYTES = { epoch: new Uint8Array(16), ruleset_hash: new Uint8Array(32), state_hash: new Uint8Array(32) };
const told = (total) => ({
  standings: { ...BYTES, period: 1, rows: [{ board: "HB", rank: 1, total }] },
  scorecard: { period: 1, board: "HB", row: { board: "HB", rank: 1, total, band: "TOT", status: 2 }, lines: [] },
});
const sheet = readFileSync(`${root}deploy/season-2024/sheets/Q1/HB.csv`, "utf8");
/** The sheet of HB with another number of T10. */
const file = (members) => new File([sheet.replace("400;–;428;", `400;–;${members};`)], `${members}.csv`);
const membersOf = (report) => Number(report.lines.find((line) => line.task === "T10").actual / 10000n);

/** What was asked and not answered, in its order. @type {{path: string, said: any, answer: (reply: object, status?: string) => void}[]} */
let open;
/** @type {{what: () => void, after: number}[]} */
let timers;
/** Whoever waits for the next question. @type {(() => void)[]} */
let waiting;

beforeEach(() => {
  open = [];
  timers = [];
  waiting = [];
  const daemonKey = new Uint8Array(32);
  const season = season2024();
  Object.assign(state, {
    own: { invitation: { cluster: season.cluster, year: season.year, board: "HB", daemonKey }, label: "HB" },
    signer: seedSigner(new Uint8Array(32).fill(3)),
    told: { season, period: 1, current: 1, standings: null, scorecard: null, inForce: null, before: null, now: 0n, at: 0n, rehearsal: true, reviews: [] },
    store: { know: async () => undefined, known: async () => undefined },
    line: "up", stale: false, named: new Map(), rows: [],
  });
  start();
  onChange(() => undefined);
  globalThis.setTimeout = /** @type {any} */ ((what, after) => timers.push({ what, after }));
  globalThis.clearTimeout = () => undefined;
  globalThis.fetch = /** @type {any} */ (
    (path, { body }) =>
      new Promise((resolve) => {
        const signed = path.endsWith("queries") ? decode("Query", decode("SignedQuery", body).query) : decode("Command", decode("SignedCommand", body).command);
        const answer = (reply, status = "OK") =>
          resolve({ headers: new Headers({ "Content-Type": "application/x-protobuf" }), arrayBuffer: async () => encode("Reply", { correlation: 0n, status: valueOf("Status", status), ...reply }) });
        open.push({ path, said: signed, answer });
        for (const tell of waiting.splice(0)) tell();
      })
  );
});

/** The next question, in its order. */
async function asked() {
  while (open.length === 0) await new Promise((resolve) => waiting.push(() => resolve(undefined)));
  return open.shift();
}

test("a file that is dropped while another is tried has its way, whichever is answered last", async () => {
  const first = take(file(1));
  const ofFirst = await asked();
  const second = take(file(2));
  const ofSecond = await asked();
  assert.deepEqual([membersOf(ofFirst.said.submit_report), membersOf(ofSecond.said.submit_report)], [1, 2]);
  ofSecond.answer({ dry_run: told(22n) });
  await second;
  assert.deepEqual([state.preview?.points.after, state.busy], [22n, ""]);
  ofFirst.answer({ dry_run: told(11n) });
  await first;
  assert.deepEqual([state.preview?.points.after, state.reading?.name, state.busy], [22n, "2.csv", ""]);
});

test("what the older comes to takes nothing from the newer that is still tried", async () => {
  const first = take(file(1));
  const ofFirst = await asked();
  const second = take(file(2));
  const ofSecond = await asked();
  ofFirst.answer({ dry_run: told(11n) });
  await first;
  assert.deepEqual([state.preview, state.busy], [null, "trying"]);
  ofSecond.answer({ dry_run: told(22n) });
  await second;
  assert.equal(state.preview?.points.after, 22n);
});

test("what nobody could try now is tried again by itself, until one does something else", async () => {
  const taken = take(file(1));
  (await asked()).answer({}, "BUSY");
  await taken;
  assert.deepEqual([state.preview, state.busy, state.line], [null, "", "up"]);
  const [again] = timers.filter(({ after }) => after < 6000);
  again.what();
  (await asked()).answer({ dry_run: told(11n) });
  await new Promise((resolve) => onChange(() => state.busy === "" && resolve(undefined)));
  assert.equal(state.preview?.points.after, 11n);

  const other = take(file(2));
  (await asked()).answer({}, "BUSY");
  await other;
  const late = timers.filter(({ after }) => after < 6000).pop();
  start();
  late.what();
  judgeAgain();
  assert.equal(open.length, 0, "nothing is looked at");
});

test("of a key that is not told what is in force the refusal names it, and the next follows on it", async () => {
  state.told.inForce = undefined;
  const hash = new Uint8Array(32).fill(9);
  const taken = take(file(1));
  const first = await asked();
  assert.equal(first.said.submit_report.revision, 1);
  first.answer({ faults: [{ field: "submit_report.revision", reason: "REVISION_STALE", message: "", arguments: ["4", hex(hash), "1"] }] }, "STALE");
  (await asked()).answer({ pong: { epoch: BYTES.epoch, now: 1n, rehearsal: true } });
  (await asked()).answer({ season: { season: encode("Season", { cluster: "TCXDD-1", year: 2024, name: "2024" }), ruleset_hash: hash, current: 1 } });
  (await asked()).answer({ faults: [{ field: "", reason: "REPORT_OF_FREEZE", message: "", arguments: [] }] }, "NOT_FOUND");
  for (const _ of ["standings", "scorecard", "reviews"]) (await asked()).answer({}, "NOT_FOUND");
  const second = await asked();
  assert.deepEqual([second.said.submit_report.revision, hex(second.said.submit_report.previous_hash)], [5, hex(hash)]);
  second.answer({});
  await taken;
  assert.deepEqual([state.preview?.untold, state.place?.revision, state.place?.was], [true, 5, null]);
});

test("what is signed is what stood there when it was asked for", async () => {
  const taken = take(file(1));
  (await asked()).answer({ dry_run: told(11n) });
  await taken;
  let begin;
  Object.defineProperty(navigator, "locks", { value: { request: (_, deed) => new Promise((resolve) => { begin = () => resolve(deed()); }) }, configurable: true });
  const kept = [];
  state.outbox = /** @type {any} */ ({ rows: async () => [], put: async (signed) => ({ id: kept.push(signed) }) });
  state.courier = /** @type {any} */ ({ wake: async () => 0 });
  const signing = sign();
  const next = take(file(2));
  (await asked()).answer({ dry_run: told(22n) });
  await next;
  begin();
  await signing;
  await firm;
  assert.deepEqual(kept.map(({ command }) => membersOf(decode("Command", command).submit_report)), [1]);
});
