/*
 * invitation -- what `thidua key invite` gives an office: its cluster, year and board, and the daemon's keys, by which receipts are
 * believed. It came by mail, not from who serves this page.
 */
import { unhex } from "./bytes.js";
import { KEY_SIZE } from "./seal.js";
import { isBoard, isCluster } from "./text.js";

const VERSION = 1;

/**
 * @param {string} text of the file
 * @returns {{cluster: string, year: number, board: string | null, daemonKey: Uint8Array, daemonLabel: string} | null} null: it is no
 *   invitation that this page knows
 */
export function readInvitation(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const daemonKey = unhex(String(value?.daemon?.sign_public ?? ""));
  if (value?.thidua_invitation !== VERSION || daemonKey?.length !== KEY_SIZE || !isCluster(String(value.cluster))) return null;
  if (!Number.isInteger(value.year) || (value.board !== undefined && value.board !== null && !isBoard(String(value.board)))) return null;
  const { cluster, year, board = null, daemon } = value;
  return { cluster, year, board, daemonKey, daemonLabel: String(daemon.label ?? "") };
}
