/*
 * install -- the service worker, by which the page opens without a line, and what waits is sent with the page closed where the browser
 * can. As a module where it can be one; else it only keeps the files.
 *
 * Its address carries the hash of the list of files: another list is another worker to the browser, which then keeps the files anew.
 * That an imported list has changed no browser is asked to notice by itself; Chromium cannot start a module again that way.
 */
const LIST = '/page/office_files.js';

/** @returns {Promise<string>} of the list that the server has now */
async function version() {
	const answer = await fetch(LIST, { cache: 'no-cache' });
	if (!answer.ok)
		throw new Error(`${LIST}: ${answer.status}`);
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await answer.arrayBuffer()));
	return Array.from(digest.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join('');
}

export async function install() {
	const workers = navigator.serviceWorker;
	if (!workers)
		return;
	let query = '';
	try {
		query = `?v=${await version()}`;
	} catch {
		return; // no line: the worker that there is goes on
	}
	try {
		await workers.register(`/page/office_worker.js${query}`, { scope: '/office', type: 'module', updateViaCache: 'none' });
	} catch {
		await workers.register(`/page/office_cache.js${query}`, { scope: '/office', updateViaCache: 'none' }).catch(() => undefined);
	}
}
