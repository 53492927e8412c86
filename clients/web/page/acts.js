/*
 * acts -- what a person does: clicks, keys, typing. Everything is heard here and named by data-act.
 */
import { address, arrive } from './address.js';
import { come, neighbour } from './rove.js';
import { resume } from './hear.js';
import { render } from './render.js';
import { keep, state } from './state.js';
import { plain } from './names.js';
import { step as revealStep } from './reveal.js';

/** @param {string} url @param {boolean} [push] */
export function go(url, push = true) {
	const { pathname, search } = new URL(url, location.href), version = state.version;
	if (push)
		history.pushState(null, '', pathname + search);
	arrive(search);
	if (version !== state.version)
		return location.reload();
	state.menu = false;
	state.lit = '';
	render();
	if (push)
		scrollTo(0, 0);
}

/** @param {string} board */
function pin(board) {
	state.pin = state.pin === board ? '' : board;
	keep('pin', state.pin);
}

/** The board that one is at: of the row, curve or cell in focus, else of the view. */
function boardHere() {
	return document.activeElement?.closest('[data-board]')?.getAttribute('data-board') ?? (state.view === 'board' ? state.board : state.lit);
}

/** @type {Record<string, (element: Element) => void>} */
const acts = {
	go: element => go(element.getAttribute('href')),
	pin: element => pin(element.getAttribute('data-board')),
	pause: () => (state.paused ? resume() : void (state.paused = true)),
	again: () => state.line?.again(),
	menu: () => { state.menu = !state.menu; },
	print: () => print(),
	help: () => { state.help = !state.help; },
	keys: () => { state.singleKeys = !state.singleKeys; keep('keys', state.singleKeys ? 'on' : 'off'); },
	language: element => {
		state.lang = element.getAttribute('data-value') === 'en' ? 'en' : 'vi';
		keep('lang', state.lang);
		history.replaceState(null, '', address({}));
	},
	theme: () => {
		state.theme = { auto: 'dark', dark: 'light', light: 'auto' }[state.theme];
		keep('theme', state.theme);
	},
	ics: () => void import('./calendar.js').then(({ saveCalendar }) => saveCalendar())
};

/** @param {MouseEvent} event */
function click(event) {
	const target = /** @type {Element} */ (event.target);
	const element = target.closest('[data-act]');
	if (element) {
		const act = element.getAttribute('data-act');
		if (act === 'go' && (event.metaKey || event.ctrlKey || event.shiftKey || event.button))
			return;
		event.preventDefault();
		acts[act]?.(element);
		render();
		return;
	}
	const row = target.closest('[data-open]') ?? target.closest('tr[data-board]');
	if (row && !target.closest('a, button, input') && !getSelection()?.toString())
		open(row);
}

/** @param {Element} item */
function open(item) {
	const href = item.getAttribute('data-open') ?? item.querySelector('a')?.getAttribute('href');
	if (item.hasAttribute('data-pin'))
		pin(item.getAttribute('data-board'));
	else if (href)
		return go(href);
	render();
}

/** @type {Record<string, () => void>} */
const singles = {
	p: () => acts.pause(document.body),
	g: () => { const board = boardHere(); if (board) pin(board); },
	'/': () => {
		state.searching = true;
		render();
		/** @type {HTMLElement|null} */ (document.querySelector('[data-input]'))?.focus();
	},
	'?': () => acts.help(document.body)
};

/** @param {KeyboardEvent} event */
function keydown(event) {
	const target = /** @type {HTMLElement} */ (event.target);
	if (state.display && revealStep(event))
		return void (event.preventDefault(), render());
	if (event.ctrlKey || event.metaKey || event.altKey)
		return;
	if (event.key === 'Escape')
		return escape(target);
	if (target.matches('input, select, textarea')) {
		if (event.key === 'Enter')
			firstFound();
		return;
	}
	const next = event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End' ? neighbour(target, event.key) : null;
	if (next) {
		event.preventDefault();
		come(next);
		return;
	}
	if (event.key === 'Enter' && target.hasAttribute('data-item')) {
		event.preventDefault();
		return open(target);
	}
	const single = singles[event.key.toLowerCase()];
	if (single && state.singleKeys && !(event.key === ' ')) {
		event.preventDefault();
		single();
		render();
	}
}

/** @param {HTMLElement} target */
function escape(target) {
	if (state.help || state.searching || state.menu) {
		state.help = state.searching = state.menu = false;
		state.search = target.matches('input') ? '' : state.search;
		render();
	} else if (state.view === 'board') {
		const { board } = state;
		history.length > 1 ? history.back() : go(address({ view: 'ranking', board: '', task: '' }));
		state.back = board;
	}
}

/** @param {Event} event */
function input(event) {
	const field = /** @type {HTMLInputElement} */ (event.target);
	if (field.getAttribute('data-input') === 'find') {
		const sought = plain(field.value.trim());
		for (const row of document.querySelectorAll('[data-rows] > tr')) {
			const hit = sought && plain(`${row.getAttribute('data-board')} ${row.querySelector('.name')?.textContent}`).includes(sought);
			row.toggleAttribute('data-found', Boolean(hit));
		}
	} else if (field.hasAttribute('data-input')) {
		state.search = field.value;
		render();
	} else if (field.getAttribute('data-choose') === 'board') {
		go(address({ view: 'board', board: field.value }));
	}
}

function firstFound() {
	const row = /** @type {HTMLElement|null} */ (document.querySelector('[data-found]'));
	if (row) {
		state.searching = false;
		render();
		come(row);
	}
}

/** Pointing at a curve, or coming to it, brings it out. @param {Event} event */
function light(event) {
	const curve = /** @type {Element} */ (event.target).closest?.('[data-light]');
	const board = curve?.getAttribute('data-light') ?? '';
	if (board && board !== state.lit) {
		state.lit = board;
		render();
	}
}

/** Where one is in a table stays so. @param {FocusEvent} event */
function focusin(event) {
	const item = /** @type {Element} */ (event.target).closest('[data-item]');
	if (item) {
		state.at = item.getAttribute('data-item');
		if (item.closest('[data-rove="grid"]'))
			render();
	}
	light(event);
}

export function listen() {
	addEventListener('click', click);
	addEventListener('keydown', keydown);
	addEventListener('input', input);
	addEventListener('pointerover', light);
	addEventListener('focusin', focusin);
	addEventListener('popstate', () => {
		const { back } = state;
		go(location.href, false);
		state.back = '';
		/** @type {HTMLElement|null} */ (back ? document.querySelector(`[data-item="${CSS.escape(back)}"]`) : null)?.focus();
	});
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', render);
}
