"""
Finding rows by words: every word must occur in the row's folded `search_text`, at any place from three letters on.

PostgreSQL with pg_trgm and SQLite (FTS5, trigram) find word parts; PostgreSQL without pg_trgm finds word beginnings.
One or two letters alone are the beginning of a name, which a plain index answers; beside a longer word they only narrow.
"""

import json
import time
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from hanse.foundation.text import fold, search_words

TRIGRAM = 3
# From so many hits on, SQLite meets the first ones sooner along the order than by collecting all.
MANY = 2000
# From so many expected hits on, and this share of a table, PostgreSQL takes longer to name all hits than a page may take.
COMMON, COMMON_SHARE = 20_000, 0.03
# How long it is remembered how common words are.
REMEMBERED = 600
# Sorts after every continuation of a prefix.
LAST = "\U0010ffff"


def search_text(*parts: str) -> str:
    """Return the text that searching looks at: the folded parts, a blank in front."""
    return f" {fold(' '.join(part for part in parts if part))}"


def matching(queryset: QuerySet, text: str, *, walking: bool = False) -> QuerySet:
    """
    Keep the rows that hold every word of `text`; a whole number also finds the row with that id.

    `walking` is for many rows in the order of an index, of which the first few are wanted: then each is tested as it
    comes, and the hits are not collected first.
    """
    words = search_words(text)
    if not words:
        return queryset
    found = _holding(queryset.model, words, walking=walking)
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) < 18:
        found |= Q(pk=int(words[0]))
    rows: Any = queryset.filter(found)
    # For `paging.read_list`; beside another filter a common word is not what decides.
    period = int(time.monotonic() // REMEMBERED)
    rows.common = not queryset.query.where and _is_common(rows.model, tuple(words), period)
    return rows


@lru_cache(maxsize=1000)
def _is_common(model, words: tuple[str, ...], _period: int) -> bool:
    """Tell whether PostgreSQL expects a good part of all rows to hold `words`: its statistics know, nothing is read."""
    if connection.vendor != "postgresql" or all(len(word) < TRIGRAM for word in words):
        return False
    rows = model._default_manager.order_by()
    hits, every = (_expected(each) for each in (rows.filter(_holding(model, [*words], walking=True)), rows))
    return hits > max(COMMON, COMMON_SHARE * every)


def _expected(rows: QuerySet) -> float:
    """Return how many rows the planner expects."""
    return json.loads(rows.explain(format="json"))[0]["Plan"]["Plan Rows"]


def first_matching(queryset: QuerySet, text: str) -> QuerySet:
    """Keep what `matching` does, for one who wants the first few of an order and does not know whether there are many."""
    return matching(queryset, text, walking=_has_many(queryset.model, search_words(text)))


def _has_many(model, words: list[str]) -> bool:
    """Tell whether SQLite has so many hits that the first few of an order are sooner met than all hits collected."""
    if connection.vendor != "sqlite" or not any(len(word) >= TRIGRAM for word in words):
        return False
    table = model._meta.db_table
    # The table's name comes from the model, the words are a parameter.
    query = f"SELECT COUNT(*) FROM (SELECT 1 FROM {table}_words WHERE {table}_words MATCH %s LIMIT {MANY})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [_phrase(words)])
        return cursor.fetchone()[0] == MANY


def _holding(model, words: list[str], *, walking: bool) -> Q:
    if all(len(word) < TRIGRAM for word in words):
        first, *rest = words
        return Q(sort_name__gte=first, sort_name__lt=first + LAST) & _containing(rest)
    if connection.vendor == "sqlite":
        return _containing(words) if walking else _sqlite(model, words)
    if finds_word_parts(model):
        return _containing(words)
    return _postgresql_words(model, words)


def _containing(words: list[str]) -> Q:
    together = Q()
    for word in words:
        together &= Q(search_text__contains=word)
    return together


def _sqlite(model, words: list[str]) -> Q:
    table = model._meta.db_table
    # The table's name comes from the model, the words are a parameter.
    rows = RawSQL(f"SELECT rowid FROM {table}_words WHERE {table}_words MATCH %s", [_phrase(words)])  # noqa: S611
    return Q(pk__in=rows) & _containing([word for word in words if len(word) < TRIGRAM])


def _phrase(words: list[str]) -> str:
    """Return the words that the trigram index can find, in its language."""
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words if len(word) >= TRIGRAM)


def _postgresql_words(model, words: list[str]) -> Q:
    table = model._meta.db_table
    query = " & ".join("'" + word.replace("'", "''").replace("\\", "\\\\") + "':*" for word in words)
    matches = RawSQL(  # noqa: S611
        f"to_tsvector('simple', {table}.search_text) @@ to_tsquery('simple', %s)",
        [query],
        output_field=BooleanField(),
    )
    return Q(matches)


@cache
def finds_word_parts(model) -> bool:
    """Tell whether PostgreSQL has the trigram index of this table (made where pg_trgm could be created)."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [f"{model._meta.db_table}_trigrams"])
        return cursor.fetchone() is not None
