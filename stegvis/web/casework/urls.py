"""The case: list, participant page, notes."""

from django.urls import include, path

from stegvis.web.casework import (
    activities,
    attachments,
    meetings,
    note_copy,
    notes,
    outgoing,
    participant,
)

urlpatterns = [
    path("", participant.case_list, name="case-list"),
    path("omfattning/", activities.extent_read, name="extent-read"),
    path("<uuid:pk>/", participant.case_show, name="case-show"),
    path("<uuid:pk>/moten/nytt/", meetings.meeting_book, name="meeting-book"),
    path("<uuid:pk>/moten/<uuid:meeting>/", meetings.meeting_report, name="meeting-report"),
    path("<uuid:pk>/anteckningar/", notes.note_list, name="note-list"),
    path("<uuid:pk>/anteckningar/ny/", notes.note_write, name="note-write"),
    path("<uuid:pk>/anteckningar/inget-svar/", notes.note_attempt, name="note-attempt"),
    path("<uuid:pk>/anteckningar/kopia/", note_copy.note_copy, name="note-copy"),
    path("<uuid:pk>/anteckningar/kopia.pdf", note_copy.note_copy_pdf, name="note-copy-pdf"),
    path("<uuid:pk>/anteckningar/<uuid:note>/", notes.note_change, name="note-change"),
    path("<uuid:pk>/anteckningar/<uuid:note>/ratta/", notes.note_amend, name="note-amend"),
    path("<uuid:pk>/bilagor/", attachments.attachment_list, name="attachment-list"),
    path("<uuid:pk>/bilagor/ny/", attachments.attachment_add, name="attachment-add"),
    path(
        "<uuid:pk>/bilagor/<uuid:attachment>/", attachments.attachment_show, name="attachment-show"
    ),
    path(
        "<uuid:pk>/bilagor/<uuid:attachment>/fil/",
        attachments.attachment_file,
        name="attachment-file",
    ),
    path(
        "<uuid:pk>/bilagor/<uuid:attachment>/makulera/",
        attachments.attachment_strike,
        name="attachment-strike",
    ),
    path("<uuid:pk>/aktiviteter/", activities.activity_list, name="activity-list"),
    path("<uuid:pk>/aktiviteter/ny/", activities.activity_plan, name="activity-plan"),
    path(
        "<uuid:pk>/aktiviteter/<uuid:activity>/", activities.activity_change, name="activity-change"
    ),
    path(
        "<uuid:pk>/aktiviteter/<uuid:activity>/borja/",
        activities.activity_start,
        name="activity-start",
    ),
    path(
        "<uuid:pk>/aktiviteter/<uuid:activity>/avsluta/",
        activities.activity_end,
        name="activity-end",
    ),
    path("<uuid:pk>/vidare/ny/", outgoing.outgoing_write, name="outgoing-write"),
    path("<uuid:pk>/vidare/<uuid:referral>/", outgoing.outgoing_status, name="outgoing-status"),
    path("<uuid:pk>/", include("stegvis.web.casework.planning_urls")),
    path("<uuid:pk>/", include("stegvis.web.casework.work_urls")),
    path("<uuid:pk>/", include("stegvis.web.casework.coordination_urls")),
    path("<uuid:pk>/", include("stegvis.web.casework.need_urls")),
    path("", include("stegvis.web.casework.exit_urls")),
    path("", include("stegvis.web.casework.protection_urls")),
]
