/*
 * main -- the office in the browser: what starts, in what order. Without a secure origin nothing does, and the page says so.
 */
import { kept } from '../state.js';
import { needsPassphrase, unlock } from '../office/key.js';
import { openStore } from '../office/store.js';
import { listen } from './acts.js';
import { onChange } from './change.js';
import { waitForGrant } from './key_deeds.js';
import { install } from './install.js';
import { begin } from './mail.js';
import { render } from './render.js';
import { state } from './state.js';

async function start() {
	try {
		state.store = await openStore(indexedDB);
		state.own = await state.store.key() ?? null;
	} catch {
		state.store = null; /* nothing can be kept here, which is said */
	}
	state.ready = true;
	state.needsPassphrase = await needsPassphrase(crypto);
	if (state.own)
		state.signer = await unlock(crypto, state.own);
	render();
	if (state.signer)
		await begin();
	void waitForGrant();
}

if (location.pathname.endsWith('/')) // "/office/" as people type it: what is kept for no line, and installed, is "/office"
	history.replaceState(null, '', location.pathname.slice(0, -1) + location.search);
const asked = new URLSearchParams(location.search).get('lang') ?? kept('lang', 'vi');
state.lang = asked === 'en' ? 'en' : 'vi';
state.secure = isSecureContext && Boolean(globalThis.crypto?.subtle);
document.getElementById('dark')?.setAttribute('media', { auto: '(prefers-color-scheme: dark)', dark: 'all', light: 'not all' }[kept('theme', 'auto')]);
for (const name of ['error', 'unhandledrejection'])
	addEventListener(name, () => {
		Object.assign(state, { busy: '', notice: { text: 'failed', said: [] } });
		render();
	});
onChange(render);
listen();
render();
if (state.secure) {
	void install();
	void start();
}
