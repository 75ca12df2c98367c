"""
Random sequences of actions, by several people: undoing them from the newest gives every earlier state again, and what
the journal says of a moment is what was there.
"""

import os
import random
from dataclasses import dataclass

import pytest
from django.db import transaction

from hanse.companies.actions import create_company, delete_company, update_company
from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.fields import values_of
from hanse.companies.models import Company, CompanyRole
from hanse.companies.roles import delete_role, save_role
from hanse.companies.staff import save_user
from hanse.contacts.actions import create_contact, delete_contact, update_contact
from hanse.contacts.activity import log_activity
from hanse.contacts.files import Home, add_file, delete_file, describe_file
from hanse.contacts.models import Contact
from hanse.contacts.trash import read_trash, restore_deleted
from hanse.customfields.actions import delete_field, save_field
from hanse.customfields.models import CustomField
from hanse.files.models import StoredFile
from hanse.foundation.errors import DomainError
from hanse.journal.actor import Actor
from hanse.journal.earlier import differences, raw_of, values_then
from hanse.journal.models import Change
from hanse.journal.recording import plain
from hanse.journal.undoing import take_back, undo
from tests.factories import acting
from tests.journal.conftest import house

SHARDS = 4
# A seeded sample in every run; HANSE_TEST_LONG=1 (make test-long) plays twenty times as many.
EXAMPLES, STEPS = (240 if os.environ.get("HANSE_TEST_LONG") else 12) // SHARDS, 24
NAMES = ("Alfa", "Beta", "Gamma", "Delta")


@dataclass
class Done:
    """A step, and what the house held before it."""

    user: object
    request_id: str
    before: dict


class World:
    """What a sequence of actions is played on; each picks its records by the numbers that it is given."""

    def __init__(self, cast):
        self.cast, self.steps, self.moments = cast, [], []

    def one(self, model, number):
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def play(self, action, who, first, second):
        """Let somebody try an action; a refusal is none."""
        user = (self.cast.admin, self.cast.admin, self.cast.manager1, self.cast.user1)[who % 4]
        user = type(user).objects.get(pk=user.pk)
        by, before = acting(user), house()
        try:
            with transaction.atomic():
                ACTIONS[action](self, by, first, second)
        except DomainError:
            assert house() == before
            return
        if Change.objects.filter(request_id=by.request_id).exists():
            self.steps.append(Done(user, by.request_id, before))
        self.moments.append((Change.objects.latest("pk").pk, records()))

    def undo_everything(self):
        for step in reversed(self.steps):
            try:
                with transaction.atomic():
                    undo(step.request_id, by=acting(step.user))
            except DomainError:
                # He has taken the right from himself by this very step, or undone it before; the rules of the rooms
                # must still lead back.
                rows = Change.objects.filter(request_id=step.request_id).order_by("-id")
                take_back(rows, by=acting(self.cast.admin))
            assert house() == step.before

    def check_moments(self):
        for through, held in self.moments:
            now = records()
            for (kind, pk), values in held.items():
                if (kind, pk) in now:
                    assert values_then(kind, pk, now[kind, pk], through=through) == values


def records() -> dict:
    """Return what companies and contacts hold, as the journal writes it."""
    companies = {("company", each.pk): values_of(each) for each in Company.objects.select_related("owner")}
    contacts = {("contact", each.pk): each.values() for each in Contact.objects.all()}
    return {
        key: {name: plain(value) for name, value in values.items()}
        for key, values in (companies | contacts).items()
    }


def new_company(world, by: Actor, first, second):
    parent = world.one(Company, first)
    create_company({"name": NAMES[second % 4], "parent": parent.pk if first % 5 else None}, by=by)


def edit_company(world, by, first, second):
    field = CustomField.objects.first()
    raw = {"name": NAMES[second % 4], "phone": str(second), "tax_id": f"X{second % 3}" if second % 2 else ""}
    if field:
        raw["custom"] = {str(field.pk): "red" if second % 3 else None}
    if second % 5 == 0:
        raw["role"] = world.one(CompanyRole, second).pk
    update_company(world.one(Company, first).pk, raw, by=by, lose_sight=True)


def move_company(world, by, first, second):
    raw = {"parent": world.one(Company, second).pk if second % 6 else None}
    update_company(world.one(Company, first).pk, raw, by=by, lose_sight=True)


