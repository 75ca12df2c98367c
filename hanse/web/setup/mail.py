"""The queue of outgoing mail: what waits, what failed and why, and a test to oneself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hanse.foundation.errors import DomainError, NotFound
from hanse.foundation.paging import capped_count, read_page
from hanse.mail import discarding, outbox
from hanse.mail.models import OutgoingMail
from hanse.mail.querysets import queue
from hanse.web.policy import superadmin
from hanse.web.setup.frame import setup_page
from hanse.web.shortcuts import done, failed

PAGE_SIZE = 50
State = OutgoingMail.State
TONES = {
    State.QUEUED: "accent", State.SENDING: "accent", State.SENT: "ok", State.FAILED: "bad", State.HELD: "warn",
}  # fmt: skip


@superadmin
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the mails, the newest first, all or of one state."""
    state = request.GET.get("state", "")
    page = read_page(queue(state), sort="-id", limit=PAGE_SIZE, cursor=request.GET.get("cursor"))
    total, exact = capped_count(queue(state))
    tabs = [("", _("All")), *State.choices]
    context = {
        "page": page,
        "rows": [_row(mail) for mail in page.items],
        "total": total,
        "exact": exact,
        "tabs": [{"url": f"?state={word}", "label": label, "current": word == state} for word, label in tabs],
        "state": state,
        "server_set": bool(settings.EMAIL_SERVER),
        "safe_mode": settings.SAFE_MODE != "off",
    }
    return setup_page(request, "setup/mail.html", "mail", context)


@superadmin
@require_POST
def send_test(request: HttpRequest) -> HttpResponse:
    """Put a mail to oneself into the queue."""
    if not request.user.email:
        failed(request, _("You have no e-mail address; add one in your profile."))
        return redirect("accounts:profile")
    outbox.send(
        to=request.user.email,
        subject=_("A test of Hanse"),
        text=_("This mail was sent by Hanse at %s. Mail works.") % settings.BASE_URL,
        kind="test",
    )
    done(request, _("A test to %s is in the queue; this list shows what becomes of it.") % request.user.email)
    return redirect("setup:mail")


@superadmin
@require_POST
def again(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Send a mail again that failed or was kept back."""
    try:
        mail = outbox.send_again(mail_id if mail_id < 2**63 else 0)
    except NotFound:
        raise
    except DomainError as refused:
        failed(request, refused.message)
    else:
        if mail.state == State.HELD:
            failed(request, _("Still kept back: %s") % mail.get_holding_display())
        else:
            done(request, _("“%s” waits to be sent.") % mail.subject)
    return redirect("setup:mail")


@superadmin
@require_POST
def discard(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Take a mail out of the queue."""
    try:
        mail = discarding.discard(mail_id)
    except NotFound:
        raise
    except DomainError as refused:
        failed(request, refused.message)
    else:
        done(request, _("“%s” is out of the queue.") % mail.subject)
    return redirect("setup:mail")


def _row(mail: OutgoingMail) -> dict:
    return {
        "mail": mail,
        "tone": TONES[State(mail.state)],
        "why": mail.get_holding_display() if mail.holding else mail.last_error,
        "may_again": mail.state in {State.FAILED, State.HELD},
        "may_discard": mail.state in {State.QUEUED, State.FAILED, State.HELD},
    }
