/* What a page looks like, for tests in other languages: one line of JSON for each address, of the state of its line, its banner, the rows of
 * its table, and all that stands in it. */
import { createRequire } from 'node:module';

const { chromium } = createRequire(`${process.env.THIDUA_NPM}/`)('playwright-core');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });

try {
	for (const address of process.argv.slice(2)) {
		const context = await browser.newContext({ viewport: { width: 1280, height: 1180 } });
		const page = await context.newPage();
		/** @type {string[]} */
		const complaints = [];
		page.on('pageerror', error => complaints.push(String(error.stack)));
		await page.goto(address);
		await page.waitForFunction(() => document.querySelector('.periods') && !document.querySelector('#main > .lead:only-child'));
		console.log(JSON.stringify({ complaints, ...await page.evaluate(() => ({
			state: document.querySelector('.state .how').textContent,
			banner: document.querySelector('.banner')?.textContent ?? '',
			rows: [...document.querySelectorAll('.ranking tbody tr')].map(row => [row.getAttribute('data-board'), row.querySelector('.points').textContent]),
			all: document.body.outerHTML
		})) }));
		await context.close();
	}
} finally {
	await browser.close();
}
