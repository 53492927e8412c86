/* Pictures of all views, below the build's folder pictures, for who changes how something looks: no program can say whether it is beautiful. */
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { OfficeRig } from './office_rig.mjs';

/** @type {OfficeRig} */
let rig;
before(async () => {
	rig = await OfficeRig.start('2024-09-17', 'Q3');
	for (const board of ['HN', 'TQ', 'VP', 'HG'])
		rig.tool(board, 'submit', `deploy/season-2024/reports/Q3/${board}.json`);
});
after(() => rig?.stop());

test('a picture of each view, for who looks at them', async () => {
	const place = new URL(`file://${process.env.THIDUA_BUILD}/pictures/`), dark = { colorScheme: 'dark' }, wall = { viewport: { width: 1920, height: 1080 } }, phone = { viewport: { width: 360, height: 740 } };
	mkdirSync(place, { recursive: true });
	await Promise.all([
		['ranking', '', '.ranking', {}], ['ranking-english', '?lang=en', '.ranking', {}], ['ranking-dark', '', '.ranking', dark], ['phone', '', '.ranking', phone], ['phone-dark', '', '.ranking', { ...phone, ...dark }],
		['wall', '?display=wall', '.wall-table', wall], ['wall-dark', '?display=wall', '.wall-table', { ...wall, ...dark }], ['reveal', '?display=reveal&period=Q2', '.seals', wall],
		['board', '?view=board&board=HN', '.card-table', {}], ['curve', '?view=curve', '.curve', {}], ['curve-dark', '?view=curve', '.curve', dark], ['targets', '?view=targets', '.targets', {}], ['models', '?view=models', '.list', {}], ['calendar', '?view=calendar', '.days', {}]
	].map(async ([name, query, there, how]) => {
		const page = await rig.page(query, how);
		await page.waitForSelector(there);
		await page.evaluate(() => document.fonts.ready);
		const picture = await page.screenshot({ path: new URL(`${name}.png`, place).pathname, fullPage: !how.viewport });
		assert.ok(picture.readUInt32BE(16) === (how.viewport?.width ?? 1280) && picture.length > 10000, `${name}: ${picture.length} bytes`);
		assert.deepEqual(page.complaints, [], name);
		await page.context().close();
	}));
});

test('a picture of each step of the office', async () => {
	const place = new URL(`file://${process.env.THIDUA_BUILD}/pictures/`), sheet = readFileSync(new URL('../../deploy/season-2024/sheets/Q3/BK.csv', import.meta.url), 'utf8');
	const page = await rig.page('office', { viewport: { width: 1280, height: 760 } });
	/** @param {string} name */
	const picture = async name => {
		await page.evaluate(() => document.fonts.ready);
		await page.screenshot({ path: new URL(`office-${name}.png`, place).pathname, fullPage: true });
	};
	/** @param {string} text */
	const drop = text => page.setInputFiles('input[data-take]', { name: 'BK-quy-III-2024.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
	await rig.admit(page, 'BK');
	await picture('1-drop');
	await drop(sheet.replace(/^(T06(?:;[^;]*){5};)\d+/m, '$13 đầu mối').replace(/^(T10(?:;[^;]*){5};)\d+/m, '$1'));
	await page.waitForSelector('.figures.part');
	assert.equal(await page.locator('.fault').count(), 2);
	await picture('2-check');
	await page.click('[data-act="here"]');
	await page.waitForSelector('[data-heading="form"]');
	await picture('2-form');
	await page.click('[data-act="start"]');
	await drop(sheet);
	await page.waitForSelector('.signing');
	await page.waitForSelector('.figures');
	await picture('3-preview');
	await page.context().setOffline(true);
	await page.click('[data-act="sign"]');
	await page.waitForSelector('.not-yet');
	await picture('4-send');
	await page.context().setOffline(false);
	await page.waitForSelector('dt:has-text("Điểm sau khi nhận")');
	await picture('5-receipt');
});
