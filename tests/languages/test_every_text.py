"""Nothing that people read is written into the code: on every page all of it is handed to gettext."""

import re
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from hanse.accounts.letters import send_invitation, send_reset
from hanse.accounts.models import Profile
from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.models import CompanyRole
from hanse.contacts.activity import log_activity
from hanse.customfields.actions import save_field
from hanse.foundation.countries import country_names
from hanse.imports.actions import check_import, run_import, start_import
from hanse.imports.encoding import CHOICES
from hanse.mail.models import OutgoingMail
from hanse.mail.outbox import send
from hanse.setup.models import VisibilityEntry
from tests.doors.routes import address, page_routes
from tests.factories import acting, make_company, make_contact
from tests.languages.pseudo import spoken, unwrapped

pytestmark = pytest.mark.any_database

ENDS_SESSION = "accounts:logout"
# Names, and what is called alike everywhere.
NAMES = [
    "Hanse", "CRM", "CSV", "XLSX", "Excel", "API", "English", "Español", "UTC", "SQLite", "PostgreSQL",
    "My company", "Customer #A", "Customer #B", "example.com", *CHOICES.values(),
]  # fmt: skip
# What pages show besides: tabs, filters that match and filters that do not, a search, a panel.
MORE = [
    "/companies/{company}/?tab=activity", "/companies/{company}/?tab=contacts", "/companies/{company}/?tab=files",
    "/companies/{company}/?tab=history", "/companies/{parent}/?tab=subsidiaries", "/contacts/{contact}/?tab=history",
    "/contacts/{contact}/?tab=activity", "/companies/?search=nothing+of+the+kind", "/companies/?role=none&parent=none",
    "/companies/?country=GR&owner=user1&sort=-last_activity", "/companies/?sort=nonsense", "/companies/?parent=Nowhere",
    "/contacts/?disabled=true", "/search/?q=%CE%91", "/search/?q=qqqq", "/setup/mail/?state=held",
    "/setup/users/?search=qqqq", "/companies/?last_activity_from=2020-01-01", "/imports/{taken}/", "/imports/{checked}/check/",
]  # fmt: skip
TABLE = "Name,Owner,Country,Website,Unknown\nΒήτα,user1,GR,,Χ\n,nobody,Nowhere,ftp://Χ,Χ\nΓάμμα,user1,GR,,Χ\n"


@pytest.fixture
def world(cast):
    """The cast with some of everything, in Greek letters, so that no word of theirs is taken for one of ours."""
    by = acting(cast.admin)
    cast.company = make_company(
        "Αλφα",
        by=cast.admin,
        parent=cast.customer_a.pk,
        owner="user1",
        comments="Σχόλιο",
        country="GR",
        phone="123",
    )
    cast.contact = make_contact(
        "Μαρία", company=cast.company, by=cast.admin, email="m@example.com", position="Πρόεδρος"
    )
    for number, kind in enumerate(["text", "textarea", "numeric", "date"]):
        about = {"label": f"Πεδίο {number}", "type": kind, "section": "Τμήμα"}
        cast.field = save_field(about, by=by, values=COMPANY_VALUES)
    about = {"label": "Επιλογή", "type": "combo", "options": ["Ένα", "Δύο"], "show_in_list": True}
    save_field(about, by=by, values=COMPANY_VALUES)
    log_activity(company_id=cast.company.pk, kind="call", text="Κείμενο", by=by)
    cast.mail = send(to="m@example.com", subject="Θέμα", text="Κείμενο", kind="test")
    cast.entry = VisibilityEntry.objects.create(section="leads")
    return cast


def import_as(user, *, run: bool):
    """Return an import with good and bad rows, checked, or taken in."""
    by = acting(user)
    file = start_import("companies", iter([TABLE.encode()]), "Αρχείο.csv", {}, by=by)
    return run_import(file, by=by) if run else check_import(file, by=by)


