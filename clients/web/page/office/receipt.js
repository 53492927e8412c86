/*
 * receipt -- does a receipt prove that a command is committed, and which?
 *
 * A statement is a leaf of a tree as in RFC 6962, whose root the daemon has signed. It is believed when its key is the one that came
 * with the office's invitation, which who relays did not choose, when the tree and the signature are right, and when it speaks of
 * the very bytes that were signed here.
 */
import { hex, joined, same, utf8 } from "./bytes.js";
import { hash, verifies } from "./seal.js";
import { decode, encode, WireError } from "./wire.js";

const DOMAIN = "thidua.receipts.v1";
const MAGIC = "thidua-receipt-1\n";
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The root that a path leads to; null: it does not fit the leaf's place. RFC 9162, 2.1.3.2. */
function climb({ statement, leaf, leaves, path }) {
  if (leaf >= leaves) return null;
  let root = hash(LEAF, statement);
  let place = leaf;
  let last = leaves - 1;
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 0 && place !== last) {
      root = hash(NODE, root, sibling);
    } else {
      root = hash(NODE, sibling, root);
      while (place % 2 === 0 && place !== 0) {
        place >>>= 1;
        last >>>= 1;
      }
    }
    place >>>= 1;
    last >>>= 1;
  }
  return last === 0 ? root : null;
}

/**
 * What a receipt says of a command, or why it says nothing: the names are reasons of fault_table.js.
 * @typedef {{statement: object, fault: null} | {statement: null, fault: {field: string, reason: string, arguments: string[]}}} Verdict
 */

const refuse = (field, reason, ...said) => ({ statement: null, fault: { field, reason, arguments: said } });

/**
 * @param {object} receipt a Receipt
 * @param {Uint8Array} command the bytes that were signed
 * @param {Uint8Array} daemonKey of the invitation
 * @returns {Verdict}
 */
export function verifyReceipt(receipt, command, daemonKey) {
  if (!same(receipt.key, daemonKey)) return refuse("receipt.key", "RECEIPT_OF_OTHER_DAEMON", hex(receipt.key));
  const root = climb(receipt);
  if (!root || !verifies(receipt.signature, joined(utf8(DOMAIN), root), receipt.key)) return refuse("receipt", "RECEIPT_WRONG");
  let statement;
  let sent;
  try {
    statement = decode("ReceiptStatement", receipt.statement);
    sent = decode("Command", command);
  } catch (error) {
    if (error instanceof WireError) return refuse("receipt", "RECEIPT_WRONG");
    throw error;
  }
  const meant =
    same(statement.command_id, sent.id) && same(statement.command_hash, hash(command)) && statement.cluster === sent.cluster;
  return meant ? { statement, fault: null } : refuse("receipt", "RECEIPT_OF_ANOTHER");
}

/**
 * The file that `thidua verify` proves.
 * @param {object} signed a SignedCommand
 * @param {object} receipt a Receipt
 * @returns {Uint8Array}
 */
export function receiptFile(signed, receipt) {
  return joined(utf8(MAGIC), encode("ReceiptFile", { signed_command: signed, receipt }));
}

/**
 * @param {Uint8Array} bytes of such a file
 * @returns {{signed: object, receipt: object}} throws a WireError
 */
export function readReceiptFile(bytes) {
  const head = utf8(MAGIC);
  if (!same(bytes.subarray(0, head.length), head)) throw new WireError("", "is no file of a receipt");
  const file = decode("ReceiptFile", bytes.subarray(head.length));
  return { signed: file.signed_command, receipt: file.receipt };
}
