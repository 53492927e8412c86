/*
 * told -- what the daemon tells an office of its year and of one period, asked one after another, and kept for when the line is dead.
 *
 * It is the gateway's word, but for reports: what is in force of ours is believed as far as its signature and hash go.
 */
import { same } from "./bytes.js";
import { commandHash } from "./command.js";
import { verifies } from "./seal.js";
import { decode, valueOf } from "./wire.js";

/** A report as the journal has it. @typedef {{report: object, hash: Uint8Array, receivedAt: bigint, ours: boolean}} Stored */
/**
 * @typedef {object} Told
 * @property {bigint} at our clock, microseconds
 * @property {bigint} now the daemon's then
 * @property {boolean} rehearsal its clock stands still between events
 * @property {object} season
 * @property {number} current the period that is open now
 * @property {number} period of what follows
 * @property {object | null} standings
 * @property {object | null} scorecard
 * @property {object[]} reviews BoardReviews of ours, by period
 * @property {Stored | null | undefined} inForce undefined: our key was granted in a freeze and is not told
 * @property {Stored | null | undefined} before of the period before
 */

/** The daemon does not know the key. */
export class NotAdmitted extends Error {}
/** Nobody answered, or the daemon cannot now. */
export class Silent extends Error {}
/** The daemon answers and does not tell: with its faults, such as that this machine's clock is wrong. */
export class Refused extends Error {
  /** @param {object[]} faults */
  constructor(faults) {
    super("refused");
    this.faults = faults;
  }
}

const CANNOT_NOW = ["", "BUSY", "UNAVAILABLE", "BROKEN"];

/** @returns {Stored | null} null: it is no report whose signature is right */
function storedOf(stored, publicKey) {
  const { signed_command: signed, received_at: receivedAt } = stored;
  if (!verifies(signed.signature, signed.command, signed.key)) return null;
  const report = decode("Command", signed.command).submit_report;
  return report ? { report, hash: commandHash(signed.command), receivedAt, ours: same(signed.key, publicKey) } : null;
}

/**
 * @param {import("./gateway.js").Gateway} gateway @param {import("./seal.js").Signer} signer
 * @param {{cluster: string, year: number, board: string}} office
 * @param {number} [wanted] period; absent: the current one
 * @returns {Promise<Told>} throws NotAdmitted, Silent, Refused
 */
export async function askTold(gateway, signer, { cluster, year, board }, wanted) {
  const about = { cluster, year };
  const ask = async (question, absent = false) => {
    const { status, reply } = await gateway.ask(signer, question);
    if (status === "FORBIDDEN") throw new NotAdmitted();
    if (CANNOT_NOW.includes(status)) throw new Silent();
    if (status === "OK") return reply;
    if (absent) return reply.faults.some(({ reason }) => reason === "REPORT_OF_FREEZE") ? undefined : null; /* not of this season, or not yet */
    throw new Refused(reply.faults);
  };
  const { pong } = await ask({ ping: {} });
  const stored = (await ask({ season: about })).season;
  const period = wanted || stored.current;
  const report = async (of) => {
    const reply = of < 1 ? null : await ask({ report: { ...about, period: of, board } }, true);
    return reply ? reply.report : reply;
  };
  const [inForce, before] = [await report(period), await report(period - 1)];
  const standings = (await ask({ standings: { ...about, period } }, true))?.standings ?? null;
  const scorecard = (await ask({ scorecard: { ...about, period, board } }, true))?.scorecard ?? null;
  const reviews = (await ask({ reviews: { ...about, period } }, true))?.reviews;
  return {
    at: BigInt(Date.now()) * 1000n,
    now: pong.now,
    rehearsal: pong.rehearsal,
    season: decode("Season", stored.season),
    current: stored.current,
    period,
    standings,
    scorecard,
    reviews: (reviews?.boards ?? []).filter((each) => each.board === board).map((each) => ({ ...each, period })),
    inForce: inForce && storedOf(inForce, signer.publicKey),
    before: before && storedOf(before, signer.publicKey),
  };
}

export const PERIODS = ["Q1", "Q2", "Q3", "Q4", "FINAL"].map((name) => valueOf("Period", name));
