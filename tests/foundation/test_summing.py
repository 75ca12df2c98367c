"""Sums over all rows of a list: exact on both databases, and never across currencies."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanse.companies.models import Company
from hanse.customfields.held import held_text
from hanse.foundation.summing import Sums, add_up
from tests.factories import make_company


def hold(cast, numbers) -> None:
    """Let companies hold these texts as custom values; the country stands for a currency."""
    Company.objects.filter(name__startswith="Row ").delete()
    Company.objects.bulk_create(
        Company(
            name=f"Row {place}", name_key=f"row {place}", sort_name=f"row {place}", search_text="", owner=cast.admin,
            country=unit, custom={"7": number} if number else {},
        )
        for place, (number, unit) in enumerate(numbers)
    )  # fmt: skip


NUMBER = st.decimals(-(10**14), 10**14, allow_nan=False, allow_infinity=False, places=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NUMBER, st.sampled_from(["EUR", "USD"])), max_size=12))
def test_decimals_add_up_exactly_for_each_currency(cast, numbers):
    hold(cast, [(format(number, "f"), unit) for number, unit in numbers])

    found = add_up(Company.objects.filter(name__startswith="Row "), Sums(held_text(7), "country"))

    assert found == {
        unit: sum((number for number, each in numbers if each == unit), Decimal())
        for unit in sorted({unit for _number, unit in numbers})
    }


def test_what_is_no_number_adds_nothing(cast):
    hold(cast, [("12.5", ""), ("", ""), ("abc", ""), ("NaN", ""), ("0.1", ""), ("0.2", "")])

    assert add_up(Company.objects.filter(name__startswith="Row "), Sums(held_text(7))) == {
        "": Decimal("12.8")
    }


def test_a_plain_column_adds_up_too(cast):
    hold(cast, [("", "EUR"), ("", "EUR"), ("", "USD")])

    found = add_up(Company.objects.filter(name__startswith="Row "), Sums("payment_conditions", "country"))

    assert found == {"EUR": Decimal(60), "USD": Decimal(30)}


def test_no_rows_have_no_sum(cast):
    make_company("Firm", by=cast.admin)

    assert add_up(Company.objects.none(), Sums("payment_conditions")) == {}
