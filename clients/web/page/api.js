/* api -- the server's answers. What it refuses is thrown with its code. */

export class Refused extends Error {
	/** @param {number} status @param {string} code */
	constructor(status, code) {
		super(`${status} ${code}`);
		this.status = status;
		this.code = code;
	}
}

/** @param {string} path below /api/v1/ @returns {Promise<any>} */
export async function get(path) {
	const answer = await fetch(`/api/v1/${path}`, { headers: { Accept: 'application/json' } });
	if (answer.ok)
		return answer.json();
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
