/*
 * motion -- rows travel to their new place: FLIP by translateY, 400 ms, at most one travel in two seconds.
 *
 * New numbers stand at once; a newer version ends a running travel. Reduced motion or a hidden tab: none.
 */

const LENGTH = 400, REST = 2_000;
/** @type {Animation[]} */
let running = [];
let last = -Infinity;

/** Where the rows are. @param {Element|null} body */
export function places(body) {
	running.forEach(animation => animation.finish());
	running = [];
	return new Map([...body?.children ?? []].map(row => [row.getAttribute('data-key'), row.getBoundingClientRect().top]));
}

/** @param {Element|null} body @param {Map<string|null, number>} before */
export function travel(body, before) {
	const still = document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches;
	if (!body || still || performance.now() - last < REST)
		return;
	for (const row of /** @type {HTMLElement[]} */ ([...body.children])) {
		const from = before.get(row.getAttribute('data-key')), to = row.getBoundingClientRect().top;
		if (from === undefined || Math.abs(from - to) < 1)
			continue;
		const animation = row.animate([{ transform: `translateY(${from - to}px)` }, { transform: 'none' }], { duration: LENGTH, easing: 'cubic-bezier(.2,0,0,1)' });
		row.classList.add('moving');
		animation.onfinish = animation.oncancel = () => row.classList.remove('moving');
		running.push(animation);
	}
	if (running.length > 0)
		last = performance.now();
}
