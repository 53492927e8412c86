/*
 * office_rig -- an office in a browser: a rig early in the year, its operator, a gateway that may lie, and a daemon that may die.
 */
import { spawn } from 'node:child_process';
import { createServer, request } from 'node:http';
import { openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, Rig, until } from './rig.mjs';

const root = new URL('../..', import.meta.url).pathname;

/** What stands before the server and does as it likes with what is answered to a command. */
export class Gateway {
	/** @param {number} port the server's */
	static async start(port) {
		const gateway = new Gateway();
		/** @type {((reply: Buffer) => Buffer)|null} */
		gateway.lie = null;
		/** what is given for a path instead of what the server has @type {Map<string, (text: string) => string>} */
		gateway.files = new Map();
		gateway.carried = 0;
		/** what was sent, and truly answered, last */
		gateway.sent = gateway.reply = Buffer.alloc(0);
		gateway.server = createServer((asked, answered) => {
			const pieces = [];
			asked.on('data', piece => pieces.push(piece)).on('end', () => {
				const sent = Buffer.concat(pieces);
				const inner = request({ host: '127.0.0.1', port, path: asked.url, method: asked.method, headers: { ...asked.headers, connection: 'close', 'if-none-match': '' } }, told => {
					const back = [];
					told.on('data', piece => back.push(piece)).on('end', () => {
						const command = asked.url === '/api/v1/commands', { 'content-length': _, ...headers } = told.headers;
						const reply = Buffer.concat(back);
						if (command)
							Object.assign(gateway, { carried: gateway.carried + 1, sent, reply });
						const file = gateway.files.get(asked.url);
						answered.writeHead(told.statusCode, headers).end(file ? file(reply.toString()) : command && gateway.lie ? gateway.lie(reply) : reply);
					});
				});
				inner.on('error', () => answered.destroy());
				inner.end(sent);
			});
		});
		await new Promise(resolve => gateway.server.listen(0, '127.0.0.1', () => resolve(null)));
		gateway.url = `http://127.0.0.1:${/** @type {any} */ (gateway.server.address()).port}`;
		return gateway;
	}

	stop() {
		this.server.closeAllConnections();
		this.server.close();
	}
}

export class OfficeRig extends Rig {
	/** The first quarter is open, and nobody has reported. @param {string} [day] @param {string} [period] @returns {Promise<OfficeRig>} */
	static async start(day = '2024-03-15', period = 'Q1') {
		return /** @type {any} */ (await super.start(day, period));
	}

	/** @param {string} board @returns {string} the file that its operator sends */
	invite(board) {
		const path = join(this.place, `${board}.invite`);
		rmSync(path, { force: true });
		this.tool('operator', 'key', 'invite', '--board', board, '--out', path, '--daemon-key', join(this.place, 'year/keys/daemon.key.pub'));
		return path;
	}

	/** The office as it begins: an invitation, a key that the operator grants, and the first step. @param {any} page @param {string} board */
	async admit(page, board) {
		await page.waitForSelector('[data-heading="invite"]');
		await page.setInputFiles('input[data-take]', this.invite(board));
		await page.click('[data-act="make"]');
		await page.waitForSelector('[data-heading="grant"]');
		this.grantTo(board, await saved(page, '[data-act="save-key"]'));
		await this.goOn(page);
	}

	/** Asked at once whether the key is granted; the page may have asked by itself already. @param {any} page */
	async goOn(page) {
		await page.evaluate(() => /** @type {HTMLElement|null} */ (document.querySelector('[data-act="ask"]'))?.click());
		await page.waitForSelector('[data-heading="drop"]');
	}

	/** @param {string} board @param {Buffer} file */
	grantTo(board, file) {
		const path = join(this.place, `${board}.given.pub`);
		writeFileSync(path, file);
		this.tool('operator', 'key', 'grant', path, '--role', 'office', '--board', board);
	}

	/** @param {string} board @param {any} [how] */
	async office(board, how) {
		const page = await this.page('office', how);
		page.setDefaultTimeout(15_000);
		await this.admit(page, board);
		return page;
	}

	/** The daemon dies, without a word. Who started it is held still, since it would stop the database too. */
	async killDaemon() {
		const pid = Number(readFileSync(join(this.place, 'year/thiduad.pid'), 'utf8'));
		this.year.kill('SIGSTOP');
		process.kill(pid, 'SIGKILL');
		await until('the daemon to be gone', () => !alive(pid), 10);
	}

	/** Another takes its place, where it listened. */
	startDaemon() {
		const context = readFileSync(join(this.place, 'year/viewer.conf'), 'utf8'), path = join(this.place, 'again.conf');
		/** @param {string} name */
		const of = name => new RegExp(`^${name} = (.*)$`, 'm').exec(context)[1];
		const settings = readFileSync(join(this.place, 'year/thiduad.conf'), 'utf8');
		writeFileSync(path, settings.replace(/^(command_endpoint *= ).*$/m, `$1"${of('commands')}"`).replace(/^(feed_endpoint *= ).*$/m, `$1"${of('feed')}"`).replace(/^(http_address *= ).*$/m, '$1"127.0.0.1:0"'));
		this.daemon = spawn(join(process.env.THIDUA_BUILD, 'daemon/thiduad'), ['--config', path, '--rehearse-from', '2024-03-14T08:00+07:00', '--rehearse-speed', '0'], { cwd: root, stdio: ['ignore', 'ignore', openSync(join(this.place, 'again.log'), 'w')] });
	}

	async stop() {
		if (this.daemon)
			await ended(this.daemon, 'SIGTERM');
		this.year?.kill('SIGCONT');
		await super.stop();
	}
}

/** @param {number} pid */
function alive(pid) {
	try {
		process.kill(pid, 0);
		return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

/** What a click saves. @param {any} page @param {string} where @returns {Promise<Buffer>} */
export async function saved(page, where) {
	const [download] = await Promise.all([page.waitForEvent('download'), page.click(where)]);
	return readFileSync(await download.path());
}
