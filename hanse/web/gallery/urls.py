"""Addresses of the gallery."""

from django.urls import path

from hanse.web.gallery import views

app_name = "gallery"
urlpatterns = [
    path("", views.gallery, name="components"),
    path("<slug:page>/", views.sample, name="sample"),
]
