/*
 * outbox -- what was signed, until its receipt is here.
 *
 *   waiting --taken up--> sent --receipt that proves it--> acknowledged
 *      ^                   | |--refusal------------------> refused
 *      '--nothing was done-' '--FORBIDDEN, UNSUPPORTED, or taken back, after a send that nobody answered--> unknown
 *
 * A row is kept before anything is sent, is sent as it is, and again until there is an answer: the daemon answers an id that it
 * knows with the first receipt. Only a verified receipt makes a row acknowledged, whoever brought it and whatever he said before;
 * nothing takes it back. A refusal is the gateway's word; it is believed for want of better, and a receipt that comes later counts.
 * Rows go in the order in which they were put: a refusal of the second could only mean that the first is not there yet.
 */
import { hex } from "./bytes.js";
import { commandHash } from "./command.js";
import { receiptFile, verifyReceipt } from "./receipt.js";
import { decode, encode, nameOf, WireError } from "./wire.js";

/**
 * unsure: a send of it has no certain answer, so that it may be in the journal.
 * @typedef {object} Row
 * @property {string} id hex
 * @property {number} place its order
 * @property {"waiting" | "sent" | "acknowledged" | "refused" | "unknown"} state
 * @property {boolean} unsure
 * @property {number} attempts
 * @property {{command: Uint8Array, signature: Uint8Array, key: Uint8Array}} signed
 * @property {string} hash hex, of the command
 * @property {bigint} putAt microseconds
 * @property {Uint8Array | null} receipt the Receipt as it came, verified
 * @property {{status: string, faults: object[]} | null} refusal
 * @property {object | null} doubt the fault of the last answer that proved nothing
 */

/**
 * Where rows are kept: IndexedDB in a browser, a Map in tests. `change` is one transaction: `how` is given the row as it is and
 * returns what it shall be, null for no row.
 * @typedef {object} Store
 * @property {(row: Row) => Promise<void>} put fails when the id is there
 * @property {() => Promise<Row[]>} all
 * @property {(id: string, how: (row: Row) => Row | null) => Promise<Row | null>} change
 */

/** Takes the bytes of a SignedCommand; the Reply's bytes, or null when nobody answered. @typedef {(bytes: Uint8Array) => Promise<Uint8Array | null>} Gateway */

const REFUSALS = ["INVALID", "CONFLICT", "STALE", "CLOSED", "NOT_FOUND"];
const UNCERTAIN = ["FORBIDDEN", "UNSUPPORTED"];
const isOpen = (row) => row.state === "waiting" || row.state === "sent";
const NOTHING_DONE = ["BUSY", "BROKEN"];

/* --- what an answer makes of a row --- */

const doubted = (row, fault) => ({ ...row, unsure: true, doubt: fault });

function afterReceipt(row, receipt, daemonKey) {
  const { fault } = verifyReceipt(receipt, row.signed.command, daemonKey);
  if (fault) return doubted(row, fault);
  return { ...row, state: "acknowledged", unsure: false, receipt: encode("Receipt", receipt), refusal: null, doubt: null };
}

/**
 * @param {Row} row
 * @param {Uint8Array | null} bytes a Reply; null: silence
 * @param {Uint8Array} daemonKey
 * @returns {Row}
 */
export function afterAnswer(row, bytes, daemonKey) {
  if (row.state === "acknowledged") return row;
  if (bytes === null) return doubted(row, null);
  let reply;
  try {
    reply = decode("Reply", bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return doubted(row, { field: "", reason: "RECEIPT_WRONG", arguments: [] });
  }
  const status = nameOf("Status", reply.status);
  const refusal = { status, faults: reply.faults };
  if (reply.receipt) return afterReceipt(row, reply.receipt, daemonKey);
  if (REFUSALS.includes(status)) return { ...row, state: "refused", unsure: false, refusal };
  if (UNCERTAIN.includes(status)) return { ...row, state: row.unsure ? "unknown" : "refused", refusal };
  if (NOTHING_DONE.includes(status) && !row.unsure) return { ...row, state: "waiting", refusal };
  return status === "OK" ? doubted(row, { field: "receipt", reason: "RECEIPT_UNSEALED", arguments: [] }) : { ...doubted(row, null), refusal };
}

/** The outbox of one office. */
export class Outbox {
  /** @param {Store} store @param {Gateway} gateway @param {Uint8Array} daemonKey of the invitation */
  constructor(store, gateway, daemonKey) {
    this.store = store;
    this.gateway = gateway;
    this.daemonKey = daemonKey;
  }

  async rows() {
    return (await this.store.all()).sort((a, b) => a.place - b.place);
  }

  /**
   * On disk when this resolves.
   * @param {object} signed a SignedCommand
   * @param {bigint} now
   * @returns {Promise<Row>}
   */
  async put(signed, now) {
    const rows = await this.rows();
    const row = {
      id: hex(decode("Command", signed.command).id),
      place: (rows[rows.length - 1]?.place ?? 0) + 1,
      state: "waiting",
      unsure: false,
      attempts: 0,
      signed,
      hash: hex(commandHash(signed.command)),
      putAt: now,
      receipt: null,
      refusal: null,
      doubt: null,
    };
    await this.store.put(row);
    return row;
  }

  /** Sends one row once. That it is about to be sent is kept before it is. @returns {Promise<Row | null>} as it is then */
  async send(id) {
    const taken = await this.store.change(id, (row) =>
      row.state === "acknowledged" ? row : { ...row, state: "sent", attempts: row.attempts + 1 },
    );
    if (!taken || taken.state === "acknowledged") return taken;
    const answer = await this.gateway(encode("SignedCommand", taken.signed)).catch(() => null);
    return this.store.change(id, (row) => afterAnswer(row, answer, this.daemonKey));
  }

  /** Sends what waits, in its order, until one stays open. @returns {Promise<number>} how many are still open */
  async flush() {
    for (const row of (await this.rows()).filter(isOpen)) {
      const now = await this.send(row.id);
      if (now && isOpen(now)) break;
    }
    return this.openCount();
  }

  /** How many have no certain answer. */
  async openCount() {
    return (await this.rows()).filter(isOpen).length;
  }

  /** Takes back what was never sent; what may have been sent stays, as unknown. @returns {Promise<boolean>} is it gone? */
  async withdraw(id) {
    const left = await this.store.change(id, (row) => {
      if (row.state === "waiting" && !row.unsure) return null;
      return row.state === "sent" || row.state === "waiting" ? { ...row, state: "unknown" } : row;
    });
    return left === null;
  }
}

/** What the receipt of a row says; null: there is none, and nothing is submitted. Verified anew: a store is no proof.
 * @param {Row} row @param {Uint8Array} daemonKey @returns {object | null} a ReceiptStatement */
export function provenBy(row, daemonKey) {
  if (row.state !== "acknowledged" || !row.receipt) return null;
  return verifyReceipt(decode("Receipt", row.receipt), row.signed.command, daemonKey).statement;
}

/** The file that `thidua verify` proves. @param {Row} row an acknowledged one @returns {Uint8Array} */
export function exportReceipt(row) {
  return receiptFile(row.signed, decode("Receipt", row.receipt));
}
