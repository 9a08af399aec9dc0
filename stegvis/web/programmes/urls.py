"""Programmes under /insatser/."""

from django.urls import path

from stegvis.web.programmes import views

urlpatterns = [
    path("", views.programme_list, name="programme-list"),
    path("<slug:key>/", views.programme_show, name="programme-show"),
    path("<slug:key>/jamfor/", views.programme_compare, name="programme-compare"),
]
