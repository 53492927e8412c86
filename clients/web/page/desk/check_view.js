/*
 * check_view -- the second step: all that is wrong, each by sheet and cell with a cut of the sheet, what is wrong, what to write.
 */
import { h } from '../dom.js';
import { letters } from '../office/grid.js';
import { sayFault, sayField } from '../office/faults.js';
import { cut } from './cut.js';
import { fileBox } from './file_box.js';
import { formView } from './form_view.js';
import { isElsewhere, taskOfFault } from './fault_task.js';
import { button, columns, noticeLine, title } from './frame.js';
import { hintOf } from './hints.js';
import { previewPanel } from './preview_view.js';
import { taskTitle } from './said.js';
import { state } from './state.js';
import { desk } from './texts.js';

const MOST = 40;

/** Where: "Trang “Số liệu”, ô C9"; a task; a field; or the whole. @param {any} fault @param {any} t */
function where(fault, t) {
	if (fault.cell) {
		const cell = `${letters(fault.cell.column)}${fault.cell.row + 1}`;
		return fault.cell.sheet ? t.check.sheetCell(fault.cell.sheet, cell) : t.check.cell(cell);
	}
	const task = taskOfFault(fault);
	return task ? taskTitle(task) : fault.field ? sayField(fault.field, state.lang) : t.check.whole;
}

/** @param {any} fault @param {any} t */
function item(fault, t) {
	const task = fault.cell?.task, hint = hintOf(fault);
	return h('li', { class: fault.cell ? 'fault' : 'fault bare' },
		fault.cell && cut(state.reading.workbook, fault.cell),
		h('div', null, h('h2', null, where(fault, t)), h('p', null, task ? `${task}: ` : '', sayFault(fault, state.lang), '.'), hint && h('p', { class: 'note' }, hint)));
}

export function checkView() {
	const t = desk[state.lang], { reading } = state;
	if (state.form)
		return formView();
	const { faults } = reading, cells = faults.every(fault => fault.cell);
	return columns([
		fileBox(),
		noticeLine(),
		h('section', { class: 'faults' },
			title('check', cells && faults.length > 1 ? t.check.cells(faults.length) : t.check.title(faults.length)),
			h('ol', null, faults.slice(0, MOST).map(fault => item(fault, t))),
			faults.length > MOST && h('p', { class: 'note' }, t.check.more(faults.length - MOST)),
			h('div', { class: 'acts' }, reading.report?.board && !isElsewhere(faults) && button('here', t.check.here), button('faults', t.check.list), h('span', { class: 'note' }, t.check.excel)))
	], previewPanel());
}
