"""
The operations on records that belong to a company, the same for every room that has such: list, one record, the changes,
history, earlier values, who can see it. The document says of each field what the room declares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router
from pydantic import BaseModel, Field, create_model

from hanse.accounts.access import Right
from hanse.api.answers import answer, nothing, page_of
from hanse.api.door import actor, edited_version
from hanse.api.policy import needs
from hanse.api.request import ApiRequest
from hanse.api.schema import (
    Body,
    CustomValues,
    Listing,
    Shown,
    body_example,
    changed,
    deleted,
    example,
    listed,
    made,
    read,
)
from hanse.api.v1.records import READ_PAGES, ChangeList, WitnessList, history_page, witnesses
from hanse.api.v1.undo import Restoring, earlier_values
from hanse.companies.people import who_can_see
from hanse.companies.querysets import facts_of
from hanse.contacts.trash import restore_deleted
from hanse.foundation.fields import Field as Declared
from hanse.foundation.rooms import Room

COMPANY = Field(description="The id of a company that you may change.")
# Kind of a field -> what an answer holds; what a request may hold too is beside it where that is more.
TYPES: Mapping[str, tuple[Any, Any]] = {
    "company": (int, Annotated[int | None, COMPANY]),
    "number": (int | None, int | None),
    "boolean": (bool, bool),
    "custom": (CustomValues, CustomValues),
}
# What of the database answers a field, where that is not the column of its name.
COLUMNS = {"company": "{}_id", "user": "{}__username"}
TEXT = (str, str | None)
EMPTY = {"boolean": False, "custom": {}}


@dataclass(frozen=True)
class Words:
    """How the document speaks of the records: one and many of them, a whole one, a change, and what goes along."""

    one: str
    many: str
    sample: Mapping[str, Any]
    change: Mapping[str, Any]
    new: Sequence[str]
    along: str = ""


class Owned:
    """The operations of one room; `router` has them all."""

    def __init__(self, room: Room, words: Words) -> None:
        self._room, self._words = room, words
        self.router = Router(tags=[words.many.capitalize()])
        self._columns = {"id": "id"} | {
            each.name: COLUMNS.get(each.kind, "{}").format(each.name) for each in room.fields
        }
        self._name_models()
        self._read_records()
        self._change_records()
        self._end_records()
        self._tell_of_records()

    def answer(self, record: Any, *, status: int = 200) -> HttpResponse:
        """Return a record with its ETag; a new one with its address."""
        shown = {"id": record.pk} | self._room.values(record)
        location = f"/api/v1/{self._room.name}/{record.pk}" if status == 201 else ""
        return answer(shown, status=status, tag=record.version, location=location)

    def visible(self, request: ApiRequest, pk: int) -> Any:
        """
        Return one record.

        :raises NotFound: when there is none that the person may see.
        """
        return self._room.rows().get_visible(request.user, pk)

    @property
    def at(self) -> str:
        """The address of one record, below the room's."""
        return f"/{{int:{self._room.kind}_id}}"

    @property
    def id(self) -> Any:
        """The parameter of that address."""
        return Path(..., alias=f"{self._room.kind}_id")

    def _name_models(self) -> None:
        words, name = self._words, self._words.one.title().replace(" ", "")
        fields = self._room.fields
        changes: dict[str, Any] = {each.name: (_taken(each), EMPTY.get(each.kind)) for each in fields}
        needed: dict[str, Any] = {each.name: (_needed(each), ...) for each in fields if each.required}
        shown: dict[str, Any] = {"id": (int, ...)} | {
            each.name: (TYPES.get(each.kind, TEXT)[0], ...) for each in fields
        }
        new = {field: words.sample[field] for field in words.new}
        self.Change = _model(
            f"{name}Change",
            Body,
            f"The fields of a {words.one} that are to change.",
            changes,
            body_example(**words.change),
        )
        self.New = _model(
            f"{name}New", self.Change, f"A {words.one} to be made.", needed, body_example(**new)
        )
        self.Out = _model(f"{name}Out", Shown, f"A {words.one}.", shown, example(id=7, **words.sample))
        page: dict[str, Any] = {"items": (list[self.Out], ...)}  # type: ignore[name-defined]
        self.List = _model(f"{name}List", Listing, f"One page of {words.many}.", page)

    def _read_records(self) -> None:
        room, words, record_id = self._room, self._words, self.id

        @self.router.get(
            "",
            response=self.List,
            openapi_extra=listed(room.table),
            operation_id=f"list_{room.name}",
            description=f"The {words.many} of the companies that you can see, filtered and sorted.",
        )
        @needs(Right.VIEW, room.section)
        def list_records(request: ApiRequest) -> HttpResponse:
            return page_of(
                request,
                room.table,
                lambda: room.rows().visible_to(request.user),
                counted=room.rows().visible_to(request.user, counting=True),
                columns=self._columns.values(),
                render=lambda row: {word: row[column] for word, column in self._columns.items()},
            )

        @self.router.get(
            self.at,
            response=self.Out,
            openapi_extra=read(),
            operation_id=f"get_a_{room.kind}",
            description=f"One {words.one}; its ETag is what `If-Match` compares.",
        )
        @needs(Right.VIEW, room.section)
        def get_a_record(request: ApiRequest, pk: int = record_id) -> HttpResponse:
            return self.answer(self.visible(request, pk))

    def _change_records(self) -> None:
        room, words, record_id = self._room, self._words, self.id
        New, Change = self.New, self.Change

        @self.router.post(
            "",
            response={201: self.Out},
            openapi_extra=made(),
            operation_id=f"create_a_{room.kind}",
            description=f"Make a {words.one} of a company that you may change.",
        )
        @needs(Right.WRITE, room.section)
        def create_a_record(request: ApiRequest, body: New) -> HttpResponse:  # type: ignore[valid-type]
            return self.answer(room.create(body.given(), by=actor(request)), status=201)

        @self.router.patch(
            self.at,
            response=self.Out,
            openapi_extra=changed(),
            operation_id=f"change_a_{room.kind}",
            description="Change the given fields; the others stay.",
        )
        @needs(Right.VIEW, room.section)
        def change_a_record(request: ApiRequest, body: Change, pk: int = record_id) -> HttpResponse:  # type: ignore[valid-type]
            version = edited_version(request)
            return self.answer(room.update(pk, body.given(), by=actor(request), version=version))

    def _end_records(self) -> None:
        room, words, record_id = self._room, self._words, self.id
        along = f" with its {words.along}" if words.along else ""

        @self.router.delete(
            self.at,
            response={204: None},
            openapi_extra=deleted(),
            operation_id=f"delete_a_{room.kind}",
            description=f"Delete a {words.one}{along}.",
        )
        @needs(Right.VIEW, room.section)
        def delete_a_record(request: ApiRequest, pk: int = record_id) -> HttpResponse:
            room.delete(pk, by=actor(request), version=edited_version(request))
            return nothing()

        @self.router.post(
            f"{self.at}/restore",
            response=self.Out,
            openapi_extra=changed(409),
            operation_id=f"restore_a_{room.kind}",
            description=f"Put earlier values back, or with an empty object bring a deleted {words.one} back{along}.",
        )
        @needs(Right.VIEW, room.section)
        def restore_a_record(request: ApiRequest, body: Restoring, pk: int = record_id) -> HttpResponse:
            if body.is_empty:
                restore_deleted(room.kind, pk, by=actor(request))
                return self.answer(self.visible(request, pk))
            record = room.rows().get_editable(request.user, pk)
            raw = earlier_values(room.kind, pk, room.values(record), body)
            by, version = actor(request).taking_back(), edited_version(request)
            return self.answer(room.update(pk, raw, by=by, version=version))

    def _tell_of_records(self) -> None:
        room, words, record_id = self._room, self._words, self.id

        @self.router.get(
            f"{self.at}/history",
            response=ChangeList,
            openapi_extra=READ_PAGES,
            operation_id=f"list_history_of_a_{room.kind}",
            description=f"Every change of the {words.one}, newest first.",
        )
        @needs(Right.VIEW, room.section)
        def list_history(request: ApiRequest, pk: int = record_id) -> HttpResponse:
            return history_page(request, room.kind, self.visible(request, pk).pk)

        @self.router.get(
            f"{self.at}/access",
            response=WitnessList,
            openapi_extra=read(),
            operation_id=f"list_access_to_a_{room.kind}",
            description=f"Who can see the {words.one}, and by which rule.",
        )
        @needs(Right.VIEW, room.section)
        def list_access(request: ApiRequest, pk: int = record_id) -> HttpResponse:
            company = self.visible(request, pk).company
            return witnesses(who_can_see(facts_of(company), section=room.section))


def _model(name: str, base: type[BaseModel], told: str, fields: dict[str, Any], config: Any = None) -> Any:
    made_of: Any = create_model(name, __base__=base, __doc__=told, **fields)
    if config is not None:
        made_of.model_config = {**base.model_config, **config}
        made_of.model_rebuild(force=True)
    return made_of


def _taken(field: Declared) -> Any:
    return TYPES.get(field.kind, TEXT)[1]


def _needed(field: Declared) -> Any:
    """A field that a new record must have, and that has a value then."""
    return Annotated[int, COMPANY] if field.kind == "company" else TYPES.get(field.kind, TEXT)[0]
