"""What the frame of every page needs: navigation, the company one works for, banners."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject

from hanse.accounts.access import Access, Right, access_of
from hanse.setup.models import Section
from hanse.web.lists.saved import pinned_views
from hanse.web.rooms import web_rooms


@dataclass(frozen=True)
class NavEntry:
    """One line of the navigation."""

    label: str | Promise
    url: str
    icon: str
    key: str
    current: bool


@dataclass(frozen=True)
class PinnedView:
    """One saved view in the sidebar."""

    label: str
    url: str


class Shell:
    """The frame of one request; reads nothing until a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.version = settings.VERSION
        self.safe_mode = settings.SAFE_MODE != "off"
        self.demo = settings.SAFE_MODE == "demo"

    @property
    def user(self):
        return getattr(self._request, "user", None)

    @property
    def access(self) -> Access | None:
        return access_of(self.user) if self.user and self.user.is_authenticated else None

    @property
    def sections(self) -> list[NavEntry]:
        access = self.access
        if access is None:
            return []
        return [
            NavEntry(
                room.page.words.title,
                room.url,
                room.page.icon,
                room.key,
                self._request.path.startswith(room.url),
            )
            for room in web_rooms()
            if access.may(Right.VIEW, room.page.section)
        ]

    @property
    def pinned(self) -> list[PinnedView]:
        """The views that the person keeps in the sidebar, those of hidden sections left out."""
        access = self.access
        if access is None:
            return []
        shown = {room.page.room.name: room for room in web_rooms() if room.is_shown(self.user)}
        return [
            PinnedView(view.name, f"{shown[view.list].url}views/{view.pk}/")
            for view in pinned_views(self.user)
            if view.list in shown
        ]

    @property
    def may_setup(self) -> bool:
        return bool(self.access and self.access.is_superadmin)

    @property
    def in_setup(self) -> bool:
        return self._request.path.startswith("/setup/")

    @property
    def may_restore(self) -> bool:
        return bool(self.access and self.access.may(Right.WRITE, Section.CRM))

    @property
    def may_import(self) -> bool:
        return bool(self.access and self.access.may(Right.WRITE, Section.COMPANIES))

    @property
    def own_company_name(self) -> str:
        return self.user.company.name if self.access and self.user.company_id else ""


def shell(request: HttpRequest) -> dict:
    """Give every template `shell`."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
