"""What tests of the import share."""

import pytest

from hanse.customfields.models import CustomField


@pytest.fixture
def two_fields(db) -> tuple[CustomField, CustomField]:
    """The two custom fields of the manual's sample."""
    return (
        CustomField.objects.create(label="Product", order=1),
        CustomField.objects.create(label="Seats", type=CustomField.Type.NUMERIC, order=2),
    )
