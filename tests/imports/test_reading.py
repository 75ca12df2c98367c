"""Bytes to rows: every spelling, delimiter and line end, and a word for what is no table."""

import gzip
import io
import os
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.imports.content import in_memory, pieces_of
from hanse.imports.errors import TooLarge, Unreadable
from hanse.imports.reading import open_sheet
from tests.imports.incoming import workbook

TEXT = "name;country\nÁlamo & Söhne;España\n"


def cells(content: bytes, **chosen) -> list[list[str]]:
    return [row.cells for row in open_sheet(in_memory(content), **chosen).rows() if not row.problem]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-32"],
)
def test_every_usual_encoding_is_recognised(encoding):
    assert cells(TEXT.encode(encoding)) == [["name", "country"], ["Álamo & Söhne", "España"]]


def test_the_euro_sign_of_windows_is_read():
    assert cells("name\n5 € shop\n".encode("cp1252")) == [["name"], ["5 € shop"]]


def test_a_file_joined_from_two_encodings_keeps_both():
    content = "name\nÁlamo\n".encode() + "Söhne\n".encode("cp1252")

    assert cells(content) == [["name"], ["Álamo"], ["Söhne"]]


def test_a_mark_of_utf_8_does_not_hide_bytes_that_are_none():
    assert cells(b"\xef\xbb\xbf" + "name\nSöhne\n".encode("cp1252")) == [["name"], ["Söhne"]]


def test_the_broken_export_of_the_earlier_system_is_read():
    content = b"\xef\xbb\xbfid;name;fiscal_id\n" + "1;Álamo;ES1\n2;Söhne;DE2\n".encode("utf-16-le")

    assert cells(content) == [["id", "name", "fiscal_id"], ["1", "Álamo", "ES1"], ["2", "Söhne", "DE2"]]


def test_a_person_may_choose_the_encoding():
    assert cells("name\nПривет\n".encode("cp1251"), codec="windows-1251") == [["name"], ["Привет"]]


@pytest.mark.parametrize("word", ["klingon", "idna", "unicode_escape", "zip", "\0", "rot13"])
def test_an_encoding_that_is_none_is_refused_in_words(word):
    with pytest.raises(Unreadable, match="There is no encoding"):
        open_sheet(in_memory(b"name\nA\n"), codec=word)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_recognised(delimiter, end):
    content = end.join(delimiter.join(row) for row in (["name", "country"], ["A", "ES"], ["B", "FR"]))

    assert cells(content.encode()) == [["name", "country"], ["A", "ES"], ["B", "FR"]]


def test_line_ends_may_be_mixed():
    assert cells(b"name,country\nA,ES\r\nB,FR\rC,DE") == [
        ["name", "country"],
        ["A", "ES"],
        ["B", "FR"],
        ["C", "DE"],
    ]


def test_a_line_that_names_the_delimiter_is_heeded_and_is_no_row():
    assert cells(b"sep=;\nname;country\nA, B;ES\n") == [["name", "country"], ["A, B", "ES"]]


def test_one_column_may_hold_any_delimiter():
    assert cells(b"name\nSmith, Jones; and | Sons\n") == [["name"], ["Smith, Jones; and | Sons"]]


@pytest.mark.parametrize("delimiter", ["tab", "\\t", "\t"])
def test_a_person_may_name_the_delimiter(delimiter):
    assert cells(b"a,b\tc\n", delimiter=delimiter) == [["a,b", "c"]]


@pytest.mark.parametrize("delimiter", ["ab", "x", "\n", '"'])
def test_what_cannot_separate_cells_is_refused(delimiter):
    with pytest.raises(Unreadable, match="cannot separate"):
        open_sheet(in_memory(b"name\nA\n"), delimiter=delimiter)


def test_quoted_cells_hold_line_breaks_and_quotes():
    assert cells(b'name,address\n"The ""A"" shop","Street 1\r\nTown"\n')[1] == [
        'The "A" shop',
        "Street 1\r\nTown",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b'name,country\n"A,ES\nB,FR\nC,DE\n',
        b'name,country\nB,FR\nC,DE\n"A,ES',
        b'name,country\nA,"ES\nB,FR\nC,DE\n',
        b'name,country\nB,FR\n"A" x,ES\nC,DE\n',
    ],
)
def test_an_unbalanced_quote_spoils_its_own_row_only(content):
    rows = list(open_sheet(in_memory(content)).rows())

    assert [row.cells for row in rows if not row.problem] == [["name", "country"], ["B", "FR"], ["C", "DE"]]
    assert len([row for row in rows if "quote" in row.problem]) == 1


def test_thousands_of_unbalanced_quotes_are_no_table():
    content = b"name,country\n" + b'"A" x,ES\n' * 2000

    with pytest.raises(Unreadable, match="quotes that do not match"):
        list(open_sheet(in_memory(content)).rows())


@pytest.mark.parametrize("length", [131_073, 1_000_000])
def test_a_long_cell_is_read_whole(length):
    assert cells(b"name,comments\nA," + b"x" * length + b"\n")[1][1] == "x" * length


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n\r\n", b"  \n", b"\xff\xfe", b"\0\0"])
def test_an_empty_file_is_said_to_be_empty(content):
    with pytest.raises(Unreadable, match="empty"):
        open_sheet(in_memory(content))


def test_ten_thousand_columns_are_refused():
    with pytest.raises(Unreadable, match="10000 columns"):
        open_sheet(in_memory(b",".join(b"c%d" % i for i in range(10_000))))


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (gzip.compress(b"name\nA\n", mtime=0), "gzip"),
        (zipped("word/document.xml"), "archive"),
        (b"PK\x03\x04 broken", "damaged"),
        (zipped("xl/workbook.xml"), "damaged"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"<!DOCTYPE html><html>", "web page"),
        (bytes(range(256)) * 20, "no text"),
    ],
)
def test_what_is_no_table_is_refused_in_words_whatever_its_name(content, word):
    with pytest.raises(Unreadable, match=word):
        open_sheet(in_memory(content))


def test_a_workbook_is_recognised_by_its_content():
    rows = [["name", "country", "days"], ["Álamo", "ES", 30], ["Söhne", "DE", 12.5]]

    assert cells(workbook(rows)) == [
        ["name", "country", "days"],
        ["Álamo", "ES", "30"],
        ["Söhne", "DE", "12.5"],
    ]


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(monkeypatch):
    from hanse.imports import spreadsheets

    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 1000)
    out = io.BytesIO(workbook([["name"], ["A"]]))
    with pytest.raises(Unreadable, match="too large"):
        open_sheet(in_memory(out.getvalue()))


def test_a_file_beyond_the_limit_is_refused_before_all_of_it_is_read():
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"x" * 1024

    with pytest.raises(TooLarge, match="larger than 1 MB"):
        list(pieces_of(endless(), most=1024 * 1024))
    assert len(read) == 1025


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_are_a_defect(content):
    try:
        rows = list(open_sheet(in_memory(content)).rows())
    except Unreadable:
        return
    else:
        assert all(isinstance(cell, str) for row in rows for cell in row.cells)


def test_random_garbage_is_refused():
    with pytest.raises(Unreadable):
        open_sheet(in_memory(b"\x01\x02" + os.urandom(4000)))
