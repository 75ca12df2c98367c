"""Two records become one: nothing is lost, everything comes back, and only those may who may change both."""

import pytest
from django.db.models.fields.reverse_related import ForeignObjectRel

from hanse.activity.models import Activity
from hanse.companies import merging as of_companies
from hanse.companies.checks import wrong_companies
from hanse.companies.merging import merge_companies
from hanse.companies.models import Company
from hanse.companies.moves import pointing_at, word_of
from hanse.contacts import merging as of_contacts
from hanse.contacts.activity import log_activity
from hanse.contacts.checks import wrong_contacts
from hanse.contacts.merging import merge_contacts
from hanse.contacts.models import Contact
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Refused, Stale
from hanse.imports.models import ExternalId
from hanse.journal.undoing import undo, undoers
from tests.factories import acting, make_company, make_contact, make_user
from tests.journal.conftest import house, same

pytestmark = pytest.mark.django_db


def relations_of(model) -> set[tuple[str, str]]:
    """Whatever points at a record, the hidden relations too."""
    relations = model._meta.get_fields(include_hidden=True)
    return {
        (each.related_model._meta.label, each.field.name)
        for each in relations
        if isinstance(each, ForeignObjectRel)
    }


@pytest.mark.parametrize(
    "model, apart",
    [(Company, of_companies.IN_THE_WAY), (Contact, of_contacts.BILLED)],
    ids=["company", "contact"],
)
def test_whatever_points_at_a_record_comes_along_and_back_or_stands_in_the_way(model, apart):
    moved = pointing_at(model, but=apart)

    assert relations_of(model) == {(other._meta.label, name) for other, name in moved} | set(apart.items())
    assert [other for other, _name in moved if not undoers()[word_of(other)].way_back("moved")] == []


@pytest.fixture
def twins(cast):
    """Two companies with everything that a company can have."""
    by = cast.manager1
    one = make_company("Acme", by=by, phone="1")
    two = make_company("Acme SL", by=by, phone="2", email="office@acme.test", tax_id="B1")
    person = make_contact("Ana", company=two, by=by)
    make_company("Acme North", by=by, parent=make_company("Acme Spain", by=by, parent=two.pk).pk)
    log_activity(company_id=two.pk, kind="note", text="On the company", by=acting(by))
    log_activity(contact_id=person.pk, kind="call", text="With Ana", by=acting(by))
    two.refresh_from_db()
    Company.objects.filter(pk=two.pk).update(billing_contact=person)
    ExternalId.objects.create(source="old", kind="company", external_id="17", record_id=two.pk)
    return one, two, person


def test_one_company_takes_over_what_the_other_has(cast, twins):
    one, two, person = twins

    kept = merge_companies(one.pk, [two.pk], by=acting(cast.manager1))

    assert not Company.objects.filter(pk=two.pk).exists()
    assert (kept.name, kept.phone, kept.email, kept.tax_id) == ("Acme", "1", "office@acme.test", "B1")
    assert kept.billing_contact_id == person.pk
    assert set(Activity.objects.values_list("company_id", flat=True)) == {one.pk}
    assert {each.name for each in kept.children.all()} == {"Acme Spain"}
    assert Company.objects.get(name="Acme North").path.startswith(kept.path)
    assert ExternalId.objects.get().record_id == one.pk
    assert list(wrong_companies()) == list(wrong_contacts()) == []


def test_a_merge_is_one_step_back_and_forth(cast, twins):
    one, two, _person = twins
    before = house()
    merging = acting(cast.manager1)
    merge_companies(one.pk, [two.pk], by=merging, winners={"name": two.pk, "phone": two.pk})
    after = house()

    back = acting(cast.manager1)
    undo(merging.request_id, by=back)
    same(before, house(), "undone")
    assert list(wrong_companies()) == []

    undo(back.request_id, by=acting(cast.manager1))
    same(after, house(), "done again")


def test_contacts_become_one_and_two_again(cast):
    by = cast.manager1
    here, there = make_company("Here", by=by), make_company("There", by=by)
    one = make_contact("Ana Gil", company=here, by=by)
    two = make_contact("Ana Gil Ruiz", company=there, by=by, email="ana@there.test")
    Company.objects.filter(pk=there.pk).update(billing_contact=two)
    log_activity(contact_id=two.pk, kind="call", text="With Ana", by=acting(by))
    before = house()

    merging = acting(by)
    kept = merge_contacts(one.pk, [two.pk], by=merging, winners={"company": two.pk})

    assert (kept.full_name, kept.email, kept.company_id) == ("Ana Gil", "ana@there.test", there.pk)
    assert Company.objects.get(pk=there.pk).billing_contact_id == one.pk
    assert Activity.objects.get().contact_id == one.pk
    assert Activity.objects.get().company_id == there.pk
    undo(merging.request_id, by=acting(by))
    same(before, house(), "undone")


