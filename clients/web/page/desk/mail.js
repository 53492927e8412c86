/*
 * mail -- the outbox: what was signed is kept, sent, looked at, taken back.
 */
import { signCommand } from '../office/command.js';
import { Courier } from '../office/courier.js';
import { Outbox } from '../office/outbox.js';
import { changed, firmly, microseconds } from './change.js';
import { draft, judgeAgain, placeNow } from './deeds.js';
import { notice, state } from './state.js';
import { gateway, recall, refresh } from './tell.js';

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('thidua-office') : null;
channel?.addEventListener('message', () => void readRows());

export async function readRows() {
	if (!state.outbox)
		return;
	state.rows = await state.outbox.rows();
	const row = state.rows.find(each => each.id === state.row);
	if (state.step === 'send' && row?.state === 'acknowledged') {
		state.step = 'receipt';
		void refresh();
	}
	changed();
}

/** The office can work: its key is there. */
export async function begin() {
	const { store, own } = state;
	state.outbox = new Outbox(store.outbox(), gateway.carry, own.invitation.daemonKey);
	state.courier?.stop();
	state.courier = new Courier(state.outbox, {
		locks: navigator.locks,
		isOnline: () => navigator.onLine,
		changed: async open => {
			channel?.postMessage('sent');
			await readRows();
			if (open)
				await waitInBackground();
		}
	});
	await readRows();
	await recall();
	changed();
	void state.courier.wake();
	await refresh();
}

/** Where the browser can, it wakes the service worker when the line is back, also with the page closed. */
async function waitInBackground() {
	const registration = await navigator.serviceWorker?.getRegistration('/office');
	await /** @type {any} */ (registration)?.sync?.register('thidua-outbox').catch(() => undefined);
}

/** What stands there when it is asked for, and on what is known when it is one's turn: one at a time in all tabs. */
export function sign() {
	const { reading, place } = state;
	return firmly('signing', async () => {
		const locked = async () => {
			await readRows();
			const last = placeNow(reading.report.period);
			if (last.revision !== place.revision) {
				state.place = state.reading === reading ? last : state.place;
				return notice('moved');
			}
			const at = microseconds();
			const row = await state.outbox.put(await signCommand(state.signer, draft(at, reading, last)), at);
			Object.assign(state, { row: row.id, step: 'send', notice: null });
			await waitInBackground();
			return undefined;
		};
		await (navigator.locks ? navigator.locks.request('thidua-sign', locked) : locked());
		await readRows();
		void state.courier.wake();
	});
}

/** A row of the outbox is looked at. @param {string} id */
export function show(id) {
	const row = state.rows.find(each => each.id === id);
	Object.assign(state, { row: id, side: '', step: row?.state === 'acknowledged' ? 'receipt' : 'send', notice: null });
	changed();
}

/** @param {string} id */
export async function withdraw(id) {
	const gone = await state.outbox.withdraw(id);
	if (gone)
		notice('withdrawn');
	await readRows();
	if (gone && state.row === id)
		Object.assign(state, { row: '', step: state.reading ? 'preview' : 'drop' });
	changed();
}

export function wake() {
	void state.courier?.wake();
	void refresh().then(judgeAgain);
}
