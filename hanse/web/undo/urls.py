"""The addresses of undo and of the trash."""

from django.urls import path

from hanse.web.undo import views

urlpatterns = [
    path("undo/<slug:step>/", views.undo_step),
    path("bulk/<int:pk>/", views.large_change),
    path("trash/", views.trash),
    path("trash/<slug:kind>/<int:pk>/", views.trash_restore),
]
