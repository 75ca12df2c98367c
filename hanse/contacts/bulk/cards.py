"""A contact among thousands: its columns without a model object, and everything that finds it."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db.models import Q
from django.db.models.functions import Lower

from hanse.contacts.fields import PLAIN
from hanse.contacts.models import Contact
from hanse.foundation.text import fold, same_key
from hanse.imports.run import Run

STORED = ("id", "company_id", *PLAIN, "sort_name", "search_text", "version")
LEDGER = "contact"


class Card:
    """A contact as it is, or as it would be: speaks like the model to `fields.derive` and `Contact.values`."""

    __slots__ = ("pk", "company_id", *PLAIN, "sort_name", "search_text", "version")

    @classmethod
    def new(cls) -> "Card":
        """Return an empty contact."""
        return cls.of((0, None, "", "", "", "", "", "", False, "", "", 1))

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Card":
        """Return a contact from its columns STORED."""
        card = cls()
        for name, value in zip(Card.__slots__, row, strict=True):
            setattr(card, name, value)
        return card

    def columns(self) -> tuple[Any, ...]:
        """Return the columns STORED."""
        return tuple([getattr(self, name) for name in Card.__slots__])

    def copy(self) -> "Card":
        """Return a second card to lay values over."""
        return Card.of(self.columns())


def values(card: Card) -> dict[str, Any]:
    """Return a card in the words of the API, the export and the journal."""
    return Contact.values(cast(Contact, card))


class Cards:
    """The contacts that a chunk of rows may meet, by id, and in their company by e-mail and by name."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.clear()

    def clear(self) -> None:
        """Forget what was read; the next chunk reads anew."""
        self.by_id: dict[int, Card] = {}
        self._by_email: dict[tuple[int, str], dict[int, Card]] = {}
        self._by_name: dict[tuple[int, str], dict[int, Card]] = {}
        # {id: (version, company)} in the database.
        self.read: dict[int, tuple[int, int]] = {}

    def load(self, ids: Iterable[int]) -> None:
        """Read contacts by id, each once."""
        wanted = {pk for pk in ids if pk not in self.by_id}
        stored = [pk for pk in wanted if 0 < pk < 2**63]
        if stored:
            self._take(Contact.objects.filter(pk__in=stored))
        self._take_remembered(wanted)

    def load_of(self, wanted: Sequence[tuple[int, str, str]]) -> None:
        """Read the contacts that rows may mean, each given by its company, e-mail and name."""
        companies = {company for company, _email, _name in wanted if company > 0}
        emails = {email.lower() for _company, email, _name in wanted if email}
        names = {fold(name) for _company, _email, name in wanted if name}
        if companies and (emails or names):
            same = Q(sort_name__in=names) | Q(mail__in=emails)
            self._take(
                Contact.objects.filter(company__in=companies).annotate(mail=Lower("email")).filter(same)
            )
        if self._run.dry:
            words = [word for each in wanted for word in ledger_words(*each)]
            found = self._run.ledger.find(LEDGER, words)
            self._take_remembered({pk for each in found.values() for pk in each} - set(self.by_id))

    def _take(self, queryset) -> None:
        for row in queryset.order_by().values_list(*STORED):
            if row[0] not in self.by_id:
                self.read[row[0]] = (row[-1], row[1])
                self.put(Card.of(row))

    def _take_remembered(self, ids: Iterable[int]) -> None:
        if self._run.dry and ids:
            for row in self._run.ledger.kept(LEDGER, ids).values():
                self.put(Card.of(row))

    def put(self, card: Card) -> None:
        """Let a contact be found as it is now, and no more as it was."""
        before = self.by_id.get(card.pk)
        if before is not None:
            self._by_email.get((before.company_id, before.email.lower()), {}).pop(before.pk, None)
            self._by_name.get((before.company_id, same_key(before.full_name)), {}).pop(before.pk, None)
        self.by_id[card.pk] = card
        if card.email:
            self._by_email.setdefault((card.company_id, card.email.lower()), {})[card.pk] = card
        self._by_name.setdefault((card.company_id, same_key(card.full_name)), {})[card.pk] = card

    def with_email(self, company: int, email: str) -> list[Card]:
        """Return the contacts of a company with this e-mail."""
        return list(self._by_email.get((company, email.lower()), {}).values()) if email else []

    def with_name(self, company: int, name: str) -> list[Card]:
        """Return the contacts of a company with this name."""
        return list(self._by_name.get((company, same_key(name)), {}).values()) if name else []


def ledger_words(company: int, email: str, name: str) -> list[str]:
    """Return the words under which a dry run finds a contact again: by e-mail and by name in its company."""
    words = [f"{company}/{email.lower()}"] if email else []
    return [*words, f"{company}/{same_key(name)}"] if name else words
