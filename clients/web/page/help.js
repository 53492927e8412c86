/* help -- the keys, below the page rather than over it, and what each reader may turn off. */
import { h } from './dom.js';
import { state } from './state.js';
import { words } from './texts.js';

export function helpPanel() {
	const t = words[state.lang];
	const button = (act, text) => h('button', { class: 'button', type: 'button', 'data-act': act }, text);
	return h('section', { class: 'help', 'aria-label': t.help },
		state.help && h('h2', null, t.helpTitle),
		state.help && h('dl', null, t.keys.map(([key, what]) => h('div', null, h('dt', null, key), h('dd', null, what)))),
		h('p', { class: 'acts' }, h('button', { class: 'button', type: 'button', 'data-act': 'help', 'aria-expanded': String(state.help) }, state.help ? t.close : `${t.help} (?)`), state.help && button('keys', state.singleKeys ? t.keysOff : t.keysOn), button('theme', `${t.themeName}: ${t.theme[state.theme].toLowerCase()}`)));
}
