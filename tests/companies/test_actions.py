"""The verbs of a company: defaults, refusals, moves, and what the journal tells afterwards."""

import pytest

from hanse.companies.actions import create_company, delete_company, update_company
from hanse.companies.errors import WouldLoseSight
from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Refused, Stale
from hanse.journal.models import Change
from tests.factories import acting, make_company, make_contact, make_user


def problems(refusal) -> dict[str, str]:
    return {problem.field: problem.message for problem in refusal.value.problems}


def test_a_new_company_belongs_to_its_creator_below_his_company(cast):
    company = make_company("Harbour Ltd", by=cast.user1)

    assert (company.owner, company.parent) == (cast.user1, cast.my_company)
    assert company.path == f"{cast.my_company.pk}/{company.pk}/"
    assert company.owner_company == cast.my_company.pk


def test_a_parent_given_and_empty_means_none(cast):
    company = make_company("Free Ltd", by=cast.user1, parent="")

    assert (company.parent, company.path, company.owner_company) == (None, None, None)


def test_every_problem_is_named_and_nothing_is_written(cast):
    with pytest.raises(Invalid) as refusal:
        make_company("", by=cast.user1, email="nobody", payment_conditions="soon", role="99", colour="red")

    assert set(problems(refusal)) == {"name", "email", "payment_conditions", "role", "colour"}
    assert Company.objects.count() == 3


@pytest.mark.parametrize("name", ["Harbour Ltd", "HARBOUR  ltd "])
def test_a_name_is_unique_among_siblings_case_ignored(cast, name):
    make_company("Harbour Ltd", by=cast.user1)

    with pytest.raises(Invalid) as refusal:
        make_company(name, by=cast.user1)

    assert "name" in problems(refusal)


def test_accents_tell_two_names_apart(cast):
    make_company("Cafe Mar", by=cast.user1)

    assert make_company("Café Mar", by=cast.user1).pk


def test_a_tax_id_is_unique_over_all_records_and_says_no_more_than_that(cast):
    make_company("Hidden GmbH", by=cast.admin, parent="", tax_id="DE 811 204 937")

    with pytest.raises(Invalid) as refusal:
        make_company("Other GmbH", by=cast.user1, tax_id="DE811204937")

    assert problems(refusal) == {"tax_id": "This tax ID is already in use."}


def test_a_viewer_may_not_change(cast):
    with pytest.raises(Forbidden):
        update_company(cast.customer_b.pk, {"phone": "1"}, by=acting(cast.user1))


def test_a_stranger_is_told_nothing(cast):
    with pytest.raises(NotFound):
        update_company(cast.customer_b.pk, {"phone": "1"}, by=acting(cast.user2))


def test_an_old_version_is_refused(cast):
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1), version=1)

    with pytest.raises(Stale):
        update_company(cast.customer_a.pk, {"phone": "2"}, by=acting(cast.user1), version=1)


def test_the_journal_tells_old_and_new_field_by_field(cast):
    update_company(cast.customer_a.pk, {"phone": "+34 600", "country": "Spain"}, by=acting(cast.user1))

    row = Change.objects.filter(kind="company", record_id=cast.customer_a.pk).latest("id")
    assert row.fields == {"phone": ["", "+34 600"], "country": ["", "ES"]}
    assert (row.verb, row.by_id, row.door) == ("updated", cast.user1.pk, "web")


def test_saving_what_is_already_there_changes_nothing(cast):
    before = Change.objects.count()

    update_company(cast.customer_a.pk, {"name": "Customer #A"}, by=acting(cast.user1))

    assert Change.objects.count() == before


def test_the_paths_below_follow_a_move(cast):
    child = make_company("Child", by=cast.admin, parent=cast.customer_a.pk)
    grandchild = make_company("Grandchild", by=cast.admin, parent=child.pk)

    update_company(cast.customer_a.pk, {"parent": cast.customer_b.pk}, by=acting(cast.admin))

    grandchild.refresh_from_db()
    top, a, b = cast.my_company.pk, cast.customer_a.pk, cast.customer_b.pk
    assert grandchild.path == f"{top}/{b}/{a}/{child.pk}/{grandchild.pk}/"


