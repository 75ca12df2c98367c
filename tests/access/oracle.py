"""
A naive reading of the access rule, written from the product's words and importing nothing of the product.

Slow and plain on purpose: parents are followed one by one, nothing is derived, nothing is remembered.
"""

from dataclasses import dataclass, field


@dataclass
class Person:
    company: int | None
    flags: str  # of "V", "W", "M"
    profile: str
    superadmin: bool = False
    active: bool = True


@dataclass
class Firm:
    owner: int
    parent: int | None


@dataclass
class World:
    people: dict[int, Person] = field(default_factory=dict)
    firms: dict[int, Firm] = field(default_factory=dict)
    hidden: set[tuple[str, str | None]] = field(
        default_factory=set
    )  # (section, profile or None for everyone)


def ancestors(world: World, firm_id: int) -> list[int]:
    """Parents of a firm, nearest first."""
    found, parent = [], world.firms[firm_id].parent
    while parent is not None and parent not in found:
        found.append(parent)
        parent = world.firms[parent].parent
    return found


def flags(world: World, person: Person, section: str) -> str:
    """A1 stands before A2; who is not active has nothing."""
    hidden = any(
        (part, whose) in world.hidden for part in ("crm", section) for whose in (None, person.profile)
    )
    return "" if hidden or not person.active else person.flags


def reasons(world: World, who: int, firm_id: int, section: str = "companies") -> set[str]:
    """The rules by which a person sees a firm; none when he does not."""
    person, firm = world.people[who], world.firms[firm_id]
    if person.active and person.superadmin:
        return {"A1"}
    if "V" not in flags(world, person, section):
        return set()
    found = {"A3"} if firm.owner == who else set()
    if firm.parent is not None and person.company is not None:
        if person.company in [firm_id, *ancestors(world, firm_id)]:
            found.add("A4")
        if person.company == world.people[firm.owner].company:
            found.add("A5")
    return found


def may_modify(world: World, who: int, firm_id: int, section: str = "companies") -> bool:
    """The owner needs W, everyone else who sees it M."""
    why, has = reasons(world, who, firm_id, section), flags(world, world.people[who], section)
    return "A1" in why or ("A3" in why and "W" in has) or (bool(why) and "M" in has)


def seen(world: World, who: int, section: str = "companies") -> set[int]:
    return {firm for firm in world.firms if reasons(world, who, firm, section)}


def changeable(world: World, who: int, section: str = "companies") -> set[int]:
    return {firm for firm in world.firms if may_modify(world, who, firm, section)}


def pickable(world: World, who: int) -> set[int]:
    """Himself, colleagues, people of firms below his own, owners of what he sees; superadmins all. Active ones."""
    me, everyone = world.people[who], {one for one, person in world.people.items() if person.active}
    if me.superadmin and me.active:
        return everyone
    below = {firm for firm in world.firms if me.company in ancestors(world, firm)} if me.company else set()
    near = {
        one
        for one, p in world.people.items()
        if p.company and (p.company == me.company or p.company in below)
    }
    return everyone & ({who} | near | {world.firms[firm].owner for firm in seen(world, who)})
