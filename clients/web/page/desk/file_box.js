/*
 * file_box -- what was read: the file's name, what it holds, and another in its place.
 */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { taskOfFault } from './fault_task.js';
import { button } from './frame.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** How many tasks stand there, with nothing wrong. @param {any} reading */
export function rightTasks(reading) {
	const wrong = new Set(reading.faults.map(taskOfFault)), lines = reading.report?.lines ?? [];
	return new Set(lines.map(line => line.task).filter(task => !wrong.has(task))).size;
}

/** The file that was read: its name, and what it holds. */
export function fileBox() {
	const t = desk[state.lang], { reading } = state;
	const { report, faults, tasks, workbook, kind } = reading;
	const what = !report ? t.file.unread
		: faults.length === 0 ? t.file.fine(tasks, report.models.length, report.limitations.length)
			: t.file.counts(workbook?.sheets.filter(sheet => !sheet.hidden && sheet.name).length ?? 0, tasks, rightTasks(reading), faults.length);
	return h('div', { class: 'file' },
		icon(faults.length === 0 ? 'ON_TIME' : 'attention'),
		h('div', null, h('b', null, kind === 'form' ? t.file.form : reading.name), h('span', null, what)),
		h('div', { class: 'acts' },
			kind === 'form' || faults.length === 0 ? button('here', t.file.edit) : null,
			button('choose', t.drop.other), h('input', { type: 'file', class: 'unseen', 'data-take': true, accept: '.xlsx,.xlsm,.csv,.tsv', tabindex: '-1', 'aria-label': t.drop.other })));
}
