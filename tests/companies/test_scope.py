"""The access rule: the manual's example as a table, then what lies beside it."""

import pytest

from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden, NotFound


def names(queryset) -> set[str]:
    return set(queryset.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [
        ("user1", {"Customer #A", "Customer #B"}, {"Customer #A"}),
        ("manager1", {"Customer #A", "Customer #B"}, {"Customer #A", "Customer #B"}),
        ("user2", set(), set()),
        ("admin", {"My company", "Customer #A", "Customer #B"}, {"My company", "Customer #A", "Customer #B"}),
    ],
)
def test_the_example_of_the_manual(cast, who, sees, edits):
    user = getattr(cast, who)

    assert names(Company.objects.visible_to(user)) == sees
    assert names(Company.objects.visible_to(user, counting=True)) == sees
    assert names(Company.objects.editable_by(user)) == edits


def test_what_one_may_not_see_does_not_exist(cast):
    with pytest.raises(NotFound):
        Company.objects.get_visible(cast.user2, cast.customer_a.pk)


def test_what_one_may_see_is_not_always_to_be_changed(cast):
    with pytest.raises(Forbidden):
        Company.objects.get_editable(cast.user1, cast.customer_b.pk)


@pytest.mark.parametrize("query", ["cust", "ustom", "cu", "customer #a", "CÜSTOMER"])
def test_search_finds_word_parts_whatever_the_case(cast, query):
    from hanse.companies.table import COMPANIES

    found = COMPANIES.search(Company.objects.visible_to(cast.user1), query)

    assert "Customer #A" in names(found)
