"""Bevakning av ersättning."""

from django.urls import path

from stegvis.web.watch import views

urlpatterns = [
    path("", views.watch_list, name="watch-list"),
    path("malgruppen/<uuid:pk>/", views.watch_area, name="watch-area"),
]
