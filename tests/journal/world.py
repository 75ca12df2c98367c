"""A small world, the actions that several people try on it, and the ways of taking them back."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from hanse.bulk.many import change_now
from hanse.companies.actions import create_company, delete_company, update_company
from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.merging import merge_companies
from hanse.companies.models import Company, CompanyRole
from hanse.companies.roles import delete_role, save_role
from hanse.companies.staff import save_user
from hanse.contacts.actions import create_contact, delete_contact, update_contact
from hanse.contacts.activity import log_activity
from hanse.contacts.files import Home, add_file, delete_file, describe_file
from hanse.contacts.merging import merge_contacts
from hanse.contacts.models import Contact
from hanse.contacts.trash import read_trash, restore_deleted
from hanse.customfields.actions import delete_field, save_field
from hanse.customfields.models import CustomField
from hanse.files.models import StoredFile
from hanse.foundation.errors import DomainError, Refused
from hanse.foundation.rooms import rooms
from hanse.imports.models import Conflict
from hanse.journal.actor import Actor
from hanse.journal.earlier import differences, raw_of, values_then
from hanse.journal.models import Change
from hanse.journal.recording import plain
from hanse.journal.undoing import take_back, undo
from tests.factories import acting
from tests.imports.incoming import bring, undone
from tests.journal.conftest import house, same

NAMES = ("Alfa", "Beta", "Gamma", "Delta")
BULK = {
    "owner": ("user1", "admin", "manager1"),
    "country": ("ES", "FR", ""),
    "payment_conditions": (0, 30, 60),
    "disabled": (True, False, True),
} | dict.fromkeys(
    ("phone", "email", "website", "address", "comments", "position", "description"), ("1", "", "a@b.com")
)
KINDS = {
    "create": ("new_company", "new_contact", "note", "attach", "bring_in"),
    "change": (
        "merge", "edit_company", "move_company", "give_company", "bill", "edit_contact", "describe", "in_bulk", "move_user",
    ),
    "end": ("remove_company", "remove_contact", "detach", "set_up"),
    "return": ("from_trash", "as_before", "one_field_as_before", "undo_some"),
}  # fmt: skip


@dataclass
class Done:
    """A step, and what the house held before it; an import is taken back by its number."""

    action: str
    user: object
    request_id: str
    before: dict
    file: int | None = None


class World:
    """What a sequence of actions is played on; each picks its records by the numbers that it is given."""

    def __init__(self, cast) -> None:
        self.cast, self.steps, self.moments = cast, [], []
        self.refused = 0

    def one(self, model, number):
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def some(self, name: str, number: int):
        """Return a value for a field that names another record, or for a custom one."""
        if name.startswith("custom."):
            return ("red", "blue", None)[number % 3]
        record = self.one(CompanyRole if name == "role" else Company, number)
        return record.pk if record and (name == "company" or number % 4) else None

    def play(self, action: str, who: int, first: int, second: int) -> None:
        """Let somebody try an action; a refusal is none."""
        user = (self.cast.admin, self.cast.admin, self.cast.manager1, self.cast.user1)[who % 4]
        user = type(user).objects.get(pk=user.pk)
        by, before = acting(user), house()
        try:
            with transaction.atomic():
                file = ACTIONS[action](self, by, first, second)
        except DomainError:
            same(house(), before)
            self.refused += 1
            return
        if file or Change.objects.filter(request_id=by.request_id).exists():
            self.steps.append(Done(action, user, by.request_id, before, file))
        self.moments.append((Change.objects.latest("pk").pk, records()))

    def take_back(self, step: Done) -> None:
        """Take one step back as its person would; raise and change nothing where the house refuses."""
        with transaction.atomic():
            if step.file is None:
                undo(step.request_id, by=acting(step.user))
                return
            undone({"import_id": step.file}, by=step.user)
            if clash := Conflict.objects.filter(file=step.file).first():
                raise Refused(clash.message)

    def undo_from_the_newest(self) -> None:
        for step in reversed(self.steps):
            try:
                self.take_back(step)
            except DomainError:
                # He has taken the right from himself by this very step, or undone it before; the rules of the rooms
                # must still lead back.
                self._led_back(step)
            same(house(), step.before, step.action)

    def undo_in_any_order(self, dice: random.Random) -> bool:
        """Take back whatever can be, the order thrown by dice; tell whether nothing is left."""
        left = list(self.steps)
        while left:
            for step in dice.sample(left, len(left)):
                before = house()
                try:
                    self.take_back(step)
                except DomainError:
                    same(house(), before, step.action)
                else:
                    left.remove(step)
                    break
            else:
                return False
        return True

    def check_moments(self) -> None:
        """Ask the journal for every moment: it must know what was there."""
        for through, held in self.moments:
            now = records()
            for (kind, pk), values in held.items():
                if (kind, pk) in now:
                    assert values_then(kind, pk, now[kind, pk], through=through) == values

    def _led_back(self, step: Done) -> None:
        if step.file is not None:
            self.take_back(Done(step.action, self.cast.admin, step.request_id, step.before, step.file))
            return
        rows = Change.objects.filter(request_id=step.request_id).order_by("-id")
        take_back(rows, by=acting(self.cast.admin))


def records() -> dict:
    """Return what the records of every room hold, as the journal writes it."""
    return {
        (room.kind, each.pk): {name: plain(value) for name, value in room.values(each).items()}
        for room in rooms()
        for each in room.rows().all()
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


def in_bulk(world, by, first, second):
    """Set one field of half the companies or contacts, or delete some of them."""
    room = rooms()[second % 2]
    ids = list(room.rows().order_by("pk").values_list("pk", flat=True))[first % 2 :: 2]
    if second % 7 == 0:
        change_now(room.many, room.rows().filter(pk__in=ids[:3]), room.many.deleting(by), by=by)
        return
    names = sorted(room.many.fields())
    name = names[(first + second) % len(names)]
    value = BULK[name][second % 3] if name in BULK else world.some(name, second)
    change_now(room.many, room.rows().filter(pk__in=ids), room.many.wanted(name, value, by), by=by)


def bring_in(world, by, first, second):
    """Import companies, known and new, one below the other, with people."""
    known, name = world.one(Company, first), NAMES[second % 4]
    file = (
        "id,name,parent,phone,country,contact person,contact email\n"
        f"{known.pk},{known.name},{known.parent_id or ''},{second},ES,Ann,ann@b.com\n"
        f",{name},{known.pk},{second},FR,Bob,\n"
        f",Below {name},{name},,,,\n"
    )
    told = bring(file, by=by.user, source="ERP" if second % 2 else "")
    return told["import_id"] if told["created"] or told["updated"] else None


def merge(world, by, first, second):
    """Make one company, or one contact, of two."""
    model, action = ((Company, merge_companies), (Contact, merge_contacts))[second % 2]
    keep, other = world.one(model, first), world.one(model, first + second + 1)
    if keep:
        action(keep.pk, [other.pk], by=by, winners={"phone": other.pk} if first % 2 else {})


def as_before(world, by, first, second):
    """Put a record back to what it was at some moment."""
    room = rooms()[second % 2]
    if record := world.one(room.model, first):
        room.update(record.pk, raw_of(_then(room, record, second)), by=by.taking_back(), **_going(room))


def one_field_as_before(world, by, first, second):
    """Put one field of a record back, as its history offers it."""
    room = rooms()[second % 2]
    record = world.one(room.model, first)
    different = _then(room, record, second) if record else []
    if different:
        one = different[second % len(different)]
        room.update(record.pk, raw_of([one]), by=by.taking_back(), **_going(room))


def _then(room, record, number):
    """Return what was different at a moment that the number picks."""
    now = room.values(record)
    through = Change.objects.order_by("pk").values_list("pk", flat=True)[number % Change.objects.count()]
    return differences(now, values_then(room.kind, record.pk, now, through=through))


def _going(room) -> dict:
    return {"lose_sight": True} if room.model is Company else {}


def undo_some(world, by, first, second):
    """Undo any earlier step of the person, in whatever order; it may stand against something."""
    mine = [step for step in world.steps if step.user.pk == by.user.pk and step.file is None]
    if mine:
        undo(mine[first % len(mine)].request_id, by=by)


ACTIONS: dict[str, Callable] = {name: globals()[name] for names in KINDS.values() for name in names}
