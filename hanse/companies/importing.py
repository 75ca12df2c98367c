"""The import of companies: where columns can go, in the words of many systems, and the shapes that are known by heart."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.accounts.access import Right, access_of
from hanse.companies.bulk.rows import CompanyRows
from hanse.companies.bulk.undoing import CompanyUndoer
from hanse.customfields.values import fields_of
from hanse.imports.kinds import INSTALLATION, OUR_ID, SOURCE_ID, ImportKind, Target
from hanse.imports.layout import words
from hanse.setup.models import Section

# Headings, folded, in the languages that files come in most.
TARGETS = (
    Target(
        "name", gettext_lazy("Name"),
        ("name", "company", "company name", "account", "account name", "organisation", "organization", "organisation name",
         "organization name", "customer", "customer name", "client", "client name", "business name", "legal name", "supplier",
         "vendor", "firma", "firmenname", "firmenbezeichnung", "unternehmen", "kunde", "kundenname", "empresa", "nombre",
         "nombre empresa", "nombre de la empresa", "nombre comercial", "razon social", "compania", "cliente", "societe", "nom",
         "nom de l entreprise", "raison sociale", "entreprise", "nazwa", "nazwa firmy", "nome", "nome da empresa", "azienda",
         "ragione sociale", "naam", "bedrijf", "bedrijfsnaam"),
        required=True,
    ),
    Target(
        "address", gettext_lazy("Address"),
        ("address", "street", "street address", "address 1", "address line 1", "address1", "strasse", "anschrift", "adresse",
         "direccion", "domicilio", "calle", "rue", "adres", "ulica", "endereco", "indirizzo", "via", "straat"),
    ),
    Target("address.more", gettext_lazy("Address, second line"), ("address 2", "address line 2", "address2", "adresszusatz", "complemento", "complement"), part_of="address"),
    Target("address.postal_code", gettext_lazy("Postal code"), ("postal code", "postcode", "post code", "zip", "zip code", "plz", "postleitzahl", "codigo postal", "cp", "code postal", "kod pocztowy", "cep", "cap"), part_of="address"),
    Target("address.city", gettext_lazy("City"), ("city", "town", "place", "ort", "stadt", "ciudad", "poblacion", "localidad", "municipio", "ville", "miasto", "cidade", "citta", "plaats"), part_of="address"),
    Target("address.region", gettext_lazy("Region"), ("region", "state", "province", "county", "state province", "bundesland", "provincia", "estado", "departement"), part_of="address"),
    Target(
        "tax_id", gettext_lazy("Tax ID"),
        ("tax id", "taxid", "tax number", "tax no", "tax code", "fiscal id", "vat", "vat id", "vat no", "vat number", "vat reg no",
         "vat registration number", "ust id", "ustid", "ust idnr", "ust id nr", "ust", "uid", "steuernummer", "nif", "cif", "n i f", "c i f",
         "nif cif", "cif nif", "identificacion fiscal", "rfc", "cuit", "rut", "tva", "n tva", "numero de tva", "siren", "siret",
         "nip", "p iva", "piva", "partita iva", "cnpj", "btw nummer", "ein", "gstin", "abn"),
    ),
    Target("country", gettext_lazy("Country"), ("country", "country name", "country code", "nation", "office location", "location country", "land", "staat", "pais", "pays", "kraj", "paese", "nazione"), ),
    Target("phone", gettext_lazy("Phone"), ("phone", "phone number", "phone 1", "telephone", "telephone number", "tel", "tel no", "telefon", "telefonnummer", "rufnummer", "telefono", "telephone 1", "numero de telephone", "telefone", "telefoon")),
    Target("email", gettext_lazy("E-mail"), ("email", "e mail", "mail", "email address", "e mail address", "mail address", "email adresse", "e mail adresse", "correo", "correo electronico", "courriel", "adresse e mail", "adres e mail")),
    Target("website", gettext_lazy("Website"), ("website", "web site", "web", "url", "homepage", "home page", "domain", "internet", "webseite", "pagina web", "sitio web", "site", "site web", "strona www", "www")),
    Target("comments", gettext_lazy("Comments"), ("comments", "comment", "notes", "note", "remarks", "description", "bemerkung", "bemerkungen", "notiz", "notizen", "anmerkung", "beschreibung", "comentarios", "observaciones", "notas", "descripcion", "commentaire", "commentaires", "remarques", "uwagi")),
    Target("role", gettext_lazy("Role"), ("role", "company role", "company role id", "company role identifier", "type", "company type", "account type", "category", "relationship", "rolle", "typ", "kategorie", "rol", "rol de empresa", "tipo", "categoria", "categorie")),
    Target("parent", gettext_lazy("Parent"), ("parent", "parent company", "parent id", "parent account", "parent name", "parent organization", "parent organisation", "father s identifier", "subsidiary of", "belongs to", "part of", "holding", "mutter", "muttergesellschaft", "muttergesellschaft von", "ubergeordnet", "konzern", "matriz", "empresa matriz", "empresa padre", "padre", "societe mere", "maison mere", "spolka matka")),
    Target("owner", gettext_lazy("Owner"), ("owner", "manager", "company manager", "manager of the company", "account manager", "account owner", "sales rep", "sales representative", "salesperson", "sales person", "sales agent", "responsible", "assigned to", "betreuer", "kundenbetreuer", "verantwortlich", "zustandig", "besitzer", "gestor", "responsable", "propietario", "comercial", "proprietaire", "commercial", "opiekun")),
    Target("last_activity", gettext_lazy("Last activity"), ("last activity", "last update", "last updated", "last modified", "updated", "updated at", "modified", "modified at", "last contact", "letzte aktivitat", "letzte anderung", "ultima actividad", "ultima actualizacion", "derniere activite", "derniere mise a jour")),
    Target("payment_conditions", gettext_lazy("Payment conditions"), ("payment conditions", "payment condition", "payment terms", "payment term", "payment days", "terms", "zahlungsziel", "zahlungsbedingungen", "condiciones de pago", "forma de pago", "conditions de paiement", "delai de paiement", "warunki platnosci")),
    Target("billing_contact", gettext_lazy("Billing contact (id)"), ("billing contact",)),
    Target(OUR_ID, gettext_lazy("ID in this installation")),
    Target(INSTALLATION, gettext_lazy("Installation of the export")),
    Target(SOURCE_ID, gettext_lazy("ID in the other system"), ("id", "company id", "account id", "customer id", "client id", "organisation id", "organization id", "supplier id", "vendor id", "record id", "external id", "customer number", "customer no", "kundennummer", "kunden nr", "kundennr", "code", "customer code", "codigo", "codigo cliente")),
)  # fmt: skip

OWN = {
    name: name
    for name in (
        OUR_ID, "name", "address", "tax_id", "country", "phone", "email", "website", "comments", "role", "parent", "owner",
        "billing_contact", "payment_conditions", "last_activity", INSTALLATION,
    )
}  # fmt: skip
LEGACY = {
    "id": SOURCE_ID, "name": "name", "company_name": "name", "address": "address", "fiscal_id": "tax_id", "country": "country",
    "website": "website", "comments": "comments", "id_company_role": "role", "role": "role", "id_parent": "parent",
    "manager": "owner", "last_update": "last_activity", "payment_conditions": "payment_conditions", "billing": "",
}  # fmt: skip
LEGACY_SIGNS = (
    frozenset({"id_company_role", "id_parent"}),
    frozenset({"name", "fiscal_id", "manager"}),
    frozenset({"company_name", "fiscal_id"}),
)
# The order of the manual; custom fields follow in the order in which the record shows them.
POSITIONAL = (
    "name", "address", "tax_id", "country", "website", "comments", "role", "parent", "owner", "last_activity",
    "payment_conditions",
)  # fmt: skip
PREFIXES = (
    "company", "account", "customer", "client", "organisation", "organization", "business", "billing", "main", "primary",
    "office", "supplier", "vendor", "firma", "firmen", "kunden", "empresa", "cliente",
)  # fmt: skip
ADDRESS_PARTS = frozenset(target.name for target in TARGETS if target.part_of == "address")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def custom_targets(target: str) -> list[Target]:
    """Return the custom fields of `target` as targets, in the order in which the record shows them."""
    return [
        Target(f"custom.{each.pk}", each.label, (words(each.label),), group=gettext_lazy("Custom fields"))
        for each in fields_of(target)
    ]


def targets() -> list[Target]:
    """Return where a column of companies can go in this installation."""
    return [*custom_targets("company"), *TARGETS]


def custom_order() -> list[str]:
    """Return the targets of custom values in a file without header."""
    return [each.name for each in custom_targets("company")]


def compose(given: dict[str, str]) -> dict[str, str]:
    """Join the parts of an address into its lines; a part that is empty leaves no line."""
    if ADDRESS_PARTS.isdisjoint(given):
        return given
    street, more = given.pop("address", "").strip(), given.pop("address.more", "").strip()
    code, city = given.pop("address.postal_code", "").strip(), given.pop("address.city", "").strip()
    region = given.pop("address.region", "").strip()
    lines = [street, more, " ".join(filter(None, (code, city))), region]
    given["address"] = "\n".join(filter(None, lines))
    return given


def repair(cells: list[str]) -> tuple[list[str], str, int]:
    """
    Return a row of the manual's shape, what was done to it, and where a cell was put in (-1: nowhere).

    The manual's own sample leaves the parent out: its 9th value is a date, where the owner should be, and its 8th is no
    number, as a parent would be.
    """
    if len(cells) < 9 or not _DATE.match(cells[8].strip()) or cells[7].strip().isdecimal():
        return cells, "", -1
    return [*cells[:7], "", *cells[7:]], _("Read without a parent: the 9th value is a date."), 7


def may_import(user) -> bool:
    """Tell whether `user` may import companies at all; each row is decided for itself."""
    return access_of(user).may(Right.WRITE, Section.COMPANIES)


def company_kind(**more) -> ImportKind:
    """Return the declaration; a room above adds what a row may hold besides."""
    declared: dict[str, Any] = {
        "name": "companies",
        "label": gettext_lazy("Companies"),
        "one": gettext_lazy("company"),
        "section": Section.COMPANIES,
        "may_import": may_import,
        "targets": targets,
        "positional": POSITIONAL,
        "more_positional": custom_order,
        "own": OWN,
        "legacy": LEGACY,
        "legacy_signs": LEGACY_SIGNS,
        "prefixes": PREFIXES,
        "open": CompanyRows,
        "compose": compose,
        "repair": repair,
        "refers": "parent",
        "names": "name",
        "undoers": (CompanyUndoer(),),
    }
    return ImportKind(**(declared | more))


COMPANIES_IMPORT = company_kind()
COMMON_TARGETS: Sequence[Target] = TARGETS
