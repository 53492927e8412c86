/*
 * rows -- the ranking as a table: bars to scale, moves, sparklines, states, grades, pins.
 */
import { h, s } from './dom.js';
import { icon } from './icons.js';
import { bar, marks, polyline, sparkline } from './figures.js';
import { decimal, points, short } from './numbers.js';
import { boardShort, gradeShort } from './names.js';
import { gap, moveOf, nextAbove, placeless, placeText, ranksOf, reported, shownRows, statusOf, PERIODS } from './season.js';
import { causeText, marked } from './changes.js';
import { words } from './texts.js';

const BOX = { width: 100, height: 28, pad: 2 };
/** What is deducted is seen: at least 4 px of a bar of 254. */
const LEAST = 1.6;

/** @param {import('./season.js').Row} row @param {string} scale @param {{at: number}[]} hairs @param {boolean} [empty] */
export function barFigure(row, scale, hairs, empty = false) {
	const parts = bar(row, scale), wide = Math.max(parts.deduction, LEAST);
	return s('svg', { class: 'bar', 'aria-hidden': 'true', focusable: 'false' },
		hairs.map(({ at }) => s('line', { class: 'hair', x1: `${at}%`, x2: `${at}%`, y1: -1, y2: '100%' })),
		s('svg', { y: '50%', overflow: 'visible' },
			s('rect', { class: 'track', width: '100%' }),
			!empty && s('rect', { class: 'base', width: `${Math.min(parts.base, parts.from)}%` }),
			!empty && parts.bonus > 0 && s('rect', { class: 'bonus', x: `${parts.base}%`, width: `${Math.max(0, parts.from - parts.base)}%` }),
			hairs.map(({ at }) => s('rect', { class: 'gap', x: `${at}%`, width: 2, transform: 'translate(-1 0)' })),
			!empty && parts.deduction > 0 && s('rect', { class: 'deducted', x: `${Math.min(parts.from, 100 - wide)}%`, width: `${wide}%` })));
}

/** @param {(number|null)[]} ranks @param {number} count */
export function sparkFigure(ranks, count) {
	const dots = sparkline(ranks, count, BOX), last = dots.at(-1);
	return s('svg', { class: 'sparkline', viewBox: `0 0 ${BOX.width} ${BOX.height}`, 'aria-hidden': 'true', focusable: 'false' },
		s('line', { class: 'edge', x1: 0, x2: BOX.width, y1: BOX.pad, y2: BOX.pad }),
		s('line', { class: 'edge', x1: 0, x2: BOX.width, y1: BOX.height - BOX.pad, y2: BOX.height - BOX.pad }),
		dots.length > 0 && s('polyline', { points: polyline(dots.length > 1 ? dots : [{ x: 0, y: dots[0].y }, dots[0]]) }),
		last && s('circle', { cx: last.x, cy: last.y, r: 3.4 }));
}

/** @param {number|null} move @param {typeof words.vi} t */
export function moveCell(move, t) {
	if (move === null)
		return [h('span', { class: 'none', 'aria-hidden': 'true' }, '–'), h('span', { class: 'unseen' }, t.none)];
	if (move === 0)
		return [h('span', { 'aria-hidden': 'true' }, '='), h('span', { class: 'unseen' }, t.same)];
	const up = move > 0, by = Math.abs(move);
	return [icon(up ? 'up' : 'down'), h('span', { 'aria-hidden': 'true' }, String(by)), h('span', { class: 'unseen' }, up ? t.up(by) : t.down(by))];
}

/** The word beside the shape. @param {import('./season.js').Row} row @param {typeof words.vi} t */
export function statusWord(row, t) {
	if (row.status === 'LATE' && row.review === 'VERIFIED')
		return t.lateVerified;
	return t.statuses[statusOf(row)] ?? row.status;
}

/** @param {any} season @param {string|null} band @param {import('./numbers.js').Lang} lang */
export function gradeWord(season, band, lang) {
	const found = season.bands.find(each => each.code === band);
	return found ? gradeShort(found.name, lang) : '–';
}

/** The locked period that moves are told against. @param {any} standings */
export function periodBefore(standings) {
	return PERIODS[PERIODS.indexOf(standings.period) - 1] ?? null;
}

