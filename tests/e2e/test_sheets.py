"""An office with a spreadsheet: the template, what is filled in, what is wrong with it, and what the daemon has in the end."""

import csv
import io
import os
import re
import shlex
import shutil
import subprocess

import openpyxl
import pytest
from support.daemon import WAIT, _program
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


def pages(desk, name):
    """How many it prints on, or None where no office program is installed."""
    if not shutil.which("soffice"):
        return None
    profile = f"-env:UserInstallation=file://{desk.folder}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", name], cwd=desk.folder, timeout=WAIT, check=True)
    return len(re.findall(rb"/Type\s*/Page\b", (desk.folder / name).with_suffix(".pdf").read_bytes()))


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
    desk.run("HN", "template", "--period", "Q1", "-o", "q1.csv", language="vi")
    wrong = desk.run("HN", "submit", filled_csv(desk, {"T01": ("mười", "–"), "T02": ("45", "")}), language="vi", code=65)
    assert "G9 (T01): không phải là số" in wrong.stderr and "H10 (T02): còn trống: trên tổng số bao nhiêu?" in wrong.stderr
    desk.run("HN", "submit", filled_csv(desk, {"T01": ("1.033", "–"), "T02": ("45", "50")}), language="vi")
    assert desk.json("HN", "report", "--period", "Q1")["report"]["lines"] == [
        {"task": "T01", "actual": "1033"}, {"task": "T02", "done": "45", "out_of": "50"}]


def test_what_was_emptied_is_missing(desk):
    desk.run("HN", "template", "--period", "Q1", "-o", "q1.csv")
    name = filled_csv(desk, {"T01": ("1.033", "–"), "T02": ("45", "50")})
    text = (desk.folder / name).read_text(encoding="utf-8")
    (desk.folder / name).write_text(text.replace("Board;HN;", "Board;;").replace("1.033", "33"), encoding="utf-8")
    wrong = desk.run("HN", "submit", name, "--dry-run", code=65)
    assert wrong.stderr == 'B5: is empty: "Board" is missing\n', wrong.stderr


def test_a_sheet_of_another_period_than_what_is_typed_is_a_mistake(desk):
    desk.run("HN", "template", "--period", "Q1", "-o", "q1.csv", language="vi")
    filled = filled_csv(desk, {"T01": ("33", "–"), "T02": ("45", "50")})
    wrong = desk.run("HN", "submit", filled, "--period", "Q3", language="vi", code=65)
    assert wrong.stderr == "kỳ: trong tệp là Q1, còn trong ngữ cảnh hoặc dòng lệnh là Q3\n"
    assert desk.json("HN", "outbox", "list")["rows"] == []
    desk.run("HN", "submit", filled, "--period", "quý I")


def test_what_the_daemon_would_say_of_a_sheet_is_told_in_one_round(desk):
    desk.run("HN", "template", "--period", "Q1", "-o", "q1.csv")
    filled = desk.folder / filled_csv(desk, {"T01": ("ten", "–"), "T02": ("51", "50")})
    text = filled.read_text(encoding="utf-8")
    share = "(T02): must be at most out_of, 50, got 51"
    wrong = desk.run("HN", "submit", filled, code=65).stderr
    assert wrong.splitlines() == ['G9 (T01): is no number: "ten"', f"G10 {share}"]
    without = "".join(line for line in text.splitlines(True) if not line.startswith("T01;"))
    filled.write_text(without, encoding="utf-8")
    assert desk.run("HN", "submit", filled, code=65).stderr.splitlines() == ["T01: has no row", f"G9 {share}"]
    filled.write_text(text.replace("T01;", "T09;"), encoding="utf-8")
    assert desk.run("HN", "submit", filled, code=65).stderr.splitlines() == [
        "A9: the season has no task T09", "T01: has no row", f"G10 {share}"]
    assert desk.json("HN", "outbox", "list")["rows"] == []
    # what is known from before judges nothing: only the season in force does
    boards = [SEASON["boards"][0], SEASON["boards"][1] | {"targets": {"T01": None}}]
    desk.run("operator", "season", "define",
             desk.write("season.json", SEASON | {"edition": 2, "tasks": TASKS, "boards": boards}))
    filled.write_text(without.replace(";51;", ";49;"), encoding="utf-8")
    desk.run("HN", "submit", filled)


