/*
 * office_cache -- the service worker's part that every browser has: keeps the files of /office, and nothing else, under the hash of
 * their list. A script without imports, since Firefox has no modules here; office_worker.js is this and more.
 *
 * All files are kept or none: each is held against its hash, so a page is never made of two versions. What the API answers is not kept.
 */
if (typeof importScripts === 'function' && !self.OFFICE_FILES)
	try {
		importScripts('/page/office_files.js');
	} catch {
		// a module worker has imported it already
	}

const KIND = 'thidua-office-';
const base64 = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const digest = async bytes => base64(await crypto.subtle.digest('SHA-256', bytes));
const nameOf = async () => KIND + await digest(new TextEncoder().encode(JSON.stringify(self.OFFICE_FILES)));

async function keepAll() {
	const fetched = await Promise.all(self.OFFICE_FILES.map(async ([path, hash]) => {
		const answer = await fetch(path, { cache: 'no-cache' });
		if (!answer.ok || await digest(await answer.clone().arrayBuffer()) !== hash)
			throw new Error(`${path} is of another version`);
		return [path, answer];
	}));
	const cache = await caches.open(await nameOf());
	await Promise.all(fetched.map(([path, answer]) => cache.put(path, answer)));
}

async function dropOthers() {
	const own = await nameOf();
	const others = (await caches.keys()).filter(name => name.startsWith(KIND) && name !== own);
	await Promise.all(others.map(name => caches.delete(name)));
	await self.clients.claim();
}

/** The kept file, else the server's: of a path that is not ours the browser never asks here. */
async function answer(request, path) {
	return await (await caches.open(await nameOf())).match(path) ?? fetch(request);
}

self.addEventListener('install', event => {
	event.waitUntil(keepAll().then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => {
	event.waitUntil(dropOthers());
});
self.addEventListener('fetch', event => {
	const { pathname, origin } = new URL(event.request.url);
	if (event.request.method === 'GET' && origin === self.location.origin && self.OFFICE_FILES.some(([path]) => path === pathname))
		event.respondWith(answer(event.request, pathname));
});
