"""Timing the changes that take many companies along: another parent, another employer. Each is taken back at once."""

from collections.abc import Callable
from functools import partial

# Larger moves are a job's affair.
MOST = 20_000


def moves_report(clock: Callable[[], float]) -> list[str]:
    """Return a table of seconds."""
    from hanse.accounts.models import User
    from hanse.companies.actions import update_company
    from hanse.companies.models import Company
    from hanse.companies.staff import save_user
    from hanse.journal.actor import Actor, Door

    root = Actor(User.objects.get(username="u1"), Door.CONSOLE)
    lines = ["| what | companies | seconds, first and second time |", "|---|---|---|"]
    elsewhere = Company.objects.filter(parent=1, pk__gt=5).order_by("pk").first()
    for login in ("u5", "u6"):
        top = User.objects.get(username=login).company
        count = Company.objects.filter(path__startswith=top.prefix).count()
        if count <= MOST:
            move = partial(update_company, top.pk, {"parent": elsewhere.pk}, by=root)
            lines.append(f"| a company moves with all below it | {count:,} | {_twice(clock, move)} |")
    worker, office = User.objects.get(username="worker3"), User.objects.get(username="u7").company_id
    count = Company.objects.filter(owner=worker).count()
    change = partial(save_user, {"company": office}, by=root, user=worker)
    lines.append(f"| an owner changes his company | {count:,} | {_twice(clock, change)} |")
    return lines


def _twice(clock: Callable[[], float], change: Callable[[], object]) -> str:
    return ", ".join(f"{_taken_back(clock, change):.2f}" for _each in range(2))


def _taken_back(clock: Callable[[], float], change: Callable[[], object]) -> float:
    from django.db import transaction

    with transaction.atomic():
        began = clock()
        change()
        took = clock() - began
        transaction.set_rollback(True)
    return took
