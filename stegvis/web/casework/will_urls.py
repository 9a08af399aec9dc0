"""The person, her consents, and what has been handed out about her."""

from django.urls import path

from stegvis.web.casework import (
    benefit_course,
    consent,
    consent_papers,
    disclosure,
    number,
    own_access,
    own_words,
    person,
)

urlpatterns = [
    path("<uuid:pk>/person/", person.person_show, name="person-show"),
    path("<uuid:pk>/person/ratta/", person.person_correct, name="person-correct"),
    path("<uuid:pk>/person/nummer/", number.identity_number, name="identity-number"),
    path("<uuid:pk>/person/ersattning/ny/", person.benefit_write, name="benefit-add"),
    path(
        "<uuid:pk>/person/ersattning/<uuid:benefit>/", person.benefit_write, name="benefit-change"
    ),
    path(
        "<uuid:pk>/person/ersattning/<uuid:benefit>/darefter/",
        benefit_course.benefit_follow,
        name="benefit-follow",
    ),
    path("<uuid:pk>/person/part/ny/", person.party_add, name="party-add"),
    path("<uuid:pk>/person/part/<uuid:party>/avsluta/", person.party_end, name="party-end"),
    path("<uuid:pk>/person/egna-sidor/", own_access.own_pages_close, name="own-pages-close"),
    path("<uuid:pk>/person/vem-har-last.pdf", own_access.own_log_print, name="own-log-print"),
    path("<uuid:pk>/fran-deltagaren/", own_words.own_words, name="own-words"),
    path(
        "<uuid:pk>/fran-deltagaren/kommentar/<uuid:comment>/",
        own_words.own_comment_seen,
        name="own-comment-seen",
    ),
    path(
        "<uuid:pk>/fran-deltagaren/steg/<uuid:tick>/",
        own_words.own_tick_settle,
        name="own-tick-settle",
    ),
    path(
        "<uuid:pk>/fran-deltagaren/fraga/ny/",
        own_words.person_question_ask,
        name="person-question-ask",
    ),
    path(
        "<uuid:pk>/fran-deltagaren/fraga/<uuid:question>/",
        own_words.person_question_answer,
        name="person-question-answer",
    ),
    path(
        "<uuid:pk>/fran-deltagaren/fraga/<uuid:question>/last/",
        own_words.person_answer_seen,
        name="person-answer-seen",
    ),
    path(
        "<uuid:pk>/fran-deltagaren/fraga/<uuid:question>/dra-tillbaka/",
        own_words.person_question_withdraw,
        name="person-question-withdraw",
    ),
    path("<uuid:pk>/samtycke/", consent.consent_list, name="consent-list"),
    path("<uuid:pk>/samtycke/nytt/", consent.consent_write, name="consent-write"),
    path("<uuid:pk>/samtycke/blankett.pdf", consent_papers.consent_form, name="consent-form"),
    path("<uuid:pk>/samtycke/kvitto.pdf", consent_papers.consent_receipt, name="consent-receipt"),
    path(
        "<uuid:pk>/samtycke/<uuid:consent>/aterkalla/",
        consent.consent_withdraw,
        name="consent-withdraw",
    ),
    path("granskningar/", disclosure.review_list, name="review-list"),
    path("granskningar/<uuid:pk>/", disclosure.review_outside, name="review-outside"),
    path("<uuid:pk>/utlamnat/allt/", disclosure.disclosure_all, name="disclosure-all"),
    path("<uuid:pk>/utlamnat/allt.pdf", disclosure.disclosure_all_pdf, name="disclosure-all-pdf"),
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
