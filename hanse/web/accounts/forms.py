"""The forms of signing in, of the own profile and of the first run."""

import zoneinfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hanse.accounts.fields import PASSWORD_MOST
from hanse.web.action_form import ActionForm

GOOD_PASSWORD = _("At least 8 characters; a few words are best.")


def new_password_input(control_id: str) -> forms.PasswordInput:
    """Return the control for a password that is chosen now; what was typed is never sent back."""
    return forms.PasswordInput(attrs={"id": control_id, "autocomplete": "new-password"})


def language_choices() -> list[tuple[str, str]]:
    """Return the languages of the pages, each in its own words."""
    return list(settings.LANGUAGES)


def time_zone_choices() -> list[tuple[str, str]]:
    """Return the time zones that people know: UTC, and those named by area and place."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    names = sorted(name for name in zoneinfo.available_timezones() if name.startswith(areas))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def _password(label, autocomplete: str, **more) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_MOST, widget=widget, **more)


class SignInForm(ActionForm):
    """Login name and password."""

    username = forms.CharField(
        label=_("Login name"),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autofocus": True,
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    password = _password(_("Password"), "current-password")
    remember = forms.BooleanField(label=_("Keep me signed in on this device"), required=False)


class ResetForm(ActionForm):
    """Whom to send a link."""

    login = forms.CharField(
        label=_("Login name or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )


class NewPasswordForm(ActionForm):
    """The password that somebody chooses who came by a link."""

    password = _password(_("New password"), "new-password", help_text=GOOD_PASSWORD)


class ChangePasswordForm(ActionForm):
    """The old password and the new one."""

    old_password = _password(_("Password now"), "current-password")
    password = _password(_("New password"), "new-password", help_text=GOOD_PASSWORD)


class TokenForm(ActionForm):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What it is for, so that you know it again.")
    )
    days = forms.CharField(
        label=_("Good for"),
        required=True,
        initial="90",
        widget=forms.Select(
            choices=[
                ("30", _("30 days")),
                ("90", _("90 days")),
                ("365", _("1 year")),
                ("0", _("until revoked")),
            ]
        ),
    )
    read_only = forms.BooleanField(label=_("May only read"), required=False)

    def clean_days(self) -> int | None:
        """Return the number of days, None for ever."""
        typed = self.cleaned_data["days"]
        if not typed.isdecimal() or len(typed) > 5:
            raise forms.ValidationError(_("Choose one of the periods."))
        return int(typed) or None


class FirstCompanyForm(ActionForm):
    """The company that runs this installation."""

    name = forms.CharField(label=_("Name"), max_length=300, widget=forms.TextInput(attrs={"autofocus": True}))


class FirstPeopleForm(ActionForm):
    """Whether the CRM is shown, and who is invited."""

    show_crm = forms.BooleanField(
        label=_("Show the CRM to everyone whose profile allows it"),
        required=False,
        initial=True,
        help_text=_("A new installation hides it from everyone but superadmins."),
    )
    emails = forms.CharField(
        label=_("E-mail addresses of colleagues"),
        required=False,
        help_text=_("One a line. Each gets an invitation to choose a password."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    profile = forms.CharField(label=_("Their profile"), widget=forms.Select)
