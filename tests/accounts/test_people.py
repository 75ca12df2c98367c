"""Saving users and profiles: who may, what is refused, what the journal keeps."""

import pytest

from hanse.accounts.actions import change_own_settings, change_password, delete_profile, save_profile
from hanse.accounts.errors import LastSuperadmin
from hanse.accounts.models import Profile, User
from hanse.companies.models import Company
from hanse.companies.staff import find_company, save_user
from hanse.foundation.errors import Forbidden, Invalid, Refused, Stale
from hanse.journal.actor import Actor, Door
from hanse.journal.models import Change
from tests.factories import PASSWORD, acting, make_company, make_user

CONSOLE = Actor(user=None, door=Door.CONSOLE)


def problems(error) -> dict[str, str]:
    return {problem.field: problem.message for problem in error.value.problems}


def test_the_console_makes_a_user_and_the_journal_never_knows_the_password(cast):
    user = save_user(
        {"username": "eve", "full_name": "Eve", "profile": "Manager", "password": PASSWORD}, by=CONSOLE
    )

    assert user.check_password(PASSWORD)
    assert user.profile.name == "Manager"
    rows = list(Change.objects.filter(kind="user", record_id=user.pk).order_by("id"))
    assert [row.verb for row in rows] == ["created", "password_changed"]
    assert PASSWORD not in str([row.fields for row in rows])
    assert rows[0].fields["username"] == [None, "eve"]
    assert rows[0].door == "console"


def test_a_new_user_is_a_standard_user_who_cannot_sign_in_before_he_has_a_password(cast):
    user = save_user({"username": "eve"}, by=acting(cast.admin))

    assert user.profile.name == "Standard user"
    assert not user.has_usable_password()


@pytest.mark.parametrize("who", ["user1", "manager1", "user2"])
def test_only_superadmins_save_users_and_profiles(cast, who):
    by = acting(getattr(cast, who))

    with pytest.raises(Forbidden):
        save_user({"username": "eve"}, by=by)
    with pytest.raises(Forbidden):
        save_user({"is_superadmin": True}, by=by, user=by.user)
    with pytest.raises(Forbidden):
        save_profile({"name": "All", "manage": True}, by=by)
    with pytest.raises(Forbidden):
        delete_profile(Profile.objects.get(name="Reader"), by=by)


def test_a_program_without_a_person_may_not_save_users_either(db):
    with pytest.raises(Forbidden):
        save_user({"username": "eve"}, by=Actor(user=None, door=Door.API))


def test_login_names_are_unique_whatever_their_case(cast):
    with pytest.raises(Invalid) as error:
        save_user({"username": "USER1"}, by=CONSOLE)

    assert "already in use" in problems(error)["username"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": "josé"}, "username"),
        ({"username": "eve", "email": "nonsense"}, "email"),
        ({"username": "eve", "profile": "Nobody"}, "profile"),
        ({"username": "eve", "company": 999999}, "company"),
        ({"username": "eve", "language": "xx"}, "language"),
        ({"username": "eve", "time_zone": "Mars/Base"}, "time_zone"),
        ({"username": "eve", "password": "12345"}, "password"),
        ({"username": "eve", "password": "x" * 1001}, "password"),
        ({"username": "eve", "is_superadmin": "perhaps"}, "is_superadmin"),
        ({"username": "eve", "nonsense": "1"}, "nonsense"),
    ],
)
def test_a_value_that_cannot_be_taken_is_named_with_its_remedy(cast, values, field):
    with pytest.raises(Invalid) as error:
        save_user(values, by=CONSOLE)

    assert field in problems(error)
    assert not User.objects.filter(username="eve").exists()


def test_the_last_superadmin_can_neither_be_deactivated_nor_demoted(cast):
    for values in ({"is_active": False}, {"is_superadmin": False}):
        with pytest.raises(LastSuperadmin):
            save_user(values, by=acting(cast.admin), user=cast.admin)

    save_user({"is_superadmin": True}, by=acting(cast.admin), user=cast.user1)
    save_user({"is_superadmin": False}, by=acting(cast.admin), user=cast.admin)
    assert not User.objects.get(pk=cast.admin.pk).is_superadmin


