/*
 * text -- a text as people's programs save it, made one that may be signed: lines ended by LF, in NFC, without control characters.
 */
import { fromUtf8 } from "./bytes.js";

const MARKS_MAX = 30; /* on one letter: Unicode's Stream-Safe Text Format */
const MANY_MARKS = new RegExp(`\\p{M}{${MARKS_MAX + 1}}`, "u");
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export const isCluster = (text) => /^[A-Z0-9][A-Z0-9-]{0,31}$/.test(text);
export const isBoard = (text) => /^[A-Z]{2,3}([0-9]{2})?$/.test(text);
export const isCode = (text) => /^[A-Z][A-Z0-9]{0,6}$/.test(text);

/** @param {string} text @returns {string} CR LF and CR alone become LF */
export function endLines(text) {
  return text.replace(/\r\n?/g, "\n");
}

/**
 * With a question mark for each control character, so that 4\a2 does not read as 42.
 * @param {string} text
 * @returns {string | null} null: it has more marks on one letter than any language
 */
export function tidy(text) {
  if (MANY_MARKS.test(text.normalize("NFD"))) return null;
  return endLines(text).replace(CONTROLS, "?").normalize("NFC");
}

/**
 * What is wrong with a text that is to be signed, as a reason; null: nothing.
 * @param {string} text
 * @returns {string | null}
 */
export function textFault(text) {
  if (text.includes("\0")) return "TEXT_HOLDS_NUL";
  if (!text.isWellFormed?.() && /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) return "TEXT_NOT_UTF8";
  if (text !== text.normalize("NFC")) return "TEXT_NOT_NFC";
  return text.replace(/[\t\n]/g, "").search(CONTROLS) >= 0 ? "TEXT_HOLDS_CONTROL" : null;
}

/**
 * A file's bytes as UTF-8: without a byte order mark, out of UTF-16 when it has that one's.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} UTF-16 that is cut short stays as it is, which is no UTF-8
 */
export function plainBytes(bytes) {
  if (isUtf16(bytes)) {
    const name = bytes[0] === 0xfe ? "utf-16be" : "utf-16le";
    try {
      return new TextEncoder().encode(new TextDecoder(name, { fatal: true }).decode(bytes));
    } catch {
      return bytes;
    }
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** @param {Uint8Array} bytes @returns {boolean} by its mark */
export function isUtf16(bytes) {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** @param {Uint8Array} bytes @returns {boolean} */
export function isText(bytes) {
  return isUtf16(bytes) || (!bytes.includes(0) && fromUtf8(bytes) !== null);
}
