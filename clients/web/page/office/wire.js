/*
 * wire -- messages of proto/thidua/v1 to bytes and back, by wire_table.js.
 *
 * A message is an object of its fields' names. Numbers of 64 bits are BigInt, others and enums are numbers, bytes are Uint8Array;
 * what is repeated is always there, a text is "" and what is `always` or `zero` in the table is 0 where it is absent, all else that
 * is absent is undefined. Fields are written in the order of their numbers, so that a message has one spelling: what is signed here
 * is byte for byte what the tool would sign.
 *
 * Read as the daemon's own clients read: fields that are not known are passed over, a field given twice or out of its bounds is
 * refused, because who carried the bytes is not trusted.
 */
import { fromUtf8, joined, utf8 } from "./bytes.js";
import { ENUMS, MESSAGES } from "./wire_table.js";

/** Bytes that are no such message; path as in Fault.field. */
export class WireError extends Error {
  /** @param {string} path @param {string} what */
  constructor(path, what) {
    super(`${path || "message"}: ${what}`);
    this.name = "WireError";
  }
}

const VARINT = 0;
const FIXED64 = 1;
const SIZED = 2;
const FIXED32 = 5;
const VARINT_BYTES = 10;
const RANGES = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  enum: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

const isSized = (field) => field.type === "string" || field.type === "bytes" || field.type === "message";
const isLong = (field) => field.type === "int64" || field.type === "uint64";

/* --- writing --- */

