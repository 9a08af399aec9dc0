"""Workplaces under /arbetsplatser/."""

from django.urls import path

from stegvis.web.employers import views

urlpatterns = [
    path("", views.employer_list, name="employer-list"),
    path("ny/", views.employer_add, name="employer-add"),
    path("<uuid:pk>/", views.employer_show, name="employer-show"),
    path("<uuid:pk>/andra/", views.employer_change, name="employer-change"),
    path("<uuid:pk>/kontakt/", views.employer_contact, name="employer-contact"),
]
