/*
 * sheet_report -- a report out of a spreadsheet: what the cells of a workbook mean.
 *
 * A table goes from its row of names to the next one or to the sheet's end. Nothing is guessed and nothing is rounded but what a
 * formula made: whatever can be read in two ways, and whatever is missing, is a fault with its cell and task. A list that is longer
 * than a report takes is refused at its first item too many. As sheet_report.c, sheet_pick.c, sheet_load.c and sheet_hidden.c of the
 * tool, which make the same report of the same file.
 */
import { unhex } from "./bytes.js";
import { letters } from "./grid.js";
import { HASH_SIZE } from "./seal.js";
import { isExpected } from "./season.js";
import { readHeads } from "./sheet_heads.js";
import { cellOf, cellText, rowPlace, scan } from "./sheet_scan.js";
import { readTask, taskCode } from "./sheet_task.js";
import { columnName, labelFits, labelName, periodOf, tableOf, yearOf } from "./sheet_words.js";
import { isCode } from "./text.js";
import { MESSAGES } from "./wire_table.js";
import { WORDS } from "./word_table.js";

const PLACES_MAX = 12;
const most = (list) => MESSAGES.SubmitReport.find((field) => field.name === list).mostItems;

const TEXTS = {
  LIMITATIONS: { list: "limitations", columns: { LIMITATION: "text", CAUSE: "cause", REMEDY: "remedy" } },
  MODELS: { list: "models", columns: { MODEL: "title", FIELD: "field", EFFECT: "effect" } },
  PROPOSALS: { list: "proposals", columns: { PROPOSAL: "text" } },
  EVIDENCE: { list: "evidence", columns: { EVIDENCE: "text" } },
};

/* --- which sheets are read --- */

/** Of sheets that have the same tasks the first alone, having said that there are others. */
function pick(workbook, why) {
  const first = new Map();
  const other = new Map();
  scan(workbook, {
    ofTable(row) {
      if (row.table !== "TASKS") return;
      const code = taskCode(row);
      if (first.has(code) && first.get(code) !== row.sheet) other.set(row.sheet, first.get(code));
      else if (isCode(code) && first.size < most("lines") && !first.has(code)) first.set(code, row.sheet);
    },
  });
  for (const [sheet, same] of other) why.add("SHEET_TASKS_TWICE", sheet.name, same.name);
  return { sheets: workbook.sheets.filter((sheet) => !other.has(sheet)) };
}

/* --- tables --- */

class Reading {
  constructor(rules, why) {
    this.rules = rules;
    this.why = why;
    this.report = { lines: [], limitations: [], models: [], proposals: [], evidence: [] };
    this.places = { lines: [], out_of: [], limitations: [], models: [], proposals: [], evidence: [] };
    this.rows = new Map(); /* the places of the tasks that have a row */
    this.full = new Set();
  }

  /** False having said that there are too many, once for each list. */
  isRoom(list, count, place) {
    if (count < most(list)) return true;
    if (!this.full.has(list)) this.why.add("JSON_LIST_LONG", place, most(list), count + 1);
    this.full.add(list);
    return false;
  }

  task(row) {
    const { code, line } = readTask(row, this.rules, this.why);
    if (code === null) return;
    const place = rowPlace(row, "TASK", code);
    const twice = this.rows.get(code);
    if (twice) this.why.add("SHEET_TASK_TWICE", place, code, twice);
    if (twice || !this.isRoom("lines", this.rows.size, place)) return;
    this.rows.set(code, place.name);
    if (!line) return;
    this.places.lines.push(rowPlace(row, "VALUE", code));
    this.places.out_of.push(rowPlace(row, row.columns.OUT_OF === undefined ? "VALUE" : "OUT_OF", code));
    this.report.lines.push(line);
  }

  /** Texts of a row whose first column is its key; null: there is nothing to take. */
  texts(row, columns) {
    const texts = columns.map((column) => cellText(cellOf(row, column), rowPlace(row, column), this.why));
    if (texts.includes(null) || texts.every((text) => text === "")) return null;
    if (texts[0] !== "") return texts;
    this.why.add("SHEET_KEY_MISSING", rowPlace(row, columns[0]), columnName(columns[0], this.rules.language));
    return null;
  }

  text(row) {
    const { list, columns } = TEXTS[row.table];
    const names = Object.keys(columns);
    const texts = this.texts(row, names);
    const place = rowPlace(row, names[0]);
    if (!texts || !this.isRoom(list, this.report[list].length, place)) return;
    const item = this.item(list, columns, texts, place);
    if (item === null) return;
    this.places[list].push(place);
    this.report[list].push(item);
  }

  item(list, columns, texts, place) {
    if (list === "proposals") return texts[0];
    if (list !== "evidence") return Object.fromEntries(Object.values(columns).map((name, i) => [name, texts[i]]));
    const bytes = unhex(texts[0]);
    if (bytes?.length === HASH_SIZE) return bytes;
    this.why.add("JSON_NO_HEX", place, 2 * HASH_SIZE);
    return null;
  }

  /** A task without a row was forgotten: absent is not zero. */
  absent() {
    const { season, board } = this.rules;
    for (const task of season?.tasks ?? [])
      if (!this.rows.has(task.code) && isExpected(season, board, task)) this.why.add("SHEET_TASK_ABSENT", task.code);
  }
}

