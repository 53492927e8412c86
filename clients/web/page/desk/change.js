/*
 * change -- that the state is another, said to whoever shows it, and what one is busy with meanwhile.
 */
import { state } from './state.js';

export let changed = () => {};

/** @param {() => void} show */
export function onChange(show) {
	changed = show;
}

/** @param {string} what @param {() => Promise<void>} deed */
export async function during(what, deed) {
	state.busy = what;
	changed();
	try {
		await deed();
	} finally {
		state.busy = '';
		changed();
	}
}

export const microseconds = () => BigInt(Date.now()) * 1000n;
