/*
 * faults -- all that is wrong, each with its place, in the words of fault_table.js.
 *
 * Both our own reading of a sheet and the daemon's refusals come as {field, reason, arguments}; arguments are texts in one form,
 * written here as the reader's people write them, as refusal.c of the tool does.
 */
import { FAULTS } from "./fault_table.js";
import { ENUMS } from "./wire_table.js";
import { FIELDS, WORDS } from "./word_table.js";

/** @typedef {"vi" | "en"} Language */
/** @typedef {{name: string, sheet: string, row: number, column: number}} Place of a cell; row and column from 0 */
/** @typedef {{field: string, reason: string, arguments: string[], message?: string, cell?: Place}} Fault */

const VI_GROUP = /\B(?=(\d{3})+$)/g;
const ZONE_HOURS = 7;

/** "-1234567.5" to "-1.234.567,5"; from: digits that are grouped, since four may be a year. */
export function writeNumber(text, language, from = 4) {
  const parts = /^(-?)(\d{1,40})(?:\.(\d+))?$/.exec(text);
  if (language === "en" || !parts) return text;
  const whole = parts[2].length >= from ? parts[2].replace(VI_GROUP, ".") : parts[2];
  return parts[1] + whole + (parts[3] === undefined ? "" : `,${parts[3]}`);
}

const day = (text) => {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return parts ? `${parts[3]}-${parts[2]}-${parts[1]}` : text;
};

const two = (number) => String(number).padStart(2, "0");

/** In Vietnam, as the tool writes it: 18-03-2024 08:00:00. @param {bigint} instant microseconds @returns {string} */
export function writeInstant(instant) {
  const there = new Date(Number(instant / 1000n) + ZONE_HOURS * 3600000);
  const date = `${two(there.getUTCDate())}-${two(there.getUTCMonth() + 1)}-${there.getUTCFullYear()}`;
  return `${date} ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}:${two(there.getUTCSeconds())}`;
}

const instant = (text) => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : writeInstant(BigInt(at) * 1000n);
};

/** "3" or "Q3" to "quý III". @param {string | number} text @param {Language} language @returns {string} */
export function writePeriod(text, language) {
  const name = ENUMS.Period[text] ?? String(text);
  return WORDS[`PERIOD_${name}`]?.[language] ?? String(text);
}

const WRITERS = {
  n: (text, language) => writeNumber(text, language, 5),
  p: writeNumber,
  q: writeNumber,
  d: day,
  i: instant,
  k: writePeriod,
  f: (text, language) => sayField(text, language),
};

/**
 * A path such as submit_report.lines[2].actual in words: "số liệu 3, thực hiện".
 * @param {string} path @param {Language} language @returns {string}
 */
export function sayField(path, language) {
  const plain = path.replace(/^(submit_report|postmark|season)\./, "");
  const out = [];
  for (const part of plain.split(".")) {
    const found = /^([a-z_0-9]+)(?:\[(\d+)\])?$/.exec(part);
    const words = found && FIELDS[found[1]]?.[language];
    if (!words) return plain;
    const one = found[2] === undefined ? words[0] : `${words[1] ?? words[0]} ${Number(found[2]) + 1}`;
    out.push(one);
  }
  return out.join(", ");
}

/**
 * What is wrong, without its place. A reason that is not known, from a newer daemon, is said as it came.
 * @param {Fault} fault @param {Language} language @returns {string}
 */
export function sayFault(fault, language) {
  const row = FAULTS[fault.reason];
  const said = fault.arguments ?? [];
  if (!row || row[1].length !== said.length) return fault.message || fault.reason || "";
  const sentence = row[language === "en" ? 3 : 2];
  const written = said.map((text, i) => (WRITERS[row[1][i]] ?? String)(text, language));
  return sentence
    .replace(/([a-z_.]+)\[\{(\d)\}\]/g, (_, name, i) => sayField(`${name}[${said[i - 1]}]`, language))
    .replace(/\{(\d)\}/g, (_, i) => written[i - 1] ?? "");
}

/** With its place, as one line. @param {Fault} fault @param {Language} language @returns {string} */
export function sayLine(fault, language) {
  const what = sayFault(fault, language);
  if (!fault.field) return what;
  return `${fault.cell ? fault.cell.name : sayField(fault.field, language)}: ${what}`;
}

/** Gathers what is wrong. */
export class Faults {
  constructor() {
    /** @type {Fault[]} */
    this.items = [];
  }

  get count() {
    return this.items.length;
  }

  /**
   * @param {string} reason of fault_table.js
   * @param {string | Place} at a field, or a cell
   * @param {...(string | number | bigint)} said
   * @returns {false} so that who refuses can return it
   */
  add(reason, at, ...said) {
    if (!FAULTS[reason]) throw new TypeError(`no reason ${reason}`);
    const fault = { field: typeof at === "string" ? at : at.name, reason, arguments: said.map(String) };
    this.items.push(typeof at === "string" ? fault : { ...fault, cell: at });
    return false;
  }
}
