/*
 * sheet_words -- what stands over the columns of a report's spreadsheet, and before its values: the list of the tool, in both
 * languages, so that what the tool's templates are made with is read here.
 */
import { folded, foldSame } from "./fold.js";
import { isBoard, isCluster } from "./text.js";
import { ENUMS } from "./wire_table.js";
import { COLUMNS, LABELS, WORDS } from "./word_table.js";

const NAME_MAX = 79;

function index(rows) {
  const out = new Map();
  for (const [name, row] of Object.entries(rows))
    for (const text of [...row.vi, ...row.en]) if (!out.has(folded(text))) out.set(folded(text), name);
  return out;
}

const columns = index(COLUMNS);
const labels = index(LABELS);

function find(names, text) {
  const plain = text.replace(/[:* \n]+$/, "");
  return plain === "" || new TextEncoder().encode(plain).length > NAME_MAX ? null : (names.get(folded(plain)) ?? null);
}

/** @param {string} text of a cell @returns {string | null} the column that it names */
export const columnOf = (text) => find(columns, text);

/** @param {string} text of a cell @returns {string | null} the label that it is */
export const labelOf = (text) => find(labels, text);

/** @param {string} column @returns {string} its table */
export const tableOf = (column) => COLUMNS[column].table;

/** Does this column begin a table wherever it stands? */
export const starts = (column) => COLUMNS[column].starts;

/** The name that templates have. @param {string} column @param {"vi" | "en"} language */
export const columnName = (column, language) => COLUMNS[column][language][0];
export const labelName = (label, language) => LABELS[label][language][0];

const ARABIC = ["quý 1", "quý 2", "quý 3", "quý 4", "năm"];

/** The wire's number of a period: "Q2", "quý II", "Quý 2"; 0 when it is none. @param {string} text @returns {number} */
export function periodOf(text) {
  for (let number = 1; number <= ARABIC.length; number++) {
    const name = ENUMS.Period[number];
    const word = WORDS[`PERIOD_${name}`];
    if ([name, ARABIC[number - 1], word.vi, word.en].some((each) => foldSame(each, text))) return number;
  }
  return 0;
}

/** 0 when it is none. @param {string} text @returns {number} */
export function yearOf(text) {
  return /^0*[2][0-9]{3}$/.test(text) ? Number(text) : 0;
}

/** Is it what a label wants behind it, or words for people? */
export function labelFits(label, text) {
  if (label === "CLUSTER") return isCluster(text);
  if (label === "YEAR") return yearOf(text) > 0;
  return label === "BOARD" ? isBoard(text) : periodOf(text) > 0;
}

/** Is it this word, in either language? @param {string} text @param {string} word of WORDS */
export function isWord(text, word) {
  return foldSame(text, WORDS[word].vi) || foldSame(text, WORDS[word].en);
}
