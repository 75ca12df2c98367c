"""Moves that take very many companies along: asked for at once, done later by a worker, wholly or not at all."""

import pytest

from hanse.accounts.models import User
from hanse.companies import moving, tree
from hanse.companies.actions import delete_company, update_company
from hanse.companies.models import Company, LongChange
from hanse.companies.preview import effect_of_update
from hanse.companies.staff import save_user
from hanse.companies.tasks import carry_out
from hanse.foundation.errors import Invalid
from hanse.jobs.models import Job
from hanse.journal.models import Change
from hanse.journal.undoing import undo
from tests.factories import acting, make_company, make_user


@pytest.fixture
def tall(cast, monkeypatch):
    """Customer #A with five companies below it, all of user1, where three are many and are moved two by two."""
    monkeypatch.setattr(moving, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(tree, "PIECE", 2)
    parent = cast.customer_a
    for number in range(5):
        below = make_company(f"Below {number}", by=cast.user1, parent=parent.pk)
        parent = below if number % 2 else parent
    return cast.customer_a


def paths() -> dict[str, str | None]:
    return dict(Company.objects.values_list("name", "path"))


def work() -> list[str]:
    """Do what waits for a worker."""
    done = [
        carry_out.call(*job.args) for job in Job.objects.filter(task__endswith="carry_out").order_by("pk")
    ]
    Job.objects.all().delete()
    return done


def test_a_large_move_waits_for_a_worker_and_the_other_fields_do_not(cast, tall):
    before, by = paths(), acting(cast.admin)

    saved = update_company(tall.pk, {"parent": cast.customer_b.pk, "phone": "+34 1"}, by=by)

    assert (saved.parent_id, saved.phone, saved.path) == (cast.my_company.pk, "+34 1", tall.path)
    assert paths() == before
    waiting = LongChange.objects.get(company=tall)
    assert (waiting.rows, waiting.done, waiting.percent) == (6, 0, 0)

    assert work() == ["done"]
    assert not LongChange.objects.exists()
    prefix = f"{cast.my_company.pk}/{cast.customer_b.pk}/{tall.pk}/"
    assert all(path.startswith(prefix) for name, path in paths().items() if name.startswith("Below"))
    moved = Change.objects.get(record_id=tall.pk, fields__has_key="parent", verb="updated")
    assert (moved.by_id, moved.door, moved.request_id) == (cast.admin.pk, by.door, by.request_id)


def test_what_it_would_mean_is_told_without_moving_anything(cast, tall):
    partner = make_user("partner", company=cast.customer_b)

    effect = effect_of_update(tall.pk, {"parent": cast.customer_b.pk}, by=acting(cast.admin))

    assert [each.user for each in effect.gains] == [partner]
    assert not LongChange.objects.exists()


def test_what_cannot_be_moved_is_refused_at_once(cast, tall):
    below = Company.objects.get(name="Below 4")
    with pytest.raises(Invalid):
        update_company(tall.pk, {"parent": below.pk}, by=acting(cast.admin))

    update_company(tall.pk, {"parent": None}, by=acting(cast.admin))
    with pytest.raises(Invalid, match="being moved already"):
        update_company(tall.pk, {"parent": cast.customer_b.pk}, by=acting(cast.admin))
    assert LongChange.objects.get().values == {"parent": None}


def test_what_stands_in_the_way_by_then_is_told_and_nothing_moves(cast, tall):
    update_company(tall.pk, {"parent": cast.customer_b.pk}, by=acting(cast.admin))
    make_company(tall.name, by=cast.admin, parent=cast.customer_b.pk)
    before = paths()

    assert work() == ["refused"]
    assert paths() == before
    assert "already in use there" in LongChange.objects.get().message
    # Another try takes its place.
    update_company(tall.pk, {"parent": None}, by=acting(cast.admin))
    assert work() == ["done"]
    assert Company.objects.get(pk=tall.pk).path is None


def test_undoing_a_large_move_waits_likewise(cast, tall):
    before, by = paths(), acting(cast.admin)
    update_company(tall.pk, {"parent": cast.customer_b.pk}, by=by)
    work()

    undo(by.request_id, by=acting(cast.admin))

    assert LongChange.objects.get().takes_back
    assert work() == ["done"]
    assert paths() == before
    assert Change.objects.filter(record_id=tall.pk).latest("id").verb == "undone"


def test_a_company_that_went_meanwhile_moves_nowhere(cast, tall):
    update_company(tall.pk, {"parent": None}, by=acting(cast.admin))
    for company in Company.objects.filter(name__startswith="Below").order_by("-path"):
        delete_company(company.pk, by=acting(cast.admin))
    User.objects.filter(company=tall).update(company=None)
    delete_company(tall.pk, by=acting(cast.admin))

    assert work() == ["gone"]


def test_a_user_who_owns_very_many_is_followed_by_a_worker(cast, tall):
    values = {"company": cast.customer_b.pk, "full_name": "Ursula"}

    saved = save_user(values, by=acting(cast.admin), user=cast.user1)

    assert (saved.company_id, saved.full_name) == (cast.my_company.pk, "Ursula")
    assert work() == ["done"]
    assert User.objects.get(pk=cast.user1.pk).company_id == cast.customer_b.pk
    his = Company.objects.filter(owner=cast.user1, parent__isnull=False)
    assert set(his.values_list("owner_company", flat=True)) == {cast.customer_b.pk}
    assert Change.objects.filter(kind="user", fields__has_key="company").latest("id").by_id == cast.admin.pk
