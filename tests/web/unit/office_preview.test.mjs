/* What sending would change is said of two answers of the daemon, and nothing that a freeze withholds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { previewOf } from "../../../clients/web/page/office/preview.js";
import { decode, encode } from "../../../clients/web/page/office/wire.js";

const BYTES = { epoch: new Uint8Array(16), ruleset_hash: new Uint8Array(32), state_hash: new Uint8Array(32) };
const standings = (...rows) => ({ ...BYTES, period: 3, reported: rows.length, rows: rows.map(([board, rank, total]) => ({ board, rank, total })) });
const card = (rank, total, points, more = {}) => ({
  period: 3,
  board: "HG",
  row: { board: "HG", rank, total, band: "TOT", status: 2 },
  lines: Object.entries(points).map(([task, value]) => ({ task, points: value, ...(value === null ? { points: 0n, withheld: true } : {}) })),
  ...more,
});

/** As it comes from the wire. */
const told = (message) => decode("DryRun", encode("DryRun", message));

const before = told({ standings: standings(["HN", 1, 9n], ["SL", 2, 5n], ["HG", 3, 1n]), scorecard: card(3, 68764n, { T01: 5020n, T02: 10n, T03: 7n }) });
const after = { standings: standings(["HN", 1, 9n], ["HG", 2, 7n], ["SL", 3, 5n]), scorecard: card(2, 82823n, { T01: 7529n, T02: 10n, T03: 5000n }) };

test("points, rank, tasks and who moves are told, what changes most first", () => {
  const preview = previewOf(told(after), before);
  assert.deepEqual(preview.points, { now: 68764n, after: 82823n, change: 14059n });
  assert.deepEqual(preview.rank, { now: 3, after: 2 });
  assert.deepEqual(preview.tasks.map(({ task, change }) => [task, change]), [["T03", 4993n], ["T01", 2509n]]);
  assert.deepEqual(preview.moves, [{ board: "SL", from: 2, to: 3 }]);
  assert.equal(preview.status, "ON_TIME");
});

test("who reports first takes no rank from anybody: there was none", () => {
  const none = { standings: { ...standings(["HN", 1, 0n], ["SL", 1, 0n], ["HG", 1, 0n]), reported: 0 }, scorecard: card(1, 0n, { T01: 0n }) };
  const first = { standings: standings(["HG", 1, 7n], ["HN", 2, 0n], ["SL", 2, 0n]), scorecard: card(1, 7n, { T01: 7n }) };
  const preview = previewOf(told(first), told(none));
  assert.deepEqual(preview.rank, { now: null, after: 1 });
  assert.deepEqual(preview.moves, []);
});

test("in a freeze neither rank nor total nor grade is told, nor points that are withheld", () => {
  const scorecard = card(2, 82823n, { T01: 7529n, T03: null }, { frozen: true });
  const preview = previewOf(told({ ...after, scorecard }), before);
  assert.deepEqual([preview.points.after, preview.points.now, preview.rank.after, preview.rank.now, preview.band], [null, null, null, null, null]);
  assert.deepEqual(preview.moves, []);
  assert.equal(preview.tasks.find((task) => task.task === "T03").after, null);
});

test("late is this period's report, not the year so far", () => {
  const late = (days) => [{ period: 1, status: 3, late_days: 8, due: 19800 }, { period: 3, status: 2, late_days: days, due: 19980 }];
  const of = (days) => ({ ...after, scorecard: card(2, 82823n, { T01: 7529n }, { late: late(days), row: { board: "HG", rank: 2, total: 82823n, band: "TOT", status: 2, late_days: 8 + days } }) });
  assert.equal(previewOf(told(of(0)), before).lateDays, 0);
  assert.equal(previewOf(told(of(2)), before).lateDays, 2);
});

test("without a card of now only what would be is told", () => {
  const preview = previewOf(told(after), {});
  assert.deepEqual(preview.points, { now: null, after: 82823n, change: null });
});
