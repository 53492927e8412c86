/*
 * sheet_heads -- what a report's spreadsheet says before its tables: whose it is, and of when. A label counts where no table is, with
 * what stands next to it in its row: the names over a table may be the same words. As sheet_heads.c of the tool.
 */
import { placeOf } from "./grid.js";
import { cellText, rowPlace, scan } from "./sheet_scan.js";
import { columnName, columnOf, isWord, labelFits, labelOf, tableOf } from "./sheet_words.js";

const LABEL_REACH = 3;
const STRANGERS_MAX = 5;
const FOR_PEOPLE = ["TEMPLATE_TASK", "TEMPLATE_TARGET", "TEMPLATE_BY_NOW", "TEMPLATE_BEFORE"];

/** text null: not said; place null: the label is not there either; emptied: words for people show that it was meant to be.
 * @typedef {{text: string | null, place: import("./faults.js").Place | null, emptied: boolean}} Said */
/** @typedef {{said: Record<string, Said>, tasks: boolean, complete: boolean}} Heads */

/** What stands behind a label in its row. Words further off, as a template has them for people, are no value. */
function takeLabel(heads, row, i) {
  const cell = row.cells[i];
  const next = row.cells[i + 1];
  const label = labelOf(cell.text);
  if (label === null || (next && labelOf(next.text) !== null)) return;
  const near = next !== undefined && next.column <= cell.column + LABEL_REACH;
  const beside = near && next.column === cell.column + 1;
  const place = placeOf(row.sheet, row.number, near ? next.column : cell.column + 1);
  const text = near ? cellText(next, place, heads.why) : "";
  const said = heads.out.said[label];
  if (text === null) return;
  if (text === "" || (!beside && !labelFits(label, text))) {
    const empty = placeOf(row.sheet, row.number, cell.column + 1);
    if (!said) heads.out.said[label] = { text: null, place: empty, emptied: text !== "" };
  } else if (said?.text && said.text !== text) heads.why.add("SHEET_LABEL_TWICE", place, said.place.name);
  else if (!said?.text) heads.out.said[label] = { text, place, emptied: false };
}

/** Which of the names is the one that was changed? "" when all are known. */
function strangers(row) {
  return row.cells
    .filter((cell) => cell.kind === "text" && columnOf(cell.text) === null && !FOR_PEOPLE.some((word) => isWord(cell.text, word)))
    .slice(0, STRANGERS_MAX)
    .map((cell) => `"${cell.text.slice(0, 40)}" (${placeOf({ name: "" }, row.number, cell.column).name})`)
    .join(", ");
}

/** A row of names that would begin the tasks if it had the other name too. */
function takeHalf(heads, row, cell) {
  const column = columnOf(cell.text);
  const half = { TASK: "valueless", VALUE: "codeless" }[column];
  if (!half || heads[half]) return;
  if (column === "TASK" || heads.strange === undefined) heads.strange = strangers(row);
  heads[half] = placeOf(row.sheet, row.number, cell.column);
}

function lookAtNames(why, row) {
  const seen = new Set();
  for (const cell of row.cells) {
    const column = cell.kind === "text" ? columnOf(cell.text) : null;
    if (column === null || tableOf(column) !== row.table) continue;
    if (seen.has(column)) why.add("SHEET_COLUMN_TWICE", placeOf(row.sheet, row.number, cell.column), rowPlace(row, column).name);
    seen.add(column);
  }
}

function hasTasks(sheet) {
  let tasks = false;
  scan({ sheets: [{ ...sheet, hidden: false }] }, { head: (row) => (tasks ||= row.table === "TASKS") });
  return tasks;
}

/** This alone: without its names nothing of the sheet is understood, and what else could be said of it would lead astray. */
function refuseTableless(heads, workbook, language) {
  const { why } = heads;
  const place = heads.valueless ?? heads.codeless;
  const [task, value] = [columnName("TASK", language), columnName("VALUE", language)];
  const absent = heads.valueless ? value : task;
  const hidden = workbook.sheets.find(hasTasks);
  if (hidden) why.add("SHEET_HIDDEN", hidden.name);
  else if (!place) why.add("SHEET_NO_TABLE", workbook.sheets[0]?.name ?? "", task, value);
  else if (heads.strange) why.add("SHEET_NO_NAME_BUT", place, absent, heads.strange);
  else why.add("SHEET_NO_NAME", place, absent);
}

/**
 * @param {import("./grid.js").Workbook} workbook
 * @param {import("./faults.js").Faults} why only added to
 * @param {import("./faults.js").Language} language of the columns' names in faults
 * @returns {Heads}
 */
export function readHeads(workbook, why, language) {
  const out = { said: {}, tasks: false, complete: true };
  const heads = { out, why };
  scan(workbook, {
    head(row) {
      if (row.table !== "TASKS") return;
      out.tasks = true;
      out.complete &&= row.columns.DECIMALS !== undefined && row.columns.UNIT !== undefined;
    },
    loose(row) {
      row.cells.forEach((cell, i) => {
        if (cell.kind !== "text") return;
        takeLabel(heads, row, i);
        takeHalf(heads, row, cell);
      });
    },
  });
  out.complete &&= out.tasks;
  if (out.tasks) scan(workbook, { head: (row) => lookAtNames(why, row) });
  else refuseTableless(heads, workbook, language);
  return out;
}
