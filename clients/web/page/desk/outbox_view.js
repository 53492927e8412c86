/*
 * outbox_view -- what was signed on this machine, newest first: received, waiting, replaced, refused.
 */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { reportOf } from '../office/follow.js';
import { nameOf } from '../office/wire.js';
import { button, title } from './frame.js';
import { periodName, shortTime, standing, statementOf } from './said.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** @param {any} t @param {any} row @param {any} report @param {any[]} all */
function told(t, row, report, all) {
	if (row.state !== 'acknowledged') {
		const how = standing(row), waits = how === 'waiting' || how === 'sent';
		return [h('span', { class: 'how' }, icon(waits ? 'EXPECTED' : 'attention'), h('b', null, t.box[how])), waits && h('small', null, t.box.itself)];
	}
	const statement = statementOf(row);
	if (!statement)
		return h('span', { class: 'how' }, icon('attention'), h('b', null, t.box.doubt));
	const later = all.find(each => each.row.state === 'acknowledged' && each.report.period === report.period && each.report.year === report.year && each.report.revision > report.revision);
	if (later)
		return h('span', { class: 'dim' }, t.box.replaced(later.report.revision));
	const review = state.told?.reviews.find(each => each.period === report.period && each.revision === report.revision);
	const said = review ? t.reviews[nameOf('ReviewState', review.state)] : '';
	if (said && review.state > 2)
		return h('span', { class: 'how' }, icon(nameOf('ReviewState', review.state)), said, ' ', review.since ? shortTime(review.since).slice(0, 5) : '');
	return h('span', { class: 'how' }, icon('ON_TIME'), h('b', null, t.box.acknowledged), ` ${shortTime(statement.received_at)}`);
}

export function outboxList(whole = false) {
	const t = desk[state.lang], all = state.rows.map(row => ({ row, report: reportOf(row) })).filter(each => each.report);
	const shown = [...all].reverse();
	return h('section', { class: 'outbox' },
		whole ? title('outbox', t.outbox) : h('h2', null, t.outbox),
		shown.length === 0 ? h('p', { class: 'note' }, t.box.empty) : h('table', null,
			h('thead', null, h('tr', null, h('th', { scope: 'col' }, t.box.report), h('th', { scope: 'col' }, t.box.state), h('th', { scope: 'col' }, h('span', { class: 'unseen' }, t.box.see)))),
			h('tbody', null, shown.slice(0, whole ? undefined : 6).map(({ row, report }) => {
				const name = t.box.of(periodName(report.period), report.revision);
				return h('tr', { 'data-key': row.id, 'data-row': row.id }, h('th', { scope: 'row' }, name), h('td', null, told(t, row, report, all)),
					h('td', { class: 'n' }, button('show', t.box.see, { 'data-value': row.id, class: 'small', 'aria-label': `${t.box.see}: ${name}` })));
			}))),
		shown.some(({ row }) => row.state === 'waiting' || row.state === 'sent') ? h('p', { class: 'note' }, t.send.not) : !whole && h('p', { class: 'note' }, t.box.offlineWhat));
}
