"""
Fill an empty database with the measured world:

    python -m bench.generate --companies 1000000 --database-url postgresql://…   (or sqlite:///path)

Straight into the tables, by COPY on PostgreSQL and executemany on SQLite; the derived columns come from the very functions
of the product. The search indexes are built afterwards, at once.
"""

import argparse
import datetime
import json
import os
import random
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from types import SimpleNamespace

from bench.world import FIRST, LAST, World, scrambled

BATCH = 50_000
EPOCH = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
NOTES = (
    "Called about the offer|Met at the fair|Wants a visit in spring|Sent the price list|Asked for a reference"
)


def main() -> None:
    """Read the arguments, start Django on the asked database, fill it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--contacts", type=float, default=2, help="contacts per company")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    arguments = parser.parse_args()
    os.environ["DATABASE_URL"] = arguments.database_url
    start_django()
    began = time.perf_counter()
    fill(World(arguments.companies, arguments.seed), contacts=arguments.contacts, say=print)
    print(f"done in {time.perf_counter() - began:.0f} s")


def start_django() -> None:
    """Configure Django from the environment and bring the database up to date."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanse.config.settings")
    django.setup()
    call_command("migrate", verbosity=0)


def fill(world: World, *, contacts: float = 2, say=lambda text: None) -> None:
    """Store the world; refuses a database that holds companies."""
    from hanse.companies.models import Company
    from hanse.search import index

    if Company.objects.exists():
        raise SystemExit("This database holds companies already; give an empty one.")
    _store_people(world)
    steps = [
        ("companies_company", _companies(world)),
        ("contacts_contact", _contacts(world, contacts)),
        ("activity_activity", _activities(world)),
        ("journal_change", _changes(world)),
    ]
    for table in ("companies_company", "contacts_contact"):
        index.remove(table)
    for table, rows in steps:
        began = time.perf_counter()
        stored = _store(table, rows)
        took = time.perf_counter() - began
        say(f"{table}: {stored:,} rows, {stored / took:,.0f}/s")
    began = time.perf_counter()
    for table in ("companies_company", "contacts_contact"):
        index.install(table)
    _finish(world)
    say(f"search indexes and statistics: {time.perf_counter() - began:.0f} s")


def _store_people(world: World) -> None:
    from hanse.accounts.models import Profile, User
    from hanse.setup.models import VisibilityEntry

    VisibilityEntry.objects.all().delete()
    profiles = {profile.name: profile for profile in Profile.objects.all()}
    users = [
        User(
            id=person.id,
            username=person.login,
            full_name=person.login.title(),
            email=f"{person.login}@example.com",
            profile=profiles[person.profile],
            is_superadmin=person.is_superadmin,
            password="!",
        )
        for person in world.people
    ]
    User.objects.bulk_create(users)


def _companies(world: World) -> Iterator[dict]:
    from hanse.companies.fields import derive
    from hanse.companies.models import CompanyRole

    roles = dict(CompanyRole.objects.values_list("name", "id"))
    chances = [roles["Customer"]] * 6 + [roles["Partner"], roles["Provider"], roles["Other"], None]
    for planned in world.plan():
        city, country = planned.place
        number = planned.id
        taxed = planned.chance < 0.7
        row = SimpleNamespace(
            id=number,
            name=planned.name,
            address=f"{number % 200 + 1} Main Street\n{10000 + number % 80000} {city}",
            tax_id=f"{country}{100_000_000 + number}" if taxed else "",
            country=country,
            phone=f"+34 9{number:08d}",
            email=f"info@c{number}.example",
            website=f"https://c{number}.example",
            role_id=chances[number % len(chances)],
            parent_id=planned.parent,
            owner_id=planned.owner,
            path=planned.path,
            owner_company=planned.owner_company,
            last_activity=EPOCH - datetime.timedelta(seconds=int(planned.chance * 3 * 365 * 86400)),
            created_at=EPOCH - datetime.timedelta(days=3 * 365 + 1),
        )
        derive(row)
        yield vars(row)


def _contacts(world: World, each: float) -> Iterator[dict]:
    from hanse.contacts.fields import derive

    chance = random.Random(world.seed + 2)
    for number in range(1, int(world.companies * each) + 1):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        row = SimpleNamespace(
            id=number,
            company_id=(number - 1) % world.companies + 1,
            full_name=f"{first} {last} {scrambled(number):07d}",
            email=f"{first}.{number}@example.com".lower(),
            phone=f"+34 6{number:08d}",
            mobile="",
            position="Buyer" if number % 3 else "Managing director",
            created_at=EPOCH,
        )
        derive(row)
        yield vars(row)


def _activities(world: World) -> Iterator[dict]:
    chance = random.Random(world.seed + 3)
    texts = NOTES.split("|")
    for number in range(1, world.companies // 4 + 1):
        yield {
            "id": number,
            "company_id": chance.randint(1, world.companies),
            "kind": chance.choice(["note", "call", "meeting"]),
            "text": chance.choice(texts),
            "by_id": chance.randint(1, len(world.people)),
            "by_name": "Somebody",
            "at": EPOCH - datetime.timedelta(seconds=chance.randint(0, 3 * 365 * 86400)),
        }


def _changes(world: World) -> Iterator[dict]:
    for planned in world.plan():
        yield {
            "id": planned.id,
            "at": EPOCH - datetime.timedelta(days=3 * 365 + 1),
            "by_id": planned.owner,
            "by_name": "Somebody",
            "door": "import",
            "kind": "company",
            "record_id": planned.id,
            "label": planned.name,
            "company_id": planned.id,
            "verb": "created",
            "fields": {"name": [None, planned.name], "country": [None, planned.place[1]]},
        }


def _store(table: str, rows: Iterable[dict]) -> int:
    """Write rows in batches, each its own transaction; columns that a row leaves out take the model's default."""
    from django.apps import apps
    from django.db import transaction

    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    columns = [column for column in model._meta.concrete_fields if not column.generated]
    names = [column.column for column in columns]
    defaults = [column.get_default() for column in columns]
    rows, stored = iter(rows), 0
    while batch := list(islice(rows, BATCH)):
        values = [
            [_plain(row.get(name, default)) for name, default in zip(names, defaults, strict=True)]
            for row in batch
        ]
        with transaction.atomic():
            _write(table, names, values)
        stored += len(batch)
    return stored


def _plain(value):
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _write(table: str, names: list[str], values: list[list]) -> None:
    from django.db import connection

    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            values = [[_moment(value) for value in row] for row in values]
            cursor.executemany(
                f"INSERT INTO {table} ({listed}) VALUES ({', '.join(['%s'] * len(names))})", values
            )


def _moment(value):
    """SQLite keeps moments as text in UTC without a zone, as Django writes them."""
    return str(value.replace(tzinfo=None)) if isinstance(value, datetime.datetime) else value


def _finish(world: World) -> None:
    """Let the people join their companies, move the id counters past the rows, renew the statistics."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    from hanse.accounts.models import User

    for person in world.people:
        User.objects.filter(pk=person.id).update(company=person.company)
    resets = connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    with connection.cursor() as cursor:
        for sql in resets:
            cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
