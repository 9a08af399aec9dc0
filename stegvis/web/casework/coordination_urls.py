"""The case: questionnaires, and coordination when each party writes in its own system."""

from django.urls import path

from stegvis.web.casework import instrument_curve, instrument_paper, instruments, own_systems

urlpatterns = [
    path("enkater/", instruments.instrument_list, name="instrument-list"),
    path(
        "enkater/<slug:instrument>/blankett.pdf",
        instrument_paper.instrument_paper,
        name="instrument-paper",
    ),
    path(
        "enkater/<slug:instrument>/over-tid/kurva/",
        instrument_curve.instrument_curve,
        name="instrument-curve",
    ),
    path(
        "enkater/<slug:instrument>/<slug:moment>/",
        instruments.instrument_answer,
        name="instrument-answer",
    ),
    path(
        "samordning/registrering/<slug:party>/",
        own_systems.registration_write,
        name="registration-write",
    ),
    path("samordning/rad/<str:month>/", own_systems.line_write, name="line-write"),
    path("samordning/kontakt/", own_systems.contact_add, name="contact-add"),
    path(
        "samordning/kontakt/<uuid:contact>/makulera/",
        own_systems.contact_strike,
        name="contact-strike",
    ),
]
