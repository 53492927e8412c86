/*
 * drop_view -- the first step: a file is dropped, or the form opened; what is due, and what is in force.
 */
import { h } from '../dom.js';
import { date, dayOf } from '../numbers.js';
import { dueDay, dueEnd, openPeriods } from '../office/days.js';
import { button, columns, dropZone, noticeLine } from './frame.js';
import { outboxList } from './outbox_view.js';
import { periodName, spanText, timeAndDay } from './said.js';
import { state } from './state.js';
import { now } from './tell.js';
import { desk } from './texts.js';

/** @param {any} told */
function due(told) {
	const t = desk[state.lang].drop, end = dueEnd(told.season, told.period), left = end - now();
	const day = date(dayOf(dueDay(told.season, told.period) * 86_400_000));
	return left > 0n ? t.due(periodName(told.period), day, spanText(left)) : t.overdue(periodName(told.period), day);
}

/** Which period: more than one may be open. @param {any} told */
function choose(told) {
	const t = desk[state.lang].drop, open = openPeriods(told.season, now());
	if (open.length < 2)
		return null;
	return h('p', { class: 'field' }, h('label', { for: 'period' }, t.period),
		h('select', { id: 'period', 'data-period': true }, open.map(period => h('option', { value: period, selected: period === told.period }, periodName(period)))));
}

export function dropView() {
	const t = desk[state.lang], { told } = state;
	const { inForce } = told;
	return columns([
		dropZone('drop', t.drop.title(periodName(told.period)), t.drop.what, t.drop.choose, '.xlsx,.xlsm,.csv,.tsv', h('span', { class: 'note' }, t.drop.or), button('form', inForce ? t.drop.correct : t.drop.form)),
		noticeLine(),
		choose(told),
		h('p', { class: 'due' }, due(told)),
		h('p', { class: 'note' }, inForce ? t.drop.inForce(inForce.report.revision, timeAndDay(inForce.receivedAt)) : inForce === null ? t.drop.none : t.drop.untold)
	], [outboxList(), h('p', { class: 'note' }, t.install), h('p', { class: 'note' }, t.trust)]);
}
