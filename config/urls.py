"""Swedish path prefixes, each to its section of the pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("stegvis.web.urls")),
]

handler400 = "stegvis.web.errors.bad_request"
handler403 = "stegvis.web.errors.refused"
handler404 = "stegvis.web.errors.not_found"
handler500 = "stegvis.web.errors.server_error"
