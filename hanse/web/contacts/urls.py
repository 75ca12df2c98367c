"""The addresses of contacts."""

from django.urls import path

from hanse.web.contacts import edit, list_page, record
from hanse.web.files import uploads

urlpatterns = [
    path("", list_page.contact_list),
    path("filters/", list_page.contact_filters),
    path("export/", list_page.contact_export),
    path("export/<int:pk>/", list_page.contact_export_state),
    path("export/<int:pk>/file/", list_page.contact_export_file),
    path("pick/", list_page.contact_pick),
    path("companies/", list_page.company_pick),
    path("new/", edit.contact_new),
    path("<int:pk>/", record.contact_record),
    path("<int:pk>/access/", record.contact_access),
    path("<int:pk>/activity/", record.contact_activity),
    path("<int:pk>/files/", uploads.contact_files),
    path("<int:pk>/edit/", edit.contact_edit),
    path("<int:pk>/delete/", edit.contact_delete),
]
