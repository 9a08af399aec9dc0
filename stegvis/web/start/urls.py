"""The way in: front page, choice of role in the demonstration, choice of authority, logout."""

from django.urls import path

from stegvis.web.start import views

urlpatterns = [
    path("", views.front, name="front"),
    path("valj-roll/", views.choose_role, name="choose-role"),
    path("uppdrag/", views.choose_assignment, name="choose-assignment"),
    path("logga-in/", views.log_in, name="log-in"),
    path("logga-ut/", views.log_out, name="log-out"),
    path("halsa/", views.health, name="health"),
    path("galleri/", views.gallery, name="gallery"),
    path("fortsatt/<uuid:pk>/", views.resume, name="resume-form"),
]
