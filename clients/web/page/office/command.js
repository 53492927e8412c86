/*
 * command -- a report's bytes, and what an office signs over them.
 *
 * The bytes are made once. They are kept, hashed, signed and sent as they are; nothing here encodes them again.
 */
import { hash, sign, SIGNED_AS } from "./seal.js";
import { encode } from "./wire.js";

/** libthidua's bound, the daemon's too. */
export const COMMAND_BYTES_MAX = 262144;

/**
 * A UUIDv7.
 * @param {bigint} now microseconds since 1970
 * @param {Uint8Array} random 16 bytes
 * @returns {Uint8Array}
 */
export function commandId(now, random) {
  const out = random.slice(0, 16);
  const milliseconds = now / 1000n;
  for (let i = 0; i < 6; i++) out[i] = Number((milliseconds >> BigInt(8 * (5 - i))) & 255n);
  out[6] = 0x70 | (out[6] & 0x0f);
  out[8] = 0x80 | (out[8] & 0x3f);
  return out;
}

/**
 * @param {{id: Uint8Array, cluster: string, year: number, signedAt: bigint, report: object}} what report: a SubmitReport
 * @returns {Uint8Array} the command
 */
export function reportCommand({ id, cluster, year, signedAt, report }) {
  return encode("Command", { id, cluster, year, signed_at: signedAt, submit_report: report });
}

/**
 * The report is signed and on its way: keeps the office's day while its line is bad.
 * @param {{id: Uint8Array, cluster: string, year: number, signedAt: bigint, period: number, reportHash: Uint8Array}} what
 * @returns {Uint8Array} the command
 */
export function postmarkCommand({ id, cluster, year, signedAt, period, reportHash }) {
  return encode("Command", { id, cluster, year, signed_at: signedAt, postmark: { period, report_hash: reportHash } });
}

/**
 * @param {import("./seal.js").Signer} signer
 * @param {Uint8Array} command
 * @returns {Promise<{command: Uint8Array, signature: Uint8Array, key: Uint8Array}>} a SignedCommand
 */
export async function signCommand(signer, command) {
  return { command, signature: await sign(signer, command, SIGNED_AS.command), key: signer.publicKey };
}

/** So that it can be tried only. @returns {Promise<object>} a SignedCommand */
export async function signDryRun(signer, command) {
  return { command, signature: await sign(signer, command, SIGNED_AS.dryRun), key: signer.publicKey };
}

/**
 * @param {import("./seal.js").Signer} signer
 * @param {object} question of a Query, such as {completeness: {cluster, year}}
 * @param {bigint} now microseconds since 1970
 * @returns {Promise<{query: Uint8Array, signature: Uint8Array, key: Uint8Array}>} a SignedQuery
 */
export async function signQuery(signer, question, now) {
  const query = encode("Query", { ...question, signed_at: now });
  return { query, signature: await sign(signer, query, SIGNED_AS.query), key: signer.publicKey };
}

/** @param {Uint8Array} command @returns {Uint8Array} what the next revision names, and the receipt repeats */
export function commandHash(command) {
  return hash(command);
}
