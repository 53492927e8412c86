/*
 * workbook_read -- what a file is, is said by its first bytes: a zip archive names its parts in the open, and Excel wrote OLE files
 * before 2007 and writes one still around what a password locks.
 */
import { utf8 } from "./bytes.js";
import { BOUNDS } from "./grid.js";
import { isText } from "./text.js";
import { readCsv } from "./workbook_csv.js";
import { readXlsx } from "./workbook_xlsx.js";
import { inflateStream, openZip } from "./zip.js";

const OLD = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
const LOCKED = utf8("EncryptedPackage".split("").join("\0"));
const PARTS = utf8("[Content_Types].xml");

const begins = (bytes, magic) => magic.every((byte, i) => bytes[i] === byte);

function holds(bytes, what) {
  for (let at = bytes.indexOf(what[0]); at >= 0; at = bytes.indexOf(what[0], at + 1))
    if (begins(bytes.subarray(at, at + what.length), what)) return true;
  return false;
}

/** @returns {"xlsx" | "csv" | "old" | "locked" | "foreign"} */
function kindOf(bytes, name) {
  if (begins(bytes, OLD)) return holds(bytes, LOCKED) ? "locked" : "old";
  if (begins(bytes, utf8("PK"))) return holds(bytes, PARTS) || /\.xls[xm]$/i.test(name) ? "xlsx" : "foreign";
  if (/\.[ct]sv$/i.test(name)) return "csv";
  /* CSV that somebody gave the name of a workbook, which its program opens all the same */
  if (/\.(xls[xm]?|ods)$/i.test(name) && bytes.length > 0 && bytes[0] !== 0x3c && isText(bytes)) return "csv";
  return /\.xls[xm]$/i.test(name) && bytes[0] !== 0x3c ? "xlsx" : "foreign";
}

/**
 * @param {Uint8Array} bytes
 * @param {string} name of the file
 * @param {import("./faults.js").Faults} why
 * @param {typeof inflateStream} [inflate]
 * @returns {Promise<import("./grid.js").Workbook | null>} null having said why
 */
export async function readWorkbook(bytes, name, why, inflate = inflateStream) {
  const refuse = (reason, ...said) => {
    why.add(reason, "", ...said);
    return null;
  };
  if (bytes.length > BOUNDS.bytes) return refuse("WORKBOOK_LARGE", BOUNDS.bytes >> 20);
  const kind = kindOf(bytes, name);
  if (kind === "csv") return readCsv(bytes, why);
  if (kind !== "xlsx") return refuse({ old: "WORKBOOK_OLD", locked: "WORKBOOK_LOCKED", foreign: "WORKBOOK_FOREIGN" }[kind]);
  const parts = openZip(bytes, why, inflate);
  return parts && readXlsx(parts, why);
}
