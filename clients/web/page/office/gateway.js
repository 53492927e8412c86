/*
 * gateway -- who carries our bytes to the daemon: thidua-web, or whoever stands between. Nothing that comes back is believed here.
 */
import { signDryRun, signQuery } from "./command.js";
import { decode, encode, nameOf, WireError } from "./wire.js";

const BYTES = "application/x-protobuf";
const PATIENCE = 20_000;

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
  /** @param {string} base such as "/api/v1/" @param {typeof fetch} fetch */
  constructor(base, fetch) {
    this.base = base;
    this.fetch = fetch;
  }

  /** @returns {Promise<Uint8Array | null>} null: nobody answered with a Reply */
  async post(path, body) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const how = { method: "POST", body, headers: { "Content-Type": BYTES, Accept: BYTES }, cache: "no-store", signal: stop.signal };
      const answer = await this.fetch(this.base + path, /** @type {any} */ (how));
      if (!(answer.headers.get("Content-Type") ?? "").startsWith(BYTES)) return null;
      return new Uint8Array(await answer.arrayBuffer());
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
