"""What happens to sight when owner and parent change: told beforehand, confirmed, refused, kept."""

import pytest

from hanse.companies.actions import update_company
from hanse.companies.errors import WouldLoseSight
from hanse.companies.models import Company
from hanse.companies.people import DEPTH, facts_with, what_if
from hanse.companies.querysets import facts_of
from hanse.foundation.errors import Invalid
from tests.factories import acting, make_company, make_user


def names(witnesses) -> set[str]:
    return {witness.user.username for witness in witnesses}


def problem(refusal) -> dict[str, str]:
    return {each.field: each.message for each in refusal.value.problems}


@pytest.fixture
def partner(cast):
    """A company of another tree with somebody who works for it."""
    partner = make_company("Partner", by=cast.admin, parent=None)
    return make_user("rep", profile="Manager", company=partner), partner


def test_a_new_owner_elsewhere_brings_his_colleagues_and_leaves_those_above(cast, partner):
    rep, _company = partner
    make_user("colleague", profile="Reader", company=rep.company)
    company = cast.customer_a

    effect = what_if(facts_of(company), facts_with(company, owner=rep, parent=cast.my_company))

    assert names(effect.gains) == {"rep", "colleague"}
    assert names(effect.loses) == set()


def test_another_tree_takes_sight_from_those_above_but_not_from_colleagues_of_the_owner(cast, partner):
    _rep, company = partner
    make_user("clerk", profile="Reader", company=cast.customer_a)
    moved = cast.customer_b

    effect = what_if(facts_of(moved), facts_with(moved, owner=cast.manager1, parent=company))

    assert names(effect.gains) == {"rep"}
    assert names(effect.loses) == set()


def test_taking_the_parent_away_leaves_the_owner_alone(cast):
    company = cast.customer_b

    effect = what_if(facts_of(company), facts_with(company, owner=cast.manager1, parent=None))

    assert names(effect.gains) == set()
    assert names(effect.loses) == {"user1"}
    assert effect.takes_sight_from(cast.user1)
    assert not effect.takes_sight_from(cast.manager1)


def test_the_house_tells_before_a_company_exists_who_will_see_it(cast):
    company = Company(name="New")

    effect = what_if(
        facts_with(company, owner=cast.user1, parent=None),
        facts_with(company, owner=cast.user1, parent=cast.my_company),
    )

    assert names(effect.gains) == {"manager1"}


def test_inactive_people_neither_gain_nor_lose(cast):
    cast.user1.is_active = False
    cast.user1.save()

    effect = what_if(facts_of(cast.customer_b), facts_with(cast.customer_b, owner=cast.manager1, parent=None))

    assert names(effect.loses) == set()


def test_giving_a_company_away_asks_first_when_one_would_lose_sight(cast, partner):
    company = make_company("Mine alone", by=cast.manager1, parent=None)

    with pytest.raises(WouldLoseSight):
        update_company(company.pk, {"owner": "user1"}, by=acting(cast.manager1))

    assert Company.objects.get(pk=company.pk).owner == cast.manager1
    given = update_company(company.pk, {"owner": "user1"}, by=acting(cast.manager1), lose_sight=True)
    assert given.owner == cast.user1
    assert not Company.objects.visible_to(cast.manager1).filter(pk=company.pk).exists()


@pytest.mark.parametrize("below", [1, 3])
def test_a_company_cannot_hang_from_one_below_it(cast, below):
    line = [cast.customer_a]
    for level in range(below):
        line.append(make_company(f"Level {level}", by=cast.user1, parent=line[-1].pk))

    with pytest.raises(Invalid) as refusal:
        update_company(line[0].pk, {"parent": line[-1].pk}, by=acting(cast.admin))

    assert set(problem(refusal)) == {"parent"}
    assert line[-1].name in problem(refusal)["parent"]


def test_a_company_cannot_be_its_own_parent(cast):
    with pytest.raises(Invalid) as refusal:
        update_company(cast.customer_a.pk, {"parent": cast.customer_a.pk}, by=acting(cast.admin))

    assert set(problem(refusal)) == {"parent"}


