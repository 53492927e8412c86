/*
 * visible -- texts that came from outside, without what is obeyed rather than shown.
 *
 * A title may hold what turns the direction of writing, and so all that stands after it in its line, or what is not seen at all: that is
 * shown as the tool shows it in a terminal, \u202e and the like. What a report holds stays as it is.
 */

const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** @param {string} text */
export function visible(text) {
	return text.replace(HIDDEN, letter => {
		const number = /** @type {number} */ (letter.codePointAt(0));
		return number < 0x100 ? `\\x${number.toString(16).padStart(2, '0')}` : `\\u${number.toString(16).padStart(4, '0')}`;
	});
}
