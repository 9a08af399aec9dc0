"""Questions to and from other authorities."""

from django.urls import path

from stegvis.web.questions import views

urlpatterns = [
    path("fragor/", views.question_list, name="question-list"),
    path("fragor/<uuid:pk>/", views.question_show, name="question-show"),
    path("forfragningar/", views.inquiry_list, name="inquiry-list"),
    path("forfragningar/ny/", views.inquiry_send, name="inquiry-send"),
]
