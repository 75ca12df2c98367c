"""Hiding and showing sections."""

import pytest

from hanse.accounts.access import Right, access_of
from hanse.accounts.models import Profile
from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden, Invalid, NotFound
from hanse.journal.actor import Actor, Door
from hanse.journal.models import Change
from hanse.setup.actions import hide_section, remove_entry, show_section
from hanse.setup.models import VisibilityEntry
from tests.factories import acting

CONSOLE = Actor(user=None, door=Door.CONSOLE)


def test_a_new_installation_hides_the_crm_from_everyone_but_superadmins(db):
    entry = VisibilityEntry.objects.get()

    assert (entry.section, entry.profile) == ("crm", None)


def test_hiding_a_section_takes_every_right_in_it_and_showing_gives_them_back(cast):
    hide_section("companies", by=CONSOLE)

    assert not access_of(cast.user1).may(Right.VIEW, "companies")
    assert access_of(cast.user1).may(Right.VIEW, "contacts")
    assert not Company.objects.visible_to(cast.user1).exists()
    assert Company.objects.visible_to(cast.admin).exists()

    assert show_section("companies", by=CONSOLE) == 1
    assert Company.objects.visible_to(cast.user1).exists()


def test_hiding_from_one_profile_leaves_the_others(cast):
    hide_section("crm", by=CONSOLE, profile=Profile.objects.get(name="Manager"))

    assert Company.objects.visible_to(cast.user1).exists()
    assert not Company.objects.visible_to(cast.manager1).exists()


def test_hiding_twice_makes_one_entry_and_one_line_in_the_journal(cast):
    first = hide_section("leads", by=CONSOLE)
    second = hide_section("leads", by=CONSOLE)

    assert first == second
    assert Change.objects.filter(kind="visibility", verb="created").count() == 1


def test_taking_an_entry_away_is_journaled_once(cast):
    entry = hide_section("leads", by=acting(cast.admin))

    remove_entry(entry.pk, by=acting(cast.admin))

    row = Change.objects.get(kind="visibility", verb="deleted")
    assert (row.by_id, row.fields["section"]) == (cast.admin.pk, ["leads", None])
    with pytest.raises(NotFound):
        remove_entry(entry.pk, by=acting(cast.admin))


@pytest.mark.parametrize("who", ["user1", "manager1", "user2"])
def test_only_superadmins_hide_and_show(cast, who):
    by = acting(getattr(cast, who))

    for attempt in (
        lambda: hide_section("crm", by=by),
        lambda: show_section("crm", by=by),
        lambda: remove_entry(1, by=by),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_a_section_that_there_is_not_is_refused(db):
    for attempt in (hide_section, show_section):
        with pytest.raises(Invalid, match="crm"):
            attempt("nonsense", by=CONSOLE)