def test_what_is_hidden_counts_and_is_told(desk):
    desk.run("HN", "template", "--period", "Q1", "--out", "q1.xlsx", language="vi")
    book = openpyxl.load_workbook(desk.folder / "q1.xlsx")
    report, models = book["Báo cáo"], book["Mô hình"]
    report["G9"], report["G10"], report["H10"], models["A2"] = 33, 45, 50, "Chi bộ bốn tốt"
    report.row_dimensions[9].hidden = report.column_dimensions["H"].hidden = models.row_dimensions[2].hidden = True
    report.column_dimensions["C"].hidden = True  # nothing that counts stands there
    book.save(desk.folder / "hidden.xlsx")
    tried = desk.run("HN", "submit", "hidden.xlsx", "--dry-run", language="vi")
    assert tried.stderr.splitlines() == [
        f"thidua: chú ý: {note}, nhưng vẫn được tính: {place}" for note, place in (
            ("Báo cáo: hàng đang ẩn", "9"), ("Báo cáo: cột đang ẩn", "H"), ("Mô hình: hàng đang ẩn", "2"))]
    assert "45 / 50  %" in tried.stdout
    report.sheet_state = "hidden"
    book.save(desk.folder / "hidden.xlsx")
    wrong = desk.run("HN", "submit", "hidden.xlsx", "--period", "Q1", language="vi", code=65)
    assert wrong.stderr.startswith("Báo cáo: có bảng nhiệm vụ nhưng đang ẩn"), wrong.stderr


def test_two_sheets_with_the_same_tasks_are_one_fault(desk):
    book = openpyxl.Workbook()
    book.active.title = "Quý I"
    for row in (["Mã", "Thực hiện", "Tổng số"], ["T01", 33], ["T02", 45, 50]):
        book.active.append(row)
    book.copy_worksheet(book.active).title = "Quý II"
    book["Quý II"]["B2"] = None
    book.save(desk.folder / "two.xlsx")
    wrong = desk.run("HN", "submit", "two.xlsx", "--period", "Q1", language="vi", code=65)
    assert wrong.stderr == 'Quý II: có cùng các nhiệm vụ với trang "Quý I"; hãy ẩn hoặc xóa trang không gửi\n'
    book["Quý II"].sheet_state = "hidden"
    book.save(desk.folder / "two.xlsx")
    desk.run("HN", "submit", "two.xlsx", "--period", "Q1", "--dry-run")


def test_what_comes_next_can_be_pasted(desk):
    (desk.folder / "o'ne.conf").write_text((desk.folder / "HN.conf").read_text().replace("board = HN", "board = TQ"))
    made = desk.run("o'ne", "template", "--period", "Q1", "--board", "HN", "--out", "báo cáo q1.csv")
    line = shlex.split(made.stderr.splitlines()[1])
    assert line[:3] == ["thidua", "submit", "báo cáo q1.csv"]
    tried = subprocess.run([_program("thidua"), *line[1:], "--lang", "en"], capture_output=True, text=True, timeout=WAIT,
                           check=False, cwd=desk.folder)
    assert tried.returncode == 65 and "G9 (T01): is empty" in tried.stderr, tried.stderr


def test_what_is_said_of_a_csv_template_is_of_csv(desk):
    made = desk.run("HN", "template", "--period", "Q1", "--out", "q1.csv")
    assert "the columns Actual and Out of" in made.stderr and "yellow" not in made.stderr


