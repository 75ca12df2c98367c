"""The import of users, for superadmins: people with their profile and company; who they are is invited afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.accounts.access import access_of
from hanse.accounts.actions import require_superadmin
from hanse.accounts.fields import values_of
from hanse.accounts.models import User
from hanse.accounts.querysets import free_login
from hanse.companies.staff import find_company, save_user
from hanse.foundation.bulk import delete_rows
from hanse.foundation.errors import DomainError, Invalid, Problem
from hanse.foundation.text import clean_line
from hanse.imports.kinds import INSTALLATION, OUR_ID, SOURCE_ID, ImportKind, Target
from hanse.imports.outcomes import Result, Row, Verdict
from hanse.imports.references import blocked
from hanse.imports.run import Run
from hanse.journal.recording import Entry, diff, record_in_bulk
from hanse.setup.models import Section

KIND = "user"
TARGETS = (
    Target("username", gettext_lazy("Login name"), ("login", "username", "user name", "user", "user id", "account", "benutzername", "usuario", "utilisateur")),
    Target("full_name", gettext_lazy("Full name"), ("name", "full name", "fullname", "sales agent", "employee", "nombre completo", "vollstandiger name")),
    Target("full_name.first", gettext_lazy("First name"), ("first name", "firstname", "vorname", "nombre", "prenom"), part_of="full_name"),
    Target("full_name.last", gettext_lazy("Last name"), ("last name", "lastname", "surname", "nachname", "apellido", "apellidos", "nom"), part_of="full_name"),
    Target("email", gettext_lazy("E-mail"), ("email", "e mail", "mail", "email address", "correo", "courriel")),
    Target("profile", gettext_lazy("Profile"), ("profile", "profil", "perfil", "permissions")),
    Target("company", gettext_lazy("Company"), ("company", "company name", "company id", "firma", "empresa", "societe", "works for")),
    Target("language", gettext_lazy("Language"), ("language", "sprache", "idioma", "langue")),
    Target("time_zone", gettext_lazy("Time zone"), ("time zone", "timezone", "zeitzone", "zona horaria")),
    Target("is_active", gettext_lazy("Active"), ("active", "is active", "aktiv", "activo")),
)  # fmt: skip
OWN = {target.name: target.name for target in TARGETS if not target.part_of} | {OUR_ID: "", INSTALLATION: ""}
PARTS = ("username", "full_name", "email", "profile", "language", "time_zone", "is_active")


class PeopleRows:
    """One run's decisions about users: each row is saved by the verb of the page, and taken back in a dry run."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def learn(self, target: str, meant: Mapping[str, str]) -> None:
        """Nothing to remember."""

    def begin(self) -> None:
        """Start a chunk; superadmins only."""
        require_superadmin(self.run.by)

    def take(self, rows: Sequence[Row]) -> tuple[list[Verdict], list[Row]]:
        """Decide about rows; none has to wait."""
        return [self._decide(row) for row in rows], []

    def give_up(self, rows: Sequence[Row]) -> list[Verdict]:
        """Nothing waits here."""
        return []

    def write(self) -> None:
        """Every row is written already, in the transaction of its chunk."""

    def settle(self) -> None:
        """Later chunks need nothing but the database."""

    def finish(self, written: int) -> None:
        """Nothing is left to be done."""

    def _decide(self, row: Row) -> Verdict:
        label = clean_line(row.given.get("full_name", "") or row.given.get("username", ""))
        try:
            with transaction.atomic():
                verdict = self._saved(row)
                if self.run.dry or self.run.replaying:
                    transaction.set_rollback(True)
        except Invalid as invalid:
            return Verdict(row, Result.ERROR, label, problems=list(invalid.problems))
        except DomainError as refusal:
            return Verdict(row, Result.ERROR, label, problems=[Problem("", refusal.message)])
        verdict.doubts = [Problem("", row.note)] if row.note else []
        return verdict

    def _saved(self, row: Row) -> Verdict:
        user = _find(row)
        before = values_of(user) if user else {}
        saved = save_user(self._raw(row, user), by=self.run.by, user=user)
        changes = diff(before, values_of(User.objects.select_related("profile").get(pk=saved.pk)))
        result = Result.NEW if user is None else Result.CHANGED if changes else Result.SAME
        return Verdict(row, result, str(saved), saved.pk, changes=changes)

    def _raw(self, row: Row, user: User | None) -> dict[str, Any]:
        given, new = row.given, user is None
        raw: dict[str, Any] = {name: given[name] for name in PARTS if name in given}
        # An empty cell of these says nothing: a user has a profile and a language in any case.
        raw = {name: value for name, value in raw.items() if value.strip() or name in {"full_name", "email"}}
        if new and "username" not in raw:
            raw["username"] = free_login(_stem(given))
        if not new:
            raw.pop("username", None)
        if "company" in given:
            company = find_company(given["company"], by=self.run.by)
            if user is None or user.company_id != company:
                raw["company"] = company
        elif new:
            raw["company"] = access_of(self.run.user).company_id
        return raw


