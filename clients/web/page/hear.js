/*
 * hear -- what the feed says becomes what the page knows, or waits while the page is paused.
 */
import { namesOf, spoken } from './changes.js';
import { render } from './render.js';
import { placeless } from './season.js';
import { FRESH, now, setTime, state } from './state.js';
import { say } from './announce.js';

/** @typedef {import('./season.js').Standings} Standings */

/** Of two standings of one period, is this one another? @param {Standings|undefined} old @param {Standings} next */
const another = (old, next) => !old || old.version !== next.version || old.state_hash !== next.state_hash || old.frozen !== next.frozen;

/** @param {{type: string, data: any}} message */
export function hear({ type, data }) {
	switch (type) {
	case 'link':
		state.link = data;
		break;
	case 'hello':
		setTime(data.now, state.time.still);
		state.coming = new Set(data.periods);
		state.away = data.daemon === 'away' ? { at: Date.now() - 1000 * (data.silent_seconds ?? 30) } : null;
		break;
	case 'daemon':
		state.away = data.daemon === 'away' ? { at: Date.now() - Math.max(0, Number(data.silent_seconds ?? 30)) * 1000 } : null;
		break;
	case 'standings':
		standings(data);
		break;
	}
	render();
}

/** @param {Standings} next */
function standings(next) {
	setTime(next.published_at, next.rehearsal);
	const old = state.held.get(next.period) ?? state.all[next.period];
	if (!another(old, next))
		return;
	if (!state.paused || !state.all[next.period])
		return take(next);
	state.held.set(next.period, next);
	state.heldCount++;
}

/** @param {Standings} next */
function take(next) {
	const old = state.all[next.period], changes = next.changes ?? [];
	state.coming.delete(next.period);
	state.all = { ...state.all, [next.period]: next };
	state.answers.clear();
	const known = new Set(state.news.map(key));
	state.news = [...changes.filter(news => !known.has(key(news))), ...state.news].slice(0, 50);
	if (changes.length > 0 && now() - Math.max(...changes.map(news => Date.parse(news.at))) < FRESH)
		state.fresh = { changes, until: Date.now() + FRESH };
	if (old && state.season && !state.fixed) {
		const ranks = new Map(old.rows.filter(row => !placeless(row, old)).map(row => [row.board, row.rank]));
		const moved = next.rows.filter(row => !placeless(row, next) && ranks.has(row.board) && ranks.get(row.board) !== row.rank).length;
		say(spoken(changes, moved, namesOf(state.season.boards), state.lang));
	}
}

/** @param {import('./season.js').News} news */
const key = news => `${news.at}|${news.period}|${news.board}|${news.what}`;

/** What came in the meantime is shown. */
export function resume() {
	state.paused = false;
	for (const next of state.held.values())
		take(next);
	state.held.clear();
	state.heldCount = 0;
}
