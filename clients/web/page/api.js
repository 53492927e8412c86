/*
 * api -- the server's answers. What it refuses is thrown with its code; where it only has no room now, it is asked again first.
 */
import { restAfter } from './rest.js';

const TRIES = 3;
const LATER = [429, 503];

export class Refused extends Error {
	/** @param {number} status @param {string} code */
	constructor(status, code) {
		super(`${status} ${code}`);
		this.status = status;
		this.code = code;
	}
}

/** @param {string} path below /api/v1/ @param {number} [tries] @returns {Promise<any>} */
export async function get(path, tries = TRIES) {
	const answer = await fetch(`/api/v1/${path}`, { headers: { Accept: 'application/json' } });
	if (answer.ok)
		return answer.json();
	const after = tries > 1 ? restAfter(answer, LATER) : 0;
	if (after > 0) {
		await new Promise(resolve => setTimeout(resolve, after));
		return get(path, tries - 1);
	}
	const problem = await answer.json().catch(() => ({}));
	throw new Refused(answer.status, problem.code ?? '');
}

/** @param {{cluster: string, year: number}} of @param {string} rest */
export function below({ cluster, year }, rest) {
	return `clusters/${encodeURIComponent(cluster)}/${year}/${rest}`;
}

/** @param {Record<string, string|number|null|undefined>} values */
export function query(values) {
	const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '').map(([key, value]) => [key, String(value)])).toString();
	return text ? `?${text}` : '';
}
