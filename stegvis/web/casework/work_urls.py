"""The case: arbetsutbud, milestones and figures of each month."""

from django.urls import path

from stegvis.web.casework import milestones, monthly, work

urlpatterns = [
    path("arbetsutbud/", work.work_show, name="work-show"),
    path("arbetsutbud/nytt/", work.work_add, name="work-add"),
    path("arbetsutbud/kurva/", work.work_curve, name="work-curve"),
    path("arbetsutbud/<uuid:period>/", work.work_change, name="work-change"),
    path("arbetsutbud/<uuid:period>/sista-dag/", work.work_end, name="work-end"),
    path("arbetsutbud/<uuid:period>/makulera/", work.work_strike, name="work-strike"),
    path("hallpunkter/<slug:key>/ny/", milestones.milestone_add, name="milestone-add"),
    path("hallpunkter/<uuid:milestone>/", milestones.milestone_change, name="milestone-change"),
    path(
        "hallpunkter/<uuid:milestone>/makulera/",
        milestones.milestone_strike,
        name="milestone-strike",
    ),
    path("manadsuppgifter/", monthly.monthly_write, name="monthly-write"),
]
