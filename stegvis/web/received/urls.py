"""Mottaget: what other authorities have handed out to the actor's own."""

from django.urls import path

from stegvis.web.received import registration, views

urlpatterns = [
    path("", views.received_list, name="received-list"),
    path("<uuid:pk>/", views.received_show, name="received-show"),
    path("<uuid:pk>/anteckning/", views.received_note, name="received-note"),
    path(
        "<uuid:pk>/anteckning/<uuid:note>/lamna-ut/",
        views.received_note_disclose,
        name="received-note-disclose",
    ),
    path(
        "<uuid:pk>/registrering/",
        registration.received_registration,
        name="received-registration",
    ),
    path(
        "<uuid:pk>/registrering/lamna-ut/",
        registration.received_registration_disclose,
        name="received-registration-disclose",
    ),
    path("<uuid:pk>/<uuid:disclosure>/", views.received_item, name="received-item"),
    path("<uuid:pk>/<uuid:disclosure>/kopiera/", views.received_copy, name="received-copy"),
    path("<uuid:pk>/<uuid:disclosure>/fil/", views.received_file, name="received-file"),
    path("<uuid:pk>/<uuid:disclosure>/kopia.pdf", views.received_pdf, name="received-pdf"),
]
