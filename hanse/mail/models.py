"""The durable queue of outgoing mail."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """
    One message to one set of recipients.

    `message_id` is ours and stays the same through all attempts. `delivered_to` are the recipients for whom the server
    took the message; they never get it again. `handed_over_at` is set right before the content goes out and emptied
    when the server answered: found set afterwards, nobody knows whether the message was taken.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waits")
        SENDING = "sending", _("Is being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        HELD = "held", _("Kept back")

    class Holding(models.TextChoices):
        NO_SERVER = "no_server", _("No mail server is set.")
        SAFE_MODE = "safe_mode", _("Safe mode sends to nobody.")
        UNCLEAR = "unclear", _("The connection broke while it was handed over: it may have arrived.")

    kind = models.CharField(max_length=40, blank=True)
    sender = models.CharField(max_length=300, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    subject = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    unique_key = models.CharField(max_length=200, null=True, unique=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    holding = models.CharField(max_length=10, choices=Holding.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    handed_over_at = models.DateTimeField(null=True)
    delivered_to = models.JSONField(default=list)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state__in=["queued", "sending"]), name="mail_due"
            ),
            models.Index(fields=["state", "-id"], name="mail_state"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {', '.join(self.to)}"

    @property
    def recipients(self) -> list[str]:
        """Everybody who still has to get it, each once."""
        everybody = dict.fromkeys([*self.to, *self.cc, *self.bcc])
        return [address for address in everybody if address not in self.delivered_to]
