"""Reading what a request asks of a list."""

from django.http import HttpRequest

from hanse.foundation.errors import Problem
from hanse.foundation.table import IDS
from hanse.web.lists.filters import settle
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import Question
from hanse.web.request import query

# The word that takes all rows of the question instead of those with a tick.
ALL = "all"


def ask(request: HttpRequest, page: ListPage, *, selected: bool = False) -> tuple[Question, list[Problem]]:
    """
    Return what the request asks of a list, picks by name settled, and what of it could not be understood.

    Where it is about `selected` rows, their ids are part of the question; with `?all=` they are all that match.
    """
    settled, problems = settle(page, query(request), request.user)
    named = {IDS} if selected and ALL not in request.GET else set()
    return Question(page.url, settled, page.words_known() | named), problems
