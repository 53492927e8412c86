/*
 * ranking -- the first view: the headline, news and countdown, who has reported, the table, what it means.
 */
import { h, kerned, s } from './dom.js';
import { icon } from './icons.js';
import { marks } from './figures.js';
import { clock, count, date, dayOf, points, short, stamp } from './numbers.js';
import { boardShort } from './names.js';
import { anyReported, gap, nextAbove, nextBelow, periodOf, phase, placeless, rankText, reported, shownRows, statusOf, workingDay } from './season.js';
import { headline } from './headline.js';
import { countdown } from './countdown.js';
import { marked, namesOf, newsLines, newsTime } from './changes.js';
import { hairList, rankingTable, statusWord } from './rows.js';
import { address } from './address.js';
import { fresh, now, offline, state } from './state.js';
import { words } from './texts.js';
import { below, query } from './api.js';

/** @param {any} season @param {any} standings @param {any} period */
export function hero(season, standings, period) {
	const lang = state.lang;
	/** @param {boolean} brief */
	const lines = brief => headline(season, period, standings, now(), lang, brief);
	return h('section', { class: 'hero' },
		h('div', null,
			h('h1', null,
				h('span', { class: 'wide lines' }, lines(false).map((line, i, all) => h('span', null, kerned(line), i < all.length - 1 ? ' ' : ''))),
				h('span', { class: 'narrow' }, kerned(lines(true).join(' ')))),
			standings && anyReported(standings) ? newsList(season, standings) : firstDay(season, standings, period)),
		card(season, standings, period));
}

/** @param {any} season @param {any} standings */
function newsList(season, standings) {
	if (standings.frozen || state.fixed)
		return null;
	const lines = newsLines(state.news.filter(news => news.period === standings.period), namesOf(season.boards), state.lang);
	const hot = new Set(fresh(standings.period).map(news => news.at));
	return lines.length > 0 && h('ul', { class: 'news' }, lines.map((line, i) => h('li', { class: [i === 0 && hot.size > 0 && 'first', i === 0 && hot.has(line.at) && 'fresh'].filter(Boolean).join(' ') || (i === 0 ? 'first' : null) },
		h('time', { datetime: line.at }, newsTime(line.at, now())), h('span', null, line.text))));
}

/** Before any report: what will be, and what was. @param {any} season @param {any} standings @param {any} period */
function firstDay(season, standings, period) {
	const t = words[state.lang], name = t.period(period), { by } = standings ? shownRows(season, standings, state.all) : { by: null };
	const best = by && state.all[by].rows[0];
	return h('div', { class: 'lead' }, h('p', null, t.appearLater(name)),
		best && h('p', null, `${t.lastLocked(t.period(by), boardShort(best.name), points(best.total, state.lang))} `, h('a', { class: 'link', href: address({ period: by }), 'data-act': 'go' }, t.seeTable(t.period(by)))));
}

/** @param {any} season @param {any} standings @param {any} period */
function card(season, standings, period) {
	const told = countdown(season, period, now(), state.lang, Boolean(standings?.frozen));
	const ticking = !standings?.frozen && phase(season, period, now()) !== 'locked';
	return h('div', { class: 'card' },
		h('p', { class: 'label' }, told.label),
		h('p', { class: 'left' }, ticking && state.lang === 'vi' && h('span', { class: 'until-word' }, 'còn '), told.left, ticking && state.lang === 'en' && h('span', { class: 'until-word' }, ' left')),
		h('p', { class: 'day' }, told.day),
		standings && !standings.frozen && pinned(standings));
}

/** @param {any} standings */
function pinned(standings) {
	const t = words[state.lang], lang = state.lang;
	const at = standings.rows.findIndex(row => row.board === state.pin), row = standings.rows[at];
	if (!row || !anyReported(standings))
		return null;
	const name = boardShort(row.name);
	if (placeless(row, standings))
		return h('div', { class: 'pinned' }, h('p', null, icon('starred'), h('b', null, name)), h('p', null, statusWord(row, t)));
	const up = nextAbove(standings.rows, at), next = nextBelow(standings.rows, at), down = next && !placeless(next, standings) ? next : null;
	return h('div', { class: 'pinned' },
		h('p', null, icon('starred'), h('b', null, t.pinned(name, rankText(row)))),
		h('p', null, [up && t.behind(boardShort(up.name), points(gap(up, row), lang)), down && t.before(boardShort(down.name), points(gap(row, down), lang))].filter(Boolean).join(', ')));
}

const CELL = { EXPECTED: 'expected', RETURNED: 'outlined', LATE: 'outlined', DISPUTED: 'outlined', OVERDUE: 'ink', MISSING: 'ink' };

