"""Several people at once: the columns of the access rule stay true, and every loser is told in words."""

import random
from functools import partial

import pytest

from hanse.accounts.models import User
from hanse.companies.actions import create_company, delete_company, update_company
from hanse.companies.models import Company
from hanse.companies.staff import save_user
from hanse.foundation.errors import DomainError, Invalid, Refused
from hanse.setup.models import VisibilityEntry
from tests.factories import acting, make_company, make_user


@pytest.fixture
def stage(arena):
    """Two trees with something below, and people of either."""
    return arena.run(_build)


def _build():
    VisibilityEntry.objects.all().delete()
    admin = make_user("admin", profile="Manager", is_superadmin=True)
    ids = {}
    for top in ("A", "B"):
        ids[top] = make_company(top, by=admin, parent=None).pk
        ids[f"{top}1"] = make_company(f"{top}1", by=admin, parent=ids[top]).pk
        ids[f"{top}2"] = make_company(f"{top}2", by=admin, parent=ids[f"{top}1"]).pk
    for top in ("A", "B"):
        make_user(f"{top.lower()}_man", profile="Manager", company=Company.objects.get(pk=ids[top]))
    return ids


def admin():
    return acting(User.objects.get(username="admin"))


def move(company, parent):
    return update_company(company, {"parent": "" if parent is None else parent}, by=admin())


def create(name, parent, owner="admin", **more):
    return create_company({"name": name, "parent": parent, "owner": owner} | more, by=admin()).pk


def change_company(login, company):
    return save_user({"company": company}, by=admin(), user=User.objects.get(username=login))


def wrong_columns() -> dict:
    """Return the companies whose columns do not follow from parents and owners, read one by one."""
    stored = {company.pk: company for company in Company.objects.select_related("owner")}
    wrong = {}
    for pk, company in stored.items():
        line, above = [pk], company.parent_id
        while above is not None:
            assert above not in line, "a loop"
            line.insert(0, above)
            above = stored[above].parent_id
        expected = (None, None)
        if company.parent_id is not None:
            expected = ("".join(f"{each}/" for each in line), company.owner.company_id)
        if (company.path, company.owner_company) != expected:
            wrong[company.name] = (company.path, company.owner_company, expected)
    return wrong


def test_a_company_made_below_one_that_is_being_moved_waits_and_lands_in_the_new_place(arena, stage):
    moving = arena.hold(partial(move, stage["A1"], stage["B2"]))
    making = arena.start(create, "Late", stage["A2"])
    arena.wait_until_somebody_waits()

    moving.commit()

    late = making.result(20)
    path = arena.run(lambda: Company.objects.get(pk=late).path)
    assert path == "".join(f"{stage[name]}/" for name in ("B", "B1", "B2", "A1", "A2")) + f"{late}/"
    assert arena.run(wrong_columns) == {}


def test_a_move_waits_for_a_company_that_is_being_made_below_and_takes_it_along(arena, stage):
    making = arena.hold(partial(create, "Early", stage["A2"]))
    moving = arena.start(move, stage["A1"], stage["B2"])
    arena.wait_until_somebody_waits()

    making.commit()

    moving.result(20)
    assert arena.run(wrong_columns) == {}


def test_two_moves_that_would_make_a_loop_together_end_with_one_of_them(arena, stage):
    for _round in range(3):
        answers = arena.together(
            partial(move, stage["A1"], stage["B2"]), partial(move, stage["B1"], stage["A2"])
        )

        lost = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(lost) == 1
        assert isinstance(lost[0], (Invalid, Refused))
        assert arena.run(wrong_columns) == {}
        arena.run(move, stage["A1"], None)
        arena.run(move, stage["B1"], None)
        arena.run(move, stage["A1"], stage["A"])
        arena.run(move, stage["B1"], stage["B"])


