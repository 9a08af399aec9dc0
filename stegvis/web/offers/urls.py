"""The inventory under /utbud/."""

from django.urls import path

from stegvis.web.offers import gaps, views

urlpatterns = [
    path("", views.offer_list, name="offer-list"),
    path("nytt/", views.offer_add, name="offer-add"),
    path("luckor/", gaps.offer_gaps, name="offer-gaps"),
    path("<uuid:pk>/", views.offer_show, name="offer-show"),
    path("<uuid:pk>/andra/", views.offer_change, name="offer-change"),
    path("<uuid:pk>/platser/", views.offer_places, name="offer-places"),
    path("<uuid:pk>/ta-bort/", views.offer_end, name="offer-end"),
]
