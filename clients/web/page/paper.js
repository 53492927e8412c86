/*
 * paper -- the ranking as an office prints it: A4 across, Times, both header blocks, the hashes at the foot.
 *
 * It is in the page always and on paper only (print.css). The header blocks are the season's where it has them.
 */
import { h } from './dom.js';
import { count, date, dayOf, points, stamp } from './numbers.js';
import { clusterShort } from './names.js';
import { periodOf, placeless, reported, shownRows } from './season.js';
import { gradeWord, periodBefore } from './rows.js';
import { now, state } from './state.js';
import { words } from './texts.js';

/** @param {any} season @param {any} standings */
export function paper(season, standings) {
	const t = words[state.lang], p = t.paper, lang = state.lang, name = t.period(standings.period), before = periodBefore(standings);
	const { rows, ranked } = shownRows(season, standings, state.all), [left, right] = season.header ?? [[], []];
	const as = standings.frozen ? p.frozen(stamp(standings.as_of)) : standings.locked ? p.locked(date(periodOf(season, standings.period).lock)) : p.open(stamp(standings.as_of));
	const ties = standings.tie_breaks.map(key => t.tieWords[key]).filter(Boolean).join('; ');
	const th = text => h('th', { scope: 'col' }, text);
	return h('section', { class: 'paper', 'aria-hidden': 'true' },
		h('div', { class: 'blocks' },
			h('div', null, left.slice(0, -1).map(line => h('p', null, line)), h('p', null, h('b', null, left.at(-1) ?? clusterShort(season.name, lang).toUpperCase()))),
			h('div', null, right.map(line => h('p', null, h('b', null, line))), h('p', { class: 'dated' }, p.dated(dayOf(now()))))),
		h('h2', null, standings.period === 'FINAL' ? p.fullYear(season.year) : p.title(name, season.year)),
		h('p', { class: 'as' }, `${as}; ${p.reported(standings.reported, standings.expected, points(season.scale, lang))}`),
		h('table', null,
			h('thead', null, h('tr', null, th(p.heads.rank), th(p.heads.board), th(p.heads.base), th(p.heads.bonus), th(p.heads.deduction), th(p.heads.total), before && th(p.heads.before(t.period(before))), th(p.heads.grade), th(p.heads.report))),
			h('tbody', null, rows.map(row => {
				const there = ranked && (reported(row) || standings.locked), placed = !placeless(row, standings), n = text => h('td', { class: 'n' }, placed ? points(text, lang) : '–');
				return h('tr', null, h('td', { class: 'c' }, h('b', null, placed ? String(row.rank) : '–')), h('td', null, row.name), n(row.base), n(row.bonus), n(row.deduction), h('td', { class: 'n' }, h('b', null, placed ? points(row.total, lang) : '–')),
					before && h('td', { class: 'c' }, row.rank_before ?? '–'), h('td', null, there ? paperGrade(season, row.band, lang) : '–'), h('td', { class: 'c' }, t.statuses[row.status] ?? row.status));
			}))),
		h('div', { class: 'signed' }, h('p', null, h('b', null, p.chair)), h('p', null, h('i', null, p.sign))),
		h('footer', null, h('span', null, [standings.rehearsal && p.rehearsal, p.ties(ties)].filter(Boolean).join(' · ')), h('span', null, p.hashes(count(standings.sequence, lang), standings.ruleset_hash.slice(0, 12), standings.state_hash.slice(0, 12)))));
}

/** The grade in full, as papers have it, but for the word that all of them end with. @param {any} season @param {string|null} band @param {any} lang */
function paperGrade(season, band, lang) {
	const name = season.bands.find(each => each.code === band)?.name ?? '–';
	return lang === 'vi' ? name.replace(/ nhiệm vụ$/, '') : gradeWord(season, band, lang);
}
