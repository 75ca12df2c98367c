"""The addresses of the palette."""

from django.urls import path

from hanse.web.palette import owner, views

urlpatterns = [
    path("", views.palette),
    path("companies/<int:pk>/owner/", owner.change_owner),
]
