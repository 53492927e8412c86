/* What the desk does without a document: its key, which report follows, when it sends again, when a report is due, what is tried. */
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { same, unhex, utf8 } from "../../../clients/web/page/office/bytes.js";
import { commandHash, commandId, reportCommand, signCommand } from "../../../clients/web/page/office/command.js";
import { Courier, patience } from "../../../clients/web/page/office/courier.js";
import { dueDay, dueEnd, openPeriods } from "../../../clients/web/page/office/days.js";
import { FAULTS } from "../../../clients/web/page/office/fault_table.js";
import { Faults, sayLine } from "../../../clients/web/page/office/faults.js";
import { placeAfter } from "../../../clients/web/page/office/follow.js";
import { fingerprint, isLabel, makeKey, publicKeyFile, unlock } from "../../../clients/web/page/office/key.js";
import { hex } from "../../../clients/web/page/office/bytes.js";
import { seedSigner, verifies } from "../../../clients/web/page/office/seal.js";
import { standIn } from "../../../clients/web/page/office/stand_in.js";
import { desk } from "../../../clients/web/page/desk/texts.js";

const invitation = { cluster: "TCXDD-1", year: 2024, board: "HG", daemonKey: new Uint8Array(32), daemonLabel: "" };

/* --- the key --- */

test("a key that WebCrypto holds signs, and gives itself to nobody", async () => {
  const own = await makeKey(webcrypto, { label: "HG-2024", invitation });
  const signer = await unlock(webcrypto, own);
  assert.ok(verifies(await signer.sign(utf8("một câu")), utf8("một câu"), own.publicKey));
  await assert.rejects(webcrypto.subtle.exportKey("pkcs8", own.held));
  assert.equal(own.locked, undefined);
});

test("a key under a passphrase opens by it alone, and is nowhere in the open", async () => {
  const own = await makeKey(webcrypto, { label: "HG-2024", invitation, passphrase: "bảy con vịt trời" });
  assert.equal(own.held, undefined);
  assert.equal(await unlock(webcrypto, own), null);
  assert.equal(await unlock(webcrypto, own, "bảy con vịt"), null);
  const signer = await unlock(webcrypto, own, "bảy con vịt trời".normalize("NFD"));
  assert.ok(same(signer.publicKey, own.publicKey));
  assert.ok(verifies(await signer.sign(utf8("x")), utf8("x"), own.publicKey));
  assert.notEqual(own.locked.bytes.length, 32, "sealed, with what shows that it was changed");
  own.locked.bytes[0] ^= 1;
  assert.equal(await unlock(webcrypto, own, "bảy con vịt trời"), null);
});

test("the operator's file is that of keygen, and two keys never share a line", async () => {
  const [a, b] = await Promise.all([1, 2].map(() => makeKey(webcrypto, { label: "Văn phòng HG", invitation })));
  assert.match(publicKeyFile(a), /^thidua public 1\nlabel        Văn phòng HG\ncurve_public [0-9a-f]{64}\nsign_public  [0-9a-f]{64}\n$/);
  assert.notEqual(hex(a.curvePublic), hex(b.curvePublic));
  assert.equal(fingerprint(unhex("3f9a71c208de00ff")), "3f9a 71c2 08de");
  for (const [label, fits] of [["HG", true], [" ", false], ["a\nb", false], ["ă".repeat(50), true], ["ă".repeat(51), false]]) assert.equal(isLabel(label), fits, label);
});

/* --- which report follows --- */

const signer = seedSigner(new Uint8Array(32).fill(7));
let drawn = 0;

async function row(revision, state, more = {}) {
  const id = commandId(1n, new Uint8Array(16).fill(++drawn));
  const report = { board: "HG", period: 3, revision, lines: [{ task: "T01", actual: BigInt(revision) }], ...more };
  const command = reportCommand({ id, cluster: "TCXDD-1", year: 2024, signedAt: 1n, report });
  return { id: hex(id), place: drawn, state, signed: await signCommand(signer, command), hash: hex(commandHash(command)) };
}
const whose = { ...invitation, period: 3 };
const inForce = { report: { revision: 4 }, hash: new Uint8Array(32).fill(9) };

test("what waits, or may have arrived, is followed, whatever the daemon tells", async () => {
  for (const state of ["waiting", "sent"]) {
    const first = await row(2, state);
    const place = placeAfter([first], whose, inForce);
    assert.deepEqual([place.revision, hex(place.previousHash), place.row], [3, first.hash, first]);
  }
});

test("else what is in force is, and without anybody who tells the newest that has a receipt", async () => {
  const rows = [await row(1, "acknowledged"), await row(2, "refused"), await row(2, "unknown"), await row(5, "waiting", { period: 2 })];
  assert.deepEqual([placeAfter(rows, whose, inForce).revision, placeAfter(rows, whose, inForce).previousHash], [5, inForce.hash]);
  assert.deepEqual([placeAfter(rows, whose, undefined).revision, hex(placeAfter(rows, whose, undefined).previousHash)], [2, rows[0].hash]);
  assert.deepEqual([placeAfter(rows, whose, null).revision, placeAfter(rows, whose, null).previousHash], [1, undefined]);
  assert.equal(placeAfter([], whose, undefined).revision, 1);
});

/* --- sending again --- */

