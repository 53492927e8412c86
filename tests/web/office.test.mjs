/* The office in a browser, against the real daemon, PostgreSQL and thidua-web: from the key to the receipt, whatever lies between. */
import { after, afterEach, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, until } from './rig.mjs';
import { Gateway, OfficeRig, saved } from './office_rig.mjs';
import { joined, utf8 } from '../../clients/web/page/office/bytes.js';
import { commandHash } from '../../clients/web/page/office/command.js';
import { hash, seedSigner } from '../../clients/web/page/office/seal.js';
import { decode, encode } from '../../clients/web/page/office/wire.js';

/** @type {OfficeRig} */
let rig;
/** @type {Gateway} */
let gateway;
before(async () => {
	rig = await OfficeRig.start();
	gateway = await Gateway.start(rig.port);
});
after(async () => {
	gateway?.stop();
	await rig?.stop();
});
afterEach(() => rig?.leave());

/** Of a test that is not about the kept files: they are fetched once, not twice. */
const PLAIN = { serviceWorkers: 'block' };
const sheets = new URL('../../deploy/season-2024/sheets/Q1/', import.meta.url);
/** @param {string} board @param {(text: string) => string} change @returns {{name: string, mimeType: string, buffer: Buffer}} */
const sheet = (board, change = text => text) => ({ name: `${board}-quy-I.csv`, mimeType: 'text/csv', buffer: Buffer.from(change(readFileSync(new URL(`${board}.csv`, sheets), 'utf8'))) });
/** @param {any} page @param {any} file */
const drop = (page, file) => page.setInputFiles('input[data-take]', file);
/** @param {any} page */
const heading = page => page.locator('[data-heading]').first().innerText();
/** The preview is here. @param {any} page */
const previewed = page => page.waitForSelector('[data-heading="preview"] >> xpath=ancestor::main >> .figures strong');
/** @param {any} page */
const waits = page => page.waitForSelector('.not-yet');
/** @param {any} page */
const received = page => page.waitForSelector('.received');
/** @param {any} page */
const line = page => page.locator('.desk-head .line').innerText();

