/*
 * follow -- which report the next one comes after: its number and the hash that it names.
 *
 * By what the outbox has, where a report of the period waits there or may be in the journal: it goes first, so the next is built on it,
 * and nothing is ever sent twice under two numbers. Else by what is in force, as the daemon tells it; by the outbox again where he does
 * not. A key that was granted in a freeze is not told what its board has sent in it: there the refusal of what does not follow names it.
 * As submission.c of the tool.
 */
import { hex, unhex } from "./bytes.js";
import { decode } from "./wire.js";

/** @typedef {{revision: number, previousHash: Uint8Array | undefined, was: object | null, row: import("./outbox.js").Row | null}} Place */

const goesFirst = (row) => row.state === "waiting" || row.state === "sent";
const counts = (row) => goesFirst(row) || row.state === "acknowledged";

/** The report of a row, or null: it is something else. @param {import("./outbox.js").Row} row */
export function reportOf(row) {
  const command = decode("Command", row.signed.command);
  return command.submit_report ? { ...command.submit_report, cluster: command.cluster, year: command.year } : null;
}

/** What is in force, of which a refusal told the number and the hash alone. @typedef {{report: {revision: number}, hash: Uint8Array, untold: true}} Named */

/** @param {{reason: string, arguments?: string[]}[]} faults @returns {Named | null} */
export function namedByRefusal(faults) {
  const said = faults.find(({ reason }) => reason === "REVISION_STALE" || reason === "PREVIOUS_STALE")?.arguments;
  return said ? { report: { revision: Number(said[0]) }, hash: unhex(said[1]), untold: true } : null;
}

/**
 * @param {import("./outbox.js").Row[]} rows in their order
 * @param {{cluster: string, year: number, board: string, period: number}} whose
 * @param {import("./told.js").Stored | Named | null | undefined} inForce null: nothing; undefined: nobody told
 * @returns {Place} was: the report before it; row: the newest of ours, when it is what is built on
 */
export function placeAfter(rows, whose, inForce) {
  const own = rows
    .filter(counts)
    .map((row) => ({ row, report: reportOf(row) }))
    .filter(({ report }) => report && ["cluster", "year", "board", "period"].every((name) => report[name] === whose[name]));
  const newest = own[own.length - 1];
  const isOlder = inForce === undefined || (inForce && "untold" in inForce && inForce.report.revision < (newest?.report.revision ?? 0));
  if (newest && (isOlder || goesFirst(newest.row)))
    return { revision: newest.report.revision + 1, previousHash: unhex(newest.row.hash), was: newest.report, row: newest.row };
  if (!inForce) return { revision: 1, previousHash: undefined, was: null, row: null };
  const { report, hash } = inForce;
  const was = "untold" in inForce ? (newest?.row.hash === hex(hash) ? newest.report : null) : report;
  return { revision: report.revision + 1, previousHash: hash, was, row: null };
}