def give_company(world, by, first, second):
    owner = ("admin", "user1", "manager1", "user2")[second % 4]
    update_company(world.one(Company, first).pk, {"owner": owner}, by=by, lose_sight=True)


def bill(world, by, first, second):
    contact = world.one(Contact, first)
    if contact:
        update_company(contact.company_id, {"billing_contact": contact.pk if second % 3 else None}, by=by)


def remove_company(world, by, first, second):
    delete_company(world.one(Company, first).pk, by=by)


def new_contact(world, by, first, second):
    create_contact({"full_name": NAMES[second % 4], "company": world.one(Company, first).pk}, by=by)


def edit_contact(world, by, first, second):
    if contact := world.one(Contact, first):
        raw = {"position": str(second), "disabled": bool(second % 2)}
        update_contact(
            contact.pk, raw | ({"company": world.one(Company, second).pk} if second % 3 else {}), by=by
        )


def remove_contact(world, by, first, second):
    if contact := world.one(Contact, first):
        delete_contact(contact.pk, by=by)


def note(world, by, first, second):
    contact = world.one(Contact, first) if second % 2 else None
    about = {"contact_id": contact.pk} if contact else {"company_id": world.one(Company, first).pk}
    log_activity(**about, kind="note", text=NAMES[second % 4], by=by)


def attach(world, by, first, second):
    contact = world.one(Contact, first) if second % 2 else None
    home = Home(contact_id=contact.pk) if contact else Home(world.one(Company, first).pk)
    add_file(home, {"name": f"{second}.txt"}, [b"bytes"], by=by)


def describe(world, by, first, second):
    if file := world.one(StoredFile, first):
        describe_file(file.pk, {"description": str(second)}, by=by)


def detach(world, by, first, second):
    if file := world.one(StoredFile, first):
        delete_file(file.pk, by=by)


def move_user(world, by, first, second):
    user = type(by.user).objects.get(username=("user1", "manager1", "user2")[first % 3])
    save_user({"company": world.one(Company, second).pk}, by=by, user=user)


def set_up(world, by, first, second):
    field = CustomField.objects.first()
    if second % 4 == 0:
        save_role({"name": NAMES[first % 4]}, by=by)
    elif second % 4 == 1:
        delete_role(world.one(CompanyRole, first).pk, by=by)
    elif field is None:
        save_field({"label": "Colour"}, by=by, values=COMPANY_VALUES)
    else:
        delete_field(field.pk, by=by, values=COMPANY_VALUES, confirm_values=COMPANY_VALUES.count(field))


def from_trash(world, by, first, second):
    if rows := read_trash(by.user).rows:
        row = rows[first % len(rows)]
        restore_deleted(row.kind, row.record_id, by=by)


def as_before(world, by, first, second):
    """Put a company back to what it was at some moment."""
    company = world.one(Company, first)
    now = values_of(company)
    through = Change.objects.order_by("pk").values_list("pk", flat=True)[second % Change.objects.count()]
    raw = raw_of(differences(now, values_then("company", company.pk, now, through=through)))
    update_company(company.pk, raw, by=by.taking_back(), lose_sight=True)


def undo_some(world, by, first, second):
    """Undo any earlier step of the person, in whatever order; it may stand against something."""
    mine = [step for step in world.steps if step.user.pk == by.user.pk]
    if mine:
        undo(mine[first % len(mine)].request_id, by=by)


ACTIONS = {
    each.__name__: each
    for each in (
        new_company, edit_company, move_company, give_company, bill, remove_company, new_contact, edit_contact,
        remove_contact, note, attach, describe, detach, move_user, set_up, from_trash, as_before, undo_some,
    )
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
def test_undoing_from_the_newest_gives_every_earlier_state(cast, files_apart, shard):
    save_field({"label": "Colour"}, by=acting(cast.admin), values=COMPANY_VALUES)
    dice = random.Random(shard)
    for _example in range(EXAMPLES):
        moves = [[dice.choice(list(ACTIONS)), *(dice.randrange(60) for _ in range(3))] for _ in range(STEPS)]
        with transaction.atomic():
            world = World(cast)
            for move in moves:
                world.play(*move)
            world.check_moments()
            world.undo_everything()
            world.check_moments()
            transaction.set_rollback(True)


@pytest.fixture
def files_apart(settings, tmp_path):
    settings.FILES = str(tmp_path)
