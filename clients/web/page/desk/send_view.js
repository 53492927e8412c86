/*
 * send_view -- the fourth step: signed, and on its way; until a receipt is here nothing is submitted, and it says so.
 */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { reportOf } from '../office/follow.js';
import { sayLine } from '../office/faults.js';
import { button, columns, noticeLine, title } from './frame.js';
import { outboxList } from './outbox_view.js';
import { periodName, standing, timeAndDay } from './said.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** @param {import('../office/outbox.js').Row} row */
export function sendView(row) {
	const t = desk[state.lang], how = standing(row), report = reportOf(row), open = how === 'sent' || how === 'waiting' || how === 'doubt';
	const more = { refused: t.send.refusedWhy, unknown: t.send.unknownWhy, doubt: t.send.doubtWhy }[how] ?? t.send.itself;
	return columns([
		noticeLine(),
		h('section', { class: 'outcome', role: 'status' },
			h('div', { class: 'big' }, icon(open && how !== 'doubt' ? 'EXPECTED' : 'attention'), title(`send ${how}`, t.send[how])),
			h('p', null, h('b', null, t.box.of(periodName(report.period), report.revision)), ` · ${t.send.signed(timeAndDay(row.putAt))}`),
			open && h('p', { class: 'not-yet' }, t.send.not),
			how === 'doubt' && row.doubt && h('p', null, h('b', null, sayLine(row.doubt, state.lang))),
			how === 'refused' && h('ul', { class: 'why' }, (row.refusal?.faults ?? []).map(fault => h('li', null, sayLine(fault, state.lang)))),
			h('p', { class: 'note' }, more),
			h('div', { class: 'acts' },
				open && button('wake', t.send.now, { class: 'main' }),
				open && button('withdraw', t.send.withdraw, { 'data-value': row.id }),
				!open && button('correct', t.send.again, { 'data-value': row.id, class: 'main' })))
	], outboxList());
}
