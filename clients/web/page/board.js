/*
 * board -- one board's view: where it stands, what it lost and where, each sum with its numbers.
 */
import { h, kerned, s } from './dom.js';
import { icon } from './icons.js';
import { share } from './figures.js';
import { clock, date, dayOf, points, scaled, short } from './numbers.js';
import { boardShort, gradeShort, taskShort } from './names.js';
import { anyReported, nextAbove, nextBelow, PERIODS, placeless, placeText, ranksOf, statusOf } from './season.js';
import { byLoss, doneText, entryText, markText, sumText } from './scorecard.js';
import { overHalf } from './figures.js';
import { sparkFigure, statusWord } from './rows.js';
import { address } from './address.js';
import { answer } from './answers.js';
import { below, query } from './api.js';
import { state } from './state.js';
import { words } from './texts.js';

/** @param {any} season @param {any} standings @param {any} period */
export function boardView(season, standings, period) {
	const t = words[state.lang], lang = state.lang;
	const board = season.boards.find(each => each.code === state.board);
	const at = standings?.rows.findIndex(row => row.board === state.board) ?? -1, row = standings?.rows[at];
	const card = standings && answer(below(state, `scorecards/${state.board}${query({ period })}`));
	if (!board || !row)
		return [back(null, null), h('p', { class: 'lead' }, t.notFound)];
	const ranked = anyReported(standings), full = card?.value;
	return [
		back(ranked ? nextAbove(standings.rows, at) : null, ranked ? nextBelow(standings.rows, at) : null),
		h('section', { class: 'whole' },
			h('p', { class: 'place' }, h('span', null, t.head.rank), h('b', null, placeText(row, standings))),
			h('div', null, h('h1', null, kerned(lang === 'vi' ? board.name : boardShort(board.name))), !placeless(row, standings) && h('p', { class: 'sum' }, total(row, standings, t, lang)), h('p', { class: 'report' }, report(row, full, period, t))),
			h('div', { class: 'path' }, h('p', null, t.head.spark), sparkFigure(ranksOf(state.all, row.board, period), standings.rows.length), pathLegend(row.board, period, t))),
		card?.problem ? h('p', { class: 'lead' }, t.notFound) : full ? scoreTable(season, full, period) : h('p', { class: 'lead' }, t.loading)
	];
}

/** @param {any} up @param {any} down */
function back(up, down) {
	const t = words[state.lang];
	/** @param {any} row @param {(name: string) => string} say */
	const to = (row, say) => row && h('a', { href: address({ board: row.board, task: '' }), 'data-act': 'go' }, say(boardShort(row.name)));
	const both = [to(up, t.above), to(down, t.below)].filter(Boolean);
	return h('p', { class: 'back' }, h('a', { href: address({ view: 'ranking', board: '', task: '' }), 'data-act': 'go' }, icon('left'), h('span', { class: 'link' }, t.backToRanking)), h('span', { class: 'around' }, both[0], both.length > 1 && ' · ', both[1]));
}

/** @param {any} row @param {any} standings @param {any} t @param {import('./numbers.js').Lang} lang */
function total(row, standings, t, lang) {
	const b = text => h('b', null, points(text, lang));
	const gross = scaled(row.base) + scaled(row.bonus) - scaled(row.deduction);
	return [t.sumOf.base, ' ', b(row.base), ` + ${t.sumOf.bonus} `, b(row.bonus), ` − ${t.sumOf.deduction} `, b(row.deduction), gross === scaled(row.total) ? ' = ' : ' < 0 = ', b(row.total), ' ', h('small', null, `${t.unit}${standings.locked ? '' : `, ${t.provisional.toLowerCase()}`}`)];
}

/** @param {any} row @param {any} card @param {any} period @param {any} t */
function report(row, card, period, t) {
	const late = card?.late.find(each => each.period === period);
	const band = state.season.bands.find(each => each.code === row.band);
	return [icon(statusOf(row)), ' ', [
		statusWord(row, t),
		late?.received_at && t.handed(`${date(dayOf(late.received_at))} ${clock(late.received_at)}`),
		row.unreviewed && statusOf(row) !== 'UNDER_REVIEW' && statusOf(row) !== 'RETURNED' && t.awaitsReview,
		row.revision > 0 && t.revision(row.revision),
		row.adjusted && t.adjusted,
		row.postmarked && !row.revision && t.postmarked,
		row.revision > 0 && band && gradeShort(band.name, state.lang)
	].filter(Boolean).join(' · ')];
}

/** @param {string} board @param {any} period @param {any} t */
function pathLegend(board, period, t) {
	const ranks = ranksOf(state.all, board, period);
	return h('ul', { class: 'slots' }, PERIODS.map((each, i) => h('li', { class: each === period ? 'here' : null }, each === 'FINAL' ? t.yearWord : each, ranks[i] !== null && ` ${ranks[i]}`)));
}

