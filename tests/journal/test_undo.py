"""A step is taken back as a whole, by the rules of the rooms, once, by the one who did it."""

import pytest

from hanse.accounts.actions import change_own_settings, delete_profile, save_profile
from hanse.accounts.models import Profile
from hanse.accounts.tokens import make_token
from hanse.activity.models import Activity
from hanse.companies.actions import delete_company, update_company
from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.models import Company, CompanyRole
from hanse.companies.roles import delete_role, save_role
from hanse.companies.staff import save_user
from hanse.contacts.actions import delete_contact, update_contact
from hanse.contacts.activity import log_activity
from hanse.contacts.models import Contact
from hanse.customfields.actions import delete_field, delete_section, save_field, save_section
from hanse.foundation.errors import NotFound, Refused
from hanse.journal.models import Change
from hanse.journal.undoing import CannotUndo, can_undo, undo
from hanse.setup.actions import hide_section, remove_entry
from hanse.setup.models import VisibilityEntry
from tests.factories import acting, make_company, make_contact, make_user

pytestmark = pytest.mark.django_db


def step_of(user) -> str:
    return Change.objects.filter(by_id=user.pk).latest("pk").request_id


def take_back(user, step: str = ""):
    """Undo what the user did last, and return how the undoing itself can be undone."""
    by = acting(user)
    undo(step or step_of(user), by=by)
    return by.request_id


@pytest.fixture
def everything(cast):
    """A company with a role, a custom value, two contacts, one of whom is billed, and notes on both."""
    field = save_field({"label": "Colour", "section": "Look"}, by=acting(cast.admin), values=COMPANY_VALUES)
    role = save_role({"name": "Guild"}, by=acting(cast.admin))
    ana = make_contact("Ana", company=cast.customer_b, by=cast.admin, email="ana@example.com")
    make_contact("Bo", company=cast.customer_b, by=cast.admin, disabled=True)
    raw = {"role": role.pk, "custom": {str(field.pk): "red"}, "billing_contact": ana.pk, "tax_id": "DE 811"}
    update_company(cast.customer_b.pk, raw, by=acting(cast.admin))
    log_activity(company_id=cast.customer_b.pk, kind="note", text="One", by=acting(cast.manager1))
    log_activity(contact_id=ana.pk, kind="call", text="Two", by=acting(cast.admin))
    return cast


ACTIONS = {
    "a new name": lambda c: update_company(c.customer_a.pk, {"name": "Other"}, by=acting(c.admin)),
    "another parent": lambda c: update_company(
        c.customer_a.pk, {"parent": c.customer_b.pk}, by=acting(c.admin)
    ),
    "no parent": lambda c: update_company(c.customer_a.pk, {"parent": None}, by=acting(c.admin)),
    "another owner": lambda c: update_company(c.customer_a.pk, {"owner": "user2"}, by=acting(c.admin)),
    "no custom value": lambda c: update_company(
        c.customer_b.pk,
        {"custom": dict.fromkeys(Company.objects.get(pk=c.customer_b.pk).custom)},
        by=acting(c.admin),
    ),
    "a new company": lambda c: make_company("New", by=c.admin),
    "a company deleted with all that it has": lambda c: delete_company(c.customer_b.pk, by=acting(c.admin)),
    "a new contact": lambda c: make_contact("Cy", company=c.customer_a, by=c.admin),
    "a contact elsewhere": lambda c: update_contact(
        Contact.objects.get(full_name="Ana").pk, {"company": c.customer_a.pk}, by=acting(c.admin)
    ),
    "a billed contact deleted": lambda c: delete_contact(
        Contact.objects.get(full_name="Ana").pk, by=acting(c.admin)
    ),
    "a note": lambda c: log_activity(company_id=c.customer_a.pk, kind="note", text="Hm", by=acting(c.admin)),
    "a new role": lambda c: save_role({"name": "Cog"}, by=acting(c.admin)),
    "a role renamed": lambda c: save_role(
        {"name": "Cog"}, by=acting(c.admin), role_id=CompanyRole.objects.get(name="Guild").pk
    ),
    "a role deleted": lambda c: delete_role(CompanyRole.objects.get(name="Partner").pk, by=acting(c.admin)),
    "a field with its values deleted": lambda c: delete_field(
        field_of().pk, by=acting(c.admin), values=COMPANY_VALUES, confirm_values=1
    ),
    "a field and its section made": lambda c: save_field(
        {"label": "Size", "section": "Body"}, by=acting(c.admin), values=COMPANY_VALUES
    ),
    "a section deleted": lambda c: delete_section(field_of().section_id, by=acting(c.admin)),
    "a section renamed": lambda c: save_section(
        {"name": "Face"}, by=acting(c.admin), section_id=field_of().section_id
    ),
}


def field_of():
    from hanse.customfields.models import CustomField

    return CustomField.objects.get(label="Colour")


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_undo_brings_everything_back_and_redo_brings_it_again(everything, snapshot, action):
    before = snapshot()
    action(everything)
    after = snapshot()
    assert after != before

    redo = take_back(everything.admin)
    assert snapshot() == before

    take_back(everything.admin, redo)
    assert snapshot() == after


