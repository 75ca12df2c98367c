"""
Machines, plugged in by one declaration for their records, one for their pages, one for their API: everything works.

Run by test_a_small_room.py in an installation of their own.
"""

import pytest

from hanse.api.publishing import document
from hanse.companies.actions import delete_company
from hanse.companies.customfields import COMPANY_VALUES
from hanse.customfields.actions import delete_field, save_field
from hanse.customfields.models import CustomField
from hanse.imports.actions import check_import, run_import, start_import, undo_import
from hanse.journal.models import Change
from hanse.journal.undoing import undo as undo_step
from hanse.views.models import SavedView
from tests.api.conftest import Caller, caller_for
from tests.factories import acting
from tests.room.machines.models import Machine
from tests.room.machines.room import RECORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast, client):
    """A press at Customer #A, a mixer at Customer #B, a belt at the company of colleagues; user1 is signed in."""
    save_field({"target": "machine", "label": "Colour"}, by=acting(cast.admin), values=COMPANY_VALUES)
    made = {
        name: RECORDS.create({"company": company.pk, "name": name, "serial": serial}, by=acting(cast.admin))
        for name, company, serial in (
            ("Press", cast.customer_a, "P-100"),
            ("Mixer", cast.customer_b, "M-7"),
            ("Belt", cast.my_company, "B-1"),
        )
    }
    client.force_login(cast.user1)
    cast.press, cast.mixer, cast.belt = made["Press"], made["Mixer"], made["Belt"]
    return cast


