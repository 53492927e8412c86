/*
 * season -- what a season asks of a board's report. A season is the message of proto/thidua/v1/season.proto, as wire.js reads it.
 */
import { QUANTITY_DECIMALS } from "./number_read.js";
import { valueOf } from "./wire.js";

export const MEASURE = Object.freeze(
  Object.fromEntries(["QUANTITY", "PERCENT", "MODELS", "NONE", "LIMITATIONS"].map((name) => [name, valueOf("Measure", name)])),
);
const PER_UNIT = valueOf("TaskKind", "PER_UNIT");
const [SUM, LAST] = [valueOf("Accumulation", "SUM"), valueOf("Accumulation", "LAST")];
const FINAL = valueOf("Period", "FINAL");
const WHOLE_SHARE = 10000n;

/** @returns {object | undefined} the board's own target of a task */
export function ownTarget(season, board, code) {
  return season.boards.find((each) => each.code === board)?.targets.find((target) => target.task === code);
}

/** Does a report of this board have a line for the task? */
export function isExpected(season, board, task) {
  if (task.measure !== MEASURE.QUANTITY && task.measure !== MEASURE.PERCENT) return false;
  return !ownTarget(season, board, task.code)?.not_assigned;
}

/** Decimals that a value of the task may have. */
export function decimalsOf(task) {
  return task.decimals ?? QUANTITY_DECIMALS;
}

/** @returns {{known: true, expected: boolean, share: "share" | "count", number: import("./number_read.js").NumberRule}} */
export function asked(season, board, task) {
  return {
    known: true,
    expected: isExpected(season, board, task),
    share: task.measure === MEASURE.PERCENT ? "share" : "count",
    number: { decimals: decimalsOf(task), percentage: task.unit === "%" && task.measure === MEASURE.QUANTITY },
  };
}

export const isPerUnit = (task) => task.kind === PER_UNIT;

/** What is to be written, as a name of WORDS. */
export function howOf(season, board, period, task) {
  if (ownTarget(season, board, task.code)?.not_assigned) return "HOW_NOT_ASSIGNED";
  if (task.measure === MEASURE.MODELS) return "HOW_MODELS";
  if (task.measure === MEASURE.LIMITATIONS) return "HOW_LIMITATIONS";
  if (task.measure === MEASURE.NONE) return "HOW_REVIEWED";
  if (task.measure === MEASURE.PERCENT) return "HOW_PERCENT";
  if (task.accumulation === SUM) return period === FINAL ? "HOW_SUM_FINAL" : "HOW_SUM";
  return task.accumulation === LAST ? "HOW_LAST" : "HOW_MAX";
}

/**
 * The target of the year in ten-thousandths, and what of it is due by the end of the period in hundred-millionths: not rounded, since
 * the points are of the fraction. Null: it has none.
 * @returns {{target: bigint, due: bigint} | null}
 */
export function targetOf(season, board, period, task) {
  const own = ownTarget(season, board, task.code);
  const target = own?.target ?? task.target;
  if (own?.not_assigned || target === undefined) return null;
  const quarter = period < FINAL ? period - 1 : 3;
  return { target, due: target * BigInt(task.phasing[quarter] ?? WHOLE_SHARE) };
}
