/*
 * address -- where the page is, as the query of its address, so that every view can be sent to somebody.
 */
import { state } from './state.js';
import { PERIODS } from './season.js';

const VIEWS = ['ranking', 'board', 'curve', 'heat', 'targets', 'models', 'calendar'];

/** The address of here with some of it changed. @param {Partial<{view: string, period: string|null, board: string, task: string, version: string, display: string, lang: string}>} change */
export function address(change) {
	const here = { view: state.view, period: state.period, board: state.board, task: state.task, version: state.version, display: state.display, ...change };
	const values = { cluster: state.asked?.cluster, year: state.asked?.year, view: here.view === 'ranking' ? '' : here.view, period: here.period ?? '', board: here.view === 'board' ? here.board : '', task: here.view === 'board' ? here.task : '', v: here.version, display: here.display, lang: state.lang === 'en' ? 'en' : '' };
	const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value).map(([key, value]) => [key, String(value)])).toString();
	return text ? `/?${text}` : '/';
}

/** Puts into the state what the address says. @param {string} search */
export function arrive(search) {
	const said = new URLSearchParams(search);
	const view = said.get('view') ?? 'ranking', period = said.get('period');
	state.view = /** @type {any} */ (VIEWS.includes(view) ? view : 'ranking');
	state.period = PERIODS.find(each => each === period) ?? null;
	state.board = said.get('board') ?? '';
	state.task = said.get('task') ?? '';
	state.version = said.get('v') ?? '';
	state.display = ['wall', 'reveal'].includes(said.get('display') ?? '') ? said.get('display') : '';
	state.asked = { cluster: said.get('cluster') ?? '', year: said.get('year') ?? '' };
	if (state.view === 'board' && !state.board)
		state.view = 'ranking';
	return { lang: said.get('lang') };
}
