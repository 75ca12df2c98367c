"""T-14: what goes out is harmless in a spreadsheet and comes in again letter by letter."""

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hanse.foundation.exporting import csv_text, defused, undefused, write_xlsx
from hanse.imports.content import in_memory
from hanse.imports.reading import open_sheet

TRIGGERS = re.compile(r"[\s\"']*[=+\-@\t\r]")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
EDGY = st.text(st.sampled_from(list("'\"=+-@\t\r\n ,;a1.\ufeff\xa0")), max_size=8)


@settings(max_examples=1000, deadline=None)
@given(TEXT | EDGY)
@example("'=1")
@example("''=1")
@example("-5")
@example("'-5")
@example("+34 600 000 000")
@example("@name")
@example(" \t=cmd")
@example('"=cmd')
def test_what_is_defused_is_harmless_and_comes_back(text):
    out = defused(text)

    assert undefused(out) == text
    assert not TRIGGERS.match(out) or NUMBER.fullmatch(out) or out.startswith("'")


@pytest.mark.parametrize("text", ["-5", "-5.25", "-5,25", "12", "plain", "'quoted'", "O'Neill", ""])
def test_plain_numbers_and_plain_text_stay_as_they_are(text):
    assert defused(text) == text
    assert undefused(text) == text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(TEXT | EDGY, min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_csv_file_brings_back_every_letter(rows):
    content = "".join(csv_text(["name", "country", "phone"], rows)).encode()

    back = [row.cells for row in open_sheet(in_memory(content), codec="utf-8", delimiter=",").rows()]

    assert [[undefused(cell) for cell in cells] for cells in back[1:]] == rows


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(EDGY, min_size=2, max_size=2), min_size=1, max_size=3))
def test_a_workbook_brings_back_every_letter(rows):
    # Records hold no carriage return, and a workbook cannot.
    rows = [["x", *(cell.replace("\r", "") for cell in row)] for row in rows]
    out = io.BytesIO()
    write_xlsx(out, ["name", "phone"], rows)

    back = [row.cells for row in open_sheet(in_memory(out.getvalue())).rows()][1:]

    padded = [cells + [""] * (3 - len(cells)) for cells in back]
    assert [[undefused(cell) for cell in cells] for cells in padded] == rows


def test_no_cell_of_an_export_is_a_formula_for_a_spreadsheet():
    rows = [["=1+1", "+1", "-1", "@a", "\tx", "\rx", " =1", "'=1", '"=1', "-5,5"]]

    _header, row = csv.reader(io.StringIO("".join(csv_text(["h"], rows)), newline=""))

    assert all(not TRIGGERS.match(cell) or NUMBER.fullmatch(cell) or cell.startswith("'") for cell in row)
