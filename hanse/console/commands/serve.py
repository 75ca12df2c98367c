"""`hanse serve`: everything; `hanse web` shares what is here."""

import argparse
import os

from django.conf import settings
from django.db import connection

from hanse.accounts.models import User
from hanse.console.demo.logins import demo_logins
from hanse.console.migrations import prepare_database
from hanse.console.serving import Port, Stop
from hanse.console.serving import run as serve_pages
from hanse.foundation.errors import Refused

NAME = "serve"
HELP = "Run everything: pages and jobs."
LOOPBACK = ("127.", "::1", "localhost")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", default=settings.HOST, help="the address to listen at (HANSE_HOST)")
    parser.add_argument(
        "--port", type=_port, default=settings.PORT, help="the port to listen at (HANSE_PORT)"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    return serve(args, worker=True)


def serve(args: argparse.Namespace, *, worker: bool) -> int:
    """Check that serving is possible and sensible, then serve pages, with the worker or without."""
    stop = Stop()
    prepare_database(may_migrate=worker)
    refuse_open_demo(args.host)
    port = Port(args.host, args.port)
    # The processes that this one starts read the same settings.
    os.environ["HANSE_HOST"], os.environ["HANSE_PORT"] = args.host, str(args.port)
    url = address(args.host, args.port)
    welcome = _welcome(url)
    connection.close()
    if stop.asked:
        return 0
    return serve_pages(
        port,
        stop=stop,
        processes=settings.WEB_PROCESSES,
        threads=settings.WEB_THREADS,
        worker=worker,
        ready=lambda: print(welcome, flush=True),
    )


def refuse_open_demo(host: str) -> None:
    """:raises Refused: when logins with a published password could be reached from other machines."""
    if host.startswith(LOOPBACK) or settings.SAFE_MODE == "demo":
        return
    names = demo_logins()
    if names:
        raise Refused(
            f"The demo logins ({', '.join(names)}) have a password that everybody knows, so this database is not served "
            f"at {host}. Serve it at 127.0.0.1, give these users other passwords, or set HANSE_SAFE_MODE=demo."
        )


def address(host: str, port: int) -> str:
    """Return the address that people type: HANSE_BASE_URL where it is set."""
    if os.environ.get("HANSE_BASE_URL") or os.environ.get("HANSE_BASE_URL_FILE"):
        return settings.BASE_URL
    shown = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _welcome(url: str) -> str:
    lines = [f"Hanse is at {url}/  (stop it with Ctrl-C)"]
    if not User.objects.filter(is_superadmin=True, is_active=True).exists():
        from hanse.accounts.links import make_first_link

        if path := make_first_link():
            lines.append(f"Nobody can administer it yet. Make the first superadmin here: {url}{path}")
    if settings.SAFE_MODE != "off":
        lines.append(f"Safe mode is “{settings.SAFE_MODE}”: e-mail is kept and goes to nobody.")
    return "\n".join(lines)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is not a port; write a number from 1 to 65535")
    return int(text)
