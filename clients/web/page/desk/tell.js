/*
 * tell -- what the daemon tells: asked for, kept for when there is no line, and how far it may be gone by.
 */
import { Gateway } from '../office/gateway.js';
import { namedByRefusal } from '../office/follow.js';
import { askTold, NotAdmitted, Refused, Silent } from '../office/told.js';
import { changed, microseconds } from './change.js';
import { state } from './state.js';

export const gateway = new Gateway('/api/v1/', (path, how) => fetch(path, how));

/** The daemon's time as far as it is known. */
export function now() {
	const { told } = state;
	return told ? told.now + (told.rehearsal ? 0n : microseconds() - told.at) : microseconds();
}

/** One that failed before another began must not have the last word. */
let asked = 0;

/** @param {number} [period] */
export async function refresh(period = state.told?.period) {
	const { signer, own, store } = state, turn = ++asked;
	if (!signer)
		return;
	let told = null, failure = null;
	try {
		told = await askTold(gateway, signer, own.invitation, period);
	} catch (error) {
		if (!(error instanceof NotAdmitted || error instanceof Silent || error instanceof Refused))
			throw error;
		failure = error;
	}
	if (turn !== asked)
		return;
	state.line = failure instanceof Silent ? 'lost' : 'up';
	state.refused = failure instanceof Refused ? failure.faults : [];
	if (failure instanceof NotAdmitted)
		state.admitted = false;
	if (told) {
		Object.assign(state, { told, stale: false, admitted: true });
		await store.know(`told ${told.period}`, told);
		await store.know('told', told);
	} else {
		await recall(period);
	}
	changed();
}

/** What was told in an earlier visit. @param {number} [period] */
export async function recall(period) {
	if (state.told && (!period || state.told.period === period))
		return;
	const told = await state.store.known(period ? `told ${period}` : 'told');
	if (told)
		Object.assign(state, { told, stale: true, admitted: true });
}

/** What is in force; undefined: nobody tells. @param {number} period */
export function inForce(period) {
	const { told, stale, line, named } = state;
	if (told?.period !== period || stale || line === 'lost')
		return undefined;
	return told.inForce === undefined ? named.get(period) : told.inForce;
}

/** Something else is in force than was known: it is asked for, and where it is not told, what refused names it. @param {number} period @param {any[]} faults */
export async function learn(period, faults) {
	await refresh(period);
	const named = namedByRefusal(faults);
	if (named)
		state.named.set(period, named);
}