def test_undo_of_setup_brings_rights_back(cast):
    profile = save_profile({"name": "Clerk", "write": True}, by=acting(cast.admin))
    assert profile.can_view
    delete_profile(profile, by=acting(cast.admin))
    take_back(cast.admin)
    assert Profile.objects.get(pk=profile.pk).can_write

    entry = hide_section("contacts", by=acting(cast.admin), profile=profile)
    remove_entry(entry.pk, by=acting(cast.admin))
    take_back(cast.admin)
    assert VisibilityEntry.objects.get(pk=entry.pk).profile == profile


def test_undo_lets_a_user_in_again_but_his_tokens_stay_dead(cast):
    make_token(cast.user1, name="Script", by=acting(cast.user1))
    save_user({"is_active": False}, by=acting(cast.admin), user=cast.user1)

    report = undo(step_of(cast.admin), by=acting(cast.admin))

    cast.user1.refresh_from_db()
    assert cast.user1.is_active
    assert cast.user1.tokens.count() == 0
    assert report.stays == ["API tokens that ended stay ended."]


def test_companies_follow_when_a_users_move_is_undone(cast, snapshot):
    before = snapshot()
    save_user({"company": cast.customer_b.pk}, by=acting(cast.admin), user=cast.user1)
    assert snapshot() != before

    take_back(cast.admin)

    assert snapshot() == before


def test_a_person_undoes_his_own_settings(cast):
    change_own_settings({"full_name": "Somebody"}, by=acting(cast.user1))
    take_back(cast.user1)
    cast.user1.refresh_from_db()
    assert cast.user1.full_name == "User1"


def test_what_is_final_says_why(cast):
    make_token(cast.user1, name="Script", by=acting(cast.user1))

    assert not can_undo(step_of(cast.user1), by=acting(cast.user1))
    with pytest.raises(Refused, match="revoked on the profile page"):
        undo(step_of(cast.user1), by=acting(cast.user1))


def test_a_field_that_somebody_changed_since_is_a_conflict_and_nothing_is_undone(cast):
    update_company(cast.customer_a.pk, {"phone": "1", "comments": "x"}, by=acting(cast.user1))
    step = step_of(cast.user1)
    update_company(cast.customer_a.pk, {"phone": "2"}, by=acting(cast.admin))

    with pytest.raises(CannotUndo, match=r"Customer #A: Phone changed since, on .* by Admin\."):
        undo(step, by=acting(cast.user1))

    company = Company.objects.get(pk=cast.customer_a.pk)
    assert (company.phone, company.comments) == ("2", "x")


def test_other_fields_of_the_record_may_have_changed_since(cast):
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1))
    step = step_of(cast.user1)
    update_company(cast.customer_a.pk, {"comments": "y"}, by=acting(cast.admin))

    take_back(cast.user1, step)

    company = Company.objects.get(pk=cast.customer_a.pk)
    assert (company.phone, company.comments) == ("", "y")


def test_a_step_is_undone_once_also_when_its_values_came_back(cast):
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1))
    step = step_of(cast.user1)
    take_back(cast.user1)
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1))

    with pytest.raises(Refused, match="undone already"):
        undo(step, by=acting(cast.user1))

    assert Company.objects.get(pk=cast.customer_a.pk).phone == "1"


def test_nobody_undoes_what_another_did(cast):
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.manager1))

    for other in (cast.user1, cast.admin):
        with pytest.raises(NotFound):
            undo(step_of(cast.manager1), by=acting(other))


def test_undo_gives_no_right_that_is_gone(cast):
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1))
    save_user({"profile": "Reader"}, by=acting(cast.admin), user=cast.user1)
    with pytest.raises(CannotUndo, match="not change it"):
        undo(step_of(cast.user1), by=acting(cast.user1))

    save_user({"profile": "Support"}, by=acting(cast.admin), user=cast.user1)
    with pytest.raises(CannotUndo, match="no such company"):
        undo(step_of(cast.user1), by=acting(cast.user1))


def test_a_deletion_is_not_undone_by_one_who_may_no_longer_change_it(cast):
    delete_company(cast.customer_b.pk, by=acting(cast.manager1))
    save_user({"profile": "Reader"}, by=acting(cast.admin), user=cast.manager1)

    with pytest.raises(CannotUndo, match="may not bring it back"):
        undo(step_of(cast.manager1), by=acting(cast.manager1))

    assert not Company.objects.filter(pk=cast.customer_b.pk).exists()


def test_a_writer_may_take_back_the_company_that_he_has_just_made_and_make_it_again(cast):
    company = make_company("Mine", by=cast.user1)

    redo = take_back(cast.user1)
    assert not Company.objects.filter(pk=company.pk).exists()

    take_back(cast.user1, redo)
    assert Company.objects.get(pk=company.pk).owner == cast.user1


