"""The addresses of companies."""

from django.urls import path

from hanse.web.companies import edit, inline, list_page, moving, pick, record, restore
from hanse.web.files import uploads
from hanse.web.lists.urls import list_paths
from hanse.web.merging.kinds import COMPANIES
from hanse.web.merging.views import merging_paths
from hanse.web.records.inline import inline_path

urlpatterns = [
    *list_paths(list_page.LIST),
    *merging_paths(COMPANIES),
    path("pick/", pick.company_pick),
    path("people/", pick.person_pick),
    path("options/<int:field_id>/", edit.custom_options),
    path("new/", edit.company_new),
    path("<int:pk>/", record.company_record),
    path("<int:pk>/access/", record.company_access),
    path("<int:pk>/activity/", record.company_activity),
    path("<int:pk>/files/", uploads.company_files),
    path("<int:pk>/edit/", edit.company_edit),
    inline_path(inline.INLINE),
    path("<int:pk>/move/", moving.company_move),
    path("<int:pk>/delete/", edit.company_delete),
    path("<int:pk>/restore/", restore.company_restore),
]
