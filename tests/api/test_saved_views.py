"""Saved views through the API."""

import pytest

from hanse.views.models import SavedView
from tests.api.conftest import caller_for, errors
from tests.factories import make_user

BODY = {"list": "companies", "name": "Spain", "query": "country=ES&sort=name"}


@pytest.fixture
def made(api):
    response = api.user1.post("saved-views", BODY | {"pinned": True, "shared": "colleagues"})
    assert response.status_code == 201, response.content
    return response


def test_a_view_is_made_read_changed_and_deleted(api, made):
    view = made.json()
    path = f"saved-views/{view['id']}"

    assert made["Location"] == f"/api/v1/{path}"
    assert view["query"] == "country=ES&sort=name"
    assert (view["pinned"], view["default"], view["owner"]) == (True, False, "user1")
    changed = api.user1.patch(path, {"name": "Iberia", "default": True}, If_Match=api.user1.get(path)["ETag"])
    assert (changed.json()["name"], changed.json()["default"]) == ("Iberia", True)
    assert api.user1.delete(path, If_Match=changed["ETag"]).status_code == 204
    assert not SavedView.objects.exists()


def test_a_shared_view_is_read_and_pinned_but_not_changed_by_another(cast, made):
    other = caller_for(make_user("other1", company=cast.my_company))
    path = f"saved-views/{made.json()['id']}"

    assert [view["name"] for view in other.get("saved-views").json()["items"]] == ["Spain"]
    assert other.patch(path, {"pinned": True}).json()["pinned"] is True
    assert other.patch(path, {"name": "Mine"}).status_code == 403
    assert other.delete(path).status_code == 403


def test_a_view_of_somebody_else_is_not_there(cast, made):
    stranger = caller_for(make_user("stranger"))

    assert stranger.get("saved-views").json()["items"] == []
    assert stranger.get(f"saved-views/{made.json()['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"query": "colour=red"}, "query"),
        ({"query": "sort=colour"}, "query"),
        ({"shared": "the world"}, "shared"),
        ({"shared": "everyone"}, "shared"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_kept_is_told_with_its_field(api, change, field):
    response = api.user1.post("saved-views", BODY | change)

    assert response.status_code == 422
    assert list(errors(response)) == [field]


def test_a_list_that_there_is_not_has_no_views(api):
    assert api.user1.post("saved-views", BODY | {"list": "bananas"}).status_code in {404, 422}
