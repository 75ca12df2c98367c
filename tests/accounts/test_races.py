"""Two at once: one superadmin is always left, one link is used once, one login is taken once."""

from functools import partial

from hanse.accounts.invitations import accept_link, make_first_superadmin
from hanse.accounts.links import Purpose, make_first_link, make_link
from hanse.accounts.models import User
from hanse.companies.staff import save_user
from hanse.foundation.errors import DomainError
from tests.access.conftest import arena  # noqa: F401
from tests.factories import PASSWORD, acting, make_user


def token_of(path: str) -> str:
    return path.split("/")[2]


def won(answers) -> list:
    """Return the answers that are no refusal; anything but a refusal in words is a fault."""
    assert all(isinstance(each, DomainError) for each in answers if isinstance(each, Exception)), answers
    return [each for each in answers if not isinstance(each, Exception)]


def dismiss(by: str, whom: str, **values):
    users = User.objects.select_related("profile")
    return save_user(values, by=acting(users.get(username=by)), user=users.get(username=whom))


def test_two_superadmins_cannot_dismiss_each_other(arena):  # noqa: F811
    for values in ({"is_superadmin": False}, {"is_active": False}):
        arena.run(_two_superadmins)

        answers = arena.together(
            partial(dismiss, "ada", "bob", **values), partial(dismiss, "bob", "ada", **values)
        )

        left = arena.run(User.objects.filter(is_superadmin=True, is_active=True).count)
        assert left == 1, answers
        assert len(won(answers)) == 1


def _two_superadmins():
    for name in ("ada", "bob"):
        user = User.objects.filter(username=name).first() or make_user(name, profile="Manager")
        user.is_superadmin = user.is_active = True
        user.save()


def test_a_link_opened_twice_at_once_sets_one_password(arena):  # noqa: F811
    path = arena.run(lambda: make_link(Purpose.RESET, make_user("ada")))
    passwords = ["a first good password", "a second good password"]

    answers = arena.together(*[partial(accept_link, token_of(path), each) for each in passwords])

    assert len(won(answers)) == 1
    user = arena.run(lambda: User.objects.get(username="ada"))
    assert sum(user.check_password(each) for each in passwords) == 1


def test_the_first_link_used_twice_at_once_makes_one_superadmin(arena):  # noqa: F811
    path = arena.run(make_first_link)
    people = [{"username": name, "password": PASSWORD} for name in ("ada", "bob")]

    answers = arena.together(*[partial(make_first_superadmin, token_of(path), each) for each in people])

    assert len(won(answers)) == 1
    assert arena.run(User.objects.count) == 1


def test_a_login_wanted_by_two_at_once_is_given_once(arena):  # noqa: F811
    arena.run(_two_superadmins)

    answers = arena.together(
        *[
            partial(save_user, {"username": name}, by=acting(arena.run(_ada)))
            for name in ("Eve", "eve", "EVE")
        ]
    )

    assert len(won(answers)) == 1
    assert arena.run(User.objects.filter(username__iexact="eve").count) == 1


def _ada():
    return User.objects.select_related("profile").get(username="ada")
