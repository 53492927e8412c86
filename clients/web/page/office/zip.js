/*
 * zip -- the parts of an archive, unpacked within bounds: those of workbook_zip.h of the tool.
 *
 * A part is found by its name without regard to the case of letters; two that differ by it alone are refused, since two programs
 * would read different figures out of one file.
 */
const PARTS_MAX = 1000;
const PART_MAX = 32 << 20;
const UNPACKED_MAX = 64 << 20;
const RATIO_MAX = 200;
const RATIO_FREE = 1 << 20;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const COMMENT_MAX = 65535;
const STORED = 0;
const DEFLATED = 8;

const CRC = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let k = 0; k < 8; k++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The browser's own unpacking.
 * @param {Uint8Array} packed @param {number} most bytes
 * @returns {Promise<Uint8Array | "large" | null>} null: it is damaged
 */
export async function inflateStream(packed, most) {
  const parts = [];
  let size = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) {
        await reader.cancel();
        return "large";
      }
      parts.push(value);
    }
  } catch {
    return null;
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function findEnd(view) {
  for (let at = view.byteLength - END_SIZE; at >= 0 && at >= view.byteLength - END_SIZE - COMMENT_MAX; at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return -1;
}

function readEntry(view, bytes, at) {
  const nameSize = view.getUint16(at + 28, true);
  const next = at + ENTRY_SIZE + nameSize + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return {
    name: new TextDecoder().decode(bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameSize)),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    local: view.getUint32(at + 42, true),
    next,
  };
}

/** What is read of an archive so far. */
export class Parts {
  constructor(bytes, entries, why, inflate) {
    this.bytes = bytes;
    this.entries = entries;
    this.why = why;
    this.inflate = inflate;
    this.unpacked = 0;
  }

  has(name) {
    return this.entries.has(name.toLowerCase());
  }

  /** @param {string} name @returns {Promise<Uint8Array | null>} null having said why */
  async read(name) {
    const entry = this.entries.get(name.toLowerCase());
    const refuse = (reason, ...said) => {
      this.why.add(reason, name, ...said);
      return null;
    };
    if (!entry) return refuse("WORKBOOK_PART_MISSING");
    if (entry.flags & 1 || (entry.method !== STORED && entry.method !== DEFLATED)) return refuse("WORKBOOK_PACKED");
    const packed = this.packed(entry);
    if (!packed) return refuse("WORKBOOK_DAMAGED");
    const out = entry.method === STORED ? packed : await this.inflate(packed, PART_MAX);
    if (out === "large" || out?.length > PART_MAX) return refuse("WORKBOOK_PART_LARGE", PART_MAX >> 20);
    if (!out || out.length !== entry.size || crc32(out) !== entry.crc) return refuse("WORKBOOK_DAMAGED");
    this.unpacked += out.length;
    if (this.unpacked > UNPACKED_MAX) return refuse("WORKBOOK_UNPACKED_MUCH", UNPACKED_MAX >> 20);
    if (this.unpacked > RATIO_FREE + RATIO_MAX * this.bytes.length) return refuse("WORKBOOK_RATIO", RATIO_MAX);
    return out;
  }

  packed(entry) {
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    if (entry.local + LOCAL_SIZE > this.bytes.length || view.getUint32(entry.local, true) !== 0x04034b50) return null;
    const begin = entry.local + LOCAL_SIZE + view.getUint16(entry.local + 26, true) + view.getUint16(entry.local + 28, true);
    return begin + entry.packedSize > this.bytes.length ? null : this.bytes.subarray(begin, begin + entry.packedSize);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {import("./faults.js").Faults} why
 * @param {typeof inflateStream} [inflate]
 * @returns {Parts | null} null having said why
 */
export function openZip(bytes, why, inflate = inflateStream) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const refuse = (reason, at = "", ...said) => {
    why.add(reason, at, ...said);
    return null;
  };
  if (end < 0) return refuse("WORKBOOK_DAMAGED");
  const count = view.getUint16(end + 10, true);
  const entries = new Map();
  if (count > PARTS_MAX) return refuse("WORKBOOK_PARTS_MANY", "", PARTS_MAX);
  for (let i = 0, at = view.getUint32(end + 16, true); i < count; i++) {
    if (at + ENTRY_SIZE > end || view.getUint32(at, true) !== 0x02014b50) return refuse("WORKBOOK_DAMAGED");
    const entry = readEntry(view, bytes, at);
    if (entry.next > end) return refuse("WORKBOOK_DAMAGED");
    if (entries.has(entry.name.toLowerCase())) return refuse("WORKBOOK_PART_TWICE", entry.name);
    entries.set(entry.name.toLowerCase(), entry);
    at = entry.next;
  }
  return new Parts(bytes, entries, why, inflate);
}
