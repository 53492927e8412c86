/*
 * key -- the office's own key: made here, and never sent.
 *
 * Where WebCrypto has Ed25519 the secret is a CryptoKey that gives itself to nobody, this page included; it is kept as it is. Elsewhere
 * it is 32 bytes, kept under a passphrase: PBKDF2 makes a key of it, AES-GCM seals the bytes, and the passphrase is asked for once a
 * visit. Either way a copy cannot be made: who loses it makes another, which the operator grants.
 *
 * The file for the operator is that of `thidua keygen`. Its curve_public is for an own line to the daemon, which a browser has not:
 * it is 32 bytes of chance whose secret half nobody has, so that nobody can open that line in the office's name.
 */
import { fromUtf8, hex, utf8 } from "./bytes.js";
import { hasEd25519, heldSigner, KEY_SIZE, seedSigner } from "./seal.js";

const ROUNDS = 600000; /* OWASP 2023 for PBKDF2 with SHA-256 */
const SALT_SIZE = 16;
const IV_SIZE = 12;
export const PASSPHRASE_LEAST = 10;
const LABEL_BYTES = 100;

/**
 * One of held and locked is there.
 * @typedef {object} OwnKey
 * @property {string} label
 * @property {Uint8Array} publicKey
 * @property {Uint8Array} curvePublic
 * @property {CryptoKey} [held] non-extractable
 * @property {{salt: Uint8Array, iv: Uint8Array, rounds: number, bytes: Uint8Array}} [locked]
 * @property {ReturnType<typeof import("./invitation.js").readInvitation>} invitation
 */

/** A name as `thidua keygen --label` takes it: one line. @param {string} text @returns {boolean} */
export function isLabel(text) {
  const bytes = utf8(text);
  return text.trim() !== "" && bytes.length <= LABEL_BYTES && fromUtf8(bytes) === text.normalize("NFC") && !/[\u0000-\u001f\u007f-\u009f]/.test(text);
}

async function sealKey(subtle, passphrase, salt, rounds) {
  const base = await subtle.importKey("raw", utf8(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function lockedOf(crypto, seed, passphrase) {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_SIZE));
  const iv = crypto.getRandomValues(new Uint8Array(IV_SIZE));
  const key = await sealKey(crypto.subtle, passphrase, salt, ROUNDS);
  const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, seed));
  return { salt, iv, rounds: ROUNDS, bytes };
}

/** Must a passphrase be given? @param {Crypto} crypto */
export async function needsPassphrase(crypto) {
  return !(await hasEd25519(crypto.subtle));
}

/**
 * @param {Crypto} crypto
 * @param {{label: string, invitation: object, passphrase?: string}} what passphrase: where it must be given
 * @returns {Promise<OwnKey>}
 */
export async function makeKey(crypto, { label, invitation, passphrase }) {
  const out = { label, invitation, curvePublic: crypto.getRandomValues(new Uint8Array(KEY_SIZE)) };
  if (passphrase === undefined) {
    const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return { ...out, publicKey, held: pair.privateKey };
  }
  const seed = crypto.getRandomValues(new Uint8Array(KEY_SIZE));
  const { publicKey } = seedSigner(seed);
  const locked = await lockedOf(crypto, seed, passphrase);
  seed.fill(0);
  return { ...out, publicKey, locked };
}

/**
 * @param {Crypto} crypto @param {OwnKey} own
 * @param {string} [passphrase]
 * @returns {Promise<import("./seal.js").Signer | null>} null: it is locked, and this is not its passphrase
 */
export async function unlock(crypto, own, passphrase) {
  if (own.held) return heldSigner(crypto.subtle, { privateKey: own.held, publicKey: own.publicKey });
  if (passphrase === undefined) return null;
  const { salt, iv, rounds, bytes } = own.locked;
  try {
    const key = await sealKey(crypto.subtle, passphrase, salt, rounds);
    return seedSigner(new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes)));
  } catch {
    return null;
  }
}

/** What goes to the operator, for `thidua key grant`. @param {OwnKey} own @returns {string} */
export function publicKeyFile({ label, curvePublic, publicKey }) {
  return `thidua public 1\nlabel        ${label}\ncurve_public ${hex(curvePublic)}\nsign_public  ${hex(publicKey)}\n`;
}

/** The beginning of a key as people compare it: "3f9a 71c2 08de". @param {Uint8Array} key */
export function fingerprint(key) {
  return hex(key.subarray(0, 6)).replace(/(....)(?=.)/g, "$1 ");
}
