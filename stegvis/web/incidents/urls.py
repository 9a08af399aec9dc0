"""Incidenter: what went wrong with the authority's own data, and what is done about it."""

from django.urls import path

from stegvis.web.incidents import views

urlpatterns = [
    path("", views.incident_list, name="incident-list"),
    path("ny/", views.incident_write, name="incident-write"),
    path("<uuid:pk>/", views.incident_show, name="incident-show"),
    path("<uuid:pk>/andra/", views.incident_change, name="incident-change"),
    path("<uuid:pk>/rakna/", views.incident_count, name="incident-count"),
    path("<uuid:pk>/steg/<slug:step>/", views.incident_step, name="incident-step"),
    path("<uuid:pk>/avsluta/", views.incident_close, name="incident-close"),
]
