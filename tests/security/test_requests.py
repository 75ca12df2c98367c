"""Evil requests: foreign forms, reaching filters, other people's hosts, forged log lines, missing headers."""

import json
import logging
import re

import pytest
from django.test import Client
from django.urls import get_resolver

from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.foundation.logs import JsonFormatter
from tests.doors.routes import address, page_routes
from tests.doors.snapshot import fingerprint
from tests.factories import PASSWORD
from tests.security.evil import ELSEWHERE, REACHING, TEXTS
from tests.web.reading import BACKEND, browser_of

pytestmark = pytest.mark.django_db
ROUTES = [route for route in page_routes() if route[1] != "accounts:logout"]
LISTS = ("/companies/", "/contacts/")


def test_T_19_a_form_without_our_key_changes_nothing(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.admin, backend=BACKEND)
    before = fingerprint()

    for pattern, _name, _policy in page_routes():
        answer = browser.post(address(pattern, cast.customer_a.pk), {"name": "Changed", "text": "Changed"})
        assert answer.status_code in (403, 405), pattern

    assert fingerprint() == before


def _exempt(patterns, prefix=""):
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            yield from _exempt(entry.url_patterns, prefix + str(entry.pattern))
        elif getattr(entry.callback, "csrf_exempt", False):
            yield prefix + str(entry.pattern)


def test_T_19_only_the_api_goes_without_the_key_for_it_takes_tokens_alone(cast):
    assert [path for path in _exempt(get_resolver().url_patterns) if not path.startswith("api/")] == []

    browser = browser_of(cast.admin)
    answer = browser.post("/api/v1/companies", {"name": "Acme"}, content_type="application/json")

    assert answer.status_code == 401
    assert not Company.objects.filter(name="Acme").exists()


@pytest.mark.parametrize("word", REACHING)
def test_T_17_T_18_no_list_can_be_asked_beyond_its_table(cast, word):
    browser = browser_of(cast.user1)
    for page in LISTS:
        plain = browser.get(page)
        names = re.findall(r'class="row-link"[^>]*>([^<]+)', plain.content.decode())
        for query in ({"sort": word}, {word: "a"}, {word: "a", "sort": "name"}, {"columns": word}):
            answer = browser.get(page, query)
            html = answer.content.decode()

            assert answer.status_code in (200, 400), query
            assert "md5$" not in html
            assert cast.admin.email not in html
            if answer.status_code == 200:
                assert re.findall(r'class="row-link"[^>]*>([^<]+)', html) == names or "sort" in query


@pytest.mark.parametrize("text", TEXTS + ["\0", "%00", "a" * 5000, "9" * 400, "-1", "1e9", "[]", "NaN"])
def test_T_18_no_value_of_any_parameter_breaks_a_page(cast, text):
    browser = browser_of(cast.user1)
    words = (
        "search",
        "q",
        "sort",
        "cursor",
        "limit",
        "owner",
        "country",
        "role",
        "parent",
        "tab",
        "page",
        "columns",
    )
    before = Company.objects.count()

    for page in (
        *LISTS,
        "/search/",
        "/palette/",
        f"/companies/{cast.customer_a.pk}/",
        "/companies/new/",
        "/trash/",
    ):
        assert browser.get(page, dict.fromkeys(words, text)).status_code in (200, 302, 400, 404), page
        assert browser.get(page, dict.fromkeys(words, [text, text])).status_code in (200, 302, 400, 404), page

    assert Company.objects.count() == before


@pytest.mark.parametrize("target", ELSEWHERE[::2])
def test_T_32_no_form_leads_to_another_host(cast, target):
    browser = browser_of(cast.admin)
    words = dict.fromkeys(("next", "back", "page", "return", "url", "to", "from", "query"), target)
    for pattern, _name, _policy in ROUTES:
        for ask in (browser.get, browser.post):
            answer = ask(address(pattern, cast.customer_b.pk), words, headers={"referer": f"https:{target}"})
            led = answer.get("Location", "/")
            assert re.match(r"/(?![/\\])|\?", led), (pattern, led)
            assert "evil.example" not in led.partition("?")[0], (pattern, led)
            assert answer.get("HX-Redirect", "/")[:2] not in ("//", "/\\", "ht", "ja"), pattern


def test_T_20_no_host_but_ours_is_answered(cast):
    browser = browser_of(cast.admin)
    for page in ("/", "/login/", "/password/forgotten/", "/companies/"):
        assert browser.get(page, headers={"host": "evil.example"}).status_code == 400


def test_T_20_a_password_of_a_megabyte_costs_no_time_and_lets_nobody_in(cast):
    answer = Client().post("/login/", {"username": "user1" * 2000, "password": "x" * 1_000_000})

    assert answer.status_code == 422


def test_T_21_a_new_house_has_nobody_who_could_sign_in(db):
    assert not User.objects.exists()


@pytest.mark.parametrize("bad", ["%0d%0aevil", "%1b[31mevil", "%e2%80%a8evil", "%00evil"])
def test_T_31_nobody_writes_a_line_of_the_log_himself(cast, caplog, bad):
    browser = browser_of(cast.user1)
    with caplog.at_level(logging.INFO):
        browser.get(f"/nowhere/{bad}", headers={"x-request-id": "evil\r\nevil", "user-agent": "evil\r\nevil"})
        browser.post(
            f"/companies/{cast.customer_b.pk}/edit/", {"name": "x"}, headers={"x-request-id": "evil evil"}
        )
        Client().post("/login/", {"username": "evil\r\n{}", "password": PASSWORD})

    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert lines
    for line in lines:
        assert line.isprintable()
        assert json.loads(line)["message"]


def test_T_31_secrets_reach_no_log(cast, caplog):
    cast.user1.set_password("a very secret word")
    cast.user1.save()
    with caplog.at_level(logging.DEBUG):
        Client().post("/login/", {"username": "user1", "password": "a very secret word"})
        Client().post("/login/", {"username": "user1", "password": "a very secret guess"})
        Client().get("/api/v1/me", headers={"authorization": "Bearer hanse_a-very-secret-token"})
        Client().get("/password/reset/a-very-secret-link/")

    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert "very secret" not in "".join(JsonFormatter().format(record) for record in ours)


@pytest.mark.parametrize("who", ["admin", None])
def test_every_answer_keeps_frames_scripts_and_guesses_out(cast, who):
    browser = browser_of(getattr(cast, who)) if who else Client()
    for pattern, _name, _policy in ROUTES:
        answer = browser.get(address(pattern, cast.customer_a.pk))
        policy = answer["Content-Security-Policy"]

        assert "default-src 'none'" in policy, pattern
        assert "unsafe" not in policy, pattern
        assert answer["X-Content-Type-Options"] == "nosniff", pattern
        assert answer["Referrer-Policy"] == "same-origin", pattern
        assert answer.get("X-Frame-Options", "DENY") == "DENY", pattern
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", pattern
