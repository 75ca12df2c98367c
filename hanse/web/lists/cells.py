"""The cells of a list, by kind of column. Written here and not in templates: a page has hundreds of them."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hanse.accounts.access import Access, Right
from hanse.companies.naming import Named
from hanse.foundation.speaking import decimal_text
from hanse.foundation.table import Column
from hanse.setup.models import Section
from hanse.web.templatetags.hanse import avatar, country, day, due, icon, moment, nothing

Cell = SafeString | str
LONGEST = 80


@dataclass(frozen=True)
class Reader:
    """Who reads the list, and where its records have their pages."""

    access: Access
    url: str
    are_people: bool = False
    # Companies that he may not know of, as they are named to him.
    named: Mapping[int, Named] = field(default_factory=dict)


def cell(column: Column, row: Any, reader: Reader) -> Cell:
    """Return what a cell shows."""
    value = column.value(row)
    if value in ("", None):
        return nothing()
    return _KINDS.get(column.kind, _text)(column, row, value, reader)


def whole(column: Column, row: Any, reader: Reader) -> Cell:
    """Return a value where there is room for all of it."""
    if column.kind in _KINDS:
        return cell(column, row, reader)
    return linebreaksbr(str(column.value(row)))


def _title(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return format_html(
        '<span class="row gap-3">{}<a class="title" href="{}{}/">{}</a>{}</span>',
        avatar(value, "person" if reader.are_people else "company"),
        reader.url,
        row.pk,
        value,
        _peek(row, reader),
    )


def _peek(row: Any, reader: Reader) -> SafeString:
    """What shows the record beside the list; Space does it too, so that it is no stop on the way of Tab."""
    link = '<a class="btn btn--s peek-link" tabindex="-1" href="{0}{1}/" hx-get="{0}{1}/peek/" hx-target="#panel" hx-sync="#panel:replace">{2}</a>'
    return format_html(link, reader.url, row.pk, _("Open"))


def _user(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    name = str(getattr(row, column.name))
    return format_html('<span class="who">{}{}</span>', avatar(name, size="s"), name)


def _company(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    pk = getattr(row, f"{column.name}_id")
    if pk in reader.named:
        known = reader.named[pk]
        return format_html('<a href="/companies/{}/">{}</a>', pk, known) if known.may_open else str(known)
    company = getattr(row, column.name)
    if not reader.access.may(Right.VIEW, Section.COMPANIES):
        return company.name
    return format_html('<a href="/companies/{}/">{}</a>', company.pk, company.name)


def _country(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return country(value)


def _due(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return due(value, row.due_time, row.done)


def _done(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    """The button that says done, of a form beside the list; what is done and what one may not change says it."""
    if value or not row.may_change(reader.access):
        return _("Yes") if value else nothing()
    button = '<button class="btn btn--s" type="submit" form="mark" formaction="{}{}/done/" data-marks>{}<span class="visually-hidden">{}</span></button>'
    return format_html(button, reader.url, row.pk, icon("check"), _("Mark done: %s") % row)


def _moment(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return moment(value)


def _date(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    try:
        return day(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _number(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return decimal_text(str(value))


def _email(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return format_html('<a href="mailto:{}">{}</a>', value, value)


def _phone(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return format_html('<a href="tel:{}">{}</a>', "".join(value.split()), value)


def _boolean(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    return _("Yes") if value else nothing()


def _text(column: Column, row: Any, value: Any, reader: Reader) -> Cell:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


_KINDS: dict[str, Callable[[Column, Any, Any, Reader], Cell]] = {
    "title": _title,
    "user": _user,
    "company": _company,
    "country": _country,
    "moment": _moment,
    "date": _date,
    "numeric": _number,
    "email": _email,
    "phone": _phone,
    "boolean": _boolean,
    "due": _due,
    "done": _done,
}
