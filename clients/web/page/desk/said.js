/*
 * said -- periods, boards, tasks and numbers of the season as people of the language write them.
 */
import { writeShort } from '../office/number_read.js';
import { reportOf } from '../office/follow.js';
import { provenBy } from '../office/outbox.js';
import { ENUMS } from '../office/wire_table.js';
import { boardShort, taskShort, taskWord } from '../names.js';
import { clockSeconds, date, dayOf, decimal } from '../numbers.js';
import { words } from '../texts.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** @param {number} period */
export const periodCode = period => /** @type {any} */ (ENUMS.Period[period]);
/** "quý III" @param {number} period */
export const periodName = period => words[state.lang].period(periodCode(period));
/** "quý III năm 2024" @param {number} period @param {number} year */
export const periodOfYear = (period, year) => desk[state.lang].ofYear(periodName(period), year);

/** @param {string} code */
export const boardName = code => state.told?.season.boards.find(each => each.code === code)?.name ?? code;
/** @param {string} code */
export const boardWord = code => boardShort(boardName(code));

const taskOf = code => state.told?.season.tasks.find(each => each.code === code);
/** "T10 Đảng viên" @param {string} code */
export function taskTitle(code) {
	const task = taskOf(code);
	return task ? `${code} ${taskWord(task.name, state.lang) || taskShort(task.name, state.lang)}` : code;
}

/** Ten-thousandths. @param {bigint} value */
export const quantity = value => decimal(writeShort(value), state.lang);

/** @param {any} line of a report */
export function lineText(line) {
	if (!line)
		return '';
	return line.actual === undefined ? `${quantity(line.done)} ${desk[state.lang].form.of} ${quantity(line.out_of)}` : quantity(line.actual);
}

/** Microseconds. @param {bigint} instant */
export const milli = instant => Number(instant / 1000n);
/** "09:41:07 17/09/2024" @param {bigint} instant */
export const timeAndDay = instant => `${clockSeconds(milli(instant))} ${date(dayOf(milli(instant)))}`;
/** "17/09 09:41" @param {bigint} instant */
export const shortTime = instant => `${date(dayOf(milli(instant))).slice(0, 5)} ${clockSeconds(milli(instant)).slice(0, 5)}`;

/** Microseconds, above nothing. @param {bigint} span */
export function spanText(span) {
	const minutes = Number(span / 60000000n), t = desk[state.lang].left;
	const hours = Math.floor(minutes / 60);
	return hours >= 48 ? t.days(Math.floor(hours / 24), hours % 24) : t.hours(hours, minutes % 60);
}

/** @param {import('../office/outbox.js').Row} row */
export function receiptName(row) {
	const report = reportOf(row);
	return `${report.board}-${periodCode(report.period)}-${report.year}-${report.revision}.receipt`;
}

/** @param {import('../office/outbox.js').Row} row */
export const statementOf = row => (state.own ? provenBy(row, state.own.invitation.daemonKey) : null);

/** What a row that has no receipt is, in words. @param {import('../office/outbox.js').Row} row */
export function standing(row) {
	if (row.state === 'refused' || row.state === 'unknown')
		return row.state;
	if (row.doubt)
		return 'doubt';
	return row.state === 'sent' && state.line === 'up' && row.attempts <= 1 ? 'sent' : 'waiting';
}
