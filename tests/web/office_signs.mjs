/*
 * office_signs.mjs SHEET -- the office of a test against a real daemon: reads JSON lines, each a deed, and answers each with one.
 *
 * {"seed", "daemon_key"} first; then {"do": "put"} signs the report of SHEET and says the bytes to be carried,
 * {"do": "try"} the same as a dry run, {"do": "take", "reply"} takes what came and says the row's state, its proof as a file, the fault.
 */
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { hex, unhex } from "../../clients/web/page/office/bytes.js";
import { commandId, reportCommand, signCommand, signDryRun } from "../../clients/web/page/office/command.js";
import { Faults, sayLine } from "../../clients/web/page/office/faults.js";
import { afterAnswer, exportReceipt } from "../../clients/web/page/office/outbox.js";
import { seedSigner } from "../../clients/web/page/office/seal.js";
import { readReport } from "../../clients/web/page/office/sheet_report.js";
import { decode, encode } from "../../clients/web/page/office/wire.js";
import { readWorkbook } from "../../clients/web/page/office/workbook_read.js";

const why = new Faults();
const path = process.argv[2];
const workbook = await readWorkbook(new Uint8Array(readFileSync(path)), path, why);
const { cluster, year, report } = readReport(workbook, {}, why);
let office;
let row;

async function act(deed) {
  if (deed.seed) {
    office = { signer: seedSigner(unhex(deed.seed)), daemonKey: unhex(deed.daemon_key) };
    return { faults: why.items.map((fault) => sayLine(fault, "vi")) };
  }
  if (deed.do === "take") {
    row = afterAnswer(row, unhex(deed.reply), office.daemonKey);
    const file = row.state === "acknowledged" ? hex(exportReceipt(row)) : null;
    return { state: row.state, file, reason: row.doubt?.reason ?? null };
  }
  const now = BigInt(Date.now()) * 1000n;
  const id = commandId(now, webcrypto.getRandomValues(new Uint8Array(16)));
  const command = reportCommand({ id, cluster, year, signedAt: now, report: { ...report, revision: 1 } });
  if (deed.do === "try") return { dry_run: hex(encode("SignedCommand", await signDryRun(office.signer, command))) };
  const signed = await signCommand(office.signer, command);
  row = { state: "sent", unsure: false, signed };
  return { command: hex(encode("SignedCommand", signed)), id: hex(decode("Command", command).id) };
}

for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await act(JSON.parse(line))));
