"""Att göra."""

from django.urls import path

from stegvis.web.todo import views

urlpatterns = [path("", views.todo, name="todo")]
