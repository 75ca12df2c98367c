"""Finding rows by words: what is found, on both databases, and the same whichever way the database goes."""

import pytest
from django.db import connection

from hanse.companies import extent
from hanse.companies.actions import delete_company, update_company
from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.search import matching as module
from hanse.search.matching import finds_word_parts, first_matching, matching
from tests.factories import acting, make_company, make_contact

NAMES = (
    "Alpha Zephyr GmbH",
    "Alphanordica Foods",
    "Müller & Söhne KG",
    "Łódź Ørsted Æther ApS",
    "100% Cotton_Mills",
    'O\'Brien "Quoted" Ltd',
    "C:\\Path Holdings",
    "AB Ltd",
    "Abacus Ltd",
    "Zephyrhills Water",
)


@pytest.fixture
def firms(cast):
    for name in NAMES:
        make_company(name, by=cast.admin, parent=None, country="ES")
    return Company.objects.filter(name__in=NAMES)


@pytest.fixture(params=[matching, first_matching, lambda rows, text: matching(rows, text, walking=True)])
def found(request, firms, monkeypatch):
    """Each way of searching; for the first few of an order also where SQLite takes one hit for very many."""
    monkeypatch.setattr(module, "MANY", 1)
    return lambda text: {company.name for company in request.param(firms, text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("zephyr", {"Alpha Zephyr GmbH", "Zephyrhills Water"}),
        ("ZEPHYR", {"Alpha Zephyr GmbH", "Zephyrhills Water"}),
        ("muller", {"Müller & Söhne KG"}),
        ("MÜLLER söhne", {"Müller & Söhne KG"}),
        ("lodz orsted", {"Łódź Ørsted Æther ApS"}),
        ("water zephyr", {"Zephyrhills Water"}),
        ("zephyr gmbh spain", {"Alpha Zephyr GmbH"}),
        ("zephyr foods", set()),
        ("qwxyz", set()),
        ("alp", {"Alpha Zephyr GmbH", "Alphanordica Foods"}),
    ],
)
def test_every_word_must_occur_whatever_its_case_and_accents(found, text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"), [("hanord", {"Alphanordica Foods"}), ("ephyrh", {"Zephyrhills Water"})]
)
def test_parts_of_words_are_found(found, text, names):
    assert found(text) == (names if finds_word_parts(Company) else set())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a", {"Alpha Zephyr GmbH", "Alphanordica Foods", "AB Ltd", "Abacus Ltd"}),
        ("ab", {"AB Ltd", "Abacus Ltd"}),
        ("ep", set()),
    ],
)
def test_one_or_two_letters_are_the_beginning_of_a_name(found, text, names):
    assert found(text) == names


def test_beside_a_longer_word_short_ones_only_narrow(found):
    assert found("ab ltd") == {"AB Ltd", "Abacus Ltd"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("100%", {"100% Cotton_Mills"}),
        ("%%%", set()),
        ("___", set()),
        ("cotton_mills", {"100% Cotton_Mills"}),
        ("o'brien", {'O\'Brien "Quoted" Ltd'}),
        ('"quoted"', {'O\'Brien "Quoted" Ltd'}),
        ("c:\\path", {"C:\\Path Holdings"}),
        ('zep" OR "mul', set()),
        ("zephyr*", set()),
        ("search_text:zephyr", set()),
        ("NEAR(alpha zephyr)", set()),
    ],
)
def test_signs_are_only_signs(found, text, names):
    assert found(text) == names


def test_a_whole_number_is_also_an_id(firms, found):
    company = firms.get(name="AB Ltd")

    assert "AB Ltd" in found(str(company.pk))


def test_a_number_too_large_for_an_id_is_only_a_word(found):
    assert found("9" * 25) == set()


def test_an_empty_text_finds_everything(firms, found):
    assert found("   ") == set(NAMES)


def test_changed_and_deleted_rows_are_found_as_they_are_now(cast, firms):
    company = firms.get(name="AB Ltd")
    update_company(company.pk, {"name": "Quince Ltd"}, by=acting(cast.admin))
    assert matching(Company.objects.all(), "quince").get() == company

    delete_company(company.pk, by=acting(cast.admin))
    assert not matching(Company.objects.all(), "quince").exists()


@pytest.mark.parametrize("medium", [0, 10_000])
def test_a_common_word_finds_within_a_scope_what_a_rare_one_would(cast, firms, monkeypatch, medium):
    for company in firms.exclude(name="Zephyrhills Water"):
        move = {"parent": cast.my_company.pk}
        update_company(company.pk, move, by=acting(cast.admin))
    monkeypatch.setattr(extent, "SMALL", 0)
    monkeypatch.setattr(extent, "MEDIUM", medium)
    for company in firms:
        make_contact("Zora Zephyr", company=company, by=cast.admin)

    def found():
        rows = [matching(model.objects.all(), "zephyr") for model in (Company, Contact)]
        return [
            sorted(str(row) for row in each.visible_to(cast.user1, counting=counting))
            for each in rows
            for counting in (True, False)
        ]

    rare = found()
    monkeypatch.setattr(module, "COMMON", -1)
    monkeypatch.setattr(module, "COMMON_SHARE", -1)
    module._is_common.cache_clear()
    assert matching(Company.objects.all(), "zephyr").common is (connection.vendor == "postgresql")
    assert found() == rare
    assert rare[0] == ["Alpha Zephyr GmbH"]
    assert len(rare[2]) == len(NAMES) - 1
    module._is_common.cache_clear()


def test_without_pg_trgm_postgresql_finds_the_beginnings_of_words(firms):
    if connection.vendor == "sqlite":
        assert finds_word_parts(Company)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX companies_company_trigrams")
    finds_word_parts.cache_clear()
    try:
        zephyr = {company.name for company in matching(firms, "zephyr")}
        inside = matching(firms, "hanord").exists()
        signs = {company.name for company in matching(firms, "o'brien & (")}
    finally:
        finds_word_parts.cache_clear()
    assert zephyr == {"Alpha Zephyr GmbH", "Zephyrhills Water"}
    assert not inside
    assert signs == {'O\'Brien "Quoted" Ltd'}
