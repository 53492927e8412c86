/*
 * season -- what the page reads from a season and its standings: days, names, who has reported, what is behind whom.
 *
 * Pure: the time comes in. Standings of periods that have not opened are not there; nothing here guesses them.
 */
import { dayOf, daysAfter, endOfDay, scaled, startOfDay, weekday } from './numbers.js';

/** @typedef {import('./texts.js').Period} Period */
/** @typedef {{rank:number,rank_before:number|null,tied:boolean,board:string,name:string,total:string,base:string,bonus:string,deduction:string,priority:string,late_days:number,status:string,band:string|null,revision:number,postmarked:boolean,review:string|null,unreviewed:boolean,adjusted:boolean,disputed:boolean,amendment:number,points:Record<string,string|null>}} Row */
/** @typedef {{cluster:string,year:number,period:Period,current:boolean,locked:boolean,provisional:boolean,frozen:boolean,amendment:number,rehearsal:boolean,sequence:number,as_of:string,published_at:string,ruleset_hash:string,state_hash:string,reported:number,expected:number,models:number,tie_breaks:string[],rows:Row[],task_totals:{task:string,actual:string,target:string,met:number,exceeded:number}[],version?:string,changes?:News[]}} Standings */
/** @typedef {{at:string,period:Period,board:string|null,what:string,points?:string|null,from?:number|null,to?:number|null}} News */
/** @typedef {{cluster:string,year:number,name:string,scale:string,tasks:any[],boards:{code:string,name:string}[],periods:{period:Period,opens:string,due:string,lock:string}[],holidays:string[],bands:{code:string,name:string,at_least:string}[],freeze?:{period:Period,first:string,last:string}|null,finalised_at?:string|null,head:string}} Season */

/** @type {Period[]} */
export const PERIODS = ['Q1', 'Q2', 'Q3', 'Q4', 'FINAL'];

/** @param {Season} season @param {Period} period */
export function periodOf(season, period) {
	return season.periods.find(each => each.period === period);
}

/** A due day that is none to work on moves to the next that is. @param {Season} season @param {string} day */
export function workingDay(season, day) {
	while (weekday(day) % 6 === 0 || season.holidays.includes(day))
		day = daysAfter(day, 1);
	return day;
}

/** What the period is at this instant. @param {Season} season @param {Period} period @param {number} now @returns {'later'|'open'|'overdue'|'locked'} */
export function phase(season, period, now) {
	const days = periodOf(season, period);
	if (!days || now < startOfDay(days.opens))
		return 'later';
	if (now >= endOfDay(days.lock))
		return 'locked';
	return now >= endOfDay(workingDay(season, days.due)) ? 'overdue' : 'open';
}

/** The latest that has opened, or the first. @param {Season} season @param {number} now */
export function currentPeriod(season, now) {
	return season.periods.filter(each => now >= startOfDay(each.opens)).at(-1)?.period ?? season.periods[0].period;
}

/** Is the report of the period here? @param {Row} row */
export function reported(row) {
	return row.revision > 0 || ['ON_TIME', 'LATE', 'PENDING'].includes(row.status);
}

/** Has any board reported? Until one has there is neither rank nor points. @param {Standings} standings */
export function anyReported(standings) {
	return standings.locked || standings.rows.some(reported);
}

/** Has it no place yet? Until anybody has reported, or as long as it has neither a report nor points of an earlier period. @param {Row} row @param {Standings} standings */
export function placeless(row, standings) {
	return !anyReported(standings) || !standings.locked && !reported(row) && [row.base, row.bonus, row.deduction].every(each => scaled(each) === 0n);
}

/** The word for a row's report: what its review has come to, else what time has. @param {Row} row */
export function statusOf(row) {
	if (['RETURNED', 'DISPUTED', 'UNDER_REVIEW'].includes(row.review ?? ''))
		return row.review;
	if (row.review === 'VERIFIED' && row.status !== 'LATE')
		return 'VERIFIED';
	return row.status === 'PENDING' ? 'SUBMITTED' : row.status;
}

/** "6=" where the rank is shared, "–" where there is none. @param {Row} row @param {Standings} standings */
export function placeText(row, standings) {
	return placeless(row, standings) ? '–' : rankText(row);
}

