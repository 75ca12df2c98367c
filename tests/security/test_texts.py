"""Evil texts in every field stay texts, on every page and in every file; none takes long to refuse."""

import json
import time

import pytest

from hanse.companies.models import Company
from hanse.files.models import StoredFile
from tests.api.conftest import caller_for
from tests.doors.routes import address, page_routes
from tests.factories import make_company
from tests.security.evil import LINKS, TEXTS, what_could_run
from tests.web.reading import HTMX, browser_of, filled_in

pytestmark = pytest.mark.django_db
TABS = ("", "?tab=activity", "?tab=contacts", "?tab=files", "?tab=history", "edit/", "access/", "delete/")
ENDS_SESSION = "accounts:logout"


def pages(evil):
    """Every page of the house, with evil in its address too, and every page of every evil record."""
    for pattern, name, _policy in page_routes():
        if name != ENDS_SESSION:
            yield f"{address(pattern, 1)}?search={TEXTS[1]}&q={TEXTS[0]}&sort={TEXTS[2]}&country={TEXTS[4]}&owner={TEXTS[3]}"
    yield from (f"/companies/{company.pk}/" for company in evil.companies)
    # One tab holds what all do: the texts take turns.
    yield from (f"/companies/{each.pk}/{tab}" for each, tab in zip(evil.companies, TABS * 4, strict=True))
    for contact in evil.contacts[::8]:
        yield from (f"/contacts/{contact.pk}/{tab}" for tab in ("", "?tab=activity", "?tab=history", "edit/"))
    for pk in evil.imports:
        yield from (f"/imports/{pk}/", f"/imports/{pk}/check/", f"/imports/{pk}/columns/")
    yield from (f"/files/{pk}/edit/" for pk in StoredFile.objects.values_list("pk", flat=True)[:4])


def test_the_reader_of_these_tests_sees_what_would_run():
    assert what_could_run('<p class="x" title="=1"><a href="/companies/?q=javascript:evil()">x</a></p>') == []
    assert len([text for text in TEXTS if what_could_run(f"<p>{text}</p>")]) > 15
    assert what_could_run('<a href="java\tscript:evil()">x</a>')


def test_T_12_T_13_T_09_no_text_becomes_more_than_text_on_any_page(evil):
    browser = browser_of(evil.cast.admin)
    seen = 0
    for url in pages(evil):
        response = browser.get(url)
        if response.streaming or "html" not in response.get("Content-Type", ""):
            continue
        html = response.content.decode()
        assert what_could_run(html) == [], url
        assert str(7 * 7191) not in html, url
        seen += 1
    assert seen > 120


def test_T_13_the_toast_after_a_change_and_the_pieces_that_htmx_fetches_are_text_too(evil):
    browser = browser_of(evil.cast.admin)
    url = f"/companies/{evil.companies[0].pk}/edit/"
    form = filled_in(browser.get(url)) | {"name": TEXTS[1]}

    answers = [browser.post(url, form, follow=True), browser.post(url, form | {"name": ""}, follow=True)]
    answers += [
        browser.get(f"/companies/?search=evil&sort={TEXTS[1]}", **HTMX),
        browser.get("/palette/?q=evil", **HTMX),
    ]

    for answer in answers:
        assert what_could_run(answer.content.decode()) == []


@pytest.mark.parametrize("link", LINKS)
def test_T_13_a_website_leads_to_the_web_or_is_refused(cast, link):
    program = caller_for(cast.admin)

    answer = program.post("companies", {"name": "Acme", "website": link})

    assert answer.status_code in (201, 422)
    if answer.status_code == 201:
        page = browser_of(cast.admin).get(f"/companies/{answer.json()['id']}/")
        assert what_could_run(page.content.decode()) == []


def test_T_13_programs_get_json_that_no_browser_takes_for_a_page(evil):
    program = caller_for(evil.cast.admin)
    for path in ("companies", "contacts", "search?q=evil", f"companies/{evil.companies[0].pk}", "nowhere"):
        answer = program.get(path.partition("?")[0], path.partition("?")[2])

        assert "json" in answer["Content-Type"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" in answer
        json.loads(answer.content)


def test_T_14_no_cell_of_the_exports_is_a_formula(evil):
    browser = browser_of(evil.cast.admin)
    for room in ("companies", "contacts"):
        answer = browser.get(f"/{room}/export/")
        text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(
            "utf-8-sig"
        )

        assert "'=HYPERLINK" in text
        for line in text.splitlines():
            assert not line.startswith(("=", "+", "-", "@")), line
            assert ',"=' not in line, line
            assert ",=" not in line.replace("'=", ""), line


BOMBS = [
    "<" * 1_000_000,
    "@." * 500_000,
    "(" * 1_000_000,
    "a" * 999_999 + "@",
    " " * 1_000_000,
    "é" * 500_000,
]
FIELDS = {
    "companies": ("name", "address", "tax_id", "country", "phone", "email", "website", "comments", "owner"),
    "contacts": ("full_name", "email", "phone", "mobile", "position", "description"),
}


@pytest.mark.parametrize(
    "bomb", BOMBS, ids=["angles", "at-dots", "brackets", "almost-mail", "blanks", "accents"]
)
def test_T_34_a_million_letters_are_refused_at_once_in_every_field(cast, bomb):
    program = caller_for(cast.admin)
    for room, names in FIELDS.items():
        needed = (
            {"name": "Acme"} if room == "companies" else {"full_name": "Ann", "company": cast.customer_a.pk}
        )
        for name in names:
            begun = time.process_time()

            answer = program.post(room, needed | {name: bomb})

            assert answer.status_code in (201, 422), (room, name)
            assert time.process_time() - begun < 1, (room, name)
            if answer.status_code == 201:
                assert len(answer.json()[name] or "") <= 20_000, (room, name)
    begun = time.process_time()
    assert program.post(f"companies/{cast.customer_a.pk}/activity", {"text": bomb}).status_code in (201, 422)
    assert program.get("companies", "search=" + bomb[:6000].replace("é", "e")).status_code in (200, 422)
    assert time.process_time() - begun < 1


def test_T_15_a_file_with_evil_cells_writes_nothing_and_shows_them_as_text(evil):
    browser = browser_of(evil.cast.admin)
    before = Company.objects.count()

    for pk in evil.imports:
        for part in ("", "check/"):
            assert what_could_run(browser.get(f"/imports/{pk}/{part}").content.decode()) == []

    assert Company.objects.count() == before


def test_T_08_a_long_name_cannot_push_the_evil_part_out_of_its_quotes(cast):
    company = make_company("x" * 290 + '"><evil>', by=cast.admin)

    page = browser_of(cast.admin).get(f"/companies/{company.pk}/")

    assert what_could_run(page.content.decode()) == []
