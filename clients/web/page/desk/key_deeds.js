/*
 * key_deeds -- how an office comes to its key: the invitation, the key, its public half for the operator, and being admitted.
 */
import { readInvitation } from '../office/invitation.js';
import { isLabel, makeKey, needsPassphrase, PASSPHRASE_LEAST, unlock } from '../office/key.js';
import { turn } from './change.js';
import { start } from './deeds.js';
import { begin } from './mail.js';
import { notice, state } from './state.js';
import { refresh } from './tell.js';

/** @param {File} file */
export async function takeInvitation(file) {
	const read = file.size < 65536 ? readInvitation(await file.text()) : null;
	const { own } = state;
	if (!read)
		return notice('badInvitation');
	if (!read.board)
		return notice('noBoard');
	if (own && (own.invitation.board !== read.board || own.invitation.cluster !== read.cluster))
		return notice('otherBoard', own.invitation.board);
	state.notice = null;
	state.needsPassphrase = await needsPassphrase(crypto);
	if (!own) {
		state.invitation = read;
		return undefined;
	}
	state.own = { ...own, invitation: read };
	await state.store.keepKey(state.own);
	await state.store.forgetKnown();
	start();
	Object.assign(state, { told: null, stale: false, named: new Map() });
	return begin();
}

/** @param {{label: string, passphrase: string, again: string}} given */
export async function make({ label, passphrase, again }) {
	const plain = label.trim().normalize('NFC');
	if (!isLabel(plain))
		return notice('badLabel');
	if (state.needsPassphrase && Array.from(passphrase).length < PASSPHRASE_LEAST)
		return notice('short', PASSPHRASE_LEAST);
	if (state.needsPassphrase && passphrase !== again)
		return notice('differ');
	const own = await makeKey(crypto, { label: plain, invitation: state.invitation, passphrase: state.needsPassphrase ? passphrase : undefined });
	await state.store.keepKey(own);
	await navigator.storage?.persist?.().catch(() => false);
	Object.assign(state, { own, invitation: null, notice: null, admitted: null, signer: await unlock(crypto, own, passphrase) });
	return begin();
}

/** @param {string} passphrase */
export async function open(passphrase) {
	state.signer = await unlock(crypto, state.own, passphrase);
	if (!state.signer)
		return notice('wrong');
	state.notice = null;
	return begin();
}

/** Not while a report waits for its receipt: without the key's record nobody could tell whether one is true. */
export async function forget() {
	if (state.rows.some(row => row.state === 'waiting' || row.state === 'sent'))
		return;
	await state.store.forgetKey();
	await state.store.forgetKnown();
	state.courier?.stop();
	turn();
	Object.assign(state, { own: null, signer: null, told: null, named: new Map(), admitted: null, courier: null, outbox: null, rows: [], reading: null, form: null, side: '', step: 'drop', notice: null });
}

const ASK_AGAIN = 5_000;

/** While the operator has not admitted the key it is asked again and again. */
export async function waitForGrant() {
	for (;;) {
		await new Promise(resolve => setTimeout(resolve, ASK_AGAIN));
		if (state.signer && state.admitted === false && !document.hidden)
			await refresh();
	}
}
