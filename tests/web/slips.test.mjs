/* What an office drops by mistake, in a browser: it is told what it dropped, and nothing of that can be signed as its own. */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { OfficeRig } from './office_rig.mjs';

/** @type {OfficeRig} */
let rig;
/** HG's, with its key. @type {any} */
let page;
before(async () => {
	rig = await OfficeRig.start();
	page = await rig.office('HG', { serviceWorkers: 'block' });
});
after(() => rig?.stop());

const sheets = new URL('../../deploy/season-2024/sheets/', import.meta.url);
/** @param {string} name @param {Buffer} buffer */
const drop = (name, buffer) => page.setInputFiles('input[data-take]', { name, mimeType: 'application/octet-stream', buffer });
/** Until what was dropped has been read, and tried. @param {string} name */
const read = name => page.waitForFunction(/** @param {string} file */ file => document.querySelector('.file b')?.textContent === file && !document.querySelector('#main').hasAttribute('data-busy'), name);
const step = () => page.locator('[aria-current="step"]').innerText();
const cannotSign = async () => assert.equal(await page.locator('[data-act="sign"]').getAttribute('aria-disabled'), 'true');

test('an address typed with a stroke at its end is the same one', async () => {
	const other = await rig.page('office/?lang=en', { serviceWorkers: 'block' });
	await other.waitForSelector('[data-heading="invite"]');
	assert.equal(other.url(), `${rig.url}/office?lang=en`);
	await other.context().close();
});

test('who reports first is told no rank of now, and of nobody that he falls', async () => {
	await drop('HG.xlsx', readFileSync(new URL('Q1/HG.xlsx', sheets)));
	await read('HG.xlsx');
	assert.equal(await page.locator('.figures div').last().innerText(), 'Hạng\n1\nhiện nay chưa có');
	assert.doesNotMatch(await page.locator('.what-changes').innerText(), /lùi/);
});

test('the sheet of another board is said to be one, and its figures come into no form', async () => {
	await drop('CB.csv', readFileSync(new URL('Q1/CB.csv', sheets)));
	await read('CB.csv');
	assert.match(await page.locator('.faults').innerText(), /trong tệp là CB, còn văn phòng này nộp cho HG/);
	assert.equal(await page.locator('[data-act="here"]').count(), 0);
	await cannotSign();
});

test('a sheet of a period that is not open can be told from this one', async () => {
	await drop('HG-2.xlsx', readFileSync(new URL('Q2/HG.xlsx', sheets)));
	await read('HG-2.xlsx');
	assert.match(await page.locator('.faults').innerText(), /quý II chưa mở/);
	assert.match(await step(), /Sửa 1 chỗ/, 'no cell of it is wrong');
	await cannotSign();
});

test('of what is no report nothing is counted as right, nor given points', async () => {
	for (const [name, bytes] of [['anh.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])], ['trong.xlsx', Buffer.alloc(0)], ['trong.csv', Buffer.alloc(0)], ['bang.csv', Buffer.from('a;b\n1;2\n')]]) {
		await drop(name, bytes);
		await read(name);
		assert.match(await page.locator('.file').innerText(), /Chưa đọc được tệp|12 nhiệm vụ: 0 đúng/, name);
		assert.doesNotMatch(await page.locator('.panel').innerText(), /12\/12|Điểm|Hạng/, name);
		await cannotSign();
	}
});
