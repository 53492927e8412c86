/* What the tests of the office share: files of the tree, WebCrypto wherever this Node has it, and an unpacker where it has none. */
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { valueOf } from "../../../clients/web/page/office/wire.js";
import { inflateRawSync } from "node:zlib";

export const root = new URL("../../../", import.meta.url).pathname;
export const { subtle } = webcrypto;

/** @param {string} path below the source tree @returns {Uint8Array} */
export function bytesOf(path) {
  return new Uint8Array(readFileSync(root + path));
}

export function json(path) {
  return JSON.parse(readFileSync(root + path, "utf8"));
}

export function vector(name) {
  return json(`proto/vectors/${name}`);
}

/** Node 18 has no deflate-raw among its streams. */
export async function inflate(packed, most) {
  try {
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: most }));
  } catch (error) {
    return error.code === "ERR_BUFFER_TOO_LARGE" ? "large" : null;
  }
}

/** deploy/season-2024/season.json as the message that the wire has, as far as a report asks of it. */
export function season2024() {
  const from = json("deploy/season-2024/season.json");
  const quantity = (text) => (text === undefined || text === null ? undefined : BigInt(Math.round(Number(text) * 10000)));
  const named = (name, value) => (value === undefined ? undefined : valueOf(name, value));
  const tasks = from.tasks.map((task) => ({
    ...task,
    kind: named("TaskKind", task.kind),
    accumulation: named("Accumulation", task.accumulation),
    measure: named("Measure", task.measure),
    target: quantity(task.target),
    phasing: task.phasing ?? [],
  }));
  const targets = (own) =>
    Object.entries(own ?? {}).map(([task, target]) => (target === null ? { task, not_assigned: true } : { task, target: quantity(target) }));
  return { ...from, tasks, boards: from.boards.map((board) => ({ ...board, targets: targets(board.targets) })) };
}
