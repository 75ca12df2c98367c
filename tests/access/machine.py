"""
A random world that changes step by step, told to the product and to the naive oracle alike.

After every step everything that the product answers about sight is compared with the oracle: lists in all their forms,
single records, explanations, contacts, pickable people, and the derived columns. A person's own attempt is predicted by the
oracle first: allowed, refused, or unknown to him.
"""

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from hanse.accounts.access import pin
from hanse.accounts.models import Profile, User
from hanse.companies import extent
from hanse.companies.actions import create_company, delete_company, update_company
from hanse.companies.errors import WouldLoseSight
from hanse.companies.models import Company
from hanse.companies.people import pickable_users, who_can_see
from hanse.companies.querysets import decision, facts_of
from hanse.companies.staff import save_user
from hanse.contacts.actions import update_contact
from hanse.contacts.models import Contact
from hanse.foundation.errors import DomainError, Forbidden, Invalid, NotFound, Refused
from hanse.setup.actions import hide_section, show_section
from tests.access import oracle
from tests.access.oracle import Firm, Person, World
from tests.factories import acting

PROFILES = {"Reader": "V", "Standard user": "VW", "Manager": "VWM", "Support": ""}
SECTIONS = ("crm", "companies", "contacts")
MOST_FIRMS = 14
SMALL, MEDIUM = extent.SMALL, extent.MEDIUM
# Small ones as ids, larger ones as ids too, everything as rows.
FORMS = ((SMALL, MEDIUM), (0, MEDIUM), (0, 0))
LEVELS = 5

number = st.integers(0, 10**6)
profile_names = st.sampled_from(list(PROFILES))
people = st.lists(st.tuples(profile_names, number, st.integers(0, 9)), min_size=1, max_size=6)
# Mostly a crowd: with few companies little can happen.
firms = st.lists(st.tuples(number, number), min_size=1, max_size=12) | st.lists(
    st.tuples(number, number), min_size=8, max_size=12
)


