/*
 * number_read -- the numbers that people write, exactly or not at all.
 *
 * As clients/thidua/number_read.c, whose rules are the table proto/vectors/numbers.json: a text that can be read in two ways is
 * refused with both, never guessed; beyond 15 significant digits there is only a double's noise, so that 80.09999999999999 is the
 * 80.1 that somebody typed. Digits all the way, no double. Values are BigInt ten-thousandths.
 */
export const QUANTITY_DECIMALS = 4;
export const QUANTITY_MAX = 100000000000n;

const TEXT_MAX = 63;
const DIGITS_MAX = 48;
const PRECISION = 15;
const GROUP = 3;
const EXPONENT_MAX = 99;
const BLANKS = /[\u00a0\u2007\u2009\u202f]/g;

/**
 * A row of digits and how many of them are decimals; negative: so many zeros follow.
 * @typedef {{digits: string, decimals: number}} Reading
 */
/** @typedef {"written" | "stored" | "computed"} From */
/**
 * decimals: at most; percentage: is what is counted one? decimalMark: where the office has said which.
 * @typedef {{decimals: number, percentage?: boolean, decimalMark?: string}} NumberRule
 */

const bytesOf = (text) => new TextEncoder().encode(text).length;

/** In one alphabet, without blanks around it and the percent sign, which is told; null: too long for a number. */
function simplify(text) {
  const plain = text.replace(BLANKS, " ").replace(/\u2212/g, "-").replace(/^ +/, "");
  if (bytesOf(plain) > TEXT_MAX) return null;
  const trimmed = plain.replace(/ +$/, "");
  const percent = trimmed.endsWith("%");
  return { text: (percent ? trimmed.slice(0, -1) : trimmed).replace(/ +$/, ""), percent };
}

/* --- readings --- */

/** Digits, or groups of three with one mark between them, which is not the decimal mark; null: neither. */
function readWhole(text, decimal) {
  if (/^\d+$/.test(text)) return text;
  const group = decimal === "." ? "," : ".";
  for (const mark of [group, " "]) {
    const parts = text.split(mark);
    if (parts.length > 1 && /^[1-9]\d{0,2}$/.test(parts[0]) && parts.slice(1).every((part) => /^\d+$/.test(part) && part.length === GROUP))
      return parts.join("");
  }
  return null;
}

/** @returns {Reading | null} */
function readWritten(text, decimal) {
  const at = text.indexOf(decimal);
  const part = at < 0 ? "" : text.slice(at + 1);
  const whole = bytesOf(text) > DIGITS_MAX ? null : readWhole(at < 0 ? text : text.slice(0, at), decimal);
  if (whole === null || (at >= 0 && !/^\d+$/.test(part))) return null;
  return { digits: whole + part, decimals: part.length };
}

/** As programs write it: 80.09999999999999, 9.55E-1. @returns {Reading | null} */
function readStored(text) {
  const parts = /^([^eE]*)(?:[eE]([-+]?\d+))?$/.exec(text);
  const exponent = parts ? Number(parts[2] ?? 0) : 0;
  if (!parts || Math.abs(exponent) > EXPONENT_MAX || /[, ]/.test(parts[1])) return null;
  const reading = readWritten(parts[1], ".");
  return reading && { digits: reading.digits, decimals: reading.decimals - exponent };
}

/* --- how exact --- */

/** Cuts the last digits, rounded half up. */
function roundOff({ digits, decimals }, drop) {
  const up = drop <= digits.length && digits[digits.length - drop] >= "5";
  const kept = digits.slice(0, Math.max(0, digits.length - drop));
  const width = kept.length;
  const rounded = up ? String(BigInt(kept || "0") + 1n).padStart(width, "0") : kept;
  return { digits: rounded, decimals: decimals - drop };
}

function dropNoise(reading) {
  const digits = reading.digits.replace(/^0+/, "").length;
  return digits > PRECISION ? roundOff(reading, digits - PRECISION) : reading;
}

/** Decimals without the zeros at the end. */
function decimalsOf({ digits, decimals }) {
  let count = decimals;
  for (let i = digits.length - 1; count > 0 && (i < 0 || digits[i] === "0"); i--) count--;
  return Math.max(0, count);
}

