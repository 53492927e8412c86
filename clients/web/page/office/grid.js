/*
 * grid -- a workbook: sheets of cells, with the values as they were written, whatever the format.
 *
 * Files come by mail from many machines, so each is a stranger's: every count has a bound, the same as in workbook.h of the tool,
 * and what is beyond it is a fault. Who reads a format stops at the first false.
 */
import { fromUtf8, utf8 } from "./bytes.js";
import { tidy } from "./text.js";

export const BOUNDS = Object.freeze({
  bytes: 16 << 20,
  sheets: 64,
  rows: 65536,
  columns: 1024,
  cells: 500000,
  cellBytes: 3 * 32767,
  text: 32 << 20,
  textEach: 16,
  merges: 20000,
});

/**
 * text: all of CSV; number: digits as in the file; date: shown as one; flag: 0 or 1; error: such as #DIV/0!, "" for a formula whose
 * value the file does not have.
 * @typedef {"text" | "number" | "date" | "flag" | "error"} Kind
 */
/**
 * @typedef {object} Cell
 * @property {number} row from 0
 * @property {number} column from 0
 * @property {Kind} kind
 * @property {string} text
 * @property {boolean} percent a number shown as a percentage: 0.955 as 95,5 %
 * @property {boolean} computed by a formula
 * @property {boolean} rowHidden
 * @property {boolean} columnHidden
 */
/** @typedef {{name: string, hidden: boolean, cells: Cell[]}} Sheet cells by row, then column */
/** @typedef {{sheets: Sheet[]}} Workbook */

/** @param {number} column from 0 @returns {string} its letters */
export function letters(column) {
  let out = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) out = String.fromCharCode(65 + ((rest - 1) % 26)) + out;
  return out;
}

/**
 * As people see it: "Báo cáo!F7"; "F7" for CSV.
 * @param {{name: string}} sheet @param {number} row @param {number} column
 * @returns {import("./faults.js").Place}
 */
export function placeOf(sheet, row, column) {
  return { name: `${sheet.name}${sheet.name ? "!" : ""}${letters(column)}${row + 1}`, sheet: sheet.name, row, column };
}

/**
 * The cell that a text such as "F7" or "F7:G9" begins with, and the rest; null: none.
 * @param {string} text
 * @returns {{row: number, column: number, rest: string} | null}
 */
export function reference(text) {
  const found = /^([A-Z]{1,5})([0-9]{1,9})(?![0-9])/.exec(text);
  if (!found || /^[A-Z]{6}/.test(text) || Number(found[2]) === 0) return null;
  let column = 0;
  for (const letter of found[1]) column = 26 * column + letter.charCodeAt(0) - 64;
  return { row: Number(found[2]) - 1, column: column - 1, rest: text.slice(found[0].length) };
}

const byPlace = (a, b) => a.row - b.row || a.column - b.column;

/** Is it a number as these files write it, such as -12.50E-3? */
export function isNumber(text) {
  return /^-?(\d+(\.\d*)?|\.\d+)([Ee][-+]?\d+)?$/.test(text);
}

/** Puts sheets and cells into a workbook, within its bounds. A verb that returns false has said why. */
export class Grid {
  /** @param {import("./faults.js").Faults} why */
  constructor(why) {
    this.why = why;
    this.sheets = [];
    this.cellCount = 0;
    this.textBytes = 0;
  }

  get last() {
    return this.sheets[this.sheets.length - 1];
  }

  place(row, column) {
    return placeOf(this.last, row, column);
  }

  /**
   * A text as a workbook has it.
   * @param {string | Uint8Array | null} raw null: it was no UTF-8
   * @param {string | import("./faults.js").Place} at whose it is
   * @returns {string | false}
   */
  text(raw, at) {
    const text = typeof raw === "string" || raw === null ? raw : fromUtf8(raw);
    if (text === null) return this.why.add("TEXT_NOT_UTF8", at);
    const size = utf8(text).length;
    if (size > BOUNDS.cellBytes) return this.why.add("WORKBOOK_CELL_LONG", at, BOUNDS.cellBytes);
    this.textBytes += size + BOUNDS.textEach;
    if (this.textBytes > BOUNDS.text) return this.why.add("WORKBOOK_TEXT_MUCH", at, BOUNDS.text >> 20);
    return tidy(text) ?? this.why.add("TEXT_NOT_NFC", at);
  }

  /** Begins a sheet. */
  sheet(name, hidden) {
    if (this.sheets.length === BOUNDS.sheets) return this.why.add("WORKBOOK_SHEETS_MANY", "", BOUNDS.sheets);
    const tidied = this.text(name, "");
    if (tidied === false) return false;
    if (this.sheets.some((sheet) => sheet.name === tidied)) return this.why.add("WORKBOOK_SHEET_TWICE", tidied);
    this.sheets.push({ name: tidied, hidden, cells: [] });
    this.merges = [];
    this.hiddenColumns = [];
    return true;
  }

  /** Columns of the last sheet that are not shown, before their cells. */
  hideColumns(first, last) {
    for (let i = first; i < BOUNDS.columns && i <= last; i++) this.hiddenColumns[i] = true;
  }

  /** @param {Partial<Cell> & {row: number, column: number, kind: Kind, text: string}} cell "" is an empty one unless it is an error */
  put(cell) {
    if (!cell.text && cell.kind !== "error") return true;
    const at = this.place(cell.row, cell.column);
    if (cell.row >= BOUNDS.rows) return this.why.add("WORKBOOK_ROWS_MANY", at, BOUNDS.rows);
    if (cell.column >= BOUNDS.columns) return this.why.add("WORKBOOK_COLUMNS_MANY", at, BOUNDS.columns);
    if (++this.cellCount > BOUNDS.cells) return this.why.add("WORKBOOK_CELLS_MANY", at, BOUNDS.cells);
    const columnHidden = this.hiddenColumns[cell.column] === true;
    this.last.cells.push({ percent: false, computed: false, rowHidden: false, ...cell, columnHidden });
    return true;
  }

  /** The last sheet merges these: only the first cell has a value that anybody sees. */
  merge(first, last) {
    if (this.merges.length === BOUNDS.merges) return this.why.add("WORKBOOK_MERGES_MANY", this.last.name, BOUNDS.merges);
    this.merges.push({ ...first, lastRow: last.row, lastColumn: last.column });
    return true;
  }

  /** Sorts the cells of the last sheet, none of which may stand twice, and drops what merges hide. */
  endSheet() {
    const { cells } = this.last;
    cells.sort(byPlace);
    const twice = cells.findIndex((cell, i) => i > 0 && byPlace(cells[i - 1], cell) === 0);
    if (twice >= 0) return this.why.add("WORKBOOK_CELL_TWICE", this.place(cells[twice].row, cells[twice].column));
    this.merges.sort(byPlace);
    const hiddenTo = [];
    let begun = 0;
    this.last.cells = cells.filter((cell) => {
      for (; begun < this.merges.length && byPlace(this.merges[begun], cell) < 0; begun++) {
        const merge = this.merges[begun];
        for (let j = merge.column; j <= merge.lastColumn && j < BOUNDS.columns; j++)
          hiddenTo[j] = Math.max(hiddenTo[j] ?? 0, merge.lastRow + 1);
      }
      return cell.row >= (hiddenTo[cell.column] ?? 0);
    });
    return true;
  }

  /** @returns {Workbook | null} null: it has no sheet, which is said */
  finish() {
    if (this.sheets.length > 0) return { sheets: this.sheets };
    this.why.add("WORKBOOK_SHEETS_NONE", "");
    return null;
  }
}
