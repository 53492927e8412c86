/* Pictures of all views, below the build's folder pictures, for who changes how something looks: no program can say whether it is beautiful. */
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Rig } from './rig.mjs';

/** @type {Rig} */
let rig;
before(async () => {
	rig = await Rig.start();
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
