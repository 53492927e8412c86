/*
 * render -- the whole page from what is known, carried over into what stands there.
 */
import { h, morphChildren } from './dom.js';
import { banner, masthead, periodBar } from './frame.js';
import { rankingView } from './ranking.js';
import { boardView } from './board.js';
import { curveView } from './curve.js';
import { heatView } from './heatmap.js';
import { targetsView } from './targets.js';
import { modelsView } from './models.js';
import { calendarView } from './calendar.js';
import { wall } from './wall.js';
import { reveal } from './reveal.js';
import { paper } from './paper.js';
import { places, travel } from './motion.js';
import { currentPeriod } from './season.js';
import { now, state } from './state.js';
import { words } from './texts.js';
import { clusterName } from './names.js';
import { visible } from './visible.js';
import { helpPanel } from './help.js';

/** Of the period that is shown: what was asked for, else the current one. */
export function shown() {
	const { season, fixed } = state;
	const period = fixed?.period ?? state.period ?? (state.time.server ? currentPeriod(season, now()) : Object.values(state.all).find(each => each.current)?.period ?? season.periods[0].period);
	return { period, standings: fixed ?? state.all[period] };
}

function content() {
	const t = words[state.lang], { season } = state;
	if (!season || state.problem)
		return [masthead(), h('main', { id: 'main' }, h('p', { class: 'lead', role: 'status' }, state.problem ? t[state.problem] : t.loading), state.problem === 'notFound' && h('p', null, h('a', { class: 'button', href: '/' }, t.newest)))];
	const { period, standings } = shown();
	if (!standings && (Object.keys(state.all).length === 0 || state.coming.has(period)))
		return [masthead(), periodBar(season, undefined, period), h('main', { id: 'main' }, h('p', { class: 'lead' }, t.loading))];
	const views = {
		ranking: () => rankingView(season, standings, period, state.at),
		board: () => boardView(season, standings, period),
		curve: () => [curveView(season, period), heatView(season, standings, period)],
		heat: () => [heatView(season, standings, period), curveView(season, period)],
		targets: () => [targetsView(season, standings, period), h('div', { class: 'pair' }, modelsView(season, true), calendarView(season, true))],
		models: () => [h('div', { class: 'pair' }, modelsView(season), calendarView(season, true))],
		calendar: () => [calendarView(season)]
	};
	return [
		masthead(), periodBar(season, standings, period),
		h('main', { id: 'main', class: standings?.frozen ? 'frozen-page' : null }, banner(standings), !['ranking', 'board'].includes(state.view) && h('h1', { class: 'unseen' }, t.views[state.view]), ...views[state.view]()),
		helpPanel(),
		standings && paper(season, standings)
	];
}

let asked = 0;

export function render() {
	const page = document.getElementById('page'), t = words[state.lang];
	document.documentElement.lang = state.lang;
	document.getElementById('dark')?.setAttribute('media', { auto: '(prefers-color-scheme: dark)', dark: 'all', light: 'not all' }[state.theme]);
	const before = places(page.querySelector('[data-rows]'));
	const view = state.season && state.display && Object.keys(state.all).length > 0 ? state.display : 'page';
	if (page.getAttribute('data-view') !== view) {
		page.replaceChildren();
		page.setAttribute('data-view', view);
	}
	document.documentElement.setAttribute('data-display', view);
	if (view === 'wall')
		morphChildren(page, [wall(shown())]);
	else if (view === 'reveal')
		morphChildren(page, [reveal(shown())]);
	else
		morphChildren(page, [h('div', { class: 'frame' }, h('a', { class: 'skip', href: '#main' }, t.skip), ...content().filter(Boolean))]);
	for (const mark of page.querySelectorAll('[data-at]'))
		/** @type {HTMLElement} */ (mark).style.left = `${mark.getAttribute('data-at')}%`;
	travel(page.querySelector('[data-rows]'), before);
	const { season } = state;
	document.title = season ? visible(`${t.views[state.view] ?? t.views.ranking} · ${clusterName(season.name, state.lang)}`) : document.title;
}

/** Once a second: what time alone changes. */
export function renderSoon() {
	if (document.hidden)
		return;
	cancelAnimationFrame(asked);
	asked = requestAnimationFrame(render);
}
