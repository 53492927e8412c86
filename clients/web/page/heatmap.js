/*
 * heatmap -- points lost by board and task, darker for more of the task's maximum. The number stands in the cell.
 */
import { h } from './dom.js';
import { heat, losses } from './figures.js';
import { points, scaled, short } from './numbers.js';
import { boardShort, taskShort, taskWord } from './names.js';
import { placeless, rankText, shownRows } from './season.js';
import { address } from './address.js';
import { state } from './state.js';
import { words } from './texts.js';

/** @param {any} season @param {any} standings @param {any} period @param {boolean} [small] on the wall: no numbers, a column's word upright, the codes of the ranking beside it */
export function heatView(season, standings, period, small = false) {
	const t = words[state.lang], lang = state.lang;
	if (!standings)
		return null;
	const rows = shownRows(season, standings, state.all).rows.filter(row => !placeless(row, standings)), tasks = season.tasks; // who has nothing has not lost it
	if (rows.length === 0)
		return h('section', { class: 'figure' }, h('h2', null, t.views.heat), h('p', { class: 'note' }, t.appearLater(t.period(period))));
	const lost = rows.map(row => losses(row.points, tasks));
	const sums = tasks.map((task, i) => ({ task, sum: lost.reduce((all, of) => all + (of[i] ?? 0n), 0n) })).sort((a, b) => (a.sum < b.sum ? 1 : a.sum > b.sum ? -1 : 0));
	const worst = sums.slice(0, 2).filter(each => each.sum > 0n).map(({ task }) => lower(taskShort(task.name, lang).split(',')[0]));
	const [atRow, atColumn] = /^\d+:\d+$/.test(state.at) ? state.at.split(':').map(Number) : [-1, -1];
	const here = atRow >= 0 && rows[atRow] && tasks[atColumn];
	return h('section', { class: `figure heat${small ? ' small' : ''}` },
		h('h2', null, t.lostMost(worst)),
		!small && h('p', { class: 'note legend' }, h('span', null, t.heatLegend), t.heatSteps.map((step, i) => h('span', { class: 'step' }, h('i', { class: `h${i}` }), step)), h('span', { class: 'step' }, h('i', { class: 'away' }), t.heatNone)),
		h('div', { class: 'scroll' }, h('table', { class: 'map', 'data-rove': 'grid', 'aria-label': t.views.heat },
			h('thead', null, h('tr', null, h('th', { class: 'who', scope: 'col' }, h('span', { class: 'unseen' }, t.head.board)), tasks.map(task => h('th', { scope: 'col', title: task.name }, ...(small ? [h('span', null, taskWord(task.name, lang) || task.code)] : [h('b', null, task.code), h('span', null, taskWord(task.name, lang)), h('span', null, short(task.max.replace(/\.00$/, ''), lang))]))), h('th', { class: 'sum', scope: 'col' }, t.lost))),
			h('tbody', null, rows.map((row, i) => h('tr', { 'data-key': row.board }, h('th', { class: 'who', scope: 'row' }, ...(small ? [h('span', { 'aria-hidden': 'true' }, row.board), h('span', { class: 'unseen' }, boardShort(row.name))] : [h('b', null, rankText(row)), ' ', boardShort(row.name)])), tasks.map((task, j) => mapCell(row, task, lost[i][j], i, j, here ? i === atRow && j === atColumn : i === 0 && j === 0, small)), h('td', { class: 'sum' }, points(lost[i].reduce((all, each) => all + (each ?? 0n), 0n), lang))))))),
		!small && h('p', { class: 'note at' }, here && [h('b', null, `${boardShort(rows[atRow].name)} · ${tasks[atColumn].code}`), ` ${taskShort(tasks[atColumn].name, lang)}: ${t.heatHint} `], t.heatNote));
}

/** @param {any} row @param {any} task @param {bigint|null} lost @param {number} i @param {number} j @param {boolean} here @param {boolean} small */
function mapCell(row, task, lost, i, j, here, small) {
	const t = words[state.lang];
	const kind = lost === null ? 'away' : `h${heat(lost, scaled(task.max))}`;
	return h('td', { class: kind, 'data-item': `${i}:${j}`, 'data-board': row.board, 'data-open': address({ view: 'board', board: row.board, task: task.code }), tabindex: small ? null : here ? 0 : -1 },
		lost === null ? [h('span', { 'aria-hidden': 'true' }, '–'), h('span', { class: 'unseen' }, t.heatNone)] : lost > 0n ? small ? '' : points(lost, state.lang) : h('span', { class: 'unseen' }, '0'));
}

/** A title within a sentence, unless it is a name. @param {string} text */
const lower = text => (/^(Nghị quyết|Resolution \d|Đại hội)/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));
