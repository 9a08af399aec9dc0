"""The person, her consents, and what has been handed out about her."""

from django.urls import path

from stegvis.web.casework import consent, disclosure, person

urlpatterns = [
    path("<uuid:pk>/person/", person.person_show, name="person-show"),
    path("<uuid:pk>/person/ratta/", person.person_correct, name="person-correct"),
    path("<uuid:pk>/person/ersattning/ny/", person.benefit_write, name="benefit-add"),
    path(
        "<uuid:pk>/person/ersattning/<uuid:benefit>/", person.benefit_write, name="benefit-change"
    ),
    path("<uuid:pk>/person/part/ny/", person.party_add, name="party-add"),
    path("<uuid:pk>/person/part/<uuid:party>/avsluta/", person.party_end, name="party-end"),
    path("<uuid:pk>/samtycke/", consent.consent_list, name="consent-list"),
    path("<uuid:pk>/samtycke/nytt/", consent.consent_write, name="consent-write"),
    path("<uuid:pk>/samtycke/blankett.pdf", consent.consent_form, name="consent-form"),
    path("<uuid:pk>/samtycke/kvitto.pdf", consent.consent_receipt, name="consent-receipt"),
    path(
        "<uuid:pk>/samtycke/<uuid:consent>/aterkalla/",
        consent.consent_withdraw,
        name="consent-withdraw",
    ),
    path("<uuid:pk>/utlamnat/", disclosure.disclosure_list, name="disclosure-list"),
    path(
        "<uuid:pk>/utlamnat/<uuid:disclosure>/stoppa/",
        disclosure.disclosure_close,
        name="disclosure-close",
    ),
    path(
        "<uuid:pk>/utlamnat/<uuid:disclosure>/granska/",
        disclosure.disclosure_review,
        name="disclosure-review",
    ),
    path(
        "<uuid:pk>/lamna-ut/<slug:kind>/<uuid:item>/",
        disclosure.disclosure_make,
        name="disclosure-make",
    ),
]
