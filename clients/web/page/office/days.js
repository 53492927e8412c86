/*
 * days -- when a report is due, by its season: days since 1970 become instants in Vietnam.
 */
const DAY = 86400000000n;
const ZONE = 7n * 3600000000n;

const weekday = (day) => (((day + 4) % 7) + 7) % 7; /* 0 is Sunday */

/** The day on which a report is due: one that is none to work on moves to the next that is. */
export function dueDay(season, period) {
  let day = season.periods.find((each) => each.period === period)?.due;
  while (day !== undefined && (weekday(day) % 6 === 0 || season.holidays.includes(day))) day++;
  return day;
}

/** The first instant after that day, microseconds; undefined: the season has no such period. @returns {bigint | undefined} */
export function dueEnd(season, period) {
  const day = dueDay(season, period);
  return day === undefined ? undefined : BigInt(day + 1) * DAY - ZONE;
}

/** Periods whose report may come now: opened, and not locked. @param {bigint} now the daemon's @returns {number[]} */
export function openPeriods(season, now) {
  const begins = (day) => BigInt(day) * DAY - ZONE;
  return season.periods.filter((each) => begins(each.opens) <= now && now < begins(each.lock + 1)).map((each) => each.period);
}
