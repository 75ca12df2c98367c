"""A contact that moves to another company takes what belongs to it along."""

from hanse.companies.actions import delete_company
from hanse.contacts.actions import update_contact
from hanse.contacts.activity import log_activity
from tests.factories import acting, make_company, make_contact


def test_its_activities_move_and_outlive_the_old_company(cast):
    old = make_company("Old place", by=cast.admin, parent=cast.my_company.pk)
    ana = make_contact("Ana", company=old, by=cast.admin)
    entry = log_activity(contact_id=ana.pk, kind="note", text="Met at the fair", by=acting(cast.admin))

    update_contact(ana.pk, {"company": cast.customer_a.pk}, by=acting(cast.admin))
    delete_company(old.pk, by=acting(cast.admin))

    entry.refresh_from_db()
    assert entry.company == cast.customer_a
