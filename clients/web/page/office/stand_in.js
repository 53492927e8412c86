/*
 * stand_in -- a report of which something must be mended, made one that can be tried: what it would come to as far as it goes.
 *
 * A task to be mended stands as if this period had brought nothing: no more of what is added up, else what was reported before. Of such
 * a task no points are shown; the sum says that it is incomplete. It is never signed as a command.
 */
import { asked } from "./season.js";
import { nameOf } from "./wire.js";

function lineFor(season, board, task, before) {
  const { share } = asked(season, board, task);
  const last = before?.lines.find((line) => line.task === task.code);
  if (last && (share === "share" || nameOf("Accumulation", task.accumulation) !== "SUM")) return last;
  return share === "share" ? { task: task.code, done: 0n, out_of: 10000n } : { task: task.code, actual: 0n };
}

/**
 * @param {object} season @param {string} board
 * @param {object} report as far as it was read
 * @param {Set<string>} wrong codes of tasks
 * @param {object | undefined} before the report of the period before
 * @returns {object} a report whose texts are left out: they give no points before somebody has judged them
 */
export function standIn(season, board, report, wrong, before) {
  const given = new Map(report.lines.map((line) => [line.task, line]));
  const lines = season.tasks
    .filter((task) => asked(season, board, task).expected)
    .map((task) => (wrong.has(task.code) ? undefined : given.get(task.code)) ?? lineFor(season, board, task, before));
  return { board: report.board, period: report.period, lines, limitations: [], models: [], proposals: [], evidence: [] };
}
