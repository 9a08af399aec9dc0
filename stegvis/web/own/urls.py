"""The participant's own pages: nobody else reaches them, and she reaches no others."""

from django.urls import path

from stegvis.web.own import (
    consents,
    disclosures,
    extract,
    instruments,
    language,
    names,
    needs,
    particulars,
    plan,
    questions,
    reads,
    start,
    times,
)

urlpatterns = [
    path("", start.own_start, name="own-start"),
    path("mer/", start.own_more, name="own-more"),
    path("sprak/", language.own_language, name="own-language"),
    path("plan/", plan.own_plan, name="own-plan"),
    path("plan/<uuid:pk>/kommentera/", plan.own_plan_comment, name="own-plan-comment"),
    path("mal/<uuid:pk>/kommentera/", plan.own_goal_comment, name="own-goal-comment"),
    path("steg/<uuid:pk>/", plan.own_step_tick, name="own-step-tick"),
    path("behov/", needs.own_needs, name="own-needs"),
    path("behov/<uuid:pk>/kommentera/", needs.own_need_comment, name="own-need-comment"),
    path("tider/", times.own_times, name="own-times"),
    path("samtycken/", consents.own_consents, name="own-consents"),
    path(
        "samtycken/<uuid:pk>/<slug:kind>/", consents.own_consent_answer, name="own-consent-answer"
    ),
    path(
        "samtycken/<uuid:pk>/<slug:kind>/ta-tillbaka/",
        consents.own_consent_withdraw,
        name="own-consent-withdraw",
    ),
    path("samtycken/<uuid:pk>/kvitto.pdf", consents.own_receipt, name="own-receipt"),
    path("fragor/", questions.own_questions, name="own-questions"),
    path("fragor/<uuid:pk>/", questions.own_question, name="own-question"),
    path(
        "enkat/<uuid:pk>/<slug:instrument>/<slug:moment>/",
        instruments.own_instrument,
        name="own-instrument",
    ),
    path("vem-har-last/", reads.own_reads, name="own-reads"),
    path("vem-har-last/namn/", names.own_names, name="own-names"),
    path("lamnat/", disclosures.own_disclosures, name="own-disclosures"),
    path("mina-uppgifter/", extract.own_extract, name="own-extract"),
    path(
        "mina-uppgifter/<uuid:pk>/utdrag.pdf",
        extract.own_extract_document,
        name="own-extract-document",
    ),
    path(
        "mina-uppgifter/<uuid:pk>/uppgifter.zip",
        extract.own_extract_archive,
        name="own-extract-archive",
    ),
    path("om-mig/", particulars.own_particulars, name="own-particulars"),
]
