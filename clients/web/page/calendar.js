/*
 * calendar -- the season's days: past ones quiet, the next deadline in red, and a file for other calendars.
 */
import { h } from './dom.js';
import { date, endOfDay } from './numbers.js';
import { days } from './season.js';
import { timeLeft } from './countdown.js';
import { now, state } from './state.js';
import { words } from './texts.js';

/** @param {any} season @param {boolean} [brief] the last two days and those to come */
export function calendarView(season, brief = false) {
	const t = words[state.lang], at = now(), all = days(season);
	const next = all.find(each => each.what === 'due' && endOfDay(each.day) > at);
	const gone = all.filter(each => endOfDay(each.day) <= at).length;
	const list = brief ? all.slice(Math.max(0, Math.min(gone - 2, all.length - 4)), gone + 4) : all;
	return h('section', { class: 'figure calendar' },
		h('h2', null, t.views.calendar),
		h('ol', { class: 'days' }, list.map(each => h('li', { class: each === next ? 'next' : endOfDay(each.day) <= at ? 'past' : null },
			h('time', { datetime: each.day }, date(each.day)),
			h('span', null, t.calendar[each.what](t.period(each.period)), each === next && `, ${t.left(timeLeft(endOfDay(each.day) - at, state.lang))}`,
				each.rolled && h('small', null, t.calendar.rolled(date(each.rolled))))))),
		h('p', null, h('button', { class: 'button', type: 'button', 'data-act': 'ics' }, t.ics)));
}

/** @param {string} text */
const escaped = text => text.replace(/[\\;,]/g, mark => `\\${mark}`);

/** RFC 5545, whole days. @param {any} season @param {any} t @param {string} stamp */
export function icsText(season, t, stamp) {
	const events = days(season).flatMap(each => ['BEGIN:VEVENT', `UID:${season.cluster}-${season.year}-${each.period}-${each.what}@thiduad`, `DTSTAMP:${stamp}`, `DTSTART;VALUE=DATE:${each.day.replaceAll('-', '')}`, `SUMMARY:${escaped(t.calendar[each.what](t.period(each.period)))}`, 'TRANSP:TRANSPARENT', 'END:VEVENT']);
	return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//thiduad//web//VI', ...events, 'END:VCALENDAR', ''].join('\r\n');
}

export function saveCalendar() {
	const { season } = state, stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([icsText(season, words[state.lang], stamp)], { type: 'text/calendar' }));
	link.download = `${season.cluster}-${season.year}.ics`;
	link.click();
	URL.revokeObjectURL(link.href);
}
