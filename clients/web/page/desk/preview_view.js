/*
 * preview_view -- the third step: points, rank, and what changes; of a correction old and new side by side; then the act of signing.
 */
import { h } from '../dom.js';
import { clockSeconds, points, signed } from '../numbers.js';
import { fingerprint } from '../office/key.js';
import { nameOf } from '../office/wire.js';
import { fileBox, rightTasks } from './file_box.js';
import { changes } from './deeds.js';
import { taskOfFault } from './fault_task.js';
import { button, columns, noticeLine, title } from './frame.js';
import { boardWord, lineText, periodName, taskTitle } from './said.js';
import { state } from './state.js';
import { desk } from './texts.js';

const SHOWN = 8;

/** @param {bigint|null} value */
const told = value => (value === null ? '–' : points(value, state.lang));

/* --- what changes --- */

function head(t) {
	return h('thead', null, h('tr', null, h('th', { scope: 'col' }, t.preview.task), ...['before', 'after', 'change'].map(name => h('th', { scope: 'col', class: 'n' }, t.preview[name]))));
}

/** @param {any} each */
const taskRow = each => h('tr', null, h('th', { scope: 'row' }, taskTitle(each.task)), h('td', { class: 'n' }, told(each.now)), h('td', { class: 'n' }, told(each.after)), h('td', { class: 'n' }, h('b', null, each.change === null ? '–' : signed(each.change, state.lang))));

/** Tasks with something to mend come first, in grey: their points are those of now. @param {any} t */
function waitingRows(t) {
	const codes = [...new Set(state.reading.faults.map(taskOfFault).filter(Boolean))];
	const now = code => state.told?.scorecard?.lines.find(line => line.task === code && !line.withheld)?.points ?? null;
	return codes.slice(0, SHOWN).map(code => h('tr', { class: 'mend' }, h('th', { scope: 'row' }, taskTitle(code)), h('td', { class: 'n' }, told(now(code))), h('td', { class: 'n' }, t.preview.waitsFix), h('td', { class: 'n' }, '–')));
}

/** In a freeze nothing of such a task is told. @param {any} each */
const isWithheld = each => each.now === null && each.after === null;

/** @param {any} preview @param {any} t @param {boolean} part */
function changeTable(preview, t, part) {
	const mended = new Set(part ? state.reading.faults.map(taskOfFault) : []);
	const tasks = preview.tasks.filter(each => !mended.has(each.task) && !isWithheld(each));
	const first = tasks.length > SHOWN + 1 ? tasks.slice(0, SHOWN) : tasks, rest = tasks.slice(first.length);
	const sum = rest.reduce((total, each) => (total === null || each.change === null ? null : total + each.change), 0n);
	return h('table', { class: 'changes' }, head(t), h('tbody', null,
		part && waitingRows(t), first.map(taskRow),
		rest.length > 0 && h('tr', null, h('th', { scope: 'row', colspan: 3 }, t.preview.others(rest.length)), h('td', { class: 'n' }, h('b', null, sum === null ? '–' : signed(sum, state.lang))))));
}

/** @param {any} preview @param {any} t */
function around(preview, t) {
	const groups = new Map();
	for (const move of preview.moves)
		groups.set(move.to - move.from, [...(groups.get(move.to - move.from) ?? []), move]);
	const said = [...groups].sort((a, b) => b[1].length - a[1].length).map(([by, moves]) => (moves.length > 1 ? t.preview.movesAll(moves.length, by, moves.map(move => boardWord(move.board)).join(', ')) : t.preview.movesOne(boardWord(moves[0].board), moves[0].from, moves[0].to)));
	const leaders = state.told.season.tasks.filter(task => nameOf('TaskKind', task.kind) === 'LEADER' && preview.tasks.some(each => each.task === task.code)).map(task => task.code);
	if (leaders.length > 0)
		said.push(t.preview.leaders(leaders.join(', ')));
	return said.length > 0 && h('p', { class: 'note' }, said.join(' '));
}

/* --- old and new --- */

/** @param {bigint[]|null} value */
const valueText = value => (value === null ? '–' : lineText(value.length === 1 ? { actual: value[0] } : { done: value[0], out_of: value[1] }));

