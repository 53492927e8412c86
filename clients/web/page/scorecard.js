/*
 * scorecard -- the sums of a scorecard with their numbers put in, so that anybody can do them by hand.
 *
 * Fractions are exact (BigInt); nothing is scored again: the points are those that were sent, and `agrees` is for
 * tests. Text comes from texts.js, numbers as the language writes them.
 */
import { words } from './texts.js';
import { centiText, count, decimal, percent, points, scaled, short, signed } from './numbers.js';
import { unitName } from './names.js';

/** @typedef {import('./numbers.js').Lang} Lang */
/** @typedef {{n: bigint, d: bigint}} Fraction */

const FULL = 10000n;

/** @param {bigint} a @param {bigint} b @returns {bigint} */
function common(a, b) {
	return b === 0n ? (a < 0n ? -a : a) : common(b, a % b);
}

/** @param {bigint} n @param {bigint} d @returns {Fraction} */
export function fraction(n, d) {
	const shared = common(n, d) || 1n;
	return { n: n / shared, d: d / shared };
}

/** A decimal where it ends within four places, else n/d. @param {Fraction} value @param {Lang} lang */
export function exact({ n, d }, lang) {
	if ((n * FULL) % d === 0n) {
		const units = (n * FULL / d).toString().padStart(5, '0');
		return decimal(`${units.slice(0, -4)}.${units.slice(-4)}`.replace(/\.?0+$/, ''), lang);
	}
	return `${count(n, lang)}/${count(d, lang)}`;
}

/** Rounded half up to whole centi-points. @param {Fraction} value */
export function rounded({ n, d }) {
	return (2n * n + d) / (2n * d);
}

/** Do the points follow from the fraction that came with them? @param {any} line */
export function agrees(line) {
	if (line.numerator === null || line.withheld)
		return true;
	const value = rounded(fraction(BigInt(line.numerator), BigInt(line.denominator)));
	const most = scaled(line.max);
	return (value > most ? most : value) === scaled(line.points);
}

/** @param {any} line */
const isShare = line => 'out_of' in line;
/** @param {string} text */
const units = text => scaled(text, 4);

/** The mark of the period: target times its phasing. @param {any} line @returns {Fraction} */
export function mark(line) {
	return fraction(units(line.target) * BigInt(line.phasing), FULL * FULL);
}

/** What was reached, of the share or the quantity. @param {any} line @returns {Fraction} */
function reached(line) {
	const value = units(line.cause === 'VERIFIED_ALONE' && line.verified ? line.verified : line.done ?? line.actual);
	return isShare(line) ? fraction(100n * value, units(line.out_of)) : fraction(value, FULL);
}

/** "24 văn bản", "38 / 43 = 88,37%" @param {any} line @param {string} unit @param {Lang} lang */
export function doneText(line, unit, lang) {
	const t = words[lang];
	if (!line.assigned)
		return t.sums.notAssigned;
	if (!line.reported)
		return t.sums.notReported;
	if (isShare(line)) {
		const of = units(line.out_of);
		const parts = `${decimal(line.done, lang)} / ${decimal(line.out_of, lang)}`;
		return of > 0n ? `${parts} = ${percent(units(line.done), of, 2, lang)}` : parts;
	}
	return `${decimal(line.actual, lang)} ${unitName(unit, lang)}`.trim();
}

/** "25,5 (34 × 75%)" @param {any} line @param {string} unit @param {Lang} lang */
export function markText(line, unit, lang) {
	if (!line.assigned)
		return '–';
	const target = decimal(line.target, lang);
	if (isShare(line))
		return `${target}%`;
	if (BigInt(line.phasing) === FULL || line.kind === 'PER_UNIT')
		return `${target} ${unitName(unit, lang)}`.trim();
	return `${exact(mark(line), lang)} (${target} × ${short(centiText(BigInt(line.phasing)), lang)}%)`;
}

/** The sum with its numbers. @param {any} line @param {any} task the season's @param {Lang} lang @returns {string[]} lines */
export function sumText(line, task, lang) {
	const t = words[lang].sums;
	if (!line.assigned)
		return ['–'];
	if (line.withheld)
		return [t.withheld];
	if (!line.reported && line.kind !== 'APPRAISED')
		return ['–'];
	switch (line.kind) {
	case 'LINEAR': return [linear(line, lang)];
	case 'LEADER': return leader(line, lang);
	case 'LADDER': return [ladder(line, task, lang)];
	case 'PER_UNIT': return [t.each(points(line.per_unit, lang), decimal(line.actual, lang), short(line.max, lang))];
	case 'BINARY': return [compare(line) >= 0n ? t.reached(short(line.max, lang)) : t.notReached];
	default: return [t.appraised];
	}
}

