/*
 * announce -- one polite line for those who do not see, at most one in ten seconds; of several the last is said.
 */

const REST = 10_000;
let last = -REST;
let waiting = '';
let timer = 0;

/** @param {string} text */
export function say(text) {
	waiting = text;
	if (!timer)
		timer = setTimeout(speak, Math.max(0, last + REST - performance.now()));
}

function speak() {
	timer = 0;
	last = performance.now();
	const line = document.getElementById('spoken');
	if (line)
		line.textContent = waiting;
}
