/*
 * sheet_scan -- a workbook row by row: which table a row belongs to, and its cells by column.
 *
 * A row of names begins a table when it has the first column of one; then the others are looked up in the same row. A table of tasks
 * needs its values too, else it is some other list, whose rows begin nothing all the same. As sheet_scan.c of the tool.
 */
import { placeOf } from "./grid.js";
import { columnOf, starts, tableOf } from "./sheet_words.js";
import { isCode } from "./text.js";
import { COLUMNS } from "./word_table.js";

/**
 * table: null: of none; columns: of the table; head: the row of its names; codes: the column under the last name of codes, or -1.
 * @typedef {{sheet: import("./grid.js").Sheet, cells: import("./grid.js").Cell[], number: number, table: string | null,
 *   columns: Record<string, number>, head: number, codes: number}} SheetRow
 */
/** What is done with each row, in order. @typedef {{head?: (row: SheetRow) => void, loose?: (row: SheetRow) => void,
 *   ofTable?: (row: SheetRow) => void}} Visitor */

/** @param {SheetRow} row @param {string} column @returns {import("./grid.js").Cell | undefined} */
export function cellOf(row, column) {
  const at = row.columns[column];
  return at === undefined ? undefined : row.cells.find((cell) => cell.column === at);
}

/** "Báo cáo!G7 (T03)"; of the row's first column when the table has no such. */
export function rowPlace(row, column, task = null) {
  const place = placeOf(row.sheet, row.number, row.columns[column] ?? 0);
  return task ? { ...place, name: `${place.name} (${task})`, task } : place;
}

/**
 * Text without blanks around it; "" when there is nothing, null having said why it is no text.
 * @param {import("./grid.js").Cell | undefined} cell
 * @param {import("./faults.js").Place} place
 * @param {import("./faults.js").Faults} [why] absent: nobody hears it
 */
export function cellText(cell, place, why) {
  if (!cell) return "";
  if (cell.kind === "date") why?.add("SHEET_CELL_DATE", place);
  else if (cell.kind === "error" && !cell.text) why?.add("SHEET_CELL_UNCOMPUTED", place);
  else if (cell.kind === "error") why?.add("SHEET_CELL_ERROR", place, cell.text);
  if (cell.kind === "date" || cell.kind === "error") return null;
  return cell.text.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
}

/** Is it the row of a task, whatever words stand in it? "mô hình" is what T13 counts. */
function isOfTask(row) {
  const cell = row.cells.find((each) => each.column === row.codes);
  return cell !== undefined && isCode(cell.text) && columnOf(cell.text) === null;
}

/** Is a figure among them? Then they are no names, of whatever these words are. */
const hasFigure = (row) => row.cells.some((cell) => cell.kind !== "text" || /^[0-9][0-9., ]*$/.test(cell.text));

/** The table that a row of names begins, or null. Sets the row's columns. */
function begins(row) {
  if (isOfTask(row)) return null;
  const columns = {};
  for (const cell of row.cells) {
    const column = cell.kind === "text" ? columnOf(cell.text) : null;
    if (column !== null) columns[column] ??= cell.column;
  }
  const first = Object.keys(COLUMNS).find((column) => columns[column] !== undefined && starts(column));
  const table = first ? tableOf(first) : null;
  if (columns.TASK !== undefined) row.codes = columns.TASK;
  if (table === "TASKS" ? columns.VALUE === undefined : hasFigure(row)) return null;
  if (table) Object.assign(row, { columns, codes: columns.TASK ?? -1, head: row.number });
  return table;
}

function visit(visitor, row) {
  const table = begins(row);
  if (table) {
    row.table = table;
    visitor.head?.(row);
  } else if (row.table) visitor.ofTable?.(row);
  else visitor.loose?.(row);
}

/**
 * Hidden sheets are passed over: nobody sees what stands there.
 * @param {import("./grid.js").Workbook} workbook
 * @param {Visitor} visitor
 */
export function scan(workbook, visitor) {
  for (const sheet of workbook.sheets) {
    if (sheet.hidden) continue;
    let row = { sheet, table: null, columns: {}, head: 0, codes: -1, cells: [], number: 0 };
    for (let at = 0; at < sheet.cells.length; at += row.cells.length) {
      const { row: number } = sheet.cells[at];
      let end = at + 1;
      while (end < sheet.cells.length && sheet.cells[end].row === number) end++;
      row = { ...row, cells: sheet.cells.slice(at, end), number };
      visit(visitor, row);
    }
  }
}
