"""Every section of the pages under its Swedish path."""

from django.urls import include, path

from stegvis.web.casework.contact_import import contact_import
from stegvis.web.casework.takeover import takeover_confirm

urlpatterns = [
    # Addresses are tried in turn, twice for each request; daily work comes first.
    path("deltagare/", include("stegvis.web.casework.urls")),
    path("deltagare/", include("stegvis.web.casework.will_urls")),
    path("att-gora/", include("stegvis.web.todo.urls")),
    path("", include("stegvis.web.start.urls")),
    path("tillganglighet/", include("stegvis.web.statement.urls")),
    path("konto/", include("allauth.urls")),
    path("mina-sidor/", include("stegvis.web.own.urls")),
    path("medarbetare/", include("stegvis.web.members.urls")),
    path("loggkontroll/", include("stegvis.web.oversight.urls")),
    path("incidenter/", include("stegvis.web.incidents.urls")),
    path("gallring/", include("stegvis.web.weeding.urls")),
    path("grupper/", include("stegvis.web.groups.urls")),
    path("kontaktvagar/", include("stegvis.web.directory.urls")),
    path("arbetsplatser/", include("stegvis.web.employers.urls")),
    path("utbud/", include("stegvis.web.offers.urls")),
    path("insatser/", include("stegvis.web.programmes.urls")),
    path("gang/", include("stegvis.web.conduct.urls")),
    path("enkater/", include("stegvis.web.measuring.urls")),
    path("samordning/<slug:programme>/kontakter/", contact_import, name="contact-import"),
    path("mottaget/", include("stegvis.web.received.urls")),
    path("aktualiseringar/", include("stegvis.web.referrals.urls")),
    path("forslag/", include("stegvis.web.proposals.urls")),
    path("teammoten/", include("stegvis.web.team_meetings.urls")),
    path("malgruppen/", include("stegvis.web.area.urls")),
    path("bevakning/", include("stegvis.web.watch.urls")),
    path("registerutdrag/", include("stegvis.web.extracts.urls")),
    path("", include("stegvis.web.questions.urls")),
    path("mottaget/<uuid:pk>/overtagande/", takeover_confirm, name="takeover-confirm"),
    path("", include("stegvis.web.intake.urls")),
    path("", include("stegvis.web.outcomes.urls")),
]
