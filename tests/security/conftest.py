"""A house whose every field holds what bad people write."""

from dataclasses import dataclass, field

import pytest

from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.roles import save_role
from hanse.companies.staff import save_user
from hanse.contacts.activity import log_activity
from hanse.contacts.files import Home, add_file
from hanse.customfields.actions import save_field
from hanse.imports.actions import check_import, start_import
from hanse.views.actions import create_view
from tests.factories import acting, make_company, make_contact
from tests.security.evil import FILENAMES, TEXTS


@dataclass
class Evil:
    """Where the texts have gone."""

    cast: object
    companies: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    imports: list = field(default_factory=list)


@pytest.fixture
def evil(cast, settings, tmp_path) -> Evil:
    settings.FILES = str(tmp_path)
    house, by = Evil(cast), acting(cast.admin)
    label = save_field({"label": TEXTS[1], "show_in_list": True}, by=by, values=COMPANY_VALUES)
    for number, text in enumerate(TEXTS):
        save_role({"name": text[:100], "description": text}, by=by)
        company = make_company(
            text, by=cast.admin, owner="user1", address=text, comments=text, phone=text[:60], country=text[:80],
            tax_id=f"{number}Q{text}"[:60], custom={str(label.pk): text},
        )  # fmt: skip
        contact = make_contact(
            text, company=company, by=cast.admin, phone=text[:60], mobile=text[:60], position=text[:150],
            description=text,
        )  # fmt: skip
        log_activity(company_id=company.pk, kind="note", text=text, by=by)
        name = FILENAMES[number % len(FILENAMES)]
        add_file(Home(company.pk), {"name": name, "description": text}, [text.encode()], by=by)
        house.companies.append(company)
        house.contacts.append(contact)
    for text in TEXTS[:6]:
        create_view({"list": "companies", "name": text[:80], "query": {"search": [text]}}, by=by)
    save_user({"full_name": TEXTS[0]}, by=by, user=cast.user1)
    rows = f"name,owner,{TEXTS[2]}\n<evil>,<evil>,<evil>\n".encode()
    for name in FILENAMES[:4]:
        file = start_import("companies", rows, name, {}, by=by)
        house.imports.append(check_import(file, by=by).pk)
    return house
