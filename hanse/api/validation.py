"""Bodies that cannot be read: what the schema says about them, in our words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.api.problems import NotUnderstood
from hanse.foundation.errors import DomainError, Invalid, Problem

UNKNOWN = "extra_forbidden"
WORDS = {
    "string_type": gettext_lazy("Write text."),
    "int_type": gettext_lazy("Write a whole number."),
    "int_from_float": gettext_lazy("Write a whole number."),
    "bool_type": gettext_lazy("Write true or false."),
    "list_type": gettext_lazy("Write a list."),
    "dict_type": gettext_lazy("Write an object."),
    "model_type": gettext_lazy("Send a JSON object."),
    "model_attributes_type": gettext_lazy("Send a JSON object."),
}


def unreadable(errors: Sequence[Mapping[str, Any]]) -> DomainError:
    """Return the refusal of a body: not understood when it has unknown fields, else invalid."""
    problems = [_problem(error) for error in errors]
    if any(error["type"] == UNKNOWN for error in errors):
        return NotUnderstood(problems=problems)
    return Invalid(problems)


def _problem(error: Mapping[str, Any]) -> Problem:
    # ("body", name of the argument, field, …): the first two are ours.
    field = ".".join(str(part) for part in error["loc"][2:])[:100]
    if error["type"] == UNKNOWN:
        return Problem(field, _("There is no field “%s” here.") % field)
    if error["type"] == "missing":
        return Problem(field, _("%s is required.") % field if field else _("Send a JSON object."))
    return Problem(field, str(WORDS.get(error["type"], error["msg"])))