def test_of_many_who_make_the_same_name_in_one_place_one_wins_and_the_others_are_told_at_the_name(
    arena, stage
):
    answers = arena.together(*[partial(create, "Harbour", stage["A1"]) for _each in range(6)])

    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == 5
    assert {type(each) for each in lost} == {Invalid}
    assert {problem.field for each in lost for problem in each.problems} == {"name"}
    assert arena.run(lambda: Company.objects.filter(name="Harbour").count()) == 1


def test_of_many_who_use_the_same_tax_id_one_wins_and_the_others_are_told_at_the_tax_id(arena, stage):
    places = [stage[name] for name in ("A", "A1", "A2", "B", "B1", "B2")]
    answers = arena.together(*[partial(create, "Tax adviser", place, tax_id="ES-1") for place in places])

    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == 5
    assert {problem.field for each in lost for problem in each.problems} == {"tax_id"}


def test_a_company_made_for_somebody_who_just_changes_his_company_follows_him(arena, stage):
    changing = arena.hold(partial(change_company, "a_man", stage["B"]))
    making = arena.start(create, "His", stage["A1"], owner="a_man")
    arena.wait_until_somebody_waits()

    changing.commit()

    making.result(20)
    assert arena.run(wrong_columns) == {}


def test_somebody_who_changes_his_company_takes_along_what_is_just_being_made_for_him(arena, stage):
    making = arena.hold(partial(create, "His", stage["A1"], owner="a_man"))
    changing = arena.start(change_company, "a_man", stage["B"])
    arena.wait_until_somebody_waits()

    making.commit()

    changing.result(20)
    assert arena.run(wrong_columns) == {}


def test_an_edit_that_waited_for_the_owner_to_change_his_company_does_not_bring_the_old_one_back(
    arena, stage
):
    his = arena.run(create, "His", stage["A1"], owner="a_man")
    changing = arena.hold(partial(change_company, "a_man", stage["B"]))
    editing = arena.start(lambda: update_company(his, {"phone": "+34 1"}, by=admin()))
    arena.wait_until_somebody_waits()

    changing.commit()

    assert editing.result(20).phone == "+34 1"
    assert arena.run(wrong_columns) == {}


def test_an_edit_that_waited_for_a_new_owner_finds_the_company_with_him(arena, stage):
    his = arena.run(create, "His", stage["A1"], owner="a_man")
    giving = arena.hold(lambda: update_company(his, {"owner": "b_man"}, by=admin()))
    editing = arena.start(lambda: update_company(his, {"phone": "+34 1"}, by=admin()))
    arena.wait_until_somebody_waits()

    giving.commit()

    edited = editing.result(20)
    assert (edited.owner.username, edited.phone) == ("b_man", "+34 1")
    assert arena.run(wrong_columns) == {}


def test_a_company_that_is_being_deleted_gets_no_children(arena, stage):
    deleting = arena.hold(lambda: delete_company(stage["A2"], by=admin()))
    making = arena.start(create, "Orphan", stage["A2"])
    arena.wait_until_somebody_waits()

    deleting.commit()

    refusal = making.exception(20)
    assert isinstance(refusal, Invalid)
    assert [problem.field for problem in refusal.problems] == ["parent"]


def test_a_crowd_that_moves_creates_and_changes_owners_leaves_true_columns_and_no_loop(arena, stage):
    def work(number):
        chance = random.Random(number)
        for step in range(12):
            known = list(Company.objects.values_list("pk", flat=True))
            target, other = chance.choice(known), chance.choice(known)
            try:
                match chance.randrange(4):
                    case 0:
                        move(target, other)
                    case 1:
                        create(
                            f"Crowd {number} {step}", target, owner=chance.choice(["a_man", "b_man", "admin"])
                        )
                    case 2:
                        update_company(target, {"owner": chance.choice(["a_man", "b_man"])}, by=admin())
                    case 3:
                        change_company(
                            chance.choice(["a_man", "b_man"]), chance.choice([stage["A"], stage["B"], None])
                        )
            except DomainError:
                continue

    answers = arena.together(*[partial(work, number) for number in range(5)])

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert arena.run(wrong_columns) == {}
