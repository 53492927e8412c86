/* The page in a browser, against the real daemon, PostgreSQL and thidua-web. */
import { after, afterEach, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { npm, Proxy, Rig, until } from './rig.mjs';

/** @type {Rig} */
let rig;
before(async () => { rig = await Rig.start(); });
after(() => rig?.stop());
afterEach(() => rig?.leave());

/** What the table says: code, rank and points of each row. @param {any} page */
const table = page => page.locator('.ranking tbody tr').evaluateAll(rows => rows.map(row => [row.dataset.board, row.querySelector('.rank').textContent, row.querySelector('.points').textContent]));
/** What it should say. @param {any} standings @param {(text: string) => string} mark */
const wanted = (standings, mark = text => text.replace('.', ',')) => standings.rows.map(row => [row.board, `${row.rank}${row.tied ? '=' : ''}`, mark(row.total)]);
/** @param {any} page */
const state = page => page.locator('.state .how').innerText();

test('the page shows the standing as it is, and complains of nothing', async () => {
	const page = await rig.page();
	await page.waitForSelector('.ranking');
	const standings = await rig.api('standings?period=Q3');
	assert.deepEqual(await table(page), wanted(standings));
	assert.equal(await page.locator('.completeness .sum b').first().innerText(), '2/14');
	assert.match(await page.locator('h1').innerText(), /^Thái Nguyên tạm dẫn đầu quý III,\s+hơn Phú Thọ 3,20 điểm$/);
	assert.equal(await page.locator('.card .left').innerText(), '3 ngày 15 giờ');
	assert.match(await state(page), /^Trực tiếp/);
	assert.deepEqual(page.complaints, []);
	assert.deepEqual(await page.context().cookies(), []);
});

test('a row without a report has neither grade nor move', async () => {
	const page = await rig.page();
	await page.waitForSelector('.ranking');
	for (const row of await page.locator('.ranking tbody tr.absent').all()) {
		assert.equal(await row.locator('.grade').innerText(), '–');
		assert.match(await row.locator('.move').innerText(), /^–/);
	}
	assert.equal(await page.locator('.ranking tbody tr.absent').count(), 12);
});

test('who has neither a report nor points of before has no place', async () => {
	const { version, rows } = await rig.api('standings?period=Q3'), board = rows.at(-1).board, page = await rig.page();
	await page.route(/standings\?.*v=/, async route => {
		const told = await (await route.fetch()).json();
		Object.assign(told.rows.at(-1), { base: '0.00', bonus: '0.00', deduction: '0.00', total: '0.00', revision: 0, status: 'EXPECTED', review: 'EXPECTED', tied: true });
		await route.fulfill({ json: told });
	});
	await page.goto(`${rig.url}/?period=Q3&v=${version}`);
	await page.waitForSelector('.ranking');
	assert.deepEqual((await table(page)).at(-1), [board, '–', '–']);
	assert.equal(await page.locator('.ranking tbody tr').last().locator('.behind').textContent(), '');
	assert.deepEqual((await page.locator('.paper tbody tr').last().locator('td').allTextContents()).filter((_, i) => i !== 1).slice(0, 5), Array(5).fill('–'));
	await page.click(`.ranking tr[data-board="${board}"] .name a`);
	await page.waitForSelector('.place');
	assert.equal(await page.locator('.place b').textContent(), '–');
	await page.click('nav a[href*="view=heat"]');
	await page.waitForSelector('.map');
	assert.equal(await page.locator('.map tbody tr').count(), rows.length - 1);
});

test('who share a rank are named below one another in the curve', async () => {
	const page = await rig.page('?view=curve&period=Q1');
	await page.waitForSelector('.curve');
	const tops = await page.evaluate(async () => {
		const [{ state }, { render }] = await Promise.all(['/page/state.js', '/page/render.js'].map(path => import(path)));
		state.all.Q1 = { ...state.all.Q1, rows: state.all.Q1.rows.map((row, i, all) => (i === 2 ? { ...row, rank: all[1].rank } : row)) };
		render();
		return ['.from', '.to'].map(names => [...document.querySelectorAll(`.curve ${names}`)].map(each => Math.round(each.getBoundingClientRect().top)));
	});
	assert.deepEqual(tops.map(each => new Set(each).size), [14, 14]);
});

test('a list that there was no room for is asked again, counts what it holds, and turns no line around', async () => {
	const page = await rig.page();
	let asked = 0;
	await page.route(/api.*\/models/, route => route.fulfill(asked++ === 0 ? { status: 429, headers: { 'Retry-After': '1' }, json: {} } : { json: { models: ['RECOGNISED', 'OPEN'].map(state => ({ board: 'HG', year: 2024, period: 'Q2', title: `Bốn \u202etốt ${state}`, effect: 'a\u2067b', state })) } }));
	await page.goto(`${rig.url}/?view=models`);
	await page.waitForSelector('.list');
	assert.equal(await page.locator('.models h2').textContent(), '1/2 mô hình hay được công nhận');
	assert.equal(await page.locator('.list tbody tr').first().locator('td').nth(2).textContent(), 'Bốn \\u202etốt RECOGNISEDa\\u2067b');
});

test('English has English words and points', async () => {
	const page = await rig.page();
	await page.click('[data-act="language"][data-value="en"]');
	await page.waitForSelector('html[lang="en"]');
	assert.deepEqual(await table(page), wanted(await rig.api('standings?period=Q3'), text => text));
	assert.match(await page.locator('h1').innerText(), /^Thái Nguyên leads Q3 for now,\s+3\.20 points ahead of Phú Thọ$/);
	assert.match(page.url(), /lang=en/);
	await page.reload();
	await page.waitForSelector('.ranking');
	assert.equal(await page.locator('html').getAttribute('lang'), 'en', 'and stays so');
});

test('the limits over the bars can be read where there is little room', async () => {
	const page = await rig.page('', { viewport: { width: 760, height: 900 } });
	await page.waitForSelector('.ranking');
	const boxes = await page.locator('.scale span').evaluateAll(labels => labels.map(label => label.getBoundingClientRect()).filter(box => box.width > 0).map(box => [box.left, box.right]));
	assert.ok(boxes.length >= 3);
	for (let i = 1; i < boxes.length; i++)
		assert.ok(boxes[i][0] >= boxes[i - 1][1], JSON.stringify(boxes));
});

test('lines of text in a table keep off its rules', async () => {
	for (const [query, where] of [['?view=board&board=TNG', '.card-table .how'], ['?view=models', '.list td:nth-child(3)']]) {
		const page = await rig.page(query, { viewport: { width: 1280, height: 900 } });
		await page.waitForSelector(where);
		const room = await page.locator(where).evaluateAll(cells => cells.map(cell => {
			const text = document.createRange(), box = cell.getBoundingClientRect();
			text.selectNodeContents(cell);
			return Math.min(text.getBoundingClientRect().top - box.top, box.bottom - text.getBoundingClientRect().bottom);
		}));
		assert.ok(Math.min(...room) >= 3, `${query}: ${Math.min(...room)} px`);
	}
});

test('nothing is wider than the window, from a phone to a wall of screens', async () => {
	for (const query of ['', '?view=board&board=HG', '?view=curve', '?view=targets']) {
		const page = await rig.page(query);
		await page.waitForSelector('.ranking, .card-table, .curve, .targets');
		for (const width of [360, 600, 759, 760, 999, 1000, 1199, 1200, 1920, 2560, 3840]) {
			await page.setViewportSize({ width, height: 900 });
			assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${query} ${width} px`);
		}
		await page.context().close();
	}
});

test('the keyboard alone: one stop for the table, arrows within, Enter opens, Esc comes back to the row', async () => {
	const page = await rig.page();
	await page.waitForSelector('.ranking');
	assert.equal(await page.locator('.ranking [tabindex="0"]').count(), 1);
	await page.locator('.ranking tbody tr').first().focus();
	for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowDown'])
		await page.keyboard.press(key);
	const here = () => page.evaluate(() => document.activeElement.getAttribute('data-board'));
	const third = (await rig.api('standings?period=Q3')).rows[2].board;
	assert.equal(await here(), third);
	await page.keyboard.press('g');
	await page.waitForSelector('.card .pinned');
	await page.keyboard.press('Enter');
	await page.waitForSelector('.card-table tbody tr:nth-child(14)');
	await page.keyboard.press('Escape');
	await page.waitForSelector('.ranking');
	await until('the focus to be back', async () => await here() === third, 5);
});

test('the ground is the system\'s, a reader\'s choice comes before it, and forced colours before both', async () => {
	const page = await rig.page();
	await page.waitForSelector('.ranking');
	const ground = async colours => {
		await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...colours });
		return page.evaluate(() => { const root = getComputedStyle(document.documentElement); return [root.getPropertyValue('--paper').trim(), root.colorScheme]; });
	};
	const light = ['#fff', 'light'], dark = ['#11161a', 'dark'];
	for (const [of_light, of_dark] of [[light, dark], [dark, dark], [light, light]]) { // as the system, dark, light
		assert.deepEqual(await ground({}), of_light);
		assert.deepEqual(await ground({ colorScheme: 'dark' }), of_dark);
		for (const colorScheme of ['light', 'dark'])
			assert.equal((await ground({ colorScheme, forcedColors: 'active' }))[0], 'Canvas');
		await page.click('[data-act="theme"]');
	}
});

test('axe finds nothing, in any view', async () => {
	const axe = readFileSync(npm.resolve('axe-core/axe.min.js'), 'utf8');
	for (const [query, there] of [['', '.ranking'], ['?view=board&board=HG', '.card-table'], ['?view=curve', '.curve'], ['?view=targets&lang=en', '.list']]) {
		const page = await rig.page(query);
		await page.waitForSelector(there);
		await page.evaluate(axe);
		for (const colorScheme of ['light', 'dark']) {
			await page.emulateMedia({ colorScheme });
			const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run({ resultTypes: ['violations'] }));
			assert.deepEqual(violations.map(each => [each.id, each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]), [], `${query} ${colorScheme}`);
		}
		await page.context().close();
	}
});

test('a sum of a scorecard comes to its points', async () => {
	const page = await rig.page('?view=board&board=SL');
	await page.waitForSelector('.card-table');
	const card = await rig.api('scorecards/SL?period=Q3');
	const told = await page.locator('.card-table tbody tr').evaluateAll(rows => rows.map(row => [row.dataset.task, row.querySelector('.points b').textContent]));
	assert.deepEqual(Object.fromEntries(told), Object.fromEntries(card.lines.map(line => [line.task, line.points.replace('.', ',')])));
});

test('the reveal holds nothing of what is sealed, and opens from the last place', async () => {
	const page = await rig.page('?display=reveal&period=Q2', { viewport: { width: 1920, height: 1080 } });
	await page.waitForSelector('.seals');
	const { rows } = await rig.api('standings?period=Q2');
	const text = async () => page.evaluate(() => document.documentElement.outerHTML);
	/** @param {any} row */
	const short = row => row.name.replace(/^Ban Tổ chức (Tỉnh|Thành) ủy /, '');
	for (const row of rows)
		assert.ok(!(await text()).includes(short(row)), row.board);
	await page.keyboard.press('ArrowRight');
	await page.waitForSelector('.shown');
	assert.equal(await page.locator('.shown .name').innerText(), short(rows[13]));
	for (const row of rows.slice(0, 13))
		assert.ok(!(await text()).includes(short(row)), row.board);
	await page.keyboard.press('ArrowLeft');
	await page.waitForSelector('.ready');
	assert.ok(!(await text()).includes(short(rows[13])));
});

test('an open period reveals nothing', async () => {
	const page = await rig.page('?display=reveal&period=Q3');
	await page.waitForSelector('.ready');
	await page.keyboard.press('ArrowRight');
	assert.equal(await page.locator('.seals li').count(), 0);
});

test('the wall fits its screen with all boards', async () => {
	const page = await rig.page('?display=wall', { viewport: { width: 1920, height: 1080 } });
	await page.waitForSelector('.wall-table');
	const boxes = await page.locator('.wall-table tr').evaluateAll(rows => rows.map(row => row.getBoundingClientRect().bottom));
	assert.equal(boxes.length, 14);
	assert.ok(Math.max(...boxes) <= 1080);
	for (const panel of ['curve', 'heat']) {
		await page.evaluate(() => { const { now } = Date; Date.now = () => now() + 20_000; });
		await page.waitForSelector(`.panel[data-key="${panel}"]`);
	}
	const boxesOf = there => page.locator(there).evaluateAll(all => all.map(each => [each.textContent, each.getBoundingClientRect()]).map(([text, { top, bottom, left, right }]) => ({ text, top, bottom, left, right })));
	const words = await boxesOf('.panel .map thead span:not(.unseen)'), cells = await boxesOf('.panel .map tbody tr:last-child td[data-item]');
	assert.deepEqual(words.slice(0, 2).map(word => word.text), ['Cụ thể hóa', 'Nghị quyết']);
	assert.equal(words.length, 14);
	for (const [i, word] of words.entries())
		assert.ok(word.left >= cells[i].left - 1 && word.right <= cells[i].right + 1 && word.bottom <= cells[i].top && cells[i].bottom < 984, word.text);
});

test('what is long on the wall is cut off nowhere, and pushes nothing off it', async () => {
	const page = await rig.page('?display=wall&lang=en', { viewport: { width: 1920, height: 1080 } });
	await page.waitForSelector('.panel .left');
	await page.evaluate(() => document.fonts.ready);
	for (const text of [null, 'at the conference', '47 hours 59 minutes'])
		assert.ok(await page.evaluate(said => {
			const left = document.querySelector('.panel .left');
			left.textContent = said ?? left.textContent;
			return left.scrollWidth <= left.clientWidth;
		}, text), String(text));
	assert.ok(await page.evaluate(() => {
		const news = document.querySelector('.panel').appendChild(document.createElement('p'));
		news.style.height = '80vh';
		return document.querySelector('.turn').getBoundingClientRect().bottom <= 1080;
	}));
});

test('paper is one sheet with the hashes', async () => {
	const page = await rig.page('?period=Q2');
	await page.waitForSelector('.paper', { state: 'attached' });
	const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
	assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
	await page.emulateMedia({ media: 'print' });
	const { state_hash: hash } = await rig.api('standings?period=Q2');
	assert.match(await page.locator('.paper footer').innerText(), new RegExp(hash.slice(0, 12)));
});

/* Standings come one after another: the page's own line lets those of Q3 through when it may. */
const SLOWLY = `
	delete window.SharedWorker;
	window.kept = [];
	window.EventSource = class extends EventSource {
		addEventListener(type, hear, how) {
			super.addEventListener(type, type !== 'standings' ? hear : event => JSON.parse(event.data).period === 'Q3' && window.kept ? window.kept.push(() => hear(event)) : hear(event), how);
		}
	};
`;

test('until its standing has come a period says so, not that nobody reported', async () => {
	const page = await rig.page('', { script: SLOWLY });
	await page.waitForFunction(() => /** @type {any} */ (window).kept.length > 0);
	await page.waitForSelector('.periods');
	assert.deepEqual([await page.locator('#main').innerText(), await page.locator('#main .card').count()], ['Đang lấy số liệu', 0]);
	await page.evaluate(() => { const { kept } = /** @type {any} */ (window); /** @type {any} */ (window).kept = null; kept.forEach(each => each()); });
	await page.waitForSelector('.ranking');
});

test('without a shared worker the page has a line of its own', async () => {
	const page = await rig.page('', { script: 'delete window.SharedWorker' });
	await page.waitForSelector('.ranking');
	assert.match(await state(page), /^Trực tiếp/);
});

/* What Chrome 109 and Firefox ESR 115 do not have between them, of what a page may be tempted to use. */
const NEWER = `
	for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with', 'fromAsync'])
		for (const of of [Array, Array.prototype, Uint8Array.prototype])
			delete of[name];
	for (const name of ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'])
		delete Set.prototype[name];
	for (const [of, names] of [[Object, ['groupBy']], [Map, ['groupBy']], [Promise, ['withResolvers', 'try']], [URL, ['canParse', 'parse']], [AbortSignal, ['any']], [Response, ['json']],
		[String.prototype, ['isWellFormed', 'toWellFormed']], [Uint8Array, ['fromBase64', 'fromHex']], [Uint8Array.prototype, ['toBase64', 'toHex']], [Intl, ['DurationFormat']],
		[Document.prototype, ['startViewTransition']], [Element.prototype, ['checkVisibility', 'setHTMLUnsafe', 'moveBefore']], [HTMLElement.prototype, ['showPopover', 'hidePopover', 'togglePopover']],
		[window, ['Iterator', 'navigation', 'URLPattern', 'scheduler', 'cookieStore']]])
		for (const name of names)
			delete of[name];
`;

test('what is newer than the floor is not missed', async () => {
	await Promise.all([['', '.ranking'], ['?view=board&board=HG', '.card-table'], ['?view=curve', '.curve'], ['?view=targets', '.targets'], ['?display=wall', '.wall-table'], ['?display=reveal&period=Q2', '.seals']].map(async ([query, there]) => {
		const page = await rig.page(query, { script: NEWER });
		await page.waitForSelector(there);
		assert.deepEqual([await page.evaluate(() => [typeof [].toSorted, typeof Object.groupBy, typeof document.startViewTransition]), page.complaints], [['undefined', 'undefined', 'undefined'], []], query);
		await page.context().close();
	}));
});

test('ranks move while one watches, the focus stays on its row, and it is said', async () => {
	const page = await rig.page(), paused = await rig.page('', {});
	await Promise.all([page.waitForSelector('.ranking'), paused.waitForSelector('.ranking')]);
	await paused.click('[data-act="pause"]');
	const before = await table(page);
	await page.locator('tr[data-board="HN"]').focus();
	rig.tool('HN', 'submit', 'deploy/season-2024/reports/Q3/HN.json');
	await page.waitForSelector('tr[data-board="HN"].changed');
	const standings = await rig.api('standings?period=Q3');
	assert.deepEqual(await table(page), wanted(standings));
	assert.notDeepEqual(await table(page), before);
	assert.match(await page.locator('tr[data-board="HN"] small').innerText(), /^nộp quý III lúc 09:00, \+\d+,\d\d$/);
	assert.match(await page.locator('.news .fresh').innerText(), /Hà Nội nộp báo cáo/);
	assert.equal(await page.evaluate(() => document.activeElement.getAttribute('data-board')), 'HN');
	await until('the line for who does not see', async () => /Hà Nội/.test(await page.locator('#spoken').innerText()), 12);
	assert.deepEqual(await table(paused), before, 'a paused page stays as it is');
	await until('the paused page to tell', async () => /có 1 bản mới/.test(await state(paused)), 5);
	await paused.keyboard.press('p');
	await until('it to go on', async () => JSON.stringify(await table(paused)) === JSON.stringify(wanted(standings)), 5);
	for (const [period, name, marked] of [['Q2', 'quý II', 0], ['Q3', 'quý III', 1]]) {
		await page.click(`.periods a[href*="period=${period}"]`);
		await page.waitForFunction(/** @param {string} text */ text => document.querySelector('.completeness')?.getAttribute('aria-label').endsWith(text), ` ${name}`);
		assert.equal(await page.locator('.completeness .fresh').count(), marked, `${period}: what has just changed is of the third quarter`);
	}
});

test('a late joiner reads what has happened', async () => {
	const page = await rig.page();
	await page.waitForSelector('.news');
	assert.match(await page.locator('.news li').first().innerText(), /Hà Nội nộp báo cáo/);
});

test('the server dies and comes back: the page says so, keeps its figures, and catches up by itself', async () => {
	const page = await rig.page();
	await page.waitForSelector('.ranking');
	const before = await table(page);
	await rig.killWeb();
	await until('the page to notice', async () => /^Đang nối lại/.test(await state(page)), 30);
	assert.deepEqual(await table(page), before);
	assert.equal(await page.locator('.changed, .fresh').count(), 0, 'nothing is red that is not now');
	rig.tool('TQ', 'submit', 'deploy/season-2024/reports/Q3/TQ.json');
	await rig.serve();
	await until('the page to be live', async () => /^Trực tiếp/.test(await state(page)), 30);
	await until('the figures to be new', async () => JSON.stringify(await table(page)) === JSON.stringify(wanted(await rig.api('standings?period=Q3'))), 30);
	assert.notDeepEqual(await table(page), before);
});

test('a proxy stalls and nobody hangs up: the page says that the line is lost, tries again, and is live once it may', async () => {
	const proxy = await Proxy.start(rig.port);
	try {
		const page = await rig.page('', { url: proxy.url });
		await page.waitForSelector('.ranking');
		await until('the line to be up', async () => /^Trực tiếp/.test(await state(page)), 30);
		proxy.stall();
		await until('the page to notice silence', async () => /^Đang nối lại/.test(await state(page)), 30);
		assert.equal(await page.locator('.ranking tbody tr').count(), 14, 'the figures stay');
		await until('a try that hangs to be given up', async () => /lần 2/.test(await state(page)), 30);
		proxy.heal();
		await until('the page to be live', async () => /^Trực tiếp/.test(await state(page)), 40);
	} finally {
		proxy.stop();
	}
});

test('a permalink does not move', async () => {
	const { version } = await rig.api('standings?period=Q3');
	const page = await rig.page(`?period=Q3&v=${version}`);
	await page.waitForSelector('.ranking');
	assert.match(await state(page), /^Bản \d+/);
});

test('an address of nothing says so, and leads to the newest', async () => {
	const page = await rig.page('?period=Q3&v=abc');
	await page.waitForSelector('.lead >> text=Không có bản này');
	await page.click('a >> text=Về bản mới nhất');
	await page.waitForSelector('.ranking');
	assert.match(await state(page), /^Trực tiếp/);
});
