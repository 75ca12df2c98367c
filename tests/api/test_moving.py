"""Moves of very many companies at the API: taken on, told about, done by a worker."""

from hanse.companies import moving
from hanse.companies.tasks import carry_out
from hanse.jobs.models import Job


def test_a_large_move_answers_202_and_tells_how_far_it_is(api, cast, monkeypatch):
    monkeypatch.setattr(moving, "MOST_AT_ONCE", 0)
    a, b = cast.customer_a, cast.customer_b

    answer = api.admin.patch(f"companies/{a.pk}", {"parent": b.pk, "phone": "1"})

    assert (answer.status_code, answer.json()["parent"], answer.json()["phone"]) == (202, a.parent_id, "1")
    assert answer.headers["Location"] == f"/api/v1/companies/{a.pk}/move"
    told = api.admin.get(f"companies/{a.pk}/move").json()
    assert told | {"asked_at": ""} == {"parent": b.pk, "percent": 0, "asked_at": "", "message": ""}
    assert api.user2.get(f"companies/{a.pk}/move").status_code == 404
    again = api.admin.patch(f"companies/{a.pk}", {"parent": None})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "parent")
    assert api.admin.patch(f"companies/{a.pk}", {"phone": "2"}).status_code == 200

    carry_out.call(Job.objects.get(task__endswith="carry_out").args[0])
    assert api.admin.get(f"companies/{a.pk}").json()["parent"] == b.pk
    assert api.admin.get(f"companies/{a.pk}/move").status_code == 404


def test_a_user_whom_very_many_follow_answers_202(api, cast, monkeypatch):
    monkeypatch.setattr(moving, "MOST_AT_ONCE", 0)

    answer = api.admin.patch("users/user1", {"company": cast.customer_b.pk, "full_name": "U"})

    assert (answer.status_code, answer.json()["company"], answer.json()["full_name"]) == (
        202,
        cast.my_company.pk,
        "U",
    )
    carry_out.call(Job.objects.get(task__endswith="carry_out").args[0])
    assert api.admin.get("users/user1").json()["company"] == cast.customer_b.pk
