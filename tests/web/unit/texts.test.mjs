import test from 'node:test';
import assert from 'node:assert/strict';
import { words } from '../../../clients/web/page/texts.js';
import { boardShort, clusterName, found, plain } from '../../../clients/web/page/names.js';

/** Every key with what kind of text it is. @param {any} table @param {string} at @returns {string[]} */
function shape(table, at = '') {
	return Object.entries(table).flatMap(([key, value]) =>
		typeof value === 'object' && !Array.isArray(value) ? shape(value, `${at}${key}.`)
			: [`${at}${key}: ${Array.isArray(value) ? `list of ${value.length}` : typeof value === 'function' ? 'function' : typeof value}`]).sort();
}

test('both languages have the same texts, and of the same kind', () => {
	assert.deepEqual(shape(words.en), shape(words.vi));
});

test('Vietnamese texts hold no glyph that the two subsets of the face lack', () => {
	const known = /^[\u0000-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u2000-\u206f\u2212\u1ea0-\u1ef9]*$/u;
	const texts = JSON.stringify(words, (key, value) => (typeof value === 'function' ? value.toString() : value));
	for (const letter of new Set(texts))
		assert.match(letter, known, `U+${letter.codePointAt(0).toString(16)}`);
});

test('boards go by their province and the cluster has an English name', () => {
	assert.equal(boardShort('Ban Tổ chức Thành ủy Hà Nội'), 'Hà Nội');
	assert.equal(boardShort('Sở Nội vụ'), 'Sở Nội vụ');
	assert.equal(clusterName('Cụm thi đua số 1 ngành Tổ chức xây dựng Đảng, năm 2024', 'vi'), 'Cụm thi đua số 1 ngành Tổ chức xây dựng Đảng');
	assert.equal(clusterName('Cụm thi đua số 1 ngành Tổ chức xây dựng Đảng, năm 2024', 'en'), 'Emulation Cluster No. 1, Party Organisation');
	assert.equal(clusterName('Một cụm khác', 'en'), 'Một cụm khác');
});

test('a search finds without marks, and marks what was found', () => {
	assert.equal(plain('Đường hạng'), 'duong hang');
	assert.deepEqual(found('Quy hoạch hợp nhất theo cụm', 'hop nhat'), { before: 'Quy hoạch ', hit: 'hợp nhất', after: ' theo cụm' });
	assert.deepEqual(found('Hợp nhất'.normalize('NFD'), 'HỢP'), { before: '', hit: 'Hợp', after: ' nhất' });
	assert.equal(found('Hợp nhất', 'tách'), null);
	assert.equal(found('Hợp nhất', '  '), null);
});

test('ordinals of English', () => {
	assert.equal(words.en.place(1), '1st place');
	assert.equal(words.en.place(12), '12th place');
	assert.equal(words.en.pinned('Hà Giang', '23='), 'Hà Giang, 23rd=');
});