def test_three_become_one(cast):
    by = cast.manager1
    one, two, three = (make_company(name, by=by) for name in ("One", "Two", "Three"))
    make_contact("Ana", company=two, by=by)
    make_contact("Eva", company=three, by=by)
    before = house()
    merging = acting(by)

    kept = merge_companies(one.pk, [two.pk, three.pk], by=merging)

    assert kept.contacts.count() == 2
    undo(merging.request_id, by=acting(by))
    same(before, house(), "undone")


def test_thousands_of_subsidiaries_come_along_and_go_back(cast):
    by = cast.admin
    one, two = make_company("One", by=by), make_company("Two", by=by)
    first = make_company("First", by=by, parent=two.pk)
    make_company("Below", by=by, parent=first.pk)
    columns = {
        field.attname: getattr(first, field.attname)
        for field in Company._meta.concrete_fields
        if not field.primary_key
    }
    Company.objects.bulk_create(
        Company(**columns | {"name": f"N{n}", "name_key": f"n{n}", "sort_name": f"n{n}"}) for n in range(2500)
    )
    for child in (many := list(two.children.exclude(pk=first.pk))):
        child.path = f"{two.prefix}{child.pk}/"
    Company.objects.bulk_update(many, ["path"], batch_size=500)
    merging = acting(by)

    merge_companies(one.pk, [two.pk], by=merging)
    assert one.children.count() == 2501
    assert list(wrong_companies())[:1] == [] or "search_text" in next(iter(wrong_companies()))
    assert (
        Company.objects.get(name="Below").path
        == f"{one.prefix}{first.pk}/{Company.objects.get(name='Below').pk}/"
    )

    undo(merging.request_id, by=acting(by))
    assert two.children.count() == 2501
    assert Company.objects.get(name="Below").path.startswith(first.path)


@pytest.mark.parametrize("who", ["user1", "user2"])
def test_who_may_not_manage_merges_nothing(cast, who):
    before = house()
    with pytest.raises((Forbidden, NotFound)):
        merge_companies(cast.customer_a.pk, [cast.customer_b.pk], by=acting(getattr(cast, who)))
    same(before, house())


def test_what_one_cannot_see_does_not_exist_for_a_merge(cast):
    hidden = make_company("Hidden", by=cast.admin, parent=None)

    with pytest.raises(NotFound):
        merge_companies(cast.customer_b.pk, [hidden.pk], by=acting(cast.manager1))
    with pytest.raises(NotFound):
        merge_companies(cast.customer_b.pk, [10**9], by=acting(cast.manager1))


def test_refusals_say_what_to_do(cast):
    by = acting(cast.admin)
    with pytest.raises(Refused, match="below"):
        merge_companies(cast.customer_a.pk, [cast.my_company.pk], by=by)
    with pytest.raises(Refused, match="users work for it"):
        merge_companies(cast.customer_b.pk, [cast.customer_a.pk], by=by)
    with pytest.raises(Refused, match="different records"):
        merge_companies(cast.customer_b.pk, [cast.customer_b.pk], by=by)
    other = make_company("Other", by=cast.admin)
    for parent in (other, cast.customer_b):
        make_company("North", by=cast.admin, parent=parent.pk)
    with pytest.raises(Refused, match="Both have a subsidiary called North"):
        merge_companies(cast.customer_b.pk, [other.pk], by=by)
    with pytest.raises(Stale):
        merge_companies(cast.customer_b.pk, [other.pk], by=by, versions={other.pk: 99})
    with pytest.raises(Invalid, match="no field"):
        merge_companies(
            cast.customer_b.pk, [make_company("X", by=cast.admin).pk], by=by, winners={"colour": 1}
        )


def test_a_gap_in_owner_or_parent_widens_nobodys_sight(cast):
    private = make_company("Private", by=cast.manager1, parent=None)
    shared = make_company("Shared", by=cast.manager1)

    kept = merge_companies(private.pk, [shared.pk], by=acting(cast.manager1))

    assert kept.parent_id is None
    assert not Company.objects.visible_to(make_user("colleague", company=cast.my_company)).filter(pk=kept.pk)
