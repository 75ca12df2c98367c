"""The addresses of follow-ups."""

from django.urls import path

from hanse.web.followups.list_page import follow_up_list
from hanse.web.followups.pages import PAGES, follow_up_done
from hanse.web.followups.people import people_pick
from hanse.web.owned.urls import owned_paths

urlpatterns = [
    path("", follow_up_list),
    *owned_paths(PAGES),
    path("people/", people_pick),
    path("<int:pk>/done/", follow_up_done),
]
