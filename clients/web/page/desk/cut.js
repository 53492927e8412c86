/*
 * cut -- three rows and three columns of a sheet round a cell, as its program shows them, so that one finds it there.
 */
import { h } from '../dom.js';
import { letters } from '../office/grid.js';
import { writeNumber } from '../office/faults.js';
import { state } from './state.js';

/** @param {any} cell */
function shown(cell) {
	if (!cell)
		return '';
	if (cell.kind === 'number' && cell.percent)
		return `${writeNumber(String(Number(cell.text) * 100), state.lang)}%`;
	return cell.kind === 'number' ? writeNumber(cell.text, state.lang) : cell.text || '';
}

/** First of three that have the middle one among them, and begin at 0. @param {number} middle */
const from = middle => Math.max(0, middle - 1);

/** The column of the task's code, by which one finds the row, and two from the wrong one on; else what stands round it. @param {any} sheet @param {any} place */
function columnsOf(sheet, place) {
	const code = sheet.cells.find(cell => cell.row === place.row && cell.column < place.column - 1 && cell.text === place.task);
	return code ? [code.column, place.column, place.column + 1] : [0, 1, 2].map(i => from(place.column) + i);
}

/** @param {any} workbook @param {any} place @returns {HTMLElement|null} */
export function cut(workbook, place) {
	const sheet = workbook?.sheets.find(each => each.name === place.sheet);
	if (!sheet)
		return null;
	const columns = columnsOf(sheet, place), rows = [0, 1, 2].map(i => from(place.row) + i);
	/** @param {number} row @param {number} column */
	const at = (row, column) => sheet.cells.find(cell => cell.row === row && cell.column === column);
	return h('table', { class: 'cut', 'aria-hidden': 'true' },
		h('thead', null, h('tr', null, h('td'), columns.map(column => h('td', null, letters(column))))),
		h('tbody', null, rows.map(row => h('tr', null, h('td', null, String(row + 1)), columns.map(column => {
			const cell = at(row, column);
			return h('td', { class: [cell?.kind === 'number' || /^[\d.,]+$/.test(cell?.text ?? '') ? 'n' : '', row === place.row && column === place.column ? 'wrong' : ''].filter(Boolean).join(' ') || null }, shown(cell));
		})))));
}
