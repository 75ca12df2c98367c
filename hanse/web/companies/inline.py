"""How the fields of a company are changed one by one, on its page and in its list."""

from typing import Any

from django.db.models import QuerySet

from hanse.companies.models import Company
from hanse.customfields.values import fields_of
from hanse.web.companies.facts import custom_blocks, details
from hanse.web.companies.form import company_form, raw_values
from hanse.web.companies.list_page import LIST
from hanse.web.companies.record import show_head
from hanse.web.records.facts import Fact
from hanse.web.records.inline import Inline


def _rows() -> QuerySet[Company]:
    return Company.objects.select_related("owner", "role", "billing_contact")


def _facts(user: Any, company: Company) -> list[Fact]:
    blocks = custom_blocks(fields_of("company"), company.custom)
    return [*details(company), *(fact for block in blocks for fact in (*block.facts, *block.empty))]


INLINE = Inline(
    page=LIST,
    rows=_rows,
    form=lambda user, company, data: company_form(user, company, data=data),
    typed=raw_values,
    facts=_facts,
    head=show_head,
)
