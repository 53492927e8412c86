/*
 * form_view -- a report filled in on the page: a row for each task of the season with its target and what was reported last, and the
 * lists of texts. What is wrong stands at its field.
 */
import { h } from '../dom.js';
import { sayFault } from '../office/faults.js';
import { WORDS } from '../office/word_table.js';
import { unitName, taskShort } from '../names.js';
import { decimal } from '../numbers.js';
import { LISTS, rowsOfForm } from './form_state.js';
import { button, noticeLine, title } from './frame.js';
import { lineText, periodName } from './said.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** What is wrong with a field, by its path; of a sheet's cell by its task. @param {...string} paths */
function wrong(...paths) {
	const found = (state.reading?.faults ?? []).filter(fault => paths.includes(fault.cell?.task ?? fault.field));
	return found.map(fault => sayFault(fault, state.lang)).join('; ');
}

/** @param {string} id @param {string} label @param {string} fill @param {string} value @param {string} fault */
function numberInput(id, label, fill, value, fault) {
	return h('input', { id, 'data-key': `${id}-${state.form.made}`, 'data-fill': fill, value, inputmode: 'decimal', autocomplete: 'off', 'aria-label': label, 'aria-invalid': fault ? 'true' : null, 'aria-describedby': fault ? `${id}-wrong` : null });
}

/** @param {any} row of formOf @param {any} before the report of the period before */
function taskRow(row, before) {
	const t = desk[state.lang].form, { form, lang } = state, cell = form.cells.get(row.task) ?? { value: '', outOf: '' };
	const name = `${row.task} ${taskShort(row.name, lang)}`, id = `cell-${row.task}`;
	const fault = wrong(row.task, `${row.task}.actual`, `${row.task}.done`), faultOf = wrong(`${row.task}.out_of`);
	return h('tr', { 'data-key': row.task },
		h('th', { scope: 'row' }, h('span', { class: 'code' }, row.task), ' ', taskShort(row.name, lang), h('small', null, row.expected ? `${unitName(row.unit, lang)} · ${WORDS[row.how][lang]}` : WORDS[row.how][lang])),
		h('td', { class: 'n', 'data-label': t.target }, row.target && decimal(row.target, lang)),
		h('td', { class: 'n', 'data-label': t.due }, row.due && decimal(row.due, lang)),
		before && h('td', { class: 'n', 'data-label': t.before(periodName(before.period)) }, lineText(row.before)),
		h('td', { class: 'fill' }, row.expected ? [
			numberInput(id, `${name}, ${t.value}`, `cell ${row.task} value`, cell.value, fault),
			row.share && [h('span', { 'aria-hidden': 'true' }, t.of), numberInput(`${id}-of`, `${name}, ${t.outOf}`, `cell ${row.task} outOf`, cell.outOf, faultOf)],
			fault && h('p', { class: 'wrong', id: `${id}-wrong` }, fault),
			faultOf && h('p', { class: 'wrong', id: `${id}-of-wrong` }, faultOf)
		] : h('span', { class: 'dim' }, t.valueless)));
}

/** @param {string} list @param {any} item @param {number} i */
function listItem(list, item, i) {
	const t = desk[state.lang].form, { made } = state.form;
	return h('fieldset', { 'data-key': `${list}-${i}-${made}` },
		h('legend', null, t.item[list](i + 1)),
		h('div', { class: 'in-a-row' }, LISTS[list].map(name => {
			const id = `${list}-${i}-${name}`, fault = wrong(`${list}[${i}].${name}`, list === 'proposals' ? `proposals[${i}]` : '');
			return h('p', { class: 'field' }, h('label', { for: id }, t.fields[name]),
				h('textarea', { id, rows: 2, 'data-fill': `text ${list} ${i} ${name}`, 'aria-invalid': fault ? 'true' : null, 'aria-describedby': fault ? `${id}-wrong` : null }, item[name] ?? ''),
				fault && h('span', { class: 'wrong', id: `${id}-wrong` }, fault));
		})),
		button('remove', t.remove(t.item[list](i + 1).toLowerCase()), { 'data-value': `${list} ${i}` }));
}

/** @param {string} list */
function listPart(list) {
	const t = desk[state.lang].form;
	return h('section', { class: 'list-part' }, h('h2', null, t.lists[list]),
		state.form.lists[list].map((item, i) => listItem(list, item, i)),
		h('div', { class: 'acts' }, button('add', t.add[list], { 'data-value': list })));
}

export function formView() {
	const t = desk[state.lang], { form, told, own, reading } = state;
	const rows = rowsOfForm(told, own.invitation.board, form.period), before = told.before?.report;
	const faults = reading?.faults.length ?? 0;
	return h('div', { class: 'form' },
		title('form', t.form.title(periodName(form.period))),
		noticeLine(),
		faults > 0 && h('p', { class: 'notice', role: 'alert' }, t.check.title(faults)),
		h('div', { class: 'scroll' }, h('table', { class: 'fill-in' },
			h('thead', null, h('tr', null,
				h('th', { scope: 'col' }, t.form.task), h('th', { scope: 'col', class: 'n' }, t.form.target), h('th', { scope: 'col', class: 'n' }, t.form.due),
				before && h('th', { scope: 'col', class: 'n' }, t.form.before(periodName(before.period))), h('th', { scope: 'col' }, t.form.value))),
			h('tbody', { 'data-enter': 'judge' }, rows.map(row => taskRow(row, before))))),
		Object.keys(LISTS).map(listPart),
		h('section', { class: 'list-part' }, h('h2', null, t.form.evidence), h('p', { class: 'note' }, t.form.evidenceWhat(form.evidence.length)),
			h('div', { class: 'acts' }, button('evidence', t.form.evidenceAdd), h('input', { type: 'file', class: 'unseen', multiple: true, 'data-evidence': true, tabindex: '-1', 'aria-label': t.form.evidenceAdd }))),
		h('div', { class: 'acts last' }, button('judge', t.form.act, { class: 'main' }), button('start', t.drop.other)));
}
