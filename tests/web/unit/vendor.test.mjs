import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const vendor = new URL('../../../clients/web/vendor/', import.meta.url);
/** @param {URL} file */
const hash = file => createHash('sha256').update(readFileSync(file)).digest('hex');
const listed = readFileSync(new URL('SHA256SUMS', vendor), 'utf8').trim().split('\n').map(line => line.split(/\s+/));

test('what is vendored is what was taken, and nothing else lies there', () => {
	for (const [sum, name] of listed)
		assert.equal(hash(new URL(name, vendor)), sum, name);
	const there = readdirSync(vendor, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;
	assert.equal(there, listed.length + 2, 'SHA256SUMS, README.md and what is listed');
});

test('it is what npm has', t => {
	const font = process.env.THIDUA_NPM && new URL(`file://${process.env.THIDUA_NPM}/@fontsource-variable/source-sans-3/`);
	if (!font || !existsSync(font))
		return t.skip('no npm packages at hand: THIDUA_NPM');
	for (const [sum, name] of listed.filter(([, name]) => name.startsWith('source-sans-3/'))) {
		const file = name.replace('source-sans-3/', '');
		assert.equal(hash(new URL(file.endsWith('.woff2') ? `files/${file}` : file, font)), sum, name);
	}
});
