/*
 * Nothing of the page is newer than its floor, Chrome 109, Firefox ESR 115 and Safari 16.4. Of the language itself tsconfig.json
 * says so; here it is said of the browser's interfaces and of the styles.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const npm = createRequire(`${process.env.THIDUA_NPM}/`);
const page = new URL('../../clients/web/page/', import.meta.url).pathname;
const FLOOR = ['chrome 109', 'firefox 115', 'safari 16.4'];

/** What of a text of our own is newer than the floor, else of the page's files. @param {string} [text] */
async function newInScripts(text) {
	const { ESLint } = npm('eslint');
	const eslint = new ESLint({
		cwd: page, overrideConfigFile: true,
		overrideConfig: [{ plugins: { compat: npm('eslint-plugin-compat').default ?? npm('eslint-plugin-compat') }, rules: { 'compat/compat': 'error' }, settings: { targets: FLOOR } }]
	});
	const results = text ? await eslint.lintText(text) : await eslint.lintFiles(['**/*.js']);
	return { files: results.length, found: results.flatMap(({ filePath, messages }) => messages.map(({ line, message }) => `${filePath}:${line}: ${message}`)) };
}

/** The same of styles. A phone that does not know text-size-adjust has bigger letters, Safari without @page a plainer sheet of paper. @param {string} [code] */
async function newInStyles(code) {
	const rule = 'stylelint-no-unsupported-browser-features';
	const { results } = await npm('stylelint').lint({
		...code ? { code } : { files: `${page}**/*.css` },
		config: { plugins: [npm.resolve(rule)], rules: { 'plugin/no-unsupported-browser-features': [true, { browsers: FLOOR, ignore: ['text-size-adjust', 'css-paged-media'], ignorePartialSupport: true }] } }
	});
	return { files: results.length, found: results.flatMap(({ source, warnings }) => warnings.map(({ line, text }) => `${source}:${line}: ${text}`)) };
}

test('no script asks for what a browser of the floor does not have', async () => {
	assert.equal((await newInScripts('export const late = [1].toSorted(), pattern = new URLPattern("/x");')).found.length, 2, 'it is found where it is');
	const { files, found } = await newInScripts();
	assert.deepEqual(found, []);
	assert.ok(files > 30, `${files} files`);
});

test('no style is newer than the floor', async () => {
	assert.equal((await newInStyles('.a { &:hover { color: red } } .b:has(p) { color: red }')).found.length, 2, 'it is found where it is');
	const { files, found } = await newInStyles();
	assert.deepEqual(found, []);
	assert.ok(files > 5, `${files} files`);
});
