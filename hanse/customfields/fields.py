"""What a custom field and a section are made of, declared once, and the rules of a choice field's options."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.customfields.models import CustomField
from hanse.foundation import fields
from hanse.foundation.errors import BadValue, Problem
from hanse.foundation.fields import Field
from hanse.foundation.rooms import rooms
from hanse.foundation.text import clean_line, same_key

Type = CustomField.Type
MOST_OPTIONS = 2000
MOST_OPTION = 200


def _type(raw: Any) -> str:
    value = str(raw or Type.TEXT).strip().lower()
    if value not in Type.values:
        raise BadValue(_("Choose one of: %s.") % ", ".join(Type.values))
    return value


def _options(raw: Any) -> list[str]:
    """A list of texts, or text with one option a line; empty ones go, doubles are refused."""
    if raw in (None, ""):
        return []
    rows = raw.splitlines() if isinstance(raw, str) else raw
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise BadValue(_("Write a list of texts, one for each option."))
    options = [option for row in rows if (option := clean_line(row))]
    if len(options) > MOST_OPTIONS:
        raise BadValue(_("%s options are the most.") % MOST_OPTIONS)
    if any(len(option) > MOST_OPTION for option in options):
        raise BadValue(_("%s characters are the most for one option.") % MOST_OPTION)
    double = _first_double(options)
    if double:
        raise BadValue(_("The option “%s” is there twice.") % double)
    return options


def _first_double(options: Iterable[str]) -> str:
    seen: set[str] = set()
    for option in options:
        key = same_key(option)
        if key in seen:
            return option
        seen.add(key)
    return ""


def _section(raw: Any) -> Any:
    """An id or a name; empty is none."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    return fields.line(100)(raw) or None


def _target(raw: Any) -> str:
    value = fields.line(40)(raw) or "company"
    known = [room.kind for room in rooms() if any(each.kind == "custom" for each in room.fields)]
    if value not in known:
        raise BadValue(_("Custom fields belong to one of: %s.") % ", ".join(known))
    return value


FIELDS = (
    Field("target", gettext_lazy("Belongs to"), _target),
    Field("section", gettext_lazy("Section"), _section, kind="choice"),
    Field("label", gettext_lazy("Label"), fields.line(100), required=True),
    Field("type", gettext_lazy("Type"), _type, kind="choice"),
    Field("options", gettext_lazy("Options"), _options, kind="lines"),
    Field("parent", gettext_lazy("Depends on"), fields.identifier, kind="choice"),
    Field("order", gettext_lazy("Order"), fields.whole(0, 1_000_000, empty=0), kind="number"),
    Field("show_in_list", gettext_lazy("Show in list"), fields.boolean, kind="boolean"),
)
SECTION_FIELDS = (
    Field("target", gettext_lazy("Belongs to"), _target),
    Field("name", gettext_lazy("Name"), fields.line(100), required=True),
    Field("order", gettext_lazy("Order"), fields.whole(0, 1_000_000, empty=0), kind="number"),
)


def option_problems(field: CustomField) -> list[Problem]:
    """Return what is wrong with the options of `field` as it stands, its parent loaded."""
    if field.type not in {Type.COMBO, Type.LINKED}:
        if field.options:
            return [Problem("options", _("Only choice fields have options; leave them empty."))]
        return []
    if not field.options:
        return [Problem("options", _("Write at least one option."))]
    return _dependent_problems(field, field.parent) if field.parent is not None else []


def _dependent_problems(field: CustomField, parent: CustomField) -> list[Problem]:
    above = {own_part(option) for option in parent.options}
    for option in field.options:
        head, bar, own = option.rpartition("|")
        if not bar or not own.strip():
            return [Problem("options", _("Write “%s” as value above|own value.") % option)]
        if own_part(head) not in above:
            return [
                Problem(
                    "options",
                    _("“%(value)s” is not an option of %(parent)s.")
                    % {"value": own_part(head), "parent": parent.label},
                )
            ]
    return []


def own_part(option: str) -> str:
    """Return what a record stores for an option: the part after the last bar."""
    return option.rpartition("|")[2]