def test_a_company_cut_from_its_parent_keeps_its_own_tree(cast):
    child = make_company("Child", by=cast.admin, parent=cast.customer_a.pk)

    update_company(cast.customer_a.pk, {"parent": None}, by=acting(cast.admin))

    child.refresh_from_db()
    assert child.path == f"{cast.customer_a.pk}/{child.pk}/"
    assert Company.objects.get(pk=cast.customer_a.pk).path is None


@pytest.mark.parametrize("below", [0, 1, 2])
def test_loops_are_refused(cast, below):
    child = make_company("Child", by=cast.admin, parent=cast.customer_a.pk)
    grandchild = make_company("Grandchild", by=cast.admin, parent=child.pk)
    parent = [cast.customer_a, child, grandchild][below]

    with pytest.raises(Invalid) as refusal:
        update_company(cast.customer_a.pk, {"parent": parent.pk}, by=acting(cast.admin))

    assert "parent" in problems(refusal)


def test_losing_sight_by_ones_own_change_asks_first(cast):
    with pytest.raises(WouldLoseSight):
        update_company(cast.customer_a.pk, {"parent": ""}, by=acting(cast.manager1))

    update_company(cast.customer_a.pk, {"parent": ""}, by=acting(cast.manager1), lose_sight=True)

    assert not Company.objects.visible_to(cast.manager1).filter(pk=cast.customer_a.pk).exists()


def test_a_parent_that_one_cannot_see_is_kept_on_save(cast):
    partner = make_user("rep", company=None)
    shared = make_company("Shared", by=cast.admin, parent=cast.customer_b.pk, owner="rep")

    update_company(shared.pk, {"parent": cast.customer_b.pk, "phone": "1"}, by=acting(partner))

    shared.refresh_from_db()
    assert (shared.parent, shared.phone) == (cast.customer_b, "1")


@pytest.mark.parametrize("who", ["user1", "manager1"])
def test_an_invisible_parent_cannot_be_chosen(cast, who):
    hidden = make_company("Hidden", by=cast.admin, parent="")

    with pytest.raises(Invalid) as refusal:
        make_company("New", by=getattr(cast, who), parent=hidden.pk)

    assert set(problems(refusal)) == {"parent"}


def test_deleting_needs_the_right_to_manage(cast):
    with pytest.raises(Forbidden):
        delete_company(cast.customer_a.pk, by=acting(cast.user1))


def test_a_company_with_children_or_users_is_not_deleted(cast):
    make_company("Child", by=cast.admin, parent=cast.customer_b.pk)

    with pytest.raises(Refused, match="Child"):
        delete_company(cast.customer_b.pk, by=acting(cast.manager1))
    with pytest.raises(Refused, match="users work for it"):
        delete_company(cast.customer_a.pk, by=acting(cast.manager1))


def test_a_deletion_leaves_every_value_in_the_journal(cast):
    make_contact("Ana Berg", company=cast.customer_b, by=cast.manager1, email="ana@example.com")

    delete_company(cast.customer_b.pk, by=acting(cast.manager1))

    rows = {row.kind: row for row in Change.objects.filter(verb="deleted")}
    assert rows["contact"].fields["email"] == ["ana@example.com", None]
    assert rows["company"].fields["name"] == ["Customer #B", None]


def test_a_reader_cannot_create(cast):
    reader = make_user("reader", profile="Reader", company=cast.my_company)

    with pytest.raises(Forbidden):
        create_company({"name": "New"}, by=acting(reader))


def test_a_billing_contact_that_leaves_is_let_go(cast):
    from hanse.contacts.actions import update_contact

    ana = make_contact("Ana", company=cast.customer_b, by=cast.admin)
    update_company(cast.customer_b.pk, {"billing_contact": ana.pk}, by=acting(cast.admin))

    update_contact(ana.pk, {"company": cast.customer_a.pk}, by=acting(cast.admin))

    cast.customer_b.refresh_from_db()
    assert cast.customer_b.billing_contact is None
