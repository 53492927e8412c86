/* A report filled in on the page is read as a sheet is, and a correction shows old and new. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Faults, sayFault } from "../../../clients/web/page/office/faults.js";
import { changesOf, checkReport, formOf, readForm } from "../../../clients/web/page/office/form.js";
import { season2024 } from "./office_support.mjs";

const season = season2024();
const report = (more) => ({ lines: [], limitations: [], models: [], proposals: [], evidence: [], ...more });
const told = (why) => why.items.map((fault) => `${fault.field} ${fault.reason}`);

test("the form has each task with its target, what is due by now and the values before", () => {
  const before = report({ lines: [{ task: "T01", actual: 90000n }] });
  const rows = formOf(season, "TQ", 1, { before });
  assert.equal(rows.length, season.tasks.length);
  const [first, second] = rows;
  assert.equal(first.target, "35"); /* TQ's own, the season's is 34 */
  assert.equal(first.due, "8.75");
  assert.equal(first.how, "HOW_SUM");
  assert.equal(first.before.actual, 90000n);
  assert.ok(second.share && second.expected);
  assert.equal(rows.find((row) => row.task === "T13").expected, false);
});

test("what is typed is read by the season, and every fault is told", () => {
  const why = new Faults();
  const filled = new Map([
    ["T01", { value: "1.413" }],
    ["T02", { value: "25", outOf: "" }],
    ["T03", { value: "mười" }],
  ]);
  const lines = readForm(season, "TQ", filled, why, ",");
  assert.deepEqual(lines, [{ task: "T01", actual: 14130000n }]);
  assert.deepEqual(told(why).slice(0, 3), ["T02.out_of SHEET_OUT_OF_MISSING", "T03.actual NUMBER_NONE", "T04.done SHEET_VALUE_MISSING"]);
  assert.equal(sayFault(why.items[1], "vi"), 'không phải là số: "mười"');
});

test("what the daemon would refuse is told before it is signed", () => {
  const why = new Faults();
  const models = [{ title: "Chi bộ  bốn tốt", field: "", effect: "" }, { title: "CHI BỘ BỐN TỐT", field: "", effect: "" }];
  const lines = [{ task: "T02", done: 510000n, out_of: 500000n }];
  checkReport(season, report({ lines, models, proposals: ["x".repeat(2001), "a\u0301".normalize("NFD")] }), why);
  assert.deepEqual(told(why), [
    "lines[0].done DONE_TOO_LARGE",
    "proposals[0] BYTES_AT_MOST",
    "proposals[1] TEXT_NOT_NFC",
    "models[1].title ITEM_TWICE",
  ]);
  assert.equal(sayFault(why.items[0], "en"), "must be at most out_of, 50, got 51");
});

test("a correction shows old and new", () => {
  const was = report({ lines: [{ task: "T01", actual: 10n }, { task: "T02", done: 1n, out_of: 2n }], proposals: ["a", "b"] });
  const is = report({ lines: [{ task: "T02", done: 2n, out_of: 2n }, { task: "T01", actual: 10n }], proposals: ["b", "c"], evidence: [Uint8Array.of(1, 255)] });
  assert.deepEqual(changesOf(was, is), [
    { task: "T02", was: [1n, 2n], is: [2n, 2n] },
    { list: "proposals", was: "a", is: null },
    { list: "proposals", was: null, is: "c" },
    { list: "evidence", was: null, is: "01ff" },
  ]);
  assert.deepEqual(changesOf(was, was), []);
});