def _find(row: Row) -> User | None:
    """Return the user of a row, by the first that it has of login, e-mail and full name."""
    for name in ("username", "email", "full_name"):
        if text := clean_line(row.given.get(name, "")):
            found = list(User.objects.select_related("profile").filter(**{f"{name}__iexact": text})[:2])
            if len(found) > 1:
                raise Invalid([Problem(name, _("Several users are found by this; write the login."))])
            return found[0] if found else None
    raise Invalid([Problem("username", _("Write a login, an e-mail or a full name."))])


def _stem(given: Mapping[str, str]) -> str:
    """Return what a login is made from: the e-mail, else the full name with dots."""
    return given.get("email", "").strip() or ".".join(given.get("full_name", "").split())


class PeopleUndoer:
    """Puts old values back; deletes users who never signed in and whom nothing names."""

    kind = KIND

    def restore(self, old: Mapping[int, Mapping[str, Any]], *, run: Run) -> dict[int, str]:
        """Put old values back; return {id: why not} for those that stay."""
        stay: dict[int, str] = {}
        for pk, fields in old.items():
            user = User.objects.filter(pk=pk).first()
            try:
                if user is not None:
                    save_user(fields, by=run.by, user=user)
            except DomainError as refusal:
                stay[pk] = refusal.message
        return stay

    def remove(self, ids: Sequence[int], *, run: Run) -> dict[int, str]:
        """Delete what the import made; return {id: why not} for those that stay."""
        require_superadmin(run.by)
        users = {user.pk: user for user in User.objects.select_related("profile").filter(pk__in=ids)}
        used = set(User.objects.filter(Q(pk__in=ids), last_login__isnull=False).values_list("pk", flat=True))
        stay = dict.fromkeys(
            used | blocked(User, users), _("This user signed in, or something names him; make him inactive.")
        )
        going = {pk: user for pk, user in users.items() if pk not in stay}
        record_in_bulk(
            (
                Entry("deleted", KIND, pk, str(user), None, diff(values_of(user), {}))
                for pk, user in going.items()
            ),
            by=run.by,
        )
        delete_rows(User, list(going))
        return stay

    def settle(self, file_id: int) -> None:
        """Users have nothing beside their values."""


def compose(given: dict[str, str]) -> dict[str, str]:
    """Join first and last name."""
    first, last = given.pop("full_name.first", ""), given.pop("full_name.last", "")
    if (first or last) and not given.get("full_name", "").strip():
        given["full_name"] = f"{first.strip()} {last.strip()}".strip()
    return given


def may_import(user) -> bool:
    """Tell whether `user` may import users: superadmins."""
    return access_of(user).is_superadmin


def targets() -> list[Target]:
    """Return where a column of users can go."""
    return [*TARGETS, Target(SOURCE_ID, gettext_lazy("ID in the other system"), ("id", "employee id"))]


USERS_IMPORT = ImportKind(
    name="users",
    label=gettext_lazy("Users"),
    one=gettext_lazy("user"),
    section=Section.CRM,
    may_import=may_import,
    targets=targets,
    positional=("username", "full_name", "email", "profile", "company"),
    more_positional=tuple,
    own=OWN,
    legacy={},
    legacy_signs=(),
    prefixes=("user", "employee"),
    open=PeopleRows,
    compose=compose,
    repair=lambda cells: (cells, "", -1),
    undoers=(PeopleUndoer(),),
)
