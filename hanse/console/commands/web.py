"""`hanse web`: only the pages; workers run elsewhere."""

import argparse

from hanse.console.commands import serve

NAME = "web"
HELP = "Run only the pages; jobs are run by `hanse worker`."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    serve.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Serve pages until SIGTERM or Ctrl-C."""
    return serve.serve(args, worker=False)
