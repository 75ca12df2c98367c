"""Reading what a request asks of a list."""

from django.http import HttpRequest

from hanse.foundation.errors import Problem
from hanse.web.lists.filters import settle
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import Question
from hanse.web.request import query


def ask(request: HttpRequest, page: ListPage) -> tuple[Question, list[Problem]]:
    """Return what the request asks of a list, picks by name settled, and what of it could not be understood."""
    settled, problems = settle(page, query(request), request.user)
    return Question(page.url, settled, page.words_known()), problems