def known_texts(world) -> list[str]:
    """What users wrote, and names of the world, longest first."""
    people = type(world.admin).objects.all()
    zones = available_timezones()
    texts = [*NAMES, *country_names("es").values(), *country_names("en").values()]
    texts += [*zones, *(zone.replace("_", " ") for zone in zones)]
    texts += [text for each in people for text in (each.username, each.full_name, each.email)]
    texts += [each.name for each in (*Profile.objects.all(), *CompanyRole.objects.all())]
    texts += ["Αρχείο.csv", *(cell for row in TABLE.split("\n") for cell in row.split(",") if cell)]
    return sorted(texts, key=len, reverse=True)


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "es"})
    if user is not None:
        user.language = "es"
        user.save(update_fields=["language"])
        client.force_login(user, backend="hanse.accounts.backend.HanseBackend")
    return client


def number_for(pattern: str, world) -> int:
    """Return the id that makes the page of a pattern show something."""
    starts = {
        "contacts/": world.contact.pk,
        "companies/": world.company.pk,
        "setup/users/": world.user1.pk,
        "setup/profiles/": world.user1.profile_id,
        "setup/roles/": CompanyRole.objects.first().pk,
        "setup/fields/sections/": world.field.section_id,
        "setup/fields/": world.field.pk,
        "imports/": world.checked.pk,
    }
    return next((number for start, number in starts.items() if pattern.startswith(start)), 1)


def every_address(world) -> list[str]:
    routes = [
        address(pattern, number_for(pattern, world), "companies")
        for pattern, name, _policy in page_routes()
        if name != ENDS_SESSION and not pattern.startswith("gallery/")
    ]
    ids = {name: getattr(world, name).pk for name in ("company", "contact", "checked", "taken")}
    return routes + [each.format(**ids, parent=world.customer_a.pk) for each in MORE]


def is_page(answer) -> bool:
    return "text/html" in answer.get("Content-Type", "") and answer.status_code != 302


@pytest.mark.parametrize("who", ["admin", "user1", "anonymous"])
def test_every_page_speaks_only_words_that_can_be_translated(world, who):
    client = client_of(getattr(world, who, None))
    with spoken(), translation.override("es"):
        world.taken, world.checked = import_as(world.admin, run=True), import_as(world.admin, run=False)
        known = known_texts(world)
        written = []
        for path in every_address(world):
            answers = [client.get(path)]
            if path.endswith("/"):
                # Forms sent empty, to see what they say about it; whatever else happens does not stay.
                with transaction.atomic():
                    answers.append(client.post(path))
                    transaction.set_rollback(True)
            for answer in filter(is_page, answers):
                written += [f"{path}: {text}" for text in unwrapped(answer.content.decode(), known)]

    assert written == [], "\n".join(dict.fromkeys(written))


def test_letters_speak_only_words_that_can_be_translated(world):
    with spoken(), translation.override("en"):
        client_of(world.user1)
        send_invitation(world.user1, "/welcome/x/", inviter="Μαρία")
        send_reset(world.user1, "/welcome/y/")
    letters = OutgoingMail.objects.exclude(pk=world.mail.pk)
    known = [*known_texts(world), settings.BASE_URL]

    assert len(letters) == 2
    for each in letters:
        said = f"<p>{each.subject}</p><p>{each.text}</p>{each.html}".replace("/welcome/", "")
        assert unwrapped(said, known) == []


def test_the_page_for_our_own_faults_can_be_translated_too(client):
    with spoken(), translation.override("es"):
        page = render_to_string("errors/500.html", {"request_id": "4711"})

    assert unwrapped(page, ["Hanse"]) == []


def test_scripts_hold_no_sentences():
    """What a script says comes with the page, in a template or a data attribute."""
    said = re.compile(r"""(["'`])[A-Z][a-z]+ [a-z][^"'`\n]*\1|\b(?:alert|confirm|prompt)\(""")
    scripts = (Path(settings.PACKAGE) / "web/static/hanse/js").glob("*.js")
    found = [
        f"{script.name}: {match.group()}" for script in scripts for match in said.finditer(script.read_text())
    ]

    assert found == []