def test_trees_have_a_bottom(cast):
    parent = cast.my_company
    for level in range(DEPTH - 1):
        parent = make_company(f"Level {level}", by=cast.admin, parent=parent.pk)

    with pytest.raises(Invalid) as refusal:
        make_company("One too deep", by=cast.admin, parent=parent.pk)

    assert str(DEPTH) in problem(refusal)["parent"]


def test_a_tree_moved_below_another_may_not_reach_deeper_than_the_bottom(cast):
    deep = tall = cast.my_company
    for level in range(DEPTH - 2):
        deep = make_company(f"Deep {level}", by=cast.admin, parent=deep.pk)
    top = make_company("Top", by=cast.admin, parent=None)
    tall = make_company("Middle", by=cast.admin, parent=top.pk)
    make_company("End", by=cast.admin, parent=tall.pk)

    with pytest.raises(Invalid):
        update_company(top.pk, {"parent": deep.pk}, by=acting(cast.admin))
    with pytest.raises(Invalid):
        update_company(tall.pk, {"parent": deep.pk}, by=acting(cast.admin))

    update_company(tall.pk, {"parent": deep.parent_id}, by=acting(cast.admin))


def test_a_parent_that_one_cannot_see_is_kept_when_one_saves(cast, partner):
    rep, company = partner
    shared = make_company("Shared", by=cast.admin, parent=cast.customer_a.pk, owner="rep")

    saved = update_company(shared.pk, {"phone": "+34 1", "parent": cast.customer_a.pk}, by=acting(rep))

    assert (saved.phone, saved.parent) == ("+34 1", cast.customer_a)


def test_a_parent_that_one_cannot_see_is_not_to_be_chosen(cast, partner):
    rep, company = partner
    own = make_company("Own", by=rep)

    with pytest.raises(Invalid) as refusal:
        update_company(own.pk, {"parent": cast.customer_a.pk}, by=acting(rep))

    unknown = pytest.raises(Invalid)
    with unknown as other:
        update_company(own.pk, {"parent": 987654}, by=acting(rep))
    assert problem(refusal)["parent"] == problem(other)["parent"].replace("987654", str(cast.customer_a.pk))


def test_ones_own_company_may_be_the_parent_though_one_does_not_see_it(cast):
    assert not Company.objects.visible_to(cast.user1).filter(pk=cast.my_company.pk).exists()

    company = make_company("Child", by=cast.user1, parent=cast.my_company.pk)

    assert company.parent == cast.my_company


def test_a_name_that_an_invisible_company_has_is_only_said_to_be_in_use(cast, partner):
    rep, _company = partner
    make_company("Harbour", by=cast.admin, parent=cast.my_company.pk)
    own = make_company("Harbour", by=rep)

    with pytest.raises(Invalid) as refusal:
        update_company(own.pk, {"parent": cast.my_company.pk}, by=acting(cast.admin))

    assert set(problem(refusal)) == {"name"}
    assert "Harbour" not in problem(refusal)["name"]


def test_moving_onto_a_taken_name_is_refused_before_anything_moves(cast):
    make_company("Twin", by=cast.admin, parent=cast.my_company.pk)
    twin = make_company("twin", by=cast.admin, parent=cast.customer_a.pk)
    make_company("Below", by=cast.admin, parent=twin.pk)

    with pytest.raises(Invalid) as refusal:
        update_company(twin.pk, {"parent": cast.my_company.pk}, by=acting(cast.admin))

    assert set(problem(refusal)) == {"name"}
    assert Company.objects.get(name="Below").path.startswith(
        f"{cast.my_company.pk}/{cast.customer_a.pk}/{twin.pk}/"
    )


def test_a_clash_of_names_is_told_at_the_name_whatever_the_name_says(cast, monkeypatch):
    """Another transaction stored the same name after this one had looked; the database has the last word."""
    from hanse.companies import actions

    make_company("Tax office", by=cast.user1)
    monkeypatch.setattr(actions, "clashes_of", lambda company: [])

    with pytest.raises(Invalid) as refusal:
        make_company("Tax office", by=cast.user1)

    assert set(problem(refusal)) == {"name"}