/** @param {any} season @param {any} card @param {any} period */
function scoreTable(season, card, period) {
	const t = words[state.lang], lang = state.lang, lines = byLoss(card);
	const lost = lines.filter(({ lost }) => lost !== null && lost > 0n), sum = lost.reduce((all, each) => all + each.lost, 0n);
	const most = overHalf(lost, each => each.lost), widest = lines.reduce((max, { line }) => (scaled(line.max) > max ? scaled(line.max) : max), 1n);
	const phased = card.lines.find(line => 'actual' in line && line.phasing < 10000);
	const th = (kind, text) => h('th', { class: kind, scope: 'col', role: 'columnheader' }, text);
	return h('section', { class: 'score' },
		h('h2', null, sum > 0n ? t.lostTitle(points(sum, lang), most.length, most.map(({ line }) => line.task).join(', ')) : t.lostNothing),
		h('p', { class: 'note' }, t.byLoss(t.period(period), phased ? `${short(String(phased.phasing / 100), lang)}%` : '')),
		h('table', { class: 'card-table', role: 'table' },
			h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, th('lost', t.card.lost), th('got', t.card.gotLost), th('code', h('span', { class: 'unseen' }, '#')), th('task', t.card.task), th('done', t.card.done), th('mark', t.card.mark), th('how', t.card.sum), th('points', t.card.points))),
			h('tbody', { role: 'rowgroup' }, lines.map(({ line, lost }) => scoreRow(season, line, lost, widest)))),
		h('div', { class: 'foot' }, h('div', null, extras(card, t, lang)), h('div', { class: 'acts' },
			h('label', { class: 'choose' }, h('span', { class: 'unseen' }, t.compare), h('select', { class: 'button', 'data-choose': 'board' }, season.boards.map(board => h('option', { value: board.code, selected: board.code === state.board }, boardShort(board.name))))),
			h('a', { class: 'button', href: `/api/v1/${below(state, 'standings.xlsx')}${query({ period, lang })}`, download: true }, 'XLSX'),
			h('button', { class: 'button', type: 'button', 'data-act': 'print' }, t.print))));
}

/** @param {any} season @param {any} line @param {bigint|null} lost @param {bigint} widest */
function scoreRow(season, line, lost, widest) {
	const t = words[state.lang], lang = state.lang, task = season.tasks.find(each => each.code === line.task), unit = task?.unit === '%' ? '' : task?.unit ?? '';
	const td = (kind, ...inside) => h('td', { class: kind, role: 'cell' }, ...inside);
	const full = share(scaled(line.max), widest), got = line.points === null || !line.assigned ? 0 : share(scaled(line.points), widest);
	const cause = line.cause && line.assigned && t.causes[line.cause], told = line.values ?? [];
	return h('tr', { role: 'row', class: [lost === 0n && 'whole-points', state.task === line.task && 'sought'].filter(Boolean).join(' ') || null, 'data-task': line.task },
		td('lost', lost === null ? '–' : points(-lost, lang)),
		td('got', line.assigned && s('svg', { class: 'gotlost', 'aria-hidden': 'true', focusable: 'false' }, s('rect', { class: 'max', width: `${full}%`, height: '100%' }), s('rect', { class: 'base', width: `${got}%`, height: '100%' }))),
		td('code', line.task),
		h('th', { class: 'task', scope: 'row', role: 'rowheader', title: line.name }, taskShort(line.name, lang)),
		td('done', counted(line, unit, lang)),
		td('mark', markText(line, unit, lang)),
		td('how', sumText(line, task, lang).map(text => h('span', null, text)), cause && !['NOT_REPORTED'].includes(line.cause) && h('span', null, cause),
			told.map(value => h('span', null, t.reviewedValue(t.period(value.period), points(value.reported, lang), points(value.counted, lang), value.reason)))),
		td('points', h('b', null, line.points === null || !line.assigned ? '–' : points(line.points, lang)), h('i', null, `/ ${short(line.max.replace(/\.00$/, ''), lang)}`)));
}

/** What was reported; where the review counted otherwise, that struck and the other beside it. @param {any} line @param {string} unit @param {any} lang */
function counted(line, unit, lang) {
	const text = doneText(line, unit, lang), value = (line.values ?? []).at(-1);
	if (!value || value.period !== undefined && line.accumulation === 'SUM' && 'actual' in line)
		return text;
	return value.reported !== value.counted ? [h('s', null, points(value.reported, lang)), ' ', text] : text;
}

/** @param {any} card @param {any} t @param {any} lang */
function extras(card, t, lang) {
	const list = [
		...card.late.filter(each => scaled(each.deduction) > 0n).map(each => t.deducted(t.period(each.period), each.late_days, points(each.deduction, lang))),
		...card.entries.map(each => entryText(each, lang))
	];
	return h('p', null, list.length > 0 ? list.join(' ') : t.noExtra);
}
