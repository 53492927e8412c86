/*
 * answers -- what views ask the server for by the way: asked once, shown when it is there, asked anew after a change.
 *
 * An answer that is being renewed is still shown, so that nothing blinks.
 */
import { get } from './api.js';
import { renderSoon } from './render.js';
import { state } from './state.js';

/** @type {Map<string, any>} the last of each path */
const last = new Map();

/** @param {string} path @param {(path: string) => Promise<any>} [ask] @returns {{value?: any, problem?: unknown}} */
export function answer(path, ask = get) {
	const known = state.answers.get(path);
	if (known)
		return known;
	const asked = { value: last.get(path), problem: undefined };
	state.answers.set(path, asked);
	ask(path).then(value => {
		asked.value = value;
		last.set(path, value);
	}, problem => { asked.problem = problem; }).finally(renderSoon);
	return asked;
}
