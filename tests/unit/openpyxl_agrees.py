"""openpyxl_agrees.py DUMP -- do we read out of a random .xlsx what openpyxl reads?

The files are openpyxl's own: strings of all kinds, numbers, dates, flags, errors, percentages, merges, hidden sheets. DUMP prints
what we read.
"""
import datetime
import json
import random
import subprocess
import sys
import tempfile
import unicodedata

import openpyxl
from openpyxl.utils import get_column_letter

TEXT, NUMBER, DATE, FLAG, ERROR = range(5)
LETTERS = "aăâbcđeêiíoôơuưyýạảấầẩẫậ e\u0302\u0323<>&\"'\n\t_x000D_😀"
dump = sys.argv[1]
chance = random.Random(2024)


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
            cell.number_format = chance.choice(["General", "0.00%", "0%", "#,##0.00", '0 "%"', "[Red]0"])
    row, column = chance.randrange(1, 30), chance.randrange(1, 30)
    sheet.merge_cells(start_row=row, start_column=column, end_row=row + chance.randrange(4), end_column=column + chance.randrange(4))
    sheet.sheet_state = chance.choice(["visible", "hidden", "veryHidden"])


def make(path):
    book = openpyxl.Workbook()
    for number in range(chance.randrange(1, 4)):
        fill(book.active if number == 0 else book.create_sheet(f"Trang {number} ấ"))
    book.worksheets[0].sheet_state = "visible"
    book.save(path)


def seen(cell):
    """The cell as openpyxl reads it, in our words."""
    if cell.data_type == "f":
        return ERROR, False, True, ""
    if cell.data_type == "e":
        return ERROR, False, False, cell.value
    if cell.data_type == "b":
        return FLAG, False, False, str(int(cell.value))
    if cell.data_type == "d":
        return DATE, False, False, None
    if cell.data_type == "n":
        return NUMBER, cell.number_format in ("0.00%", "0%"), False, float(cell.value)
    text = unicodedata.normalize("NFC", cell.value.replace("_x000D_", ""))
    return TEXT, False, False, text


def theirs(path):
    rows = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    rows[sheet.title, get_column_letter(cell.column), cell.row] = (sheet.sheet_state != "visible", *seen(cell))
    return rows


def ours(path, like):
    said = subprocess.run([dump, path], check=True, capture_output=True, text=True).stdout
    rows = {}
    for name, hidden, row, column, kind, percent, computed, text in map(json.loads, said.split("\n")[:-1]):
        place = name, get_column_letter(column + 1), row + 1
        expected = like.get(place)
        if expected and kind == NUMBER:
            text = float(text)
        elif expected and kind == DATE:
            text = None
        rows[place] = bool(hidden), kind, bool(percent), bool(computed), text
    return rows


def main():
    cells = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(12):
            path = f"{folder}/{number}.xlsx"
            make(path)
            expected = theirs(path)
            got = ours(path, expected)
            for place in sorted(expected.keys() | got.keys()):
                if expected.get(place) != got.get(place):
                    sys.exit(f"{place}: openpyxl reads {expected.get(place)}, we {got.get(place)}")
            cells += len(got)
    print(f"{cells} cells agree")


main()
