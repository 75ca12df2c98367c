"""The Spanish texts: all of them, nothing but them, each with what its English has to be filled with."""

import re
from collections import Counter

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings

from tests.languages import texts

PLACE = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
# Nobody is addressed: neither tú nor usted (docs/how-to/translate.md).
ADDRESSES = re.compile(
    r"\b(tú|tu|tus|te|ti|contigo|usted|ustedes|vuestr[oa]s?|puedes|debes|tienes|quieres)\b", re.IGNORECASE
)
ENDS = tuple(".:?")


@pytest.fixture(scope="module")
def messages():
    return [message for message in texts.catalogue() if message.id]


def pairs(message) -> list[tuple[str, str]]:
    """Return (English, Spanish) of a message, one pair for each plural form."""
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    spanish = message.string if isinstance(message.string, tuple) else (message.string,)
    return list(zip(english, spanish, strict=True))


def test_every_text_of_the_code_is_translated_and_nothing_else_is(messages):
    translated = {
        key
        for message in messages
        if not message.fuzzy and all(own for _english, own in pairs(message))
        for key in texts.keys([message])
    }
    code = texts.of_the_code()

    missing = [f"{code[key]}: {key[1]}" for key in code if key not in translated]
    assert missing == [], "Run `make messages` and translate these."
    assert translated - set(code) == set(), "Run `make messages`; these are not in the code any more."


def test_nothing_is_guessed_and_nothing_is_left_from_earlier():
    lines = texts.PO.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith(("#~", "#|", "#:")) or "fuzzy" in line] == []
    assert [line for line in lines if "Creation-Date" in line or "Revision-Date" in line] == []


def test_each_text_is_filled_with_what_its_english_is_filled_with(messages):
    wrong = []
    for message in messages:
        forms = pairs(message)
        for number, (english, own) in enumerate(forms):
            asked, given = Counter(PLACE.findall(english)), Counter(PLACE.findall(own))
            may_leave_out = len(forms) > 1 and number == 0
            if given != asked and not (may_leave_out and not given - Counter(PLACE.findall(forms[1][0]))):
                wrong.append((english, own))
    assert wrong == []


def test_spanish_is_written_in_one_voice_and_with_its_own_marks(messages):
    wrong = []
    for message in messages:
        for english, own in pairs(message):
            ends_alike = english.strip()[-1:] == own.strip()[-1:] or not english.strip().endswith(ENDS)
            if ADDRESSES.search(own) or "“" in own or not ends_alike or "  " in own:
                wrong.append((english, own))
    assert wrong == []


def test_what_is_compiled_is_what_is_written(messages):
    """`make setup` compiles it; a person who runs pytest by hand is told."""
    with (settings.PACKAGE / "locale/es/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = {_as_stored(each) for each in read_mo(file) if each.id}

    assert compiled == {_as_stored(each) for each in messages}, "Run `make setup`."


def _as_stored(message) -> tuple:
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    own = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    context = message.context.decode() if isinstance(message.context, bytes) else message.context
    return context, ids, own
