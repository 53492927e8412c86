/*
 * hints -- what to write instead, where it is known: by the reason, what stands there, and what was reported before.
 */
import { taskOfFault } from './fault_task.js';
import { lineText, periodName } from './said.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** @param {any} fault @param {string} code of its task */
function missing(fault, code) {
	const before = state.told?.before?.report, line = before?.lines.find(each => each.task === code);
	return desk[state.lang].hints.missing(lineText(line), line ? periodName(before.period) : '');
}

/** @param {any} fault */
const digits = fault => /^[\d.,]*\d/.exec((fault.arguments[0] ?? '').trim())?.[0] ?? '';

/** @type {Record<string, (fault: any, code: string) => string>} */
const by = {
	SHEET_VALUE_MISSING: missing,
	NUMBER_NONE: fault => desk[state.lang].hints.number(digits(fault)),
	NUMBER_TEXT: fault => desk[state.lang].hints.number(digits(fault)),
	DONE_TOO_LARGE: () => desk[state.lang].hints.larger,
	SHEET_TASK_ABSENT: () => desk[state.lang].hints.absent,
	SHEET_OUT_OF_MISSING: () => desk[state.lang].hints.outOf,
	SHEET_TASK_VALUELESS: () => desk[state.lang].hints.valueless,
	SHEET_CELL_UNCOMPUTED: () => desk[state.lang].hints.computed,
	SHEET_CELL_DATE: () => desk[state.lang].hints.date
};

/** @param {any} fault @returns {string} "" where nothing is known */
export function hintOf(fault) {
	return by[fault.reason]?.(fault, taskOfFault(fault)) ?? '';
}
