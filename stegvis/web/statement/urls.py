"""The accessibility statement: of staff's pages in Swedish, of a participant's in her language."""

from django.urls import path

from stegvis.web.statement import views

urlpatterns = [
    path("", views.accessibility, name="accessibility"),
    path("mina-sidor/", views.accessibility_own, name="accessibility-own"),
]
