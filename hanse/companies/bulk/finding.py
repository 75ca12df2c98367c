"""
References to companies and people in a file: by id, by the id of another system, by name.

A name or an id may also be that of another row of the file, which may come later: then the row that refers to it waits.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from hanse.accounts.access import Access
from hanse.companies.bulk.drafts import MOST_OF_ONE_NAME, Draft, Drafts, Owner
from hanse.companies.models import Company
from hanse.companies.people import pickable_users
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.foundation.text import clean_line, fold, same_key
from hanse.imports.external import external_records
from hanse.imports.kinds import SOURCE_ID
from hanse.imports.outcomes import Row
from hanse.imports.run import Run


class Wait:
    """The answer for a reference to a row of the file that has not been taken yet."""


class NotFoundHere(str):
    """The answer for a reference that leads nowhere: a sentence for its cell."""


Answer = int | type[Wait] | NotFoundHere


def is_id(text: str) -> bool:
    """Tell whether a reference is written as an id is."""
    return text.isascii() and text.isdigit() and len(text) <= 18


class CompanyFinder:
    """Answers references of a chunk of rows, `prepare`d together."""

    def __init__(self, run: Run, drafts: Drafts, *, section: str, remembers: bool) -> None:
        self._run, self._drafts, self._section = run, drafts, section
        # Whether rows of the file may refer to each other.
        self.remembers = remembers
        self.giving_up = False

    def begin(self, access: Access, own_company: int | None) -> None:
        """Start a chunk with the rights of the moment."""
        self._access, self._own_company = access, own_company
        self._external: dict[str, int] = {}
        self._named: dict[str, list[int]] = {}
        self._done: dict[str, dict[str, list[int]]] = {"id": {}, "name": {}}
        self._seen: dict[str, dict[str, list[int]]] = {"id": {}, "name": {}}
        self._failed: dict[str, dict[str, list[int]]] = {"id": {}, "name": {}}
        self._fresh: dict[str, list[tuple[str, int]]] = {
            "done-id": [],
            "done-name": [],
            "failed-id": [],
            "failed-name": [],
        }

    def prepare(self, texts: Iterable[str], external: Iterable[str] = ()) -> None:
        """Look up what rows refer to, and the ids of the other system that they bring."""
        words = {clean_line(text) for text in texts} - {"", "0"}
        self._prepare_external(words | set(external))
        self._drafts.load([int(word) for word in words if is_id(word)] + list(self._external.values()))
        if self.remembers:
            self._prepare_file("id", words)
            self._prepare_file("name", {same_key(word) for word in words})
        self._prepare_names(word for word in words if not is_id(word) or same_key(word) not in self._named)

    def _prepare_external(self, words: set[str]) -> None:
        if self._run.source and words:
            self._external.update(external_records(self._run.source, "company", words))

    def _prepare_file(self, space: str, words: Iterable[str]) -> None:
        words, ledger = list(words), self._run.ledger
        fresh = [word for word in words if word not in self._seen[space]]
        for store, name in ((self._seen, "seen"), (self._done, "done"), (self._failed, "failed")):
            found = ledger.find(f"{name}-{space}", fresh)
            for word in fresh:
                store[space].setdefault(word, []).extend(found.get(word, []))
        self._drafts.load(pk for word in words for pk in self._done[space].get(word, []))

    def _prepare_names(self, words: Iterable[str]) -> None:
        wanted = {same_key(word): fold(word) for word in words if same_key(word) not in self._named}
        for key in wanted:
            self._named[key] = []
        if not wanted:
            return
        rows = Company.objects.filter(sort_name__in=set(wanted.values())).order_by("id")
        for pk, key in rows.values_list("pk", "name_key")[:MOST_OF_ONE_NAME]:
            if key in wanted:
                self._named[key].append(pk)
        self._drafts.load(pk for key in wanted for pk in self._named[key])

    def external(self, text: str) -> Draft | None:
        """Return the company that has this id in the other system, in this file or since an earlier one."""
        ids = self._done["id"].get(text) or ([self._external[text]] if text in self._external else [])
        return self._drafts.by_id.get(ids[0]) if ids else None

    def may_see(self, draft: Draft | None) -> bool:
        """Tell whether the person may know of a company; his own he knows by name."""
        if draft is None:
            return False
        return draft.pk == self._own_company or decide(self._access, facts_of(draft), self._section).may_view

    def find(self, text: str, row: Row) -> Answer:
        """Return the id that a reference of `row` leads to, whether it has to wait, or why it leads nowhere."""
        text = clean_line(text)
        theirs = not row.ours and (self._run.source or SOURCE_ID in row.given)
        if theirs:
            found = self._in_file("id", text, row)
            if (
                found is None
                and text in self._external
                and self.may_see(self._drafts.by_id.get(self._external[text]))
            ):
                found = self._external[text]
            if found is not None:
                return found
        if is_id(text) and not theirs and self.may_see(self._drafts.by_id.get(int(text))):
            return int(text)
        if is_id(text) and theirs:
            return self._nowhere(text, row, theirs=True)
        return self._by_name(text, row)

    def _by_name(self, text: str, row: Row) -> Answer:
        key = same_key(text)
        found = self._in_file("name", key, row)
        if found is not None:
            return found
        seen = [pk for pk in self._named.get(key, []) if self.may_see(self._drafts.by_id.get(pk))]
        if len(seen) == 1:
            return seen[0]
        if seen:
            return NotFoundHere(
                _("There are %(count)s companies “%(name)s”; write the id of the one that is meant.")
                % {"count": len(seen), "name": text[:80]}
            )
        return self._nowhere(text, row, theirs=False)

    def _in_file(self, space: str, word: str, row: Row) -> Answer | None:
        if not self.remembers:
            return None
        done = set(self._done[space].get(word, ()))
        if len(done) == 1:
            return next(iter(done))
        if done:
            return NotFoundHere(
                _("Several rows of this file are called “%s”; write the id of the one that is meant.")
                % word[:80]
            )
        failed = set(self._failed[space].get(word, ()))
        others = [
            number
            for number in self._seen[space].get(word, ())
            if number != row.number and number not in failed
        ]
        if not others:
            return None
        if self.giving_up:
            return NotFoundHere(
                _("Row %s, to which this refers, belongs to a circle of parents.") % others[0]
            )
        return Wait

    def _nowhere(self, text: str, row: Row, *, theirs: bool) -> NotFoundHere:
        for space, word in (("id", text), ("name", same_key(text))):
            for number in self._failed[space].get(word, ()):
                if number != row.number:
                    return NotFoundHere(_("Row %s, to which this refers, has problems itself.") % number)
        if theirs and self._run.source:
            return NotFoundHere(
                _("No company with the id %(id)s of %(source)s is known here; import that company first.")
                % {"id": text[:60], "source": self._run.source}
            )
        if theirs and self.remembers:
            return NotFoundHere(_("No row of this file has the id %s.") % text[:60])
        if theirs:
            return NotFoundHere(
                _(
                    "“%s” is an id of another system. Name that system as the source, the same as when its companies came."
                )
                % text[:60]
            )
        if is_id(text):
            return NotFoundHere(_("There is no company with the id %s that you can see.") % text)
        return NotFoundHere(_("There is no company “%s” that you can see.") % text[:80])

    def taken(self, row: Row, name_key: str, pk: int) -> None:
        """Note that a row became the company `pk`, so that others can refer to it."""
        self._note("done", row, name_key, pk)

    def failed(self, row: Row, name_key: str) -> None:
        """Note that nothing came of a row."""
        self._note("failed", row, name_key, row.number)

    def _note(self, what: str, row: Row, name_key: str, value: int) -> None:
        if not self.remembers:
            return
        for space, word in (("id", clean_line(row.given.get(SOURCE_ID, ""))), ("name", name_key)):
            if word:
                store = self._done if what == "done" else self._failed
                store[space].setdefault(word, []).append(value)
                self._fresh[f"{what}-{space}"].append((word, value))

    def settle(self) -> None:
        """Hand what this chunk did over to the ledger."""
        for space, entries in self._fresh.items():
            if entries:
                self._run.ledger.enter(space, entries)


def find_owners(user: Any, texts: Iterable[str]) -> Callable[[str], Owner | NotFoundHere]:
    """Return a function that finds people whom `user` may pick, by login, full name or e-mail, case ignored."""
    wanted = {clean_line(text).lower() for text in texts} - {""}
    by_login: dict[str, Owner] = {}
    by_other: dict[str, set[Owner]] = {}
    if wanted:
        people = pickable_users(user).annotate(
            login=Lower("username"), full=Lower("full_name"), mail=Lower("email")
        )
        matching = (
            people.filter(login__in=wanted) | people.filter(full__in=wanted) | people.filter(mail__in=wanted)
        )
        for pk, username, login, full, mail, company in matching.values_list(
            "pk", "username", "login", "full", "mail", "company_id"
        ):
            owner = Owner(pk, username, company)
            by_login[login] = owner
            for word in {full, mail} - {""}:
                by_other.setdefault(word, set()).add(owner)

    def find(text: str) -> Owner | NotFoundHere:
        word = clean_line(text).lower()
        if word in by_login:
            return by_login[word]
        others = by_other.get(word, set())
        if len(others) == 1:
            return next(iter(others))
        if others:
            return NotFoundHere(_("Several people are called “%s”; write the login.") % text[:60])
        return NotFoundHere(_("There is no active user “%s” whom you can pick.") % text[:60])

    return find
