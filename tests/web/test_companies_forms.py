"""Making and changing companies: the form, refusals that lose nothing, conflicts, and who would see it."""

import pytest

from hanse.companies.actions import update_company
from hanse.companies.models import Company, CompanyRole
from hanse.customfields.models import CustomField, FieldSection
from tests.factories import acting, make_company, make_contact, make_user
from tests.web.reading import HTMX, browser_of, filled_in, main_of, says


def edit(company) -> str:
    return f"/companies/{company.pk}/edit/"


@pytest.mark.parametrize(
    ("who", "new", "own", "foreign"),
    [
        ("admin", 200, 200, 200),
        ("user1", 200, 200, 403),
        ("manager1", 200, 200, 200),
        ("user2", 404, 404, 404),
    ],
)
def test_who_may_open_which_form(cast, who, new, own, foreign):
    browser = browser_of(getattr(cast, who))

    assert browser.get("/companies/new/").status_code == new
    assert browser.get(edit(cast.customer_a)).status_code == own
    assert browser.get(edit(cast.customer_b)).status_code == foreign


def test_a_reader_may_not_make_companies(cast):
    reader = make_user("reader1", profile="Reader", company=cast.my_company)

    assert browser_of(reader).get("/companies/new/").status_code == 403


def test_a_new_company_starts_with_the_person_and_his_company(cast):
    browser = browser_of(cast.user1)
    form = filled_in(browser.get("/companies/new/"))

    response = browser.post(
        "/companies/new/", form | {"name": "Harbour Supplies", "country": "IE"}, follow=True
    )

    company = Company.objects.get(name="Harbour Supplies")
    assert form["owner"] == "User1 (user1)"
    assert form["parent"] == f"My company (#{cast.my_company.pk})"
    assert (company.owner, company.parent, company.country) == (cast.user1, cast.my_company, "IE")
    assert "Harbour Supplies was added." in response.content.decode()


def test_a_new_subsidiary_starts_below_its_parent(cast):
    form = filled_in(browser_of(cast.user1).get(f"/companies/new/?parent={cast.customer_a.pk}"))
    secret = make_company("Secret", by=cast.admin, parent=None)
    other = filled_in(browser_of(cast.user1).get(f"/companies/new/?parent={secret.pk}"))

    assert form["parent"] == f"Customer #A (#{cast.customer_a.pk})"
    assert other["parent"] == f"My company (#{cast.my_company.pk})"


def test_an_emptied_parent_means_none_and_the_form_says_so(cast):
    browser = browser_of(cast.user1)
    page = browser.get("/companies/new/")

    browser.post("/companies/new/", filled_in(page) | {"name": "Mine alone", "parent": ""})

    assert "Without a parent it is visible to its owner only." in says(page)
    assert Company.objects.get(name="Mine alone").parent is None


@pytest.mark.parametrize("text", ["Customer #A", "customer  #a", "{pk}", "Customer #A (#{pk})"])
def test_without_scripts_a_parent_is_named_or_numbered(cast, text):
    browser = browser_of(cast.user1)
    form = filled_in(browser.get("/companies/new/"))

    browser.post("/companies/new/", form | {"name": "Branch", "parent": text.format(pk=cast.customer_a.pk)})

    assert Company.objects.get(name="Branch").parent == cast.customer_a


def test_a_parent_that_nobody_or_several_could_be_is_refused_in_words(cast):
    make_company("Twin", by=cast.user1)
    make_company("Twin", by=cast.user1, parent=cast.customer_a.pk)
    browser = browser_of(cast.user1)
    form = filled_in(browser.get("/companies/new/")) | {"name": "Branch"}

    nobody = browser.post("/companies/new/", form | {"parent": "Nowhere Ltd"})
    several = browser.post("/companies/new/", form | {"parent": "twin"})

    assert nobody.status_code == several.status_code == 422
    assert "There is no company “Nowhere Ltd” that you can see." in says(nobody)
    assert "Several have this name. Write one of: Twin (#" in says(several)


