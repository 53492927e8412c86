/*
 * models -- the register of good models, searched as one types, marks or none.
 */
import { h } from './dom.js';
import { found } from './names.js';
import { answer } from './answers.js';
import { below, get, query } from './api.js';
import { state } from './state.js';
import { words } from './texts.js';

const MOST = 200;

/** The register comes in pages, each of which tells where the next begins. @param {string} path */
async function allModels(path) {
	const models = [];
	for (let after = ''; ;) {
		const page = await get(`${path}${query({ after })}`);
		models.push(...page.models);
		if (!page.next || page.next === after)
			return { models };
		after = page.next;
	}
}

/** The title counts what the list holds, whatever standing is shown beside it. @param {any} season @param {boolean} [brief] */
export function modelsView(season, brief = false) {
	const t = words[state.lang], told = answer(below(state, 'models'), allModels);
	const all = told.value?.models ?? [], recognised = all.filter(model => model.state === 'RECOGNISED').length;
	const sought = state.search.trim();
	const hits = sought ? all.filter(model => [model.title, model.effect, model.field].some(text => text && found(text, sought))) : all;
	return h('section', { class: 'figure models' },
		h('h2', null, told.value ? t.modelsTitle(recognised, all.length) : told.problem ? t.notFound : t.loading),
		h('p', { class: 'searching' }, h('label', null, h('span', { class: 'unseen' }, t.searchHint), h('input', { type: 'search', 'data-input': 'models', placeholder: t.searchHint, autocomplete: 'off' })), h('span', { class: 'dim', role: 'status' }, sought ? t.results(hits.length) : '')),
		all.length === 0 ? told.value && h('p', { class: 'note' }, t.noModels) : hits.length > 0 && h('table', { class: 'list' },
			h('thead', null, h('tr', null, ['board', 'period', 'title', 'field', 'state'].map(key => h('th', { scope: 'col' }, t.model[key])))),
			h('tbody', null, hits.slice(0, brief && !sought ? 6 : MOST).map(model => h('tr', { 'data-key': model.acts_on ?? `${model.board}/${model.title}` },
				h('td', { class: 'dim' }, model.board), h('td', { class: 'dim' }, model.year === season.year ? t.numeral(model.period) : `${t.numeral(model.period)} ${model.year}`),
				h('td', null, h('b', null, marked(model.title, sought)), model.effect && h('span', { class: 'effect' }, marked(model.effect, sought))),
				h('td', null, model.field ?? ''), h('td', null, model.duplicate_of ? t.duplicateOf(typeof model.duplicate_of === 'string' ? model.duplicate_of : model.duplicate_of.board ?? '') : t.modelStates[model.state] ?? model.state))))));
}

/** @param {string} text @param {string} sought */
function marked(text, sought) {
	const hit = sought ? found(text, sought) : null;
	return hit ? [hit.before, h('mark', null, hit.hit), hit.after] : [text];
}
