/*
 * workbook_xlsx -- from the root's relations to the workbook, from its relations to the sheets, and to what cells share: strings and
 * styles.
 *
 * A cell is <c r="F7" s="3" t="s"><f>...</f><v>12</v></c>. Numbers stay the text that the file has. What a ready reader for browsers
 * would not tell us counts here: a percentage is another number than it looks, a date is none, a formula may be rounded and a typed
 * value may not, and a hidden sheet is not read.
 */
import { BOUNDS, Grid, isNumber, reference } from "./grid.js";
import { readXml, whole } from "./xml.js";

const STYLES_MAX = 65536;
const STRINGS_MAX = 1000000;
const RELATIONS_MAX = 1000;
const ROW = "worksheet/sheetData/row";
const CELL = `${ROW}/c`;
const isInline = (path) => path === `${CELL}/is/t` || path === `${CELL}/is/r/t`;

/* --- styles --- */

/** ECMA-376 part 1, 18.8.30, with the dates of East Asia and Thailand. */
function builtIn(id) {
  if (id === 9 || id === 10) return "percent";
  const dates = [[14, 22], [27, 36], [45, 47], [50, 58], [71, 81]];
  return dates.some(([first, last]) => id >= first && id <= last) ? "date" : "plain";
}

/** What is shown as it is in a format's code: in quotes, after a backslash, in brackets but of elapsed time. */
const LITERAL = /\\.?|_.?|\*.?|"[^"]*"?|\[(?![hHmMsS]+\])[^\]]*\]?|[eE][-+]|general/gi;

/** @param {string} code such as 0.0% or dd/mm/yyyy @returns {"plain" | "percent" | "date"} */
export function styleOf(code) {
  const bare = code.replace(LITERAL, "");
  if (/[yYmMdDhHsS]/.test(bare)) return "date";
  return bare.includes("%") ? "percent" : "plain";
}

function stylesReader(styles, why) {
  const formats = new Map();
  const begin = (path, attributes) => {
    const id = whole(attributes, "numFmtId", 0);
    if (path === "styleSheet/numFmts/numFmt" && attributes.has("formatCode")) formats.set(id, styleOf(attributes.get("formatCode")));
    if (path !== "styleSheet/cellXfs/xf") return true;
    if (styles.length === STYLES_MAX) return why.add("WORKBOOK_STYLES_MANY", "", STYLES_MAX);
    styles.push(formats.get(id) ?? builtIn(id));
    return true;
  };
  return { begin };
}

/* --- texts of runs --- */

const trimmed = (text) => text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, "");

/** _x000D_ and the like; beyond ASCII nobody needs one. */
const unescaped = (text) =>
  text.replace(/_x([0-9a-fA-F]{4})_/g, (all, digits) => {
    const unit = Number.parseInt(digits, 16);
    return unit < 128 ? String.fromCharCode(unit) : all;
  });

/** The runs of one text. */
class Runs {
  begin() {
    this.done = "";
    this.run = null;
  }

  beginRun(attributes) {
    this.run = "";
    this.kept = attributes.get("xml:space") === "preserve";
  }

  append(text) {
    this.run = (this.run ?? "") + text;
  }

  endRun() {
    this.done += this.kept ? this.run : trimmed(this.run ?? "");
    this.run = null;
    this.kept = false;
  }
}

function stringsReader(strings, grid, why) {
  const runs = new Runs();
  const isRun = (path) => path === "sst/si/t" || path === "sst/si/r/t";
  return {
    begin(path, attributes) {
      if (path === "sst/si") runs.begin();
      else if (isRun(path)) runs.beginRun(attributes);
      return true;
    },
    text: (path, text) => isRun(path) && runs.append(text),
    end(path) {
      if (isRun(path)) runs.endRun();
      if (path !== "sst/si") return true;
      if (strings.length === STRINGS_MAX) return why.add("WORKBOOK_STRINGS_MANY", "", STRINGS_MAX);
      const text = grid.text(unescaped(runs.done), "");
      if (text !== false) strings.push(text);
      return text !== false;
    },
  };
}

