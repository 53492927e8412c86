/*
 * acts -- what people do on the page: clicks, files dropped and chosen, what is typed. One place hears them all.
 */
import { hash } from '../office/seal.js';
import { publicKeyFile } from '../office/key.js';
import { exportReceipt } from '../office/outbox.js';
import { sayLine } from '../office/faults.js';
import { firm, firmly } from './change.js';
import { correct, judge, openForm, start, take, takeForm } from './deeds.js';
import { LISTS, remake } from './form_state.js';
import { forget, make, open, takeInvitation } from './key_deeds.js';
import { show, sign, wake, withdraw } from './mail.js';
import { receiptName } from './said.js';
import { follow, render } from './render.js';
import { save } from './save.js';
import { state } from './state.js';
import { refresh } from './tell.js';
import { desk } from './texts.js';
import { keep } from '../state.js';

/** @param {string} name */
const typed = name => /** @type {HTMLInputElement|null} */ (document.querySelector(`[data-typed="${name}"]`))?.value ?? '';
const row = id => state.rows.find(each => each.id === id);
let sure = false;

/** @type {Record<string, (value: string) => any>} */
const acts = {
	language: value => {
		state.lang = value === 'en' ? 'en' : 'vi';
		keep('lang', state.lang);
	},
	choose: () => /** @type {HTMLElement|null} */ (document.querySelector('input[type="file"][data-take]'))?.click(),
	evidence: () => /** @type {HTMLElement|null} */ (document.querySelector('input[data-evidence]'))?.click(),
	make: () => firmly('making', () => make({ label: typed('label'), passphrase: typed('passphrase'), again: typed('again') })),
	unlock: () => firmly('unlocking', () => open(typed('passphrase'))),
	'save-key': () => save(`${state.own.invitation.board}.key.pub`, publicKeyFile(state.own), 'text/plain'),
	ask: () => refresh(),
	side: value => {
		state.side = state.side === value ? '' : /** @type {any} */ (value);
		state.notice = null;
		sure = false;
	},
	forget: () => {
		if (sure)
			return forget();
		sure = true;
		state.notice = { text: 'sure', said: [] };
		return undefined;
	},
	start,
	form: () => openForm(),
	here: () => openForm(state.reading.report?.period || undefined, state.reading.report),
	correct: value => correct(value),
	add: value => {
		state.form.lists[value].push(Object.fromEntries(LISTS[value].map(name => [name, ''])));
	},
	remove: value => {
		const [list, i] = value.split(' ');
		state.form.lists[list].splice(Number(i), 1);
		remake(state.form);
	},
	judge: () => takeForm(),
	faults: () => save(`${state.reading.name || 'bao-cao'}.txt`, `\ufeff${desk[state.lang].check.listHead(state.reading.name)}\r\n\r\n${state.reading.faults.map(fault => sayLine(fault, state.lang)).join('\r\n')}\r\n`, 'text/plain;charset=utf-8'),
	sign: () => sign(),
	wake: () => wake(),
	withdraw: async value => {
		await withdraw(value);
		if (state.reading && state.step === 'preview')
			await judge();
	},
	show: value => show(value),
	print: () => print(),
	'save-receipt': value => save(receiptName(row(value)), exportReceipt(row(value)))
};

/** @param {MouseEvent} event */
function click(event) {
	const element = /** @type {Element} */ (event.target).closest('[data-act]');
	if (!element || element.getAttribute('aria-disabled') === 'true')
		return;
	event.preventDefault();
	void follow(() => acts[element.getAttribute('data-act')]?.(element.getAttribute('data-value') ?? ''));
}

/** @param {File|undefined} file */
async function takeFile(file) {
	await firm;
	const invites = !state.own || state.side === 'key' || state.admitted === false;
	if (file && (invites || state.told))
		await follow(() => (invites ? takeInvitation(file) : take(file)));
}

/** @param {FileList} files */
async function addEvidence(files) {
	for (const file of files) {
		const digest = hash(new Uint8Array(await file.arrayBuffer()));
		if (!state.form.evidence.some(each => each.every((byte, i) => byte === digest[i])))
			state.form.evidence.push(digest);
	}
	render();
}

/** @param {Event} event */
function change(event) {
	const field = /** @type {HTMLInputElement} */ (event.target);
	if (field.hasAttribute('data-take')) {
		void takeFile(field.files[0]);
		field.value = '';
	} else if (field.hasAttribute('data-evidence')) {
		void addEvidence(field.files).then(() => { field.value = ''; });
	} else if (field.hasAttribute('data-period')) {
		void follow(() => refresh(Number(field.value)));
	}
}

/** @param {Event} event */
function input(event) {
	const field = /** @type {HTMLInputElement} */ (event.target);
	const [kind, a, b, c] = (field.getAttribute('data-fill') ?? '').split(' ');
	if (kind === 'cell') {
		const cell = state.form.cells.get(a) ?? { value: '', outOf: '' };
		state.form.cells.set(a, { ...cell, [b]: field.value });
	} else if (kind === 'text') {
		state.form.lists[a][Number(b)][c] = field.value;
	}
}

/** Enter in a field goes on; there are no forms to send. @param {KeyboardEvent} event */
function keydown(event) {
	const field = /** @type {HTMLElement} */ (event.target);
	if (event.key !== 'Enter' || !field.matches('input:not([type="file"])'))
		return;
	const act = field.closest('[data-enter]')?.getAttribute('data-enter');
	if (act) {
		event.preventDefault();
		void follow(() => acts[act](''));
	}
}

/** @param {DragEvent} event */
function drag(event) {
	if (!event.dataTransfer?.types.includes('Files'))
		return;
	event.preventDefault();
	const over = event.type === 'dragover' || event.type === 'dragenter';
	if (event.type === 'drop')
		void takeFile(event.dataTransfer.files[0]);
	if (over !== state.over) {
		state.over = over;
		render();
	}
}

export function listen() {
	addEventListener('click', click);
	addEventListener('change', change);
	addEventListener('input', input);
	addEventListener('keydown', keydown);
	for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'])
		addEventListener(name, drag);
	addEventListener('online', wake);
	addEventListener('beforeunload', event => {
		if (state.form && (state.step === 'check' || state.step === 'preview'))
			event.preventDefault(); /* what was typed is nowhere else; a file can be dropped again */
	});
	addEventListener('offline', () => {
		state.line = 'lost';
		render();
	});
	document.addEventListener('visibilitychange', () => {
		if (!document.hidden && state.rows.some(each => each.state === 'waiting' || each.state === 'sent'))
			wake();
	});
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', render);
}
