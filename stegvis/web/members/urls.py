"""The own authority's people and their assignments."""

from django.urls import path

from stegvis.web.members import accounts, analyses, views

urlpatterns = [
    path("", views.member_list, name="member-list"),
    path("nytt/", views.member_add, name="member-add"),
    path("konto/<uuid:pk>/", accounts.member_show, name="member-show"),
    path("konto/<uuid:pk>/stang/", accounts.member_disable, name="member-disable"),
    path("konto/<uuid:pk>/oppna/", accounts.member_enable, name="member-enable"),
    path("konto/<uuid:pk>/logga-ut/", accounts.sessions_end, name="sessions-end"),
    path("<uuid:pk>/avsluta/", views.assignment_end, name="assignment-end"),
    path("<uuid:pk>/forlang/", views.assignment_prolong, name="assignment-prolong"),
    path("analyser/ny/", analyses.analysis_write, name="access-analysis-write"),
    path("analyser/<uuid:pk>/", analyses.analysis_review, name="access-analysis-review"),
    path("analyser/<uuid:pk>/avsluta/", analyses.analysis_end, name="access-analysis-end"),
]
