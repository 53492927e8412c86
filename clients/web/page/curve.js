/*
 * curve -- ranks over the periods: all boards in one colour, one brought out with its rank in each dot.
 */
import { h, s } from './dom.js';
import { curvePath } from './figures.js';
import { boardShort } from './names.js';
import { PERIODS, ranksOf } from './season.js';
import { state } from './state.js';
import { capital, words } from './texts.js';

/** Where things stand: on the page, and on the wall, where names are in the table beside it and text is large. */
const PAGE = { left: 40, right: 172, top: 18, step: 33, width: 1200, below: 44, dot: 12, rank: 40, gap: 14, lit: 18, down: 5 };
const WALL = { left: 84, right: 56, top: 24, step: 54, width: 592, below: 24, dot: 20, rank: 54, gap: 14, lit: 28, down: 10 };

/** Periods that have a rank of anybody, up to the one shown. @param {any} season @param {any} period */
function drawn(season, period) {
	return PERIODS.slice(0, PERIODS.indexOf(period) + 1).filter(each => season.boards.some(({ code }) => ranksOf(state.all, code, each)[PERIODS.indexOf(each)] !== null));
}

/** What the curve says, in a sentence. @param {{code: string, name: string, ranks: (number|null)[]}[]} lines @param {any} t */
function title(lines, t) {
	const first = lines.find(line => line.ranks.at(-1) === 1), name = first && boardShort(first.name);
	if (!first)
		return t.curveNone;
	let led = 0;
	while (led < first.ranks.length && first.ranks[first.ranks.length - 1 - led] === 1)
		led++;
	const from = first.ranks[first.ranks.length - 1 - led];
	return led === first.ranks.length ? (led > 1 ? t.alwaysFirst(name) : t.ledLast(name)) : from ? t.climbed(name, from, led) : t.ledLast(name);
}

/** @param {any} season @param {any} period @param {boolean} [small] on the wall */
export function curveView(season, period, small = false) {
	const box = small ? WALL : PAGE;
	const t = words[state.lang], periods = drawn(season, period), count = season.boards.length;
	if (periods.length === 0)
		return h('section', { class: 'figure' }, h('h2', null, t.curveNone));
	const lines = season.boards.map(board => ({ ...board, ranks: periods.map(each => ranksOf(state.all, board.code, each)[PERIODS.indexOf(each)]) }));
	const rankAt = (line, i) => line.ranks[i] ?? null, last = periods.length - 1;
	const lit = season.boards.some(board => board.code === state.lit) ? state.lit : state.pin && lines.some(line => line.code === state.pin) ? state.pin : lines.find(line => rankAt(line, last) === 1)?.code;
	const x = i => box.left + (periods.length > 1 ? i / (periods.length - 1) : 1) * (box.width - box.left - box.right), y = rank => box.top + (rank - 1) * box.step;
	const height = box.top + (count - 1) * box.step + box.below;
	const order = [...lines].sort((a, b) => (rankAt(a, last) ?? 99) - (rankAt(b, last) ?? 99));
	const seats = new Map(), origins = new Map(); // of those who share a rank the names stand below one another
	return h('section', { class: 'figure' },
		h('h2', null, title(lines, t)),
		h('p', { class: 'note' }, t.curveNote(lines.filter(line => line.ranks.some(rank => rank !== null)).length, periods.length)),
		h('div', { class: 'scroll' }, s('svg', { class: 'curve', viewBox: `0 0 ${box.width} ${height}`, role: 'group', 'aria-label': t.views.curve, 'data-rove': 'curve' },
			periods.map((each, i) => [
				s('line', { class: 'upright', x1: x(i), x2: x(i), y1: box.top, y2: y(count) }),
				!small && s('text', { class: 'period', x: x(i), y: height - 12, 'text-anchor': i === last && i > 0 ? 'end' : i === 0 ? 'start' : 'middle' }, capital(t.period(each)))
			]),
			[...order.filter(line => line.code !== lit), ...order.filter(line => line.code === lit)].map(line => curveLine(line, line.code === lit, { x, y, last, seats, origins, box, small })))));
}

/** How many share the rank already. @param {Map<number|null, number>} seats @param {number|null} rank */
function sit(seats, rank) {
	const taken = seats.get(rank) ?? 0;
	seats.set(rank, taken + 1);
	return taken;
}

/** @param {any} line @param {boolean} lit @param {any} at */
function curveLine(line, lit, { x, y, last, seats, origins, box, small }) {
	const dots = line.ranks.flatMap((rank, i) => (rank === null ? [] : [{ x: x(i), y: y(rank), rank }])), end = line.ranks[last];
	const told = line.ranks.map(rank => rank ?? '–').join(', '), first = line.ranks[0];
	if (dots.length === 0)
		return null;
	const d = curvePath(dots), seat = sit(seats, end), origin = sit(origins, first);
	return s('g', { class: `line${lit ? ' lit' : ''}`, 'data-key': line.code, 'data-light': line.code, 'data-item': line.code, 'data-board': line.code, 'data-pin': true, tabindex: lit ? 0 : -1, role: 'img', 'aria-label': `${boardShort(line.name)}: ${told}` },
		lit && s('path', { class: 'halo', d }), s('path', { class: 'reach', d }), s('path', { class: 'stroke', d }),
		dots.map(dot => s('circle', { cx: dot.x, cy: dot.y, r: lit ? box.dot : box.dot / 4 })),
		lit && dots.map(dot => s('text', { class: 'in', x: dot.x, y: dot.y + box.down, 'text-anchor': 'middle' }, String(dot.rank))),
		first !== null && s('text', { class: 'from', x: x(0) - (lit ? box.lit : box.gap), y: y(first) + box.down + origin * 16, 'text-anchor': 'end' }, line.code),
		end !== null && s('text', { class: 'rank', x: x(last) + box.rank, y: y(end) + box.down + 1 + seat * 16, 'text-anchor': 'end' }, String(end)),
		end !== null && !small && s('text', { class: 'to', x: x(last) + 52, y: y(end) + 6 + seat * 16 }, boardShort(line.name)));
}
