"""Parents out of files: named, by id, later in the file, in a circle, with problems of their own."""

from tests.factories import make_company
from tests.imports.incoming import bring, company, counts, only_error


def test_parents_may_be_named_and_come_later_in_the_file(cast):
    told = bring("name,parent\nGrandchild,Child\nChild,Top\nTop,\n", by=cast.admin)

    assert counts(told) == (3, 0, 0, 0)
    top, child, grandchild = company("Top"), company("Child"), company("Grandchild")
    assert (grandchild.parent, child.parent, top.parent) == (child, top, None)
    assert grandchild.path == f"{top.pk}/{child.pk}/{grandchild.pk}/"


def test_a_company_may_hang_from_one_of_the_same_name(cast):
    make_company("Acme", by=cast.admin, parent=None)

    told = bring("name,parent\nAcme,Acme\n", by=cast.admin)

    assert counts(told) == (1, 0, 0, 0)


def test_its_own_parent_is_no_parent(cast):
    told = bring("name,parent\nAcme,Acme\n", by=cast.admin)

    assert only_error(told)[:3] == (1, "parent", "Acme")


def test_a_circle_inside_the_file_is_an_error_in_each_of_its_rows(cast):
    told = bring("name,parent\nA,B\nB,C\nC,A\nFine,\n", by=cast.admin)

    assert counts(told) == (1, 0, 0, 3)
    assert {error["row"] for error in told["errors"]} == {1, 2, 3}


def test_a_circle_through_what_exists_is_refused(cast):
    top = make_company("Top", by=cast.admin, parent=None)
    below = make_company("Below", by=cast.admin, parent=top.pk)

    told = bring(f"id,name,parent\n{top.pk},Top,{below.pk}\n", by=cast.admin)

    assert counts(told) == (0, 0, 0, 1)
    assert "cannot be its parent" in told["errors"][0]["message"]


def test_a_parent_with_problems_is_named_to_its_children(cast):
    told = bring("name,parent,owner\nTop,,nobody\nChild,Top,\n", by=cast.admin)

    assert counts(told) == (0, 0, 0, 2)
    assert told["errors"][1]["message"] == "Row 1, to which this refers, has problems itself."


def test_two_visible_companies_of_one_name_are_no_answer(cast):
    make_company("Twin", by=cast.admin, parent=None)
    make_company("Twin", by=cast.admin, parent=cast.my_company.pk)

    told = bring("name,parent\nA,Twin\n", by=cast.admin)

    assert "There are 2 companies" in told["errors"][0]["message"]


def test_digits_are_an_id_before_they_are_a_name(cast):
    made = make_company(str(cast.customer_a.pk), by=cast.admin, parent=None)
    big = make_company("77777", by=cast.admin, parent=None)

    bring(f"name,parent\nA,{made.name}\nB,77777\n", by=cast.admin)

    assert (company("A").parent, company("B").parent) == (cast.customer_a, big)


def test_a_move_takes_along_what_hangs_below(cast):
    top = make_company("Top", by=cast.admin, parent=None)
    below = make_company("Below", by=cast.admin, parent=top.pk)
    deep = make_company("Deep", by=cast.admin, parent=below.pk)

    told = bring(f"id,name,parent\n{below.pk},Below,{cast.my_company.pk}\n", by=cast.admin)

    deep.refresh_from_db()
    assert counts(told) == (0, 1, 0, 0)
    assert deep.path == f"{cast.my_company.pk}/{below.pk}/{deep.pk}/"
