"""Days, moments and numbers as the language of the reader writes them, and numbers as he types them."""

import datetime
import re
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache

from babel import dates, numbers
from django.utils import timezone
from django.utils.translation import get_language

FULL = "yMMMMEEEEd"


def locale() -> str:
    """Return Babel's name of the active language; its plain "en" is American, days here are written 12 Nov 2026."""
    language = get_language() or "en"
    return "en_GB" if language == "en" else language.replace("-", "_")


def day_text(on: datetime.date, skeleton: str = "yMMMd") -> str:
    """Return a day in words: 12 Nov 2026, or with another of CLDR's skeletons (MMMd, yMMMMEEEEd)."""
    return _written(on, skeleton, locale())


def moment_text(at: datetime.datetime, skeleton: str = "yMMMd") -> str:
    """Return a moment in words, in the active time zone: 12 Nov 2026, 09:05."""
    here = timezone.localtime(at)
    return f"{day_text(here.date(), skeleton)}, {here:%H:%M}"


def number_text(value: int | float | Decimal) -> str:
    """Return a number with the separators of the language."""
    return numbers.format_decimal(value, locale=locale(), decimal_quantization=False)


def decimal_text(text: str) -> str:
    """Return a stored number such as "1234.50" with the separators of the language; text that is none stays as it is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    whole, point, fraction = format(number, "f").partition(".")
    sign = "-" if whole.startswith("-") else ""
    symbol = numbers.get_decimal_symbol(locale()) if point else ""
    return f"{sign}{number_text(abs(Decimal(whole)))}{symbol}{fraction}"


def typed_number(text: str) -> str:
    """Return a stored number as it is typed: with the decimal sign of the language, without grouping."""
    return (
        text.replace(".", numbers.get_decimal_symbol(locale())) if re.fullmatch(r"-?\d+\.\d+", text) else text
    )


def read_number(text: str) -> str:
    """
    Return a typed number as it is stored: the separators of the language are understood, nothing else is changed.

    In Spanish 1.234,5 and 1234,5 are 1234.5, and 1.234 is 1234; what is no number is left for the rules to refuse.
    """
    decimal, group = numbers.get_decimal_symbol(locale()), numbers.get_group_symbol(locale())
    grouped = rf"[+-]?\d{{1,3}}({re.escape(group)}\d{{3}})+({re.escape(decimal)}\d+)?"
    bare = text.strip().replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(grouped, bare):
        return bare.replace(group, "").replace(decimal, ".")
    if re.fullmatch(rf"[+-]?\d+{re.escape(decimal)}\d+", bare):
        return bare.replace(decimal, ".")
    return text


@lru_cache(maxsize=4096)
def _written(on: datetime.date, skeleton: str, name: str) -> str:
    # Kept, because a list prints the same days over and over.
    return dates.format_date(on, _pattern(skeleton, name), locale=name)


@cache
def _pattern(skeleton: str, name: str) -> str:
    if skeleton == FULL:
        return dates.get_date_format("full", locale=name).pattern
    return dates.Locale.parse(name).datetime_skeletons[skeleton].pattern