const axe = readFileSync(npm.resolve('axe-core/axe.min.js'), 'utf8');
/** Nothing of a step is hard to read, to reach or too wide, in either language and on either ground. @param {any} page @param {string} where */
async function sound(page, where) {
	await page.evaluate(axe);
	for (const colorScheme of ['check', 'form', 'receipt'].includes(where) ? ['light', 'dark'] : ['light']) {
		await page.emulateMedia({ colorScheme });
		const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run());
		assert.deepEqual(violations.map(each => [each.id, each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]), [], `${where} ${colorScheme}`);
	}
	await page.emulateMedia({ colorScheme: 'light' });
	for (const lang of ['en', 'vi']) {
		await page.click(`[data-act="language"][data-value="${lang}"]`);
		for (const width of [360, 1280]) {
			await page.setViewportSize({ width, height: 900 });
			assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} ${lang} ${width} px`);
		}
	}
}

test('from the invitation to a receipt that the tool proves, each step sound for who sees, hears, or has a telephone', async () => {
	const page = await rig.page('office');
	await page.waitForSelector('[data-heading="invite"]');
	await sound(page, 'invite');
	await drop(page, rig.invite('HB'));
	await page.waitForSelector('[data-heading="make"]');
	const daemon = /sign_public\s+(\w+)/.exec(readFileSync(join(rig.place, 'year/keys/daemon.key.pub'), 'utf8'))[1];
	assert.equal((await page.locator('.key').innerText()).replaceAll(' ', ''), daemon, 'the daemon\'s key, to be compared by telephone');
	await page.click('[data-act="make"]');
	await page.waitForSelector('.waits >> text=chưa biết khóa này');
	await sound(page, 'grant');
	rig.grantTo('HB', await saved(page, '[data-act="save-key"]'));
	await page.waitForSelector('[data-heading="drop"]', { timeout: 20_000 });
	assert.equal(await heading(page), 'Thả tệp báo cáo quý I vào đây', 'it goes on by itself');
	await sound(page, 'drop');

	await drop(page, sheet('HB', text => text.replace('3,5;–;0;', '3,5;–;3 đầu mối;').replace('400;–;428;', '400;–;;').replace(';57;64;', ';75;64;')));
	await page.waitForSelector('.figures.part');
	assert.equal(await heading(page), 'Ba ô phải sửa trước khi gửi');
	assert.deepEqual(await page.locator('.fault').evaluateAll(items => items.map(item => [item.querySelector('h2').textContent, item.querySelector('td.wrong').textContent, item.querySelector('p').textContent])), [
		['Ô G14', '3 đầu mối', 'T06: không phải là số: "3 đầu mối".'], ['Ô G18', '', 'T10: còn trống; nếu bằng không hãy ghi 0.'], ['Ô G19', '75', 'T11: phải nhiều nhất bằng tổng số, 64, không phải 75.']
	]);
	assert.equal(await page.locator('[data-act="sign"]').getAttribute('aria-disabled'), 'true');
	await sound(page, 'check');
	assert.match((await saved(page, '[data-act="faults"]')).toString(), /G14 \(T06\): không phải là số/);
	await page.click('[data-act="language"][data-value="en"]');
	assert.match(await page.locator('.fault').first().innerText(), /T06: is no number: "3 đầu mối"/);
	await page.click('[data-act="language"][data-value="vi"]');

	await page.click('[data-act="here"]');
	await page.waitForSelector('[data-heading="form"]');
	assert.deepEqual(await Promise.all(['T06', 'T10', 'T11'].map(task => page.inputValue(`#cell-${task}`))), ['3 đầu mối', '', '75'], 'what stands in the sheet, to be mended');
	assert.match(await page.locator('#cell-T06-wrong').innerText(), /không phải là số/);
	await page.click('[data-act="start"]');

	await drop(page, sheet('HB', text => text.replace(';57;64;', ';75;64;')));
	await page.waitForSelector('.faults >> text=Một chỗ phải sửa');
	await drop(page, sheet('HB'));
	await previewed(page);
	assert.match(await page.locator('.steps [aria-current]').innerText(), /3\. Xem trước/);
	assert.match(await page.locator('.steps').innerText(), /2\. Đã sửa 1 ô/);
	const told = await page.locator('.figures strong').allInnerTexts();
	await sound(page, 'preview');
	await page.click('[data-act="sign"]');
	await received(page);
	assert.equal(await heading(page), 'Đã nhận, đúng hạn');
	await page.waitForSelector('dt:has-text("Điểm sau khi nhận")');
	const row = (await rig.api('standings?period=Q1')).rows.find(each => each.board === 'HB');
	assert.deepEqual(told, [row.total.replace('.', ','), String(row.rank)], 'what was previewed is what it came to');
	await sound(page, 'receipt');
	const receipt = join(rig.place, 'HB.receipt');
	writeFileSync(receipt, await saved(page, '[data-act="save-receipt"]'));
	const proof = JSON.parse(rig.tool('HB', 'verify', receipt, '--json'));
	assert.ok(proof.proves && proof.kind === 'submit_report', JSON.stringify(proof));

	await page.click('[data-act="correct"]');
	await page.waitForSelector('[data-heading="form"]');
	await sound(page, 'form');
	await page.fill('#cell-T10', '4 trăm');
	await page.press('#cell-T10', 'Enter');
	await page.waitForSelector('#cell-T10[aria-invalid="true"]');
	assert.match(await page.locator('#cell-T10-wrong').innerText(), /không phải là số/);
	await page.fill('#cell-T10', '430');
	const [asked] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })]);
	assert.equal(asked.type(), 'beforeunload', 'what was typed is not left without a word');
	await asked.dismiss();
	await page.click('[data-act="judge"]');
	await page.waitForSelector('.old-new');
	assert.deepEqual(await page.locator('.old-new tbody tr').allInnerTexts(), ['T10 Đảng viên\t428\t430'], 'old and new');
	await previewed(page);
	await sound(page, 'correction');
	await page.click('[data-act="sign"]');
	await page.waitForSelector('.received >> text=lần nộp 2');
	assert.deepEqual(await page.locator('.outbox tbody th').allInnerTexts(), ['Quý I, lần 2', 'Quý I, lần 1']);
	assert.match(await page.locator('.outbox tbody tr').nth(1).innerText(), /Thay bằng lần 2/);
	assert.deepEqual(page.complaints.filter(each => !/Failed to load resource/.test(each)), []);
	assert.deepEqual(await page.context().cookies(), []);
});

