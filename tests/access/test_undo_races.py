"""Undo pressed twice at once, in two windows or by two people, has one effect."""

from functools import partial

from hanse.accounts.models import User
from hanse.companies.actions import delete_company, update_company
from hanse.companies.models import Company
from hanse.contacts.trash import restore_deleted
from hanse.foundation.errors import DomainError
from hanse.journal.actor import Actor, Door
from hanse.journal.models import Change
from hanse.journal.undoing import undo
from hanse.setup.models import VisibilityEntry
from tests.factories import acting, make_company, make_user

STEP = "the-step-in-question"


def stage():
    VisibilityEntry.objects.all().delete()
    admin = make_user("admin", profile="Manager", is_superadmin=True)
    return make_company("Harbour", by=admin, parent=None).pk


def person():
    return User.objects.get(username="admin")


def undo_it():
    return undo(STEP, by=acting(person()))


def test_of_many_who_undo_the_same_step_one_does(arena):
    pk = arena.run(stage)
    arena.run(lambda: update_company(pk, {"phone": "1"}, by=Actor(person(), Door.WEB, STEP)))

    answers = arena.together(*[undo_it] * 6)

    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == 5
    assert {str(each) for each in lost} == {"This is undone already."}
    assert arena.run(lambda: Change.objects.filter(verb="undone").count()) == 1
    assert arena.run(lambda: Company.objects.get(pk=pk).phone) == ""


def test_of_many_who_bring_the_same_company_back_one_does(arena):
    pk = arena.run(stage)
    arena.run(lambda: delete_company(pk, by=Actor(person(), Door.WEB, STEP)))
    restore = partial(lambda: restore_deleted("company", pk, by=acting(person())))

    answers = arena.together(undo_it, restore, undo_it, restore)

    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == 3
    assert all(isinstance(each, DomainError) for each in lost)
    assert arena.run(lambda: Change.objects.filter(verb="restored").count()) == 1
    assert arena.run(lambda: Company.objects.filter(pk=pk).count()) == 1


def test_a_change_that_comes_first_is_not_lost_to_an_undo(arena):
    pk = arena.run(stage)
    arena.run(lambda: update_company(pk, {"phone": "1"}, by=Actor(person(), Door.WEB, STEP)))
    changing = arena.hold(lambda: update_company(pk, {"phone": "2"}, by=acting(person())))
    undoing = arena.start(undo_it)
    arena.wait_until_somebody_waits()

    changing.commit()

    assert "Phone changed since" in str(undoing.exception(20))
    assert arena.run(lambda: Company.objects.get(pk=pk).phone) == "2"