function correction() {
	const t = desk[state.lang], list = changes(), { place } = state;
	if (!list)
		return place?.revision > 1 && h('p', { class: 'note' }, t.correction.untold(place.revision - 1));
	if (list.length === 0)
		return h('p', { class: 'notice', role: 'status' }, t.correction.nothing(place.revision - 1));
	return h('section', { class: 'correction' },
		h('h2', null, t.correction.title(place.revision)),
		state.told.inForce && !state.told.inForce.ours && !place.row && h('p', { class: 'note' }, t.correction.other),
		h('div', { class: 'scroll' }, h('table', { class: 'changes old-new' },
			h('thead', null, h('tr', null, ...['what', 'was', 'is'].map(name => h('th', { scope: 'col' }, t.correction[name])))),
			h('tbody', null, list.map(each => ('task' in each
				? h('tr', null, h('th', { scope: 'row' }, taskTitle(each.task)), h('td', null, valueText(each.was)), h('td', null, h('b', null, valueText(each.is))))
				: h('tr', null, h('th', { scope: 'row' }, t.lists[each.list]), h('td', null, each.was ?? '–'), h('td', null, h('b', null, each.is ?? '–')))))))));
}

/* --- the panel beside --- */

/** @param {any} preview @param {any} t @param {boolean} part */
function figures(preview, t, part) {
	const kind = part ? 'part' : '', { now, after, change } = preview.points;
	if (preview.frozen)
		return h('p', null, preview.untold ? t.preview.untold : t.preview.frozen);
	return h('div', { class: `figures ${kind}`.trim() },
		h('div', null, h('span', null, t.preview.points), h('strong', null, told(after)), h('span', null, now === null ? t.preview.nowNone : [t.preview.now(told(now)), !part && change !== 0n && change !== null ? `, ${signed(change, state.lang)}` : ''])),
		h('div', null, h('span', null, t.preview.rank), h('strong', null, String(preview.rank.after)), h('span', null, preview.rank.now ? t.preview.now(String(preview.rank.now)) : t.preview.nowNone)));
}

/** @param {any} t */
function why(t) {
	if (state.busy === 'trying')
		return h('p', { class: 'note', role: 'status' }, t.busy.trying);
	return h('p', { class: 'note', role: 'status' }, state.line === 'lost' ? t.preview.off : state.reading.faults.length > 0 ? '' : t.preview.unasked);
}

/** @param {any} t */
function signing(t) {
	const { own, reading, place, busy } = state, list = changes(), period = periodName(reading.report.period);
	const off = Boolean(busy) || list?.length === 0;
	return h('div', { class: 'signing' },
		h('p', null, t.preview.by), h('p', { class: 'by' }, h('b', null, own.label), ` · ${t.print(fingerprint(own.publicKey))}`), h('p', null, t.preview.stays),
		button('sign', place.revision > 1 ? t.preview.actCorrect(period, place.revision) : t.preview.act(period), { class: `wide-act ${off ? 'off' : 'main'}`, 'aria-disabled': off ? 'true' : null }));
}

export function previewPanel() {
	const t = desk[state.lang], { reading } = state, part = reading.faults.length > 0, right = rightTasks(reading);
	const preview = right > 0 ? state.preview : null;
	return h('section', { class: 'panel' },
		h('p', { class: 'first' }, h('b', null, t.preview.unsent), ' ', h('span', { class: 'dim' }, preview && right < reading.tasks ? t.preview.part(right, reading.tasks) : preview ? t.preview.at(clockSeconds(state.previewAt)) : '')),
		preview ? figures(preview, t, part) : why(t),
		preview && part && changeTable(preview, t, true),
		preview && preview.lateDays > 0 && h('p', null, t.preview.late(preview.lateDays)),
		part ? button('sign', (reading.faults.every(fault => fault.cell) ? t.preview.fixCells : t.preview.fixFirst)(reading.faults.length), { class: 'wide-act off', 'aria-disabled': 'true' }) : signing(t));
}

export function previewView() {
	const t = desk[state.lang], { preview, reading } = state;
	const withheld = preview?.tasks.filter(isWithheld).map(each => each.task) ?? [], shown = preview ? preview.tasks.length - withheld.length : 0;
	return columns([
		fileBox(),
		noticeLine(),
		h('section', { class: 'what-changes' },
			title('preview', shown > 0 || !preview ? t.preview.title : preview.untold ? t.preview.taken : withheld.length > 0 ? t.preview.frozen : t.preview.none),
			shown > 0 && changeTable(preview, t, false),
			withheld.length > 0 && h('p', { class: 'note' }, t.preview.withheld(withheld.join(', '))),
			preview && !preview.frozen && around(preview, t),
			reading.notes.length > 0 && h('p', { class: 'note' }, h('b', null, `${t.preview.notes}: `), reading.notes.join(' '))),
		correction(),
		preview && !preview.untold && h('p', { class: 'note' }, t.preview.word)
	], previewPanel());
}
