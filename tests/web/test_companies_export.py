"""What the list shows as a file: CSV at once, Excel by a worker."""

import csv
import io

import pytest
from openpyxl import load_workbook

from hanse.imports.models import Export
from hanse.imports.tasks import write_export
from hanse.journal.models import Change
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import make_company, make_contact
from tests.web.reading import HTMX, browser_of, main_of, says


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("who", "names"),
    [("admin", {"My company", "Customer #A", "Customer #B"}), ("user1", {"Customer #A", "Customer #B"})],
)
def test_everyone_exports_what_he_sees(cast, who, names):
    response = browser_of(getattr(cast, who)).get("/companies/export/")

    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="companies-' in response["Content-Disposition"]
    assert {row["name"] for row in rows_of(response)} == names


def test_the_file_is_filtered_as_the_list_is(cast):
    browser = browser_of(cast.user1)
    page = main_of(browser.get("/companies/?owner=manager1&sort=name"))

    rows = rows_of(browser.get("/companies/export/?owner=manager1&sort=name"))

    assert 'href="/companies/export/?owner=manager1&amp;sort=name"' in page
    assert [row["name"] for row in rows] == ["Customer #B"]


def test_formulas_are_defused_and_the_export_is_noted(cast):
    make_company("=1+1", by=cast.user1)

    rows = rows_of(browser_of(cast.user1).get("/companies/export/?search=1%2B1"))

    assert [row["name"] for row in rows] == ["'=1+1"]
    assert Change.objects.filter(kind="export", verb="exported", by_id=cast.user1.pk).exists()


def test_contacts_go_out_too(cast):
    make_contact("Ana Berg", company=cast.customer_a, by=cast.user1)

    assert [row["full_name"] for row in rows_of(browser_of(cast.user1).get("/contacts/export/"))] == [
        "Ana Berg"
    ]


def test_nothing_goes_out_to_one_who_sees_nothing(cast):
    browser = browser_of(cast.user2)

    assert browser.get("/companies/export/").status_code == 404
    assert browser.post("/companies/export/").status_code == 404
    VisibilityEntry.objects.create(section=Section.COMPANIES)
    assert browser_of(cast.user1).get("/companies/export/").status_code == 404


def test_a_filter_that_cannot_be_read_gives_no_file(cast):
    response = browser_of(cast.user1).get("/companies/export/?role=abc")

    assert response.status_code == 400
    assert "“abc” is not an id" in says(response)


def test_an_excel_file_is_written_by_a_worker_and_fetched_by_its_maker(cast):
    browser = browser_of(cast.user1)

    begun = browser.post("/companies/export/?owner=manager1")
    waiting = browser.get(begun["Location"])
    export = Export.objects.get()
    write_export.func(export.pk, "web", "")
    ready = browser.get(begun["Location"], **HTMX)
    file = browser.get(f"{begun['Location']}file/")

    sheet = load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    assert "The file is being written" in says(waiting)
    assert 'hx-trigger="every 1s"' in main_of(waiting)
    assert "1 row is ready" in says(ready)
    assert "every 1s" not in ready.content.decode()
    assert [sheet.cell(2, 2).value, sheet.max_row] == ["Customer #B", 2]
    for other in (cast.admin, cast.manager1):
        assert browser_of(other).get(begun["Location"]).status_code == 404
        assert browser_of(other).get(f"{begun['Location']}file/").status_code == 404
