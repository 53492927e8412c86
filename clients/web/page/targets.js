/*
 * targets -- what all boards together have done of what was asked of them, task by task.
 */
import { h, s } from './dom.js';
import { targetBar } from './figures.js';
import { decimal, percent, scaled } from './numbers.js';
import { taskShort, taskWord } from './names.js';
import { state } from './state.js';
import { words } from './texts.js';

/** @param {any} season @param {any} standings @param {any} period @param {boolean} [small] */
export function targetsView(season, standings, period, small = false) {
	const t = words[state.lang], lang = state.lang;
	if (!standings)
		return h('p', { class: 'lead' }, t.notOpened(t.period(period), ''));
	const totals = standings.task_totals.map(total => ({ ...total, of: season.tasks.find(task => task.code === total.task) }));
	const met = totals.filter(total => scaled(total.target, 4) > 0n && scaled(total.actual, 4) >= scaled(total.target, 4));
	const th = (kind, text) => h('th', { class: kind, scope: 'col' }, text);
	return h('section', { class: `figure${small ? ' small' : ''}` },
		h('h2', null, t.targetsTitle(met.length, met.map(total => taskWord(total.of?.name ?? '', lang).toLowerCase() || total.task).join(', '))),
		!small && h('p', { class: 'note' }, t.targetsNote(standings.expected)),
		h('table', { class: 'targets' },
			!small && h('thead', null, h('tr', null, th('code', h('span', { class: 'unseen' }, '#')), th('task', t.card.task), th('num', t.target.done), th('num dim', t.target.target), th('num', t.target.share), h('th', { class: 'tbar', scope: 'col' }, h('div', { class: 'scale' }, h('span', { class: 'unseen' }, t.target.share), h('span', { 'data-at': 100 / 1.4 }, '100%'))), th('num met', t.target.met), th('num dim', t.target.over))),
			h('tbody', null, totals.map(total => {
				const { reached, cut, width, mark } = targetBar(total.actual, total.target), target = scaled(total.target, 4);
				return h('tr', { 'data-key': total.task },
					h('td', { class: 'code' }, total.task), h('th', { class: 'task', scope: 'row', title: total.of?.name }, taskShort(total.of?.name ?? total.task, lang)),
					!small && h('td', { class: 'num' }, h('b', null, decimal(total.actual, lang))), !small && h('td', { class: 'num dim' }, decimal(total.target, lang)),
					h('td', { class: `num${reached >= 100 ? ' full' : ''}` }, target > 0n ? percent(scaled(total.actual, 4), target, 1, lang) : '–'),
					h('td', { class: 'tbar' }, s('svg', { 'aria-hidden': 'true', focusable: 'false' },
						s('rect', { class: 'track', width: `${mark}%`, height: '100%' }), s('rect', { class: 'base', width: `${width}%`, height: '100%' }),
						cut && s('svg', { x: '94%', overflow: 'visible' }, s('path', { class: 'cuts', d: 'M0 16 7 -2M8 16 15 -2' })),
						s('svg', { x: `${mark}%`, overflow: 'visible' }, s('line', { class: 'mark', x1: 0, x2: 0, y1: -8, y2: 22 })))),
					!small && h('td', { class: 'num met' }, `${total.met}/${standings.expected}`), !small && h('td', { class: 'num dim' }, String(total.exceeded)));
			}))));
}
