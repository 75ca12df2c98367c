"""
The measured world: N companies in trees, the people who own them, and the seven whose pages are timed.

Everything follows from (N, seed), so two runs, or two databases, hold the same rows. The seven are the hard and the easy
scopes: everybody's, a large one, small ones, and the ones between, which no planner likes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 5
WORKERS, OFFICE_PEOPLE, FREELANCERS, CUSTOMER_PEOPLE = 140, 10, 30, 100


def words(text: str) -> list[str]:
    return text.split()


ADJECTIVES = words(
    "Alpha Boreal Cobalt Delta Ember Falcon Granite Harbor Iris Jade Kestrel Lumen Maple Nimbus Orchid Prism Quartz "
    "Raven Sable Timber Umber Vector Willow Xenon Yarrow Zenith Acorn Bramble Cinder Dune"
)
TRADES = words(
    "Systems Logistics Foods Energy Media Textiles Software Pharma Mining Marine Motors Optics Robotics Rail Paper "
    "Glass Steel Tools Travel Bank Capital Partners Works Labs Design Supply Farms Homes Air Water"
)
FORMS = words("Ltd GmbH SA SL Inc AB BV Oy SpA Kft LLC SARL")
FIRST = words(
    "Ana Ben Carla David Elena Finn Greta Hugo Ines Jan Karin Luis Marta Nils Olga Pablo Rosa Sven Tina"
)
LAST = words(
    "Garcia Müller Rossi Dubois Silva Novák Jensen Kowalski Horváth Popov Smith López Moreau Weber Ruiz"
)
PLACES = [
    ("Madrid", "ES"),
    ("Berlin", "DE"),
    ("Paris", "FR"),
    ("Roma", "IT"),
    ("Lisboa", "PT"),
    ("Wien", "AT"),
    ("Oslo", "NO"),
    ("Praha", "CZ"),
]


@dataclass
class Person:
    """A user: `company` is the id of a planned company, None for nobody's employee."""

    id: int
    login: str
    profile: str
    company: int | None
    is_superadmin: bool = False


@dataclass
class Planned:
    """A company as it will be stored; parents come before their children."""

    id: int
    name: str
    parent: int | None
    path: str | None
    owner: int
    owner_company: int | None
    place: tuple[str, str]
    chance: float


@dataclass
class Tree:
    """Companies that hang together; the first `roots` of them from `above`, the others from earlier ones of the tree."""

    above: int | None
    roots: int
    # So many of the earliest companies have children, the others are leaves.
    inner: int
    members: list[int] = field(default_factory=list)


@dataclass
class World:
    """
    The plan of a database of `companies` companies.

    The first ids are the tops of the trees; which tree a later company belongs to follows from the last digits of its id,
    so that every scope is spread over the whole table, as years of work spread it.
    """

    companies: int
    seed: int = 42
    people: list[Person] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.companies < 2000:
            raise ValueError("The measured world begins at 2,000 companies.")
        self.tenth, self.hundredth, self.small, self.office = 2, 3, 4, 5
        self._engage()

    def _plant(self) -> dict[str, Tree]:
        each = self.companies
        return {
            "tenth": Tree(1, 1, each // 200, [self.tenth]),
            "hundredth": Tree(1, 1, each // 2000, [self.hundredth]),
            "small": Tree(1, 1, 5, [self.small]),
            "general": Tree(1, max(20, each // 1000), each // 20),
            "partners": Tree(None, max(10, each // 2000), each // 200),
        }

    def _tree(self, number: int) -> str | None:
        """Return the tree of a company; None for those that hang nowhere."""
        if number % (self.companies // 51) == 6 and number > 100:
            return "small"
        if number % 10 == 7:
            return "tenth"
        if number % 100 == 53:
            return "hundredth"
        if number % 10 == 1 and number % 100 != 91:
            return "partners"
        return None if number % 100 == 99 else "general"

    def _engage(self) -> None:
        timed = [
            ("u1", "Manager", None, True),
            ("u2", "Manager", 1, False),
            ("u3", "Manager", self.small, False),
            ("u4", "Standard user", None, False),
            ("u5", "Manager", self.hundredth, False),
            ("u6", "Manager", self.tenth, False),
            ("u7", "Standard user", self.office, False),
        ]
        chance = random.Random(self.seed)
        others = [(f"worker{n}", "Standard user", 1, False) for n in range(WORKERS)]
        others += [(f"office{n}", "Standard user", self.office, False) for n in range(OFFICE_PEOPLE)]
        others += [(f"free{n}", "Standard user", None, False) for n in range(FREELANCERS)]
        others += [
            (f"customer{n}", "Reader", chance.randint(100, self.companies), False)
            for n in range(CUSTOMER_PEOPLE)
        ]
        self.people = [Person(number, *about) for number, about in enumerate(timed + others, start=1)]
        self.ids = {person.login: person.id for person in self.people}
        self._company_of = {person.id: person.company for person in self.people}
        self._workers = [person.id for person in self.people if person.login.startswith("worker")]
        self._office = [person.id for person in self.people if person.login.startswith("office")]
        self._free = [person.id for person in self.people if person.login.startswith("free")]

    def plan(self) -> Iterator[Planned]:
        """Yield every company, parents first."""
        chance = random.Random(self.seed + 1)
        trees, paths = self._plant(), {}
        for number in range(1, self.companies + 1):
            parent = self._parent(number, trees, paths, chance)
            path = None if parent is None else f"{paths[parent] or f'{parent}/'}{number}/"
            paths[number] = path
            owner = self._owner(number, chance)
            yield Planned(
                number,
                self._name(number, chance),
                parent,
                path,
                owner,
                self._company_of[owner] if parent else None,
                chance.choice(PLACES),
                chance.random(),
            )

    def _parent(self, number: int, trees: dict, paths: dict, chance: random.Random) -> int | None:
        if number <= self.office:
            return None if number == 1 else 1
        name = self._tree(number)
        if name is None:
            return None
        tree = trees[name]
        parent = tree.above if len(tree.members) < tree.roots else None
        while parent is None and len(tree.members) >= tree.roots:
            parent = chance.choice(tree.members)
            if (paths[parent] or "").count("/") >= DEEPEST:
                parent = None
        if len(tree.members) < tree.inner:
            tree.members.append(number)
        return parent

    def _owner(self, number: int, chance: random.Random) -> int:
        if number == 1:
            return self.ids["u1"]
        turn = number % (self.companies // 50)
        if turn in (12, 14):
            return self.ids["u3" if turn == 12 else "u4"]
        if self._tree(number) == "partners" and chance.random() < 0.5:
            return chance.choice(self._free)
        return chance.choice(self._office if chance.random() < 0.033 else self._workers)

    def _name(self, number: int, chance: random.Random) -> str:
        words = [
            chance.choice(ADJECTIVES),
            chance.choice(TRADES),
            f"{scrambled(number):07d}",
            chance.choice(FORMS),
        ]
        # A hundred rows with a word of their own, and as many with one that only a search inside words finds.
        if number % (self.companies // 100) == 7:
            words.insert(1, "Zephyr")
        if number % (self.companies // 100) == 11:
            words[0] = f"{words[0]}nordica"
        return " ".join(words)


def scrambled(number: int) -> int:
    """Return another number for each number, so that names do not run along with ids."""
    return number * 7_368_787 % 9_999_991
