/*
 * reveal -- at the conference, place by place from the last: what is sealed holds no data in the page.
 *
 * The rows are taken from a locked standing one group of equals at a time; those still sealed are drawn as hatching,
 * and neither their names nor points are in the document. A frozen or open standing reveals nothing.
 */
import { h, kerned, s } from './dom.js';
import { icon } from './icons.js';
import { points } from './numbers.js';
import { boardShort } from './names.js';
import { decider, keyValue, rankText } from './season.js';
import { address } from './address.js';
import { state } from './state.js';
import { stop } from './wall.js';
import { words } from './texts.js';

/** How many rows are open, from the last. */
const told = { count: 0, most: 0 };

/** Keys of the two displays; true when one was meant. @param {KeyboardEvent} event */
export function step(event) {
	if (state.display === 'wall') {
		if (event.key === ' ')
			stop();
		else if (event.key === 'Escape')
			location.assign(address({ display: '' }));
		return event.key === ' ' || event.key === 'Escape';
	}
	switch (event.key) {
	case 'ArrowRight':
	case ' ':
	case 'PageDown':
		told.count = Math.min(told.most, told.count + 1);
		return true;
	case 'ArrowLeft':
	case 'PageUp':
		told.count = Math.max(0, told.count - 1);
		return true;
	case 'Escape':
		location.assign(address({ display: '' }));
		return true;
	default:
		return false;
	}
}

/** @param {any} row @param {any} standings two rows of one total: what parts them @param {any[]} open */
function tie(row, standings, open) {
	const t = words[state.lang], lang = state.lang;
	const equals = open.filter(other => other !== row && other.total === row.total);
	if (equals.length === 0)
		return null;
	const [other] = equals, key = decider(row, other, standings.tie_breaks);
	const value = each => (key === 'LATE_DAYS' ? keyValue(each, key) : points(keyValue(each, key), lang));
	return h('section', { class: 'tie' },
		h('h2', null, `${t.equalPoints(boardShort(other.name))} ${t.decides[key] ?? ''}`),
		h('table', null,
			h('thead', null, h('tr', null, h('th', null, h('span', { class: 'unseen' }, t.head.board)), h('th', { scope: 'col' }, t.decideHeads.total), key !== 'NONE' && h('th', { scope: 'col' }, t.decideHeads[key]), h('th', { scope: 'col' }, t.decideHeads.rank))),
			h('tbody', null, [row, ...equals].map((each, i) => h('tr', { class: i === 0 ? 'own' : null }, h('th', { scope: 'row' }, boardShort(each.name)), h('td', null, points(each.total, lang)), key !== 'NONE' && h('td', null, value(each)), h('td', null, rankText(each)))))));
}

/** @param {{period: any, standings: any}} shown */
export function reveal({ period, standings }) {
	const t = words[state.lang], { season, lang } = state;
	const rows = standings && standings.locked && !standings.frozen ? standings.rows : [];
	told.most = rows.length;
	told.count = Math.min(told.count, told.most);
	const sealed = rows.length - told.count, open = rows.slice(sealed), row = open[0];
	const first = row && sealed === 0;
	const band = row && season.bands.find(each => each.code === row.band);
	return h('main', { class: `reveal${first ? ' first' : ''}`, 'data-key': 'reveal' },
		h('section', { class: 'wall-left' },
			h('header', null, h('h1', null, t.revealTitle(t.period(period), season.year)), standings?.rehearsal && h('span', { class: 'tag dashed' }, t.rehearsal)),
			h('ol', { class: 'seals' }, rows.map((each, i) => (i < sealed
				? h('li', { class: 'sealed', 'data-key': `place-${i}` }, h('b', null, String(i + 1)), s('svg', { 'aria-hidden': 'true' }, s('rect', { width: '100%', height: '100%', fill: 'url(#seal)' })))
				: h('li', { class: each === row ? 'here' : null, 'data-key': `place-${i}` }, h('b', null, rankText(each)), h('span', null, boardShort(each.name)), h('b', { class: 'points' }, points(each.total, lang))))))),
		h('section', { class: 'reveal-right' },
			rows.length === 0 ? h('p', { class: 'ready' }, t.revealSealed)
				: !row ? h('p', { class: 'ready' }, t.revealReady(rows.length))
					: h('div', { class: 'shown', role: 'status', 'aria-live': 'polite' },
						h('p', { class: 'place' }, t.place(rankText(row))),
						h('p', { class: 'name' }, kerned(boardShort(row.name))),
						!first && h('p', { class: 'points' }, h('b', null, points(row.total, lang)), ` ${t.unit}`, band && h('span', null, lang === 'vi' ? band.name : '')),
						!first && tie(row, standings, open)),
			h('footer', null, h('span', null, rows.length > 0 && t.stillSealed(sealed)), h('span', { class: 'keys' }, icon('right'), ` ${t.revealKeys.next}`, h('i', null), icon('left'), ` ${t.revealKeys.back}`, h('i', null), `Esc ${t.revealKeys.stop}`))));
}
