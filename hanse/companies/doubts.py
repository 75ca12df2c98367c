"""What looks wrong with a company's values and is taken all the same: a sentence beside the field, never a refusal."""

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.utils.translation import gettext as _
from stdnum import get_cc_module

from hanse.foundation.countries import CODES, country_name
from hanse.foundation.errors import Problem

# Numbers beside the VAT number that companies of a country write as their tax ID, as python-stdnum calls them.
_ALSO = {
    "AT": ("tin",), "BR": ("cnpj", "cpf"), "CH": ("uid", "vat"), "DE": ("stnr",), "ES": ("nif", "cif"),
    "FR": ("siren", "siret", "tva"), "GB": ("vat", "utr"), "IT": ("iva", "codicefiscale"), "PL": ("nip", "regon"),
    "US": ("ein", "tin"),
}  # fmt: skip


def doubts(country: str, tax_id: str) -> list[Problem]:
    """Return what to look at once more: a country that is none we know, a tax ID that its country's scheme does not fit."""
    found = []
    if country and country not in CODES:
        found.append(Problem("country", _("“%s” is no country we know; it is kept as text.") % country))
    if tax_id and country in CODES and not _fits(country, tax_id):
        named = country_name(country, "en")
        found.append(Problem("tax_id", _("This does not look like a tax ID of %s; check it.") % named))
    return found


def _fits(country: str, tax_id: str) -> bool:
    schemes = _schemes(country)
    if schemes and tax_id[:2].upper() in {country, "EL"}:
        # Written with its country in front it is the VAT number, which comes first.
        schemes = schemes[:1]
    return not schemes or any(scheme.is_valid(tax_id) for scheme in schemes)


@cache
def _schemes(country: str) -> tuple[ModuleType, ...]:
    """Return the checks for a country's tax IDs; none where no scheme is known."""
    found: list[Any] = [get_cc_module(country, "vat")]
    for name in _ALSO.get(country, ()):
        try:
            found.append(import_module(f"stdnum.{country.lower()}.{name}"))
        except ImportError:
            continue
    return tuple(scheme for scheme in found if scheme is not None)
