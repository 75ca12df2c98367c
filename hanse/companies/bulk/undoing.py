"""Taking back what an import did to companies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import access_of
from hanse.accounts.models import User
from hanse.companies.bulk.drafts import Draft, Drafts, Owner, beside, values
from hanse.companies.bulk.writing import KIND, CompanyWriter
from hanse.companies.fields import PLAIN, derive
from hanse.companies.models import Company, CompanyRole
from hanse.companies.people import check_parent
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.customfields.values import fields_of
from hanse.foundation.bulk import delete_rows
from hanse.foundation.errors import Refused
from hanse.imports.references import blocked
from hanse.imports.run import Run
from hanse.journal.recording import Entry, diff, record_in_bulk
from hanse.setup.models import Section


class CompanyUndoer:
    """Puts old values back, deletes what was made, and lets last activities be what they were."""

    kind = KIND

    def restore(self, old: Mapping[int, Mapping[str, Any]], *, run: Run) -> dict[int, str]:
        """Put old values back; return {id: why not} for those that stay. Part of the caller's transaction."""
        drafts = Drafts(run)
        drafts.load(old)
        _load_around(drafts, old)
        writer = CompanyWriter(run, drafts, timezone.now(), touching=False)
        access, known = access_of(run.user), _Known(old)
        stay: dict[int, str] = {}
        for pk, fields in old.items():
            hit = drafts.by_id.get(pk)
            if hit is None:
                stay[pk] = _("It has been deleted since.")
            elif not decide(access, facts_of(hit), Section.COMPANIES).may_modify:
                stay[pk] = _("You may not change it any more.")
            elif sentence := _put_back(hit, fields, drafts, writer, known):
                stay[pk] = sentence
        writer.write()
        return stay

    def remove(self, ids: Sequence[int], *, run: Run) -> dict[int, str]:
        """Delete what the import made; return {id: why not} for those that stay. Part of the caller's transaction."""
        drafts = Drafts(run)
        drafts.load(ids)
        access = access_of(run.user)
        mine = {
            pk: each
            for pk, each in drafts.by_id.items()
            if decide(access, facts_of(each), Section.COMPANIES).may_modify
        }
        stay = dict.fromkeys(set(drafts.by_id) - set(mine), _("You may not change it any more."))
        stay |= dict.fromkeys(
            blocked(Company, mine),
            _("Something hangs from it by now: companies, contacts, activities or users."),
        )
        going = {pk: each for pk, each in mine.items() if pk not in stay}
        record_in_bulk(
            (Entry("deleted", KIND, pk, each.name, pk, diff(values(each), {})) for pk, each in going.items()),
            by=run.by,
        )
        delete_rows(Company, list(going))
        return stay

    def settle(self, file_id: int) -> None:
        """Let last activities be what they were, where nothing has happened since."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE companies_company SET last_activity = t.before FROM imports_touched AS t "
                "WHERE t.file_id = %s AND t.record_id = companies_company.id AND companies_company.last_activity = t.after",
                [file_id],
            )


class _Known:
    """Roles, people, contacts and custom fields that old values may name."""

    def __init__(self, old: Mapping[int, Mapping[str, Any]]) -> None:
        self.roles = set(CompanyRole.objects.values_list("pk", flat=True))
        names = {fields["owner"] for fields in old.values() if "owner" in fields}
        people = User.objects.filter(username__in=names).values_list("pk", "username", "company_id")
        self.owners = {username: Owner(pk, username, company) for pk, username, company in people}
        contacts = {fields["billing_contact"] for fields in old.values() if fields.get("billing_contact")}
        model = Company._meta.get_field("billing_contact").related_model
        self.contacts = dict(model._default_manager.filter(pk__in=contacts).values_list("pk", "company_id"))
        self.custom = {str(field.pk) for field in fields_of("company")}


def _load_around(drafts: Drafts, old: Mapping[int, Mapping[str, Any]]) -> None:
    """Read the parents that companies go back to, and those whose names or tax IDs could stand in the way."""
    drafts.load({fields["parent"] for fields in old.values() if fields.get("parent")})
    taxed, placed = [], []
    for pk, fields in old.items():
        hit = drafts.by_id.get(pk)
        if hit is not None and {"name", "tax_id", "parent", "owner"} & set(fields):
            aim = hit.copy()
            for name in ("name", "tax_id"):
                if name in fields:
                    setattr(aim, name, fields[name])
            aim.parent_id = fields.get("parent", aim.parent_id)
            derive(aim)
            taxed.append(aim.tax_key)
            placed.append((beside(aim), aim.name_key))
    drafts.load_taxes(taxed)
    drafts.load_names(placed)


def _put_back(
    hit: Draft, fields: Mapping[str, Any], drafts: Drafts, writer: CompanyWriter, known: _Known
) -> str:
    """Lay old values over a company and have it written; return why that is not possible, or nothing."""
    draft = hit.copy()
    sentence = _lay_references(draft, fields, drafts, known)
    if sentence:
        return sentence
    for name in PLAIN:
        if name in fields:
            setattr(draft, name, fields[name])
    if "custom" in fields:
        draft.custom = {key: value for key, value in fields["custom"].items() if key in known.custom}
    derive(draft)
    other = drafts.by_tax.get(draft.tax_key) if draft.tax_key else None
    namesake = drafts.by_name.get((beside(draft), draft.name_key))
    if (other is not None and other.pk != draft.pk) or (namesake is not None and namesake.pk != draft.pk):
        return _("Its old name or tax ID is in use by now.")
    drafts.put(draft)
    writer.change(hit, draft)
    if draft.prefix != hit.prefix:
        drafts.moved(draft, hit.prefix)
    return ""


def _lay_references(draft: Draft, fields: Mapping[str, Any], drafts: Drafts, known: _Known) -> str:
    if "role" in fields:
        if fields["role"] is not None and fields["role"] not in known.roles:
            return _("Its old role does not exist any more.")
        draft.role_id = fields["role"]
    if "owner" in fields:
        if fields["owner"] not in known.owners:
            return _("Its old owner does not exist any more.")
        draft.owner = known.owners[fields["owner"]]
    if "billing_contact" in fields:
        contact = fields["billing_contact"]
        if contact is not None and known.contacts.get(contact) != draft.pk:
            return _("Its old billing contact is not there any more.")
        draft.billing_contact_id = contact
    if "parent" in fields:
        parent = drafts.by_id.get(fields["parent"]) if fields["parent"] else None
        if fields["parent"] and parent is None:
            return _("Its old parent does not exist any more.")
        try:
            check_parent(draft, parent)
        except Refused as refusal:
            return refusal.message
        draft.parent_id = fields["parent"]
        draft.path = f"{parent.prefix}{draft.pk}/" if parent else None
    draft.owner_company = draft.owner.company_id if draft.parent_id else None
    return ""
