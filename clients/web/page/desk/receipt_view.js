/*
 * receipt_view -- the fifth step: the daemon's time first, then number, hash, whose signature, and what comes next.
 */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { clockSeconds, date, dayOf, points } from '../numbers.js';
import { dueEnd } from '../office/days.js';
import { reportOf } from '../office/follow.js';
import { fingerprint } from '../office/key.js';
import { button, columns, noticeLine, title } from './frame.js';
import { outboxList } from './outbox_view.js';
import { boardWord, milli, periodName, receiptName, spanText, statementOf } from './said.js';
import { sendView } from './send_view.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** "9c41 e07b 52d8 a6f0 … 1b77" @param {string} hex */
function shortHash(hex) {
	const groups = hex.match(/..../g);
	return `${groups.slice(0, 4).join(' ')} … ${groups.at(-1)}`;
}

/** Who reviews it: the head, or of the head's own the deputy. @param {any} season @param {any} t @param {string} board */
function next(season, t, board) {
	if (!season?.review)
		return t.receipt.nothing;
	const who = board === season.head && season.deputy ? t.receipt.deputy(boardWord(season.deputy)) : t.receipt.head(boardWord(season.head));
	return t.receipt.reviews(who, season.review.review_days);
}

/** @param {any} report @param {any} t */
function pointsThen(report, t) {
	const row = state.told?.period === report.period ? state.told.standings?.rows.find(each => each.board === report.board) : null;
	if (!row || state.told.standings.frozen || row.revision !== report.revision || state.stale)
		return null;
	return [h('dt', null, t.receipt.points), h('dd', null, h('b', null, points(row.total, state.lang)), `, ${t.receipt.rank('')}`, h('b', null, String(row.rank)), state.told.standings.provisional ? ` (${t.receipt.provisional})` : '')];
}

/** @param {import('../office/outbox.js').Row} row */
export function receiptView(row) {
	const t = desk[state.lang], said = statementOf(row), report = reportOf(row);
	if (!said)
		return sendView({ ...row, state: 'sent', doubt: row.doubt ?? { field: '', reason: 'RECEIPT_WRONG', arguments: [] } });
	const { season } = state.told ?? {}, end = season && dueEnd(season, report.period), at = milli(said.received_at);
	const [before, when] = t.receipt.at(periodName(report.period), clockSeconds(at), date(dayOf(at)));
	const late = said.late_days ?? 0, early = end && !late && end > said.received_at ? t.receipt.early(spanText(end - said.received_at)) : t.receipt.end;
	return columns([
		noticeLine(),
		h('section', { class: 'outcome received', role: 'status' },
			h('div', { class: 'big' }, icon('ON_TIME'), title(`receipt ${row.id}`, late ? t.receipt.late(late) : t.receipt.onTime)),
			h('p', null, before, h('b', null, when), early),
			said.rehearsal && h('p', { class: 'note' }, t.receipt.rehearsal),
			h('dl', { class: 'facts' },
				h('dt', null, t.receipt.number), h('dd', null, t.receipt.revision(String(said.sequence), report.revision)),
				h('dt', null, t.receipt.hash), h('dd', { class: 'hash' }, h('span', { class: 'seen' }, shortHash(row.hash)), h('span', { class: 'printed' }, row.hash)),
				h('dt', null, t.receipt.signature), h('dd', null, h('b', null, t.receipt.right), t.receipt.byKey(fingerprint(state.own.invitation.daemonKey))),
				pointsThen(report, t),
				h('dt', null, t.receipt.next), h('dd', null, next(season, t, report.board))),
			h('div', { class: 'acts' },
				button('print', t.receipt.print), button('save-receipt', t.receipt.save, { 'data-value': row.id }), button('correct', t.receipt.correct, { 'data-value': row.id })),
			h('p', { class: 'note' }, t.receipt.prove(receiptName(row))))
	], outboxList());
}
