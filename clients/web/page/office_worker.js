/*
 * office_worker -- the service worker where it can be a module: keeps the files, and sends what waits when the browser says that the
 * line is back (Background Sync), also with the page closed. It signs nothing: what waits was signed on the page.
 */
import './office_files.js';
import './office_cache.js';
import { alone } from './office/courier.js';
import { Gateway } from './office/gateway.js';
import { Outbox } from './office/outbox.js';
import { openStore } from './office/store.js';

async function send() {
	const store = await openStore(indexedDB);
	try {
		const own = await store.key();
		if (!own)
			return;
		const gateway = new Gateway('/api/v1/', (path, how) => fetch(path, how));
		const outbox = new Outbox(store.outbox(), gateway.carry, own.invitation.daemonKey);
		const open = await alone(navigator.locks, () => outbox.flush());
		new BroadcastChannel('thidua-office').postMessage('sent');
		if (open > 0)
			throw new Error('something still waits'); // the browser wakes us again
	} finally {
		store.close();
	}
}

self.addEventListener('sync', event => {
	if (/** @type {any} */ (event).tag === 'thidua-outbox')
		/** @type {any} */ (event).waitUntil(send());
});
