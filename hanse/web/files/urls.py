"""The addresses of files; they are uploaded at the address of their record."""

from django.urls import path

from hanse.web.files import views

urlpatterns = [
    path("<int:pk>/", views.file_content),
    path("<int:pk>/edit/", views.file_edit),
    path("<int:pk>/delete/", views.file_delete),
    path("<int:pk>/restore/", views.file_restore),
]