def test_where_no_template_can_be_made_it_is_said_once(desk):
    for name in ("none/q1.xlsx", "none/q1.csv"):
        made = desk.run("HN", "template", "--period", "Q1", "--out", name, code=78)
        assert made.stderr == f"thidua: {name}: No such file or directory\n"
    made = desk.run("HN", "template", "--period", "Q1", "--board", "XX", "--out", "q1.xlsx", code=64)
    assert made.stderr == 'thidua: season 2024 of the cluster has no board "XX"; there are: TQ, HN\n'
    assert not list(desk.folder.glob("q1.xlsx*"))


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
    lists = [book[name] for name in ("Mô hình", "Hạn chế", "Kiến nghị", "Tài liệu")]
    assert all(each.page_setup.orientation == "portrait" for each in lists)
    assert pages(desk, "q1.xlsx") in (None, 6)
    again = desk.run("HN", "template", "--period", "Q1", "--out", "q1.xlsx", code=78)
    assert "is not overwritten" in again.stderr


def test_what_is_due_by_now_is_not_rounded(desk):
    phased = [TASKS[0] | {"target": "10", "phasing": [2500, 5000, 7500, 10000]},
              TASKS[1] | {"target": "95.5", "phasing": [2550, 5000, 7500, 10000]}]
    desk.run("operator", "season", "define", desk.write("season.json", SEASON | {"edition": 2, "tasks": phased}))
    desk.run("HN", "template", "--period", "Q1", "--out", "q1.xlsx", language="vi")
    sheet = openpyxl.load_workbook(desk.folder / "q1.xlsx")["Báo cáo"]
    assert (sheet["E9"].value, sheet["E9"].number_format) == (2.5, "#,##0.0")
    assert (sheet["D9"].value, sheet["D9"].number_format) == (10, "#,##0")
    assert sheet["E10"].value == "24,3525 %"


def test_a_workbook_is_filled_in_tried_and_sent(desk):
    desk.run("HN", "template", "--period", "Q1", "--out", "q1.xlsx")
    book = openpyxl.load_workbook(desk.folder / "q1.xlsx")
    report, models = book["Report"], book["Models"]
    report["G9"], report["G10"], report["H10"] = "=30+3", 45.00000000000001, "50"
    models["A2"], models["C2"] = "Chi bộ bốn tốt", "Nâng cao chất lượng"
    book.save(desk.folder / "formula.xlsx")
    wrong = desk.run("HN", "submit", "formula.xlsx", language="vi", code=65)
    assert "Report!G9 (T01)" in wrong.stderr and "công thức chưa lưu kết quả" in wrong.stderr
    report["G9"] = 33
    book.save(desk.folder / "q1-filled.xlsx")
    tried = desk.json("HN", "submit", "q1-filled.xlsx", "--dry-run")
    assert tried["dry_run"] is True and tried["revision"] == 1
    desk.run("HN", "submit", "q1-filled.xlsx")
    said = desk.json("HN", "report", "--period", "Q1")["report"]
    assert said["lines"] == [{"task": "T01", "actual": "33"}, {"task": "T02", "done": "45", "out_of": "50"}]
    assert said["models"] == [{"title": "Chi bộ bốn tốt", "effect": "Nâng cao chất lượng"}]
    desk.run("HN", "template", "--period", "Q1", "--out", "again.xlsx")  # to be corrected
    again = openpyxl.load_workbook(desk.folder / "again.xlsx")
    assert again["Report"]["G9"].value == 33 and again["Models"]["A2"].value == "Chi bộ bốn tốt"


