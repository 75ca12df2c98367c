"""Who sees and who changes what, as a table: every cell is one test with its reason in its name."""

from dataclasses import dataclass

import pytest

from hanse.companies.models import Company
from hanse.companies.people import who_can_see
from hanse.companies.querysets import facts_of
from hanse.contacts.models import Contact
from hanse.foundation.errors import Forbidden, NotFound
from tests.factories import make_company, make_contact, make_user

PEOPLE = ("user1", "manager1", "user2", "admin", "rep", "cust", "loner", "bare")
# M sees and modifies, v only sees, - must look as if it did not exist.
MATRIX = """
company       | user1 | manager1 | user2 | admin | rep | cust | loner | bare
My company    | -     | -        | -     | M     | -   | -    | -     | -
Customer A    | M     | M        | -     | M     | -   | v    | -     | -
Customer B    | v     | M        | -     | M     | -   | -    | -     | -
A1            | M     | M        | -     | M     | -   | v    | -     | -
A11           | v     | M        | -     | M     | M   | v    | -     | -
Free          | M     | -        | -     | M     | -   | -    | -     | -
Partner root  | -     | -        | -     | M     | M   | -    | -     | -
P1            | -     | -        | -     | M     | M   | -    | -     | -
Shared        | v     | M        | -     | M     | M   | -    | -     | -
BareCo        | v     | M        | -     | M     | -   | -    | -     | -
"""
REASONS = {
    "admin": "a superadmin may everything (A1)",
    "user2": "without the right to view nothing exists, though he works for Customer A (A2)",
    "bare": "without the right to view nothing exists, not even what he owns (A2)",
    "loner": "who works for nobody is nobody's colleague and owns nothing here",
    ("user1", "My company"): "a company without parent is its owner's alone, staff or not (A6)",
    ("manager1", "My company"): "a company without parent is its owner's alone, staff or not (A6)",
    ("rep", "My company"): "a company without parent is its owner's alone (A6)",
    ("cust", "My company"): "the company above his own is not below it",
    ("user1", "Customer A"): "he owns it and may write (A3)",
    ("manager1", "Customer A"): "it is below his company and he manages (A4)",
    ("rep", "Customer A"): "it is in another tree and owned by strangers",
    ("cust", "Customer A"): "he works for it and may view (A4)",
    ("user1", "Customer B"): "it is below his company, but only managers change what others own (A4)",
    ("manager1", "Customer B"): "he owns it (A3)",
    ("rep", "Customer B"): "it is in another tree and owned by strangers",
    ("cust", "Customer B"): "a sister of his company is not below it",
    ("user1", "A1"): "he owns it and may write (A3)",
    ("manager1", "A1"): "it is below his company at any depth (A4)",
    ("rep", "A1"): "it is in another tree and owned by strangers",
    ("cust", "A1"): "it is a child of his company (A4)",
    ("user1", "A11"): "it is below his company at any depth, whoever owns it (A4)",
    ("manager1", "A11"): "it is below his company at any depth, whoever owns it (A4)",
    ("rep", "A11"): "he owns it and may write, in whatever tree it hangs (A3)",
    ("cust", "A11"): "it is a grandchild of his company (A4)",
    ("user1", "Free"): "he owns it and may write (A3)",
    ("manager1", "Free"): "without a parent not even a manager beside the owner sees it (A6)",
    ("rep", "Free"): "without a parent it is its owner's alone (A6)",
    ("cust", "Free"): "without a parent it is its owner's alone (A6)",
    ("user1", "Partner root"): "without a parent it is its owner's alone (A6)",
    ("manager1", "Partner root"): "without a parent it is its owner's alone (A6)",
    ("rep", "Partner root"): "he owns it and may write (A3)",
    ("cust", "Partner root"): "without a parent it is its owner's alone (A6)",
    ("user1", "P1"): "it is in another tree and owned by strangers",
    ("manager1", "P1"): "it is in another tree and owned by strangers",
    ("rep", "P1"): "he owns it and may write (A3)",
    ("cust", "P1"): "it is in another tree and owned by strangers",
    ("user1", "Shared"): "it is below his company, but only managers change what others own (A4)",
    ("manager1", "Shared"): "it is below his company and he manages (A4)",
    ("rep", "Shared"): "he owns it and may write, in whatever tree it hangs (A3)",
    ("cust", "Shared"): "a sister of his company is not below it",
    ("user1", "BareCo"): "it is below his company and a colleague owns it (A4, A5)",
    ("manager1", "BareCo"): "it is below his company and he manages (A4, A5)",
    ("rep", "BareCo"): "it is in another tree and owned by strangers",
    ("cust", "BareCo"): "a sister of his company is not below it",
}
WORDS = {"M": "changes", "v": "only sees", "-": "does not know of"}