def test_the_companies_of_a_user_follow_him_to_his_new_company(cast):
    other = make_company("Other", by=cast.admin, parent=None)
    helper = make_user("helper", profile="Manager", company=other)
    assert not Company.objects.visible_to(helper).exists()

    save_user({"company": other.pk}, by=acting(cast.admin), user=cast.user1)

    assert list(Company.objects.visible_to(helper)) == [cast.customer_a]


def test_a_save_over_somebody_elses_save_is_refused(cast):
    save_user({"full_name": "Ursula"}, by=CONSOLE, user=cast.user1, version=1)

    with pytest.raises(Stale):
        save_user({"full_name": "Other"}, by=CONSOLE, user=cast.user1, version=1)


def test_saving_the_same_again_writes_nothing(cast):
    before = Change.objects.count()

    save_user({"full_name": cast.user1.full_name, "profile": "standard user"}, by=CONSOLE, user=cast.user1)

    assert Change.objects.count() == before


def test_manage_brings_write_and_write_brings_view(db):
    profile = save_profile({"name": "All", "manage": True}, by=CONSOLE)

    assert (profile.can_view, profile.can_write, profile.can_manage) == (True, True, True)
    profile = save_profile({"manage": False, "write": False, "view": False}, by=CONSOLE, profile=profile)
    assert not profile.can_view
    profile = save_profile({"write": True}, by=CONSOLE, profile=profile)
    assert (profile.can_view, profile.can_manage) == (True, False)
    assert Change.objects.filter(kind="profile", record_id=profile.pk).count() == 3


def test_a_profile_that_somebody_has_is_not_deleted(cast):
    with pytest.raises(Refused, match="users have this profile"):
        delete_profile(Profile.objects.get(name="Manager"), by=CONSOLE)

    delete_profile(Profile.objects.get(name="Reader"), by=CONSOLE)
    assert not Profile.objects.filter(name="Reader").exists()
    assert Change.objects.get(kind="profile", verb="deleted").fields["name"] == ["Reader", None]


def test_two_profiles_do_not_share_a_name(db):
    with pytest.raises(Invalid):
        save_profile({"name": "reader"}, by=CONSOLE)


def test_a_person_changes_only_his_own_settings(cast):
    change_own_settings({"language": "es", "theme": "dark", "keyboard_hints": "no"}, by=acting(cast.user1))

    user = User.objects.get(pk=cast.user1.pk)
    assert (user.language, user.theme, user.keyboard_hints) == ("es", "dark", False)
    for values in ({"is_superadmin": True}, {"profile": "Manager"}, {"company": 1}, {"username": "x"}):
        with pytest.raises(Invalid):
            change_own_settings(values, by=acting(cast.user1))


def test_changing_the_password_needs_the_old_one(cast):
    cast.user1.set_password(PASSWORD)
    cast.user1.save()

    with pytest.raises(Invalid) as error:
        change_password("wrong", "another good password", by=acting(cast.user1))
    assert "old_password" in problems(error)

    change_password(PASSWORD, "another good password", by=acting(cast.user1))
    assert User.objects.get(pk=cast.user1.pk).check_password("another good password")


def test_an_operator_names_a_company_by_id_or_by_name(cast):
    assert find_company(str(cast.customer_a.pk), by=CONSOLE) == cast.customer_a.pk
    assert find_company("customer #a", by=CONSOLE) == cast.customer_a.pk
    assert find_company("", by=CONSOLE) is None
    with pytest.raises(Invalid, match="no company"):
        find_company("Nobody", by=CONSOLE)
    make_company("Customer #A", by=cast.admin, parent=cast.customer_b.pk)
    with pytest.raises(Invalid, match="Several"):
        find_company("Customer #A", by=CONSOLE)
