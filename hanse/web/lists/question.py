"""What a list is asked: its query string, and the addresses that ask a little differently."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

# Words that belong to one page of an answer; every other change of the question starts at the beginning.
PAGING = ("cursor", "at", "count")
# The saved view that a question came from.
SAVED = "saved"


class Question:
    """The query string of a list; empty values and unknown words are not kept."""

    def __init__(self, path: str, query: Mapping[str, list[str]], words: Iterable[str]) -> None:
        self.path = path
        known = {*words, *PAGING}
        self.query = {
            name: kept
            for name, values in query.items()
            if name in known and (kept := [value for value in values if value.strip()])
        }

    def get(self, name: str) -> str:
        """Return the last value of a word, empty without one."""
        return self.query.get(name, [""])[-1]

    def lacks(self, *names: str) -> dict[str, list[str]]:
        """Return the query without `names` and without the words of paging."""
        gone = {*names, *PAGING}
        return {name: values for name, values in self.query.items() if name not in gone}

    def address(self, *, path: str = "", without: Iterable[str] = (), **changes: str | list[str]) -> str:
        """Return the address of the same question with some words changed or left out."""
        return _address(path or self.path, {**self.lacks(*without), **changes})

    def page_address(self, **paging: str) -> str:
        """Return the address of another page of the same answer."""
        kept = {"count": self.query["count"]} if "count" in self.query else {}
        return _address(self.path, {**self.lacks(), **kept, **paging})

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """Return name and value of everything that a form must carry along, `without` what it asks itself."""
        return [(name, value) for name, values in self.lacks(*without).items() for value in values]


def _address(path: str, query: Mapping[str, str | list[str]]) -> str:
    return f"{path}?{urlencode(query, doseq=True)}" if query else path
