/*
 * form -- a report filled in on the page: her tasks, targets and last values, made of the season; and what a correction changes.
 */
import { hex } from "./bytes.js";
import { folded } from "./fold.js";
import { QUANTITY_DECIMALS, readNumber, writeShort } from "./number_read.js";
import { asked, howOf, isPerUnit, targetOf } from "./season.js";
import { textFault } from "./text.js";
import { MESSAGES } from "./wire_table.js";

const DUE_DECIMALS = 8;
const ONE = 10n ** BigInt(QUANTITY_DECIMALS);

/**
 * target and due are decimal text, "" for none; how: a name of WORDS; before and now: lines of reports, or undefined.
 * @typedef {{task: string, name: string, unit: string, expected: boolean, share: boolean, decimals: number, target: string, due: string,
 *   how: string, before?: object, now?: object}} FormRow
 */

/**
 * @param {object} season @param {string} board @param {number} period
 * @param {{before?: object, now?: object}} [reports] SubmitReports of the period before, and of this one as it is in force
 * @returns {FormRow[]} one for each task, in the season's order
 */
export function formOf(season, board, period, { before, now } = {}) {
  return season.tasks.map((task) => {
    const { expected, share, number } = asked(season, board, task);
    const target = targetOf(season, board, period, task);
    return {
      task: task.code,
      name: task.name,
      unit: task.unit,
      expected,
      share: share === "share",
      decimals: number.decimals,
      target: target ? writeShort(target.target) : "",
      due: target ? writeShort(target.due, DUE_DECIMALS) : "",
      how: howOf(season, board, period, task),
      before: before?.lines.find((line) => line.task === task.code),
      now: now?.lines.find((line) => line.task === task.code),
    };
  });
}

/**
 * The lines of what was filled in. Faults name task and field, as "T02.out_of".
 * @param {object} season @param {string} board
 * @param {Map<string, {value: string, outOf?: string}>} filled by task, as it was typed
 * @param {import("./faults.js").Faults} why
 * @param {string} [decimalMark] which the office uses
 * @returns {object[]} Lines
 */
export function readForm(season, board, filled, why, decimalMark) {
  const lines = [];
  for (const task of season.tasks) {
    const { expected, share, number } = asked(season, board, task);
    const { value = "", outOf = "" } = filled.get(task.code) ?? {};
    const rule = { ...number, percentage: number.percentage && share === "count", decimalMark };
    const read = (text, field, absent) => {
      if (text.trim() === "") return why.add(absent, `${task.code}.${field}`) || null;
      const got = readNumber(text, "written", false, rule);
      if (got.value === null) why.add(got.reason, `${task.code}.${field}`, ...got.arguments);
      return got.value;
    };
    if (!expected) continue;
    if (share === "count") {
      const actual = read(value, "actual", "SHEET_VALUE_MISSING");
      if (actual !== null) lines.push({ task: task.code, actual });
      continue;
    }
    const done = read(value, "done", "SHEET_VALUE_MISSING");
    const total = read(outOf, "out_of", "SHEET_OUT_OF_MISSING");
    if (done !== null && total !== null) lines.push({ task: task.code, done, out_of: total });
  }
  return lines;
}

const boundOf = (message, name) => MESSAGES[message].find((field) => field.name === name);

function checkText(message, name, text, path, why) {
  const { leastBytes = 0, mostBytes } = boundOf(message, name);
  const size = new TextEncoder().encode(text).length;
  const flaw = textFault(text);
  if (flaw) why.add(flaw, path);
  else if (size < leastBytes) why.add("EMPTY", path);
  else if (size > mostBytes) why.add("BYTES_AT_MOST", path, mostBytes, size);
}

/**
 * What the daemon would refuse of a report's values and texts, so that it is told before it is signed. The daemon judges all the same.
 * @param {object} season @param {object} report a SubmitReport
 * @param {import("./faults.js").Faults} why with paths of the message
 */
export function checkReport(season, report, why) {
  report.lines.forEach((line, i) => {
    const task = season?.tasks.find((each) => each.code === line.task);
    if (line.out_of !== undefined && line.done > line.out_of)
      why.add("DONE_TOO_LARGE", `lines[${i}].done`, writeShort(line.out_of), writeShort(line.done));
    if (task && isPerUnit(task) && line.actual !== undefined && line.actual % ONE !== 0n)
      why.add("NUMBER_DECIMALS", `lines[${i}].actual`, writeShort(line.actual), 0);
  });
  for (const [list, message] of [["limitations", "Limitation"], ["models", "GoodModel"]])
    report[list].forEach((item, i) => {
      for (const [name, text] of Object.entries(item)) checkText(message, name, text, `${list}[${i}].${name}`, why);
    });
  report.proposals.forEach((text, i) => checkText("SubmitReport", "proposals", text, `proposals[${i}]`, why));
  const titles = report.models.map((model) => folded(model.title));
  titles.forEach((title, i) => {
    if (titles.indexOf(title) < i) why.add("ITEM_TWICE", `models[${i}].title`, `models[${titles.indexOf(title)}].title`);
  });
}

/* --- what a correction changes --- */

const valueOf = (line) => (line === undefined ? null : line.actual !== undefined ? [line.actual] : [line.done, line.out_of]);
const sameValue = (a, b) => a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]);
const textsOf = (report, list) =>
  report[list].map((item) => {
    if (typeof item === "string") return item;
    return item instanceof Uint8Array ? hex(item) : Object.values(item).filter(Boolean).join(" · ");
  });

/**
 * Lines by their tasks; texts as a whole, since nobody says which of the old ones a changed one was.
 * @param {object} was @param {object} is SubmitReports
 * @returns {({task: string, was: bigint[] | null, is: bigint[] | null} | {list: string, was: string | null, is: string | null})[]}
 */
export function changesOf(was, is) {
  const line = (report, task) => valueOf(report.lines.find((each) => each.task === task));
  const tasks = [...new Set([...is.lines, ...was.lines].map((each) => each.task))];
  const out = tasks
    .map((task) => ({ task, was: line(was, task), is: line(is, task) }))
    .filter((change) => !sameValue(change.was, change.is));
  for (const list of ["limitations", "models", "proposals", "evidence"]) {
    const old = textsOf(was, list);
    const added = textsOf(is, list).filter((text) => {
      const at = old.indexOf(text);
      if (at >= 0) old.splice(at, 1);
      return at < 0;
    });
    out.push(...old.map((text) => ({ list, was: text, is: null })), ...added.map((text) => ({ list, was: null, is: text })));
  }
  return out;
}
