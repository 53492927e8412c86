/*
 * workbook_csv -- Excel writes what it calls CSV with the separator of the country, which in Vietnam is the semicolon, because the
 * comma parts decimals; so the separator is found out, as workbook_csv.c does. Quotation marks are held strictly: one that is not
 * closed would swallow the rest of the file.
 *
 * The file is walked as bytes, one character each, so that a cell that is no UTF-8 can be named.
 */
import { Grid } from "./grid.js";
import { endLines, plainBytes } from "./text.js";

const RECORDS_LOOKED_AT = 20;

function binary(bytes) {
  let out = "";
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return out;
}

const unbinary = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** How many of the first records have the separator as often as most that have it. */
function agreeing(text, separator) {
  const counts = [];
  let quoted = false;
  let count = 0;
  for (let i = 0; i < text.length && counts.length < RECORDS_LOOKED_AT; i++) {
    if (text[i] === '"') quoted = !quoted;
    if (!quoted && text[i] === separator) count++;
    if (!quoted && text[i] === "\n" && count > 0) {
      counts.push(count);
      count = 0;
    }
  }
  if (count > 0 && counts.length < RECORDS_LOOKED_AT) counts.push(count);
  return Math.max(0, ...counts.map((one) => counts.filter((other) => other === one).length));
}

function findSeparator(text) {
  let found = ",";
  let most = 0;
  for (const separator of "\t;,") {
    const agree = agreeing(text, separator);
    if (agree > most) [most, found] = [agree, separator];
  }
  return found;
}

/** The cell that begins at `at`: its text and where it ends; null: a quotation mark is wrong. */
function readCell(text, at, separator) {
  let begin = at;
  while (text[begin] === " ") begin++;
  if (text[begin] !== '"') {
    let end = begin;
    while (end < text.length && text[end] !== separator && text[end] !== "\n") if (text[end++] === '"') return null;
    return { text: text.slice(begin, end).replace(/ +$/, ""), end };
  }
  let out = "";
  for (let i = begin + 1; ; ) {
    const close = text.indexOf('"', i);
    if (close < 0) return null;
    out += text.slice(i, close);
    if (text[close + 1] === '"') {
      out += '"';
      i = close + 2;
      continue;
    }
    let end = close + 1;
    while (text[end] === " ") end++;
    return end === text.length || text[end] === separator || text[end] === "\n" ? { text: out, end } : null;
  }
}

function readCells(text, from, separator, grid, firstRow) {
  let [row, column, at] = [firstRow, 0, from];
  while (at < text.length) {
    const cell = readCell(text, at, separator);
    if (!cell) return grid.why.add("WORKBOOK_QUOTES", grid.place(row, column));
    const place = grid.place(row, column);
    let said = "";
    if (cell.text) {
      const faults = grid.why.count;
      said = grid.text(unbinary(cell.text), place);
      if (said === false && grid.why.items[faults].reason === "TEXT_NOT_UTF8") grid.why.items[faults].reason = "WORKBOOK_ENCODING";
    }
    if (said === false || !grid.put({ row, column, kind: "text", text: said })) return false;
    at = cell.end + 1;
    if (text[cell.end] === separator) column++;
    else [row, column] = [row + 1, 0];
  }
  return true;
}

/**
 * @param {Uint8Array} bytes
 * @param {import("./faults.js").Faults} why
 * @returns {import("./grid.js").Workbook | null} null having said why
 */
export function readCsv(bytes, why) {
  const plain = plainBytes(bytes);
  if (plain.includes(0)) {
    why.add("WORKBOOK_ENCODING", "");
    return null;
  }
  const text = endLines(binary(plain));
  const told = /^sep=([,;\t])(?:\n|$)/.exec(text); /* Excel's own way to say it */
  const grid = new Grid(why);
  const separator = told ? told[1] : findSeparator(text);
  const read = grid.sheet("", false) && readCells(text, told ? told[0].length : 0, separator, grid, told ? 1 : 0) && grid.endSheet();
  return read ? grid.finish() : null;
}
