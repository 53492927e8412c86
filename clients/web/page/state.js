/*
 * state -- what the page knows and where it is. Views read it; only main.js and acts.js change it.
 *
 * Time is the daemon's: hello and standings carry it. A rehearsal's clock stands still between events, so it is
 * not run on here. What belongs to a person (pin, language, theme) stays in the browser, in no cookie.
 */

/** @typedef {import('./season.js').Standings} Standings */
/** @typedef {import('./season.js').News} News */
/** @typedef {import('./texts.js').Period} Period */
/** @typedef {'ranking'|'board'|'curve'|'heat'|'targets'|'models'|'calendar'} View */

/** How long what has changed is marked. */
export const FRESH = 60_000;
/** Reconnecting becomes offline after this. */
export const PATIENCE = 30_000;

export const state = {
	cluster: '', year: 0,
	/** @type {import('./season.js').Season|null} */ season: null,
	/** @type {Partial<Record<Period, Standings>>} */ all: {},
	/** Those of which a standing is on its way. @type {Set<Period>} */ coming: new Set(),
	/** @type {Map<Period, Standings>} held back while paused */ held: new Map(), heldCount: 0,
	/** @type {News[]} newest first */ news: [],
	/** @type {{changes: News[], until: number}} */ fresh: { changes: [], until: 0 },
	/** @type {import('./feed.js').Link} */ link: { how: 'connecting', tries: 0, nextAt: 0, since: Date.now() },
	/** @type {{at: number}|null} the daemon is not heard by the server since */ away: null,
	time: { server: 0, local: 0, still: false },
	/** @type {View} */ view: 'ranking',
	/** @type {Period|null} as asked for; null follows the current one */ period: null,
	board: '', task: '', version: '', display: '',
	/** @type {Standings|null} of a permalink */ fixed: null,
	/** @type {import('./numbers.js').Lang} */ lang: 'vi',
	theme: 'auto', pin: '', paused: false, menu: false, help: false, singleKeys: true, search: '', searching: false, lit: '', at: '', back: '',
	/** @type {Map<string, any>} answers by path */ answers: new Map(),
	/** @type {{cluster: string, year: string}} of the address */ asked: { cluster: '', year: '' },
	/** @type {{again: () => void}|null} */ line: null,
	problem: ''
};

/** @param {string} key @param {string} [otherwise] */
export function kept(key, otherwise = '') {
	try {
		return localStorage.getItem(`thiduad.${key}`) ?? otherwise;
	} catch {
		return otherwise; // storage is turned off: nothing is kept, all else works
	}
}

/** @param {string} key @param {string} value */
export function keep(key, value) {
	try {
		localStorage.setItem(`thiduad.${key}`, value);
	} catch {
		// as above
	}
}

/** @param {string|number} instant the daemon's, now @param {boolean} still */
export function setTime(instant, still) {
	const server = typeof instant === 'number' ? instant : Date.parse(instant);
	if (server >= state.time.server || !still)
		state.time = { server, local: Date.now(), still };
}

/** The daemon's time, milliseconds. */
export function now() {
	const { server, local, still } = state.time;
	return server + (still ? 0 : Date.now() - local);
}

/** What of a period is marked as just changed; nothing once its minute is over or the line is lost. @param {Period} period */
export function fresh(period) {
	return Date.now() < state.fresh.until && state.link.how !== 'waiting' && !state.paused && !state.fixed ? state.fresh.changes.filter(news => news.period === period) : [];
}

/** Lost for longer than one is patient with. */
export function offline() {
	return state.link.how !== 'up' && state.link.tries > 0 && Date.now() - state.link.since >= PATIENCE;
}
