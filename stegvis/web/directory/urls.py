"""Kontaktvägar: how to reach each authority, its units and its people."""

from django.urls import path

from stegvis.web.directory import views

urlpatterns = [
    path("", views.directory_list, name="directory-list"),
    path("egna/", views.directory_keep, name="directory-keep"),
    path("enheter/ny/", views.unit_add, name="unit-add"),
    path("enheter/<uuid:pk>/", views.unit_change, name="unit-change"),
    path("<uuid:pk>/", views.directory_show, name="directory-show"),
]
