"""Company roles: superadmins make them, companies keep them from being deleted."""

import pytest

from hanse.companies.models import CompanyRole
from hanse.companies.roles import delete_role, save_role
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Refused, Stale
from hanse.journal.models import Change
from tests.factories import acting, make_company


def test_a_role_is_made_changed_and_deleted_each_with_its_journal_row(cast):
    role = save_role({"name": "Investor"}, by=acting(cast.admin))
    save_role({"description": "Owns a part of us"}, by=acting(cast.admin), role_id=role.pk)
    delete_role(role.pk, by=acting(cast.admin))

    rows = Change.objects.filter(kind="company_role", record_id=role.pk).order_by("id")
    assert [row.verb for row in rows] == ["created", "updated", "deleted"]
    assert rows[1].fields == {"description": ["", "Owns a part of us"]}


def test_a_role_that_companies_have_cannot_be_deleted(cast):
    role = CompanyRole.objects.get(name="Partner")
    make_company("Allies", by=cast.admin, role=role.pk)

    with pytest.raises(Refused, match="1 company has the role Partner"):
        delete_role(role.pk, by=acting(cast.admin))


def test_only_superadmins_touch_roles(cast):
    with pytest.raises(Forbidden):
        save_role({"name": "Investor"}, by=acting(cast.manager1))
    with pytest.raises(Forbidden):
        delete_role(CompanyRole.objects.get(name="Other").pk, by=acting(cast.manager1))


def test_two_roles_never_share_a_name_whatever_the_case(cast):
    with pytest.raises(Invalid, match="already a role"):
        save_role({"name": "partner"}, by=acting(cast.admin))


def test_an_older_edition_of_a_role_is_refused(cast):
    role = CompanyRole.objects.get(name="Other")
    save_role({"description": "Anything"}, by=acting(cast.admin), role_id=role.pk, version=1)

    with pytest.raises(Stale):
        save_role({"description": "Nothing"}, by=acting(cast.admin), role_id=role.pk, version=1)
    with pytest.raises(NotFound):
        save_role({"name": "X"}, by=acting(cast.admin), role_id=999_999)
