"""The addresses of companies."""

from django.urls import path

from hanse.web.companies import edit, list_page, pick, record
from hanse.web.files import uploads

urlpatterns = [
    path("", list_page.company_list),
    path("filters/", list_page.company_filters),
    path("export/", list_page.company_export),
    path("export/<int:pk>/", list_page.company_export_state),
    path("export/<int:pk>/file/", list_page.company_export_file),
    path("pick/", pick.company_pick),
    path("people/", pick.person_pick),
    path("options/<int:field_id>/", edit.custom_options),
    path("new/", edit.company_new),
    path("<int:pk>/", record.company_record),
    path("<int:pk>/access/", record.company_access),
    path("<int:pk>/activity/", record.company_activity),
    path("<int:pk>/files/", uploads.company_files),
    path("<int:pk>/edit/", edit.company_edit),
    path("<int:pk>/delete/", edit.company_delete),
]