test('a workbook too, signed without a line: it waits, outlives the page, which opens without a line, and is sent once by itself', async () => {
	const page = await rig.office('HG', { url: gateway.url });
	const context = page.context();
	await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' || new Promise(resolve => active.addEventListener('statechange', resolve, { once: true }))));
	await context.setOffline(true);
	await drop(page, new URL('HG.xlsx', sheets).pathname);
	await page.waitForSelector('.panel >> text=Không có mạng');
	await page.click('[data-act="sign"]');
	await waits(page);
	assert.equal(await heading(page), 'Đã ký, đang chờ mạng');
	assert.equal(await page.locator('.not-yet').innerText(), 'Chưa có biên nhận thì chưa phải đã nộp.');
	await page.close();

	const again = await context.newPage();
	await again.goto(`${gateway.url}/office`);
	await again.waitForSelector('.outbox tbody tr');
	assert.match(await again.locator('.outbox tbody tr').innerText(), /Quý I, lần 1.*Đã ký, đang chờ mạng/s);
	assert.equal(await line(again), 'Mất mạng');
	await drop(again, sheet('HB', text => text.replace('Mã đơn vị;HB', 'Mã đơn vị;HG')));
	await again.waitForSelector('[data-act="sign"] >> text=lần 2');
	assert.equal(await again.locator('.correction h2').innerText(), 'Lần 2 thay lần 1: cũ và mới', 'the next is built on what waits');
	await again.click('[data-act="sign"]');
	await waits(again);
	assert.equal(await again.locator('.outbox tbody tr').count(), 2);
	await again.click('[data-act="withdraw"]');
	await again.waitForSelector('.notice >> text=chưa hề gửi');
	await again.click('[data-act="side"][data-value="outbox"]');
	assert.equal(await again.locator('.outbox tbody tr').count(), 1, 'what was never sent can be taken back');
	const before = gateway.carried;
	await context.setOffline(false);
	await again.waitForSelector('.outbox tbody tr >> text=Đã nhận');
	await until('the line to be said', async () => await line(again) === 'Có mạng', 10);
	assert.equal(gateway.carried - before, 1, 'carried once');
	assert.equal(JSON.parse(rig.tool('HG', 'report', '--period', 'Q1', '--json')).report.revision, 1);
});

test('with the page closed the browser sends it itself, where it can', async () => {
	const page = await rig.office('VP', { url: gateway.url });
	const context = page.context();
	const wall = await context.newPage(); // of the same origin, not of the office
	await wall.goto(`${gateway.url}/page/icon.svg`);
	const browser = await context.newCDPSession(wall), workers = new Map();
	browser.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations.forEach(each => workers.set(each.scopeURL, each.registrationId)));
	await browser.send('ServiceWorker.enable');
	await page.evaluate(() => navigator.serviceWorker.ready);
	await drop(page, sheet('VP'));
	await previewed(page);
	await context.setOffline(true);
	await page.click('[data-act="sign"]');
	await waits(page);
	await page.close();
	const before = gateway.carried;
	await context.setOffline(false);
	const registrationId = await until('the worker to be known', () => workers.get(`${gateway.url}/office`), 10);
	await browser.send('ServiceWorker.dispatchSyncEvent', { origin: gateway.url, registrationId, tag: 'thidua-outbox', lastChance: false });
	await until('it to be sent', () => gateway.carried > before, 20);
	const again = await context.newPage();
	await again.goto(`${gateway.url}/office`);
	await again.waitForSelector('.outbox tbody tr >> text=Đã nhận');
	assert.equal(gateway.carried - before, 1, 'once');
});

test('what somebody else of the office has sent meanwhile is seen before one signs', async () => {
	const page = await rig.office('TNG', PLAIN);
	rig.tool('TNG', 'submit', 'deploy/season-2024/reports/Q1/TNG.json');
	await drop(page, sheet('TNG', text => text.replace(/(;)(\d+)(;–;0;số của riêng quý này)/, '$11$3')));
	await page.waitForSelector('[data-act="sign"] >> text=lần 2');
	await page.waitForSelector('.correction >> text=khóa khác của đơn vị');
	await previewed(page);
	await page.click('[data-act="sign"]');
	await page.waitForSelector('.received >> text=lần nộp 2');
});

