"""What the demo's companies are written down as."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """A contact; the address is made from the name and the company's domain."""

    name: str
    position: str = ""
    phone: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class Told:
    """Something that was done, `days` ago, with the company or (by the first word of the name) one of its people."""

    days: int
    kind: str
    text: str
    person: str = ""


@dataclass(frozen=True)
class Firm:
    """A company of the demo; `custom` is by label, `parent` by name, empty for My company."""

    name: str
    owner: str
    role: str
    country: str
    domain: str
    address: str = ""
    phone: str = ""
    parent: str = ""
    days: int = 30
    comments: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    told: tuple[Told, ...] = ()
