"""Goals (mål) for the operator's staff; published figures (siffror) for all with a seat."""

from django.urls import path

from stegvis.web.outcomes import analyses, cases, figures, goals

urlpatterns = [
    path("mal/", goals.goals, name="goals"),
    path("mal/diagram/<slug:key>/", goals.plot_show, name="plot-show"),
    path("mal/<slug:programme>/diagram/", goals.plot_ask, name="plot-ask"),
    path(
        "mal/<slug:programme>/<slug:goal>/deltagare/<slug:part>/",
        cases.goal_cases,
        name="goal-cases",
    ),
    path("mal/<slug:programme>/<slug:goal>/analys/", analyses.goal_analyse, name="goal-analyse"),
    path(
        "mal/<slug:programme>/<slug:goal>/underlag/", analyses.goal_evidence, name="goal-evidence"
    ),
    path("siffror/", figures.figures, name="figures"),
    path("siffror/<slug:programme>/publicera/", figures.figures_publish, name="figures-publish"),
]
