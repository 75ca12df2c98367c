"""A company among thousands: its columns without a model object, read and compared as `fields.py` says."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hanse.companies.fields import values_of
from hanse.companies.models import Company
from hanse.foundation.bulk import pairs_of
from hanse.foundation.text import fold
from hanse.imports.run import Run

# The columns of a draft; in the database the first is called id.
NAMES = (
    "pk", "name", "address", "tax_id", "country", "phone", "email", "website", "comments", "payment_conditions", "role_id",
    "parent_id", "billing_contact_id", "custom", "sort_name", "name_key", "tax_key", "search_text", "path",
    "owner_company", "version", "last_activity", "created_at",
)  # fmt: skip
STORED = (*NAMES, "owner_id", "owner__username", "owner__company_id")
EMPTY = {
    "pk": 0, "is_new": True, "name": "", "address": "", "tax_id": "", "country": "", "phone": "", "email": "",
    "website": "", "comments": "", "payment_conditions": 30, "role_id": None, "parent_id": None,
    "billing_contact_id": None, "path": None, "owner_company": None, "version": 1,
}  # fmt: skip
LEDGER = "company"
MOST_OF_ONE_NAME = 5000


class Owner(NamedTuple):
    """What a company needs to know of its owner."""

    id: int
    username: str
    company_id: int | None


class Draft:
    """A company as it is, or as it would be: speaks like the model to `fields.derive`, `values_of` and the rules."""

    pk: int
    name: str
    address: str
    tax_id: str
    country: str
    phone: str
    email: str
    website: str
    comments: str
    payment_conditions: int
    role_id: int | None
    parent_id: int | None
    billing_contact_id: int | None
    custom: dict[str, str]
    sort_name: str
    name_key: str
    tax_key: str
    search_text: str
    path: str | None
    owner_company: int | None
    version: int
    last_activity: datetime.datetime
    created_at: datetime.datetime
    owner: Owner
    is_new: bool

    @classmethod
    def new(cls, owner: Owner, at: datetime.datetime) -> "Draft":
        """Return an empty company."""
        draft = cls()
        draft.__dict__.update(EMPTY)
        draft.owner = owner
        draft.custom = {}
        draft.last_activity = draft.created_at = at
        return draft

    @classmethod
    def stored(cls, row: Sequence[Any]) -> "Draft":
        """Return a stored company from its columns STORED."""
        draft = cls()
        draft.__dict__.update(zip(NAMES, row[:-3], strict=True))
        draft.owner = Owner(*row[-3:])
        draft.is_new = False
        return draft

    @property
    def owner_id(self) -> int:
        """The id of the owner."""
        return self.owner.id

    @property
    def prefix(self) -> str:
        """What the paths of the companies below this one start with."""
        return self.path or f"{self.pk}/"

    def copy(self) -> "Draft":
        """Return a second draft to lay values over."""
        other = Draft()
        other.__dict__.update(self.__dict__)
        return other

    def state(self) -> dict[str, Any]:
        """Return what a dry run has to remember."""
        return self.__dict__ | {"owner": list(self.owner), "last_activity": None, "created_at": None}

    @classmethod
    def remembered(cls, data: Mapping[str, Any], at: datetime.datetime) -> "Draft":
        """Return a draft from what a dry run remembered."""
        draft = cls()
        draft.__dict__.update(data)
        draft.is_new = False
        draft.owner = Owner(*data["owner"])
        draft.last_activity = draft.created_at = at
        return draft

    def __str__(self) -> str:
        return self.name


def values(draft: Draft) -> dict[str, Any]:
    """Return a draft in the words of the API, the export and the journal."""
    return values_of(draft)


class Drafts:
    """The companies that a chunk of rows may meet, by everything that finds them; in a dry run as they would be by now."""

    def __init__(self, run: Run) -> None:
        self._run = run
        # Where a dry run has moved companies to: {id: its prefix by now}; what hangs below follows when it is read.
        self._moved: dict[int, str] = {}
        self.clear()

    def clear(self) -> None:
        """Forget what was read; the next chunk reads anew."""
        self.by_id: dict[int, Draft] = {}
        self.by_tax: dict[str, Draft] = {}
        self.by_name: dict[tuple[Any, str], Draft] = {}
        self._bare: dict[str, dict[int, Draft]] = {}
        # {id: (version, path)} in the database, for those who have to notice that somebody changed one meanwhile.
        self.read: dict[int, tuple[int, str | None]] = {}

    def load(self, ids: Iterable[int]) -> None:
        """Read companies by id, each once; those that do not exist stay away."""
        wanted = {pk for pk in ids if pk not in self.by_id}
        stored = [pk for pk in wanted if 0 < pk < 2**63]
        if stored:
            for row in Company.objects.filter(pk__in=stored).order_by().values_list(*STORED):
                draft = Draft.stored(row)
                self.read[draft.pk] = (draft.version, draft.path)
                self.put(self._relocated(draft) if self._moved else draft)
        if self._run.dry and wanted:
            at = self._run.now()
            for data in self._run.ledger.kept(LEDGER, wanted).values():
                self.put(Draft.remembered(data, at))

    def load_taxes(self, keys: Iterable[str]) -> None:
        """Read the companies that hold one of these tax keys."""
        wanted = [key for key in set(keys) if key and key not in self.by_tax]
        if not wanted:
            return
        # The condition of the index, which PostgreSQL does not see in a long list by itself.
        held = Company.objects.exclude(tax_key="").filter(tax_key__in=wanted)
        ids = set(held.order_by().values_list("pk", flat=True))
        if self._run.dry:
            ids.update(pk for found in self._run.ledger.find("tax", wanted).values() for pk in found)
        self.load(ids)

    def load_names(self, pairs: Iterable[tuple[Any, str]]) -> None:
        """Read the companies of these names; each pair is (place, name key), a place what `beside` returns."""
        wanted = [
            pair
            for pair in set(pairs)
            if pair[1] and pair not in self.by_name and not self._is_fresh(pair[0])
        ]
        if not wanted:
            return
        ids = self._stored_names(
            [(place[1], key) for place, key in wanted if place[0] == "parent" and place[1] > 0], _BELOW
        )
        ids |= self._stored_names(
            [(place[1], key) for place, key in wanted if place[0] == "owner"], _PARENTLESS
        )
        if self._run.dry:
            found = self._run.ledger.find("beside", [_word(place, key) for place, key in wanted])
            ids.update(pk for each in found.values() for pk in each)
        self.load(ids)

    def load_parentless(self, keys: Iterable[str]) -> None:
        """Read every company without parent that has one of these names, whoever owns it."""
        wanted = {key for key in keys if key}
        if wanted:
            bare = Company.objects.filter(parent__isnull=True, sort_name__in={fold(key) for key in wanted})
            self.load(
                pk for pk, key in bare.values_list("pk", "name_key")[:MOST_OF_ONE_NAME] if key in wanted
            )

    def parentless(self, key: str) -> list[Draft]:
        """Return the companies without parent that have this name, of those read so far."""
        return list(self._bare.get(key, {}).values())

    def _is_fresh(self, place: tuple[str, int]) -> bool:
        """Tell whether a place is a company that this chunk makes: nothing can hang from it but what is at hand."""
        parent = self.by_id.get(place[1]) if place[0] == "parent" else None
        return parent is not None and parent.is_new and parent.pk not in self.read

    def _stored_names(self, pairs: list[tuple[int, str]], sql: str) -> set[int]:
        return {row[0] for row in pairs_of(sql, pairs)}

    def put(self, draft: Draft) -> None:
        """Let a company be found as it is now, and no more as it was."""
        before = self.by_id.get(draft.pk)
        if before is not None and before is not draft:
            self._forget(before)
        self.by_id[draft.pk] = draft
        if draft.tax_key:
            self.by_tax[draft.tax_key] = draft
        self.by_name[beside(draft), draft.name_key] = draft
        if not draft.parent_id:
            self._bare.setdefault(draft.name_key, {})[draft.pk] = draft

    def moved(self, draft: Draft, old_prefix: str) -> None:
        """Let the companies read already follow one that moved; a dry run remembers it for those not read yet."""
        if self._run.dry:
            self._moved[draft.pk] = draft.prefix
        for other in self.by_id.values():
            if other is not draft and other.path is not None and other.path.startswith(old_prefix):
                other.path = draft.prefix + other.path[len(old_prefix) :]

    def _relocated(self, draft: Draft) -> Draft:
        """Return a company read from the database with the path that it has by now."""
        path, again = draft.path, True
        while path is not None and again:
            again, parts = False, path.split("/")[:-1]
            for place in range(len(parts) - 1, -1, -1):
                above = "/".join(parts[: place + 1]) + "/"
                prefix = self._moved.get(int(parts[place]), above)
                if prefix != above:
                    path, again = prefix + path[len(above) :], True
                    break
        if path != draft.path:
            draft = draft.copy()
            draft.path = path
        return draft

    def _forget(self, draft: Draft) -> None:
        self._bare.get(draft.name_key, {}).pop(draft.pk, None)
        if self.by_tax.get(draft.tax_key) is draft:
            del self.by_tax[draft.tax_key]
        if self.by_name.get((beside(draft), draft.name_key)) is draft:
            del self.by_name[beside(draft), draft.name_key]


def beside(draft: Draft) -> tuple[str, int]:
    """Return the place where a company's name has to be its own: below its parent, or among its owner's parentless ones."""
    return ("parent", draft.parent_id) if draft.parent_id else ("owner", draft.owner.id)


def ledger_words(draft: Draft) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return what a dry run enters so that later rows find this company: by tax key, and by name at its place."""
    taxes = [(draft.tax_key, draft.pk)] if draft.tax_key else []
    return taxes, [(_word(beside(draft), draft.name_key), draft.pk)]


def _word(place: tuple[str, int], key: str) -> str:
    return f"{place[0]}/{place[1]}/{key}"


_BELOW = (
    "SELECT c.id FROM {pairs} JOIN companies_company AS c "
    "ON c.parent_id = pairs.a AND c.name_key = pairs.b AND c.parent_id IS NOT NULL"
)
_PARENTLESS = (
    "SELECT c.id FROM {pairs} JOIN companies_company AS c "
    "ON c.owner_id = pairs.a AND c.name_key = pairs.b AND c.parent_id IS NULL"
)
