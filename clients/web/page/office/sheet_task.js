/*
 * sheet_task -- the row of one task: its code, and what is reported of it.
 *
 * What a task takes is known from the season, or else from the row itself: templates have a number of decimals where a value is
 * asked for, a dash where none is, and words for what is to be written. Of a row that says neither, a value with a total is a share,
 * one without is a count, and the daemon will say what is wrong. As sheet_task.c of the tool.
 */
import { placeOf } from "./grid.js";
import { QUANTITY_DECIMALS, readNumber } from "./number_read.js";
import { asked as askedBySeason } from "./season.js";
import { cellOf, cellText, rowPlace } from "./sheet_scan.js";
import { columnName, isWord } from "./sheet_words.js";
import { isCode } from "./text.js";

const COUNTS = ["HOW_SUM", "HOW_SUM_FINAL", "HOW_LAST", "HOW_MAX"];
const isDash = (text) => text === "-" || text === "–" || text === "—";

const textAt = (row, column) => {
  const cell = cellOf(row, column);
  return cellText(cell, rowPlace(row, column)) ?? cell.text;
};

function isGiven(row, column) {
  const cell = cellOf(row, column);
  const text = textAt(row, column);
  return cell !== undefined && (cell.kind === "error" || (text !== "" && !isDash(text)));
}

/* --- what is asked --- */

/** By the words that a template has for it, or by the dash in the place of a total. */
function shareByRow(row) {
  const how = textAt(row, "HOW");
  if (isWord(how, "HOW_PERCENT")) return "share";
  if (COUNTS.some((word) => isWord(how, word))) return "count";
  return isDash(textAt(row, "OUT_OF")) ? "count" : "either";
}

/** By the column of decimals, or not at all. */
function askedByRow(row) {
  const decimals = textAt(row, "DECIMALS");
  const percentage = textAt(row, "UNIT") === "%";
  const share = shareByRow(row);
  if (isDash(decimals)) return { known: true, expected: false };
  if (!/^[0-4]$/.test(decimals)) return { known: false, share, number: { decimals: QUANTITY_DECIMALS, percentage } };
  const count = share === "count";
  const number = { decimals: Number(decimals), percentage: percentage && count };
  return { known: true, expected: true, share: count ? "count" : "share", number };
}

/* --- what is given --- */

/** What is being read: {row, task, why, language}. */
const place = (reading, column) => rowPlace(reading.row, column, reading.task);

function number(reading, text, from, percent, rule, column) {
  const read = readNumber(text, from, percent, rule);
  if (read.value === null) reading.why.add(read.reason, place(reading, column), ...read.arguments);
  return read.value;
}

function numberAt(reading, rule, column) {
  const cell = cellOf(reading.row, column);
  if (cell.kind === "flag") {
    /* stored as 0 or 1, which nobody wrote */
    reading.why.add("NUMBER_NONE", place(reading, column), cell.text === "1" ? "TRUE" : "FALSE");
    return null;
  }
  const text = cellText(cell, place(reading, column), reading.why);
  const from = cell.kind !== "number" ? "written" : cell.computed ? "computed" : "stored";
  return text === null ? null : number(reading, text, from, cell.percent, rule, column);
}

/** Of a table without a column of totals it is said once, of its names; no cell of a task is wrong. */
function refuseNoTotals(reading) {
  const { row, why, language } = reading;
  const names = placeOf(row.sheet, row.head, row.columns.TASK);
  if (!why.items.some((fault) => fault.reason === "SHEET_NO_TOTALS" && fault.field === names.name))
    why.add("SHEET_NO_TOTALS", names, columnName("OUT_OF", language));
}

const line = (task, done, outOf) => (done === null || outOf === null ? null : { task, done, out_of: outOf });

function readShare(reading, rule) {
  const { row, task, why } = reading;
  const counts = { ...rule, percentage: false }; /* how many of how many, never 95 % */
  const text = textAt(row, "VALUE");
  const slash = text.indexOf("/");
  const total = isGiven(row, "OUT_OF");
  if (slash >= 0 && !total) {
    const done = number(reading, text.slice(0, slash), "written", false, counts, "VALUE");
    return line(task, done, number(reading, text.slice(slash + 1), "written", false, counts, "VALUE"));
  }
  const done = numberAt(reading, counts, "VALUE");
  if (total) return line(task, done, numberAt(reading, counts, "OUT_OF"));
  if (row.columns.OUT_OF !== undefined) why.add("SHEET_OUT_OF_MISSING", place(reading, "OUT_OF"));
  else refuseNoTotals(reading);
  return null;
}

function readValues(reading, asked) {
  const { row, task, why } = reading;
  const given = isGiven(row, "VALUE");
  const total = isGiven(row, "OUT_OF");
  if (asked.known && !asked.expected) {
    if (given || total) why.add("SHEET_TASK_VALUELESS", place(reading, given ? "VALUE" : "OUT_OF"));
    return null;
  }
  if (!given) {
    if (asked.known || total) why.add("SHEET_VALUE_MISSING", place(reading, "VALUE"));
    return null;
  }
  if (asked.share === "count" && total) {
    why.add("SHEET_OUT_OF_UNWANTED", place(reading, "OUT_OF"));
    return null;
  }
  if (asked.share === "share" || (asked.share === "either" && (total || textAt(row, "VALUE").includes("/"))))
    return readShare(reading, asked.number);
  const actual = numberAt(reading, asked.number, "VALUE");
  return actual === null ? null : { task, actual };
}

/** In capitals, as codes are; "" when there is none. */
export const taskCode = (row) => textAt(row, "TASK").replace(/[a-z]/g, (letter) => letter.toUpperCase());

/**
 * @param {import("./sheet_scan.js").SheetRow} row
 * @param {{season?: object, board: string, decimalMark?: string, language: import("./faults.js").Language}} rules
 * @param {import("./faults.js").Faults} why
 * @returns {{code: string | null, line: object | null}} code null: the row has none; line null: it has none, also when something is
 *   wrong, which is said
 */
export function readTask(row, rules, why) {
  const { season, board } = rules;
  const text = taskCode(row);
  const given = isGiven(row, "VALUE");
  const task = season?.tasks.find((each) => each.code === text);
  if (text === "" && given) why.add("SHEET_NO_TASK", rowPlace(row, "VALUE"));
  else if (!isCode(text) && given) why.add("SHEET_TASK_CODE", rowPlace(row, "TASK"), text);
  else if (season && !task && given) why.add("SHEET_TASK_UNKNOWN", rowPlace(row, "TASK"), text);
  if (!isCode(text) || (season && !task)) return { code: null, line: null }; /* a heading between the tasks */
  const asked = task ? askedBySeason(season, board, task) : askedByRow(row);
  const number = { ...asked.number, decimalMark: rules.decimalMark };
  return { code: text, line: readValues({ row, task: text, why, language: rules.language }, { ...asked, number }) };
}
