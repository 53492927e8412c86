/*
 * rest -- how long a server that refused for want of room wants to be left alone.
 *
 * Many may sit behind one address, so it tells 429 to who has done nothing wrong.
 */
const MOST = 5; /* seconds; who is told longer gives up for now */

/** Milliseconds, a little more for some than for others; 0: not now. @param {Response} answer @param {number[]} statuses after which it may be asked again */
export function restAfter(answer, statuses) {
	const told = answer.headers.get('Retry-After') ?? '1';
	const seconds = /^\d{1,4}$/.test(told) ? Math.max(1, Number(told)) : MOST + 1;
	return statuses.includes(answer.status) && seconds <= MOST ? 1000 * seconds * (1 + Math.random() / 2) : 0;
}
