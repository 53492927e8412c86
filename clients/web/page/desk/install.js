/*
 * install -- the service worker, by which the page opens without a line, and what waits is sent with the page closed where the browser
 * can. As a module where it can be one; else it only keeps the files.
 */
export async function install() {
	const workers = navigator.serviceWorker;
	if (!workers)
		return;
	try {
		await workers.register('/page/office_worker.js', { scope: '/office', type: 'module', updateViaCache: 'none' });
	} catch {
		await workers.register('/page/office_cache.js', { scope: '/office', updateViaCache: 'none' }).catch(() => undefined);
	}
}