def test_a_refused_form_keeps_every_word_and_links_to_the_fields(cast):
    browser = browser_of(cast.user1)
    typed = {"name": "", "email": "not an address", "comments": "Two\nlines", "payment_conditions": "-1"}

    response = browser.post("/companies/new/", filled_in(browser.get("/companies/new/")) | typed)

    words = says(response)
    again = filled_in(response)
    assert response.status_code == 422
    assert "3 fields need a correction" in words
    assert "Name is required." in words
    assert 'href="#f-email"' in main_of(response)
    assert 'aria-describedby="f-email_error"' in main_of(response)
    assert (again["email"], again["comments"]) == ("not an address", "Two\nlines")
    assert not Company.objects.filter(email="not an address").exists()


def test_a_clash_with_an_invisible_company_only_says_that_it_is_in_use(cast):
    make_company("Hidden one", by=cast.admin, parent=None, tax_id="B-123")
    browser = browser_of(cast.user1)

    response = browser.post(
        "/companies/new/", filled_in(browser.get("/companies/new/")) | {"name": "Mine", "tax_id": "b 123"}
    )

    assert "This tax ID is already in use." in says(response)
    assert "Hidden" not in says(response)


def test_saving_without_a_change_changes_nothing(cast):
    browser = browser_of(cast.user1)

    browser.post(edit(cast.customer_a), filled_in(browser.get(edit(cast.customer_a))))

    assert Company.objects.get(pk=cast.customer_a.pk).version == cast.customer_a.version


def test_a_parent_one_cannot_see_is_kept_on_save(cast):
    holding = make_company("Secret holding", by=cast.admin, parent=None)
    child = make_company("Child", by=cast.admin, parent=holding.pk, owner="user1")
    browser = browser_of(cast.user1)
    form = filled_in(browser.get(edit(child)))

    browser.post(edit(child), form | {"phone": "555"})

    child.refresh_from_db()
    assert form["parent"] == "A company you cannot see"
    assert (child.parent, child.phone) == (holding, "555")


def test_a_country_that_is_none_keeps_its_place(cast):
    company = make_company("Old one", by=cast.user1, country="Yugoslavia")
    browser = browser_of(cast.user1)
    form = filled_in(browser.get(edit(company)))

    browser.post(edit(company), form | {"phone": "555"})

    company.refresh_from_db()
    assert form["country"] == company.country == "Yugoslavia"


def test_the_billing_contact_is_one_of_its_own(cast):
    contact = make_contact("Ana Berg", company=cast.customer_a, by=cast.user1)
    make_contact("Bob Stone", company=cast.customer_b, by=cast.manager1)
    browser = browser_of(cast.user1)
    form = filled_in(browser.get(edit(cast.customer_a)))

    wrong = browser.post(edit(cast.customer_a), form | {"billing_contact": "Bob Stone"})
    browser.post(edit(cast.customer_a), form | {"billing_contact": "ana berg"})

    assert "This company has no contact “Bob Stone”." in says(wrong)
    assert Company.objects.get(pk=cast.customer_a.pk).billing_contact == contact


# What somebody else saved meanwhile


def test_a_conflict_shows_was_yours_and_theirs_and_saves_nothing(cast):
    update_company(cast.customer_a.pk, {"phone": "1", "address": "Old street"}, by=acting(cast.admin))
    browser = browser_of(cast.user1)
    form = filled_in(browser.get(edit(cast.customer_a)))
    update_company(cast.customer_a.pk, {"phone": "2", "address": "New street"}, by=acting(cast.manager1))

    response = browser.post(edit(cast.customer_a), form | {"phone": "3", "email": "me@example.com"})

    words = says(response)
    assert response.status_code == 412
    assert "Manager1 saved this at" in words
    assert "Phone Was 1 Yours: 3 Theirs: 2" in words
    assert "Address Was Old street Now New street" in words
    assert Company.objects.get(pk=cast.customer_a.pk).phone == "2"
    again = filled_in(response)
    assert (again["phone"], again["address"], again["email"]) == ("3", "New street", "me@example.com")