function clock() {
  const timers = [];
  return { timers, setTimer: (what, after) => timers.push({ what, after }), clearTimer: () => timers.splice(0) };
}

test("it is sent again after a time that doubles up to five minutes, until nothing waits", async () => {
  const { timers, ...with_ } = clock();
  const left = [2, 1, 0];
  const courier = new Courier({ flush: async () => left.shift() }, { changed: () => {}, ...with_ });
  await courier.wake();
  assert.equal(timers.length, 1);
  timers[0].what();
  await courier.running;
  assert.equal(timers.length, 1);
  await courier.wake();
  assert.equal(timers.length, 0, "nothing waits");
  assert.deepEqual([0, 1, 2, 20].map((tries) => patience(tries, 0.5)), [4000, 8000, 16000, 300000]);
  assert.ok(patience(20, 1) > patience(20, 0), "and not all at the same moment");
});

test("two who wake it at once make one flush at a time, and what came between is sent too", async () => {
  let running = 0;
  let most = 0;
  let flushes = 0;
  const flush = async () => {
    most = Math.max(most, ++running);
    flushes++;
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return 0;
  };
  const courier = new Courier({ flush }, { changed: () => {}, ...clock() });
  await Promise.all([courier.wake(), courier.wake()]);
  while (courier.running) await courier.running;
  assert.deepEqual([most, flushes], [1, 2]);
});

test("where the browser knows that there is no line nothing is tried, so what was never sent can be taken back", async () => {
  const { timers, ...with_ } = clock();
  let flushes = 0;
  let online = false;
  const courier = new Courier({ flush: async () => ++flushes - 1, openCount: async () => 1 }, { isOnline: () => online, changed: () => {}, ...with_ });
  await courier.wake();
  assert.deepEqual([flushes, timers.length], [0, 1]);
  online = true;
  await courier.wake();
  assert.deepEqual([flushes, timers.length], [1, 0]);
});

/* --- days --- */

test("a due day that is none to work on moves, and ends at midnight in Vietnam", () => {
  const day = (text) => Date.parse(`${text}T00:00:00Z`) / 86400000;
  const season = { periods: [{ period: 3, opens: day("2024-07-01"), due: day("2024-08-31"), lock: day("2024-10-05") }], holidays: [day("2024-09-02"), day("2024-09-03")] };
  assert.equal(dueDay(season, 3), day("2024-09-04"));
  assert.equal(dueEnd(season, 3), BigInt(Date.parse("2024-09-05T00:00:00+07:00")) * 1000n);
  const open = (text) => openPeriods(season, BigInt(Date.parse(text)) * 1000n);
  assert.deepEqual([open("2024-06-30T23:59:59+07:00"), open("2024-07-01T00:00:00+07:00"), open("2024-10-05T23:59:59+07:00"), open("2024-10-06T00:00:00+07:00")], [[], [3], [3], []]);
  assert.equal(dueEnd(season, 4), undefined);
});

/* --- what is tried of a report with faults --- */

test("a task to be mended stands as if the period had brought nothing", () => {
  const task = (code, measure, accumulation) => ({ code, measure, accumulation, unit: "việc" });
  const season = { tasks: [task("T01", 1, 1), task("T02", 2, 2), task("T03", 1, 2), task("T04", 3, 0)], boards: [{ code: "HG", targets: [] }] };
  const before = { lines: [{ task: "T01", actual: 9n }, { task: "T03", actual: 5n }] };
  const report = { board: "HG", period: 3, lines: [{ task: "T01", actual: 1n }, { task: "T02", done: 3n, out_of: 2n }], limitations: [{ text: "x" }], models: [], proposals: [] };
  const tried = standIn(season, "HG", report, new Set(["T02", "T01"]), before);
  assert.deepEqual(tried.lines, [{ task: "T01", actual: 0n }, { task: "T02", done: 0n, out_of: 10000n }, { task: "T03", actual: 5n }]);
  assert.deepEqual(tried.limitations, []);
});

/* --- words --- */

function shape(table, at = "") {
  return Object.entries(table).flatMap(([key, value]) => (typeof value === "object" ? shape(value, `${at}${key}.`) : [`${at}${key}: ${typeof value} ${value.length && typeof value === "function" ? value.length : ""}`])).sort();
}

test("both languages have the same texts, which take the same", () => {
  assert.deepEqual(shape(desk.en), shape(desk.vi));
});

/* --- words --- */

test("whatever the page may find wrong has its sentence, of this page and not of the tool", () => {
  const page = new URL("../../../clients/web/page/", import.meta.url);
  const scripts = ["desk/", "office/"].flatMap((folder) => readdirSync(new URL(folder, page)).map((name) => new URL(folder + name, page)));
  const named = scripts.flatMap((script) => [...readFileSync(script, "utf8").matchAll(/\.add\(\s*["']([A-Z_]+)["']/g)].map((found) => found[1]));
  assert.ok(named.length > 40);
  assert.deepEqual(named.filter((reason) => !FAULTS[reason]), []);
  const why = new Faults();
  why.add("CONTEXT_DIFFERS", "board", "CB", "HG");
  assert.match(sayLine(why.items[0], "vi"), /trong tệp là CB, còn văn phòng này nộp cho HG/);
  why.add("WORKBOOK_FOREIGN", "");
  assert.doesNotMatch(sayLine(why.items[1], "en"), /\.ods/, "which is not read here");
});