test('the daemon dies while a report is under way, and comes back: the same report is taken, under the same number', async () => {
	const page = await rig.office('LCH', PLAIN);
	await drop(page, sheet('LCH'));
	await previewed(page);
	await rig.killDaemon();
	await page.click('[data-act="sign"]');
	await waits(page);
	await page.waitForSelector('[data-heading="send waiting"]');
	rig.startDaemon();
	await page.waitForSelector('.received', { timeout: 20_000 }).catch(error => { throw new Error(readFileSync(join(rig.place, 'again.log'), 'utf8'), { cause: error }); });
	assert.match(await page.locator('.facts').innerText(), /lần nộp 1/);
});

/** State, whether there is a receipt, and tries of what the outbox has, newest last. @param {any} page @returns {Promise<[string, boolean, number][]>} */
const kept = page => page.evaluate(() => new Promise(resolve => {
	indexedDB.open('thidua-office').onsuccess = opened => {
		const base = /** @type {any} */ (opened.target).result;
		base.transaction('outbox').objectStore('outbox').getAll().onsuccess = got => {
			base.close();
			resolve(got.target.result.sort((a, b) => a.place - b.place).map(row => [row.state, Boolean(row.receipt), row.attempts]));
		};
	};
}));

/** A reply with a receipt that says what it should, under a key of the liar's own. @param {Buffer} sent a SignedCommand @returns {Promise<Buffer>} */
async function forged(sent) {
	const liar = seedSigner(new Uint8Array(32).fill(5)), { command } = decode('SignedCommand', new Uint8Array(sent)), said = decode('Command', command);
	const statement = encode('ReceiptStatement', { command_id: said.id, command_hash: commandHash(command), cluster: said.cluster, sequence: 999n, hash: new Uint8Array(32), received_at: 1710950400000000n, late_days: 0 });
	const signature = await liar.sign(joined(utf8('thidua.receipts.v1'), hash(Uint8Array.of(0), statement)));
	return Buffer.from(encode('Reply', { correlation: 0n, status: 1, receipt: { statement, leaf: 0, leaves: 1, path: [], signature, key: liar.publicKey } }));
}

test('who stands between cannot make the page believe a receipt: of another key, of another report, with a byte changed', async () => {
	const page = await rig.office('SL', { ...PLAIN, url: gateway.url });
	await drop(page, sheet('SL'));
	await previewed(page);
	await page.click('[data-act="sign"]');
	await received(page);
	const ofAnother = gateway.reply;
	await page.click('[data-act="correct"]');
	await page.fill('#cell-T10', '1');
	await page.click('[data-act="judge"]');
	await page.waitForSelector('.old-new');
	await previewed(page);
	gateway.lie = () => Buffer.from('?');
	await page.click('[data-act="sign"]');
	await until('it to be sent', async () => (await kept(page))[1]?.[2] > 0, 10);
	const ofOtherKey = await forged(gateway.sent);
	for (const [what, lie, said] of /** @type {[string, (reply: Buffer) => Buffer, RegExp][]} */ ([
		['of another key', () => ofOtherKey, /không phải khóa của máy chủ đã cho/],
		['of another report', () => ofAnother, /không phải biên nhận của lệnh đi kèm/],
		['with a byte changed', reply => { const out = Buffer.from(reply); out[out.length >> 1] ^= 1; return out; }, /không phải biên nhận của máy chủ/],
		['an empty OK', () => Buffer.from(encode('Reply', { correlation: 0n, status: 1 })), /không phải biên nhận của máy chủ/]
	])) {
		const [, [, , attempts]] = await kept(page);
		gateway.lie = lie;
		await page.click('[data-act="wake"]');
		await until(`what is ${what} to be heard`, async () => (await kept(page))[1][2] > attempts && said.test(await page.locator('[data-heading="send doubt"] >> xpath=ancestor::section').innerText()), 10);
		assert.deepEqual((await kept(page))[1].slice(0, 2), ['sent', false], what);
		assert.equal(await page.locator('.received').count(), 0, what);
		assert.equal(await page.locator('.not-yet').innerText(), 'Chưa có biên nhận thì chưa phải đã nộp.', what);
	}
	gateway.lie = null;
	await Promise.race([page.click('[data-act="wake"]'), page.waitForSelector('.received')]); // it may ask by itself before
	await page.waitForSelector('.received >> text=lần nộp 2');
	assert.deepEqual((await kept(page))[1].slice(0, 2), ['acknowledged', true], 'the true one is believed, whatever was said before');
});

