/*
 * fold -- do two texts say the same to who reads them? As daemon/base/fold.c: white space is one space between words, what nobody
 * sees is left out, letters are without case and in parts. Letters' case is the browser's Unicode, so this finds names and
 * warns of a title that stands twice; what counts is judged by the daemon.
 */

/** @param {string} text @returns {string} */
export function folded(text) {
  return text
    .replace(/\p{White_Space}+/gu, " ")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/ +/g, " ")
    .trim()
    .normalize("NFD")
    .toLowerCase();
}

/** @param {string} a @param {string} b @returns {boolean} */
export function foldSame(a, b) {
  return folded(a) === folded(b);
}
