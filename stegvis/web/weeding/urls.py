"""Gallring, for whoever decides what an authority no longer keeps."""

from django.urls import path

from stegvis.web.weeding import views

urlpatterns = [
    path("", views.weeding_list, name="weeding-list"),
    path("<uuid:pk>/", views.weeding_show, name="weeding-show"),
    path("stopp/", views.weeding_hold, name="weeding-hold"),
    path("stopp/<uuid:pk>/", views.weeding_lift, name="weeding-lift"),
]
