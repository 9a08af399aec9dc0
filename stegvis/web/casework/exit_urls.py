"""The end of a case: readiness, closing, takeover, follow-ups, and the underlag."""

from django.urls import path

from stegvis.web.casework import exit as closing
from stegvis.web.casework import followup, readiness, underlag

urlpatterns = [
    path("<uuid:pk>/avslut/", closing.exit_show, name="exit-show"),
    path("<uuid:pk>/avslut/bedomning/", readiness.readiness_judge, name="readiness-judge"),
    path("<uuid:pk>/avslut/utkast/", closing.exit_prepare, name="exit-prepare"),
    path("<uuid:pk>/avslut/faststall/", closing.exit_confirm, name="exit-confirm"),
    path("<uuid:pk>/avslut/mottagare/", closing.exit_receiver, name="exit-receiver"),
    path("<uuid:pk>/avslut/slutdokumentation.pdf", closing.exit_pdf, name="exit-pdf"),
    path(
        "<uuid:pk>/avslut/uppfoljning/<slug:moment>/",
        followup.followup_record,
        name="followup-record",
    ),
    path("<uuid:pk>/underlag/", underlag.underlag_show, name="underlag-show"),
    path("<uuid:pk>/underlag/underlag.pdf", underlag.underlag_pdf, name="underlag-pdf"),
]