/* --- cells --- */

const isHidden = (attributes) => /^(1|true)$/.test(attributes.get("hidden") ?? "");

/** One sheet's cells into the grid. */
class SheetReader {
  constructor(shared, grid) {
    this.shared = shared;
    this.grid = grid;
    this.row = 0;
    this.nextRow = 0;
    this.nextColumn = 0;
    this.runs = new Runs();
  }

  begin(path, attributes) {
    if (path === CELL) return this.beginCell(attributes);
    if (path === "worksheet/mergeCells/mergeCell") return this.merge(attributes.get("ref") ?? "");
    if (path === "worksheet/cols/col") this.columns(attributes);
    else if (path === ROW) this.beginRow(attributes);
    else if (path === `${CELL}/f`) this.cell.computed = true;
    else if (isInline(path)) {
      this.value += this.pending;
      this.pending = "";
      this.runs.beginRun(attributes);
    }
    return true;
  }

  columns(attributes) {
    const first = whole(attributes, "min", 0);
    const last = whole(attributes, "max", first);
    if (isHidden(attributes) && first > 0 && last >= first) this.grid.hideColumns(first - 1, last - 1);
  }

  beginRow(attributes) {
    this.row = Math.max(0, whole(attributes, "r", this.nextRow + 1) - 1);
    this.nextRow = this.row + 1;
    this.nextColumn = 0;
    this.rowHidden = isHidden(attributes);
  }

  refuse(text) {
    return this.grid.why.add("WORKBOOK_REFERENCE", this.grid.last.name, text);
  }

  beginCell(attributes) {
    const text = attributes.get("r");
    const at = text === undefined ? { row: this.row, column: this.nextColumn, rest: "" } : reference(text);
    if (!at || at.rest) return this.refuse(text);
    this.row = at.row;
    this.nextColumn = at.column + 1;
    this.cell = { row: at.row, column: at.column, rowHidden: this.rowHidden === true, computed: false, percent: false };
    this.type = attributes.get("t") ?? "n";
    this.style = this.shared.styles[whole(attributes, "s", 0)] ?? "plain";
    this.value = "";
    this.pending = "";
    this.runs.begin();
    return true;
  }

  merge(text) {
    const first = reference(text);
    if (first && !first.rest) return true; /* of one cell */
    const last = first?.rest.startsWith(":") ? reference(first.rest.slice(1)) : null;
    if (!last || last.rest) return this.refuse(text);
    return this.grid.merge({ row: first.row, column: first.column }, last);
  }

  text(path, text) {
    if (path === `${CELL}/v`) this.value += text;
    else if (isInline(path)) this.runs.append(text);
  }

  end(path) {
    if (path === CELL) return this.put();
    if (isInline(path)) this.runs.endRun();
    return true;
  }

  put() {
    const { cell, type, grid } = this;
    const isText = type === "str" || type === "inlineStr";
    const raw = isText ? unescaped(this.value + this.runs.done) : trimmed(this.value + this.runs.done);
    if (raw === "" && (isText || !cell.computed)) return true; /* empty */
    if (type === "s") return this.putShared(raw);
    const kind = this.kindOf(raw, isText);
    if (kind === "flag") return grid.put({ ...cell, kind, text: /^(1|true)$/.test(raw) ? "1" : "0" });
    const text = grid.text(raw, grid.place(cell.row, cell.column));
    return text !== false && grid.put({ ...cell, kind, text, percent: kind === "number" && this.style === "percent" });
  }

  kindOf(raw, isText) {
    if (isText) return "text";
    if (this.type === "b") return /^(0|1|true|false)$/.test(raw) ? "flag" : "error";
    if (this.type === "d") return "date";
    if (this.type !== "n" || !isNumber(raw)) return "error";
    return this.style === "date" ? "date" : "number";
  }

