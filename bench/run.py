"""
Measure the house and print a Markdown table:

    make bench                                    100,000 companies on a PostgreSQL of its own
    python -m bench.run --database-url … [--companies N] [--rounds 30] [--only list,search] [--http] [--import-rows N]

Server time, warm, one request at a time, through the whole WSGI stack inside this process; `--clock processor` counts only
the time that Python and the database backend spend on a processor, for a machine that others use too. Every figure stands beside two
of the same run: a bare Django view that says hello, and the same statements by a bare database cursor. An empty database is
filled first (bench/generate.py); the people u1 … u7 are those of bench/world.py.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.generate import fill, start_django
from bench.http import http_report
from bench.importing import import_report
from bench.measure import Door, Figures, observed, processor_clock, raw_time, timed
from bench.moves import moves_report
from bench.world import World

# What the tokens are called that are made for measuring.
NAME = "bench"
LOGINS = ("u1", "u2", "u3", "u4", "u5", "u6", "u7")
BUDGETS = {"list": 30, "search in a list": 30, "record": 30, "keystroke": 20, "API list": 30, "API create": 6}


@dataclass(frozen=True)
class Scene:
    """A page to time: `group` has the budget, `path` may hold {company} and {contact}, visible to the person."""

    group: str
    name: str
    path: str


SCENES = (
    Scene("list", "companies, latest activity first", "/companies/"),
    Scene("list", "companies by name", "/companies/?sort=name"),
    Scene("list", "companies of a country and a role", "/companies/?country=ES&role={role}"),
    Scene("list", "companies of an owner, by name", "/companies/?owner=worker3&sort=name"),
    Scene("list", "companies without a role", "/companies/?role=none"),
    Scene("list", "companies without a parent, by name", "/companies/?parent=none&sort=name"),
    Scene(
        "list",
        "companies active on one day, by name",
        "/companies/?active_from=2025-03-03&active_to=2025-03-03&sort=name",
    ),
    Scene("list", "a page deep inside, by name", "/companies/?sort=name&cursor={cursor}"),
    Scene("list", "contacts", "/contacts/"),
    Scene("list", "contacts that are disabled", "/contacts/?disabled=true"),
    Scene("search in a list", "a word with 100 hits (zephyr)", "/companies/?search=zephyr"),
    Scene("search in a list", "a part of words, 100 hits (ordica)", "/companies/?search=ordica"),
    Scene("search in a list", "a very common word (gmbh)", "/companies/?search=gmbh"),
    Scene("search in a list", "two words (acorn foods)", "/companies/?search=acorn+foods"),
    Scene("search in a list", "nothing to find", "/companies/?search=qwxyz"),
    Scene("search in a list", "contacts named garcia", "/contacts/?search=garcia"),
    Scene("record", "a company", "/companies/{company}/"),
    Scene("record", "its contacts", "/companies/{company}/?tab=contacts"),
    Scene("record", "its activity", "/companies/{company}/?tab=activity"),
    Scene("record", "its subsidiaries", "/companies/{company}/?tab=subsidiaries"),
    Scene("record", "a contact", "/contacts/{contact}/"),
    Scene("record", "the home page", "/"),
    Scene("keystroke", "search: a", "/search/?q=a"),
    Scene("keystroke", "search: al", "/search/?q=al"),
    Scene("keystroke", "search: zep", "/search/?q=zep"),
    Scene("keystroke", "search: zephyr", "/search/?q=zephyr"),
    Scene("keystroke", "search: gmbh", "/search/?q=gmbh"),
    Scene("keystroke", "search: garc", "/search/?q=garc"),
    Scene("keystroke", "search: qwxyz", "/search/?q=qwxyz"),
    Scene("keystroke", "pick a company: acorn", "/companies/pick/?q=acorn"),
    Scene("keystroke", "pick a person: work", "/companies/people/?q=work"),
    Scene("API list", "companies", "/api/v1/companies"),
    Scene("API list", "companies by name", "/api/v1/companies?sort=name"),
    Scene("API list", "contacts", "/api/v1/contacts"),
)


def main() -> None:
    """Read the arguments, fill the database when it is empty, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--clock",
        choices=("wall", "processor"),
        default="wall",
        help="processor: on a machine that others use",
    )
    parser.add_argument("--only", default="", help="groups, by comma")
    parser.add_argument("--users", default=",".join(LOGINS))
    parser.add_argument("--http", action="store_true", help="also ask a running server over loopback")
    parser.add_argument(
        "--import-rows", type=int, default=0, help="also import so many companies, and undo it"
    )
    parser.add_argument("--output", default="", help="write the tables to this file as well")
    arguments = parser.parse_args()
    os.environ["DATABASE_URL"] = arguments.database_url
    start_django()
    from hanse.companies.models import Company

    if not Company.objects.exists():
        fill(World(arguments.companies), say=lambda text: print(text, file=sys.stderr))
    report = Run(arguments).report()
    print(report)
    if arguments.output:
        with open(arguments.output, "w", encoding="utf-8") as file:
            file.write(report)


