/*
 * key_view -- before the first report: the invitation, the key, its public half for the operator; later, what key there is.
 */
import { h } from '../dom.js';
import { fingerprint } from '../office/key.js';
import { hex } from '../office/bytes.js';
import { button, columns, dropZone, noticeLine, title } from './frame.js';
import { state } from './state.js';
import { desk } from './texts.js';

/** A whole key in groups that people can read aloud. @param {Uint8Array} key */
const grouped = key => h('code', { class: 'key' }, hex(key).replace(/(....)(?=.)/g, '$1 '));

const trust = t => h('p', { class: 'note' }, t.trust);

/** @param {string} name @param {string} label @param {Record<string, any>} [more] */
function field(name, label, more = {}) {
	return h('p', { class: 'field' }, h('label', { for: `typed-${name}` }, label), h('input', { id: `typed-${name}`, 'data-typed': name, 'data-key': `typed-${name}`, autocomplete: 'off', spellcheck: 'false', ...more }));
}

/** @param {any} t @param {any} invitation */
function invited(t, invitation) {
	return [
		h('p', null, h('b', null, t.invite.of(invitation.board, invitation.cluster, invitation.year))),
		h('dl', { class: 'facts' }, h('dt', null, t.invite.daemon), h('dd', null, grouped(invitation.daemonKey))),
		h('p', { class: 'note' }, t.invite.compare)
	];
}

function invite() {
	const t = desk[state.lang];
	return columns([
		dropZone('invite', t.invite.title, t.invite.what, t.invite.choose, '.invite,.json,application/json'),
		noticeLine()
	], [h('h2', null, t.keyHead), h('p', null, t.keyWhy), trust(t)]);
}

function make() {
	const t = desk[state.lang], { invitation } = state;
	return columns([
		title('make', t.keyHead),
		...invited(t, invitation),
		h('div', { class: 'fields', 'data-enter': 'make' },
			field('label', t.make.label, { value: `${invitation.board}-${invitation.year}`, maxlength: '100' }),
			state.needsPassphrase && [h('p', { class: 'note' }, t.make.passphraseWhy), field('passphrase', t.make.passphrase, { type: 'password', autocomplete: 'new-password' }), field('again', t.make.again, { type: 'password', autocomplete: 'new-password' })],
			noticeLine(),
			h('div', { class: 'acts' }, button('make', t.make.act, { class: 'main' })))
	], [h('p', null, t.keyWhy), trust(t)]);
}

/** @param {any} t @param {import('../office/key.js').OwnKey} own */
function publicHalf(t, own) {
	return h('dl', { class: 'facts' },
		h('dt', null, t.own.label), h('dd', null, h('b', null, own.label)),
		h('dt', null, t.grant.compare), h('dd', null, grouped(own.publicKey)));
}

function grant() {
	const t = desk[state.lang], { own } = state, file = `${own.invitation.board}.key.pub`;
	return columns([
		title('grant', t.grant.title),
		h('p', null, t.grant.what),
		publicHalf(t, own),
		h('div', { class: 'acts' }, button('save-key', t.grant.save(file), { class: 'main' })),
		h('p', { class: 'note' }, t.grant.then),
		h('pre', { tabindex: '0' }, `thidua key grant ${file} --role office --board ${own.invitation.board}`),
		h('p', { class: 'waits', role: 'status' }, state.admitted === false ? t.grant.waiting : t[state.line]),
		h('div', { class: 'acts' }, button('ask', t.grant.again))
	], [...invited(t, own.invitation), trust(t)]);
}

function unlock() {
	const t = desk[state.lang];
	return columns([
		title('unlock', t.unlock.title),
		h('div', { class: 'fields', 'data-enter': 'unlock' },
			field('passphrase', t.unlock.label, { type: 'password', autocomplete: 'current-password' }),
			noticeLine(),
			h('div', { class: 'acts' }, button('unlock', t.unlock.act, { class: 'main' }))),
		h('p', { class: 'note' }, t.unlock.forgotten)
	], [h('p', null, h('b', null, state.own.label), ` · ${t.print(fingerprint(state.own.publicKey))}`), trust(t)]);
}

/** What must be done before a report can be made; null: nothing. */
export function keyView() {
	const { own, invitation, signer, admitted, told } = state;
	if (!own)
		return invitation ? make() : invite();
	if (!signer)
		return unlock();
	return admitted === false || (!told && admitted !== true) ? grant() : null;
}

/** The key that there is, beside the steps. */
export function ownKeyView() {
	const t = desk[state.lang], { own, rows } = state;
	const open = rows.filter(row => row.state === 'waiting' || row.state === 'sent').length;
	return columns([
		title('key', t.own.title),
		publicHalf(t, own),
		h('dl', { class: 'facts' }, h('dt', null, t.own.kept), h('dd', null, own.held ? t.own.held : t.own.locked)),
		h('p', { class: 'note' }, t.own.lost),
		h('div', { class: 'acts' }, button('save-key', t.own.save), open === 0 && button('forget', t.own.forget), button('side', t.back, { 'data-value': 'key' })),
		noticeLine(),
		open > 0 && h('p', { class: 'note' }, t.own.waits(open))
	], [
		...invited(t, own.invitation),
		h('p', null, t.own.invite),
		h('div', { class: 'acts' }, button('choose', t.invite.choose), h('input', { type: 'file', class: 'unseen', 'data-take': true, tabindex: '-1', 'aria-label': t.invite.choose })),
		trust(t)
	]);
}
