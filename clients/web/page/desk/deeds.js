/*
 * deeds -- what the office does, step by step: ask the daemon, read a file or the form, try it, sign it, keep it, send it.
 *
 * Each changes the state and says so by changed(); none of them touches the document.
 */
import { commandId, reportCommand, signCommand } from '../office/command.js';
import { Courier } from '../office/courier.js';
import { Faults } from '../office/faults.js';
import { changesOf, checkReport } from '../office/form.js';
import { placeAfter, reportOf } from '../office/follow.js';
import { Gateway } from '../office/gateway.js';
import { isExpected } from '../office/season.js';
import { Outbox } from '../office/outbox.js';
import { placeOfField, readReport } from '../office/sheet_report.js';
import { previewOf } from '../office/preview.js';
import { standIn } from '../office/stand_in.js';
import { askTold, NotAdmitted, Refused, Silent } from '../office/told.js';
import { readWorkbook } from '../office/workbook_read.js';
import { fill, reportOfForm } from './form_state.js';
import { taskOfFault } from './fault_task.js';
import { notice, state } from './state.js';

export const gateway = new Gateway('/api/v1/', (path, how) => fetch(path, how));
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('thidua-office') : null;
let changed = () => {};

/** @param {() => void} show */
export function onChange(show) {
	changed = show;
	channel?.addEventListener('message', () => void readRows());
}

const microseconds = () => BigInt(Date.now()) * 1000n;

/** The daemon's time as far as it is known. */
export function now() {
	const { told } = state;
	return told ? told.now + (told.rehearsal ? 0n : microseconds() - told.at) : microseconds();
}

/** @param {string} what @param {() => Promise<void>} deed */
async function during(what, deed) {
	state.busy = what;
	changed();
	try {
		await deed();
	} finally {
		state.busy = '';
		changed();
	}
}

/* --- what the daemon tells --- */

/** One that failed before another began must not have the last word. */
let asked = 0;

/** @param {number} [period] */
export async function refresh(period = state.told?.period) {
	const { signer, own, store } = state, turn = ++asked;
	if (!signer)
		return;
	let told = null, failure = null;
	try {
		told = await askTold(gateway, signer, own.invitation, period);
	} catch (error) {
		if (!(error instanceof NotAdmitted || error instanceof Silent || error instanceof Refused))
			throw error;
		failure = error;
	}
	if (turn !== asked)
		return;
	state.line = failure instanceof Silent ? 'lost' : 'up';
	state.refused = failure instanceof Refused ? failure.faults : [];
	if (failure instanceof NotAdmitted)
		state.admitted = false;
	if (told) {
		Object.assign(state, { told, stale: false, admitted: true });
		await store.know(`told ${told.period}`, told);
		await store.know('told', told);
	} else {
		await recall(period);
	}
	changed();
}

/** What was told in an earlier visit. @param {number} [period] */
async function recall(period) {
	if (state.told && (!period || state.told.period === period))
		return;
	const told = await state.store.known(period ? `told ${period}` : 'told');
	if (told)
		Object.assign(state, { told, stale: true, admitted: true });
}

/* --- the outbox --- */

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

/** @param {string} id */
export async function withdraw(id) {
	const gone = await state.outbox.withdraw(id);
	if (gone)
		notice('withdrawn');
	await readRows();
	if (gone && state.row === id)
		Object.assign(state, { row: '', step: state.reading ? 'preview' : 'drop' });
	if (state.reading && state.step === 'preview')
		await judge();
	changed();
}

/* --- reading --- */

export function start() {
	Object.assign(state, { reading: null, preview: null, place: null, form: null, fixed: 0, row: '', step: 'drop', side: '', notice: null });
	changed();
}

const context = () => {
	const { cluster, year, board } = state.own.invitation;
	return { cluster, year, board, period: ['', 'Q1', 'Q2', 'Q3', 'Q4', 'FINAL'][state.told.period] };
};

/** How many tasks a report of ours has lines for. */
export function taskCount() {
	const { season } = state.told;
	return season.tasks.filter(task => isExpected(season, state.own.invitation.board, task)).length;
}

/** @param {File} file */
export function take(file) {
	return during('reading', async () => {
		const why = new Faults(), before = state.reading?.faults.length ?? 0;
		Object.assign(state, { form: null, side: '', notice: null });
		const workbook = await readWorkbook(new Uint8Array(await file.arrayBuffer()), file.name, why);
		const { cluster, year, board } = state.own.invitation;
		const read = workbook ? readReport(workbook, { context: context(), seasonOf: (c, y) => (c === cluster && y === year ? state.told.season : undefined), language: state.lang }, why) : { cluster, year, report: null, places: {}, notes: [] };
		compare('cluster', read.cluster, cluster, why);
		compare('year', String(read.year || ''), String(year), why);
		compare('board', read.report?.board ?? '', board, why);
		await settleOn(why, { kind: 'sheet', name: file.name, workbook, ...read });
		state.fixed = before > 0 && state.reading.faults.length === 0 ? before : 0;
	});
}

/** @param {string} field @param {string} said @param {string} known @param {Faults} why */
function compare(field, said, known, why) {
	if (said && said !== known)
		why.add('CONTEXT_DIFFERS', field, said, known);
}

/** @param {number} [period] @param {any} [report] what it begins with; absent: what is in force, else nothing */
export async function openForm(period = state.told.period, report) {
	if (period !== state.told.period)
		await refresh(period);
	state.form = fill(report ?? newest(period), period, state.lang);
	if (report)
		typeAgain();
	Object.assign(state, { side: '', step: 'check', notice: null, preview: null, fixed: 0 });
	state.reading = state.reading?.report && report ? state.reading : null;
	changed();
}

