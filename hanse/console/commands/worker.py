"""`hanse worker`: only the jobs."""

import argparse
import signal

from django.conf import settings

from hanse.console.migrations import prepare_database
from hanse.console.parenthood import die_with_parent
from hanse.jobs.worker import Worker, end_process

NAME = "worker"
HELP = "Run the jobs that wait: mail, imports, tidying up."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--child-of", type=int, default=0, metavar="PID", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C; a running job may finish, or is given back after some seconds."""
    if args.child_of:
        die_with_parent(args.child_of)
    else:
        prepare_database(may_migrate=False)
    worker = Worker(settings.DATA / "workers")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    if not args.child_of:
        print("The worker waits for jobs. Stop it with Ctrl-C.", flush=True)
    end_process(worker.run())
    return 0