@dataclass
class Stage:
    people: dict
    companies: dict


def stage() -> Stage:
    admin = make_user("admin", profile="Manager", is_superadmin=True)
    companies = {"My company": make_company("My company", by=admin, parent=None)}

    def make(name, parent, owner):
        above = companies[parent].pk if parent else None
        companies[name] = make_company(name, by=admin, parent=above, owner=owner)

    people = {"admin": admin}
    for login, profile, company in (
        ("user1", "Standard user", "My company"),
        ("manager1", "Manager", "My company"),
        ("bare", "Support", "My company"),
        ("loner", "Manager", None),
        ("rep", "Standard user", None),
    ):
        people[login] = make_user(login, profile=profile, company=companies.get(company))
    make("Customer A", "My company", "user1")
    make("Customer B", "My company", "manager1")
    make("Partner root", None, "rep")
    rep = people["rep"]
    rep.company = companies["Partner root"]
    rep.save()
    make("A1", "Customer A", "user1")
    make("A11", "A1", "rep")
    make("Free", None, "user1")
    make("P1", "Partner root", "rep")
    make("Shared", "My company", "rep")
    make("BareCo", "My company", "bare")
    people["user2"] = make_user("user2", profile="Support", company=companies["Customer A"])
    people["cust"] = make_user("cust", profile="Reader", company=companies["Customer A"])
    return Stage(people, companies)


@pytest.fixture
def staged(crm_shown) -> Stage:
    """The whole cast, every company with a contact."""
    made = stage()
    for name, company in made.companies.items():
        make_contact(f"Somebody at {name}", company=company, by=made.people["admin"])
    return made


def cells():
    head, *rows = MATRIX.strip().splitlines()
    people = [word.strip() for word in head.split("|")[1:]]
    for row in rows:
        company, *marks = (word.strip() for word in row.split("|"))
        for person, mark in zip(people, marks, strict=True):
            why = REASONS.get(person) or REASONS[person, company]
            yield pytest.param(person, company, mark, id=f"{person} {WORDS[mark]} {company}: {why}")


@pytest.mark.parametrize(("person", "company", "mark"), list(cells()))
def test_the_matrix(staged, person, company, mark):
    user, company = staged.people[person], staged.companies[company]
    contact = company.contacts.get()

    for rows, one in ((Company.objects, company), (Contact.objects, contact)):
        assert rows.visible_to(user).filter(pk=one.pk).exists() is (mark != "-")
        assert rows.visible_to(user, counting=True).filter(pk=one.pk).exists() is (mark != "-")
        assert rows.editable_by(user).filter(pk=one.pk).exists() is (mark == "M")
        assert outcome(rows.get_visible, user, one.pk) == ("missing" if mark == "-" else "given")
        assert (
            outcome(rows.get_editable, user, one.pk) == {"M": "given", "v": "refused", "-": "missing"}[mark]
        )
    told = {witness.user: witness.decision.may_modify for witness in who_can_see(facts_of(company))}
    assert told.get(user) is {"M": True, "v": False, "-": None}[mark]


def outcome(get, user, pk) -> str:
    try:
        get(user, pk)
    except NotFound:
        return "missing"
    except Forbidden:
        return "refused"
    return "given"


def test_the_table_is_complete(staged):
    assert set(staged.people) == set(PEOPLE)
    assert len(list(cells())) == len(PEOPLE) * len(staged.companies)
