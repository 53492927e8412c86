/* The office reads a spreadsheet as the tool does: the same command, the same faults, the same cells. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hex, unhex, utf8 } from "../../../clients/web/page/office/bytes.js";
import { reportCommand } from "../../../clients/web/page/office/command.js";
import { FAULTS } from "../../../clients/web/page/office/fault_table.js";
import { Faults, sayLine } from "../../../clients/web/page/office/faults.js";
import { placeOfField, readReport } from "../../../clients/web/page/office/sheet_report.js";
import { decode } from "../../../clients/web/page/office/wire.js";
import { readWorkbook } from "../../../clients/web/page/office/workbook_read.js";
import { bytesOf, inflate, root, season2024 } from "./office_support.mjs";

const season = season2024();
const seasonOf = () => season;

async function read(bytes, name, rules) {
  const why = new Faults();
  const workbook = await readWorkbook(bytes, name, why, inflate);
  return { why, workbook, ...(workbook ? readReport(workbook, rules, why) : {}) };
}

const context = { cluster: "TCXDD-1", year: 2024, board: "TQ", period: "Q2" };
const csv = (text, withSeason) => read(utf8(text), "a.csv", { context, seasonOf: withSeason ? seasonOf : undefined });
const told = ({ why }) => why.items.map((fault) => `${fault.field} ${fault.reason}`);

/** "T01=100000 T02=250000/280000" */
const linesOf = ({ report }) =>
  report.lines.map((line) => `${line.task}=${line.actual ?? `${line.done}/${line.out_of}`}`).join(" ");

/* --- against the tool --- */

const build = process.env.THIDUA_BUILD;
const folder = build && mkdtempSync(join(tmpdir(), "office-"));
const reads = build && tool();
after(() => folder && rmSync(folder, { recursive: true }));

function tool() {
  const programs = ["clients/thidua/thidua", "tests/unit/sheets_dump"].map((name) => join(build, name));
  const said = execFileSync("/usr/bin/python3", [`${root}tests/web/tool_reads.py`, ...programs, folder], { maxBuffer: 1 << 26 });
  return JSON.parse(said.toString());
}

const needsTool = { skip: build ? false : "THIDUA_BUILD does not name a build" };

test("each sheet of the season becomes the command that the tool signs", needsTool, async () => {
  const names = Object.keys(reads.reports);
  assert.ok(names.length > 60, String(names.length));
  for (const name of names) {
    const signed = decode("Command", unhex(reads.reports[name]));
    for (const rules of [{}, { seasonOf }]) {
      const { why, cluster, year, report } = await read(bytesOf(`deploy/season-2024/sheets/${name}`), name, rules);
      assert.deepEqual(why.items, [], name);
      const ours = reportCommand({ id: signed.id, cluster, year, signedAt: signed.signed_at, report: { ...report, revision: 1 } });
      assert.equal(hex(ours), reads.reports[name], name);
    }
  }
});

test("what is wrong in a sheet is said in the tool's words", needsTool, async () => {
  for (const [name, lines] of Object.entries(reads.faults)) {
    const { why } = await read(new Uint8Array(readFileSync(join(folder, name))), name, {});
    const of = (fault) => (fault.reason.startsWith("WORKBOOK_") ? `${name}: ` : "");
    const ours = lines.map((line) => line.replace("không phải bảng tính; hãy lưu thành .xlsx, .ods hoặc CSV UTF-8", FAULTS.WORKBOOK_FOREIGN[2])); // no .ods here
    assert.deepEqual(why.items.map((fault) => of(fault) + sayLine(fault, "vi")), ours, name);
  }
});

test("random workbooks hold the cells that the tool reads", needsTool, async () => {
  const kinds = ["text", "number", "date", "flag", "error"];
  for (const [name, rows] of Object.entries(reads.books)) {
    const { workbook, why } = await read(new Uint8Array(readFileSync(join(folder, name))), name, {});
    assert.ok(workbook, `${name} ${JSON.stringify(why.items)}`);
    const ours = workbook.sheets.flatMap((sheet) =>
      sheet.cells.map((cell) => [
        sheet.name,
        Number(sheet.hidden),
        cell.row,
        cell.column,
        kinds.indexOf(cell.kind),
        Number(cell.percent),
        Number(cell.computed),
        cell.text,
      ]),
    );
    assert.deepEqual(ours, rows, name);
  }
});

/* --- as tests/unit/test_sheet_report.c --- */

