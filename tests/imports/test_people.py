"""Users out of files, for superadmins: profile, company, and logins where the file has none."""

import pytest

from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden
from hanse.imports.summary import undo_summary
from tests.factories import make_company
from tests.imports.incoming import bring, counts, dry, shared_file, start, undone

FILE = "login,name,email,profile,company\nmarta,Marta Ruiz,marta@x.es,Manager,My company\nuser1,User One,,,\n"


def test_users_come_with_their_profile_and_company(cast):
    told = bring(FILE, by=cast.admin, kind="users")

    marta = User.objects.select_related("profile").get(username="marta")
    assert counts(told) == (1, 1, 0, 0)
    assert (marta.full_name, marta.email, marta.profile.name, marta.company) == (
        "Marta Ruiz", "marta@x.es", "Manager", cast.my_company,
    )  # fmt: skip
    assert not marta.has_usable_password()
    assert counts(bring(FILE, by=cast.admin, kind="users")) == (0, 0, 2, 0)


def test_the_dry_run_makes_nobody(cast):
    assert counts(dry(FILE, by=cast.admin, kind="users")) == (1, 1, 0, 0)
    assert not User.objects.filter(username="marta").exists()


def test_only_superadmins_bring_users(cast):
    with pytest.raises(Forbidden):
        start(FILE, by=cast.manager1, kind="users")


def test_employees_without_a_login_get_one_from_their_name(cast):
    content = shared_file("northwind/employees.csv")

    told = bring(content, by=cast.admin, kind="users")

    assert counts(told) == (9, 0, 0, 0)
    assert User.objects.get(username="nancy.davolio").full_name == "Nancy Davolio"
    assert counts(bring(content, by=cast.admin, kind="users")) == (0, 0, 9, 0)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a b,A,,,", "login"),
        ("a,A,nobody,,", "email"),
        ("a,A,,Chief,", "profile"),
        ("a,A,,,Nowhere", "company"),
        (",,,,", None),
    ],
)
def test_what_cannot_be_taken_is_named_in_its_cell(cast, row, column):
    told = bring(f"login,name,email,profile,company\n{row}\nok,Ok,,,\n", by=cast.admin, kind="users")

    assert told["created"] == 1
    assert [error["column"] for error in told["errors"]] == ([column] if column else [])


def test_a_user_who_changes_company_takes_his_companies_along(cast):
    other = make_company("Other", by=cast.admin, parent=None)

    bring("login,company\nuser1,Other\n", by=cast.admin, kind="users")

    assert Company.objects.get(pk=cast.customer_a.pk).owner_company == other.pk


def test_undo_takes_back_whom_nobody_knows_yet_and_what_was_changed(cast):
    told = bring(FILE + "eve,Eve,,,\n", by=cast.admin, kind="users")
    make_company("Hers", by=User.objects.select_related("profile", "company").get(username="marta"))

    file = undone(told, by=cast.admin)

    assert [each["label"] for each in undo_summary(file)["conflicts"]] == ["Marta Ruiz"]
    assert not User.objects.filter(username="eve").exists()
    cast.user1.refresh_from_db()
    assert (cast.user1.full_name, cast.user1.company) == ("User1", cast.my_company)
