"""Saved views and columns on the list pages: kept, shared, pinned, and never a way to see more."""

import re

import pytest

from hanse.companies.models import CompanyRole
from hanse.customfields.models import CustomField
from hanse.journal.models import Change
from hanse.views.models import SavedView
from tests.factories import make_company, make_contact, make_user
from tests.web.reading import HTMX, browser_of, main_of, says


def titles(response) -> list[str]:
    return re.findall(r'<a class="title"[^>]*>([^<]+)</a>', response.content.decode())


def heads(response) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", head).strip()
        for head in re.findall(r"<th scope=.*?</th>", main_of(response), re.S)
    ]


def keep(
    browser, query: str, *, name: str = "Spain", shared: str = "nobody", room: str = "companies"
) -> SavedView:
    response = browser.post(f"/{room}/views/new/?{query}", {"name": name, "shared": shared})
    assert response.status_code == 302, response.content.decode()
    return SavedView.objects.get(name=name)


@pytest.fixture
def spain(cast):
    make_company("Madrid Motors", by=cast.user1, country="ES")
    return browser_of(cast.user1)


def test_a_question_is_kept_under_a_name_and_asked_again(cast, spain):
    view = keep(spain, "country=ES&sort=name")

    again = spain.get(f"/companies/views/{view.pk}/", follow=True)

    assert titles(again) == ["Madrid Motors"]
    assert 'aria-current="page">Spain</a>' in main_of(again)
    assert "Save as new" not in says(again)


def test_a_plain_list_has_nothing_to_save_and_a_filtered_one_has(spain):
    assert "Save view" not in says(spain.get("/companies/"))
    assert "Save view" in says(spain.get("/companies/?country=ES"))


def test_a_changed_view_can_be_saved_saved_as_new_or_reset(cast, spain):
    view = keep(spain, "country=ES")

    changed = spain.get(f"/companies/?saved={view.pk}&country=ES&country=DE")
    saved = spain.post(f"/companies/views/{view.pk}/save/?saved={view.pk}&country=ES&country=DE")

    assert all(words in says(changed) for words in ("Save view", "Save as new", "Reset"))
    assert saved.status_code == 302
    view.refresh_from_db()
    assert view.query == {"country": ["ES", "DE"]}
    assert list(Change.objects.filter(kind="saved_view").values_list("verb", flat=True).order_by("id")) == [
        "created",
        "updated",
    ]


def test_the_order_of_values_and_the_usual_sort_are_no_change(cast, spain):
    view = keep(spain, "country=ES&country=DE")

    same = spain.get(f"/companies/?saved={view.pk}&country=DE&country=ES&sort=-last_activity")

    assert "Reset" not in says(same)


def test_the_tabs_follow_a_filter_that_htmx_swaps_in(cast, spain):
    view = keep(spain, "country=ES")

    answer = spain.get(f"/companies/?saved={view.pk}&country=DE", **HTMX)

    assert 'id="views" hx-swap-oob="true"' in answer.content.decode()
    assert "Reset" in answer.content.decode()


def test_colleagues_see_a_shared_view_with_their_own_rows(cast, spain):
    keep(spain, "country=ES", name="Shared one", shared="colleagues")
    keep(spain, "country=ES", name="Private one")
    stranger = make_user("stranger")
    reader = make_user("reader1", profile="Reader", company=cast.my_company)
    view = SavedView.objects.get(name="Shared one")

    assert "Shared one" in says(browser_of(reader).get("/companies/"))
    assert "Private one" not in says(browser_of(reader).get("/companies/"))
    assert "Shared one" not in says(browser_of(stranger).get("/companies/"))
    assert browser_of(stranger).get(f"/companies/views/{view.pk}/").status_code == 404


def test_sharing_widens_nobodys_access(cast):
    admin = browser_of(cast.admin)
    make_company("Secret of the admin", by=cast.admin, parent=None, country="ES")
    view = keep(admin, "country=ES", shared="everyone")
    stranger = browser_of(make_user("stranger"))

    seen = stranger.get(f"/companies/views/{view.pk}/", follow=True)

    assert "Spain" in says(seen)
    assert titles(seen) == []
    assert "Secret" not in says(seen)


def test_only_superadmins_share_with_everyone(cast, spain):
    response = spain.post("/companies/views/new/?country=ES", {"name": "For all", "shared": "everyone"})

    assert response.status_code == 422
    assert "Only superadmins share with everyone." in says(response)
    assert not SavedView.objects.exists()


def test_another_person_may_open_and_pin_a_shared_view_but_not_change_it(cast, spain):
    view = keep(spain, "country=ES", shared="colleagues")
    other = browser_of(make_user("other1", company=cast.my_company))

    assert other.post(f"/companies/views/{view.pk}/delete/").status_code == 403
    assert other.post(f"/companies/views/{view.pk}/edit/", {"name": "Mine"}).status_code == 403
    assert other.post(f"/companies/views/{view.pk}/save/?country=DE").status_code == 403
    assert other.post(f"/companies/views/{view.pk}/keep/", {"pinned": "on"}).status_code == 302
    assert "Pinned views" in other.get("/").content.decode()
    assert "Pinned views" not in spain.get("/").content.decode()


def test_a_view_is_renamed_and_deleted(cast, spain):
    view = keep(spain, "country=ES")

    spain.post(
        f"/companies/views/{view.pk}/edit/", {"name": "Iberia", "shared": "nobody", "version": view.version}
    )
    assert "Iberia" in says(spain.get("/companies/"))

    gone = spain.post(f"/companies/views/{view.pk}/delete/", follow=True)
    assert "The view Iberia is deleted." in gone.content.decode()
    assert not SavedView.objects.exists()


