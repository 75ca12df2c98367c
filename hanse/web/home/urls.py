"""The addresses of the start page and of searching everything."""

from django.urls import path

from hanse.web.home.views import home
from hanse.web.search.views import search

urlpatterns = [
    path("", home),
    path("search/", search),
]
