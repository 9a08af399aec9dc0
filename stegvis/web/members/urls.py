"""The own authority's people and their assignments."""

from django.urls import path

from stegvis.web.members import views

urlpatterns = [
    path("", views.member_list, name="member-list"),
    path("nytt/", views.member_add, name="member-add"),
    path("<uuid:pk>/avsluta/", views.assignment_end, name="assignment-end"),
]
