/*
 * figures -- where the strokes of a picture lie: bars, sparklines, the rank curve, the heat map's steps. Numbers only.
 *
 * Bars begin at 0 and are to scale; widths are per cent of the scale, cut to a hundredth.
 */
import { scaled } from './numbers.js';

/** Per cent of the whole. @param {bigint} part @param {bigint} whole */
export function share(part, whole) {
	return whole > 0n ? Number(part * 10000n / whole) / 100 : 0;
}

/**
 * Base, bonus behind it, and at the end what was deducted.
 * @param {{base: string, bonus: string, deduction: string, total: string}} row @param {string} scale
 */
export function bar(row, scale) {
	const whole = scaled(scale), base = scaled(row.base), total = scaled(row.total);
	const gross = base + scaled(row.bonus);
	const end = gross > whole ? whole : gross;
	return {
		base: share(base > end ? end : base, whole),
		bonus: share(end > base ? end - base : 0n, whole),
		from: share(total > end ? end : total, whole),
		deduction: share(end > total ? end - total : 0n, whole)
	};
}

/** The grades' limits that are worth a line. @param {{at_least: string}[]} bands @param {string} scale */
export function marks(bands, scale) {
	const whole = scaled(scale);
	return bands.map(band => ({ text: band.at_least, at: share(scaled(band.at_least), whole) })).filter(mark => mark.at > 0).sort((a, b) => a.at - b.at);
}

/** Points of a sparkline in five slots; rank 1 on top. @param {(number|null)[]} ranks @param {number} count @param {{width: number, height: number, pad: number}} box */
export function sparkline(ranks, count, box) {
	const step = (box.width - 2 * box.pad) / Math.max(1, ranks.length - 1);
	return ranks.flatMap((rank, i) => (rank === null ? [] : [{
		x: box.pad + i * step,
		y: box.pad + (count > 1 ? (rank - 1) / (count - 1) : 0) * (box.height - 2 * box.pad),
		rank
	}]));
}

/** @param {{x: number, y: number}[]} dots */
export function polyline(dots) {
	return dots.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ');
}

/** A line that leaves and reaches each dot level. @param {{x: number, y: number}[]} dots */
export function curvePath(dots) {
	return dots.map(({ x, y }, i) => {
		if (i === 0)
			return `M${round(x)} ${round(y)}`;
		const last = dots[i - 1], half = (x - last.x) / 2;
		return last.y === y ? `H${round(x)}` : `C${round(last.x + half)} ${round(last.y)} ${round(x - half)} ${round(y)} ${round(x)} ${round(y)}`;
	}).join('');
}

/** @param {number} value */
export const round = value => Math.round(value * 100) / 100;

/** Steps of the heat map, below so many per cent of the maximum. */
const STEPS = [5n, 12n, 22n, 40n];

/** 0 nothing lost … 5 the most. @param {bigint} lost @param {bigint} max */
export function heat(lost, max) {
	if (lost <= 0n || max <= 0n)
		return 0;
	const step = STEPS.findIndex(limit => lost * 100n < limit * max);
	return step < 0 ? 5 : step + 1;
}

/** What a row lost at each task, null where it is not assigned. @param {Record<string, string|null>} points @param {{code: string, max: string}[]} tasks */
export function losses(points, tasks) {
	return tasks.map(task => {
		const got = points[task.code];
		return got === null || got === undefined ? null : scaled(task.max) - scaled(got);
	});
}

/** The fewest of the largest that make up more than half, at most `most`; none where that takes more. @template T @param {T[]} list @param {(item: T) => bigint} value @param {number} [most] */
export function overHalf(list, value, most = 3) {
	const sorted = [...list].sort((a, b) => (value(a) < value(b) ? 1 : value(a) > value(b) ? -1 : 0));
	const all = sorted.reduce((sum, item) => sum + value(item), 0n);
	let sum = 0n, taken = 0;
	while (taken < sorted.length && 2n * sum <= all)
		sum += value(sorted[taken++]);
	return all > 0n && taken <= most ? sorted.slice(0, taken) : [];
}

/** Where 100 % stands on a target's bar that ends at 140 %. */
export const TARGET_END = 140;

/** @param {string} actual @param {string} target */
export function targetBar(actual, target) {
	const a = scaled(actual, 4), t = scaled(target, 4);
	const reached = share(a, t);
	return { reached, cut: reached > TARGET_END, width: Math.min(reached, TARGET_END) / TARGET_END * 100, mark: 100 / TARGET_END * 100 };
}