class AccessMachine(RuleBasedStateMachine):
    """One example: a forest, its people, thirty moves; undone at the end."""

    checks_columns = True

    def __init__(self):
        super().__init__()
        self.world, self.contacts, self.names = World(), {}, 0
        self.profiles = {profile.name: profile for profile in Profile.objects.all()}
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        extent.SMALL, extent.MEDIUM = SMALL, MEDIUM
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(people=people, firms=firms)
    def found(self, people, firms):
        self.root = self._engage("root", "Manager", superadmin=True)
        for place, (profile, _company, kind) in enumerate(people):
            self._engage(f"user{place}", profile, superadmin=kind == 9, active=kind != 8)
        for parent, owner in firms:
            self._plant(owner, parent)
        for who, (_profile, company, _kind) in zip(list(self.world.people)[1:], people, strict=True):
            firm = self._employer(company)
            User.objects.filter(pk=who).update(company=firm)
            self.world.people[who].company = firm
        Company.objects.bulk_update(self._with_columns(), ["path", "owner_company"])
        self._compare(0)

    def _employer(self, token):
        """One in six works for nobody; half of the others for one of two companies, so that there are colleagues."""
        listed = sorted(self.world.firms)
        near = listed[:2] if token // 6 % 2 else listed
        return None if token % 6 == 0 or not listed else self._pick(near, token // 12)

    def _engage(self, login, profile, **more):
        user = User(
            username=login, password="!", profile=self.profiles[profile], is_active=more.get("active", True)
        )
        user.is_superadmin = more.get("superadmin", False)
        user.save()
        self.world.people[user.pk] = Person(None, PROFILES[profile], profile, **more)
        return user

    def _plant(self, owner, parent):
        """Store a company without an action, for speed; one in four has no parent."""
        above = None if parent % 4 == 0 or not self.world.firms else self._pick(self.world.firms, parent)
        if above is not None and len(oracle.ancestors(self.world, above)) >= LEVELS - 1:
            above = None
        name = self._name()
        firm = Firm(self._pick(self.world.people, owner), above)
        stored = Company(name=name, owner_id=firm.owner, parent_id=above, sort_name=name, name_key=name)
        stored.search_text = f" {name}"
        stored.save()
        self.world.firms[stored.pk] = firm
        contact = Contact(company=stored, full_name=f"{name} contact", sort_name=name, search_text=f" {name}")
        contact.save()
        self.contacts[contact.pk] = stored.pk

    def _with_columns(self):
        stored = list(Company.objects.all())
        for company in stored:
            company.path, company.owner_company = self._columns(company.pk)
        return stored

    def _columns(self, firm):
        if self.world.firms[firm].parent is None:
            return None, None
        line = [*reversed(oracle.ancestors(self.world, firm)), firm]
        owner_company = self.world.people[self.world.firms[firm].owner].company
        return "".join(f"{each}/" for each in line), owner_company

    def _name(self):
        self.names += 1
        return f"firm {self.names}"

    def _pick(self, among, token):
        listed = sorted(among)
        return listed[token % len(listed)] if listed else None

    # Moves of the superadmin and of everyone else

    @rule(who=number, firm=number, owner=number, parent=number, confirmed=st.booleans(), check=number)
    def change(self, who, firm, owner, parent, confirmed, check):
        """Somebody gives a company another owner, another parent, or both."""
        firm, actor = self._pick(self.world.firms, firm), self._actor(who)
        if firm is None:
            return
        now = self.world.firms[firm]
        raw, after = {}, Firm(now.owner, now.parent)
        if owner % 2:
            after.owner = self._pick(self.world.people, owner // 2)
            raw["owner"] = User.objects.get(pk=after.owner).username
        if parent % 3:
            after.parent = None if parent % 3 == 1 else self._pick(self.world.firms, parent // 3)
            raw["parent"] = "" if after.parent is None else str(after.parent)
        expected = self._expected_change(actor.pk, firm, after, confirmed)

        happened = self._try(update_company, firm, raw, by=acting(actor), lose_sight=confirmed)

        assert happened is expected, (actor, firm, raw, happened, expected)
        if expected is None:
            self.world.firms[firm] = after
        self._compare(check)

    def _expected_change(self, who, firm, after, confirmed):
        now = self.world.firms[firm]
        refusal = self._expected_touch(who, firm)
        if refusal:
            return refusal
        if after.owner != now.owner and after.owner not in oracle.pickable(self.world, who):
            return Invalid
        if after.parent != now.parent and not self._may_hang(who, firm, after.parent):
            return Invalid
        self.world.firms[firm] = after
        loses = not oracle.reasons(self.world, who, firm)
        self.world.firms[firm] = now
        return WouldLoseSight if loses and not confirmed else None

    def _expected_touch(self, who, firm, section="companies"):
        if firm not in oracle.seen(self.world, who, section):
            return NotFound
        return None if oracle.may_modify(self.world, who, firm, section) else Forbidden

    def _may_hang(self, who, firm, parent):
        if parent is None:
            return True
        known = parent in oracle.seen(self.world, who) or parent == self.world.people[who].company
        return known and parent != firm and firm not in oracle.ancestors(self.world, parent)

    @rule(who=number, owner=number, parent=number, check=number)
    def create(self, who, owner, parent, check):
        """Somebody makes a company, with or without saying whose and where."""
        if len(self.world.firms) >= MOST_FIRMS:
            return
        actor = self._actor(who)
        person = self.world.people[actor.pk]
        raw, firm = {"name": self._name()}, Firm(actor.pk, person.company)
        if owner % 2:
            firm.owner = self._pick(self.world.people, owner // 2)
            raw["owner"] = User.objects.get(pk=firm.owner).username
        if parent % 3:
            firm.parent = None if parent % 3 == 1 else self._pick(self.world.firms, parent // 3)
            raw["parent"] = "" if firm.parent is None else str(firm.parent)
        stranger = firm.owner != actor.pk and firm.owner not in oracle.pickable(self.world, actor.pk)
        expected = Invalid if stranger or not self._may_hang(actor.pk, None, firm.parent) else None
        if "W" not in self._flags(actor.pk):
            expected = Forbidden

        happened = self._try(create_company, raw, by=acting(actor))

        assert happened is expected, (actor, raw, happened, expected)
        if expected is None:
            self.world.firms[Company.objects.order_by("-pk").values_list("pk", flat=True).first()] = firm
        self._compare(check)

    @rule(who=number, firm=number, check=number)
    def delete(self, who, firm, check):
        """Somebody deletes a company."""
        firm, actor = self._pick(self.world.firms, firm), self._actor(who)
        if firm is None:
            return
        expected = self._expected_touch(actor.pk, firm)
        if expected is None and "M" not in self._flags(actor.pk):
            expected = Forbidden
        children = any(other.parent == firm for other in self.world.firms.values())
        if expected is None and (children or any(p.company == firm for p in self.world.people.values())):
            expected = Refused

        happened = self._try(delete_company, firm, by=acting(actor))

        assert happened is expected, (actor, firm, happened, expected)
        if expected is None:
            del self.world.firms[firm]
            self.contacts = {contact: of for contact, of in self.contacts.items() if of != firm}
        self._compare(check)

    @rule(who=number, contact=number, firm=number, check=number)
    def move_contact(self, who, contact, firm, check):
        """Somebody lets a contact work for another company."""
        contact, firm, actor = (
            self._pick(self.contacts, contact),
            self._pick(self.world.firms, firm),
            self._actor(who),
        )
        if contact is None:
            return
        expected = self._expected_touch(actor.pk, self.contacts[contact], "contacts")
        if expected is None and firm != self.contacts[contact]:
            expected = self._expected_touch(actor.pk, firm, "contacts")
            expected = Invalid if expected is NotFound else expected

        happened = self._try(update_contact, contact, {"company": str(firm)}, by=acting(actor))

        assert happened is expected, (actor, contact, firm, happened, expected)
        if expected is None:
            self.contacts[contact] = firm
        self._compare(check)

    # Moves of the superadmin alone

    @rule(who=number, profile=profile_names, company=number, switch=st.integers(0, 5), check=number)
    def change_person(self, who, profile, company, switch, check):
        """A person gets another profile, another company, becomes active or not, superadmin or not."""
        who = self._pick(set(self.world.people) - {self.root.pk}, who)
        person = self.world.people[who]
        if switch == 0:
            raw, person.active = {"is_active": not person.active}, not person.active
        elif switch == 1:
            raw, person.superadmin = {"is_superadmin": not person.superadmin}, not person.superadmin
        elif switch < 4:
            raw, person.profile, person.flags = {"profile": profile}, profile, PROFILES[profile]
        else:
            person.company = self._employer(company)
            raw = {"company": person.company}
        save_user(raw, by=acting(self.root), user=User.objects.get(pk=who))
        self._compare(check)

    @rule(section=st.sampled_from(SECTIONS), profile=profile_names, everyone=number, check=number)
    def hide_or_show(self, section, profile, everyone, check):
        """Sections that are hidden are shown again; if there are none, one is hidden, mostly from one profile."""
        for part in {entry[0] for entry in self.world.hidden}:
            show_section(part, by=acting(self.root))
        if self.world.hidden:
            self.world.hidden = set()
        else:
            profile = None if everyone % 4 == 0 else profile
            hide_section(section, by=acting(self.root), profile=self.profiles.get(profile))
            self.world.hidden = {(section, profile)}
        self._compare(check)

    def _actor(self, token):
        """Every second attempt is the superadmin's, so that the world keeps moving."""
        who = self.root.pk if token % 2 else self._pick(self.world.people, token // 2)
        return User.objects.get(pk=who)

    def _flags(self, who):
        person = self.world.people[who]
        return "VWM" if person.superadmin and person.active else oracle.flags(self.world, person, "companies")

    def _try(self, action, *args, **kwargs):
        """Return the class of the refusal, None when it was done."""
        try:
            action(*args, **kwargs)
        except DomainError as refusal:
            return type(refusal)

    # What must be equal after every move

    def _compare(self, token):
        users = list(User.objects.select_related("profile", "company").order_by("pk"))
        stored = list(Company.objects.all())
        assert {company.pk for company in stored} == set(self.world.firms)
        if self.checks_columns:
            for company in stored:
                assert (company.path, company.owner_company) == self._columns(company.pk), company
        for user in users:
            self._compare_lists(user, FORMS[(token + user.pk) % len(FORMS)])
            self._compare_decisions(user, stored)
        if stored:
            self._compare_one(
                self._pick([user.pk for user in users], token), self._pick(self.world.firms, token)
            )
            self._compare_explanation(stored[token // 7 % len(stored)])

    def _compare_lists(self, user, form):
        """One of the forms of the scope after another: ids for small ones, the rules as rows for large ones; and counting."""
        sees, changes = oracle.seen(self.world, user.pk), oracle.changeable(self.world, user.pk)
        seen_contacts = self._contacts_of(oracle.seen(self.world, user.pk, "contacts"))
        own_contacts = self._contacts_of(oracle.changeable(self.world, user.pk, "contacts"))
        extent.SMALL, extent.MEDIUM = form
        pin(user)
        assert _ids(Company.objects.visible_to(user)) == sees, (user, form)
        assert _ids(Company.objects.editable_by(user)) == changes, (user, form)
        assert _ids(Contact.objects.visible_to(user)) == seen_contacts, (user, form)
        assert _ids(Contact.objects.editable_by(user)) == own_contacts, (user, form)
        assert Company.objects.visible_to(user, counting=True).count() == len(sees)
        assert Contact.objects.visible_to(user, counting=True).count() == len(seen_contacts)
        if self.world.people[user.pk].active:
            assert _ids(pickable_users(user)) == oracle.pickable(self.world, user.pk), user

    def _contacts_of(self, firms):
        return {contact for contact, firm in self.contacts.items() if firm in firms}

    def _compare_decisions(self, user, stored):
        for company in stored:
            answer = decision(user, company)
            assert {each.code for each in answer.rules} == oracle.reasons(self.world, user.pk, company.pk)
            assert answer.may_view is bool(answer.rules)
            assert answer.may_modify is oracle.may_modify(self.world, user.pk, company.pk), (user, company)

    def _compare_one(self, who, firm):
        user, expected = User.objects.get(pk=who), self._expected_touch(who, firm)
        assert self._try(Company.objects.get_editable, user, firm) is expected
        assert self._try(Company.objects.get_visible, user, firm) is (
            NotFound if expected is NotFound else None
        )
        for contact in [contact for contact, of in self.contacts.items() if of == firm][:1]:
            expected = self._expected_touch(who, firm, "contacts")
            assert self._try(Contact.objects.get_editable, user, contact) is expected

    def _compare_explanation(self, company):
        told = {
            each.user.pk: ({rule.code for rule in each.decision.rules}, each.decision.may_modify)
            for each in who_can_see(facts_of(company))
        }
        expected = {
            who: (why, oracle.may_modify(self.world, who, company.pk))
            for who in self.world.people
            if (why := oracle.reasons(self.world, who, company.pk))
        }
        assert told == expected, company


def _ids(queryset):
    return set(queryset.values_list("pk", flat=True))
