"""The addresses of contacts."""

from django.urls import path

from hanse.web.contacts import edit, list_page, record, restore
from hanse.web.files import uploads
from hanse.web.lists.urls import list_paths

urlpatterns = [
    *list_paths(list_page.LIST),
    path("pick/", list_page.contact_pick),
    path("companies/", list_page.company_pick),
    path("new/", edit.contact_new),
    path("<int:pk>/", record.contact_record),
    path("<int:pk>/access/", record.contact_access),
    path("<int:pk>/activity/", record.contact_activity),
    path("<int:pk>/files/", uploads.contact_files),
    path("<int:pk>/edit/", edit.contact_edit),
    path("<int:pk>/delete/", edit.contact_delete),
    path("<int:pk>/restore/", restore.contact_restore),
]
