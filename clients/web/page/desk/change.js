/*
 * change -- that the state is another, said to whoever shows it; whose turn it is of several deeds, and what one is busy with meanwhile.
 *
 * People do the next thing before the last is done: they drop the mended file while the old one is being tried. The newest deed has its way,
 * and one that finds its turn over gives up.
 */
import { state } from './state.js';

export let changed = () => {};

/** @param {() => void} show */
export function onChange(show) {
	changed = show;
}

let turns = 0;

/** Begins a deed. @returns {() => boolean} whether no newer one has begun */
export function turn() {
	const own = ++turns;
	state.busy = '';
	return () => own === turns;
}

/** @param {string} what @param {(newest: () => boolean) => any} deed */
export async function during(what, deed) {
	const newest = turn();
	state.busy = what;
	changed();
	try {
		await deed(newest);
	} finally {
		if (newest()) {
			state.busy = '';
			changed();
		}
	}
}

/** What must not be disturbed: signing, and the making and opening of a key. @type {Promise<any>} */
export let firm = Promise.resolve();

/** @param {string} what @param {() => any} deed */
export function firmly(what, deed) {
	const done = during(what, deed);
	firm = done.catch(() => undefined);
	return done;
}

export const microseconds = () => BigInt(Date.now()) * 1000n;
