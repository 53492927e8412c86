/*
 * frame -- what stands round every view: masthead, period bar with the state of the line, banner.
 */
import { h } from './dom.js';
import { icon } from './icons.js';
import { clock, clockSeconds, date, dayOf, shortDate, stamp } from './numbers.js';
import { clusterName, clusterShort } from './names.js';
import { openedToday, periodOf, phase } from './season.js';
import { now, offline, state } from './state.js';
import { words } from './texts.js';
import { address } from './address.js';

const VIEWS = ['ranking', 'curve', 'heat', 'targets', 'models', 'calendar'];

export function masthead() {
	const t = words[state.lang], { season, lang } = state;
	return h('header', { class: `masthead${state.menu ? ' opened' : ''}` },
		h('a', { href: address({ view: 'ranking', board: '', period: null }), 'data-act': 'go', class: 'cluster' },
			h('span', { class: 'long' }, season ? clusterName(season.name, lang) : 'thiduad'),
			h('span', { class: 'brief' }, season ? clusterShort(season.name, lang) : 'thiduad')),
		season && h('span', { class: 'year' }, h('span', { class: 'word' }, `${t.year('')}`), String(season.year)),
		h('nav', { id: 'views', 'aria-label': t.menu },
			VIEWS.map(view => h('a', { href: address({ view, board: '', task: '' }), 'data-act': 'go', 'aria-current': state.view === view && view !== 'ranking' ? 'page' : null }, t.views[view])),
			h('a', { href: '/office' }, t.submit)),
		h('div', { class: 'languages', role: 'group', 'aria-label': t.language },
			language('vi', 'VI', 'Tiếng Việt'), '/', language('en', 'EN', 'English')),
		h('button', { class: 'menu', type: 'button', 'data-act': 'menu', 'aria-expanded': String(state.menu), 'aria-controls': 'views', 'aria-label': t.menu }, icon('menu')));
}

/** @param {string} lang @param {string} text @param {string} label */
function language(lang, text, label) {
	return h('button', { type: 'button', 'data-act': 'language', 'data-value': lang, lang, 'aria-pressed': String(state.lang === lang), 'aria-label': `${text}, ${label}` }, text);
}

/** @param {any} season @param {any} standings @param {import('./texts.js').Period} shown */
export function periodBar(season, standings, shown) {
	const t = words[state.lang];
	return h('section', { class: 'periods', 'aria-label': t.state },
		h('nav', { 'aria-label': t.periods }, h('ul', null, season.periods.map(({ period }) => h('li', null,
			h('a', { href: address({ period, version: '' }), 'data-act': 'go', 'aria-current': period === shown ? 'page' : null },
				capitalised(t.period(period)), suffix(season, period) && h('small', null, suffix(season, period))))))),
		lineState(standings));
}

/** @param {string} text */
const capitalised = text => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {any} season @param {import('./texts.js').Period} period */
function suffix(season, period) {
	const t = words[state.lang].tab, standings = state.all[period], at = now();
	const last = periodOf(season, 'FINAL'), yearEnd = last && phase(season, 'FINAL', at) !== 'later';
	if (standings?.frozen)
		return t.frozen;
	if (yearEnd && period !== 'FINAL')
		return period === season.freeze?.period ? t.conference : '';
	switch (phase(season, period, at)) {
	case 'locked': return t.locked;
	case 'later': return period === 'FINAL' ? '' : t.opens(shortDate(periodOf(season, period).opens));
	default: return openedToday(season, period, at) ? t.today : t.open;
	}
}

/** @param {string} act @param {string} text */
const button = (act, text) => h('button', { class: 'button', type: 'button', 'data-act': act }, text);

/** The line's state: a shape, a word, and what one can do about it. @param {any} standings */
export function lineState(standings) {
	const t = words[state.lang];
	const tag = standings?.rehearsal && h('span', { class: 'tag dashed' }, t.rehearsal);
	/** @param {string} shape @param {string} word @param {any} rest @param {any} [act] @param {string} [kind] */
	const made = (shape, word, rest, act = null, kind = '') => h('div', { class: 'state' }, tag,
		h('span', { class: `how ${kind}`.trim() }, icon(shape), h('span', null, h('b', null, word), rest)), act);
	if (state.fixed)
		return made('lock', t.version(state.fixed.sequence), ` · ${stamp(state.fixed.as_of)}`, h('a', { class: 'button', href: address({ version: '' }), 'data-act': 'go' }, t.newest));
	if (offline())
		return made('lost', t.offline, ` ${t.since(clock(state.link.since))}`, button('again', t.retry));
	if (state.link.how !== 'up' && state.link.tries > 0)
		return made('lost', t.reconnecting, ` · ${t.again(state.link.tries, Math.max(0, Math.ceil((state.link.nextAt - Date.now()) / 1000)))}`, button('again', t.retryNow));
	if (state.link.how !== 'up')
		return made('lost', t.connecting, '');
	if (state.paused)
		return made('paused', t.paused, ` · ${t.waiting(state.heldCount)}`, button('pause', t.resume));
	if (standings?.frozen)
		return made('lock', t.frozen, state.season?.freeze ? ` ${t.since(`${date(state.season.freeze.first)} 00:00`)}` : '');
	if (standings?.locked && !standings.current || standings?.locked && standings.period === 'FINAL')
		return made('lock', t.locked, ` · ${date(periodOf(state.season, standings.period).lock)}`);
	const at = standings ? h('span', null, ' · ', dayOf(standings.as_of) !== dayOf(now()) && `${shortDate(dayOf(standings.as_of))} `, clock(standings.as_of), h('span', { class: 'seconds' }, `:${clockSeconds(standings.as_of).slice(6)}`)) : '';
	if (state.away) {
		const seconds = Math.max(30, Math.round((Date.now() - state.away.at) / 1000));
		return made('late', seconds < 120 ? t.late(seconds) : t.lateMinutes(Math.floor(seconds / 60)), at, button('pause', t.pause));
	}
	return made('live', t.live, at, button('pause', t.pause), 'now');
}

/** One banner only: frozen before offline. @param {any} standings */
export function banner(standings) {
	const t = words[state.lang];
	if (standings?.frozen)
		return h('div', { class: 'banner', role: 'note' },
			h('p', null, t.frozenBanner(`${date(dayOf(standings.as_of))} ${clock(standings.as_of)}`)),
			h('p', null, t.frozenMore(t.period(standings.period))));
	if (offline() && standings)
		return h('div', { class: 'banner', role: 'note' },
			h('p', null, t.offlineBanner(clock(state.link.since), clockSeconds(standings.as_of))),
			h('p', null, t.offlineMore(Math.max(0, Math.ceil((state.link.nextAt - Date.now()) / 1000)))));
	return null;
}
