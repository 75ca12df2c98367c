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

ADJECTIVES = (
    "Alpha Boreal Cobalt Delta Ember Falcon Granite Harbor Iris Jade Kestrel Lumen Maple Nimbus Orchid Prism Quartz "
    "Raven Sable Timber Umber Vector Willow Xenon Yarrow Zenith Acorn Bramble Cinder Dune"
).split()
TRADES = (
    "Systems Logistics Foods Energy Media Textiles Software Pharma Mining Marine Motors Optics Robotics Rail Paper "
    "Glass Steel Tools Travel Bank Capital Partners Works Labs Design Supply Farms Homes Air Water"
).split()
FORMS = "Ltd GmbH SA SL Inc AB BV Oy SpA Kft LLC SARL".split()
FIRST = "Ana Ben Carla David Elena Finn Greta Hugo Ines Jan Karin Luis Marta Nils Olga Pablo Rosa Sven Tina".split()
LAST = "Garcia Müller Rossi Dubois Silva Novák Jensen Kowalski Horváth Popov Smith López Moreau Weber Ruiz".split()
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
class Block:
    """A run of ids that form one tree below `top`, with as many companies below it as `size`."""

    top: int
    size: int
    people: str = "workers"


@dataclass
class World:
    """The plan of a database of `companies` companies."""

    companies: int
    seed: int = 42
    people: list[Person] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.companies < 2000:
            raise ValueError("The measured world begins at 2,000 companies.")
        self.tenth = Block(2, self.companies // 10)
        self.hundredth = Block(self.tenth.top + self.tenth.size + 1, self.companies // 100)
        self.small = Block(self.hundredth.top + self.hundredth.size + 1, 51)
        self.office = self.small.top + self.small.size + 1
        self.general = (self.office + 1, self.companies * 9 // 10)
        self.partners = (self.general[1] + 1, self.companies * 99 // 100)
        self._engage()

    def _engage(self) -> None:
        timed = [
            ("u1", "Manager", None, True),
            ("u2", "Manager", 1, False),
            ("u3", "Manager", self.small.top, False),
            ("u4", "Standard user", None, False),
            ("u5", "Manager", self.hundredth.top, False),
            ("u6", "Manager", self.tenth.top, False),
            ("u7", "Standard user", self.office, False),
        ]
        chance = random.Random(self.seed)
        others = [(f"worker{n}", "Standard user", 1, False) for n in range(WORKERS)]
        others += [(f"office{n}", "Standard user", self.office, False) for n in range(OFFICE_PEOPLE)]
        others += [(f"free{n}", "Standard user", None, False) for n in range(FREELANCERS)]
        others += [
            (f"customer{n}", "Reader", chance.randint(*self.general), False) for n in range(CUSTOMER_PEOPLE)
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
        paths: dict[int, str | None] = {}
        for number in range(1, self.companies + 1):
            parent = self._parent(number, paths, chance)
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

    def _parent(self, number: int, paths: dict, chance: random.Random) -> int | None:
        if number == 1 or number > self.partners[1]:
            return None
        for block in (self.tenth, self.hundredth, self.small):
            if number == block.top:
                return 1
            if block.top < number <= block.top + block.size:
                return self._above(number, block.top, block.size // 20 + 1, paths, chance)
        if number == self.office:
            return 1
        if number <= self.general[1]:
            first, branches = self.general[0], max(20, self.companies // 1000)
            if number < first + branches:
                return 1
            return self._above(number, first, (self.general[1] - first) // 20 + branches, paths, chance)
        first, roots = self.partners[0], max(10, self.companies // 2000)
        if number < first + roots:
            return None
        return self._above(number, first, (self.partners[1] - first) // 20 + roots, paths, chance)

    def _above(self, number: int, first: int, inner: int, paths: dict, chance: random.Random) -> int:
        """Pick a parent among the first `inner` companies of the block: a twentieth of it has children."""
        while True:
            parent = chance.randint(first, min(number - 1, first + inner))
            if (paths[parent] or "").count("/") < DEEPEST:
                return parent

    def _owner(self, number: int, chance: random.Random) -> int:
        if number == 1:
            return self.ids["u1"]
        step = self.companies // 60
        if self.general[0] < number and number % step < 2 and number // step < 57:
            return self.ids["u3" if number % step else "u4"]
        if number > self.partners[0] and chance.random() < 0.5:
            return chance.choice(self._free)
        return chance.choice(self._office if chance.random() < 0.033 else self._workers)

    def _name(self, number: int, chance: random.Random) -> str:
        words = [chance.choice(ADJECTIVES), chance.choice(TRADES), f"{number:06d}", chance.choice(FORMS)]
        # A hundred rows with a word of their own, and as many with one that only a search inside words finds.
        if number % (self.companies // 100) == 7:
            words.insert(1, "Zephyr")
        if number % (self.companies // 100) == 11:
            words[0] = f"{words[0]}nordica"
        return " ".join(words)
