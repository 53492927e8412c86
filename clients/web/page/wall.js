/*
 * wall -- for a screen on the wall, read from far: the ranking always left, the right panel turns every 20 s.
 *
 * Sizes are of the screen (vh), so that fourteen rows always fit. Space stops the turning.
 */
import { h } from './dom.js';
import { icon } from './icons.js';
import { marks } from './figures.js';
import { date, points, shortDate, weekday } from './numbers.js';
import { boardShort, clusterShort } from './names.js';
import { ahead, moveOf, periodOf, placeless, placeText, reported, shownRows, statusOf, workingDay } from './season.js';
import { countdown } from './countdown.js';
import { marked, namesOf, newsLines } from './changes.js';
import { barFigure, moveCell } from './rows.js';
import { lineState } from './frame.js';
import { curveView } from './curve.js';
import { heatView } from './heatmap.js';
import { targetsView } from './targets.js';
import { fresh, now, state } from './state.js';
import { capital, words } from './texts.js';

const TURN = 20_000;
const PANELS = ['state', 'curve', 'heat', 'targets'];
const turning = { since: Date.now(), at: 0, stopped: false };

/** Space: stop, and go on. */
export function stop() {
	turning.stopped = !turning.stopped;
	turning.since = Date.now();
}

function panelNow() {
	if (!turning.stopped && Date.now() - turning.since >= TURN) {
		turning.at = (turning.at + 1) % PANELS.length;
		turning.since = Date.now();
	}
	return turning.at;
}

/** @param {{period: any, standings: any}} shown */
export function wall({ period, standings }) {
	const t = words[state.lang], { season, lang } = state, at = panelNow(), next = PANELS[(at + 1) % PANELS.length];
	const panels = {
		state: () => statePanel(season, standings, period),
		curve: () => curveView(season, period, true),
		heat: () => heatView(season, standings, period, true),
		targets: () => targetsView(season, standings, period, true)
	};
	return h('main', { class: 'wall', 'data-key': 'wall' },
		h('section', { class: 'wall-left' },
			h('header', null, h('h1', null, clusterShort(season.name, lang), h('span', null, period === 'FINAL' ? `${capital(t.period(period))} ${season.year}` : `${capital(t.period(period))} ${lang === 'vi' ? 'năm ' : ''}${season.year}`)),
				standings?.rehearsal && h('span', { class: 'tag dashed' }, t.rehearsal),
				standings && h('span', { class: `tag${standings.frozen || standings.locked ? ' solid' : ''}` }, standings.frozen ? t.frozen : standings.locked ? t.locked : t.provisional)),
			standings && wallTable(season, standings)),
		h('aside', { class: 'wall-right' },
			h('header', null, lineState(standings ? { ...standings, rehearsal: false } : standings)),
			h('div', { class: 'panel', 'data-key': PANELS[at] }, panels[PANELS[at]]()),
			h('p', { class: 'turn' }, PANELS.map((_, i) => h('i', { class: i === at ? 'here' : null })), h('span', null, turning.stopped ? t.paused : t.next(next === 'state' ? t.state : t.views[next])))));
}

/** @param {any} season @param {any} standings */
function wallTable(season, standings) {
	const t = words[state.lang], { rows, ranked } = shownRows(season, standings, state.all), hairs = marks(season.bands, season.scale);
	const changed = new Set(marked(fresh(standings.period)).map(news => news.board));
	return h('table', { class: 'wall-table', role: 'table', 'aria-label': t.tableName(t.period(standings.period)) }, h('tbody', { role: 'rowgroup', 'data-rows': true }, rows.map(row => {
		const there = ranked && (reported(row) || standings.locked), placed = !placeless(row, standings), td = (kind, ...inside) => h('td', { class: kind, role: 'cell' }, ...inside);
		return h('tr', { role: 'row', 'data-key': row.board, class: [!there && 'absent', changed.has(row.board) && 'changed'].filter(Boolean).join(' ') || null },
			td('rank', placeText(row, standings)), td('move', ...(ranked ? moveCell(moveOf(row, standings), t) : [])), td('code', row.board),
			h('th', { class: 'name', scope: 'row', role: 'rowheader' }, boardShort(row.name)), td('points', placed ? points(row.total, state.lang) : '–'),
			td('bars', barFigure(row, season.scale, ranked ? hairs : [], !placed)), td('status', icon(statusOf(row)), h('span', null, t.cells[statusOf(row)] ?? '')));
	})));
}

/** @param {any} season @param {any} standings @param {any} period */
function statePanel(season, standings, period) {
	const t = words[state.lang], told = countdown(season, period, now(), state.lang, Boolean(standings?.frozen));
	const [news] = newsLines(state.news.filter(each => each.period === period), namesOf(season.boards), state.lang, 1, 3);
	const hot = fresh(period).length > 0, coming = ahead(season, now()).filter(each => !(each.what === 'due' && each.period === period)).slice(0, 2);
	const rows = new Map(standings?.rows.map(row => [row.board, row]));
	const due = workingDay(season, periodOf(season, period).due), changed = new Set(marked(fresh(period)).map(each => each.board));
	const parts = !news || standings?.frozen ? [] : news.news.length > 1 ? [news.text] : news.text.split(', '); // a comma between names is no place to break
	return [
		h('div', { class: 'block' }, h('p', { class: 'dim' }, told.label), h('p', { class: told.left.length > 13 ? 'left long' : 'left' }, told.left), h('p', { class: 'dim' }, standings?.frozen || told.left.includes('/') ? told.day : state.lang === 'vi' ? `hết ${t.weekdays[weekday(due)]} ${date(due)}` : told.day)),
		parts.length > 0 && h('p', { class: `block said${hot ? ' fresh' : ''}` }, parts.map((part, i) => h('span', null, part, i < parts.length - 1 ? ', ' : ''))),
		standings && h('div', { class: 'block' }, h('p', null, h('b', null, t.reportedOf(standings.reported, standings.expected))),
			h('ul', { class: 'cells' }, season.boards.filter(board => rows.has(board.code)).map(board => {
				const status = statusOf(rows.get(board.code));
				const kind = { EXPECTED: 'expected', RETURNED: 'outlined', LATE: 'outlined', DISPUTED: 'outlined', OVERDUE: 'ink', MISSING: 'ink' }[status];
				return h('li', { 'data-key': board.code, class: ['cell', kind, changed.has(board.code) && 'fresh'].filter(Boolean).join(' ') }, h('b', null, board.code), h('span', { class: 'unseen' }, t.cells[status]));
			}))),
		coming.length > 0 && h('div', { class: 'block' }, h('p', null, h('b', null, t.upNext)), h('ul', { class: 'ahead' }, coming.map(each => h('li', null, h('time', { datetime: each.day }, shortDate(each.day)), h('span', null, t.brief[each.what](t.period(each.period)))))))
	];
}

