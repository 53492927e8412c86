/*
 * follow -- the feed for this tab: through the shared worker, or its own line where there is none.
 */
import { Feed } from './feed.js';

/** @param {string} url @param {(message: {type: string, data: any}) => void} hear @returns {{again: () => void}} */
export function follow(url, hear) {
	const own = () => {
		const feed = new Feed(url, hear);
		addEventListener('online', () => feed.again());
		return { again: () => feed.again() };
	};
	if (!('SharedWorker' in window))
		return own();
	const worker = new SharedWorker(new URL('./feed-worker.js', import.meta.url), { type: 'module', name: 'thiduad-feed' });
	let line = { again: () => worker.port.postMessage({ act: 'again', url }) };
	worker.onerror = () => { line = own(); };
	worker.port.onmessage = ({ data }) => hear(data);
	worker.port.postMessage({ act: 'follow', url });
	addEventListener('pagehide', event => { if (!event.persisted) worker.port.postMessage({ act: 'leave' }); });
	addEventListener('online', () => line.again());
	return { again: () => line.again() };
}
