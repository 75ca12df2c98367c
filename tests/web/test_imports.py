"""The wizard: file, columns, check with each problem in its cell, run, result, undo; without JavaScript."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField
from hanse.imports.models import Import
from hanse.imports.tasks import carry_on_import
from hanse.jobs.models import Job
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import make_company, make_user
from tests.web.reading import HTMX, browser_of, filled_in, main_of, says

FILE = (
    "Firma,Land,Rolle,Betreuer,Notiz 2\n"
    "Bjerg,Denmark,Customer,user1,x\n"
    "Rhône,France,Lieferant,user1,\n"
    "Cantieri,Italy,Lieferant,g.rossi,\n"
    "Customer #A,Spain,,,y\n"
)


def upload(browser, content: str | bytes = FILE, *, kind: str = "companies", **more):
    content = content.encode() if isinstance(content, str) else content
    data = {"file": SimpleUploadedFile("partner-list.csv", content), "source": ""} | more
    return browser.post(f"/imports/new/?kind={kind}", data)


def at_check(browser, content: str | bytes = FILE, **more) -> str:
    """Walk up to the check and return its address."""
    columns = upload(browser, content, **more).url
    checked = browser.post(columns, filled_in_columns(browser.get(columns)))
    assert checked.status_code == 302, says(checked)
    return checked.url + "check/"


def filled_in_columns(page) -> dict[str, str]:
    forms = main_of(page).split("<form")
    return filled_in(type("Page", (), {"content": f"<main><form{forms[-1]}</main>".encode()})())


def worked() -> None:
    """Do what a worker would do."""
    for job in Job.objects.filter(task__endswith="carry_on_import", state="READY"):
        carry_on_import.call(*job.args)
        job.delete()


def test_a_file_is_read_and_its_columns_are_guessed(cast):
    browser = browser_of(cast.user1)

    page = browser.get(upload(browser).url)

    assert "Denmark, France, Italy, Spain" in says(page)
    assert "UTF-8, comma" in says(page)
    assert '<option value="country" selected>' in page.content.decode()


def test_what_is_no_table_is_said_beside_the_file(cast):
    response = upload(browser_of(cast.user1), b"%PDF-1.7")

    assert response.status_code == 422
    assert "This is a PDF" in says(response)
    assert not Import.objects.exists()


def test_another_reading_may_be_chosen(cast):
    browser = browser_of(cast.user1)
    columns = upload(browser, b"Nazwa;Kraj\nA;ES\n").url

    browser.post(columns, {"read": "1", "header": "no", "delimiter": ",", "encoding": "", "source": "ERP"})

    layout = Import.objects.get().layout
    assert (layout["shape"], layout["delimiter"]) == ("positional", ",")
    assert Import.objects.get().options["source"] == "ERP"


def test_the_check_shows_each_problem_in_its_cell_and_saves_nothing(cast):
    browser = browser_of(cast.user1)

    page = browser.get(at_check(browser))

    text, source = says(page), page.content.decode()
    assert "There is no role “Lieferant”" in text
    assert "There is no active user “g.rossi”" in text
    assert 'name="cell-2-2" value="Lieferant"' in source
    assert 'aria-describedby="e-3-3"' in source
    assert "Import 2 companies" in text
    assert "Not imported: Notiz 2." in text
    assert Company.objects.count() == 3


def test_all_rows_show_old_and_new(cast):
    browser = browser_of(cast.user1)

    page = browser.get(at_check(browser) + "?show=rows")

    assert "<ins>ES</ins>" in page.content.decode()
    assert "Changed" in says(page)


def test_cells_are_corrected_where_they_stand_one_or_all_of_a_value(cast):
    browser = browser_of(cast.user1)
    check = at_check(browser)

    browser.post(
        check,
        {
            "cell-2-2": "Partner", "was-2-2": "Lieferant", "all-2-2": "on",
            "cell-3-2": "Lieferant", "was-3-2": "Lieferant",
            "cell-3-3": "manager1", "was-3-3": "g.rossi",
        },
    )  # fmt: skip

    file = Import.objects.get()
    assert (file.created, file.updated, file.rejected) == (3, 1, 0)


def test_the_run_is_done_by_a_worker_and_can_be_watched_and_undone(cast):
    browser = browser_of(cast.user1)
    check = at_check(browser)

    detail = browser.post(check.replace("check/", "run/")).url
    watching = browser.get(detail)
    assert "Importing 4 rows" in says(watching)
    assert "<noscript><meta http-equiv" in watching.content.decode()
    assert "HX-Redirect" not in browser.get(detail, **HTMX)

    worked()
    assert browser.get(detail, **HTMX)["HX-Redirect"] == detail
    result = says(browser.get(detail))
    assert "2 companies imported." in result
    assert "1 new, 1 updated" in result
    assert "2 rows were left out" in result

    browser.post(detail + "undo/")
    worked()
    assert "The import is undone. 1 records deleted, 1 restored." in says(browser.get(detail))
    assert not Company.objects.filter(name="Bjerg").exists()


def test_all_or_nothing_imports_nothing_while_a_row_has_a_problem(cast):
    browser = browser_of(cast.user1)
    check = at_check(browser)

    detail = browser.post(check.replace("check/", "run/"), {"all_or_nothing": "on"}).url
    worked()

    assert "Nothing imported." in says(browser.get(detail))
    assert Company.objects.count() == 3


def test_the_rejects_come_back_as_a_file_that_can_come_in_again(cast):
    browser = browser_of(cast.user1)
    detail = at_check(browser).replace("check/", "")

    response = browser.get(detail + "rejects/")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Firma"] for row in rows] == ["Rhône", "Cantieri"]
    assert "Lieferant" in rows[0]["Import problem"]
    corrected = text.replace("Lieferant", "Partner").replace("g.rossi", "user1")
    at_check(browser, corrected.encode())
    file = Import.objects.latest("id")
    assert (file.created, file.rejected) == (2, 0)
    assert file.layout["shape"] == "foreign"


def test_a_superadmin_may_keep_a_column_in_a_new_custom_field(cast):
    browser = browser_of(cast.admin)
    columns = upload(browser).url
    choices = filled_in_columns(browser.get(columns)) | {"column-4": "new:text"}

    browser.post(columns, choices)

    field = CustomField.objects.get(label="Notiz 2")
    assert f"custom.{field.pk}" in {column["target"] for column in Import.objects.get().layout["columns"]}


def test_nobody_else_is_offered_that(cast):
    browser = browser_of(cast.user1)
    columns = upload(browser).url

    page = browser.get(columns)
    refused = browser.post(columns, filled_in_columns(page) | {"column-4": "new:text"})

    assert "new:text" not in page.content.decode()
    assert refused.status_code == 422
    assert not CustomField.objects.exists()


def test_without_a_column_for_the_name_the_page_says_so(cast):
    browser = browser_of(cast.user1)
    columns = upload(browser).url

    page = browser.post(columns, filled_in_columns(browser.get(columns)) | {"column-0": ""})

    assert page.status_code == 422
    assert "No column goes to: Name" in says(page)


def test_two_columns_at_one_place_are_refused_in_words(cast):
    browser = browser_of(cast.user1)
    columns = upload(browser).url

    page = browser.post(columns, filled_in_columns(browser.get(columns)) | {"column-4": "country"})

    assert "Two columns go to “country”" in says(page)


def test_contacts_have_a_wizard_too(cast):
    browser = browser_of(cast.user1)
    check = at_check(browser, "company,name,email\nCustomer #A,Ann,a@b.com\n", kind="contacts")

    browser.post(check.replace("check/", "run/"))
    worked()

    assert Contact.objects.get().company == cast.customer_a


def test_a_large_file_is_checked_by_a_worker(cast):
    browser = browser_of(cast.user1)
    content = "name,comments\n" + "".join(f"Company {n},{'x' * 200}\n" for n in range(1200))
    columns = upload(browser, content).url

    detail = browser.post(columns, filled_in_columns(browser.get(columns))).url
    assert "Checking" in says(browser.get(detail))
    worked()

    page = browser.get(browser.get(detail).url)
    assert "All rows 1,200" in says(page)
    assert "Page 1 of 12" in says(page)
    second = browser.get(browser.get(detail).url + "?show=rows&page=2")
    assert "Company 100" in says(second)


def test_an_import_is_for_its_maker_and_superadmins_only(cast):
    detail = at_check(browser_of(cast.user1)).replace("check/", "")

    addresses = [detail, detail + "columns/", detail + "check/", detail + "rejects/"]
    assert [browser_of(cast.manager1).get(address).status_code for address in addresses] == [404] * 4
    assert [
        browser_of(cast.manager1).post(detail + step).status_code for step in ("run/", "undo/", "stop/")
    ] == [404] * 3
    assert browser_of(cast.admin).get(detail + "check/").status_code == 200
    assert "partner-list.csv" not in says(browser_of(cast.manager1).get("/imports/"))
    assert "partner-list.csv" in says(browser_of(cast.admin).get("/imports/"))


@pytest.mark.parametrize("address", ["/imports/", "/imports/new/"])
def test_who_may_not_write_does_not_get_in(cast, address):
    reader = make_user("reader", profile="Reader", company=cast.my_company)

    assert browser_of(reader).get(address).status_code == 403
    assert browser_of(cast.user2).get(address).status_code == 404


def test_while_the_crm_is_hidden_there_are_no_imports(cast):
    VisibilityEntry.objects.create(section=Section.CRM)

    assert browser_of(cast.user1).get("/imports/").status_code == 404
    assert browser_of(cast.admin).get("/imports/").status_code == 200


def test_a_file_cannot_bring_markup_into_the_page(cast):
    browser = browser_of(cast.user1)
    nasty = "<script>alert(1)</script>"
    check = at_check(
        browser, f'name,owner,"{nasty}"\n"{nasty}","{nasty}",1\n'.replace("<script>", "<script >")
    )

    for page in (
        browser.get(check),
        browser.get(check + "?show=rows"),
        browser.get(check.replace("check", "columns")),
    ):
        assert "<script >" not in page.content.decode()


def test_a_file_name_is_only_a_name(cast):
    browser = browser_of(cast.user1)
    data = {"file": SimpleUploadedFile("../../etc/passwd\r\n<b>.csv", b"name\nA\n"), "source": ""}

    browser.post("/imports/new/", data)

    name = Import.objects.get().filename
    assert "/" not in name
    assert "\n" not in name


def test_a_forgotten_import_can_be_continued(cast):
    browser = browser_of(cast.user1)
    check = at_check(browser)
    detail = browser.post(check.replace("check/", "run/")).url
    Job.objects.all().delete()
    Import.objects.update(beat_at="2026-01-01T00:00:00Z")

    assert "Continue the import" in says(browser.get(detail))
    browser.post(detail + "resume/")
    worked()

    assert Import.objects.get().state == Import.State.DONE


def test_conflicts_are_listed_with_links(cast):
    browser = browser_of(cast.user1)
    check = at_check(browser, "name\nNew\n")
    detail = browser.post(check.replace("check/", "run/")).url
    worked()
    new = Company.objects.get(name="New")
    make_company("Child", by=cast.user1, parent=new.pk)

    browser.post(detail + "undo/")
    worked()

    page = browser.get(detail)
    assert f'href="/companies/{new.pk}/"' in page.content.decode()
    assert "Something hangs from it by now" in says(page)


def test_the_sample_file_has_the_right_columns(cast):
    CustomField.objects.create(label="Fleet size")

    response = browser_of(cast.user1).get("/imports/sample/companies/")

    header = b"".join(response.streaming_content).decode("utf-8-sig").strip().split(",")
    assert header[0] == "name"
    assert header[-1] == "Fleet size"
    assert "installation" not in header