  putShared(raw) {
    const text = /^\d+$/.test(raw) ? this.shared.strings[Number(raw)] : undefined;
    if (text === undefined)
      return this.grid.why.add("WORKBOOK_STRING_UNKNOWN", this.grid.place(this.cell.row, this.cell.column), raw);
    return this.grid.put({ ...this.cell, kind: "text", text });
  }
}

/* --- the parts --- */

/** Without "." and "..": those that lead out of the root end there. */
function resolvePath(folder, target) {
  const out = [];
  for (const name of `${target.startsWith("/") ? "" : folder}${target}`.split("/")) {
    if (name === "..") out.pop();
    else if (name && name !== ".") out.push(name);
  }
  return out.join("/");
}

/** Relations of a part by their ids; null having said why. */
async function readRelations(parts, of, why) {
  const folder = of.slice(0, of.lastIndexOf("/") + 1);
  const part = `${folder}_rels/${of.slice(folder.length)}.rels`;
  const out = new Map();
  const begin = (path, attributes) => {
    const [id, type, target] = ["Id", "Type", "Target"].map((name) => attributes.get(name));
    if (path !== "rel:Relationships/rel:Relationship" || attributes.get("TargetMode") === "External") return true;
    if (id === undefined || type === undefined || target === undefined) return true;
    if (out.size === RELATIONS_MAX) return why.add("WORKBOOK_PARTS_MANY", of, RELATIONS_MAX);
    if (!out.has(id)) out.set(id, { type: type.slice(type.lastIndexOf("/") + 1), target: resolvePath(folder, target) });
    return true;
  };
  if (!parts.has(part)) return out;
  const bytes = await parts.read(part);
  return bytes && readXml(part, bytes, { begin }, why) ? out : null;
}

const ofType = (relations, type) => [...relations.values()].find((one) => one.type === type)?.target;

function sheetsReader(relations, sheets) {
  const begin = (path, attributes) => {
    if (path !== "workbook/sheets/sheet" || sheets.length > BOUNDS.sheets) return true;
    const relation = relations.get(attributes.get("r:id") ?? "");
    const state = attributes.get("state") ?? "visible";
    if (relation?.type === "worksheet") sheets.push({ name: attributes.get("name") ?? "", part: relation.target, hidden: state !== "visible" });
    return true;
  };
  return { begin };
}

async function readPart(parts, part, reader, why) {
  const bytes = await parts.read(part);
  return bytes !== null && readXml(part, bytes, reader, why);
}

async function readSheet(parts, sheet, shared, grid, why) {
  const faults = why.count;
  const reader = new SheetReader(shared, grid);
  const read = grid.sheet(sheet.name, sheet.hidden) && (await readPart(parts, sheet.part, reader, why)) && grid.endSheet();
  /* people know a sheet by its name, not by the part that it is in */
  for (const fault of why.items.slice(faults)) if (fault.field.startsWith(sheet.part)) fault.field = sheet.name;
  return read;
}

/**
 * @param {import("./zip.js").Parts} parts
 * @param {import("./faults.js").Faults} why
 * @returns {Promise<import("./grid.js").Workbook | null>} null having said why
 */
export async function readXlsx(parts, why) {
  const root = await readRelations(parts, "", why);
  const part = root && ofType(root, "officeDocument");
  if (root && part === undefined) why.add("WORKBOOK_FOREIGN", "");
  const relations = part === undefined || !root ? null : await readRelations(parts, part, why);
  if (!relations) return null;
  const sheets = [];
  const shared = { strings: [], styles: [] };
  const grid = new Grid(why);
  if (!(await readPart(parts, part, sheetsReader(relations, sheets), why))) return null;
  const strings = ofType(relations, "sharedStrings");
  if (strings !== undefined && !(await readPart(parts, strings, stringsReader(shared.strings, grid, why), why))) return null;
  const styles = ofType(relations, "styles");
  if (styles !== undefined && !(await readPart(parts, styles, stylesReader(shared.styles, why), why))) return null;
  for (const sheet of sheets) if (!(await readSheet(parts, sheet, shared, grid, why))) return null;
  return grid.finish();
}
