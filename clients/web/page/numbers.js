/*
 * numbers -- points, quantities and instants as people of either language write them.
 *
 * Points and quantities stay decimal text or whole centi-points (BigInt): nothing here is a float, so
 * that what is shown is what was sent. Instants are read and written in the season's zone, UTC+7.
 */

/** @typedef {'vi'|'en'} Lang */

const MINUS = '\u2212';
const ZONE = 7 * 3600_000;

/** Decimal text to whole units of ten to the minus `places`. @param {string} text @param {number} [places] @returns {bigint} */
export function scaled(text, places = 2) {
	const [, sign, whole, part = ''] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
	if (whole === undefined || part.length > places && /[1-9]/.test(part.slice(places)))
		throw new RangeError(`not a decimal of ${places} places: ${text}`);
	const value = BigInt(whole + part.padEnd(places, '0').slice(0, places));
	return sign === '-' ? -value : value;
}

/** @param {string} digits @param {Lang} lang */
function grouped(digits, lang) {
	return digits.replace(/\B(?=(\d{3})+$)/g, lang === 'vi' ? '.' : ',');
}

/** Decimal text as it is, with the language's marks. @param {string} text @param {Lang} lang */
export function decimal(text, lang) {
	const negative = text.startsWith('-');
	const [whole, part] = text.replace(/^[-+]/, '').split('.');
	const mark = lang === 'vi' ? ',' : '.';
	return (negative ? MINUS : '') + grouped(whole, lang) + (part ? mark + part : '');
}

/** Centi-points as text: "811.54". @param {bigint} centi */
export function centiText(centi) {
	const digits = (centi < 0n ? -centi : centi).toString().padStart(3, '0');
	return `${centi < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** @param {string|bigint} value @param {Lang} lang */
export function points(value, lang) {
	return decimal(typeof value === 'bigint' ? centiText(value) : value, lang);
}

/** With its sign, also of what is above nothing. @param {string|bigint} value @param {Lang} lang */
export function signed(value, lang) {
	const centi = typeof value === 'bigint' ? value : scaled(value);
	return (centi > 0n ? '+' : '') + points(centi, lang);
}

/** Points without decimals where they are whole: a maximum. @param {string} text @param {Lang} lang */
export function short(text, lang) {
	return decimal(text.replace(/\.?0+$/, m => (m.startsWith('.') ? '' : text.includes('.') ? '' : m)), lang);
}

/** n/d in per cent with `places` decimals, rounded half up. @param {bigint} n @param {bigint} d @param {number} places @param {Lang} lang */
export function percent(n, d, places, lang) {
	const unit = 10n ** BigInt(places);
	const value = (2n * n * 100n * unit + d) / (2n * d);
	const digits = value.toString().padStart(places + 1, '0');
	const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
	return `${decimal(text, lang)}%`;
}

/** @param {number|bigint} value @param {Lang} lang */
export function count(value, lang) {
	return decimal(String(value), lang);
}

/** @param {string|number} instant */
function local(instant) {
	return new Date((typeof instant === 'number' ? instant : Date.parse(instant)) + ZONE);
}

/** @param {number} value */
const two = value => String(value).padStart(2, '0');

/** "09:41" @param {string|number} instant */
export function clock(instant) {
	const at = local(instant);
	return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** "09:41:07" @param {string|number} instant */
export function clockSeconds(instant) {
	return `${clock(instant)}:${two(local(instant).getUTCSeconds())}`;
}

/** The local day as "2024-09-17". @param {string|number} instant */
export function dayOf(instant) {
	return local(instant).toISOString().slice(0, 10);
}

/** "20/09/2024" of "2024-09-20". @param {string} day */
export function date(day) {
	return day.split('-').reverse().join('/');
}

/** "20/09". @param {string} day */
export function shortDate(day) {
	return date(day).slice(0, 5);
}

/** "17/09/2024 09:41:07" @param {string|number} instant */
export function stamp(instant) {
	return `${date(dayOf(instant))} ${clockSeconds(instant)}`;
}

/** First instant after a local day, milliseconds. @param {string} day */
export function endOfDay(day) {
	return Date.parse(`${day}T00:00:00Z`) - ZONE + 86_400_000;
}

/** First instant of a local day, milliseconds. @param {string} day */
export function startOfDay(day) {
	return endOfDay(day) - 86_400_000;
}

/** 0 is Sunday. @param {string} day */
export function weekday(day) {
	return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** @param {string} day @param {number} count */
export function daysAfter(day, count) {
	return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}
