"""The case: list, participant page, notes."""

from django.urls import path

from stegvis.web.casework import notes, participant

urlpatterns = [
    path("", participant.case_list, name="case-list"),
    path("<uuid:pk>/", participant.case_show, name="case-show"),
    path("<uuid:pk>/anteckningar/", notes.note_list, name="note-list"),
    path("<uuid:pk>/anteckningar/ny/", notes.note_write, name="note-write"),
    path("<uuid:pk>/anteckningar/inget-svar/", notes.note_attempt, name="note-attempt"),
    path("<uuid:pk>/anteckningar/<uuid:note>/", notes.note_change, name="note-change"),
    path("<uuid:pk>/anteckningar/<uuid:note>/ratta/", notes.note_amend, name="note-amend"),
]
