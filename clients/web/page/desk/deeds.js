/*
 * deeds -- a report as it comes to be: read of a file or the form, held against what is in force, tried.
 */
import { commandId, reportCommand } from '../office/command.js';
import { Faults } from '../office/faults.js';
import { changesOf, checkReport } from '../office/form.js';
import { placeAfter, reportOf } from '../office/follow.js';
import { isExpected } from '../office/season.js';
import { placeOfField, readReport } from '../office/sheet_report.js';
import { patience } from '../office/courier.js';
import { previewOf } from '../office/preview.js';
import { standIn } from '../office/stand_in.js';
import { readWorkbook } from '../office/workbook_read.js';
import { changed, during, microseconds, turn } from './change.js';
import { fill, reportOfForm } from './form_state.js';
import { isElsewhere, taskOfFault } from './fault_task.js';
import { state } from './state.js';
import { gateway, inForce, learn, now, refresh } from './tell.js';

/* --- reading --- */

export function start() {
	turn();
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
	return during('reading', newest => readFile(file, newest).catch(error => {
		if (newest())
			start(); /* nothing of the one before is signed by mistake */
		throw error;
	}));
}

/** @param {File} file @param {() => boolean} newest */
async function readFile(file, newest) {
	const why = new Faults();
	Object.assign(state, { form: null, side: '', notice: null });
	const workbook = await readWorkbook(new Uint8Array(await file.arrayBuffer()), file.name, why);
	if (!newest())
		return undefined;
	const { cluster, year, board } = state.own.invitation;
	const read = workbook ? readReport(workbook, { context: context(), seasonOf: (c, y) => (c === cluster && y === year ? state.told.season : undefined), language: state.lang }, why) : { cluster, year, report: null, places: {}, notes: [] };
	compare('cluster', read.cluster, cluster, why);
	compare('year', String(read.year || ''), String(year), why);
	compare('board', read.report?.board ?? '', board, why);
	return settleOn(why, { kind: 'sheet', name: file.name, workbook, ...read }, newest);
}

/** @param {string} field @param {string} said @param {string} known @param {Faults} why */
function compare(field, said, known, why) {
	if (said && said !== known)
		why.add('CONTEXT_DIFFERS', field, said, known);
}

/** @param {Faults} why @param {any} reading @param {() => boolean} newest */
async function settleOn(why, reading, newest) {
	const { report } = reading;
	if (report?.period && report.period !== state.told.period)
		await refresh(report.period);
	if (!newest())
		return undefined;
	const known = new Set(why.items.map(fault => fault.cell?.name ?? fault.field));
	if (report) {
		const more = new Faults();
		checkReport(state.told.season, report, more);
		for (const fault of more.items.map(each => placed(each, reading)))
			if (!known.has(fault.cell?.name ?? fault.field))
				why.items.push(fault);
	}
	const mends = state.reading && (reading.kind === 'form' || reading.name === state.reading.name);
	state.fixed = mends ? state.reading.faults.length : 0;
	state.reading = { ...reading, faults: why.items, tasks: taskCount() };
	return judge();
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
	const newest = turn();
	if (period !== state.told.period)
		await refresh(period);
	if (!newest())
		return;
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
	return during('reading', newest => {
		const why = new Faults(), { cluster, year, board } = state.own.invitation;
		const report = reportOfForm(state.told.season, board, state.form, why, state.lang);
		return settleOn(why, { kind: 'form', name: '', workbook: null, cluster, year, report, places: {}, notes: [] }, newest);
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

/** What is read is held against what is in force, and tried. */
export function judge() {
	const { reading, signer } = state, { report, faults } = reading;
	state.preview = null;
	state.place = report?.period ? placeNow(report.period) : null;
	state.step = faults.length > 0 ? 'check' : 'preview';
	if (!report?.period || report.period !== state.told.period || !signer || isElsewhere(faults)) {
		turn();
		return changed();
	}
	return during('trying', newest => tryReading(reading, newest));
}

/** What could not be tried, and is still looked at, is tried now. */
export function judgeAgain() {
	const { reading, preview, step, busy } = state;
	if (reading && !preview && !busy && step === (reading.faults.length > 0 ? 'check' : 'preview'))
		void judge();
}

const CANNOT_NOW = ['', 'BUSY', 'UNAVAILABLE'];
const LOOKS = 2;
let failures = 0;

/** Once more when somebody else was faster; after a while when nobody can now, as long as nothing newer is done. @param {any} reading @param {() => boolean} newest */
async function tryReading(reading, newest) {
	const { signer, told } = state, { report, faults } = reading;
	const tried = faults.length > 0 ? standIn(told.season, report.board, report, new Set(faults.map(taskOfFault)), told.before?.report) : report;
	for (let looks = 0;; looks++) {
		const { status, reply } = await gateway.try(signer, draft(microseconds(), reading, state.place, tried));
		if (!newest())
			return undefined;
		if (status !== 'STALE' || looks === LOOKS)
			return heard(status, reply, newest);
		await learn(report.period, reply.faults);
		if (!newest())
			return undefined;
		state.place = placeNow(report.period);
	}
}

const REFUSALS = ['INVALID', 'FORBIDDEN', 'CONFLICT', 'CLOSED', 'NOT_FOUND', 'STALE'];

/** What the daemon says of a dry run. @param {string} status @param {any} reply @param {() => boolean} newest */
function heard(status, reply, newest) {
	const { reading, told: { scorecard, standings } } = state;
	state.line = status === '' || status === 'UNAVAILABLE' ? 'lost' : 'up';
	if (status === 'OK') {
		state.preview = previewOf(reply.dry_run, { scorecard, standings });
		state.previewAt = reply.dry_run ? Number(reply.dry_run.scorecard.as_of / 1000n) : Number(now() / 1000n);
	} else if (reading.faults.length === 0 && REFUSALS.includes(status)) {
		reading.faults = reply.faults.map(fault => placed(fault, reading));
		state.step = 'check';
	}
	failures = CANNOT_NOW.includes(status) ? failures + 1 : 0;
	if (failures > 0)
		setTimeout(() => newest() && judgeAgain(), patience(failures - 1, Math.random()));
}

/** @param {bigint} at @param {any} reading @param {any} place @param {any} [report] that is sent; absent: as it was read */
export function draft(at, { report: read, cluster, year }, place, report = read) {
	const id = commandId(at, crypto.getRandomValues(new Uint8Array(16)));
	return reportCommand({ id, cluster, year, signedAt: at, report: { ...report, revision: place.revision, previous_hash: place.previousHash } });
}

/** What this one changes of what it replaces; null: it replaces nothing. */
export function changes() {
	const { place, reading } = state;
	return place?.was && reading?.report ? changesOf(place.was, reading.report) : null;
}
