/*
 * render -- the whole page from the state, carried over into what stands there, so that what is typed and the focus stay.
 */
import { h, morphChildren } from '../dom.js';
import { checkView } from './check_view.js';
import { dropView } from './drop_view.js';
import { button, columns, masthead, refusedLine, steps, title } from './frame.js';
import { keyView, ownKeyView } from './key_view.js';
import { outboxList } from './outbox_view.js';
import { previewView } from './preview_view.js';
import { receiptView } from './receipt_view.js';
import { sendView } from './send_view.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** Where nothing can be signed: why, and what to do instead. @param {any} t */
function insecure(t) {
	return columns([title('insecure', t.insecure.title), h('p', null, t.insecure.why), h('p', null, t.insecure.tool),
		h('pre', { tabindex: '0' }, 'thidua keygen --label "…" --out hg.key\nthidua context create hg --invite hg.invite --credential hg.key\nthidua submit q1.xlsx')], [h('p', { class: 'note' }, t.trust)]);
}

/** @param {any} t */
function content(t) {
	if (!state.secure)
		return insecure(t);
	if (!state.ready)
		return h('p', { class: 'lead', role: 'status' }, t.loading);
	if (!state.store)
		return columns([title('no-store', t.insecure.title), h('p', null, t.noStore)], null);
	if (state.own && state.side === 'key')
		return ownKeyView();
	if (state.side === 'outbox')
		return columns([outboxList(true), h('div', { class: 'acts' }, button('side', t.back, { 'data-value': 'outbox' }))], h('p', { class: 'note' }, t.box.offlineWhat));
	const before = keyView();
	if (before)
		return before;
	if (!state.told)
		return h('p', { class: 'lead', role: 'status' }, state.line === 'lost' ? t.drop.needSeason : t.loading);
	return [steps(), step()];
}

function step() {
	const row = state.rows.find(each => each.id === state.row);
	switch (state.step) {
	case 'check': return checkView();
	case 'preview': return previewView();
	case 'send': return row ? sendView(row) : dropView();
	case 'receipt': return row ? receiptView(row) : dropView();
	default: return dropView();
	}
}

const heading = () => /** @type {HTMLElement|null} */ (document.querySelector('[data-heading]'));
const nameOf = element => element?.getAttribute('data-heading') ?? '';
let deeds = 0;

/** As long as what one does oneself goes on, the eye and the ear go to what is new, when it comes. @template T @param {() => Promise<T>|T} deed */
export async function follow(deed) {
	deeds++;
	try {
		await deed();
	} finally {
		render();
		deeds--;
	}
}

/**
 * The focus comes to a new heading at once and once: who has gone on by then is not taken back. What went away under it, because of what
 * somebody else did, must not leave it nowhere. @param {Element|null} had @param {string} was
 */
function moveFocus(had, was) {
	const lost = had && had !== document.body && !had.isConnected, is = heading();
	if (lost || (deeds > 0 && is && nameOf(is) !== was))
		is?.focus();
}

export function render() {
	const t = desk[state.lang], page = document.getElementById('page'), had = document.activeElement, was = nameOf(heading());
	document.documentElement.lang = state.lang;
	document.title = t.title;
	document.documentElement.toggleAttribute('data-over', state.over);
	morphChildren(page, [h('div', { class: 'frame' }, h('a', { class: 'skip', href: '#main' }, t.skip), masthead(), refusedLine(), h('main', { id: 'main', 'data-busy': state.busy || null, 'aria-busy': state.busy ? 'true' : null }, content(t)))]);
	moveFocus(had, was);
	const spoken = document.getElementById('spoken'), said = state.busy ? t.busy[state.busy] ?? '' : '';
	if (spoken.textContent !== said)
		spoken.textContent = said;
}
