"""The import of contacts, and of companies with a contact person in the same row."""

from django.utils.translation import gettext_lazy

from hanse.accounts.access import Right, access_of
from hanse.companies import importing as companies
from hanse.companies.bulk.undoing import CompanyUndoer
from hanse.contacts.bulk.beside import PREFIX, CompaniesWithContacts
from hanse.contacts.bulk.rows import ContactRows
from hanse.contacts.bulk.undoing import ContactUndoer
from hanse.imports.kinds import INSTALLATION, OUR_ID, SOURCE_ID, ImportKind, Target
from hanse.setup.models import Section

_FULL = (
    "full name",
    "fullname",
    "contact",
    "contact name",
    "contact person",
    "person",
    "ansprechpartner",
    "kontakt",
    "kontaktperson",
    "nombre completo",
    "contacto",
    "persona de contacto",
    "nom complet",
    "personne de contact",
)
_FIRST = ("first name", "firstname", "given name", "forename", "vorname", "nombre de pila", "prenom", "imie")
_LAST = (
    "last name",
    "lastname",
    "surname",
    "family name",
    "nachname",
    "familienname",
    "apellido",
    "apellidos",
    "nom de famille",
    "nazwisko",
)
_EMAIL = (
    "email",
    "e mail",
    "mail",
    "email address",
    "e mail address",
    "correo",
    "correo electronico",
    "courriel",
    "email 1",
)
_PHONE = (
    "phone",
    "phone number",
    "telephone",
    "tel",
    "business phone",
    "work phone",
    "office phone",
    "telefon",
    "telefono",
    "telefone",
)
_MOBILE = (
    "mobile",
    "mobile phone",
    "mobile number",
    "cell",
    "cell phone",
    "cellphone",
    "handy",
    "mobil",
    "mobiltelefon",
    "movil",
    "portable",
    "komorka",
)
_POSITION = (
    "position",
    "title",
    "job title",
    "job",
    "function",
    "role",
    "funktion",
    "stellung",
    "cargo",
    "puesto",
    "fonction",
    "poste",
    "stanowisko",
)
_ABOUT = (
    "description",
    "notes",
    "note",
    "comments",
    "remarks",
    "bemerkung",
    "notiz",
    "descripcion",
    "notas",
    "commentaires",
)

TARGETS = (
    Target("company", gettext_lazy("Company"), ("company", "company id", "company name", "account", "account id", "account name", "customer", "customer id", "organisation", "organization", "organization name", "client", "firma", "firmenname", "unternehmen", "kunde", "empresa", "compania", "cliente", "societe", "entreprise", "bedrijf", "azienda"), required=True),
    Target("full_name", gettext_lazy("Full name"), ("name", *_FULL, "nombre", "nom", "nazwa", "nome"), required=True),
    Target("full_name.first", gettext_lazy("First name"), _FIRST, part_of="full_name"),
    Target("full_name.last", gettext_lazy("Last name"), _LAST, part_of="full_name"),
    Target("email", gettext_lazy("E-mail"), _EMAIL),
    Target("phone", gettext_lazy("Phone"), _PHONE),
    Target("mobile", gettext_lazy("Mobile"), _MOBILE),
    Target("position", gettext_lazy("Position"), _POSITION),
    Target("description", gettext_lazy("Description"), _ABOUT),
    Target("disabled", gettext_lazy("Disabled"), ("disabled", "inactive", "deactivated", "gesperrt", "desactivado")),
    Target("company_name", gettext_lazy("Company name, where the id is not known")),
    Target(OUR_ID, gettext_lazy("ID in this installation")),
    Target(INSTALLATION, gettext_lazy("Installation of the export")),
    Target(SOURCE_ID, gettext_lazy("ID in the other system"), ("id", "contact id", "person id", "record id", "external id")),
)  # fmt: skip
OWN = {
    name: name
    for name in (
        OUR_ID, "full_name", "company", "company_name", "position", "email", "phone", "mobile", "description", "disabled",
        INSTALLATION,
    )
}  # fmt: skip
LEGACY = {
    "id": SOURCE_ID, "id_company": "company", "company_name": "company", "fullname": "full_name", "email": "email",
    "phone": "phone", "mobile": "mobile", "position": "position", "description": "description", "disabled": "disabled",
}  # fmt: skip
LEGACY_SIGNS = (frozenset({"id_company", "fullname"}), frozenset({"fullname", "company_name"}))
PREFIXES = ("contact", "person", "business", "work", "primary", "main", "kontakt", "contacto")

