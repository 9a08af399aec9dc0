"""Programmes under /insatser/."""

from django.urls import path

from stegvis.web.programmes import moving, views

urlpatterns = [
    path("", views.programme_list, name="programme-list"),
    path("<slug:key>/", views.programme_show, name="programme-show"),
    path("<slug:key>/jamfor/", views.programme_compare, name="programme-compare"),
    path("<slug:key>/flytta/", moving.programme_move, name="programme-move"),
    path(
        "<slug:key>/flytta/granska/",
        moving.programme_move_review,
        name="programme-move-review",
    ),
]