/** @param {any} season @param {any} standings @param {any} period */
export function completeness(season, standings, period) {
	const t = words[state.lang], changed = new Set(marked(fresh(standings.period)).map(news => news.board));
	const rows = new Map(standings.rows.map(row => [row.board, row]));
	const due = periodOf(season, period), name = t.period(period);
	return h('section', { class: 'completeness', 'aria-label': t.reportedIn(name) },
		h('p', { class: 'sum' }, h('b', null, `${standings.reported}/${standings.expected}`, h('span', { class: 'more' }, ` ${t.reportedIn('').trim()}`)), h('span', null, standings.frozen ? t.atFreeze : t.reportedIn(name))),
		h('ul', { class: 'cells' }, season.boards.filter(board => rows.has(board.code)).map(board => {
			const row = rows.get(board.code), status = statusOf(row);
			return h('li', { 'data-key': board.code }, h('a', { class: ['cell', CELL[status], changed.has(board.code) && 'fresh'].filter(Boolean).join(' '), href: address({ view: 'board', board: board.code }), 'data-act': 'go', title: board.name },
				h('b', null, board.code), h('span', null, t.cells[status] ?? status)));
		})),
		h('p', { class: 'strip-note' }, h('span', null, standings.rows.some(row => !reported(row)) ? t.dashed : ''), h('span', null, due && !standings.locked ? t.until(date(workingDay(season, due.due))) : '')));
}

/** @param {any} season @param {any} standings */
function about(season, standings) {
	const t = words[state.lang], { ranked, by } = shownRows(season, standings, state.all), name = t.period(standings.period);
	if (!ranked)
		return h('p', { class: 'about' }, by ? t.lastOrder(t.period(by), name) : t.memberOrder);
	if (standings.frozen)
		return h('p', { class: 'about' }, h('span', { class: 'tag solid' }, t.frozen), t.frozenNote(`${date(dayOf(standings.as_of))} ${clock(standings.as_of)}`));
	if (standings.locked)
		return h('p', { class: 'about' }, h('span', { class: 'tag solid' }, t.locked), t.lockedNote(date(periodOf(season, standings.period).lock), standings.amendment), standings.provisional && ` · ${t.unsigned}`);
	const here = standings.rows.filter(reported), open = here.filter(row => row.review !== 'VERIFIED').length;
	return h('p', { class: 'about' }, h('span', { class: 'tag' }, t.provisional), h('span', null, t.provisionalNote(open, here.length), standings.provisional && ` · ${t.unsigned}`));
}

/** @param {any} season @param {any} standings */
function foot(season, standings) {
	const t = words[state.lang], lang = state.lang, hairs = marks(season.bands, season.scale), name = t.period(standings.period);
	const key = (kind, text) => h('span', { class: 'key' }, s('svg', { 'aria-hidden': 'true', focusable: 'false' }, s('rect', { class: kind, width: '100%', height: '100%' })), text);
	const some = what => standings.rows.some(row => !/^0\.00$/.test(row[what]));
	const file = kind => `/api/v1/${below(state, `standings.${kind}`)}${query({ period: standings.period, lang, v: state.version })}`;
	return h('footer', { class: 'foot' },
		h('div', null,
			h('p', null, key('base', t.legend.points), some('bonus') && key('bonus', t.legend.bonus), some('deduction') && key('deducted', t.legend.deducted),
				!standings.locked && key('pale', t.legend.expected(name)), h('span', null, t.legend.lines(hairList(hairs, lang), short(season.scale.replace(/\.00$/, ''), lang)))),
			h('p', null, `${t.ties(standings.tie_breaks.map(key => t.tieWords[key]).filter(Boolean).join(', '))} `,
				standings.version ? h('a', { class: 'link', href: address({ version: standings.version, period: standings.period }), 'data-act': 'go' }, t.version(count(standings.sequence, lang))) : t.version(count(standings.sequence, lang)),
				` · ${stamp(standings.as_of)} · ${t.stateHash(standings.state_hash.slice(0, 8))}`)),
		h('div', { class: 'acts' },
			h('a', { class: 'button', href: file('xlsx'), download: true }, 'XLSX'), h('a', { class: 'button', href: file('csv'), download: true }, 'CSV'),
			h('button', { class: 'button', type: 'button', 'data-act': 'print' }, t.print),
			h('a', { class: 'button', href: address({ display: 'wall', view: 'ranking' }) }, t.wall)));
}

/** @param {any} season @param {any} standings @param {any} period @param {string} focus @returns {any[]} */
export function rankingView(season, standings, period, focus) {
	if (!standings)
		return [hero(season, undefined, period)];
	return [
		hero(season, standings, period),
		completeness(season, standings, period),
		h('section', { id: 'table' },
			finder(),
			about(season, standings),
			rankingTable({ season, standings, all: state.all, lang: state.lang, pin: state.pin, changes: offline() ? [] : fresh(standings.period), link: board => address({ view: 'board', board }), focus })),
		foot(season, standings)
	];
}

/** A field to find a board in, when asked for. */
function finder() {
	const t = words[state.lang];
	return state.searching && h('p', { class: 'finder' }, h('label', null, h('span', { class: 'unseen' }, t.findBoard), h('input', { type: 'search', id: 'find', 'data-input': 'find', placeholder: t.findBoard, autocomplete: 'off' })));
}