/**
 * @param {{season: any, standings: any, all: any, lang: import('./numbers.js').Lang, pin: string, changes: any[], link: (board: string) => string, focus: string}} view
 */
export function rankingTable({ season, standings, all, lang, pin, changes, link, focus }) {
	const t = words[lang], name = t.period(standings.period), hairs = marks(season.bands, season.scale);
	const { rows, ranked } = shownRows(season, standings, all), before = periodBefore(standings);
	const causes = new Map(marked(changes).map(news => [news.board, news]));
	const th = (kind, text, more = {}) => h('th', { class: kind, role: 'columnheader', scope: 'col', ...more }, text);
	const head = h('tr', { role: 'row' },
		th('rank', t.head.rank), th('move', ranked && before ? t.head.move(t.period(before)) : ''), th('code', ''), th('name', t.head.board),
		th('points', t.head.points), th('behind', t.head.behind),
		th('bars', h('div', { class: 'scale' }, scaleText(hairs, lang))),
		th('spark', t.head.spark), th('status', t.head.status(name)), th('grade', t.head.grade), th('pin', h('span', { class: 'unseen' }, t.head.pin)));
	for (const cell of head.children)
		if (!cell.textContent)
			cell.replaceWith(h('td', { class: cell.className, role: 'cell' }));
	const active = rows.some(row => row.board === focus) ? focus : rows[0]?.board;
	const body = rows.map((row, i) => {
		const there = ranked && (reported(row) || standings.locked), news = causes.get(row.board);
		const short = boardShort(row.name), pinned = row.board === pin, placed = !placeless(row, standings), above = placed ? nextAbove(rows, i) : null;
		const td = (kind, ...inside) => h('td', { class: kind, role: 'cell' }, ...inside);
		return h('tr', { role: 'row', 'data-key': row.board, 'data-board': row.board, 'data-item': row.board, tabindex: row.board === active ? 0 : -1, class: [!there && 'absent', news && 'changed'].filter(Boolean).join(' ') || null },
			td('rank', placeText(row, standings)),
			td('move', ...(ranked ? moveCell(moveOf(row, standings), t) : [])),
			td('code', row.board),
			h('th', { class: 'name', role: 'rowheader', scope: 'row' },
				h('a', { href: link(row.board), 'data-act': 'go', tabindex: -1, title: row.name }, short, pinned && icon('starred', 'mine')),
				news && h('small', null, causeText(news, lang))),
			td('points', placed ? points(row.total, lang) : '–'),
			td('behind', above ? points(-gap(above, row), lang) : ''),
			td('bars', barFigure(row, season.scale, ranked ? hairs : [], !placed)),
			td('spark', sparkFigure(ranksOf(all, row.board, standings.period), rows.length)),
			td('status', icon(statusOf(row)), h('span', null, statusWord(row, t), there && h('span', { class: 'with' }, ` · ${gradeWord(season, row.band, lang)}`))),
			td('grade', there ? gradeWord(season, row.band, lang) : '–'),
			td('pin', h('button', { class: 'star', type: 'button', 'data-act': 'pin', 'data-board': row.board, 'aria-pressed': String(pinned), tabindex: -1, 'aria-label': pinned ? t.unpin(short) : t.pin(short) }, icon(pinned ? 'starred' : 'star'))));
	});
	return h('table', { class: 'ranking', role: 'table', 'aria-label': t.tableName(name), 'data-rove': 'rows' },
		h('thead', { role: 'rowgroup' }, head), h('tbody', { role: 'rowgroup', 'data-rows': true }, body));
}

/** 0 and the grades' limits over the bars. @param {{text: string, at: number}[]} hairs @param {import('./numbers.js').Lang} lang */
function scaleText(hairs, lang) {
	return [h('span', null, '0'), ...hairs.map(({ text, at }) => h('span', { 'data-at': at }, short(decimalWhole(text), lang)))];
}

/** @param {string} text */
const decimalWhole = text => text.replace(/\.0+$/, '');

/** "650, 800, 900" @param {{text: string}[]} hairs @param {import('./numbers.js').Lang} lang */
export function hairList(hairs, lang) {
	return hairs.map(({ text }) => decimal(decimalWhole(text), lang)).join(', ');
}
