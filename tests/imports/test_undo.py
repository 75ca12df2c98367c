"""Undo: all as before where nobody touched it since, and the rest listed."""

import pytest

from hanse.accounts.models import User
from hanse.companies.actions import delete_company, update_company
from hanse.companies.models import Company
from hanse.contacts.actions import update_contact
from hanse.contacts.activity import log_activity
from hanse.contacts.models import Contact
from hanse.foundation.errors import NotFound, Refused
from hanse.imports.models import Import
from hanse.imports.summary import undo_summary
from hanse.journal.models import Change
from hanse.journal.undoing import undo as take_back
from tests.factories import acting, make_company, make_contact
from tests.imports.incoming import bring, counts, picture, undone


def conflicts(file: Import) -> dict[str, str]:
    return {each["label"]: each["message"] for each in undo_summary(file)["conflicts"]}


def test_everything_is_as_it_was_new_changed_moved_and_beside(cast, two_fields):
    top = make_company("Top", by=cast.admin, parent=None, country="ES", custom={str(two_fields[0].pk): "Old"})
    below = make_company("Below", by=cast.admin, parent=top.pk)
    make_company("Deep", by=cast.admin, parent=below.pk)
    make_contact("Ann", company=below, by=cast.admin, email="ann@b.com")
    before = picture()

    told = bring(
        "name,parent,country,phone,owner,role,Product,contact person,contact email,contact title\n"
        "Top,,FR,1,,Partner,New,,,\n"
        "Below,Top,DE,2,user1,,,Ann,ann@b.com,CEO\n"
        "Fresh,Below,IT,3,,,X,Bob,bob@b.com,\n"
        "Fresher,Fresh,IT,3,,,X,Eve,,\n",
        by=cast.admin,
        source="ERP",
    )
    assert counts(told) == (2, 2, 0, 0)
    assert picture() != before

    file = undone(told, by=cast.admin)

    assert picture() == before
    assert (undo_summary(file)["restored"], undo_summary(file)["deleted"]) == (3, 4)
    assert undo_summary(file)["conflicts"] == []


def test_a_moved_company_goes_back_with_what_hangs_below(cast):
    top = make_company("Top", by=cast.admin, parent=None)
    below = make_company("Below", by=cast.admin, parent=top.pk)
    make_company("Deep", by=cast.admin, parent=below.pk)
    before = picture()

    told = bring(f"id,name,parent\n{below.pk},Below,{cast.my_company.pk}\n,Under,{below.pk}\n", by=cast.admin)
    undone(told, by=cast.admin)

    assert picture() == before


def test_two_changes_of_one_company_go_back_to_the_first(cast):
    before = picture()

    told = bring("name,phone,tax_id\nCustomer #A,1,T1\nCustomer #A,2,T1\n", by=cast.user1)
    undone(told, by=cast.user1)

    assert picture() == before


def test_undoing_is_journaled_too(cast):
    told = bring("name,phone\nCustomer #A,1\nNew,2\n", by=cast.user1)
    undone(told, by=cast.user1)

    rows = Change.objects.filter(request_id=f"undo:{told['import_id']}").order_by("id")
    assert [(row.verb, row.label) for row in rows] == [("updated", "Customer #A"), ("deleted", "New")]
    assert rows[0].fields == {"phone": ["1", ""]}


def test_what_somebody_changed_since_stays_and_is_listed(cast):
    told = bring("name,phone,country\nCustomer #A,1,ES\nNew,2,ES\n", by=cast.user1)
    update_company(cast.customer_a.pk, {"phone": "9"}, by=acting(cast.manager1))
    update_company(Company.objects.get(name="New").pk, {"phone": "9"}, by=acting(cast.manager1))

    file = undone(told, by=cast.user1)

    assert set(conflicts(file)) == {"Customer #A", "New"}
    assert "Manager1" in conflicts(file)["New"]
    assert set(Company.objects.filter(phone="9").values_list("name", flat=True)) == {"Customer #A", "New"}


@pytest.mark.parametrize("thing", ["child", "contact", "activity", "user"])
def test_what_something_hangs_from_stays_and_is_listed(cast, thing):
    told = bring("name\nNew\nOther\n", by=cast.user1)
    new = Company.objects.get(name="New")
    if thing == "child":
        make_company("Child", by=cast.user1, parent=new.pk)
    elif thing == "contact":
        make_contact("Ann", company=new, by=cast.user1)
    elif thing == "activity":
        log_activity(company_id=new.pk, kind="note", text="Hello", by=acting(cast.user1))
    else:
        User.objects.filter(pk=cast.user2.pk).update(company=new)

    file = undone(told, by=cast.user1)

    assert set(conflicts(file)) == {"New"}
    assert not Company.objects.filter(name="Other").exists()


