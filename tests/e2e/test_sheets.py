"""An office with a spreadsheet: the template, what is filled in, what is wrong with it, and what the daemon has in the end."""

import csv
import io

import openpyxl
import pytest
from test_cli import SEASON, Desk

TASKS = [SEASON["tasks"][0] | {"decimals": 0, "name": "Văn bản, quy định"}, SEASON["tasks"][1] | {"decimals": 0}]


@pytest.fixture
def desk(make_daemon, tmp_path):
    """HN reports of both tasks, TQ is not assigned the second one; it is 18 March."""
    desk = Desk(make_daemon(rehearse="2024-03-01T08:00"), tmp_path)
    desk.run("operator", "season", "define", desk.write("season.json", SEASON | {"edition": 2, "tasks": TASKS}))
    for board in ("TQ", "HN"):
        desk.run("operator", "keygen", "--label", board, "--out", f"{board}.key")
        desk.run("operator", "key", "grant", f"{board}.key.pub", "--role", "office", "--board", board)
        desk.context(board, f"{board}.key", board=board)
    desk.run("operator", "clock", "advance", "2024-03-18T08:00+07:00")
    return desk


def filled_csv(desk, values):
    """The CSV template of HN with values put into the rows of tasks: {code: (actual or done, out of)}."""
    rows = list(csv.reader(io.StringIO((desk.folder / "q1.csv").read_text(encoding="utf-8-sig")), delimiter=";"))
    for row in rows:
        if row and row[0] in values:
            row[6:8] = values[row[0]]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    (desk.folder / "q1-filled.csv").write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
    return "q1-filled.csv"


def test_a_csv_template_is_filled_in_and_sent(desk):
    desk.run("HN", "template", "--period", "Q1", "--out", "q1.csv", language="vi")
    wrong = desk.run("HN", "submit", filled_csv(desk, {"T01": ("mười", "–"), "T02": ("45", "")}), language="vi", code=65)
    assert "G9 (T01): không phải là số" in wrong.stderr and "H10 (T02): còn trống: trên tổng số bao nhiêu?" in wrong.stderr
    desk.run("HN", "submit", filled_csv(desk, {"T01": ("1.033", "–"), "T02": ("45", "50")}), language="vi")
    assert desk.json("HN", "report", "--period", "Q1")["report"]["lines"] == [
        {"task": "T01", "actual": "1033"}, {"task": "T02", "done": "45", "out_of": "50"}]


def test_a_workbook_has_what_an_office_needs(desk):
    made = desk.run("HN", "template", "--period", "Q1", "--out", "q1.xlsx", language="vi")
    assert "q1.xlsx" in made.stderr
    book = openpyxl.load_workbook(desk.folder / "q1.xlsx")
    assert book.sheetnames == ["Báo cáo", "Mô hình", "Hạn chế", "Kiến nghị", "Tài liệu", "Hướng dẫn"]
    sheet = book["Báo cáo"]
    assert [sheet[f"B{row}"].value for row in range(3, 7)] == ["TCXDD-1", "2024", "HN", "Q1"]
    assert [cell.value for cell in sheet[8]] == [
        "Mã", "Nhiệm vụ", "Đơn vị tính", "Chỉ tiêu năm", "Phải đạt đến kỳ này", "Kỳ trước", "Thực hiện", "Trên tổng số",
        "Số lẻ", "Cách ghi"]
    assert [cell.value for cell in sheet[9]][:9] == ["T01", "Văn bản, quy định", "văn bản", 35, 35, "–", None, "–", 0]
    assert sheet.protection.sheet and sheet["A9"].protection.locked and not sheet["G9"].protection.locked
    assert sheet["H9"].protection.locked and not sheet["H10"].protection.locked
    ranges = {str(rule.sqref): (rule.type, rule.formula2) for rule in sheet.data_validations.dataValidation}
    assert ranges["G9"] == ("whole", "10000000")
    assert "T01" in sheet["G9"].comment.text
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$8:$8"
    assert not book["Mô hình"]["A2"].protection.locked
    again = desk.run("HN", "template", "--period", "Q1", "--out", "q1.xlsx", code=78)
    assert "is not overwritten" in again.stderr
