"""Pages of a list: every row once, in order, there and back, whether few rows are collected or many are walked."""

import datetime

import pytest

from hanse.companies.models import Company
from hanse.foundation import paging
from hanse.foundation.errors import Invalid
from hanse.foundation.paging import read_list, read_page
from tests.factories import make_company

SORTS = ("sort_name", "-sort_name", "last_activity", "-last_activity", "id", "-id")


@pytest.fixture
def firms(cast):
    """Twelve companies, some of the same name, some of the same moment."""
    for number in range(12):
        parent = make_company(f"Top {number}", by=cast.admin, parent=None)
        company = make_company(f"Firm {number // 3}", by=cast.admin, parent=parent.pk)
        moment = datetime.datetime(2026, 1, 1 + number // 4, tzinfo=datetime.UTC)
        Company.objects.filter(pk=company.pk).update(last_activity=moment)
    return Company.objects.filter(name__startswith="Firm")


@pytest.fixture(params=["collected", "walked", "a common word"])
def way(request, monkeypatch, firms):
    """Few rows are collected and sorted, many are walked along the index, some only for a while; all must say the same."""
    monkeypatch.setattr(paging, "COUNT_CAP", 5 if request.param == "walked" else 10_000)
    monkeypatch.setattr(paging, "WINDOW", 12)
    firms.common = request.param == "a common word"
    return request.param


def pages_of(rows, sort, limit, *, back=False):
    """Return the ids of all pages from the start to the end, or from the end back to the start."""
    pages, cursor = [], None
    while True:
        found = read_list(
            lambda: rows, rows, shape=lambda q: q.for_listing(), sort=sort, limit=limit, cursor=cursor
        )
        pages.append([row.pk for row in found.page.items])
        if not found.page.next:
            break
        cursor = found.page.next
    if not back:
        return pages
    returned, cursor = [pages[-1]], found.page.previous
    while cursor:
        found = read_list(
            lambda: rows, rows, shape=lambda q: q.for_listing(), sort=sort, limit=limit, cursor=cursor
        )
        returned.insert(0, [row.pk for row in found.page.items])
        cursor = found.page.previous
    return returned


@pytest.mark.parametrize("sort", SORTS)
def test_every_row_comes_once_and_in_order(firms, way, sort):
    expected = list(
        firms.order_by(sort, "-id" if sort.startswith("-") else "id").values_list("pk", flat=True)
    )

    pages = pages_of(firms, sort, 5)

    assert [len(page) for page in pages] == [5, 5, 2]
    assert [pk for page in pages for pk in page] == expected


@pytest.mark.parametrize("sort", SORTS)
def test_the_way_back_shows_the_same_pages(firms, way, sort):
    assert pages_of(firms, sort, 4, back=True) == pages_of(firms, sort, 4)


def test_few_rows_are_counted_exactly_and_many_up_to_the_cap(firms, way):
    found = read_list(lambda: firms, firms, shape=lambda q: q, sort="sort_name", limit=5)

    assert (found.total, found.exact) == ((12, True) if way == "collected" else (5, False))
    everything = read_list(
        lambda: firms, firms, shape=lambda q: q, sort="sort_name", limit=5, everything=True
    )
    assert (everything.total, everything.exact) == (12, True)


def test_no_rows_are_an_empty_page(firms, way, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = read_list(firms.none, firms.none(), shape=lambda q: q, sort="sort_name", limit=5)

    assert (found.page.items, found.page.next, found.page.previous, found.total) == ([], None, None, 0)


def test_a_page_and_its_count_are_two_questions(firms, django_assert_num_queries):
    with django_assert_num_queries(2):
        read_list(lambda: firms, firms, shape=lambda q: q.for_listing(), sort="-last_activity", limit=5)


def test_the_shape_may_be_plain_values(firms, way):
    found = read_list(
        firms, firms, shape=lambda q: q.values("id", "name", "sort_name"), sort="sort_name", limit=2
    )

    assert [row["name"] for row in found.page.items] == ["Firm 0", "Firm 0"]
    assert found.page.next


@pytest.mark.parametrize("cursor", ["x", "bm90IGpzb24", "W10", "WyJuYW1lIiwwLCJhIiwxXQ"])
def test_a_cursor_of_another_list_is_refused(firms, cursor):
    with pytest.raises(Invalid):
        read_page(firms, sort="sort_name", limit=5, cursor=cursor)