/* --- whose it is --- */

const CONTEXT = { CLUSTER: "cluster", YEAR: "year", BOARD: "board", PERIOD: "period" };

/** What the sheet says, else what the page knows; null having said that neither does. */
function saidOf(heads, label, context, language, why) {
  const said = heads.said[label];
  const known = context[CONTEXT[label]];
  const text = said?.text ?? (said?.emptied || known === undefined ? null : String(known));
  if (text === null && said?.place) why.add("SHEET_LABEL_EMPTY", said.place, labelName(label, language));
  else if (text === null) why.add("SHEET_LABEL_MISSING", CONTEXT[label], labelName(label, language), CONTEXT[label]);
  return text;
}

function takeHeads(heads, context, language, why) {
  const [cluster, board, year, period] = ["CLUSTER", "BOARD", "YEAR", "PERIOD"].map((label) =>
    saidOf(heads, label, context, language, why),
  );
  const place = (label) => heads.said[label]?.place ?? "";
  const out = { cluster: cluster ?? "", board: board ?? "", year: year === null ? 0 : yearOf(year), period: 0 };
  out.period = period === null ? 0 : periodOf(period);
  if (year !== null && out.year === 0) why.add("SHEET_YEAR_UNKNOWN", place("YEAR"), year);
  if (period !== null && out.period === 0) why.add("SHEET_PERIOD_UNKNOWN", place("PERIOD"), period);
  if (cluster !== null && !labelFits("CLUSTER", cluster)) why.add("NO_CLUSTER_CODE", place("CLUSTER"));
  if (board !== null && !labelFits("BOARD", board)) why.add("SHEET_BOARD_CODE", place("BOARD"), board);
  return out;
}

/* --- what counts although nobody sees it --- */

function counts(row) {
  const columns = Object.keys(row.columns).filter(
    (column) => tableOf(column) === row.table && (row.table !== "TASKS" || column === "VALUE" || column === "OUT_OF"),
  );
  return columns.map((column) => cellOf(row, column)).filter((cell) => cell && cell.text !== "-" && cell.text !== "–");
}

/** Notes in words, one for each sheet that has values in hidden rows, or columns. */
function hiddenNotes(workbook, language) {
  const found = new Map();
  scan(workbook, {
    ofTable(row) {
      if (!found.has(row.sheet)) found.set(row.sheet, { HIDDEN_ROWS: new Set(), HIDDEN_COLUMNS: new Set() });
      for (const cell of counts(row)) {
        if (cell.rowHidden) found.get(row.sheet).HIDDEN_ROWS.add(String(cell.row + 1));
        if (cell.columnHidden) found.get(row.sheet).HIDDEN_COLUMNS.add(letters(cell.column));
      }
    },
  });
  const out = [];
  for (const [sheet, kinds] of found)
    for (const [word, places] of Object.entries(kinds)) {
      const named = [...places].slice(0, PLACES_MAX).join(", ") + (places.size > PLACES_MAX ? "..." : "");
      if (places.size > 0) out.push([sheet.name, named].reduce((text, part) => text.replace("%s", () => part), WORDS[word][language]));
    }
  return out;
}

/* --- all of it --- */

/**
 * @param {import("./grid.js").Workbook} workbook
 * @param {{context?: {cluster?: string, year?: number, board?: string, period?: string},
 *   seasonOf?: (cluster: string, year: number) => object | undefined, decimalMark?: string,
 *   language?: import("./faults.js").Language}} rules context: what the sheet may leave out; seasonOf: undefined: not known
 * @param {import("./faults.js").Faults} why
 * @returns {{cluster: string, year: number, report: object, places: object, tasks: boolean, notes: string[]}} report: the board,
 *   period, lines and texts of a SubmitReport, as far as they were read
 */
export function readReport(workbook, rules, why) {
  const language = rules.language ?? "vi";
  const picked = pick(workbook, why);
  const heads = readHeads(picked, why, language);
  const { cluster, year, board, period } = takeHeads(heads, rules.context ?? {}, language, why);
  const season = cluster && year ? rules.seasonOf?.(cluster, year) : undefined;
  const reading = new Reading({ season, board, language, decimalMark: rules.decimalMark }, why);
  if (heads.tasks) {
    scan(picked, { ofTable: (row) => (row.table === "TASKS" ? reading.task(row) : reading.text(row)) });
    reading.absent();
  }
  const notes = why.count === 0 ? hiddenNotes(picked, language) : [];
  return { cluster, year, report: { board, period, ...reading.report }, places: reading.places, tasks: heads.tasks, notes };
}

/**
 * The cell that a field of the report was read from, such as "Báo cáo!G7 (T03)" for "lines[2].actual"; undefined: none.
 * @param {object} places of readReport
 * @param {string} field with or without "submit_report."
 */
export function placeOfField(places, field) {
  const found = /^(?:submit_report\.)?([a-z]+)\[(\d+)\](?:\.([a-z_]+))?/.exec(field);
  if (!found || !(found[1] in places)) return undefined;
  const list = found[1] === "lines" && found[3] === "out_of" ? "out_of" : found[1];
  return places[list][Number(found[2])];
}