class Run:
    """One run: all figures of it come from the same minutes."""

    def __init__(self, arguments) -> None:
        from django.core.wsgi import get_wsgi_application

        from hanse.accounts.models import User

        self.clock = processor_clock() if arguments.clock == "processor" else time.perf_counter
        self.clock_name = arguments.clock
        self.rounds, self.http, self.import_rows = arguments.rounds, arguments.http, arguments.import_rows
        self.groups = set(filter(None, arguments.only.split(",")))
        self.application = get_wsgi_application()
        users = User.objects.select_related("profile", "company")
        self.users = {login: users.get(username=login) for login in arguments.users.split(",")}
        self.doors = {
            login: Door(self.application, self._signed_in(user)) for login, user in self.users.items()
        }

    def report(self) -> str:
        """Return everything measured as Markdown."""
        from bench.hello import bare_application
        from hanse.accounts.models import Token

        bare = Door(bare_application())
        hello = statistics.median(timed(lambda: bare.get("/hello/"), 200, clock=self.clock))
        lines = [self._heading(hello), "", *self._table(hello)]
        if not self.groups or "API create" in self.groups:
            lines += ["", *self._writes(hello)]
        if not self.groups or "moves" in self.groups:
            lines += ["", *moves_report(self.clock)]
        if self.http:
            lines += ["", *self._over_http()]
        if self.import_rows:
            lines += ["", *import_report(self.import_rows, "u2")]
        Token.objects.filter(name=NAME).delete()
        return "\n".join(lines) + "\n"

    def _heading(self, hello: float) -> str:
        from django.db import connection

        from hanse.companies.models import Company
        from hanse.contacts.models import Contact

        with connection.cursor() as cursor:
            sqlite = connection.vendor == "sqlite"
            cursor.execute("SELECT sqlite_version()" if sqlite else "SHOW server_version")
            version = cursor.fetchone()[0].split()[0]
        load = os.getloadavg()[0]
        return (
            f"{Company.objects.count():,} companies, {Contact.objects.count():,} contacts, {connection.vendor} {version}, "
            f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}; "
            f"{self.rounds} rounds, {self.clock_name} clock; a bare view answers in {hello:.2f} ms. Cells: median / p95 in ms."
        )

    def _table(self, hello: float) -> list[str]:
        lines = [
            f"| what | {' | '.join(self.doors)} | most queries | × hello | × same SQL | budget, p95 |",
            f"|---|{'---|' * len(self.doors)}---|---|---|---|",
        ]
        for scene in SCENES:
            if self.groups and scene.group not in self.groups:
                continue
            figures = {login: self._time(scene, login) for login in self.doors}
            cells = [f"{each.median:.1f} / {each.p95:.1f}" if each else "–" for each in figures.values()]
            told = [each for each in figures.values() if each]
            if not told:
                continue
            raw = [each.median / each.raw for each in told if each.raw]
            lines.append(
                f"| {scene.group}: {scene.name} | {' | '.join(cells)} | {max(each.queries for each in told)} "
                f"| {statistics.median(each.median for each in told) / hello:.0f} "
                f"| {statistics.median(raw) if raw else 0:.1f} | {BUDGETS[scene.group]} |"
            )
            print(lines[-1], file=sys.stderr, flush=True)
        return lines

    def _time(self, scene: Scene, login: str) -> Figures | None:
        door = self.doors[login]
        path = self._filled(scene.path, login)
        if path is None:
            return None
        door.get(path)
        status, body = door.get(path)
        if not status.startswith("200"):
            raise SystemExit(f"{path} answers {status} to {login}.")
        statements = observed(lambda: door.get(path))
        times = self._times(lambda: door.get(path))
        return Figures(
            times,
            len(statements),
            len(body),
            raw_time(statements, max(5, self.rounds // 3), clock=self.clock),
        )

    def _times(self, call: Callable[[], object]) -> list[float]:
        return timed(call, self.rounds, clock=self.clock)

    def _filled(self, path: str, login: str) -> str | None:
        """Put records that the person sees, and a cursor in the middle of his list, into the path."""
        from hanse.companies.models import Company, CompanyRole
        from hanse.contacts.models import Contact

        user = self.users[login]
        if "{company}" in path or "{contact}" in path or "{cursor}" in path:
            seen = Company.objects.visible_to(user).order_by("id").values_list("id", flat=True)
            company = seen.filter(id__gt=500, id__lt=90_000).first() or seen.first()
            contact = (
                Contact.objects.visible_to(user).filter(company=company).values_list("id", flat=True).first()
            )
            path = path.replace("{company}", str(company)).replace("{contact}", str(contact))
        if "{cursor}" in path:
            path = path.replace("{cursor}", self._deep(login))
        return path.replace("{role}", str(CompanyRole.objects.get(name="Customer").pk))

    def _deep(self, login: str) -> str:
        """Return the cursor behind a page in the middle of the alphabet."""
        from hanse.companies.models import Company
        from hanse.foundation.paging import read_page

        rows = Company.objects.visible_to(self.users[login]).filter(sort_name__gte="m")
        return read_page(rows, sort="sort_name", limit=1).next or ""

    def _writes(self, hello: float) -> list[str]:
        """Time creating and changing through the API, and clean up."""
        from hanse.companies.models import Company
        from hanse.journal.models import Change

        last = Company.objects.order_by("-id").values_list("id", flat=True).first()
        journal = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
        lines = ["| API write | median / p95 ms | queries | × hello |", "|---|---|---|---|"]
        for name, make in (
            ("create a company", self._creating()),
            ("change a company", self._changing(last)),
        ):
            queries = len(observed(make))
            each = Figures(self._times(make), queries)
            lines.append(
                f"| {name} | {each.median:.1f} / {each.p95:.1f} | {queries} | {each.median / hello:.0f} |"
            )
        self._clean_up(last, journal)
        return lines

    def _over_http(self) -> list[str]:
        from hanse.companies.models import Company
        from hanse.journal.models import Change

        last = Company.objects.order_by("-id").values_list("id", flat=True).first()
        journal = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
        headers = (self.doors.get("u2") or next(iter(self.doors.values()))).headers
        lines = http_report(headers["HTTP_COOKIE"], headers["HTTP_AUTHORIZATION"])
        self._clean_up(last, journal)
        return lines

    @staticmethod
    def _clean_up(last_company: int, last_change: int) -> None:
        """Take back what the measuring wrote, so that the next run measures the same world."""
        from hanse.companies.models import Company
        from hanse.journal.models import Change

        made = Company.objects.filter(id__gt=last_company)
        made._raw_delete(made.db)
        Change.objects.filter(id__gt=last_change).delete()

    def _creating(self) -> Callable[[], None]:
        door, numbers = self._program(), iter(range(10**9))
        run = os.getpid()

        def create():
            body = {
                "name": f"Made by bench {run} {next(numbers)}",
                "country": "ES",
                "email": "bench@example.com",
            }
            status, answer = door.ask(
                "POST", "/api/v1/companies", json.dumps(body).encode(), "application/json"
            )
            if not status.startswith("201"):
                raise SystemExit(f"{status} {answer[:300]!r}")

        return create

    def _changing(self, pk: int) -> Callable[[], None]:
        door, numbers = self._program(), iter(range(10**9))

        def change():
            body = {"phone": f"+34 {next(numbers)}"}
            status, answer = door.ask(
                "PATCH", f"/api/v1/companies/{pk}", json.dumps(body).encode(), "application/json"
            )
            if not status.startswith("200"):
                raise SystemExit(f"{status} {answer[:300]!r}")

        return change

    def _program(self) -> Door:
        """Return the door of somebody who may write: u2, or the first of those who are measured."""
        door = self.doors.get("u2") or next(iter(self.doors.values()))
        return Door(self.application, {"HTTP_AUTHORIZATION": door.headers["HTTP_AUTHORIZATION"]})

    def _signed_in(self, user) -> dict[str, str]:
        """Return the headers of one who is both signed in and has a token: pages take the one, the API the other."""
        from django.test import Client

        client = Client()
        client.force_login(user, backend="hanse.accounts.backend.HanseBackend")
        from hanse.accounts.tokens import make_token

        token = make_token(user, NAME, days=1)[1]
        return {
            "HTTP_COOKIE": f"sessionid={client.cookies['sessionid'].value}",
            "HTTP_AUTHORIZATION": f"Bearer {token}",
        }


if __name__ == "__main__":
    main()
