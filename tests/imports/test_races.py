"""Others at the same records while an import runs: nobody is overwritten, no tree lies, nothing is made twice."""

import threading
from functools import partial

import pytest

from hanse.accounts.models import User
from hanse.companies.actions import create_company, update_company
from hanse.companies.bulk.writing import CompanyWriter
from hanse.companies.models import Company
from hanse.imports.models import Import
from hanse.setup.models import VisibilityEntry
from tests.access.conftest import arena  # noqa: F401
from tests.factories import acting, make_company, make_user
from tests.imports.incoming import bring

CONTENT = "name,parent,tax_id,phone\n" + "".join(f"C{n},Top,T{n},{n}\n" for n in range(30))


def admin() -> User:
    return User.objects.select_related("profile", "company").get(username="admin")


def prepare() -> None:
    VisibilityEntry.objects.all().delete()
    user = make_user("admin", profile="Manager", is_superadmin=True)
    top = make_company("Top", by=user, parent=None)
    other = make_company("Other", by=user, parent=None)
    make_company("C3", by=user, parent=top.pk)
    make_company("Under", by=user, parent=other.pk)


@pytest.fixture
def meeting(monkeypatch):
    """Let somebody act between deciding about the first chunk and writing it; on SQLite he has to wait until it is written."""
    decided, acted, real = threading.Event(), threading.Event(), CompanyWriter.write

    def write(self):
        if not decided.is_set():
            decided.set()
            acted.wait(2)
        real(self)

    monkeypatch.setattr(CompanyWriter, "write", write)

    def act(function):
        assert decided.wait(20)
        try:
            return function()
        finally:
            acted.set()

    return act


def change(name: str, **values):
    company = Company.objects.get(name=name)
    return update_company(company.pk, values, by=acting(admin()))


def test_what_somebody_changed_meanwhile_is_not_overwritten(arena, meeting):  # noqa: F811
    arena.run(prepare)

    arena.together(lambda: bring(CONTENT, by=admin()), partial(meeting, lambda: change("C3", country="FR")))

    after = arena.run(lambda: Company.objects.get(name="C3"))
    assert (after.country, after.phone) == ("FR", "3")


def test_a_parent_that_is_moved_meanwhile_takes_the_new_rows_along(arena, meeting):  # noqa: F811
    arena.run(prepare)

    def move():
        return change("Top", parent=Company.objects.get(name="Other").pk)

    arena.together(lambda: bring(CONTENT, by=admin()), partial(meeting, move))

    top = arena.run(lambda: Company.objects.get(name="Top"))
    paths = arena.run(lambda: dict(Company.objects.filter(parent=top.pk).values_list("pk", "path")))
    assert len(paths) == 30
    assert paths == {pk: f"{top.path}{pk}/" for pk in paths}


def test_a_company_that_somebody_makes_meanwhile_is_met_not_doubled(arena, meeting):  # noqa: F811
    arena.run(prepare)

    def make():
        return create_company({"name": "Quick", "parent": None, "tax_id": "T7"}, by=acting(admin()))

    told, _made = arena.together(lambda: bring(CONTENT, by=admin()), partial(meeting, make))

    assert arena.run(Company.objects.filter(tax_key="T7").count) == 1
    assert told["rejected"] == 0


def test_two_imports_of_one_file_at_once_make_everything_once(arena):  # noqa: F811
    arena.run(prepare)

    answers = arena.together(*[lambda: bring(CONTENT, by=admin())] * 2)

    assert [each for each in answers if isinstance(each, Exception)] == []
    assert sum(each["created"] for each in answers) == 29
    assert arena.run(Company.objects.filter(name__startswith="C").count) == 30


def test_one_import_is_run_by_one_of_two_workers(arena):  # noqa: F811
    arena.run(prepare)
    from hanse.imports.actions import carry_on
    from tests.imports.incoming import start

    def begin():
        file = start(CONTENT, by=admin())
        file.state, file.started_at = Import.State.RUNNING, file.created_at
        file.options = file.options | {"acting": {"user": admin().pk, "door": "web"}}
        file.save()
        return file.pk

    pk = arena.run(begin)
    arena.together(*[lambda: carry_on(Import.objects.get(pk=pk))] * 2)

    file = arena.run(lambda: Import.objects.get(pk=pk))
    assert file.created == 29
    assert arena.run(Company.objects.filter(name__startswith="C").count) == 30