/** @param {Row} row */
export function rankText(row) {
	return `${row.rank}${row.tied ? '=' : ''}`;
}

/** Places gained since the period before, as the table tells it; null where there is nothing to tell. @param {Row} row @param {Standings} standings */
export function moveOf(row, standings) {
	if (!row.rank_before || !(reported(row) || standings.locked))
		return null;
	return row.rank_before - row.rank;
}

/** The row of the rank above: of equals, the last that is truly better. @param {Row[]} rows @param {number} index */
export function nextAbove(rows, index) {
	for (let i = index - 1; i >= 0; i--)
		if (rows[i].rank < rows[index].rank)
			return rows[i];
	return null;
}

/** @param {Row[]} rows @param {number} index */
export function nextBelow(rows, index) {
	return rows.slice(index + 1).find(row => row.rank > rows[index].rank) ?? null;
}

/** @param {Row} better @param {Row} worse */
export function gap(better, worse) {
	return scaled(better.total) - scaled(worse.total);
}

/** First key of the tie-break list that parts two rows of equal total; NONE when nothing does. @param {Row} a @param {Row} b @param {string[]} keys */
export function decider(a, b, keys) {
	const values = { TOTAL: 'total', DEDUCTION: 'deduction', PRIORITY_GROUP: 'priority', BASE: 'base', LATE_DAYS: 'late_days' };
	return keys.find(key => a[values[key]] !== b[values[key]]) ?? 'NONE';
}

/** The value a row has of a tie-break key. @param {Row} row @param {string} key */
export function keyValue(row, key) {
	return { DEDUCTION: row.deduction, PRIORITY_GROUP: row.priority, BASE: row.base, LATE_DAYS: String(row.late_days) }[key];
}

/**
 * Rows as they are shown, best first; before any report in the order of the last locked period, else of members.
 * @param {Season} season @param {Standings} standings @param {Partial<Record<Period, Standings>>} all
 * @returns {{rows: Row[], ranked: boolean, by: Period|null}}
 */
export function shownRows(season, standings, all) {
	if (anyReported(standings))
		return { rows: standings.rows, ranked: true, by: null };
	const before = PERIODS.slice(0, PERIODS.indexOf(standings.period)).reverse().find(period => all[period]?.locked);
	const order = before ? all[before].rows.map(row => row.board) : season.boards.map(board => board.code);
	return { rows: order.map(code => standings.rows.find(row => row.board === code)).filter(Boolean), ranked: false, by: before ?? null };
}

/** A board's ranks by period, null where it has none. @param {Partial<Record<Period, Standings>>} all @param {string} board @param {Period} until */
export function ranksOf(all, board, until) {
	return PERIODS.map((period, i) => {
		const standings = i <= PERIODS.indexOf(until) ? all[period] : undefined;
		const row = standings?.rows.find(each => each.board === board);
		return row && (standings.locked || reported(row)) ? row.rank : null;
	});
}

/** What is still to come or has been, in the order of days. @param {Season} season */
export function days(season) {
	const list = season.periods.flatMap(({ period, opens, due, lock }) => {
		const moved = workingDay(season, due);
		return [{ day: opens, what: 'opens', period }, { day: moved, what: 'due', period, rolled: moved === due ? null : due }, { day: lock, what: 'lock', period }];
	});
	const { freeze } = season;
	if (freeze?.first)
		list.push({ day: freeze.first, what: 'freeze', period: freeze.period }, { day: freeze.last, what: 'reveal', period: freeze.period });
	const order = ['opens', 'due', 'freeze', 'lock', 'reveal'];
	return list.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : order.indexOf(a.what) - order.indexOf(b.what)));
}

/** What is to come: a period opens and a standing freezes as their day begins, all else is over with it. @param {Season} season @param {number} now */
export function ahead(season, now) {
	return days(season).filter(({ day, what }) => (what === 'opens' || what === 'freeze' ? startOfDay(day) : endOfDay(day)) > now);
}

/** @param {Season} season @param {Period} period @param {number} now */
export function openedToday(season, period, now) {
	return periodOf(season, period)?.opens === dayOf(now);
}
