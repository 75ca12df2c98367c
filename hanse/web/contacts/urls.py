"""The addresses of contacts."""

from django.urls import path

from hanse.web.contacts import list_page, record
from hanse.web.contacts.pages import PAGES
from hanse.web.files import uploads
from hanse.web.merging.kinds import CONTACTS
from hanse.web.merging.views import merging_paths
from hanse.web.owned.urls import owned_paths

urlpatterns = [
    *owned_paths(PAGES, record=record.show_contact),
    *merging_paths(CONTACTS),
    path("pick/", list_page.contact_pick),
    path("<int:pk>/activity/", record.contact_activity),
    path("<int:pk>/files/", uploads.contact_files),
]
