"""An export comes in again unchanged, edited, and elsewhere."""

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField
from hanse.foundation.exporting import csv_text, write_xlsx
from hanse.imports.exports import Outgoing
from hanse.imports.models import Installation
from hanse.journal.models import Change
from tests.factories import acting, make_company, make_contact, make_user
from tests.imports.incoming import bring, counts, picture

TEXT = st.text(max_size=40)
EDGY = st.text(st.sampled_from(list("'\"=+-@ ,;a1\t\n")), max_size=8)


def exported(by, kind: str = "companies", **query) -> str:
    out = Outgoing(kind, {name: [value] for name, value in query.items()}, by=acting(by))
    return "".join(csv_text(out.header, out.rows()))


def workbook_of(by, kind: str = "companies") -> bytes:
    out, file = Outgoing(kind, {}, by=acting(by)), io.BytesIO()
    write_xlsx(file, out.header, out.rows())
    return file.getvalue()


def edited(text: str, change) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        change(row)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXT | EDGY, address=TEXT | EDGY, comments=TEXT | EDGY, phone=EDGY, extra=TEXT | EDGY)
def test_whatever_is_in_it_an_export_changes_nothing(cast, name, address, comments, phone, extra):
    field, _made = CustomField.objects.get_or_create(label="=Country")
    raw = {
        "name": f"{name} x", "address": address, "comments": comments, "phone": phone,
        "custom": {str(field.pk): extra.replace("\0", "")},
    }  # fmt: skip
    values = {key: each.replace("\0", "") if isinstance(each, str) else each for key, each in raw.items()}
    company = make_company(values.pop("name"), by=cast.user1, **values)
    make_contact(f"{name} y", company=company, by=cast.user1, description=comments, phone=phone)
    before = picture()

    for by in (cast.admin, cast.user1):
        editable = Company.objects.editable_by(by).count()
        told = bring(exported(by), by=by)
        assert (told["unchanged"], told["updated"], told["created"]) == (editable, 0, 0)
        assert counts(bring(exported(by, "contacts"), by=by, kind="contacts"))[:2] == (0, 0)
    assert counts(bring(workbook_of(cast.admin), by=cast.admin))[2:] == (Company.objects.count(), 0)
    assert picture() == before
    company.contacts.all().delete()
    company.delete()


def test_a_parent_that_one_cannot_see_is_kept(cast):
    secret = make_company("Secret", by=cast.admin, parent=None)
    own = make_company("Own", by=cast.admin, parent=secret.pk, owner="user1")

    told = bring(edited(exported(cast.user1, search="Own"), lambda row: row.update(phone="1")), by=cast.user1)

    own.refresh_from_db()
    assert counts(told) == (0, 1, 0, 0)
    assert (own.parent_id, own.phone) == (secret.pk, "1")


def test_an_export_edited_in_a_spreadsheet_updates_by_id(cast):
    told = bring(
        edited(exported(cast.manager1), lambda row: row.update(name=row["name"] + " Ltd")), by=cast.manager1
    )

    assert counts(told) == (0, 2, 0, 0)
    assert set(Company.objects.visible_to(cast.manager1).values_list("name", flat=True)) == {
        "Customer #A Ltd", "Customer #B Ltd",
    }  # fmt: skip


def test_ids_of_another_installation_mean_nothing_here(cast):
    make_company("Mother", by=cast.admin, parent=None)
    text = exported(cast.admin)
    Installation.objects.update(mark="elsewhere")

    told = bring(edited(text, lambda row: row.update(name=f"Far {row['name']}")), by=cast.admin)

    assert counts(told) == (4, 0, 0, 0)
    assert Company.objects.get(name="Far Customer #A").parent == Company.objects.get(name="Far My company")
    assert Company.objects.filter(name="Customer #A").exists()


def test_an_id_without_its_installation_counts_only_where_the_name_agrees(cast):
    told = bring(
        f"id,name,phone\n{cast.customer_a.pk},Customer #A,1\n{cast.customer_b.pk},Evil,2\n", by=cast.admin
    )

    assert counts(told) == (0, 1, 0, 1)
    assert told["errors"][0]["column"] == "id"
    assert Company.objects.get(pk=cast.customer_b.pk).name == "Customer #B"


def test_ids_of_invisible_companies_look_like_ids_that_do_not_exist(cast):
    secret = make_company("Secret", by=cast.admin, parent=None)
    text = exported(cast.admin, search="Secret")

    def sentence(pk: int) -> str:
        told = bring(edited(text, lambda row: row.update(id=str(pk), owner="user1")), by=cast.user1)
        (error,) = told["errors"]
        return error["message"].replace(str(pk), "x")

    assert sentence(secret.pk) == sentence(98_765)


def test_everyone_exports_what_he_sees_and_no_more(cast):
    make_company("Secret", by=cast.admin, parent=None)
    make_contact("Hidden", company=cast.my_company, by=cast.admin)

    assert "Secret" not in exported(cast.user1)
    assert "Hidden" not in exported(cast.user1, "contacts")
    assert exported(make_user("stranger")).count("\n") == 1


def test_an_export_is_filtered_as_the_list_is_and_told_to_the_journal(cast):
    text = exported(cast.user1, owner="manager1")

    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == ["Customer #B"]
    change = Change.objects.filter(kind="export").latest("id")
    assert (change.verb, change.fields["rows"][1], change.by_id) == ("exported", 1, cast.user1.pk)


def test_the_columns_speak_plainly(cast, two_fields):
    company = make_company(
        "A", by=cast.admin, parent=cast.my_company.pk, owner="user1", role=1,
        custom={str(two_fields[1].pk): "20"},
    )  # fmt: skip
    contact = make_contact("Ann", company=company, by=cast.admin, disabled=True)

    (row,) = csv.DictReader(io.StringIO(exported(cast.admin, search="A", role="1")))
    (person,) = csv.DictReader(io.StringIO(exported(cast.admin, "contacts")))

    assert (row["id"], row["parent"], row["owner"], row["Seats"]) == (
        str(company.pk),
        str(cast.my_company.pk),
        "user1",
        "20",
    )
    assert row["last_activity"].endswith("+00:00")
    assert (person["company"], person["disabled"]) == (str(company.pk), "yes")
    assert Contact.objects.get().pk == contact.pk