/** What could not be read of a sheet stands in the form as it stands there, so that it is mended and not typed anew. */
function typeAgain() {
	const { reading, form } = state;
	for (const { cell } of reading?.workbook ? reading.faults : []) {
		const sheet = cell?.task && !form.cells.has(cell.task) ? reading.workbook.sheets.find(each => each.name === cell.sheet) : null;
		const text = sheet?.cells.find(each => each.row === cell.row && each.column === cell.column)?.text;
		if (text)
			form.cells.set(cell.task, { value: text, outOf: '' });
	}
}

/** What the next one would replace. @param {number} period */
function newest(period) {
	return placeAfter(state.rows, { ...state.own.invitation, period }, told(period)).was;
}

/** What is in force; undefined: nobody tells. @param {number} period */
function told(period) {
	return state.told?.period === period && !state.stale && state.line !== 'lost' ? state.told.inForce : undefined;
}

export function takeForm() {
	return during('reading', async () => {
		const why = new Faults(), { cluster, year, board } = state.own.invitation, before = state.reading?.faults.length ?? 0;
		const report = reportOfForm(state.told.season, board, state.form, why, state.lang);
		await settleOn(why, { kind: 'form', name: '', workbook: null, cluster, year, report, places: {}, notes: [] });
		state.fixed = before > 0 && state.reading.faults.length === 0 ? before : 0;
	});
}

/** @param {Faults} why @param {any} reading */
async function settleOn(why, reading) {
	const { report } = reading;
	if (report?.period && report.period !== state.told.period)
		await refresh(report.period);
	const known = new Set(why.items.map(fault => fault.cell?.name ?? fault.field));
	if (report) {
		const more = new Faults();
		checkReport(state.told.season, report, more);
		for (const fault of more.items.map(each => placed(each, reading)))
			if (!known.has(fault.cell?.name ?? fault.field))
				why.items.push(fault);
	}
	state.reading = { ...reading, faults: why.items, tasks: taskCount() };
	await judge();
}

/** With the cell that it was read from. @param {any} fault @param {any} reading */
function placed(fault, reading) {
	const cell = placeOfField(reading.places, fault.field);
	if (cell)
		return { ...fault, field: cell.name, cell };
	const line = /^(?:submit_report\.)?lines\[(\d+)\]\.?(.*)$/.exec(fault.field);
	const task = line && reading.report.lines[Number(line[1])]?.task;
	return task ? { ...fault, field: `${task}.${line[2] || 'actual'}` } : fault;
}

/* --- trying --- */

/** What is read is held against what is in force, and tried. @param {boolean} [fresh] what is in force was asked for just now */
export async function judge(fresh = false) {
	const { reading, signer } = state, { report, faults } = reading;
	state.preview = null;
	state.place = report?.period ? placeAfter(state.rows, { ...state.own.invitation, period: report.period }, told(report.period)) : null;
	state.step = faults.length > 0 ? 'check' : 'preview';
	if (!report?.period || report.period !== state.told.period || !signer || faults.some(fault => fault.reason === 'CONTEXT_DIFFERS'))
		return changed();
	state.busy = 'trying';
	changed();
	const tried = faults.length > 0 ? standIn(state.told.season, report.board, report, new Set(faults.map(taskOfFault)), state.told.before?.report) : report;
	const { status, reply } = await gateway.try(signer, draft(microseconds(), tried));
	if (state.reading === reading && status === 'STALE' && !fresh) {
		await refresh(report.period);
		return judge(true);
	}
	if (state.reading === reading)
		heard(status, reply);
	state.busy = '';
	return changed();
}

const REFUSALS = ['INVALID', 'FORBIDDEN', 'CONFLICT', 'CLOSED', 'NOT_FOUND', 'STALE'];

/** What the daemon says of a dry run. @param {string} status @param {any} reply */
function heard(status, reply) {
	const { reading, told: { scorecard, standings } } = state;
	state.line = status === '' || status === 'UNAVAILABLE' ? 'lost' : 'up';
	if (status === 'OK' && reply.dry_run) {
		state.preview = previewOf(reply.dry_run, { scorecard, standings });
		state.previewAt = Number(reply.dry_run.scorecard.as_of / 1000n);
	} else if (reading.faults.length === 0 && REFUSALS.includes(status)) {
		reading.faults = reply.faults.map(fault => placed(fault, reading));
		state.step = 'check';
	}
}

/** @param {bigint} at @param {any} report */
function draft(at, report) {
	const { reading: { cluster, year }, place } = state;
	const id = commandId(at, crypto.getRandomValues(new Uint8Array(16)));
	return reportCommand({ id, cluster, year, signedAt: at, report: { ...report, revision: place.revision, previous_hash: place.previousHash } });
}

/** What this one changes of what it replaces; null: it replaces nothing. */
export function changes() {
	const { place, reading } = state;
	return place?.was && reading?.report ? changesOf(place.was, reading.report) : null;
}

/* --- signing --- */

/** One at a time in all tabs, and on what is known then. */
export function sign() {
	return during('signing', async () => {
		const locked = async () => {
			const { revision } = state.place;
			await readRows();
			state.place = placeAfter(state.rows, { ...state.own.invitation, period: state.reading.report.period }, told(state.reading.report.period));
			if (state.place.revision !== revision)
				return notice('moved');
			const at = microseconds();
			const row = await state.outbox.put(await signCommand(state.signer, draft(at, state.reading.report)), at);
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

/** What a row says is taken into the form, to be mended. @param {string} id */
export function correct(id) {
	const row = state.rows.find(each => each.id === id);
	const report = row && reportOf(row);
	state.reading = null;
	return openForm(report?.period, report ?? undefined);
}

export function wake() {
	void state.courier?.wake();
	void refresh();
}
