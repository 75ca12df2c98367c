"""The pages of imports: a wizard in steps, each its own address."""

from django.urls import path

from hanse.web.imports import steps, views

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("new/", views.import_new, name="new"),
    path("sample/<str:kind>/", views.import_sample, name="sample"),
    path("<int:pk>/", views.import_detail, name="detail"),
    path("<int:pk>/columns/", steps.import_columns, name="columns"),
    path("<int:pk>/check/", steps.import_check, name="check"),
    path("<int:pk>/run/", steps.import_run, name="run"),
    path("<int:pk>/stop/", steps.import_stop, name="stop"),
    path("<int:pk>/resume/", steps.import_resume, name="resume"),
    path("<int:pk>/undo/", steps.import_undo, name="undo"),
    path("<int:pk>/rejects/", views.import_rejects, name="rejects"),
]