test('the keyboard alone: key, file, signature, receipt, with the focus where what is new begins', async () => {
	const page = await rig.page('office', PLAIN);
	page.setDefaultTimeout(15_000);
	page.on('filechooser', () => undefined); // from the start: who listens first when Enter is pressed may come too late
	await page.waitForSelector('[data-heading="invite"]');
	/** Tab until one is there. @param {string} where */
	const come = async where => {
		for (let i = 0; i < 40; i++) {
			await page.keyboard.press('Tab');
			if (await page.evaluate(selector => document.activeElement.matches(selector), where))
				return;
		}
		assert.fail(`no way to ${where}`);
	};
	/** @param {any} file */
	const choose = async file => {
		await come('[data-act="choose"]');
		const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
		await chooser.setFiles(file);
	};
	const here = () => page.evaluate(() => document.activeElement.getAttribute('data-heading'));
	await choose(rig.invite('BK'));
	await until('the key\'s heading', async () => await here() === 'make', 5);
	await come('#typed-label');
	await page.keyboard.press('Enter');
	await until('the public half\'s heading', async () => await here() === 'grant', 5);
	await come('[data-act="save-key"]');
	const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
	rig.grantTo('BK', readFileSync(await download.path()));
	await until('the first step to come by itself, and the focus with it', async () => await here() === 'drop', 20);
	await choose(sheet('BK'));
	await until('the preview', async () => await here() === 'preview', 10);
	await previewed(page);
	await come('[data-act="sign"]');
	await page.keyboard.press('Enter');
	await received(page);
	await until('the receipt', async () => /^receipt /.test(await here()), 10);
});

test('where WebCrypto has no Ed25519 the key lies under a passphrase, asked for again when the page is opened again', async () => {
	const script = `{ const make = crypto.subtle.generateKey; crypto.subtle.generateKey = function (how, ...rest) { return how.name === 'Ed25519' ? Promise.reject(new DOMException('no', 'NotSupportedError')) : make.call(this, how, ...rest); }; }`;
	const page = await rig.page('office', { ...PLAIN, script });
	await page.waitForSelector('[data-heading="invite"]');
	await drop(page, rig.invite('CB'));
	await page.fill('#typed-passphrase', 'ngắn');
	await page.click('[data-act="make"]');
	assert.match(await page.locator('.notice').innerText(), /ít nhất 10 ký tự/);
	await page.fill('#typed-passphrase', 'một con vịt xòe ra');
	await page.fill('#typed-again', 'một con vịt xòe ra');
	await page.click('[data-act="make"]');
	await page.waitForSelector('[data-heading="grant"]');
	rig.grantTo('CB', await saved(page, '[data-act="save-key"]'));
	await rig.goOn(page);
	await page.reload();
	await page.waitForSelector('[data-heading="unlock"]');
	await sound(page, 'unlock');
	await page.fill('#typed-passphrase', 'hai con thằn lằn con');
	await page.click('[data-act="unlock"]');
	await page.waitForSelector('.notice >> text=không đúng');
	await page.fill('#typed-passphrase', 'một con vịt xòe ra');
	await page.press('#typed-passphrase', 'Enter');
	await page.waitForSelector('[data-heading="drop"]');
	await drop(page, sheet('CB'));
	await previewed(page);
	await page.click('[data-act="sign"]');
	await received(page);
	await page.click('[data-act="side"][data-value="key"]');
	await page.click('[data-act="forget"]');
	await page.waitForSelector('.notice >> text=Bấm lần nữa');
	await page.click('[data-act="forget"]');
	await page.waitForSelector('[data-heading="invite"]');
	assert.equal(await page.locator('.notice').count(), 0, 'what is done is not asked any more');
});

test('a machine whose clock is wrong is told so, and not that it has no line', async () => {
	const page = await rig.page('office', { ...PLAIN, script: '{ const right = Date.now; Date.now = () => right() - 3600000; }' });
	await page.waitForSelector('[data-heading="invite"]');
	await drop(page, rig.invite('DB'));
	await page.click('[data-act="make"]');
	await page.waitForSelector('[data-heading="grant"]');
	rig.grantTo('DB', await saved(page, '[data-act="save-key"]'));
	await page.click('[data-act="ask"]');
	await page.waitForSelector('.refused >> text=Đồng hồ máy này chạy sai');
	assert.equal(await line(page), 'Có mạng');
});