def text(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def undo(client, change):
    return client.post(f"/undo/{change.request_id}/", follow=True)


def test_the_navigation_leads_to_the_list(place, client):
    page = text(client.get("/machines/"))

    assert 'href="/machines/"' in text(client.get("/"))
    assert 'data-keys="g m" data-go="/machines/"' in page
    assert "Press" in page
    assert "Mixer" in page
    # Of a company that he cannot see.
    assert "Belt" not in page


def test_the_list_filters_sorts_and_searches(place, client):
    RECORDS.update(place.mixer.pk, {"in_use": False}, by=acting(place.admin))

    assert "Press" not in text(client.get("/machines/?in_use=false"))
    assert "Mixer" not in text(client.get(f"/machines/?company={place.customer_a.pk}"))
    assert "Mixer" not in text(client.get("/machines/?search=P-100"))
    assert "In use is" in text(client.get("/machines/?in_use=false"))


def test_a_view_of_the_list_is_saved_and_pinned(place, client):
    client.post("/machines/views/new/?in_use=true", {"name": "Running", "shared": "nobody"})
    view = SavedView.objects.get(name="Running")

    assert (view.list, view.query) == ("machines", {"in_use": ["true"]})
    client.post(f"/machines/views/{view.pk}/keep/", {"pinned": "on"})
    assert f"/machines/views/{view.pk}/" in text(client.get("/"))


def test_many_are_changed_at_once_and_it_is_undone(place, client):
    client.force_login(place.manager1)
    address = f"/machines/bulk/?id={place.press.pk}&id={place.mixer.pk}&field=price&value=500"

    assert "2" in text(client.get(address))
    client.post(address)

    assert list(Machine.objects.order_by("pk").values_list("price", flat=True)) == [500, 500, None]
    undo(client, Change.objects.filter(kind="machine").latest("pk"))
    assert set(Machine.objects.values_list("price", flat=True)) == {None}


def test_the_palette_and_the_search_find_them(place, client):
    found = text(client.get("/palette/?q=press", headers={"HX-Request": "true"}))
    here = text(client.get(f"/palette/?on=/machines/{place.press.pk}/", headers={"HX-Request": "true"}))

    assert f"/machines/{place.press.pk}/" in found
    assert "P-100" in found
    assert f"/machines/{place.press.pk}/edit/" in here
    assert "New machine" in here
    assert "Belt" not in text(client.get("/search/?q=belt"))


def test_a_record_is_made_changed_and_deleted_on_its_pages(place, client):
    colour = CustomField.objects.get().pk
    typed = {
        "name": "Saw",
        "serial": "S-1",
        "company": f"Customer #A (#{place.customer_a.pk})",
        "price": "90",
    }

    made = client.post("/machines/new/", typed | {f"custom.{colour}": "red"})
    saw = Machine.objects.get(name="Saw")
    page = text(client.get(made.url))

    assert made.url == f"/machines/{saw.pk}/"
    assert "S-1" in page
    assert "red" in page
    assert "Customer #A" in page
    assert client.post("/machines/new/", typed | {"price": "much"}).status_code == 422
    assert "Saw" in text(client.get(f"/machines/{saw.pk}/edit/"))
    client.post(f"/machines/{saw.pk}/edit/", typed | {"name": "Fret saw", "version": "1"})
    assert client.post(f"/machines/{saw.pk}/edit/", typed | {"version": "1"}).status_code == 412
    client.post(f"/machines/{saw.pk}/delete/", {"version": "2"})
    assert not Machine.objects.filter(pk=saw.pk).exists()


def test_the_company_tells_what_happens_to_its_machines(place, client):
    told = text(client.get(f"/companies/{place.customer_a.pk}/?tab=activity"))

    assert "</b> added <b>Press</b>" in told


def test_the_values_of_a_custom_field_go_with_it_and_come_back(place, client):
    colour, by = CustomField.objects.get(), acting(place.admin)
    RECORDS.update(place.press.pk, {"custom": {str(colour.pk): "red"}}, by=by)

    deletion = acting(place.admin)
    delete_field(colour.pk, by=deletion, values=COMPANY_VALUES, confirm_values=1)
    assert Machine.objects.get(pk=place.press.pk).custom == {}
    undo_step(deletion.request_id, by=by)

    assert Machine.objects.get(pk=place.press.pk).custom == {str(colour.pk): "red"}


def test_its_history_is_told_and_earlier_values_come_back(place, client):
    at = f"/machines/{place.press.pk}/"
    RECORDS.update(place.press.pk, {"name": "Old press"}, by=acting(place.user1))
    made = Change.objects.filter(kind="machine", record_id=place.press.pk, verb="created").get()

    assert "Old press" in text(client.get(f"{at}?tab=history"))
    client.post(f"{at}restore/", {"through": made.pk, "fields": "name", "version": "2"})

    assert Machine.objects.get(pk=place.press.pk).name == "Press"


def test_what_was_deleted_is_in_the_trash_and_comes_back(place, client):
    client.post(f"/machines/{place.press.pk}/delete/", {"version": "1"})

    assert "Press" in text(client.get("/trash/"))
    back = client.post(f"/trash/machine/{place.press.pk}/")

    assert back.url == f"/machines/{place.press.pk}/"
    assert Machine.objects.get(pk=place.press.pk).serial == "P-100"


def test_they_go_and_come_with_their_company(place, client):
    delete_company(place.customer_b.pk, by=acting(place.admin))
    client.force_login(place.admin)

    assert not Machine.objects.filter(pk=place.mixer.pk).exists()
    client.post(f"/trash/company/{place.customer_b.pk}/")

    assert Machine.objects.get(pk=place.mixer.pk).company_id == place.customer_b.pk


def test_what_is_exported_comes_in_again_the_same(place, client):
    exported = text(client.get("/machines/export/"))
    file = start_import("machines", exported.encode(), "machines.csv", {}, by=acting(place.user1))

    file = run_import(file, by=acting(place.user1))

    assert exported.lstrip("\ufeff").split("\r\n")[0].startswith("id,name,company,serial,price,in_use")
    # The mixer stands at a company that he may see, but not change.
    assert (file.unchanged, file.rejected) == (1, 1)


def test_a_file_is_checked_imported_and_taken_back(place):
    by = acting(place.user1)
    lines = [
        "company,name,serial,price,Colour",
        "Customer #A,Press 2,P-100,700,blue",
        "Customer #A,Drill,D-1,,",
    ]
    lines += ["Customer #A,Lathe,L-1,cheap,", "My company,Crane,C-1,,"]
    file = start_import("machines", "\n".join(lines).encode(), "m.csv", {}, by=by)
    before = list(Machine.objects.order_by("pk").values())

    file = check_import(file, by=by)
    assert (file.created, file.updated, file.rejected) == (1, 1, 2)
    assert list(Machine.objects.order_by("pk").values()) == before
    file = run_import(file, by=by)
    press = Machine.objects.get(pk=place.press.pk)
    assert (press.name, press.price, list(press.custom.values())) == ("Press 2", 700, ["blue"])
    undo_import(file, by=by)

    assert [each | {"version": 0} for each in Machine.objects.order_by("pk").values()] == [
        each | {"version": 0} for each in before
    ]


def test_the_api_reads_and_changes_them(place):
    api: Caller = caller_for(place.user1)
    page = api.get("machines", "in_use=true&sort=-name").json()
    press = api.get(f"machines/{place.press.pk}")
    made = api.post("machines", {"company": place.customer_a.pk, "name": "Saw"})
    at = f"machines/{made.json()['id']}"

    assert [each["name"] for each in page["items"]] == ["Press", "Mixer"]
    assert (press["ETag"], press.json()["serial"]) == ('"1"', "P-100")
    assert api.patch(at, {"price": 5}, If_Match='"1"').json()["price"] == 5
    assert api.patch(at, {"price": 6}, If_Match='"1"').status_code == 412
    assert api.patch(at, {"price": -6}).status_code == 422
    assert api.patch(f"machines/{place.mixer.pk}", {"price": 5}).status_code == 403
    assert [each["verb"] for each in api.get(f"{at}/history").json()["items"]] == ["updated", "created"]
    assert api.delete(at).status_code == 204
    assert api.post(f"{at}/restore", {}).json()["price"] == 5
    assert api.get(f"{at}/access").json()["total"] > 1
    assert {each["kind"] for each in api.get("search", "q=press").json()["groups"]} == {"machines"}


@pytest.mark.parametrize("path", ["", "access/", "edit/", "delete/", "restore/"])
def test_what_one_may_not_see_is_not_there(place, client, path):
    api = caller_for(place.user1)

    assert client.get(f"/machines/{place.belt.pk}/{path}").status_code == 404
    assert api.get(f"machines/{place.belt.pk}").status_code == 404
    assert api.patch(f"machines/{place.belt.pk}", {"price": 1}).status_code == 404
    client.force_login(place.user2)
    assert client.get(f"/machines/{place.press.pk}/{path}").status_code == 404


def test_the_documents_list_its_operations(place, client):
    paths, schemas = document()["paths"], document()["components"]["schemas"]

    assert paths["/api/v1/machines/{machine_id}"]["patch"]["operationId"] == "change_a_machine"
    assert schemas["MachineNew"]["required"] == ["company", "name"]
    assert schemas["MachineOut"]["properties"]["price"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert "list_machines" in text(client.get("/api/v1/docs"))
