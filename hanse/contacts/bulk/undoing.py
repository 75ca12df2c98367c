"""Taking back what an import did to contacts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import access_of
from hanse.companies.bulk.drafts import Drafts
from hanse.companies.bulk.writing import CompanyWriter
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.contacts.bulk.cards import Card, Cards, values
from hanse.contacts.bulk.writing import KIND, ContactWriter
from hanse.contacts.fields import derive
from hanse.contacts.models import Contact
from hanse.foundation.bulk import delete_rows
from hanse.imports.references import blocked
from hanse.imports.run import Run
from hanse.journal.recording import Entry, diff, record_in_bulk
from hanse.setup.models import Section


class ContactUndoer:
    """Puts old values back and deletes what was made."""

    kind = KIND

    def restore(self, old: Mapping[int, Mapping[str, Any]], *, run: Run) -> dict[int, str]:
        """Put old values back; return {id: why not} for those that stay. Part of the caller's transaction."""
        cards, mine = _read(run, old)
        drafts = Drafts(run)
        writer = ContactWriter(run, cards, CompanyWriter(run, drafts, timezone.now()), timezone.now())
        drafts.load({fields["company"] for fields in old.values() if fields.get("company")})
        stay: dict[int, str] = {}
        for pk, fields in old.items():
            hit = cards.by_id.get(pk)
            if hit is None:
                stay[pk] = _("It has been deleted since.")
            elif pk not in mine:
                stay[pk] = _("You may not change it any more.")
            elif "company" in fields and fields["company"] not in drafts.by_id:
                stay[pk] = _("Its old company does not exist any more.")
            else:
                _put_back(hit, fields, cards, writer)
        writer.write()
        return stay

    def remove(self, ids: Sequence[int], *, run: Run) -> dict[int, str]:
        """Delete what the import made; return {id: why not} for those that stay. Part of the caller's transaction."""
        cards, mine = _read(run, ids)
        stay = dict.fromkeys(set(cards.by_id) - mine, _("You may not change it any more."))
        stay |= dict.fromkeys(
            blocked(Contact, mine),
            _("Something hangs from it by now: activities, or a company that bills to it."),
        )
        going = [cards.by_id[pk] for pk in ids if pk in mine and pk not in stay]
        record_in_bulk(
            (
                Entry("deleted", KIND, card.pk, card.full_name, card.company_id, diff(values(card), {}))
                for card in going
            ),
            by=run.by,
        )
        delete_rows(Contact, [card.pk for card in going])
        return stay

    def settle(self, file_id: int) -> None:
        """Contacts have nothing beside their values."""


def _read(run: Run, ids) -> tuple[Cards, set[int]]:
    """Return contacts, and the ids of those that the person may change."""
    cards, drafts, access = Cards(run), Drafts(run), access_of(run.user)
    cards.load(ids)
    drafts.load({card.company_id for card in cards.by_id.values()})
    mine = {
        pk
        for pk, card in cards.by_id.items()
        if decide(access, facts_of(drafts.by_id[card.company_id]), Section.CONTACTS).may_modify
    }
    return cards, mine


def _put_back(hit: Card, fields: Mapping[str, Any], cards: Cards, writer: ContactWriter) -> None:
    card = hit.copy()
    for name, value in fields.items():
        setattr(card, "company_id" if name == "company" else name, value)
    derive(card)
    cards.put(card)
    writer.change(hit, card)
