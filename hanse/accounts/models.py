"""People who sign in, and what their profile lets them do."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """CRM permissions under a name; manage implies write, write implies view."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    can_view = models.BooleanField(_("view"), default=False)
    can_write = models.BooleanField(_("write"), default=False)
    can_manage = models.BooleanField(_("manage"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(can_write=False) | Q(can_view=True), name="profile_write_implies_view"
            ),
            models.CheckConstraint(
                condition=Q(can_manage=False) | Q(can_write=True), name="profile_manage_implies_write"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds people by login name, case ignored."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.select_related("profile", "company").get(username__iexact=username)


class User(AbstractBaseUser):
    """A person (or a program) with a login. What it may see is decided in `access.py` and `companies/`."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("login name"), max_length=60)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    theme = models.CharField(_("theme"), max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    keyboard_hints = models.BooleanField(_("keyboard hints and single-letter keys"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_superadmin = models.BooleanField(_("superadmin"), default=False)
    is_web_form_user = models.BooleanField(_("web-form user"), default=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="users", verbose_name=_("profile"))
    # The company the person works for; null never equals null: two people without one are not colleagues.
    company = models.ForeignKey(
        "companies.Company",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("company"),
    )
    # Part of what every session must match: one more, and all sessions of before are over.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="user_login_unique")]
        ordering = [F("username")]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_session_auth_hash(self) -> str:
        """Return what a session must hold to be this person's: it changes with the password and when sessions are ended."""
        seed = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("hanse.accounts.session", seed, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """There are no earlier secret keys: a new one ends all sessions."""
        return iter(())


class Token(models.Model):
    """A bearer token of a user: only its SHA-256 is kept, the token itself is shown once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    read_only = models.BooleanField(default=False)
    scopes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="token_user")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class OneTimeLink(models.Model):
    """A link that works once: to set a password after an invitation or a reset, or to make the first superadmin."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation"
        RESET = "reset"
        FIRST = "first"

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d}"
