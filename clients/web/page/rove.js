/*
 * rove -- a table, curve or map is one stop of the Tab key; arrows move within it.
 *
 * Inside what has data-rove, those with data-item can be come to; the one with tabindex 0 is where one is. Of a
 * grid, data-item is "row:column".
 */

/** @param {Element} of @returns {HTMLElement[]} */
const items = of => [...of.querySelectorAll('[data-item]')].map(item => /** @type {HTMLElement} */ (item));

/** @param {Element} from @param {string} key @returns {HTMLElement|SVGElement|null} where the arrow leads */
export function neighbour(from, key) {
	const whole = from.closest('[data-rove]'), here = from.closest('[data-item]');
	if (!whole || !here)
		return null;
	const all = items(whole), at = all.indexOf(/** @type {any} */ (here));
	if (whole.getAttribute('data-rove') === 'grid') {
		const [row, column] = here.getAttribute('data-item').split(':').map(Number);
		const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
		return step ? all.find(item => item.getAttribute('data-item') === `${row + step[0]}:${column + step[1]}`) ?? null : null;
	}
	const step = { ArrowUp: -1, ArrowDown: 1, Home: -at, End: all.length - 1 - at }[key];
	return step === undefined ? null : all[at + step] ?? null;
}

/** @param {HTMLElement|SVGElement} item */
export function come(item) {
	for (const other of items(item.closest('[data-rove]')))
		other.setAttribute('tabindex', other === item ? '0' : '-1');
	item.focus();
}
