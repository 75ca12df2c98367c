"""The front page of Setup: what is left to do after the installation, and the way to everything else."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hanse.accounts.querysets import active_people
from hanse.companies.models import Company
from hanse.setup.actions import show_section
from hanse.setup.models import Section
from hanse.setup.querysets import hidden_from_everyone
from hanse.web.policy import superadmin
from hanse.web.request import actor
from hanse.web.setup.frame import setup_page
from hanse.web.shortcuts import done


@dataclass(frozen=True)
class Task:
    """One line of the first-run checklist; `post` is an address that does it by one click."""

    label: str
    about: str
    done: bool
    url: str = ""
    action: str = ""
    post: str = ""


@superadmin
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the checklist while something of it is open, and the pages of Setup."""
    tasks = _tasks(request)
    context = {
        "tasks": tasks,
        "finished": all(task.done for task in tasks),
        "left": sum(not task.done for task in tasks),
        "on_sqlite": connection.vendor == "sqlite",
    }
    return setup_page(request, "setup/index.html", "", context)


@superadmin
@require_POST
def show_crm(request: HttpRequest) -> HttpResponse:
    """Take away what hides the CRM; what hides a single section from a profile stays."""
    show_section(Section.CRM, by=actor(request))
    done(request, _("The CRM is visible to everyone whose profile allows it."))
    return redirect("setup:index")


def _tasks(request: HttpRequest) -> list[Task]:
    return [
        Task(
            _("Your company"),
            _("The company that you and your colleagues work for."),
            done=request.user.company_id is not None or Company.objects.visible_to(request.user).exists(),
            url=reverse("accounts:first_company"),
            action=_("Make it"),
        ),
        Task(
            _("The CRM is visible"),
            _("A new installation hides it from everyone but superadmins."),
            done=not hidden_from_everyone(Section.CRM),
            post=reverse("setup:show_crm"),
            action=_("Show the CRM"),
        ),
        Task(
            _("Colleagues are invited"),
            _("Everybody gets a login of their own."),
            done=active_people() > 1,
            url=reverse("setup:user_new"),
            action=_("New user"),
        ),
        Task(
            _("Mail can be sent"),
            _(
                "Set HANSE_EMAIL_URL where the server is started, for example smtps://name:password@mail.example.com."
            ),
            done=bool(settings.EMAIL_SERVER),
        ),
    ]