@pytest.mark.parametrize(("take", "phone"), [("mine", "3"), ("theirs", "2")])
def test_the_choice_of_a_conflict_is_what_is_saved(cast, take, phone):
    browser = browser_of(cast.user1)
    form = filled_in(browser.get(edit(cast.customer_a)))
    update_company(cast.customer_a.pk, {"phone": "2", "comments": "Theirs"}, by=acting(cast.manager1))
    conflict = browser.post(edit(cast.customer_a), form | {"phone": "3", "website": "example.com"})

    done = browser.post(edit(cast.customer_a), filled_in(conflict) | {"take-phone": take})

    company = Company.objects.get(pk=cast.customer_a.pk)
    assert done.status_code == 302
    assert (company.phone, company.website, company.comments) == (phone, "example.com", "Theirs")


# Who would see it


def test_a_new_owner_is_saved_only_after_seeing_whom_it_concerns(cast):
    partner = make_company("Partner", by=cast.admin, parent=cast.my_company.pk)
    make_user("rep", company=partner)
    browser = browser_of(cast.admin)
    form = filled_in(browser.get(edit(cast.customer_a))) | {"owner": "Rep (rep)", "phone": "555"}

    asked = browser.post(edit(cast.customer_a), form)

    assert asked.status_code == 200
    assert "Will see it 1" in says(asked)
    assert "Rep owns it" in says(asked)
    assert Company.objects.get(pk=cast.customer_a.pk).owner == cast.user1

    browser.post(edit(cast.customer_a), filled_in(asked))

    company = Company.objects.get(pk=cast.customer_a.pk)
    assert (company.owner.username, company.phone) == ("rep", "555")


def test_a_change_that_concerns_nobody_is_saved_at_once(cast):
    browser = browser_of(cast.manager1)
    form = filled_in(browser.get(edit(cast.customer_a)))

    done = browser.post(edit(cast.customer_a), form | {"owner": "Manager1 (manager1)"})

    assert done.status_code == 302
    assert Company.objects.get(pk=cast.customer_a.pk).owner == cast.manager1


def test_losing_sight_needs_a_tick(cast):
    company = make_company("Shared", by=cast.admin, parent=cast.my_company.pk, owner="user1")
    browser = browser_of(cast.manager1)
    form = filled_in(browser.get(edit(company))) | {"parent": ""}

    asked = browser.post(edit(company), form)
    unconfirmed = browser.post(edit(company), filled_in(asked))
    done = browser.post(edit(company), filled_in(unconfirmed) | {"lose_sight": "1"}, follow=True)

    company.refresh_from_db()
    assert "Will not see it any more 1" in says(asked)
    assert "I know that I will not see this company any more" in says(asked)
    assert unconfirmed.status_code == 409
    assert "you would no longer see Shared" in says(unconfirmed)
    assert company.parent is None
    assert done.redirect_chain[-1][0] == "/companies/"


def test_from_what_if_one_comes_back_to_the_form_with_everything_typed(cast):
    browser = browser_of(cast.admin)
    form = filled_in(browser.get(edit(cast.customer_a))) | {"parent": "", "phone": "555"}
    asked = browser.post(edit(cast.customer_a), form)

    back = browser.post(edit(cast.customer_a), filled_in(asked) | {"back": "1"})

    assert back.status_code == 200
    assert (filled_in(back)["parent"], filled_in(back)["phone"]) == ("", "555")
    assert Company.objects.get(pk=cast.customer_a.pk).parent == cast.my_company


def test_companies_below_are_said_to_move_along(cast):
    make_company("Branch", by=cast.user1, parent=cast.customer_a.pk)
    browser = browser_of(cast.admin)

    asked = browser.post(
        edit(cast.customer_a), filled_in(browser.get(edit(cast.customer_a))) | {"parent": ""}
    )

    assert "1 company below it moves along" in says(asked)