def test_two_views_of_one_person_do_not_share_a_name(cast, spain):
    keep(spain, "country=ES")

    twice = spain.post("/companies/views/new/?country=DE", {"name": "spain", "shared": "nobody"})

    assert twice.status_code == 422
    assert "You already have a view with this name." in says(twice)


def test_the_list_opens_with_the_default_view_and_all_stays_in_reach(cast, spain):
    view = keep(spain, "country=ES")
    spain.post(f"/companies/views/{view.pk}/keep/", {"opens": "on"})

    opened = spain.get("/companies/", follow=True)
    everything = spain.get("/companies/?saved=all")

    assert titles(opened) == ["Madrid Motors"]
    assert 'href="/companies/?saved=all"' in main_of(opened)
    assert len(titles(everything)) == 3
    spain.post(f"/companies/views/{view.pk}/keep/", {"opens": "off"})
    assert spain.get("/companies/").status_code == 200


def test_more_views_than_fit_are_behind_a_menu(cast, spain):
    for number in range(8):
        keep(spain, f"search=firm{number}", name=f"View {number}")

    page = main_of(spain.get("/companies/"))

    assert page.count('class="tab"') == 6
    assert "More views" in page
    assert all(f"View {number}" in page for number in range(8))


def test_a_filter_that_cannot_be_read_is_not_kept(cast, spain):
    response = spain.post("/companies/views/new/?sort=colour", {"name": "Bad", "shared": "nobody"})

    assert response.status_code == 422
    assert not SavedView.objects.exists()


def test_contacts_have_views_too_and_each_list_its_own(cast):
    browser = browser_of(cast.user1)
    make_contact("Ana Ruiz", company=cast.customer_a, by=cast.user1)
    view = keep(browser, "search=ana", room="contacts", name="Anas")

    assert titles(browser.get(f"/contacts/views/{view.pk}/", follow=True)) == ["Ana Ruiz"]
    assert browser.get(f"/companies/views/{view.pk}/").status_code == 404
    assert "Anas" not in says(browser.get("/companies/"))


def test_columns_are_chosen_in_an_order_and_remembered_for_the_person(cast, spain):
    spain.post(
        "/companies/columns/", {"order": ["tax_id", "country", "role"], "columns": ["tax_id", "country"]}
    )

    assert heads(spain.get("/companies/")) == ["Name", "Tax ID", "Country"]
    assert heads(browser_of(cast.manager1).get("/companies/"))[1] == "Role"
    spain.post("/companies/columns/", {"usual": "1"})
    assert heads(spain.get("/companies/"))[1] == "Role"


def test_a_column_moves_up_without_being_kept_yet(cast, spain):
    answer = spain.post(
        "/companies/columns/",
        {"order": ["name", "role", "country"], "columns": ["role"], "move": "up:country"},
        **HTMX,
    ).content.decode()

    assert answer.index('value="country"') < answer.index('value="role"')
    assert re.search(r'value="role" checked', answer)
    assert heads(spain.get("/companies/"))[1] == "Role"


def test_a_custom_field_is_a_column_for_whom_chooses_it(cast):
    field = CustomField.objects.create(label="Fleet size", type="numeric")
    make_company("Fleet owner", by=cast.user1, custom={str(field.pk): "412"})
    browser = browser_of(cast.user1)

    assert "Fleet size" not in heads(browser.get("/companies/"))
    shown = browser.get(f"/companies/?columns=custom.{field.pk}")
    assert heads(shown) == ["Name", "Fleet size"]
    assert "412" in says(shown)


def test_a_parent_that_one_cannot_see_is_not_named_in_its_column(cast):
    hidden = make_company("Hidden holding", by=cast.admin, parent=None)
    make_company("Below it", by=cast.admin, parent=hidden.pk, owner="user1")

    page = browser_of(cast.user1).get("/companies/?columns=parent")

    assert "Below it" in says(page)
    assert "A company you cannot see" in says(page)
    assert "Hidden holding" not in page.content.decode()


def test_a_view_keeps_the_columns_that_were_chosen(cast, spain):
    spain.post("/companies/columns/", {"order": ["country"], "columns": ["country"]})
    view = keep(spain, "country=ES", shared="colleagues")
    colleague = browser_of(make_user("other1", profile="Reader", company=cast.my_company))

    assert heads(colleague.get(f"/companies/views/{view.pk}/", follow=True)) == ["Name", "Country"]


def test_the_export_has_the_columns_as_shown_or_all(cast):
    field = CustomField.objects.create(label="Fleet size", type="numeric")
    make_company("Fleet owner", by=cast.user1, custom={str(field.pk): "412"})
    browser = browser_of(cast.user1)

    def header(query: str) -> list[str]:
        file = b"".join(browser.get(f"/companies/export/?{query}").streaming_content).decode("utf-8-sig")
        return file.splitlines()[0].split(",")

    assert header(f"columns=name,custom.{field.pk},owner") == ["name", "Fleet size", "owner"]
    assert {"address", "website", "Fleet size"} <= set(header(""))


def test_a_role_stays_in_a_view_after_its_name_changed(cast, spain):
    role = CompanyRole.objects.first()
    view = keep(spain, f"role={role.pk}")
    CompanyRole.objects.filter(pk=role.pk).update(name="Renamed role")

    assert "Renamed role" in says(spain.get(f"/companies/views/{view.pk}/", follow=True))
