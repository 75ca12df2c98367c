"""The ways in which somebody might get the access rule wrong, each put into the rule objects themselves."""

import re
from contextlib import contextmanager

from django.db.models import Q
from django.db.models.lookups import In, IsNull, Regex

from hanse.accounts.access import Access, Right
from hanse.accounts.models import User
from hanse.companies.rules import BELOW, COLLEAGUE, OWNER

MUTANTS = {}


def mutant(function):
    MUTANTS[function.__name__] = contextmanager(function)
    return function


@contextmanager
def bent(rule, **attributes):
    """Bend a rule object, which nobody can change by accident, and straighten it again."""
    before = {name: getattr(rule, name) for name in attributes}
    try:
        for name, value in attributes.items():
            object.__setattr__(rule, name, value)
        yield
    finally:
        for name, value in before.items():
            object.__setattr__(rule, name, value)


@mutant
def the_right_to_view_is_not_asked_for():
    may = Access.may
    Access.may = lambda access, right, section="companies": right is Right.VIEW or may(access, right, section)
    try:
        yield
    finally:
        Access.may = may


@mutant
def a_company_without_parent_is_shared_with_colleagues_of_its_owner():
    def colleagues(access):
        return list(
            User.objects.filter(company=access.company_id, company__isnull=False).values_list("pk", flat=True)
        )

    with bent(
        COLLEAGUE,
        holds=lambda access, facts: facts.owner_id in colleagues(access),
        rows=lambda access, column: (
            Q(In(column("owner_id"), colleagues(access))) if colleagues(access) else None
        ),
    ):
        yield


@mutant
def nobodys_employees_are_colleagues_of_each_other():
    holds, rows = COLLEAGUE.holds, COLLEAGUE.rows
    with bent(
        COLLEAGUE,
        holds=lambda access, facts: (
            facts.owner_company is None if access.company_id is None else holds(access, facts)
        ),
        rows=lambda access, column: (
            Q(IsNull(column("owner_company"), True)) if access.company_id is None else rows(access, column)
        ),
    ):
        yield


@mutant
def the_owner_is_nobody_special():
    with bent(OWNER, holds=lambda access, facts: False, rows=lambda access, column: None):
        yield


@mutant
def colleagues_modify_with_write():
    with bent(COLLEAGUE, to_modify=Right.WRITE), bent(BELOW, to_modify=Right.WRITE):
        yield


@mutant
def only_the_nearest_ancestor_counts():
    def pattern(access):
        return rf"^{access.prefix}([0-9]+/)?$"

    with bent(
        BELOW,
        holds=lambda access, facts: bool(
            access.prefix and facts.path is not None and re.search(pattern(access), facts.path)
        ),
        rows=lambda access, column: Q(Regex(column("path"), pattern(access))) if access.prefix else None,
    ):
        yield


@mutant
def lists_follow_another_rule_than_records():
    with bent(COLLEAGUE, rows=lambda access, column: None):
        yield
