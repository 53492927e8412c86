/*
 * deeds -- a report as it comes to be: read of a file or the form, held against what is in force, tried.
 */
import { commandId, reportCommand } from '../office/command.js';
import { Faults } from '../office/faults.js';
import { changesOf, checkReport } from '../office/form.js';
import { placeAfter, reportOf } from '../office/follow.js';
import { isExpected } from '../office/season.js';
import { placeOfField, readReport } from '../office/sheet_report.js';
import { previewOf } from '../office/preview.js';
import { standIn } from '../office/stand_in.js';
import { readWorkbook } from '../office/workbook_read.js';
import { changed, during, microseconds } from './change.js';
import { fill, reportOfForm } from './form_state.js';
import { taskOfFault } from './fault_task.js';
import { state } from './state.js';
import { gateway, inForce, refresh } from './tell.js';

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

/* --- the form --- */

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
	return placeNow(period).was;
}

export function takeForm() {
	return during('reading', async () => {
		const why = new Faults(), { cluster, year, board } = state.own.invitation, before = state.reading?.faults.length ?? 0;
		const report = reportOfForm(state.told.season, board, state.form, why, state.lang);
		await settleOn(why, { kind: 'form', name: '', workbook: null, cluster, year, report, places: {}, notes: [] });
		state.fixed = before > 0 && state.reading.faults.length === 0 ? before : 0;
	});
}

/** What a row says is taken into the form, to be mended. @param {string} id */
export function correct(id) {
	const row = state.rows.find(each => each.id === id);
	const report = row && reportOf(row);
	state.reading = null;
	return openForm(report?.period, report ?? undefined);
}

/* --- trying --- */

/** Which report the next one of a period comes after. @param {number} period */
export function placeNow(period) {
	return placeAfter(state.rows, { ...state.own.invitation, period }, inForce(period));
}

/** What is read is held against what is in force, and tried. @param {boolean} [fresh] what is in force was asked for just now */
export async function judge(fresh = false) {
	const { reading, signer } = state, { report, faults } = reading;
	state.preview = null;
	state.place = report?.period ? placeNow(report.period) : null;
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
export function draft(at, report) {
	const { reading: { cluster, year }, place } = state;
	const id = commandId(at, crypto.getRandomValues(new Uint8Array(16)));
	return reportCommand({ id, cluster, year, signedAt: at, report: { ...report, revision: place.revision, previous_hash: place.previousHash } });
}

/** What this one changes of what it replaces; null: it replaces nothing. */
export function changes() {
	const { place, reading } = state;
	return place?.was && reading?.report ? changesOf(place.was, reading.report) : null;
}