def test_what_the_daemon_finds_is_told_by_the_cell(desk):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Quý I"
    for row in (["Mã", "Thực hiện", "Tổng số"], ["T01", 33], ["T02", 49, 50]):
        sheet.append(row)
    book.save(desk.folder / "own.xlsx")
    early = desk.run("HN", "submit", "own.xlsx", "--period", "Q3", "--dry-run", code=1)
    assert "revision" not in early.stderr and "2024" in early.stderr, early.stderr  # when it opens
    sheet["B2"] = True
    book.save(desk.folder / "own.xlsx")
    wrong = desk.run("HN", "submit", "own.xlsx", "--period", "Q1", "--dry-run", code=65)
    assert 'Quý I!B2 (T01): is no number: "TRUE"' in wrong.stderr
    desk.run("HN", "template", "--period", "Q1", "-o", "q1.csv")
    (desk.folder / "HN.key.outbox.season-TCXDD-1-2024").unlink()
    filled = desk.folder / filled_csv(desk, {"T01": ("33", "–"), "T02": ("45", "50")})
    filled.write_text(filled.read_text().replace("T01;", "T09;"))
    wrong = desk.run("HN", "submit", filled, "--dry-run", code=1)
    assert "G9 (T09): " in wrong.stderr, wrong.stderr


def test_a_map_made_in_the_default_context_is_that_context_s(desk):
    contexts = desk.folder / ".config" / "thidua" / "contexts"
    contexts.mkdir(parents=True)
    (desk.folder / "HN.conf").rename(contexts / "hn.conf")
    for name in ("HN.key", "daemon.key.pub", "operator.key.pub"):
        shutil.copy(desk.folder / name, contexts)
    (contexts / "default.conf").symlink_to("hn.conf")
    book = openpyxl.Workbook()
    for row in (["Văn bản, quy định", 33], ["Tỷ lệ", 45, 50]):
        book.active.append(row)
    book.save(desk.folder / "own.xlsx")

    def run(*arguments):
        return subprocess.run([_program("thidua"), *arguments], capture_output=True, text=True, timeout=WAIT, check=False,
                              cwd=desk.folder, env=os.environ | {"HOME": str(desk.folder), "XDG_CONFIG_HOME": ""})

    mapped = run("map", "own.xlsx", "T01=B1", "T02=B2/C2")
    assert mapped.returncode == 0, mapped.stderr
    assert (contexts / "hn.map").exists() and not (contexts / "default.map").exists()
    sent = run("submit", "own.xlsx", "--period", "Q1", "--context", "hn")
    assert sent.returncode == 0, sent.stderr


def test_an_office_keeps_its_own_sheet(desk):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tổng hợp"
    for row in (["Nội dung", "KH năm", "Kết quả quý", "Trong đó tổng"], ["văn bản,  quy định", 35, "33"], ["Tỷ lệ xong", None, 45, 50]):
        sheet.append(row)
    book.save(desk.folder / "own.xlsx")
    missing = desk.run("HN", "map", "own.xlsx", "value=C", "out_of=D", language="vi", code=65)
    assert "1 nhiệm vụ chưa biết ở ô nào" in missing.stderr
    for operand in ("T99=C3", "T02=Nowhere!C3", "value=Nowhere!C"):
        desk.run("HN", "map", "own.xlsx", operand, code=64)
    for operands in (["value=C", "out_of=C"], ["value=C", "value=D"], ["T02=C3/D3", "T02=C3"]):
        desk.run("HN", "map", "own.xlsx", *operands, code=64)
    before = (desk.folder / "HN.map").read_bytes()
    assert "✓" not in desk.run("HN", "map", "own.xlsx", code=65).stderr and (desk.folder / "HN.map").read_bytes() == before
    mapped = desk.run("HN", "map", "own.xlsx", "T02=C3/D3", language="vi")
    assert "1 ô mới, 0 ô đổi, 1 ô giữ như trước" in mapped.stderr
    assert "Tổng hợp!C2" in mapped.stdout or "C2" in mapped.stdout
    assert (desk.folder / "HN.map").read_text(encoding="utf-8").splitlines()[1:] == ["T01 = C2", "T02 = C3 / D3"]
    desk.run("HN", "submit", "own.xlsx", "--period", "Q1")
    assert desk.json("HN", "report", "--period", "Q1")["report"]["lines"] == [
        {"task": "T01", "actual": "33"}, {"task": "T02", "done": "45", "out_of": "50"}]
