"""The way back of saved views."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from hanse.foundation.errors import Refused
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.undoing import Undoer, check_unchanged, old_values, values_before_end
from hanse.views.actions import FIELDS, KIND, create_view, delete_view, update_view, values_of
from hanse.views.models import SavedView

LABELS = {field.name: field.label for field in FIELDS}


def _label(name: str) -> str:
    return str(LABELS.get(name, name))


def _remove(change: Change, by: Actor) -> None:
    view = SavedView.objects.get_visible(by.user, change.about)
    check_unchanged(change, values_of(view), _label)
    delete_view(view.pk, by=by)


def _put_back(change: Change, by: Actor) -> None:
    view = SavedView.objects.get_visible(by.user, change.about)
    update_view(view.pk, old_values(change, values_of(view), _label), by=by)


def _bring_back(changes: Sequence[Change], by: Actor) -> None:
    for change in changes:
        held = values_before_end(change)
        owner = get_user_model()._default_manager.filter(pk=held.pop("owner", None)).first()
        if owner is None or SavedView.objects.filter(pk=change.about).exists():
            raise Refused(_("It cannot come back: it is there again, or who made it is gone."))
        create_view(held, by=by, again=change.about, owner=owner)


SAVED_VIEW = Undoer(kind=KIND, remove=_remove, put_back=_put_back, bring_back=_bring_back)
