/*
 * frame -- what stands round every step: masthead with the state of the line, the five steps, the two columns.
 */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { sayLine } from '../office/faults.js';
import { boardName, periodOfYear } from './said.js';
import { state } from './state.js';
import { desk } from './texts.js';

const STEPS = ['drop', 'check', 'preview', 'send', 'receipt'];

/** @param {string} act @param {string} text @param {Record<string, any>} [more] */
export function button(act, text, more = {}) {
	const { class: kind, ...rest } = more;
	return h('button', { class: `button ${kind ?? ''}`.trim(), type: 'button', 'data-act': act, ...rest }, text);
}

function language(lang, text, label) {
	return h('button', { type: 'button', 'data-act': 'language', 'data-value': lang, lang, 'aria-pressed': String(state.lang === lang), 'aria-label': `${text}, ${label}` }, text);
}

export function masthead() {
	const t = desk[state.lang], { own, told, reading, line } = state, invitation = own?.invitation;
	const period = reading?.report?.period || state.form?.period || told?.period;
	const waits = state.rows.filter(row => row.state === 'waiting' || row.state === 'sent').length;
	return h('header', { class: 'masthead desk-head' },
		h('span', { class: 'cluster' }, t.title),
		invitation && h('span', { class: 'whose' }, [boardName(invitation.board), told && periodOfYear(period, invitation.year)].filter(Boolean).join(' · ')),
		h('div', { class: 'ways' },
			state.signer && h('span', { class: `line ${line === 'up' ? 'now' : ''}` }, icon(line === 'up' ? 'live' : 'lost'), h('b', null, t[line])),
			own && side('outbox', waits ? `${t.outbox} (${waits})` : t.outbox),
			own && side('key', t.key),
			h('a', { class: 'link', href: '/' }, t.ranking),
			h('div', { class: 'languages', role: 'group', 'aria-label': t.language }, language('vi', 'VI', 'Tiếng Việt'), '/', language('en', 'EN', 'English'))));
}

/** @param {'outbox'|'key'} name @param {string} text */
function side(name, text) {
	return h('button', { class: 'link plain', type: 'button', 'data-act': 'side', 'data-value': name, 'aria-pressed': String(state.side === name) }, text);
}

/** @param {string} step @param {any} t */
function stepName(step, t) {
	const { reading, fixed } = state, faults = reading?.faults.length ?? 0;
	if (step === 'check' && state.step === 'check' && faults > 0 && !state.form)
		return (reading.faults.every(fault => fault.cell) ? t.step.fix : t.step.mend)(faults);
	return step === 'check' && fixed > 0 && faults === 0 ? t.step.fixed(fixed) : t.step[step];
}

export function steps() {
	const t = desk[state.lang], here = STEPS.indexOf(state.step);
	return h('ol', { class: 'steps', 'aria-label': t.steps }, STEPS.map((step, i) =>
		h('li', { class: i < here ? 'done' : null, 'aria-current': i === here ? 'step' : null }, h('span', { class: 'name' }, `${i + 1}. ${stepName(step, t)}`), i < here && h('span', { class: 'unseen' }, `, ${t.done}`))));
}

/** A heading that the focus comes to when it is new. @param {string} name @param {string} text @param {'h1'|'h2'} [level] */
export function title(name, text, level = 'h1') {
	return h(level, { 'data-heading': name, tabindex: '-1' }, text);
}

/** @param {any} main @param {any} aside */
export function columns(main, aside) {
	return h('div', { class: 'desk' }, h('div', { class: 'desk-main' }, main), h('aside', { class: 'desk-aside' }, aside));
}

/** Why the daemon does not tell what it is asked. */
export function refusedLine() {
	const { refused, lang } = state, t = desk[lang];
	if (refused.length === 0)
		return null;
	const clock = refused.some(fault => fault.reason === 'SIGNED_AT_OTHER_TIME');
	return h('p', { class: 'notice refused', role: 'alert' }, clock ? t.clock : `${t.notTold} ${refused.map(fault => sayLine(fault, lang)).join('; ')}`);
}

/** What was refused of what one did last. */
export function noticeLine() {
	const { notice } = state, t = desk[state.lang];
	if (!notice)
		return null;
	const say = { badInvitation: t.invite.bad, noBoard: t.invite.noBoard, otherBoard: t.invite.other, badLabel: t.make.badLabel, short: t.make.short, differ: t.make.differ, wrong: t.unlock.wrong, moved: t.correction.moved, failed: t.failed, withdrawn: t.send.withdrawn, sure: t.own.sure }[notice.text];
	return h('p', { class: 'notice', role: 'alert' }, typeof say === 'function' ? say(...notice.said) : say);
}

/** Where a file may be dropped, and chosen. @param {string} name @param {string} text @param {string} what @param {string} choose @param {string} accept @param {...any} more */
export function dropZone(name, text, what, choose, accept, ...more) {
	return h('section', { class: `drop${state.over ? ' over' : ''}` },
		title(name, text),
		h('p', { class: 'note' }, what),
		h('div', { class: 'acts' },
			button('choose', choose, { class: 'main' }),
			h('input', { type: 'file', class: 'unseen', 'data-take': true, accept, tabindex: '-1', 'aria-label': choose }),
			more));
}
