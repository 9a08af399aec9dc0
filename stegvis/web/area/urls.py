"""The target group of an area."""

from django.urls import include, path

from stegvis.web.area import coming_in, entry, register, results
from stegvis.web.casework.protection_urls import addresses

urlpatterns = [
    path("", register.area_choose, name="area-choose"),
    path("<uuid:pk>/", register.area_list, name="area-list"),
    path("<uuid:pk>/ny/", coming_in.area_add, name="area-add"),
    path("<uuid:pk>/flera/", coming_in.area_import, name="area-import"),
    path("<uuid:pk>/resultat/", results.area_results, name="area-results"),
    path("<uuid:pk>/resultat/<slug:figure>/", results.area_figure, name="area-figure"),
    path("person/<uuid:pk>/", entry.entry_show, name="area-person"),
    path("person/<uuid:pk>/kartlaggning/", entry.entry_map, name="area-map"),
    path("person/<uuid:pk>/bedomning/", entry.entry_triage, name="area-triage"),
    path("person/<uuid:pk>/forsorjning/", entry.entry_livelihood, name="area-livelihood"),
    path("person/<uuid:pk>/ersattning/ny/", entry.entry_benefit, name="area-benefit-add"),
    path(
        "person/<uuid:pk>/ersattning/<uuid:benefit>/",
        entry.entry_benefit,
        name="area-benefit-change",
    ),
    path(
        "person/<uuid:pk>/ersattning/<uuid:benefit>/darefter/",
        entry.entry_benefit_follow,
        name="area-benefit-follow",
    ),
    path("person/<uuid:pk>/vantar/", entry.entry_wait, name="area-wait"),
    path("person/<uuid:pk>/handlaggare/", entry.entry_hand_over, name="area-hand-over"),
    path("person/<uuid:pk>/erbjud/", entry.entry_refer, name="area-refer"),
    path("person/<uuid:pk>/inskrivning/", entry.entry_enrol, name="area-enrol"),
    path("person/<uuid:pk>/lamnar/", entry.entry_leave, name="area-leave"),
    path("person/", include(addresses("area", "area-"))),
]