_GROUP = gettext_lazy("Contact")
BESIDE = (
    Target("contact.full_name", gettext_lazy("Contact: full name"), _FULL, group=_GROUP),
    Target("contact.full_name.first", gettext_lazy("Contact: first name"), ("contact first name", *_FIRST), part_of="contact.full_name", group=_GROUP),
    Target("contact.full_name.last", gettext_lazy("Contact: last name"), ("contact last name", *_LAST), part_of="contact.full_name", group=_GROUP),
    Target("contact.position", gettext_lazy("Contact: position"), ("contact title", "contact position", "contact job title", "contact role", "position", "title", "job title", "cargo", "puesto", "funktion"), group=_GROUP),
    Target("contact.email", gettext_lazy("Contact: e-mail"), ("contact email", "contact e mail", "contact mail"), group=_GROUP),
    Target("contact.phone", gettext_lazy("Contact: phone"), ("contact phone", "contact telephone", "direct phone"), group=_GROUP),
    Target("contact.mobile", gettext_lazy("Contact: mobile"), ("contact mobile", *_MOBILE), group=_GROUP),
    Target("contact.description", gettext_lazy("Contact: description"), ("contact notes", "contact description"), group=_GROUP),
)  # fmt: skip


def _joined(given: dict[str, str], name: str) -> dict[str, str]:
    """Join first and last name; a full name that is given stands."""
    first, last = given.pop(f"{name}.first", None), given.pop(f"{name}.last", None)
    if (first is not None or last is not None) and not given.get(name, "").strip():
        given[name] = " ".join(part for part in ((first or "").strip(), (last or "").strip()) if part)
    return given


def compose(given: dict[str, str]) -> dict[str, str]:
    """Join the parts of a name."""
    return _joined(given, "full_name")


def compose_both(given: dict[str, str]) -> dict[str, str]:
    """Join the parts of the company's address and of the contact's name."""
    return _joined(companies.compose(given), "contact.full_name")


def targets_of_both() -> list[Target]:
    """Return where a column of a file of companies can go: to the company, or to the contact beside it."""
    return [*companies.targets(), *BESIDE]


def may_import(user) -> bool:
    """Tell whether `user` may import contacts at all; each row is decided for itself."""
    return access_of(user).may(Right.WRITE, Section.CONTACTS)


UNDOERS = (ContactUndoer(), CompanyUndoer())
COMPANIES_WITH_CONTACTS = companies.company_kind(
    targets=targets_of_both,
    open=CompaniesWithContacts,
    compose=compose_both,
    undoers=UNDOERS,
    besides={"contacts": PREFIX},
)
CONTACTS_IMPORT = ImportKind(
    name="contacts",
    label=gettext_lazy("Contacts"),
    one=gettext_lazy("contact"),
    section=Section.CONTACTS,
    may_import=may_import,
    targets=lambda: TARGETS,
    # The manual knows no such file; the order is that of the earlier system's export.
    positional=("company", "full_name", "email", "phone", "mobile", "position", "description", "disabled"),
    more_positional=tuple,
    own=OWN,
    legacy=LEGACY,
    legacy_signs=LEGACY_SIGNS,
    prefixes=PREFIXES,
    open=ContactRows,
    compose=compose,
    repair=lambda cells: (cells, "", -1),
    undoers=UNDOERS,
)