def test_a_chain_stays_as_far_as_something_hangs_from_its_end(cast):
    told = bring("name,parent\nA,Customer #A\nB,A\nC,B\nD,Customer #A\n", by=cast.user1)
    make_contact("Ann", company=Company.objects.get(name="B"), by=cast.user1)

    file = undone(told, by=cast.user1)

    assert set(conflicts(file)) == {"A", "B"}
    assert not Company.objects.filter(name__in=["C", "D"]).exists()


def test_what_is_deleted_since_is_a_conflict_only_if_it_was_there_before(cast):
    told = bring("name,phone\nCustomer #B,1\nNew,1\n", by=cast.manager1)
    for name in ("Customer #B", "New"):
        delete_company(Company.objects.get(name=name).pk, by=acting(cast.manager1))

    file = undone(told, by=cast.manager1)

    assert "Deleted" in conflicts(file)["Customer #B"]


def test_an_old_name_that_is_taken_by_now_is_a_conflict(cast):
    told = bring(f"id,name,tax_id\n{cast.customer_a.pk},Customer #A,X1\n", by=cast.user1)
    assert counts(told) == (0, 1, 0, 0)
    again = bring("tax_id,name\nX1,Renamed\n", by=cast.user1)
    make_company("Customer #A", by=cast.user1)

    file = undone(again, by=cast.user1)

    assert "in use by now" in conflicts(file)["Renamed"]


def test_a_contact_that_somebody_changed_keeps_its_company(cast):
    told = bring("company,contact person\nNew,Ann\n", by=cast.user1)
    update_contact(Contact.objects.get(full_name="Ann").pk, {"phone": "1"}, by=acting(cast.user1))

    file = undone(told, by=cast.user1)

    assert set(conflicts(file)) == {"Ann", "New"}


def test_the_last_activity_is_as_it_was_unless_something_happened_since(cast):
    before = dict(Company.objects.values_list("pk", "last_activity"))
    told = bring("company,name\nCustomer #A,Ann\nCustomer #B,Bob\n", by=cast.manager1, kind="contacts")
    log_activity(company_id=cast.customer_b.pk, kind="note", text="Hello", by=acting(cast.manager1))

    undone(told, by=cast.manager1)

    after = dict(Company.objects.values_list("pk", "last_activity"))
    assert after[cast.customer_a.pk] == before[cast.customer_a.pk]
    assert after[cast.customer_b.pk] > before[cast.customer_b.pk]


def test_the_ids_of_the_other_system_go_with_what_they_were_brought_for(cast):
    told = bring("customer id,name\n1,New\n2,Customer #A\n", by=cast.user1, source="ERP")
    undone(told, by=cast.user1)

    again = bring("customer id,name\n1,Newer\n", by=cast.user1, source="ERP")

    assert counts(again) == (1, 0, 0, 0)


def test_a_conflict_may_be_undone_again_once_it_is_resolved(cast):
    told = bring("name\nNew\n", by=cast.user1)
    child = make_company("Child", by=cast.admin, parent=Company.objects.get(name="New").pk)
    assert set(conflicts(undone(told, by=cast.user1))) == {"New"}
    delete_company(child.pk, by=acting(cast.admin))

    assert conflicts(undone(told, by=cast.user1)) == {}
    assert not Company.objects.filter(name="New").exists()


def test_what_is_undone_whole_cannot_be_undone_again(cast):
    told = bring("name\nNew\n", by=cast.user1)
    undone(told, by=cast.user1)

    with pytest.raises(Refused):
        undone(told, by=cast.user1)


def test_an_import_is_known_to_its_maker_and_to_superadmins_only(cast):
    told = bring("name\nNew\n", by=cast.user1)

    assert Import.objects.get_visible(cast.admin, told["import_id"])
    assert Import.objects.get_visible(cast.user1, told["import_id"])
    with pytest.raises(NotFound):
        Import.objects.get_visible(cast.manager1, told["import_id"])


def test_a_superadmin_may_undo_the_import_of_somebody_else(cast):
    before = picture()
    told = bring("name,phone\nNew,1\nCustomer #A,2\n", by=cast.user1)

    undone(told, by=cast.admin)

    assert picture() == before
    assert Change.objects.filter(request_id=f"undo:{told['import_id']}", by_id=cast.admin.pk).count() == 2


def test_what_others_did_since_and_took_back_themselves_is_no_conflict(cast):
    told = bring("name,phone\nCustomer #A,1\nNew,2\n", by=cast.user1)
    by = acting(cast.manager1)
    update_company(Company.objects.get(name="New").pk, {"phone": "9"}, by=by)
    take_back(by.request_id, by=acting(cast.manager1))

    file = undone(told, by=cast.user1)

    assert conflicts(file) == {}
    assert not Company.objects.filter(name="New").exists()
    assert not Company.objects.filter(phone="1").exists()