test('at an address that is not secure it says so, and offers the tool', async () => {
	const page = await rig.page('office', { url: `http://office.example:${rig.port}` });
	await page.waitForSelector('[data-heading="insecure"]');
	assert.match(await page.locator('pre').innerText(), /^thidua keygen/);
	await sound(page, 'insecure');
});

test('only the files of the office are kept, each by its hash, and no answer of the API', async () => {
	const page = await rig.page('office');
	await page.evaluate(() => navigator.serviceWorker.ready);
	const kept = await until('the files to be kept', () => page.evaluate(async () => {
		const names = await caches.keys();
		const paths = (await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(each => new URL(each.url).pathname)))).flat().sort();
		return names.length === 1 && paths.length > 0 ? paths : null;
	}), 20);
	const listed = [...readFileSync(new URL('../../clients/web/page/office_files.js', import.meta.url), 'utf8').matchAll(/\["([^"]+)"/g)].map(found => found[1]);
	assert.deepEqual(kept, listed.sort());
	assert.ok(kept.includes('/office') && !kept.some(path => path.startsWith('/api/')));
});

test('a new version replaces the kept files whole or not at all', async () => {
	const page = await rig.page('office', { url: gateway.url });
	await page.waitForSelector('[data-heading="invite"]');
	await page.evaluate(() => navigator.serviceWorker.ready);
	/** @param {string} text */
	const newer = text => text.replace('</title>', ', bản mới</title>').replace('<html lang="vi">', '<html lang="vi" data-new>');
	await page.addInitScript(() => navigator.serviceWorker?.getRegistration('/office').then(registration => registration?.addEventListener('updatefound', () => {
		const worker = registration.installing;
		worker.addEventListener('statechange', () => { /** @type {any} */ (window).came = worker.state; });
	})));
	/** Opened anew: what came of the newer worker, and is the page the newer one? */
	const opened = async () => {
		await page.reload();
		const came = await until('the newer worker to have come or gone', () => page.evaluate(() => ['redundant', 'activated'].find(each => each === /** @type {any} */ (window).came)), 20);
		return [came, await page.evaluate(() => document.documentElement.hasAttribute('data-new'))];
	};
	const office = readFileSync(new URL('../../clients/web/page/office.html', import.meta.url), 'utf8'), sum = text => createHash('sha256').update(text).digest('base64');
	await until('the first to be kept', () => page.evaluate(async () => Boolean(await caches.match('/office'))), 10);
	gateway.files.set('/office', newer);
	gateway.files.set('/page/office_files.js', text => text.replace(sum(office), sum('another')));
	assert.deepEqual(await opened(), ['redundant', false], 'a file that is not what the list says');
	gateway.files.set('/page/office_files.js', text => text.replace(sum(office), sum(newer(office))));
	assert.deepEqual(await opened(), ['activated', false], 'what is open goes on');
	await page.reload();
	assert.ok(await page.evaluate(() => document.documentElement.hasAttribute('data-new')), 'and is the newer one when opened next');
	assert.equal((await page.evaluate(() => caches.keys())).length, 1, 'the old one is gone');
	gateway.files.clear();
});

test('a key that a freeze admitted: what its board has sent is not told to it, and it corrects it all the same', async () => {
	rig.tool('operator', 'clock', 'advance', '2024-11-21T08:00+07:00');
	rig.tool('HG', 'submit', 'deploy/season-2024/reports/Q4/HG.json');
	const page = await rig.office('HG', PLAIN);
	await page.waitForSelector('.note >> text=khóa chưa xem được đơn vị đã nộp gì');
	await drop(page, new URL('../Q4/HG.xlsx', sheets).pathname);
	await page.waitForSelector('[data-heading="preview"] >> text=Gửi báo cáo này thì máy chủ sẽ nhận');
	await page.waitForSelector('.note >> text=Thay lần 1');
	assert.match(await page.locator('.panel').innerText(), /điểm và hạng chưa cho khóa biết/);
	assert.equal(await page.locator('.figures').count(), 0);
	await page.click('[data-act="sign"] >> text=lần 2');
	await page.waitForSelector('.received >> text=lần nộp 2');
	await sound(page, 'receipt');
	await page.click('[data-act="correct"]');
	await page.fill('#cell-T10', '1');
	await page.click('[data-act="judge"]');
	await page.waitForSelector('[data-act="sign"] >> text=lần 3');
	assert.equal(await page.locator('.correction h2').innerText(), 'Lần 3 thay lần 2: cũ và mới', 'of its own it knows what it sent');
});
