/*
 * icons -- shapes, 16 units a side, in the colour of the text. A state is a shape and a word; the word stands beside it.
 */
import { s } from './dom.js';

/** @param {string} d @param {Record<string, string|number>} [more] */
const line = (d, more = {}) => s('path', { d, class: 'stroke', ...more });
/** @param {string} d */
const solid = d => s('path', { d, class: 'solid' });

/** @type {Record<string, () => SVGElement[]>} */
const shapes = {
	EXPECTED: () => [s('circle', { cx: 8, cy: 8, r: 6.2, class: 'stroke', 'stroke-dasharray': '2.4 2.47' })],
	SUBMITTED: () => [s('circle', { cx: 8, cy: 8, r: 6.2, class: 'stroke' }), s('circle', { cx: 8, cy: 8, r: 2.8, class: 'solid' })],
	ON_TIME: () => [s('circle', { cx: 8, cy: 8, r: 7.2, class: 'solid' }), s('path', { d: 'M4.8 8.3 7.1 10.6 11.4 5.9', class: 'cut' })],
	LATE: () => [s('circle', { cx: 8, cy: 8, r: 6.2, class: 'stroke' }), line('M8 4.4V8.2L10.6 9.6')],
	OVERDUE: () => [solid('M1.2 1.2H14.8V14.8H1.2Z'), s('path', { d: 'M8 4V9M8 10.8V12.6', class: 'cut' })],
	UNDER_REVIEW: () => [line('M1.2 8C4 3.6 12 3.6 14.8 8C12 12.4 4 12.4 1.2 8Z'), s('circle', { cx: 8, cy: 8, r: 2.3, class: 'solid' })],
	VERIFIED: () => [line('M1 8.8 3.6 11.6 9 5'), line('M7.2 10.6 8.2 11.6 14.4 4.4')],
	RETURNED: () => [line('M2.4 9H10.6C14.4 9 14.4 4 11.6 4'), line('M5.4 5.8 2.2 9 5.4 12.2')],
	DISPUTED: () => [line('M8 1.2 14.8 8 8 14.8 1.2 8Z'), line('M8 4.8V8.6M8 10V11.6')],
	MISSING: () => [s('circle', { cx: 8, cy: 8, r: 6.2, class: 'stroke' }), line('M5.4 5.4 10.6 10.6M10.6 5.4 5.4 10.6')],
	attention: () => [s('circle', { cx: 8, cy: 8, r: 7, class: 'stroke' }), line('M8 3.8V9M8 10.6V12.4')],
	up: () => [solid('M8 2.4 14.6 13.4H1.4Z')],
	down: () => [s('path', { d: 'M2.4 3.4H13.6L8 12.8Z', class: 'stroke' })],
	star: () => [s('path', { d: STAR, class: 'stroke' })],
	starred: () => [solid(STAR)],
	lock: () => [solid('M2.6 7H13.4V15H2.6Z'), line('M5 7V4.6A3 3 0 0 1 11 4.6V7')],
	live: () => [s('circle', { cx: 8, cy: 8, r: 5, class: 'solid' })],
	late: () => [s('circle', { cx: 8, cy: 8, r: 5, class: 'stroke' }), solid('M8 3A5 5 0 0 1 8 13Z')],
	lost: () => [s('circle', { cx: 8, cy: 8, r: 5, class: 'stroke' })],
	paused: () => [solid('M3.6 2.6H6.6V13.4H3.6ZM9.4 2.6H12.4V13.4H9.4Z')],
	menu: () => [s('path', { d: 'M0 3H16M0 8H16M0 13H16', class: 'stroke' })],
	left: () => [line('M14.5 8H2M7 3 2 8 7 13')],
	right: () => [line('M1.5 8H14M9 3 14 8 9 13')]
};

const STAR = 'M8 1.6 9.9 6 14.7 6.4 11.1 9.6 12.2 14.3 8 11.8 3.8 14.3 4.9 9.6 1.3 6.4 6.1 6Z';

/** @param {string} name @param {string} [more] another class */
export function icon(name, more = '') {
	return s('svg', { class: `icon ${more}`.trim(), viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' }, ...(shapes[name] ?? shapes.lost)());
}
