"""Register extracts."""

from django.urls import path

from stegvis.web.extracts import names, views

urlpatterns = [
    path("person/<uuid:pk>/", views.extract_person, name="extract-person"),
    path("person/<uuid:pk>/namn/", names.extract_names, name="extract-names"),
    path("<uuid:pk>/", views.extract_review, name="extract-review"),
    path("<uuid:pk>/utdrag.pdf", views.extract_document, name="extract-document"),
    path("<uuid:pk>/uppgifter.zip", views.extract_archive, name="extract-archive"),
]
