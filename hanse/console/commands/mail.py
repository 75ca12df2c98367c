"""`hanse mail send`: one round of the outgoing queue."""

import argparse

from django.db.models import Count

from hanse.mail.delivery import send_round
from hanse.mail.models import OutgoingMail
from hanse.mail.outbox import send_again

NAME = "mail"
HELP = "Send the mail that is due, and say what waits."
State, Holding = OutgoingMail.State, OutgoingMail.Holding
MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="send", required=True)
    send = verbs.add_parser("send", help="one round of the outgoing queue", allow_abbrev=False)
    send.add_argument(
        "--again", type=int, metavar="NUMBER", help="queue this failed or kept mail once more before"
    )


def run(args: argparse.Namespace) -> int:
    """Send one round, print what it did and what is kept; 1 when a mail failed for good in it."""
    if args.again is not None:
        send_again(args.again)
    done = send_round()
    print(f"{done.sent} sent, {done.postponed} to be tried again, {done.failed} failed.")
    for line in _kept():
        print(line)
    return 1 if done.failed else 0


def _kept() -> list[str]:
    held = OutgoingMail.objects.filter(state=State.HELD)
    lines = [
        f"{row['count']} kept back: {Holding(row['holding']).label}"
        for row in held.values("holding").annotate(count=Count("pk")).order_by("holding")
    ]
    failed = OutgoingMail.objects.filter(state=State.FAILED) | held.filter(holding=Holding.UNCLEAR)
    lines += [
        f"number {mail.pk}: {mail} – {mail.last_error or mail.get_holding_display()}"
        for mail in failed.order_by("-pk")[:MOST_SHOWN]
    ]
    return lines
