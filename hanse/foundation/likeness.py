"""What makes two records look like one, whatever they are: names without their legal form, domains that belong to somebody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from hanse.foundation.text import fold

# As people write them behind a name; folded, without dots and blanks.
FORMS = (
    "ab", "ag", "aps", "as", "asa", "bv", "bvba", "co", "corp", "corporation", "ek", "eg", "ev", "eurl", "gbr", "gmbh",
    "gmbhcokg", "inc", "kft", "kg", "kgaa", "lda", "limited", "llc", "llp", "ltd", "ltda", "nv", "ohg", "oy", "oyj",
    "plc", "sa", "sarl", "sas", "sasu", "sau", "sca", "scoop", "se", "sl", "sll", "slne", "slp", "slu", "snc", "spa",
    "spzoo", "sro", "srl", "ug",
)  # fmt: skip
# Addresses there say nothing about where somebody works.
FREEMAIL = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "outlook.es", "hotmail.com", "hotmail.es", "hotmail.fr",
    "hotmail.it", "live.com", "msn.com", "yahoo.com", "yahoo.es", "yahoo.fr", "yahoo.de", "yahoo.co.uk",
    "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch",
    "web.de", "t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "libero.it",
    "tiscali.it", "terra.es", "telefonica.net", "protonmail.com", "proton.me", "mail.com", "mail.ru", "yandex.ru",
    "yandex.com", "qq.com", "163.com",
})  # fmt: skip
_MARKS = re.compile(r"[.,;&]")
# How a legal form is set apart from the name, and its dots: "acme sl", "acme, s.l.", "acme s.l".
_SPELT = (
    "gmbh & co. kg",
    "gmbh & co kg",
    "sp. z o.o.",
    "sp. z o. o.",
    "s. l.",
    "s. a.",
    "s. r. l.",
    "e. k.",
    "e. v.",
)
_BETWEEN = (" ", ", ", ",")


@dataclass(frozen=True)
class Likeness:
    """A record that looks like what was asked about, and why, in words."""

    record: Any
    reasons: Sequence[str]


def core(name: str) -> str:
    """Return a name without legal form, case, accents and marks."""
    words = _MARKS.sub(" ", fold(name).replace(".", "")).split()
    for many in (3, 2, 1):
        # "s l" and "sp z o o" too.
        if len(words) > many and "".join(words[-many:]) in FORMS:
            words = words[:-many]
            break
    return " ".join(words)


def spellings(name: str) -> list[str]:
    """Return how the same name may stand sorted with any legal form: what an index can look up one by one."""
    bare = core(name)
    if not bare:
        return []
    forms = [*_SPELT, *(each for form in FORMS for each in (form, f"{form}.", ".".join(form) + "."))]
    return [fold(name), bare, *(f"{bare}{between}{form}" for between in _BETWEEN for form in forms)]


def domain_of(email: str) -> str:
    """Return the domain of an address; nothing for one where everybody has his mail."""
    domain = email.rpartition("@")[2].strip().lower()
    return "" if domain in FREEMAIL or "." not in domain else domain


def site_of(website: str) -> str:
    """Return the host of a website, without www."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


def digits(phone: str) -> str:
    """Return the last nine digits of a number: with and without the country's code it is the same."""
    found = "".join(letter for letter in phone if letter.isdigit())
    return found[-9:] if len(found) >= 6 else ""
