"""
Records that come from one owner of them to another by thousands, as when two companies become one: the pointers, a row of
the journal for each, and the way back, which is the same move the other way round.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from hanse.companies.models import Company
from hanse.companies.tree import move_below
from hanse.foundation.errors import Refused
from hanse.foundation.rooms import rooms
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.recording import Entry, Fields, record_in_bulk

CHUNK = 500


def pointing_at(model: type[Model], *, but: Iterable[str] = ()) -> list[tuple[Any, str]]:
    """
    Return whatever points at records of `model`, also of rooms yet to be built: (model, name of the field); without the
    models `but`. Those that others follow come first.
    """
    found = [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if relation.related_model._meta.label not in but
    ]
    return sorted(found, key=lambda pair: not _followers(pair[0]))


def word_of(model: type[Model]) -> str:
    """Return the journal's word for the records of a table; a file knows its own."""
    of_rooms = {room.model: room.kind for room in rooms()}
    return of_rooms.get(model) or {"ExternalId": "external_id", "StoredFile": "file"}.get(
        model.__name__, str(model._meta.model_name)
    )


def move(rows: QuerySet, to: Mapping[str, int], *, by: Actor) -> int:
    """
    Let `rows` point at other records: {name of a field: id}. What follows them to another company does; return how many.

    Part of the caller's transaction, which has authorised it and locked what they come from and go to.
    """
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    columns = {rows.model._meta.get_field(name).attname: pk for name, pk in to.items()}
    word = word_of(rows.model)
    entries = [
        Entry(
            "moved",
            row.kind if word == "file" else word,
            row.pk,
            str(row),
            _company(row, to),
            _moved(row, to, columns),
        )
        for row in found
    ]
    if rows.model is Company:
        _hang(found, Company.objects.get(pk=to["parent"]))
    else:
        for ids in _chunks(found):
            _point(rows.model, ids, columns)
            if "company" in to:
                _follow(rows.model, ids, to["company"])
    record_in_bulk(entries, by=by)
    return len(found)


def hand_back(model: type[Model], changes: Sequence[Change], by: Actor) -> None:
    """
    Return what was moved to where it came from; an `Undoer` calls it.

    :raises Refused: when a record went elsewhere since, or is gone.
    """
    for _pairs, group in groupby(changes, key=lambda change: sorted(change.fields.items())):
        same = list(group)
        fields: Fields = same[0].fields
        rows = model._default_manager.filter(
            pk__in=[change.about for change in same], **{name: new for name, (_old, new) in fields.items()}
        )
        if rows.count() != len(same):
            raise Refused(_("Something that was moved has gone elsewhere since."))
        move(rows, {name: old for name, (old, _new) in fields.items()}, by=by)


def _point(model: type[Model], ids: Sequence[int], columns: Mapping[str, int]) -> None:
    newer = {"version": F("version") + 1} if hasattr(model, "version") else {}
    model._default_manager.filter(pk__in=ids).update(**columns, **newer)


def _follow(model: type[Model], ids: Sequence[int], company_id: int) -> None:
    """What belongs to a record of a company, and knows the company too, comes along."""
    for other, name in _followers(model):
        other._default_manager.filter(**{f"{name}__in": ids}).update(company=company_id)


def _followers(model: type[Model]) -> list[tuple[Any, str]]:
    related: list[tuple[Any, str]] = [
        (each.related_model, each.field.name) for each in model._meta.related_objects
    ]
    return [
        pair
        for pair in related
        if model is not Company and "company" in {f.name for f in pair[0]._meta.fields}
    ]


def _hang(children: Sequence[Company], parent: Company) -> None:
    """Hang companies from another one, with all below them; there are few below most."""
    for ids in _chunks(children):
        path = Concat(Value(parent.prefix), Cast("id", TextField()), Value("/"), output_field=TextField())
        Company.objects.filter(pk__in=ids).update(parent=parent, path=path, version=F("version") + 1)
        inner = set(Company.objects.filter(parent__in=ids).values_list("parent_id", flat=True))
        for child in children:
            if child.pk in inner:
                before = child.prefix
                child.path = f"{parent.prefix}{child.pk}/"
                move_below(child, before)
                inner.discard(child.pk)


def _moved(row: Any, to: Mapping[str, int], columns: Mapping[str, int]) -> Fields:
    pairs = zip(to, columns.items(), strict=True)
    return {name: [getattr(row, column), new] for name, (column, new) in pairs if getattr(row, column) != new}


def _company(row: Any, to: Mapping[str, int]) -> int | None:
    return row.pk if isinstance(row, Company) else to.get("company", getattr(row, "company_id", None))


def _chunks(rows: Sequence[Any]) -> list[list[int]]:
    ids = [row.pk for row in rows]
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