/** @param {bigint} value 0 to 2^64-1 @returns {Uint8Array} */
function varint(value) {
  const out = [];
  let rest = value;
  do {
    const more = rest > 127n;
    out.push(Number(rest & 127n) | (more ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(out);
}

function number(field, value, path) {
  const whole = typeof value === "bigint" ? value : BigInt(field.type === "bool" ? Number(value) : value);
  const range = RANGES[field.type];
  if (range && (whole < range[0] || whole > range[1])) throw new WireError(path, `${whole} is no ${field.type}`);
  return varint(BigInt.asUintN(64, whole));
}

function content(field, value, path) {
  if (field.type === "message") return write(field.of, value, `${path}.`);
  return field.type === "string" ? utf8(value) : value;
}

function item(field, value, path) {
  const tag = varint(BigInt(field.number * 8 + (isSized(field) ? SIZED : VARINT)));
  if (!isSized(field)) return joined(tag, number(field, value, path));
  const bytes = content(field, value, path);
  return joined(tag, varint(BigInt(bytes.length)), bytes);
}

/* As form_given of the daemon. */
function isGiven(field, value) {
  if (field.repeated) return value !== undefined && value.length > 0;
  if (value === undefined) return false;
  if (field.oneof || field.required || field.presence === "always") return true;
  if (field.presence === "zero") return Boolean(value);
  return isSized(field) && field.type !== "message" ? value.length > 0 : true;
}

const ZERO = { string: "", bytes: new Uint8Array(0), bool: false };
const zero = (field) => (isLong(field) ? 0n : (ZERO[field.type] ?? 0));

function write(name, message, path) {
  const parts = [];
  const chosen = new Set();
  const fields = MESSAGES[name];
  for (const key of Object.keys(message))
    if (message[key] !== undefined && !fields.some((field) => field.name === key)) throw new WireError(path + key, "is no field");
  for (const field of fields) {
    const here = path + field.name;
    let value = message[field.name];
    if (value === undefined && (field.presence === "always" || (field.required && field.type !== "message"))) value = zero(field);
    if (!isGiven(field, value)) continue;
    if (field.oneof && chosen.has(field.oneof)) throw new WireError(here, `is given beside another ${field.oneof}`);
    if (field.oneof) chosen.add(field.oneof);
    if (!field.repeated) parts.push(item(field, value, here));
    else if (field.packed) {
      const packed = joined(...value.map((each) => number(field, each, here)));
      parts.push(varint(BigInt(field.number * 8 + SIZED)), varint(BigInt(packed.length)), packed);
    } else value.forEach((each, i) => parts.push(item(field, each, `${here}[${i}]`)));
  }
  return joined(...parts);
}

/**
 * @param {string} name of a message
 * @param {object} message
 * @returns {Uint8Array}
 */
export function encode(name, message) {
  return write(name, message, "");
}

/* --- reading --- */

class Reader {
  constructor(bytes, path) {
    this.bytes = bytes;
    this.at = 0;
    this.path = path;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  varint(path) {
    let value = 0n;
    for (let i = 0; i < VARINT_BYTES; i++) {
      if (this.left === 0) throw new WireError(path, "is cut short");
      const byte = this.bytes[this.at++];
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) {
        if (value >> 64n) break;
        return value;
      }
    }
    throw new WireError(path, "is no number");
  }

  take(size, path) {
    if (size > BigInt(this.left)) throw new WireError(path, "is cut short");
    const out = this.bytes.subarray(this.at, this.at + Number(size));
    this.at += Number(size);
    return out;
  }

  skip(wire, path) {
    if (wire === VARINT) this.varint(path);
    else if (wire === SIZED) this.take(this.varint(path), path);
    else if (wire === FIXED64 || wire === FIXED32) this.take(wire === FIXED64 ? 8n : 4n, path);
    else throw new WireError(path, "is not encoded as a field is");
  }
}

function numberOf(field, raw, path) {
  if (field.type === "bool") return raw !== 0n;
  const whole = field.type.startsWith("u") ? raw : BigInt.asIntN(64, raw);
  const range = RANGES[field.type];
  if (whole < range[0] || whole > range[1]) throw new WireError(path, `is no ${field.type}`);
  return isLong(field) ? whole : Number(whole);
}

function bounded(field, size, path) {
  if (field.leastBytes && size < field.leastBytes && (size > 0 || field.type === "bytes" || field.required))
    throw new WireError(path, `has less than ${field.leastBytes} bytes`);
  if (field.mostBytes && size > field.mostBytes) throw new WireError(path, `has more than ${field.mostBytes} bytes`);
}

function sizedOf(field, bytes, path) {
  if (field.type === "message") return read(field.of, bytes, `${path}.`);
  bounded(field, bytes.length, path);
  if (field.type === "bytes") return bytes.slice();
  const text = fromUtf8(bytes);
  if (text === null) throw new WireError(path, "is not UTF-8");
  return text;
}

function readItem(field, wire, reader, out, path) {
  if (field.repeated && !isSized(field) && wire === SIZED) {
    const inner = new Reader(reader.take(reader.varint(path), path), path);
    while (inner.left > 0) out[field.name].push(numberOf(field, inner.varint(path), path));
    return;
  }
  if (wire !== (isSized(field) ? SIZED : VARINT)) throw new WireError(path, "is not encoded as this field is");
  const here = field.repeated ? `${path}[${out[field.name].length}]` : path;
  const value = isSized(field)
    ? sizedOf(field, reader.take(reader.varint(here), here), here)
    : numberOf(field, reader.varint(here), here);
  if (field.repeated) out[field.name].push(value);
  else out[field.name] = value;
}

function settle(fields, out, given, path) {
  for (const field of fields) {
    const here = path + field.name;
    if (field.mostItems && out[field.name].length > field.mostItems) throw new WireError(here, `has more than ${field.mostItems} items`);
    if (field.required && !given.has(field.number)) throw new WireError(here, "is absent");
    if (field.repeated || given.has(field.number) || field.oneof) continue;
    if (field.presence || field.type === "string") out[field.name] = zero(field);
  }
}

function read(name, bytes, path) {
  const reader = new Reader(bytes, path);
  const fields = MESSAGES[name];
  const given = new Set();
  const chosen = new Set();
  const out = {};
  for (const field of fields) if (field.repeated) out[field.name] = [];
  while (reader.left > 0) {
    const tag = reader.varint(path);
    const field = fields.find((each) => BigInt(each.number) === tag >> 3n);
    if (tag >> 3n === 0n) throw new WireError(path, "holds a field without a number");
    if (!field) {
      reader.skip(Number(tag & 7n), path);
      continue;
    }
    if ((given.has(field.number) && !field.repeated) || (field.oneof && chosen.has(field.oneof)))
      throw new WireError(path + field.name, "is given twice");
    given.add(field.number);
    if (field.oneof) chosen.add(field.oneof);
    readItem(field, Number(tag & 7n), reader, out, path + field.name);
  }
  settle(fields, out, given, path);
  return out;
}

/**
 * @param {string} name of a message
 * @param {Uint8Array} bytes
 * @returns {any} throws a WireError
 */
export function decode(name, bytes) {
  return read(name, bytes, "");
}

/**
 * @param {string} name of an enum
 * @param {number} value
 * @returns {string} as in JSON, such as ON_TIME; "" when a newer daemon has added it
 */
export function nameOf(name, value) {
  return ENUMS[name][value] ?? "";
}

/** @param {string} name of an enum @param {string} value @returns {number} */
export function valueOf(name, value) {
  return Number(Object.keys(ENUMS[name]).find((key) => ENUMS[name][key] === value));
}
