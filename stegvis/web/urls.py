"""Every section of the pages under its Swedish path."""

from django.urls import include, path

urlpatterns = [
    path("", include("stegvis.web.start.urls")),
    path("konto/", include("allauth.urls")),
    path("medarbetare/", include("stegvis.web.members.urls")),
    path("deltagare/", include("stegvis.web.casework.urls")),
]
