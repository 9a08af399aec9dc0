"""Swedish path prefixes, each to its section of the pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("stegvis.web.urls")),
]