test("a sheet is read by the names over its columns", async () => {
  const sheet = await csv(
    "Kết quả quý II;;;\nSTT;Nhiệm vụ;Mã nhiệm vụ *;KẾT QUẢ  thực hiện;Tổng số\n1;Cụ thể hóa;t01;10;\n;I. Nhóm khác;;;\n" +
      "2;Đại hội;T02;25;28\n3;Cấp ủy;T04;491/562;\n;;;;\nTên mô hình;Hiệu quả\nChi bộ bốn tốt;tốt\nKiến nghị\nHọp sớm hơn\n",
    false,
  );
  assert.deepEqual(told(sheet), []);
  assert.equal(linesOf(sheet), "T01=100000 T02=250000/280000 T04=4910000/5620000");
  assert.deepEqual(sheet.report.models, [{ title: "Chi bộ bốn tốt", field: "", effect: "tốt" }]);
  assert.deepEqual(sheet.report.proposals, ["Họp sớm hơn"]);
  assert.equal(placeOfField(sheet.places, "lines[1].out_of").name, "E5 (T02)");
  assert.equal(placeOfField(sheet.places, "submit_report.lines[1].done").name, "D5 (T02)");
  assert.equal(placeOfField(sheet.places, "models[0].title").name, "A9");
  assert.equal(placeOfField(sheet.places, "models[1].title"), undefined);
  assert.equal(placeOfField(sheet.places, "board"), undefined);
});

test("what is wrong is told by cell and task", async () => {
  const sheet = await csv(
    "Mã;Thực hiện;Trên tổng số\nT01;mười;\nT02;25;\nT03;5;10\nT13;4;\nT99;4;\n;7;\nnhóm 2;7;\nT04;;562\nT01;3;\n",
    true,
  );
  const absent = ["T05", "T06", "T07", "T08", "T09", "T10", "T11", "T14"].map((task) => `${task} SHEET_TASK_ABSENT`);
  assert.deepEqual(told(sheet), [
    "B2 (T01) NUMBER_NONE",
    "C3 (T02) SHEET_OUT_OF_MISSING",
    "C4 (T03) SHEET_OUT_OF_UNWANTED",
    "B5 (T13) SHEET_TASK_VALUELESS",
    "A6 SHEET_TASK_UNKNOWN",
    "B7 SHEET_NO_TASK",
    "A8 SHEET_TASK_CODE",
    "B9 (T04) SHEET_VALUE_MISSING",
    "A10 (T01) SHEET_TASK_TWICE",
    ...absent,
  ]);
});

test("a row says in words whether it has a total", async () => {
  const sheet = await csv(
    "Mã;Thực hiện;Trên tổng số;Số lẻ;Cách ghi\nT01;33;50;0;số của riêng quý này\n" +
      "T02;45;–;0;đã làm được bao nhiêu, trên tổng số bao nhiêu\nT03;33;;0;The figure as it  stands now\n",
    false,
  );
  assert.deepEqual(told(sheet), ["C2 (T01) SHEET_OUT_OF_UNWANTED", "C3 (T02) SHEET_OUT_OF_MISSING"]);
  assert.equal(linesOf(sheet), "T03=330000");
});

test("a word among figures names no column, and a name that was changed is what is told", async () => {
  assert.deepEqual(told(await csv("Mã;Thực hiện\nT01;1\n;;;\nMô hình hay;mô hình;3\nMười;;\n", false)), ["A4 SHEET_TASK_CODE"]);
  const changed = await csv("Mã;Nhiệm vụ;Đơn vị tính;Kết quả quý I;Trên tổng số\nT12;Tỷ lệ;%;4;5\n", false);
  assert.deepEqual(changed.why.items[0].arguments, ["Thực hiện", '"Kết quả quý I" (D1)']);
  const totals = await csv("Mã;Thực hiện;Tổng\nT02;25;28\nT04;1;2\n", true);
  assert.deepEqual(told(totals).slice(0, 2), ["A1 SHEET_NO_TOTALS", "T01 SHEET_TASK_ABSENT"]);
});

test("a thousand with a point is asked about where decimals may be", async () => {
  assert.equal(linesOf(await csv("Mã;Thực hiện\nT01;1.413\n", true)), "T01=14130000");
  const asked = await csv("Mã;Thực hiện\nT01;1.413\n", false);
  assert.deepEqual(told(asked), ["B2 (T01) NUMBER_TWO_READINGS"]);
  assert.equal(sayLine(asked.why.items[0], "vi"), "B2 (T01): có thể là 1.413 hoặc 1,413: hãy ghi 1413 hoặc 1.4130");
});

test("lists are as long as a report takes", async () => {
  const many = (count) => `Mã;Thực hiện\nKiến nghị\n${Array.from({ length: count }, (_, i) => `Họp ${i}\n`).join("")}`;
  assert.deepEqual(told(await csv(many(50), false)), []);
  assert.deepEqual(told(await csv(many(52), false)), ["A53 JSON_LIST_LONG"]);
});
