"""One page of a list, read for one person: rows, heads, chips, pager, and what to say when there are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hanse.accounts.access import Access, Right, access_of
from hanse.companies.naming import named
from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.paging import Found, read_list
from hanse.foundation.table import Column
from hanse.views.actions import COLUMNS
from hanse.web.lists.asking import ask
from hanse.web.lists.cells import Reader, cell
from hanse.web.lists.columns import shown_columns
from hanse.web.lists.filters import Chip, chips
from hanse.web.lists.page import ListPage, Look
from hanse.web.lists.question import SAVED, Question
from hanse.web.lists.saved import Views, read_views
from hanse.web.lists.sums import adds_up

ROWS = 50


@dataclass(frozen=True)
class Head:
    """The head of a column; `address` sorts by it, empty where one cannot."""

    name: str
    label: str
    look: Look
    address: str
    direction: str


@dataclass(frozen=True)
class Pager:
    """Where the page lies, and the ways on; `more` tells that there are more than `total`."""

    first: int
    last: int
    total: int
    more: bool
    previous: str
    next: str
    count_all: str


@dataclass(frozen=True)
class Listing:
    """Everything that the template of a list prints."""

    page: ListPage
    question: Question
    views: Views
    heads: list[Head]
    # The cells of each row, as HTML: a template would take longer over hundreds of them than the database.
    rows: list[SafeString]
    chips: list[Chip]
    pager: Pager | None
    problems: list[Problem]
    # The columns, as the query string has them.
    shown: str
    selects: bool = False
    deletes: bool = False
    adds_up: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips or self.question.get("search"))

    @property
    def clear_address(self) -> str:
        kept = (SAVED, COLUMNS) if self.problems else (SAVED, COLUMNS, "sort")
        return self.question.address(without=[name for name in self.question.query if name not in kept])

    @property
    def without_search(self) -> str:
        return self.question.address(without=["search"]) if self.question.get("search") else ""

    @property
    def search(self) -> str:
        return self.question.get("search")

    @property
    def filters_address(self) -> str:
        return self.question.address(path=f"{self.page.url}filters/")

    @property
    def bulk_carried(self) -> list[tuple[str, str]]:
        return self.question.hidden()

    @property
    def selection(self) -> str:
        """What a selection belongs to: the list as it is filtered, whatever its page, sort and columns."""
        return self.question.address(without=[SAVED, COLUMNS, "sort"])

    @property
    def everything_address(self) -> str:
        return self.question.address(path=f"{self.page.url}bulk/", all="1")

    @property
    def columns_address(self) -> str:
        return self.question.address(path=f"{self.page.url}columns/")

    @property
    def sums_address(self) -> str:
        return self.question.address(path=f"{self.page.url}sums/", without=["sort"], **{COLUMNS: self.shown})

    @property
    def export_address(self) -> str:
        return self.question.address(path=f"{self.page.url}export/", without=[SAVED, COLUMNS])

    @property
    def export_shown_address(self) -> str:
        return self.question.address(path=f"{self.page.url}export/", without=[SAVED], columns=self.shown)

    @property
    def caption(self) -> str:
        sorted_by = next(
            (head.label for head in self.heads if head.direction in {"ascending", "descending"}), ""
        )
        if not sorted_by:
            return str(self.page.words.title)
        return _("%(list)s, sorted by %(column)s") % {
            "list": self.page.words.title,
            "column": sorted_by.lower(),
        }

    @property
    def carried(self) -> list[tuple[str, str]]:
        return self.question.hidden("search")


def read_listing(request: HttpRequest, page: ListPage) -> Listing:
    """Return the page that the request asks for; a question that cannot be read is told, not refused."""
    question, problems = ask(request, page)
    user = request.user
    views = read_views(user, page, question)
    columns = shown_columns(page, question, user)
    try:
        if problems:
            raise Invalid(problems)
        # A filter may have to look something up, which once is enough.
        rows = page.table.filtered(page.room.rows(), question.query)
        walked = page.table.searched(rows, question.query, walking=True)
        collected = page.table.searched(rows, question.query)
        sort = page.table.sort(question.get("sort"))
        found = read_list(
            lambda: walked.visible_to(user),
            collected.visible_to(user, counting=True),
            shape=lambda rows: page.shape(rows, [column.name for column in columns]),
            sort=sort,
            limit=ROWS,
            cursor=question.get("cursor") or None,
            everything=question.get("count") == "all",
        )
    except Invalid as invalid:
        there = chips(page, question, user, [])
        return Listing(page, question, views, [], [], there, None, invalid.problems, shown="")
    hidden = [column.name for column in columns if column.name in page.hiding]
    ids = [getattr(row, f"{name}_id") for row in found.page.items for name in hidden]
    reader = Reader(access_of(user), page.url, page.are_people, named(user, ids))
    return Listing(
        page,
        question,
        views,
        heads=[_head(page, column, question) for column in columns],
        rows=_rows(page, columns, found.page.items, reader),
        chips=chips(page, question, user, found.page.items),
        pager=_pager(question, found),
        problems=[],
        shown=",".join(column.name for column in columns),
        selects=bool(found.page.items) and may_edit_many(reader.access, page),
        deletes=page.bulk is not None and page.room.many.may_delete(user),
        adds_up=adds_up(columns),
    )


def may_create(user, page: ListPage) -> bool:
    """Tell whether `user` may add records to this list."""
    return access_of(user).may(Right.WRITE, page.section)


def _rows(page: ListPage, columns: Sequence[Column], rows: Sequence[Any], reader: Reader) -> list[SafeString]:
    """Return the cells of each row, with a box in front where rows can be selected."""
    cells = _cells(page, columns, rows, reader)
    if not may_edit_many(reader.access, page):
        return cells
    return [format_html("{}{}", _pick_cell(row), written) for row, written in zip(rows, cells, strict=True)]


def may_edit_many(access: Access, page: ListPage) -> bool:
    """Tell whether the list offers to select rows."""
    return page.bulk is not None and access.may(Right.WRITE, page.section)


def _pick_cell(row: Any) -> SafeString:
    label = _("Select %s") % row
    box = '<td class="pick-cell"><input class="check pick" type="checkbox" name="id" value="{}" form="bulk-form" aria-label="{}"></td>'
    return format_html(box, row.pk, label)


def _cells(
    page: ListPage, columns: Sequence[Column], rows: Sequence[Any], reader: Reader
) -> list[SafeString]:
    may_write = reader.access.may(Right.WRITE, page.section)
    placed = [
        (
            column,
            _attributes(
                page.look(column), column.name if may_write and page.is_editable(column.name) else ""
            ),
        )
        for column in columns
    ]
    return [
        format_html_join(
            "", "<td{}>{}</td>", ((attributes, cell(column, row, reader)) for column, attributes in placed)
        )
        for row in rows
    ]


def _attributes(look: Look, field: str = "") -> SafeString:
    """Return the attributes of the cells of a column; `field` is what is changed in them, if the row lets the person."""
    words = ["wide"] if look.place == "title" else []
    words += ["num"] if look.numeric else []
    return format_html(
        ' data-cell="{}"{}{}{}',
        look.place,
        format_html(' data-field="{}"', field) if field else "",
        format_html(' class="{}"', " ".join(words)) if words else "",
        format_html(' data-priority="{}"', look.priority) if look.priority else "",
    )


def _head(page: ListPage, column: Column, question: Question) -> Head:
    look = page.look(column)
    if not look.sort:
        return Head(column.name, str(column.label), look, "", "")
    word = look.sort.lstrip("-")
    present = question.get("sort") or page.table.default_sort
    directions = {word: "ascending", f"-{word}": "descending"}
    turned = {word: f"-{word}", f"-{word}": word}
    return Head(
        column.name,
        str(column.label),
        look,
        question.address(sort=turned.get(present, look.sort)),
        directions.get(present, "none"),
    )


def _pager(question: Question, found: Found) -> Pager:
    page, total = found.page, found.total
    shown = len(page.items)
    # A cursor does not know its place; the links carry it along, and either end of the list puts it right.
    first = _place(question.get("at")) if page.previous else min(1, shown)
    if not page.next and found.exact:
        first = max(total - shown + 1, min(1, shown))
    return Pager(
        first,
        first + shown - 1,
        max(total, first + shown - 1),
        more=not found.exact,
        previous=_address(question, page.previous, max(first - ROWS, 1)),
        next=_address(question, page.next, first + shown),
        count_all="" if found.exact else _count_all(question),
    )


def _address(question: Question, cursor: str | None, at: int) -> str:
    return question.page_address(cursor=cursor, at=str(at)) if cursor else ""


def _count_all(question: Question) -> str:
    paging = {name: question.get(name) for name in ("cursor", "at") if question.get(name)}
    return question.page_address(**paging, count="all")


def _place(text: str) -> int:
    return min(int(text), 10**9) if text.isdecimal() and len(text) < 10 and int(text) else 1
