"""Pages in front of the door: sign-in, sign-out, reset, and the link by which a person comes in."""

from axes.utils import reset as forget_attempts
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.accounts.errors import LinkSpent
from hanse.accounts.invitations import accept_link, request_reset
from hanse.accounts.links import Purpose, find_link
from hanse.accounts.querysets import superadmin_exists
from hanse.web.accounts.forms import NewPasswordForm, ResetForm, SignInForm
from hanse.web.accounts.returning import way_back
from hanse.web.accounts.throttle import too_many
from hanse.web.policy import public
from hanse.web.shortcuts import done, show

RESETS_AN_HOUR = 20


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a person in and take him where he wanted to go."""
    if request.user.is_authenticated and request.method != "POST":
        return redirect(way_back(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = auth.authenticate(request, username=folded(form), password=form.cleaned_data["password"])
        if user is not None:
            return _enter(request, user, form)
        form.add_error(None, _("Login name and password do not match. Check both, and the caps lock key."))
    context = {"form": form, "next": way_back(request, ""), "nobody_yet": not superadmin_exists()}
    return show(request, "accounts/login.html", context, status=422 if form.errors else 200)


def folded(form: SignInForm) -> str:
    """Return the login name in the one spelling under which failed attempts are counted."""
    return form.cleaned_data["username"].lower()[:60]


def _enter(request: HttpRequest, user, form: SignInForm) -> HttpResponse:
    auth.login(request, user)
    forget_attempts(username=folded(form), ip=request.META.get("REMOTE_ADDR"))
    # Without the tick the session ends with the browser.
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if form.cleaned_data["remember"] else 0)
    return redirect(way_back(request))


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("accounts:login")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a new password; the answer is the same whoever asks for whom."""
    form = ResetForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        if not too_many(request, "reset", most=RESETS_AN_HOUR):
            request_reset(form.cleaned_data["login"])
            return redirect("accounts:reset_sent")
        form.add_error(None, _("Too many letters were asked for from your address. Try again in an hour."))
        status = 429
    return show(request, "accounts/reset.html", {"form": form}, status=status)


@public
@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, if there is somebody to write to."""
    return show(request, "accounts/reset_sent.html", {})


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Let the person whom an invitation or reset was made for choose a password."""
    try:
        link = find_link(token, Purpose.INVITATION, Purpose.RESET)
        form = NewPasswordForm(request.POST or None)
        if (
            request.method == "POST"
            and form.is_valid()
            and form.accepted(accept_link, token, form.cleaned_data["password"], request_id=request.id)
        ):
            return _password_set(request, form.result)
    except LinkSpent:
        return spent(request)
    context = {"form": form, "person": link.user, "invited": link.purpose == Purpose.INVITATION}
    return show(request, "accounts/welcome.html", context, status=422 if form.errors else 200)


def _password_set(request: HttpRequest, user) -> HttpResponse:
    # Whoever was signed in on this browser, it is another person's turn now.
    auth.logout(request)
    forget_attempts(username=user.username.lower())
    done(request, _("Your password is set. Sign in with it."))
    return redirect("accounts:login")


def spent(request: HttpRequest) -> HttpResponse:
    """Say that a link leads nowhere any more."""
    return show(request, "accounts/spent.html", {}, status=404)
