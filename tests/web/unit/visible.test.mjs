import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { visible } from '../../../clients/web/page/visible.js';

test('what turns a line around or is not seen is shown, the rest stays as it is', () => {
	const fine = 'Vĩnh Phúc: “mô hình” – 12,5 %\n\t(số 1) 🙂 … Hòa Bình, ';
	assert.equal(visible(fine), fine);
	assert.equal(visible('a\u202eb\u2066\u0000\u00ad\u{e0041}'), 'a\\u202eb\\u2066\\x00\\xad\\ue0041');
});

test('it is what the tool shows so in a terminal', () => {
	const source = readFileSync(new URL('../../../clients/json/plain.c', import.meta.url), 'utf8');
	const ranges = [...source.matchAll(/\{ (0x[0-9a-f]+), (0x[0-9a-f]+) \}/g)].map(([, from, to]) => [Number(from), Number(to)]).filter(([from, to]) => from <= to);
	assert.ok(ranges.length > 10);
	for (let letter = 0; letter <= 0xe1000; letter++)
		assert.equal(visible(String.fromCodePoint(letter)) !== String.fromCodePoint(letter), ranges.some(([from, to]) => letter >= from && letter <= to), letter.toString(16));
});
