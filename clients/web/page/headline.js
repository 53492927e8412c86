/*
 * headline -- the sentence on top, made from the data: who leads, by how much, and how sure that is.
 *
 * Two halves, parted where the line may break.
 */
import { words } from './texts.js';
import { boardShort } from './names.js';
import { date, points, shortDate } from './numbers.js';
import { anyReported, decider, gap, openedToday, periodOf, placeless } from './season.js';

/** @typedef {import('./numbers.js').Lang} Lang */

/**
 * @param {import('./season.js').Season} season @param {import('./texts.js').Period} period
 * @param {import('./season.js').Standings|undefined} standings @param {number} now @param {Lang} lang
 * @param {boolean} [brief] where there is little room and the period stands above @returns {string[]}
 */
export function headline(season, period, standings, now, lang, brief = false) {
	const t = words[lang], name = t.period(period), lead = brief ? '' : name;
	const opens = periodOf(season, period)?.opens ?? '';
	if (!standings)
		return [`${t.notOpened(name, date(opens))},`, t.notOpenedYet];
	if (!anyReported(standings))
		return [`${t.nobody(name, openedToday(season, period, now) ? t.thisMorning : t.from(shortDate(opens)))},`, t.nobodyYet];
	const [first, second] = standings.rows, a = boardShort(first.name);
	const equals = standings.rows.filter(row => row.rank === 1).map(row => boardShort(row.name));
	if (equals.length > 1)
		return [`${t.share(equals, lead)},`, `${points(first.total, lang)} ${t.unit}`];
	const sure = standings.locked && !standings.provisional;
	if (!second)
		return [sure ? t.leads(a, lead) : t.leadsForNow(a, lead)];
	const b = boardShort(second.name), ahead = gap(first, second);
	if (ahead > 0n && placeless(second, standings)) // there is nothing yet to be ahead of
		return [`${t.leadsForNow(a, lead)},`, t.onlySome(standings.reported, standings.expected)];
	const second_half = ahead > 0n
		? t.ahead(b, points(ahead, lang))
		: `${t.equalTo(b)}, ${t.tieWords[decider(first, second, standings.tie_breaks)] ?? ''}`;
	if (standings.frozen)
		return [t.beforeFreeze(a), `${t.beforeFreezeLeads}, ${second_half}`];
	return [`${sure ? t.leads(a, lead) : t.leadsForNow(a, lead)},`, second_half];
}
