"""The CSV set of the security paper: every spelling comes in, every bad row is named with row, column and remedy."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanse.companies.models import Company
from hanse.foundation.errors import DomainError
from hanse.imports.errors import Unreadable
from hanse.imports.models import Reject
from tests.imports.incoming import bring, counts, dry, start, workbook

ROWS = [["name", "country", "phone"], ["Álamo", "España", "+34 600"], ["Söhne", "DE", "-5"]]


def joined(delimiter: str, end: str) -> str:
    return end.join(delimiter.join(row) for row in ROWS) + end


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_spelling_of_a_file_makes_the_same_companies(cast, encoding, delimiter, end):
    told = bring(joined(delimiter, end).encode(encoding), by=cast.admin)

    assert counts(told) == (2, 0, 0, 0)
    assert Company.objects.get(name="Álamo").country == "ES"
    assert Company.objects.get(name="Söhne").phone == "-5"


def test_a_workbook_does_too_whatever_its_name(cast):
    assert counts(bring(workbook(ROWS), by=cast.admin)) == (2, 0, 0, 0)
    assert Company.objects.get(name="Álamo").phone == "+34 600"


def test_a_packed_file_is_refused_in_words(cast):
    with pytest.raises(Unreadable, match="gzip"):
        start(gzip.compress(b"name\nA\n"), by=cast.admin)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_in_words(cast, content):
    with pytest.raises(Unreadable, match="empty"):
        start(content, by=cast.admin)


def test_a_header_alone_makes_nothing(cast):
    told = bring("name,country\n", by=cast.admin)

    assert (told["rows"], counts(told)) == (0, (0, 0, 0, 0))


def test_a_row_that_is_too_long_is_named_and_one_that_is_short_counts_as_empty(cast):
    told = bring("name,country\nA,ES,x,y\nB\nC,DE\nD,FR,,\n", by=cast.admin)

    assert counts(told) == (3, 0, 0, 1)
    assert told["errors"][0]["row"] == 1
    assert "4 cells, 2 is the most" in told["errors"][0]["message"]
    assert any("1 cells short" in each["message"] for each in told["warnings"])


def test_a_zero_byte_is_an_error_in_its_cell(cast):
    told = bring(b"name,country\nA\0B,ES\nC,DE\n" + b"D,FR\n" * 20, by=cast.admin)

    assert told["rejected"] == 1
    assert (told["errors"][0]["column"], told["errors"][0]["row"]) == ("name", 1)


@pytest.mark.parametrize("length", [131_073, 1_000_000])
def test_a_cell_that_is_too_long_is_an_error_with_the_limit(cast, length):
    told = bring("name,comments\nA," + "x" * length + "\nB,y\n", by=cast.admin)

    (error,) = told["errors"]
    assert counts(told) == (1, 0, 0, 1)
    assert "20000 is the most" in error["message"]
    assert len(error["value"]) <= 200


def test_an_unbalanced_quote_is_an_error_of_its_row(cast):
    told = bring('name,country\n"A,ES\nB,DE\nC,FR\n', by=cast.admin)

    assert counts(told) == (2, 0, 0, 1)
    assert "never closed" in told["errors"][0]["message"]


def test_formulas_are_text_and_lose_only_the_apostrophe_that_an_export_gave_them(cast):
    bring("name,phone,comments\n'=1+1,+34 600,@x\n=2+2,'+34,'quoted'\n", by=cast.admin)

    first, second = Company.objects.get(name="=1+1"), Company.objects.get(name="=2+2")
    assert (first.phone, first.comments) == ("+34 600", "@x")
    assert (second.phone, second.comments) == ("+34", "'quoted'")


def test_a_wrong_cell_deep_in_a_long_file_is_found_there(cast):
    rows = [f"Company {n},{n % 90}" for n in range(1, 5001)]
    rows[4_321] = "Company 4322,many"

    told = dry("name,payment terms\n" + "\n".join(rows), by=cast.admin)

    assert counts(told) == (4999, 0, 0, 1)
    assert told["errors"] == [
        {"row": 4322, "column": "payment terms", "value": "many", "message": "“many” is not a whole number."}
    ]


def test_an_unknown_custom_field_is_only_a_column_that_is_not_imported(cast):
    told = bring("name,Flotte (custom 99)\nA,5\n", by=cast.admin)

    assert (counts(told), told["unmapped"]) == ((1, 0, 0, 0), ["Flotte (custom 99)"])


def test_every_problem_of_a_row_is_named_not_only_the_first(cast):
    told = bring("name,email,payment terms,owner\n,nobody,soon,g.rossi\n", by=cast.admin)

    assert {error["column"] for error in told["errors"]} == {"name", "email", "payment terms", "owner"}


def test_rejects_keep_the_cells_as_they_stood(cast):
    told = bring("name,owner\n'=A,g.rossi\n", by=cast.admin)

    assert Reject.objects.get(file=told["import_id"]).cells == ["'=A", "g.rossi"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), headed=st.booleans())
def test_no_bytes_at_all_are_a_defect_of_the_import(cast, content, headed):
    try:
        told = dry((b"name,country,parent\n" if headed else b"") + content, by=cast.admin)
    except DomainError as refusal:
        said = refusal.message
    else:
        said = "rows"
        assert sum(counts(told)) == told["rows"]
    assert said
