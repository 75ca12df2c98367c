"""What templates say in our words: icons, avatars, days, moments, countries, figures, form controls."""

import datetime
import re
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from hanse.foundation.countries import country_name
from hanse.foundation.speaking import FULL, day_text, moment_text, number_text
from hanse.web.icons import ICONS, SPRITE

register = template.Library()

DAY_FORMS = {"": "yMMMd", "short": "MMMd", "long": FULL}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """
    Draw an icon; give `label` only where no word stands beside it.

    :raises TemplateSyntaxError: for a name that `hanse.web.icons.ICONS` does not know.
    """
    if name not in ICONS:
        raise TemplateSyntaxError(f"There is no icon “{name}”; hanse/web/icons.py lists them.")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>', label, _sprite(), name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', _sprite(), name)


@register.simple_tag
def brand_mark() -> SafeString:
    """Draw the mark of Hanse."""
    return format_html('<svg class="brand-mark" aria-hidden="true"><use href="{}#i-hanse"/></svg>', _sprite())


@register.simple_tag
def avatar(name: Any, kind: str = "person", size: str = "") -> SafeString:
    """Draw initials on a quiet tone, round for a person, square for a company; `size` is s, l, xl or nothing."""
    words = ["avatar"]
    words += [f"avatar--{size}"] if size else []
    words += ["avatar--company"] if kind == "company" else []
    return format_html(
        '<span class="{}" data-tone="{}" aria-hidden="true">{}</span>',
        " ".join(words),
        tone(str(name)),
        initials(str(name)),
    )


def tone(name: str) -> int:
    """Return which of the six tones belongs to a name: always the same one."""
    return sum(map(ord, name)) % 6 + 1


def initials(name: str) -> str:
    """Return one or two letters that stand for a name."""
    words = [word for word in re.split(r"[\W_]+", name) if word and word[0].isalpha()]
    if not words:
        return name.strip()[:2].upper()
    return (words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]).upper()


@register.filter(is_safe=True)
def day(value: datetime.date | datetime.datetime | None, form: str = "") -> SafeString | str:
    """
    Write a day: 12 Nov 2026; `short` leaves this year away, `long` names the day of the week.

    Nothing is –.
    """
    if not value:
        return nothing()
    on = timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), _day(on, form))


@register.filter(is_safe=True)
def moment(value: datetime.datetime | None) -> SafeString | str:
    """Write how long ago something was: 2 h ago, Yesterday, 10 Nov; the full moment is its title. Nothing is –."""
    if not value:
        return nothing()
    at, now = timezone.localtime(value), timezone.localtime()
    title = moment_text(at, FULL)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), title, ago(at, now))


@register.simple_tag
def due(on: datetime.date, time: str = "", done: bool = False) -> SafeString:
    """Write the day by which something is to be done; late in red, today in amber while it is not done."""
    away = (on - timezone.localdate()).days
    words = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get(away) or _day(on, "short")
    told = f"{words}, {time}" if time else words
    tone_of_day = "" if done or away > 0 else "bad" if away < 0 else "warn"
    return format_html(
        '<time datetime="{}"{}>{}</time>',
        f"{on.isoformat()}T{time}" if time else on.isoformat(),
        format_html(' class="{}"', tone_of_day) if tone_of_day else "",
        told,
    )


@register.filter
def country(code: str) -> str:
    """Write the name of a country that is stored as a code."""
    return country_name(code, get_language() or "en") if code else ""


@register.filter
def figure(value: int | float | None) -> str:
    """Write a number with the separators of the reader's language."""
    return "" if value is None else number_text(value)


@register.simple_tag
def nothing() -> SafeString:
    """Write the dash that stands for no value."""
    return format_html('<span class="faint" role="img" aria-label="{}">–</span>', _("nothing"))


@register.simple_tag
def control(field: BoundField, switch: bool = False) -> SafeString:
    """Draw the control of a form field, tied to its hint, or to its error, which stands in the place of the hint."""
    attrs: dict[str, Any] = {}
    if field.errors:
        attrs["aria-describedby"] = f"{field.auto_id}_error"
    elif field.help_text:
        attrs["aria-describedby"] = f"{field.auto_id}_helptext"
    widget = field.field.widget
    plain = "input"
    if isinstance(widget, CheckboxInput):
        plain = "switch" if switch else "check"
        attrs |= {"role": "switch"} if switch else {}
    attrs["class"] = widget.attrs.get("class", plain)
    return field.as_widget(attrs=attrs)


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return how a field is laid out: `choice` (one box beside its words), `group` (several), or `line`."""
    if isinstance(field.field.widget, CheckboxInput):
        return "choice"
    return "group" if field.use_fieldset and hasattr(field.field.widget, "option_template_name") else "line"


@register.filter
def by_right(witnesses: list[Any]) -> list[dict[str, Any]]:
    """Return people who can see something in two groups: those who can edit it, those who can only view."""
    groups = [
        {"label": _("Can edit"), "people": [each for each in witnesses if each.decision.may_modify]},
        {"label": _("Can view"), "people": [each for each in witnesses if not each.decision.may_modify]},
    ]
    return [group for group in groups if group["people"]]


@cache
def _sprite() -> str:
    return static(SPRITE)


def _day(on: datetime.date, form: str) -> str:
    if form == "short" and on.year != timezone.localdate().year:
        form = ""
    return day_text(on, DAY_FORMS[form])


def ago(at: datetime.datetime, now: datetime.datetime) -> str:
    """Return how long before `now` something was, in words; a day beyond yesterday, or to come."""
    minutes = int((now - at).total_seconds() // 60)
    days = (now.date() - at.date()).days
    if days == 1:
        return _("Yesterday")
    if days != 0 or minutes < 0:
        return _day(at.date(), "short")
    if minutes < 1:
        return _("Just now")
    if minutes < 60:
        return pgettext("minutes", "%d min ago") % minutes
    return pgettext("hours", "%d h ago") % (minutes // 60)
