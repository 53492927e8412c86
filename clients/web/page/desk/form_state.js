/*
 * form_state -- what is typed into the form, as it is typed; read only when it is judged, so that nobody's half a number is a fault.
 */
import { formOf, readForm } from '../office/form.js';
import { writeShort } from '../office/number_read.js';
import { decimal } from '../numbers.js';

/** @typedef {{period: number, made: number, cells: Map<string, {value: string, outOf: string}>, lists: Record<'limitations'|'models'|'proposals', Record<string, string>[]>, evidence: Uint8Array[]}} Filled */

export const LISTS = Object.freeze({ limitations: ['text', 'cause', 'remedy'], models: ['title', 'field', 'effect'], proposals: ['text'] });
let made = 0;

/** A line's numbers as people of the language type them. @param {any} line @param {'vi'|'en'} lang */
export function typed(line, lang) {
	const write = value => (value === undefined ? '' : lang === 'en' ? writeShort(value) : decimal(writeShort(value), 'vi').replaceAll('.', '').replace('\u2212', '-'));
	return line ? { value: write(line.actual ?? line.done), outOf: write(line.out_of) } : { value: '', outOf: '' };
}

/** @param {any} report lines and texts to begin with @param {number} period @param {'vi'|'en'} lang @returns {Filled} */
export function fill(report, period, lang) {
	const lists = Object.fromEntries(Object.keys(LISTS).map(list => [list, (report?.[list] ?? []).map(item => (typeof item === 'string' ? { text: item } : { ...item }))]));
	return {
		period, made: ++made,
		cells: new Map((report?.lines ?? []).map(line => [line.task, typed(line, lang)])),
		lists: /** @type {any} */ (lists),
		evidence: [...(report?.evidence ?? [])]
	};
}

/** What stands in the fields is that of the state again. @param {Filled} form */
export function remake(form) {
	form.made = ++made;
}

/** Texts that are empty in all their fields were not meant. @param {Filled} form */
function texts(form) {
	const given = list => form.lists[list].map(item => Object.fromEntries(LISTS[list].map(name => [name, (item[name] ?? '').trim().normalize('NFC')]))).filter(item => Object.values(item).some(Boolean));
	return { limitations: given('limitations'), models: given('models'), proposals: given('proposals').map(item => item.text) };
}

/**
 * @param {any} season @param {string} board @param {Filled} form @param {import('../office/faults.js').Faults} why @param {'vi'|'en'} lang
 * @returns {any} a report: board, period, lines and texts
 */
export function reportOfForm(season, board, form, why, lang) {
	const lines = readForm(season, board, form.cells, why, lang === 'en' ? '.' : ',');
	return { board, period: form.period, lines, ...texts(form), evidence: form.evidence };
}

/** @param {any} told @param {string} board @param {number} period */
export function rowsOfForm(told, board, period) {
	return formOf(told.season, board, period, { before: told.before?.report, now: told.inForce?.report });
}