/** Null: it is beyond QUANTITY_MAX. At most four decimals count. */
function valueOf({ digits, decimals }) {
  const places = digits.length - decimals + QUANTITY_DECIMALS;
  const value = places <= 0 ? 0n : BigInt(digits.slice(0, places).padEnd(places, "0") || "0");
  return value > QUANTITY_MAX ? null : value;
}

/** As it stands in a fault: from the first digit that counts on, the units at the latest. */
function spelled(reading) {
  const { digits } = reading;
  const decimals = decimalsOf(reading);
  const whole = digits.length - reading.decimals;
  const zeros = digits.length - digits.replace(/^0+/, "").length;
  let out = "";
  for (let i = zeros < whole ? zeros : whole - 1; i < whole + decimals && out.length < DIGITS_MAX; i++) {
    if (i === whole) out += ".";
    out += i >= 0 && i < digits.length ? digits[i] : "0";
  }
  return out;
}

/* --- all readings together --- */

const refused = (reason, ...said) => ({ value: null, reason, arguments: said.map(String) });

function decide(rule, reading) {
  if (decimalsOf(reading) > rule.decimals) return refused("NUMBER_DECIMALS", spelled(reading), rule.decimals);
  const value = valueOf(reading);
  return value === null ? refused("NUMBER_RANGE", writeShort(QUANTITY_MAX)) : { value };
}

/** A mark that may be one of thousands or of decimals: how either can be written so that it is not. */
function ask(point, comma) {
  const whole = point.decimals === 0 ? point : comma;
  const part = whole === point ? comma : point;
  const cut = part.digits.length - part.decimals;
  const longer = `${part.digits.slice(0, cut)}${part === point ? "." : ","}${part.digits.slice(cut)}0`;
  return refused("NUMBER_TWO_READINGS", spelled(whole), spelled(part), spelled(whole), longer);
}

function decideWritten(rule, text) {
  const read = (mark, other) => {
    const reading = rule.decimalMark === other ? null : readWritten(text, mark);
    return reading && dropNoise(reading);
  };
  const point = read(".", ",");
  const comma = read(",", ".");
  if (point && comma && point.decimals !== comma.decimals) {
    const fits = decimalsOf(point) <= rule.decimals;
    return fits && decimalsOf(comma) <= rule.decimals ? ask(point, comma) : decide(rule, fits ? point : comma);
  }
  return point || comma ? decide(rule, point ?? comma) : refused("NUMBER_NONE", text);
}

function decideStored(rule, text, computed, percent) {
  const read = readStored(text);
  if (!read) return refused("NUMBER_NONE", text);
  const noiseless = dropNoise(read);
  const reading = percent ? { digits: noiseless.digits, decimals: noiseless.decimals - 2 } : noiseless;
  const round = computed && decimalsOf(reading) > rule.decimals;
  return decide(rule, round ? roundOff(reading, reading.decimals - rule.decimals) : reading);
}

/**
 * @param {string} text
 * @param {From} from written: a text cell, CSV, a form; stored: a number that was typed into a spreadsheet; computed: by a formula
 * @param {boolean} percent a cell that is formatted so, 0.955 for 95.5 %
 * @param {NumberRule} rule
 * @returns {{value: bigint} | {value: null, reason: string, arguments: string[]}}
 */
export function readNumber(text, from, percent, rule) {
  const plain = simplify(text);
  if (!plain || !plain.text) return refused("NUMBER_NONE", text.slice(0, 40));
  if (/^-\d/.test(plain.text)) return refused("NUMBER_NEGATIVE");
  if ((percent || plain.percent) && !rule.percentage) return refused("NUMBER_PERCENT");
  if (from === "written") return decideWritten(rule, plain.text);
  return decideStored(rule, plain.text, from === "computed", percent);
}

/**
 * Without zeros at the end, with a decimal point.
 * @param {bigint} value @param {number} [decimals] of the value
 * @returns {string}
 */
export function writeShort(value, decimals = QUANTITY_DECIMALS) {
  const sign = value < 0n ? "-" : "";
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, "0");
  const part = digits.slice(-decimals).replace(/0+$/, "");
  return sign + digits.slice(0, -decimals) + (part ? `.${part}` : "");
}

/** Centi-points, always two decimals: "811.54". @param {bigint} points @returns {string} */
export function writePoints(points) {
  const digits = String(points < 0n ? -points : points).padStart(3, "0");
  return `${points < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
