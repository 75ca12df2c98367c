"""What people keep of their lists: named views, and for each person a shelf with pins and columns."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.foundation.models import Stamped
from hanse.views.querysets import SavedViewQuerySet


class SavedView(Stamped):
    """A question to a list under a name. It is only a question: whoever asks it sees what he may see, and no more."""

    class Shared(models.TextChoices):
        NOBODY = "nobody", _("Only me")
        COLLEAGUES = "colleagues", _("My colleagues")
        EVERYONE = "everyone", _("Everyone")

    # The kind of the list's table.
    list = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    # word of the query string -> its values
    query = models.JSONField(default=dict, blank=True)
    shared = models.CharField(_("shared with"), max_length=10, choices=Shared.choices, default=Shared.NOBODY)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "list", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name


class Shelf(models.Model):
    """
    What one person keeps of his lists. One row, read together with the person: a page that shows it costs no query.

    Ids of views that are gone, or no longer shared, may stay in it; they mean nothing.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shelf")
    # Ids of the views in the sidebar.
    pinned = models.JSONField(default=list)
    # list -> id of the view that it opens with
    opens = models.JSONField(default=dict)
    # list -> names of the columns, in the order wanted
    columns = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "shelves"

    def __str__(self) -> str:
        return f"shelf of {self.user_id}"
