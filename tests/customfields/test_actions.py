"""Custom fields and sections: their rules, and what deleting a field does to the values."""

import pytest

from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.models import Company
from hanse.customfields.actions import delete_field, delete_section, order_fields, save_field, save_section
from hanse.customfields.errors import HoldsValues
from hanse.customfields.models import CustomField, FieldSection
from hanse.foundation.errors import Forbidden, Invalid, Refused
from hanse.journal.models import Change
from tests.factories import acting, make_company


def field(cast, label, **values):
    return save_field({"label": label} | values, by=acting(cast.admin), values=COMPANY_VALUES)


def problems(refusal) -> dict[str, str]:
    return {problem.field: problem.message for problem in refusal.value.problems}


def test_a_field_names_its_section_and_an_unknown_name_makes_it(cast):
    first = field(cast, "Client of Integria", section="Products")
    second = field(cast, "Client of Pandora", section="products")
    third = field(cast, "Client of eHorus", section=first.section_id)

    assert FieldSection.objects.count() == 1
    assert {first.section_id, second.section_id, third.section_id} == {FieldSection.objects.get().pk}


def test_a_section_id_that_does_not_exist_is_a_problem_of_the_field(cast):
    with pytest.raises(Invalid) as refusal:
        field(cast, "Client", section=4711)

    assert problems(refusal) == {"section": "There is no section with the id 4711."}


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"label": ""}, "label"),
        ({"label": "TIER"}, "label"),
        ({"label": "X", "type": "colour"}, "type"),
        ({"label": "X", "type": "combo"}, "options"),
        ({"label": "X", "type": "combo", "options": ["a", "A"]}, "options"),
        ({"label": "X", "type": "text", "options": ["a"]}, "options"),
        ({"label": "X", "type": "combo", "options": {"a": 1}}, "options"),
        ({"label": "X", "target": "contract_type:1"}, "target"),
        ({"label": "X", "type": "linked", "options": ["a"], "parent": 4711}, "parent"),
        ({"label": "X", "colour": "red"}, "colour"),
    ],
)
def test_what_makes_no_field_is_refused_by_name(cast, values, where):
    field(cast, "Tier")

    with pytest.raises(Invalid) as refusal:
        save_field(values, by=acting(cast.admin), values=COMPANY_VALUES)

    assert where in problems(refusal)


def test_a_dependent_choice_hangs_from_another_and_only_from_its_options(cast):
    country = field(cast, "Region", type="linked", options=["North", "South"])
    city = field(cast, "City", type="linked", parent=country.pk, options=["North|Kiel", "South|Graz"])

    assert city.parent == country
    with pytest.raises(Invalid, match="East"):
        field(cast, "Town", type="linked", parent=country.pk, options=["East|Brno"])
    with pytest.raises(Invalid, match="itself"):
        save_field(
            {"parent": city.pk, "options": ["Kiel|North"]},
            by=acting(cast.admin),
            values=COMPANY_VALUES,
            field_id=country.pk,
        )
    with pytest.raises(Refused, match="City depends on it"):
        delete_field(country.pk, by=acting(cast.admin), values=COMPANY_VALUES)


def test_deleting_a_field_with_values_needs_their_number_and_takes_them_with_it(cast):
    tier = field(cast, "Tier")
    kept = field(cast, "Kept")
    gold = make_company("Gold", by=cast.admin, custom={str(tier.pk): "1", str(kept.pk): "yes"})
    make_company("Plain", by=cast.admin)

    with pytest.raises(HoldsValues, match="1 record holds") as refusal:
        delete_field(tier.pk, by=acting(cast.admin), values=COMPANY_VALUES)
    gone = delete_field(
        tier.pk, by=acting(cast.admin), values=COMPANY_VALUES, confirm_values=refusal.value.count
    )

    gold.refresh_from_db()
    assert gone == 1
    assert gold.custom == {str(kept.pk): "yes"}
    assert gold.version == 2
    assert Change.objects.filter(kind="company", record_id=gold.pk, verb="updated").count() == 1
    assert Change.objects.filter(kind="custom_field", record_id=tier.pk, verb="deleted").count() == 1


def test_a_field_with_values_becomes_a_text_but_nothing_narrower(cast):
    note = field(cast, "Note")
    make_company("Gold", by=cast.admin, custom={str(note.pk): "a word"})

    with pytest.raises(Refused, match="Make it a text"):
        save_field({"type": "numeric"}, by=acting(cast.admin), values=COMPANY_VALUES, field_id=note.pk)
    save_field({"type": "textarea"}, by=acting(cast.admin), values=COMPANY_VALUES, field_id=note.pk)

    assert Company.objects.get(name="Gold").custom == {str(note.pk): "a word"}


def test_deleting_a_section_keeps_its_fields(cast):
    section = save_section({"name": "Products"}, by=acting(cast.admin))
    inside = field(cast, "Client", section=section.pk)

    delete_section(section.pk, by=acting(cast.admin))

    inside.refresh_from_db()
    assert inside.section is None
    assert Change.objects.filter(kind="custom_field", record_id=inside.pk).last().fields == {
        "section": ["Products", None]
    }


def test_fields_stand_in_the_order_they_are_given(cast):
    one, two = field(cast, "One"), field(cast, "Two")

    order_fields([two.pk, one.pk], by=acting(cast.admin))

    assert list(CustomField.objects.values_list("label", flat=True)) == ["Two", "One"]


def test_only_superadmins_touch_custom_fields(cast):
    tier = field(cast, "Tier")
    by = acting(cast.manager1)

    for attempt in (
        lambda: save_field({"label": "X"}, by=by, values=COMPANY_VALUES),
        lambda: delete_field(tier.pk, by=by, values=COMPANY_VALUES),
        lambda: order_fields([tier.pk], by=by),
        lambda: save_section({"name": "X"}, by=by),
    ):
        with pytest.raises(Forbidden):
            attempt()