@pytest.mark.parametrize(
    "since",
    [
        lambda cast, company: make_contact("Ana", company=company, by=cast.admin),
        lambda cast, company: make_company("Below", by=cast.admin, parent=company.pk),
        lambda cast, company: log_activity(
            company_id=company.pk, kind="note", text="Hm", by=acting(cast.admin)
        ),
        lambda cast, company: make_user("new", company=company),
    ],
    ids=["contact", "company", "note", "user"],
)
def test_a_company_that_something_hangs_from_stays(cast, since):
    company = make_company("Mine", by=cast.user1)
    step = step_of(cast.user1)
    since(cast, company)

    with pytest.raises(CannotUndo, match="belongs to it by now"):
        undo(step, by=acting(cast.user1))


def test_a_company_that_was_changed_since_it_was_made_stays(cast):
    company = make_company("Mine", by=cast.user1)
    step = step_of(cast.user1)
    update_company(company.pk, {"phone": "1"}, by=acting(cast.admin))

    with pytest.raises(CannotUndo, match="Phone changed since"):
        undo(step, by=acting(cast.user1))


def test_a_deleted_company_whose_name_was_taken_meanwhile_stays_deleted(cast):
    delete_company(cast.customer_b.pk, by=acting(cast.admin))
    step = step_of(cast.admin)
    make_company("customer  #b", by=cast.admin, parent=cast.my_company.pk)

    with pytest.raises(CannotUndo, match="name is already in use"):
        undo(step, by=acting(cast.admin))


def test_a_deleted_company_waits_for_its_parent(cast):
    child = make_company("Child", by=cast.admin, parent=cast.customer_b.pk)
    delete_company(child.pk, by=acting(cast.admin))
    step = step_of(cast.admin)
    delete_company(cast.customer_b.pk, by=acting(cast.admin))

    with pytest.raises(CannotUndo, match="parent is gone"):
        undo(step, by=acting(cast.admin))

    take_back(
        cast.admin,
        Change.objects.get(record_id=cast.customer_b.pk, kind="company", verb="deleted").request_id,
    )
    take_back(cast.admin, step)
    assert Company.objects.get(pk=child.pk).path == child.path


def test_he_may_go_back_to_an_owner_and_a_parent_that_he_could_not_pick(cast, snapshot):
    stranger = make_user("stranger", profile="Manager")
    hidden = make_company("Hidden", by=cast.admin, parent=None)
    below = make_company("Below", by=cast.admin, parent=hidden.pk, owner="user1")
    before = snapshot()
    update_company(below.pk, {"parent": cast.customer_a.pk}, by=acting(cast.user1))
    take_back(cast.user1)
    assert snapshot() == before

    foreign = make_company("Foreign", by=cast.admin, parent=cast.my_company.pk, owner="stranger")
    before = snapshot()
    update_company(foreign.pk, {"owner": "manager1"}, by=acting(cast.manager1))
    take_back(cast.manager1)
    assert snapshot() == before
    assert Company.objects.get(pk=foreign.pk).owner == stranger


def test_a_step_survives_that_its_owner_was_renamed(cast):
    delete_company(
        cast.customer_a.pk, by=acting(cast.admin)
    ) if not cast.customer_a.members.exists() else None
    update_company(cast.customer_b.pk, {"owner": "user1"}, by=acting(cast.admin))
    step = step_of(cast.admin)
    save_user({"username": "boss"}, by=acting(cast.admin), user=cast.manager1)

    take_back(cast.admin, step)

    assert Company.objects.get(pk=cast.customer_b.pk).owner == cast.manager1


def test_notes_of_a_contact_that_moved_come_back_where_they_were(cast, snapshot):
    ana = make_contact("Ana", company=cast.customer_b, by=cast.admin)
    log_activity(contact_id=ana.pk, kind="note", text="Before", by=acting(cast.admin))
    update_contact(ana.pk, {"company": cast.customer_a.pk}, by=acting(cast.admin))
    lonely = make_company("Lonely", by=cast.admin)
    update_contact(ana.pk, {"company": lonely.pk}, by=acting(cast.admin))
    before = snapshot()
    delete_company(lonely.pk, by=acting(cast.admin))
    assert Activity.objects.count() == 0

    take_back(cast.admin)

    assert snapshot() == before


def test_what_comes_back_is_as_old_as_it_was_and_has_a_new_version(cast):
    born = cast.customer_b.created_at
    update_company(cast.customer_b.pk, {"phone": "1"}, by=acting(cast.admin))
    delete_company(cast.customer_b.pk, by=acting(cast.admin))

    take_back(cast.admin)

    company = Company.objects.get(pk=cast.customer_b.pk)
    assert abs((company.created_at - born).total_seconds()) < 1
    assert company.version > 2


def test_undoing_leaves_a_trace_in_words(cast):
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1))
    take_back(cast.user1)

    rows = Change.objects.filter(kind="company", record_id=cast.customer_a.pk).order_by("id")
    assert [row.verb for row in rows] == ["created", "updated", "undone"]
    assert rows.last().fields == {"phone": ["1", ""]}