def test_a_loop_is_refused_at_its_field(cast):
    branch = make_company("Branch", by=cast.user1, parent=cast.customer_a.pk)
    browser = browser_of(cast.user1)

    response = browser.post(
        edit(cast.customer_a),
        filled_in(browser.get(edit(cast.customer_a))) | {"parent": f"Branch (#{branch.pk})"},
    )

    assert response.status_code == 422
    assert "Branch is below Customer #A; it cannot be its parent." in says(response)


# Custom fields


@pytest.fixture
def fields(db):
    section = FieldSection.objects.create(name="Operations")
    make = CustomField.objects.create
    root = make(label="Region", type="linked", options=["North", "South"])
    child = make(label="City", type="linked", options=["North|Oslo", "South|Rome"], parent=root)
    grand = make(
        label="District", type="linked", options=["North|Oslo|Frogner", "South|Rome|Monti"], parent=child
    )
    return {
        "text": make(label="Motto", section=section),
        "textarea": make(label="Story", type="textarea", section=section),
        "combo": make(label="Level", type="combo", options=["Gold", "Silver"]),
        "numeric": make(label="Fleet", type="numeric"),
        "date": make(label="Since", type="date"),
        "root": root,
        "child": child,
        "grand": grand,
    }


def test_all_six_types_are_asked_for_kept_and_shown(cast, fields):
    browser = browser_of(cast.user1)
    values = {
        "text": "Onwards",
        "textarea": "One\nTwo",
        "combo": "Gold",
        "numeric": "12.5",
        "date": "2026-11-24",
        "root": "North",
        "child": "Oslo",
        "grand": "Frogner",
    }
    typed = {f"custom.{fields[kind].pk}": value for kind, value in values.items()}

    browser.post(edit(cast.customer_a), filled_in(browser.get(edit(cast.customer_a))) | typed)

    company = Company.objects.get(pk=cast.customer_a.pk)
    assert company.custom == {str(fields[kind].pk): value for kind, value in values.items()}
    assert filled_in(browser.get(edit(company)))[f"custom.{fields['child'].pk}"] == "Oslo"
    assert "Since 24 Nov 2026" in says(browser.get(f"/companies/{company.pk}/"))


def test_a_custom_value_that_does_not_fit_is_said_at_its_field(cast, fields):
    browser = browser_of(cast.user1)
    typed = {f"custom.{fields['numeric'].pk}": "many", f"custom.{fields['child'].pk}": "Rome"}
    typed[f"custom.{fields['root'].pk}"] = "North"

    response = browser.post(edit(cast.customer_a), filled_in(browser.get(edit(cast.customer_a))) | typed)

    assert response.status_code == 422
    assert "“many” is not a number" in says(response)
    assert "“Rome” does not belong to the value chosen above it." in says(response)


def test_dependent_choices_stand_under_what_they_belong_to(cast, fields):
    page = main_of(browser_of(cast.user1).get(edit(cast.customer_a)))

    assert '<optgroup label="North">' in page
    assert '<optgroup label="South › Rome">' in page


def test_a_choice_above_narrows_the_options_below(cast, fields):
    browser = browser_of(cast.user1)
    root, child, grand = (fields[name].pk for name in ("root", "child", "grand"))

    below = browser.get(f"/companies/options/{child}/?custom.{root}=North", **HTMX).content.decode()
    outdated = browser.get(
        f"/companies/options/{grand}/?custom.{root}=South&custom.{child}=Oslo", **HTMX
    ).content.decode()

    assert "Oslo" in below
    assert "Rome" not in below
    assert "Frogner" in outdated
    assert "Monti" in outdated


def test_roles_are_offered_by_name(cast):
    role = CompanyRole.objects.get(name="Partner")
    browser = browser_of(cast.user1)

    browser.post(
        edit(cast.customer_a), filled_in(browser.get(edit(cast.customer_a))) | {"role": str(role.pk)}
    )

    assert Company.objects.get(pk=cast.customer_a.pk).role == role
