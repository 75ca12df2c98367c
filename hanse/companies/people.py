"""People around a company: who can see it and why, who would after a change, and whom one may pick."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length, Replace
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of, entries_of, read_access, visibility_entries
from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.companies.rules import Decision, Facts, Placed, below, decide
from hanse.foundation.errors import Refused
from hanse.setup.models import Section

DEPTH = 100


@dataclass(frozen=True)
class Witness:
    """A person who can see a company, and by which rules."""

    user: User
    decision: Decision


def who_can_see(facts: Facts, *, section: str = Section.COMPANIES, asker: Any = None) -> list[Witness]:
    """
    Return every active person who can see a company of these facts: the rule code itself asks about each.

    `asker` is the person whose request it is: what is hidden is read once for both.
    """
    entries = entries_of(asker) if asker is not None else visibility_entries()
    witnesses = [
        Witness(user, decide(read_access(user, entries), facts, section)) for user in _candidates(facts)
    ]
    seeing = [witness for witness in witnesses if witness.decision.may_view]
    return sorted(seeing, key=lambda each: (not each.decision.may_modify, str(each.user).casefold()))


def _candidates(facts: Facts) -> QuerySet[User]:
    """The people for whom a rule could hold; `decide` has the last word."""
    possible = Q(is_superadmin=True) | Q(pk=facts.owner_id)
    if facts.path is not None:
        possible |= Q(company__in=[int(part) for part in facts.path.split("/")[:-1]])
    if facts.owner_company is not None:
        possible |= Q(company=facts.owner_company)
    return User.objects.filter(possible, is_active=True).select_related("profile", "company")


@dataclass(frozen=True)
class Effect:
    """What a new owner or parent would change: who gains sight, who loses it."""

    gains: list[Witness]
    loses: list[Witness]

    def takes_sight_from(self, user: Any) -> bool:
        return any(witness.user.pk == user.pk for witness in self.loses)


def what_if(before: Facts, after: Facts) -> Effect:
    """Return who would gain and who would lose sight of a company if its facts changed."""
    seeing, would = who_can_see(before), who_can_see(after)
    ids, ids_after = {each.user.pk for each in seeing}, {each.user.pk for each in would}
    return Effect(
        [each for each in would if each.user.pk not in ids],
        [each for each in seeing if each.user.pk not in ids_after],
    )


def facts_with(company: Company, *, owner: User, parent: Company | None) -> Facts:
    """Return the facts of `company` (stored or not yet) as they would be with this owner and parent."""
    if parent is None:
        return Facts(owner.pk, None, None)
    return Facts(owner.pk, f"{parent.prefix}{company.pk or 0}/", owner.company_id)


def check_parent(company: Placed, parent: Placed | None) -> None:
    """
    Check that `company` may hang from `parent`.

    :raises Refused: for a loop, or when the tree would be deeper than DEPTH.
    """
    if parent is None:
        return
    if company.pk and (parent.pk == company.pk or parent.prefix.startswith(company.prefix)):
        raise Refused(
            _("%(parent)s is below %(company)s; it cannot be its parent.")
            % {
                "parent": parent.name,
                "company": company.name,
            }
        )
    if parent.prefix.count("/") + _height(company) > DEPTH:
        raise Refused(_("Companies can be nested %s deep; choose a parent higher up.") % DEPTH)


def _height(company: Placed) -> int:
    """Return how many levels hang together from `company` on, itself counted."""
    if not company.pk:
        return 1
    least, most = below(company.prefix)
    deep = Company.objects.filter(path__gte=least, path__lt=most).annotate(
        slashes=Length("path") - Length(Replace("path", Value("/")))
    )
    deepest = deep.aggregate(most=Max("slashes"))["most"]
    return deepest - company.prefix.count("/") + 1 if deepest else 1


def pickable_users(user) -> QuerySet[User]:
    """Return the active people whom `user` may see and pick: himself, colleagues, people below, owners of what he sees."""
    users = User.objects.filter(is_active=True)
    access = access_of(user)
    if access.is_superadmin:
        return users
    possible = Q(pk=access.user_id)
    if access.company_id is not None and access.prefix is not None:
        least, most = below(access.prefix)
        possible |= Q(company=access.company_id) | Q(company__path__gte=least, company__path__lt=most)
        if access.may(Right.VIEW):
            # Owners of what he sees otherwise are himself and his colleagues.
            owned_below = Company.objects.filter(owner=OuterRef("pk"), path__gte=least, path__lt=most)
            possible |= Q(Exists(owned_below))
    return users.filter(possible)
