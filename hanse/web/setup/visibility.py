"""Visibility: which sections are hidden, from everyone or from a profile."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hanse.accounts.querysets import get_profile, profiles_with_counts
from hanse.setup.actions import hide_section, remove_entry
from hanse.setup.models import Section, VisibilityEntry
from hanse.setup.querysets import entries
from hanse.web.action_form import ActionForm
from hanse.web.policy import superadmin
from hanse.web.request import actor
from hanse.web.setup.frame import setup_page
from hanse.web.shortcuts import done

LABELS = {
    Section.CRM: gettext_lazy("The whole CRM"),
    Section.COMPANIES: gettext_lazy("Companies"),
    Section.CONTACTS: gettext_lazy("Contacts"),
    Section.CONTRACTS: gettext_lazy("Contracts"),
    Section.INVOICES: gettext_lazy("Invoices"),
    Section.LEADS: gettext_lazy("Leads"),
}

EVERYONE = "everyone"


class HideForm(ActionForm):
    """What to hide, and from whom."""

    section = forms.CharField(
        label=gettext_lazy("Section"), widget=forms.Select(choices=list(LABELS.items()))
    )
    profile = forms.CharField(label=gettext_lazy("From"), widget=forms.Select)

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        profiles = [(str(each.pk), _("Profile %s") % each.name) for each in profiles_with_counts()]
        self.fields["profile"].widget.choices = [(EVERYONE, _("Everyone but superadmins")), *profiles]


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List what is hidden, and hide more."""
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["profile"]
        profile = None if typed == EVERYONE else get_profile(int(typed) if typed.isdecimal() else 0)
        if form.accepted(hide_section, form.cleaned_data["section"], by=actor(request), profile=profile):
            done(request, _("%(section)s is hidden from %(whom)s.") % _words(form.result))
            return redirect("setup:visibility")
    rows = [{"entry": entry} | _words(entry) for entry in entries()]
    context = {"form": form, "rows": rows}
    return setup_page(
        request, "setup/visibility.html", "visibility", context, status=422 if form.errors else 200
    )


@superadmin
@require_POST
def show_again(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an entry away: who was kept out sees the section again."""
    remove_entry(entry_id, by=actor(request))
    done(request, _("The entry is gone."))
    return redirect("setup:visibility")


def _words(entry: VisibilityEntry) -> dict[str, str]:
    whom = _("the profile %s") % entry.profile if entry.profile else _("everyone but superadmins")
    return {"section": str(LABELS[Section(entry.section)]), "whom": whom}
