/*
 * seal -- what is hashed, signed and verified here.
 *
 * BLAKE2b is in no browser, Ed25519 in those of the last years and on secure origins: where WebCrypto has it the key never leaves
 * it, elsewhere @noble/ed25519 does the same.
 */
import * as noble from "../../vendor/noble-ed25519/index.js";
import { blake2b } from "../../vendor/noble-hashes/blake2.js";
import { sha512 } from "../../vendor/noble-hashes/sha2.js";
import { joined, utf8 } from "./bytes.js";

noble.hashes.sha512 = sha512;

export const HASH_SIZE = 32;
export const KEY_SIZE = 32;
const ED25519 = "Ed25519";

/** As what bytes are signed: as in signing.c of the daemon. */
export const SIGNED_AS = Object.freeze({ command: "", dryRun: "thidua.dry-run.v1\n", query: "thidua.query.v1\n" });

/** @param {...Uint8Array} parts of one text @returns {Uint8Array} BLAKE2b-256 */
export function hash(...parts) {
  return blake2b(joined(...parts), { dkLen: HASH_SIZE });
}

/** @typedef {{publicKey: Uint8Array, sign: (bytes: Uint8Array) => Promise<Uint8Array>}} Signer */

/**
 * Of 32 bytes that are the secret, for where WebCrypto is missing.
 * @param {Uint8Array} seed
 * @returns {Signer}
 */
export function seedSigner(seed) {
  return { publicKey: noble.getPublicKey(seed), sign: async (bytes) => noble.sign(bytes, seed) };
}

/**
 * Of a key that WebCrypto holds.
 * @param {SubtleCrypto} subtle
 * @param {{privateKey: CryptoKey, publicKey: Uint8Array}} pair
 * @returns {Signer}
 */
export function heldSigner(subtle, pair) {
  return {
    publicKey: pair.publicKey,
    sign: async (bytes) => new Uint8Array(await subtle.sign({ name: ED25519 }, pair.privateKey, bytes)),
  };
}

/** @param {SubtleCrypto | undefined} subtle @returns {Promise<boolean>} has it Ed25519? */
export async function hasEd25519(subtle) {
  if (!subtle) return false;
  try {
    await subtle.generateKey({ name: ED25519 }, false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Strictly as RFC 8032 says. @noble/ed25519 everywhere: one answer whatever the browser.
 * @param {Uint8Array} signature @param {Uint8Array} bytes @param {Uint8Array} key
 * @returns {boolean}
 */
export function verifies(signature, bytes, key) {
  try {
    return noble.verify(signature, bytes, key, { zip215: false });
  } catch {
    return false;
  }
}

/**
 * @param {Signer} signer
 * @param {Uint8Array} bytes
 * @param {string} as one of SIGNED_AS
 * @returns {Promise<Uint8Array>} the signature
 */
export async function sign(signer, bytes, as) {
  return signer.sign(as ? joined(utf8(as), bytes) : bytes);
}
