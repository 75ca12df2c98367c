"""The palette: what each person is offered and finds, and what he never learns."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hanse.setup.models import VisibilityEntry
from hanse.web.palette.marking import marked
from hanse.web.rooms import web_rooms
from tests.factories import make_company, make_contact
from tests.web.reading import HTMX, browser_of, says

SECRET = "zqmarker"


def ask(user, text: str = "", *, on: str = "/", **more):
    return browser_of(user).get("/palette/", {"q": text, "on": on} | more, **HTMX)


def lines(response) -> list[str]:
    found = re.findall(r'role="option".*?</(?:a|button)>', response.content.decode(), re.DOTALL)
    names = [re.search(r'<span class="truncate">(.*?)</span>', line, re.DOTALL) for line in found]
    return [re.sub(r"<[^>]+>", "", name.group(1)) for name in names if name]


@pytest.fixture
def filled(cast):
    cast.zeta = make_company("Zeta Works", by=cast.user1, tax_id="ES-B 7234567")
    cast.hidden = make_company(f"Hidden {SECRET}", by=cast.admin, parent=None, tax_id="ES-B 7654321")
    cast.ana = make_contact("Ana Berg", company=cast.customer_a, by=cast.admin)
    cast.nobody = make_contact(f"Bea {SECRET}", company=cast.hidden, by=cast.admin)
    return cast


def test_at_rest_it_offers_what_one_may_do_on_the_page_that_is_open(filled):
    response = ask(filled.user1, on=f"/companies/{filled.customer_a.pk}/?tab=files")

    offered = lines(response)
    assert offered[:3] == ["Edit company", "Log activity", "Change owner"]
    assert {"New contact here", "New subsidiary", "Who can see this", "New company", "Sign out"} <= set(
        offered
    )
    assert "Delete company" not in offered
    assert not [each for each in offered if each.startswith("Setup")]


def test_one_who_may_only_see_a_record_is_not_offered_to_change_it(filled):
    offered = lines(ask(filled.user1, on=f"/companies/{filled.customer_b.pk}/"))

    assert "Who can see this" in offered
    assert not {"Edit company", "Log activity", "Change owner", "Delete company"} & set(offered)


def test_a_manager_may_delete_and_a_superadmin_set_up(filled):
    at = f"/companies/{filled.customer_a.pk}/"

    assert "Delete company" in lines(ask(filled.manager1, on=at))
    assert {"Setup: Users", "Setup: Visibility"} <= set(lines(ask(filled.admin, ">setup")))


def test_a_contact_has_its_own_actions(filled):
    offered = lines(ask(filled.user1, on=f"/contacts/{filled.ana.pk}/"))

    assert offered[:4] == ["Edit contact", "Log activity", "Open its company", "Who can see this"]
    assert "Delete contact" in offered


def test_without_rights_there_is_only_oneself(filled):
    offered = lines(ask(filled.user2, on=f"/companies/{filled.customer_a.pk}/"))

    assert offered[:2] == ["Go home", "Go to your profile"]
    assert "New company" not in offered


def test_records_of_every_room_are_found_in_groups(filled):
    words = says(ask(filled.user1, "cust"))

    assert words.index("Companies") < words.index("omer #A") < words.index("More")
    assert "Contacts" not in words
    assert "Ana Berg" in lines(ask(filled.user1, "ber"))


def test_actions_come_before_records_and_a_tax_id_before_both(filled):
    make_company("Newcomer", by=filled.user1)

    offered = lines(ask(filled.user1, "new"))
    assert offered.index("New company") < offered.index("Newcomer")
    assert lines(ask(filled.user1, "esb7234567"))[0] == "Zeta Works"
    assert says(ask(filled.user1, "esb7234567")).startswith("Exactly this")


def test_the_first_letter_narrows_to_actions_numbers_or_people(filled):
    assert lines(ask(filled.user1, ">show con", on=f"/companies/{filled.zeta.pk}/")) == ["Show Contacts"]
    assert "Zeta Works" not in lines(ask(filled.user1, ">zeta"))
    assert "Zeta Works" in lines(ask(filled.user1, f"#{filled.zeta.pk}"))
    assert lines(ask(filled.user1, "@ana")) == ["Ana Berg", "Manager1"]
    assert lines(ask(filled.user1, "@zeta")) == ["Open the search page"]


def test_a_user_leads_to_what_he_owns_and_for_a_superadmin_to_his_page(filled):
    assert 'href="/companies/?owner=manager1"' in ask(filled.user1, "@manager").content.decode()
    assert f'href="/setup/users/{filled.manager1.pk}/"' in ask(filled.admin, "@manager").content.decode()


@pytest.mark.parametrize("who", ["user1", "manager1", "user2"])
def test_nobody_learns_of_what_he_may_not_see(filled, who):
    user = getattr(filled, who)
    recent = f"/companies/{filled.hidden.pk}/ /contacts/{filled.nobody.pk}/"
    for text in ("", SECRET[:4], "hid", "bea", "@bea", "esb7654321", f"#{filled.hidden.pk}", ">", "7654321"):
        for on in (f"/companies/{filled.hidden.pk}/", f"/contacts/{filled.nobody.pk}/", "/companies/99999/"):
            for step in ("", "owner"):
                page = ask(user, text, on=on, recent=recent, step=step).content.decode()
                assert SECRET not in page.replace(f"“{text}", ""), (text, on)
                assert "Edit co" not in page, (text, on)


def test_recent_records_come_in_their_order_without_those_out_of_sight(filled):
    recent = f"/contacts/{filled.ana.pk}/ /companies/{filled.hidden.pk}/ /nowhere/7/ junk /companies/{filled.zeta.pk}/"

    offered = lines(ask(filled.user1, recent=recent))
    assert offered[:2] == ["Ana Berg", "Zeta Works"]

    filled.ana.delete()
    assert lines(ask(filled.user1, recent=recent))[0] == "Zeta Works"


def test_a_hidden_section_is_not_in_it(filled):
    VisibilityEntry.objects.create(section="contacts")

    assert "Ana Berg" not in lines(ask(filled.user1, "ana"))
    offered = lines(ask(filled.user1, recent=f"/contacts/{filled.ana.pk}/", on=f"/contacts/{filled.ana.pk}/"))
    assert not [each for each in offered if "ontact" in each]
    assert "Go to Companies" in offered


def test_an_owner_is_chosen_and_whom_it_concerns_is_shown_before(filled):
    zeta = make_company("Zeta Alone", by=filled.user1, parent="")
    at = f"/companies/{zeta.pk}/"
    response = ask(filled.user1, "mana", on=at, step="owner")
    assert lines(response) == ["Manager1"]
    client, url = browser_of(filled.user1), f"/palette/companies/{zeta.pk}/owner/"

    shown = client.post(url, {"owner": "manager1"})
    assert "Will not see it any more" in says(shown)
    zeta.refresh_from_db()
    assert zeta.owner == filled.user1
    refused = client.post(url, {"owner": "manager1", "confirmed": "1"})
    assert refused.status_code == 409

    given = client.post(url, {"owner": "manager1", "confirmed": "1", "lose_sight": "1"})
    assert given.url == "/companies/"
    zeta.refresh_from_db()
    assert zeta.owner == filled.manager1


def test_only_one_who_may_change_a_company_gives_it_away(filled):
    assert "Nothing matches" in says(
        ask(filled.user1, step="owner", on=f"/companies/{filled.customer_b.pk}/")
    )
    url = f"/palette/companies/{filled.customer_b.pk}/owner/"

    assert browser_of(filled.user1).post(url, {"owner": "user1"}).status_code == 403
    assert browser_of(filled.user2).post(url, {"owner": "user1"}).status_code == 404
    unknown = browser_of(filled.manager1).post(url, {"owner": "nobody-like-this"}, follow=True)
    filled.customer_b.refresh_from_db()
    assert filled.customer_b.owner == filled.manager1
    assert "nobody-like-this" in unknown.content.decode()


def test_as_a_page_it_is_the_search(filled):
    client = browser_of(filled.user1)

    assert client.get("/palette/", {"q": "@ana"}).url == "/search/?q=ana"
    assert client.get("/palette/").url == "/search/"


@pytest.mark.parametrize(
    "text", ["%", "'", '" OR 1=1', "\x00", "(((", "#", "@", ">", "# #", "-" * 500, "1" * 30]
)
def test_it_answers_to_anything(filled, text):
    response = ask(
        filled.user1, text, on="//[x\x00/", recent="/companies/99999999999999999999/ " * 50, step="nope"
    )

    assert response.status_code == 200


def test_a_letter_costs_few_questions_to_the_database(filled):
    client = browser_of(filled.user1)
    with CaptureQueriesContext(connection) as asked:
        client.get("/palette/", {"q": "zeta", "on": f"/companies/{filled.zeta.pk}/"}, **HTMX)

    # Who asks, what is open and the words cost as much as ever; each room is searched once exactly and once by words.
    assert len(asked) <= 7 + 2 * len(web_rooms())


def test_what_was_typed_is_marked_whatever_its_accents():
    parts = marked("Øresund Ångström ß", ["angs", "ss"])

    assert [part.text for part in parts if part.is_hit] == ["Ångs", "ß"]
    assert "".join(part.text for part in parts) == "Øresund Ångström ß"