/** Above nothing when better than the mark. @param {any} line */
function compare(line) {
	const a = reached(line), b = isShare(line) ? fraction(units(line.target), FULL) : mark(line);
	const over = a.n * b.d - b.n * a.d;
	return line.lower_is_better ? -over : over;
}

/** The two factors, reached and due; where less is better they change places. @param {any} line @param {Lang} lang */
function factors(line, lang) {
	const got = isShare(line) ? `(${decimal(line.done, lang)} ÷ ${decimal(line.out_of, lang)})` : exact(reached(line), lang);
	const due = isShare(line) ? `${decimal(line.target, lang)}%` : exact(mark(line), lang);
	return line.lower_is_better ? [due, got] : [got, due];
}

/** @param {any} line @param {Lang} lang */
function linear(line, lang) {
	if (compare(line) >= 0n)
		return words[lang].sums.reached(short(line.max, lang));
	const [got, due] = factors(line, lang);
	return `${short(line.max, lang)} × ${got} ÷ ${due}`;
}

/** How far over its mark: (a − t)/t with whole numbers. @param {string} actual @param {string} target @param {number} phasing @param {boolean} lower @returns {Fraction} */
export function overBy(actual, target, phasing, lower) {
	const a = units(actual) * FULL, t = units(target) * BigInt(phasing);
	return lower ? fraction(t - a, a || 1n) : fraction(a - t, t);
}

/** @param {any} line @param {Lang} lang */
function leader(line, lang) {
	const t = words[lang].sums, max = short(line.max, lang), side = compare(line);
	const [got, due] = factors(line, lang);
	if (side < 0n)
		return [`${t.below}: ${max} ÷ 2 × ${got} ÷ ${due}`];
	if (side === 0n || !line.leader || line.cause === 'AT_MOST_TARGET')
		return [t.half(max)];
	const value = line.cause === 'VERIFIED_ALONE' && line.verified ? line.verified : line.actual;
	const mine = overBy(value, line.target, line.phasing, line.lower_is_better);
	const best = overBy(line.leader_actual, line.leader_target, line.phasing, line.lower_is_better);
	if (mine.n * best.d >= best.n * mine.d)
		return [t.most(max)];
	const [x, l] = [plain(mine, lang), plain(best, lang)];
	return [`${t.over(x, line.leader, l)}:`, `${max} ÷ 2 × (1 + ${x} ÷ ${l})`];
}

/** @param {Fraction} value @param {Lang} lang */
const plain = ({ n, d }, lang) => (d === 1n ? count(n, lang) : `${count(n, lang)}/${count(d, lang)}`);

/** @param {any} line @param {any} task @param {Lang} lang */
function ladder(line, task, lang) {
	const t = words[lang].sums, steps = task?.steps ?? [];
	/** @param {any} step */
	const from = step => `${short(centiText(BigInt(step.threshold)), lang)}%`;
	const next = steps[line.step];
	if (line.step === 0)
		return next ? t.noStep(from(next), points(next.points, lang)) : '–';
	return t.step(steps.length ? from(steps[line.step - 1]) : String(line.step), next ? from(next) : '', next ? points(next.points, lang) : '');
}

/** Lines with what each lost, most first; of equal loss in the season's order. Not assigned or withheld: last. @param {any} card */
export function byLoss(card) {
	return card.lines
		.map((line, place) => ({ line, place, lost: line.assigned && !line.withheld ? scaled(line.max) - scaled(line.points) : null }))
		.sort((a, b) => {
			const x = a.lost ?? -1n, y = b.lost ?? -1n;
			return x === y ? a.place - b.place : x < y ? 1 : -1;
		});
}

/** What was given or taken beside the tasks, as it goes into the total: "đăng cai hội nghị: +10,00 điểm." @param {any} entry @param {Lang} lang */
export function entryText(entry, lang) {
	const value = scaled(entry.points);
	return words[lang].entry(entry.reason ?? entry.code, signed(entry.kind === 'DEDUCTION' ? -value : value, lang));
}
