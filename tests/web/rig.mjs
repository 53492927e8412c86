/*
 * rig -- the whole, for tests in a browser: the year 2024 up to 17 September by deploy/quickstart, thidua-web, Chromium.
 *
 * One starts once a file of tests; stop() ends what was started, in reverse, each by its own process.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const build = process.env.THIDUA_BUILD ?? join(root, 'build/release');
const web = process.env.THIDUA_WEB ?? join(build, 'clients/web/thidua-web');
export const npm = createRequire(`${process.env.THIDUA_NPM}/`);
export const { chromium } = npm('playwright-core');

/** A port that nobody has now. @returns {Promise<number>} */
function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
			const { port } = /** @type {any} */ (server.address());
			server.close(() => resolve(port));
		});
	});
}

/** Until it is so, asked again and again; fails with what was waited for. @param {string} what @param {() => any} is @param {number} [seconds] */
export async function until(what, is, seconds = 30) {
	const end = Date.now() + 1000 * seconds;
	for (;;) {
		const value = await Promise.resolve().then(is).catch(() => null);
		if (value)
			return value;
		if (Date.now() > end)
			throw new Error(`waited ${seconds} s for: ${what}`);
		await new Promise(resolve => setTimeout(resolve, 50));
	}
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
export async function ended(child, signal) {
	if (child.exitCode !== null || child.signalCode !== null)
		return;
	const gone = new Promise(resolve => child.once('exit', resolve));
	child.kill(signal);
	await gone;
}

/** What stands between browser and server, and may stall: it goes on accepting, and not a byte moves. */
export class Proxy {
	/** @param {number} port the server's */
	static async start(port) {
		const proxy = new Proxy();
		proxy.stalled = false;
		/** @type {Set<import('node:net').Socket>} */
		proxy.lines = new Set();
		proxy.server = createServer(outer => {
			const inner = connect(port, '127.0.0.1');
			for (const [from, to] of [[outer, inner], [inner, outer]]) {
				proxy.lines.add(from);
				from.on('data', data => to.write(data)).on('error', () => to.destroy()).on('close', () => { proxy.lines.delete(from); to.destroy(); });
				if (proxy.stalled)
					from.pause();
			}
		});
		await new Promise(resolve => proxy.server.listen(0, '127.0.0.1', () => resolve(null)));
		proxy.url = `http://127.0.0.1:${/** @type {any} */ (proxy.server.address()).port}`;
		return proxy;
	}

	stall() {
		this.stalled = true;
		for (const line of this.lines)
			line.pause();
	}

	/** For who comes from now on; what hangs goes on hanging. */
	heal() {
		this.stalled = false;
	}

	stop() {
		for (const line of this.lines)
			line.destroy();
		this.server.close();
	}
}

export class Rig {
	/** @param {string} day the year is played up to the first report from then on @param {string} period that is open then */
	static async start(day = '2024-09-17', period = 'Q3') {
		const rig = new this();
		rig.period = period;
		rig.place = mkdtempSync(join(tmpdir(), 'thidua-web-'));
		rig.said = '';
		rig.year = spawn(join(root, 'deploy/quickstart'), ['--pace', '0', '--until', day], { env: { ...process.env, THIDUA_BUILD: build, THIDUA_PLACE: join(rig.place, 'year'), THIDUA_ANY_PORTS: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
		for (const stream of [rig.year.stdout, rig.year.stderr])
			stream.on('data', data => { rig.said += data; });
		try {
			await until('the year to be played', () => rig.said.includes('Ctrl-C') || rig.year.exitCode !== null, 240);
			if (rig.year.exitCode !== null)
				throw new Error(rig.said.slice(-2000));
			await rig.grant();
			await rig.serve();
			rig.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: ['--no-sandbox', '--host-resolver-rules=MAP office.example 127.0.0.1'] });
		} catch (error) {
			await rig.stop();
			throw error;
		}
		return rig;
	}

	/** @param {string} who whose context @param {...string} words */
	tool(who, ...words) {
		return execFileSync(join(this.place, 'year/thidua'), [...words, '--config', join(this.place, `year/${who}.conf`)], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
	}

	async grant() {
		const key = join(this.place, 'year/keys/tested.key'), context = readFileSync(join(this.place, 'year/viewer.conf'), 'utf8');
		/** @param {string} name */
		const of = name => new RegExp(`^${name} = (.*)$`, 'm').exec(context)[1];
		execFileSync(join(this.place, 'year/thidua'), ['keygen', '--label', 'web', '--out', key], { stdio: 'ignore' });
		this.tool('operator', 'key', 'grant', `${key}.pub`, '--role', 'viewer', '--audience', 'member', '--relay');
		this.port = await freePort();
		this.url = `http://127.0.0.1:${this.port}`;
		writeFileSync(join(this.place, 'web.conf'), Object.entries({
			listen: `127.0.0.1:${this.port}`, command_endpoint: of('commands'), feed_endpoint: of('feed'), credential: key,
			daemon_key: join(this.place, 'year/keys/daemon.key.pub'), seasons: 'TCXDD-1/2024', audience: 'member',
			beat_seconds: '2', page: join(root, 'clients/web/page'), vendor: join(root, 'clients/web/vendor')
		}).map(([name, value]) => `${name} = "${value}"\n`).join(''));
	}

	async serve() {
		this.web = spawn(web, ['--config', join(this.place, 'web.conf')], { stdio: ['ignore', 'ignore', 'inherit'] });
		await until('thidua-web to answer', async () => (await fetch(`${this.url}/api/v1/clusters/TCXDD-1/2024/standings?period=${this.period}`)).ok);
	}

	/** The web server dies, without a word. */
	killWeb() {
		return ended(this.web, 'SIGKILL');
	}

	/** @param {string} path below the year @returns {Promise<any>} */
	async api(path) {
		return (await fetch(`${this.url}/api/v1/clusters/TCXDD-1/2024/${path}`)).json();
	}

	/** A page that collects what it complains of. @param {string} query @param {any} [how] url: of what stands before the server */
	async page(query = '', how = {}) {
		const { script, url = this.url, ...context } = how;
		const inside = await this.browser.newContext({ viewport: { width: 1280, height: 1180 }, ...context });
		const page = await inside.newPage();
		page.complaints = [];
		page.on('console', message => ['error', 'warning'].includes(message.type()) && page.complaints.push(message.text()));
		page.on('pageerror', error => page.complaints.push(error.stack));
		if (script)
			await page.addInitScript(script);
		await page.goto(`${url}/${query}`);
		return page;
	}

	/** Closes all pages. */
	async leave() {
		await Promise.all(this.browser?.contexts().map(context => context.close()) ?? []);
	}

	async stop() {
		await this.browser?.close();
		if (this.web)
			await ended(this.web, 'SIGTERM');
		if (this.year)
			await ended(this.year, 'SIGTERM');
		rmSync(this.place, { recursive: true, force: true });
	}
}
