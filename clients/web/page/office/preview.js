/*
 * preview -- what sending a report would change, of the daemon's answer to a dry run and the card as it stands.
 *
 * In a freeze no rank, total, base or grade is told, and of tasks whose points are withheld none; what is not told is null here, so
 * that the page cannot show it. The answer is not signed: it is the gateway's word, and the page says that nothing was sent.
 */
import { nameOf } from "./wire.js";

/** Centi-points; null: not told. @typedef {{now: bigint | null, after: bigint | null, change: bigint | null}} Change */
/**
 * @typedef {object} Preview
 * @property {boolean} untold it would be taken, and our key is told no more: it was granted in a freeze
 * @property {boolean} frozen
 * @property {Change} points
 * @property {{now: number | null, after: number | null}} rank
 * @property {string | null} band of the grade; null: not told
 * @property {string} status such as ON_TIME
 * @property {number} lateDays of this period; the row's are those of the year
 * @property {(Change & {task: string})[]} tasks what changes most first; those that do not change are not there
 * @property {{board: string, from: number, to: number}[]} moves of the other boards
 */

const change = (now, after) => ({ now, after, change: now === null || after === null ? null : after - now });
const size = (value) => (value < 0n ? -value : value);

function pointsOf(card, task) {
  const line = card?.lines.find((each) => each.task === task);
  return line && !line.withheld ? line.points : null;
}

/** Before any report of a period all share a rank, which is none. */
const unranked = (standings) => Boolean(standings) && !standings.locked && standings.reported === 0;

/** The other boards whose rank is another, best first. */
function movesOf(before, after, board) {
  if (!before || unranked(before) || before.frozen || after.frozen) return [];
  const was = new Map(before.rows.map((row) => [row.board, row.rank]));
  return after.rows
    .filter((row) => row.board !== board && was.has(row.board) && was.get(row.board) !== row.rank)
    .map((row) => ({ board: row.board, from: was.get(row.board), to: row.rank }));
}

const UNTOLD = { untold: true, frozen: true, points: change(null, null), rank: { now: null, after: null }, band: null, status: "", lateDays: 0, tasks: [], moves: [] };

/**
 * @param {{standings: object, scorecard: object} | undefined} tried the DryRun of the reply; absent: there was none, and no fault either
 * @param {{standings?: object, scorecard?: object}} current as they stand now, as far as they are known
 * @returns {Preview}
 */
export function previewOf(tried, current) {
  if (!tried) return UNTOLD;
  const { scorecard: card, standings } = tried;
  const frozen = Boolean(card.frozen);
  const hidden = frozen || Boolean(current.scorecard?.frozen);
  const now = hidden ? undefined : current.scorecard?.row;
  const tasks = card.lines
    .map(({ task }) => ({ task, ...change(pointsOf(current.scorecard, task), pointsOf(card, task)) }))
    .filter((each) => each.change !== 0n)
    .sort((a, b) => Number(size(b.change ?? 0n) - size(a.change ?? 0n)));
  return {
    untold: false,
    frozen,
    points: change(now?.total ?? null, frozen ? null : card.row.total),
    rank: { now: unranked(current.standings) ? null : (now?.rank ?? null), after: frozen ? null : card.row.rank },
    band: frozen ? null : card.row.band,
    status: nameOf("BoardStatus", card.row.status),
    lateDays: card.late.find((each) => each.period === card.period)?.late_days ?? 0,
    tasks,
    moves: frozen ? [] : movesOf(current.standings, standings, card.board),
  };
}
