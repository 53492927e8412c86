/*
 * changes -- news, causes and the spoken line, from what the server says has changed.
 *
 * What happened at one instant in one way is one line of news, with who took the lead, else with who climbed most. A board that only made room for another
 * (MOVED) is no news beside it, and stands alone only where nothing else is told.
 */
import { words } from './texts.js';
import { boardShort } from './names.js';
import { clock, dayOf, shortDate, signed } from './numbers.js';

/** @typedef {import('./season.js').News} News */
/** @typedef {import('./numbers.js').Lang} Lang */
/** @typedef {(board: string) => string} NameOf */

const PERIOD_WIDE = ['LOCKED', 'OPENED'];

/** Newest first, each { at, text, news }. @param {News[]} list @param {NameOf} nameOf @param {Lang} lang @param {number} [most] @param {number} [named] boards that are named, the others are counted */
export function newsLines(list, nameOf, lang, most = 3, named = 4) {
	/** @type {Map<string, News[]>} */
	const groups = new Map();
	for (const news of list) {
		const key = `${news.at}|${news.period}|${news.what}`;
		groups.set(key, [...groups.get(key) ?? [], news]);
	}
	const told = new Set(list.filter(news => news.what !== 'MOVED').map(news => news.at));
	return [...groups.values()]
		.filter(group => group[0].what !== 'MOVED' || !told.has(group[0].at))
		.sort((a, b) => Date.parse(b[0].at) - Date.parse(a[0].at))
		.slice(0, most)
		.map(group => ({ at: group[0].at, time: clock(group[0].at), text: line(group, nameOf, lang, named), news: group }));
}

/** Of today the hour, else the day. @param {string} at @param {number} now */
export function newsTime(at, now) {
	return dayOf(at) === dayOf(now) ? clock(at) : shortDate(dayOf(at));
}

/** @param {News[]} group @param {NameOf} nameOf @param {Lang} lang @param {number} named */
function line(group, nameOf, lang, named) {
	const t = words[lang], [first] = group;
	if (PERIOD_WIDE.includes(first.what))
		return t.news[first.what](t.period(first.period));
	const boards = group.map(news => nameOf(news.board));
	const names = boards.length > named ? t.andOthers(boards.slice(0, named - 1), boards.length - named + 1) : t.listed(boards);
	if (first.what === 'RETURNED')
		return t.news.RETURNED(names);
	const what = `${names} ${t.news[first.what] ?? first.what}`;
	if (group.length === 1)
		return [what, changeOf(first, lang), climb(first, lang)].filter(Boolean).join(', ');
	const best = group.filter(news => news.from && news.to && news.to < news.from).sort((a, b) => Number(b.to === 1) - Number(a.to === 1) || b.from - b.to - (a.from - a.to))[0];
	return best ? `${what}; ${nameOf(best.board)} ${climb(best, lang)}` : what;
}

/** "+140,59 điểm", or nothing where the points are the same. @param {News} news @param {Lang} lang */
function changeOf(news, lang) {
	return news.points && !/^[-+]?0+(\.0+)?$/.test(news.points) ? words[lang].pointsChange(signed(BigInt(news.points.replace(/[.+]/g, '')), lang)) : '';
}

/** @param {News} news @param {Lang} lang */
function climb(news, lang) {
	return news.from && news.to && news.from !== news.to ? words[lang].rankChange(news.from, news.to) : '';
}

/** The second line of a row that has just changed. @param {News} news @param {Lang} lang */
export function causeText(news, lang) {
	const t = words[lang], at = clock(news.at), p = t.period(news.period);
	const what = news.what === 'REPORTED' ? t.cause.REPORTED(p, at)
		: news.what === 'CORRECTED' ? t.cause.CORRECTED(p, at)
			: t.cause.OTHER(news.what === 'RETURNED' ? t.cells.RETURNED : String(t.news[news.what] ?? news.what), at);
	const change = changeOf(news, lang);
	return change ? `${what}, ${change.split(' ')[0]}` : what;
}

/** Those whose row is marked: of the newest instant, and not only moved out of the way. @param {News[]} changes */
export function marked(changes) {
	const own = changes.filter(news => news.board && news.what !== 'MOVED');
	const newest = Math.max(...own.map(news => Date.parse(news.at)));
	return own.filter(news => Date.parse(news.at) === newest);
}

/** What a reader who does not see is told of a new version. @param {News[]} changes @param {number} moved @param {NameOf} nameOf @param {Lang} lang */
export function spoken(changes, moved, nameOf, lang) {
	const t = words[lang];
	const climber = marked(changes).filter(news => news.from && news.to && news.from !== news.to)
		.sort((a, b) => Math.abs(b.from - b.to) - Math.abs(a.from - a.to))[0];
	const parts = [];
	if (climber)
		parts.push(t.said(nameOf(climber.board), climber.to < climber.from ? t.saidUp(climber.to) : t.saidDown(climber.to)));
	else
		parts.push(...newsLines(changes, nameOf, lang, 1).map(news => `${news.text}.`));
	if (moved > 0)
		parts.push(t.saidMoved(moved));
	return parts.join(' ') || t.saidNew;
}

/** @param {{code: string, name: string}[]} boards @returns {NameOf} */
export function namesOf(boards) {
	const names = new Map(boards.map(board => [board.code, boardShort(board.name)]));
	return code => names.get(code) ?? code;
}
