"""Timing the changes that take many companies along: another parent, another employer. Each is taken back at once."""

from collections.abc import Callable


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
        if count <= 20_000:
            seconds = [
                _taken_back(clock, lambda: update_company(top.pk, {"parent": elsewhere.pk}, by=root))
                for _ in "12"
            ]
            lines.append(
                f"| a company moves with all below it | {count:,} | {seconds[0]:.2f}, {seconds[1]:.2f} |"
            )
    worker, office = User.objects.get(username="worker3"), User.objects.get(username="u7").company_id
    count = Company.objects.filter(owner=worker).count()
    seconds = [_taken_back(clock, lambda: save_user({"company": office}, by=root, user=worker)) for _ in "12"]
    lines.append(f"| an owner changes his company | {count:,} | {seconds[0]:.2f}, {seconds[1]:.2f} |")
    return lines


def _taken_back(clock: Callable[[], float], change: Callable[[], object]) -> float:
    from django.db import transaction

    with transaction.atomic():
        began = clock()
        change()
        took = clock() - began
        transaction.set_rollback(True)
    return took
