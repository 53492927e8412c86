"""tool_reads.py TOOL DUMP FOLDER -- what the office's program reads of spreadsheets, for tests that hold the page's reading against it.

Prints JSON: `reports`, the command that the tool signs of each sheet of deploy/season-2024; `faults`, what it says of sheets that
are wrong; `books`, the cells of random workbooks by openpyxl, in FOLDER with them. TOOL and DUMP are thidua and sheets_dump.
"""
import datetime
import json
import pathlib
import random
import sqlite3
import subprocess
import sys

import openpyxl
from openpyxl.utils import get_column_letter

tool, dump, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
sheets = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "season-2024" / "sheets"
chance = random.Random(2024)
LETTERS = "aăâbcđeêiíoôơuưyýạảấầẩẫậ e\u0302\u0323<>&\"'\n\t_x000D_😀"
WRONG = {
    "values.csv": "Mã cụm;C\nNăm;2024\nMã đơn vị;HG\nKỳ;Q1\nMã;Thực hiện;Trên tổng số\nT01;mười;\nT02;1.413;\nT03;;10\nT04;-3;\n"
                  ";7;\nnhóm 2;7;\nT05;95 %;\nT06;45/;\nT01;3;\nT07;1,23456;\nT08;100000000000;\n",
    "empty.csv": "Ghi chú;x\n",
    "half.csv": "Mã;Nhiệm vụ;Kết quả quý I\nT01;x;3\n",
    "twice.csv": "Năm;2024\nNăm;2025\nMã;Thực hiện;Kết quả\nT01;1;2\n",
    "labels.csv": "Mã cụm;;Cụm thi đua số 1\nNăm;;\nMã đơn vị;;Ban Tổ chức\nKỳ;;quý II\nMã;Thực hiện\nT01;5\n",
    "lists.csv": "Kỳ;quý I\nMã;Thực hiện\nT01;1\nTên mô hình;Lĩnh vực\n;Cán bộ\nMã băm tài liệu\nxyz\n",
    "words.csv": "Kỳ;Q9\nMã đơn vị;Hà Giang\nNăm;20x4\nMã;Thực hiện;Số lẻ;Trên tổng số\nT01;1;0;–\nT02;2;0;\nT03;3;–;\nT04;;1;4\n",
    "quotes.csv": "Mã;Thực hiện\nT01;\"1\nT02;2\n",
    "bytes.csv": b"M\xc3\xa3;Th\xe1\xbb\xb1c hi\xe1\xbb\x87n\nT01;\xff\n",
    "none.xlsx": b"PK\x05\x06" + bytes(18),
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "page.xls": b"<html></html>",
}


def run(*arguments, **how):
    return subprocess.run([tool, *arguments, "--lang", "vi"], cwd=folder, capture_output=True, text=True, check=False, **how)


def context(board):
    run("keygen", "--label", board, "--out", f"{board}.key")
    (folder / f"{board}.conf").write_text(f"credential = {board}.key\ndaemon_key = daemon.key.pub\ncommands = tcp://127.0.0.1:9\n"
                                          f"cluster = TCXDD-1\nyear = 2024\nboard = {board}\n")


def signed(board):
    with sqlite3.connect(folder / f"{board}.key.outbox") as outbox:
        return outbox.execute("select command from command order by place").fetchall()[-1][0].hex()


def reports():
    out = {}
    for path in sorted(sheets.glob("*/*.*")):
        if path.suffix == ".ods":
            continue
        board = path.name.split(".")[0]
        (folder / f"{board}.key.outbox").unlink(missing_ok=True)
        done = run("submit", path, "--no-wait", "--yes", "--config", f"{board}.conf")
        assert done.returncode == 75, done.stderr
        out[str(path.relative_to(sheets))] = signed(board)
    return out


def faults():
    out = {}
    for name, text in WRONG.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        done = run("submit", name, "--no-wait", "--yes", "--config", "bare.conf")
        assert done.returncode == 65, (name, done.returncode, done.stderr)
        out[name] = done.stderr.splitlines()
    return out


def value():
    return chance.choice([
        lambda: "".join(chance.choice(LETTERS) for _ in range(chance.randrange(1, 20))).strip() or "x",
        lambda: chance.randrange(-10**6, 10**9),
        lambda: chance.random() * 10 ** chance.randrange(-8, 12),
        lambda: chance.random() < 0.5,
        lambda: datetime.datetime(2024, chance.randrange(1, 13), chance.randrange(1, 28), chance.randrange(24)),
        lambda: chance.choice(["#DIV/0!", "#REF!", "#N/A"]),
        lambda: "=1+1",
    ])()


def fill(sheet):
    for _ in range(chance.randrange(1, 80)):
        cell = sheet.cell(chance.randrange(1, 40), chance.randrange(1, 40), value())
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
            cell.number_format = chance.choice(["General", "0.00%", "0%", "#,##0.00", '0 "%"', "[Red]0", "[h]:mm", r"0\d"])
    row, column = chance.randrange(1, 30), chance.randrange(1, 30)
    sheet.merge_cells(start_row=row, start_column=column, end_row=row + chance.randrange(4), end_column=column + chance.randrange(4))
    sheet.sheet_state = chance.choice(["visible", "hidden", "veryHidden"])


def books():
    out = {}
    for number in range(40):
        book = openpyxl.Workbook()
        for i in range(chance.randrange(1, 4)):
            fill(book.active if i == 0 else book.create_sheet(f"Trang {i} ấ"))
        book.worksheets[0].sheet_state = "visible"
        name = f"book{number}.xlsx"
        book.save(folder / name)
        said = subprocess.run([dump, name], cwd=folder, capture_output=True, text=True, check=True).stdout
        out[name] = [json.loads(line) for line in said.splitlines()]
    return out


run("keygen", "--label", "daemon", "--out", "daemon.key")
for board in sorted({path.name.split(".")[0] for path in sheets.glob("*/*.*")}):
    context(board)
run("keygen", "--label", "bare", "--out", "bare.key")
(folder / "bare.conf").write_text("credential = bare.key\ndaemon_key = daemon.key.pub\n")
json.dump({"reports": reports(), "faults": faults(), "books": books()}, sys.stdout, ensure_ascii=False)
