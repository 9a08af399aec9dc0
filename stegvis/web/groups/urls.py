"""Groups under /grupper/."""

from django.urls import path

from stegvis.web.groups import attendance, views

urlpatterns = [
    path("", views.group_list, name="group-list"),
    path("ny/", views.group_open, name="group-open"),
    path("<uuid:pk>/", views.group_show, name="group-show"),
    path("<uuid:pk>/deltagare/", views.group_join, name="group-join"),
    path("<uuid:pk>/tillfalle/", views.session_add, name="session-add"),
    path("<uuid:pk>/avsluta/", views.group_close, name="group-close"),
    path("<uuid:pk>/narvaro/<uuid:session>/", attendance.attendance_take, name="attendance-take"),
]
