/*
 * gateway -- who carries our bytes to the daemon: thidua-web, or whoever stands between. Nothing that comes back is believed here.
 *
 * Offices behind one address share its part: who is told 429 has not been handed on, and comes again when he was told to.
 */
import { restAfter } from "../rest.js";
import { signDryRun, signQuery } from "./command.js";
import { decode, encode, nameOf, WireError } from "./wire.js";

const BYTES = "application/x-protobuf";
const PATIENCE = 20_000;
const NOT_HANDED_ON = [429];

/** status: of Status by its name; "" when nobody answered, or with what is no Reply. @typedef {{status: string, reply: any}} Told */
const SILENCE = Object.freeze({ status: "", reply: null });

function read(bytes) {
  if (!bytes) return SILENCE;
  try {
    const reply = decode("Reply", bytes);
    return { status: nameOf("Status", reply.status), reply };
  } catch (error) {
    if (error instanceof WireError) return SILENCE;
    throw error;
  }
}

export class Gateway {
  /** @param {string} base such as "/api/v1/" @param {typeof fetch} fetch @param {(what: () => void, after: number) => any} later */
  constructor(base, fetch, later = (what, after) => setTimeout(what, after)) {
    this.base = base;
    this.fetch = fetch;
    this.later = later;
  }

  /** @returns {Promise<Uint8Array | null>} null: nobody answered with a Reply */
  async post(path, body) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const how = { method: "POST", body, headers: { "Content-Type": BYTES, Accept: BYTES }, cache: "no-store", signal: stop.signal };
      for (;;) {
        const answer = await this.fetch(this.base + path, /** @type {any} */ (how));
        if ((answer.headers.get("Content-Type") ?? "").startsWith(BYTES)) return new Uint8Array(await answer.arrayBuffer());
        const after = restAfter(answer, NOT_HANDED_ON);
        if (after === 0 || stop.signal.aborted) return null;
        await new Promise((resolve) => this.later(() => resolve(null), after));
      }
    } catch {
      return null; /* no line, or none for so long */
    } finally {
      clearTimeout(clock);
    }
  }

  /** @type {import("./outbox.js").Gateway} */
  carry = (bytes) => this.post("commands", bytes);

  /** @param {import("./seal.js").Signer} signer @param {Uint8Array} command @returns {Promise<Told>} */
  async try(signer, command) {
    return read(await this.post("dry-run", encode("SignedCommand", await signDryRun(signer, command))));
  }

  /** @param {import("./seal.js").Signer} signer @param {object} question of a Query @returns {Promise<Told>} */
  async ask(signer, question) {
    const now = BigInt(Date.now()) * 1000n;
    return read(await this.post("queries", encode("SignedQuery", await signQuery(signer, question, now))));
  }
}
