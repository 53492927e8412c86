/*
 * countdown -- how long there is, in the words of the page: whole hours far away, minutes within 48 hours.
 */
import { words } from './texts.js';
import { date, endOfDay, startOfDay, weekday } from './numbers.js';
import { periodOf, phase, workingDay } from './season.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** "3 ngày 14 giờ"; never more than there is. @param {number} milliseconds @param {import('./numbers.js').Lang} lang */
export function timeLeft(milliseconds, lang) {
	const t = words[lang], left = Math.max(0, milliseconds);
	if (left >= 2 * DAY)
		return t.daysHours(Math.floor(left / DAY), Math.floor(left % DAY / HOUR));
	if (left >= HOUR)
		return t.hoursMinutes(Math.floor(left / HOUR), Math.floor(left % HOUR / MINUTE));
	return t.minutes(Math.floor(left / MINUTE));
}

/**
 * The card beside the headline: a label, what is left, and the day meant. Of a locked period there is nothing left.
 * @param {import('./season.js').Season} season @param {import('./texts.js').Period} period @param {number} now
 * @param {import('./numbers.js').Lang} lang @param {boolean} frozen
 */
export function countdown(season, period, now, lang, frozen) {
	const t = words[lang], name = t.period(period), days = periodOf(season, period);
	/** @param {string} day @param {(d: string, w: string) => string} say */
	const dayText = (day, say) => say(date(day), t.weekdays[weekday(day)]);
	if (frozen)
		return { label: t.announce, left: t.atConference, day: t.bothReveal };
	switch (days && phase(season, period, now)) {
	case 'later':
		return { label: t.opensIn(name), left: timeLeft(startOfDay(days.opens) - now, lang), day: dayText(days.opens, t.startOf) };
	case 'open': {
		const due = workingDay(season, days.due);
		return { label: t.dueIn(name), left: timeLeft(endOfDay(due) - now, lang), day: dayText(due, t.endOf) };
	}
	case 'overdue':
		return { label: t.lockIn(name), left: timeLeft(endOfDay(days.lock) - now, lang), day: dayText(days.lock, t.endOf) };
	default:
		return { label: t.lockedOn(name), left: date(days?.lock ?? ''), day: dayText(days?.lock ?? '', t.startOf) };
	}
}
