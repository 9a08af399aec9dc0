"""Loggkontroll, for whoever checks an authority's own log."""

from django.urls import path

from stegvis.web.oversight import alarms, checks, drawing, names

urlpatterns = [
    path("", checks.log_check_list, name="log-check-list"),
    path("ny/", drawing.log_check_draw, name="log-check-draw"),
    path("misstanke/", drawing.log_check_suspect, name="log-check-suspect"),
    path("<uuid:pk>/", checks.log_check_show, name="log-check-show"),
    path("<uuid:pk>/rad/<uuid:row>/", checks.log_row_judge, name="log-row-judge"),
    path("<uuid:pk>/avsluta/", checks.log_check_close, name="log-check-close"),
    path("namn/<uuid:pk>/", names.names_show, name="names-show"),
    path("namn/<uuid:pk>/sluta-visa/", names.names_withdraw, name="names-withdraw"),
    path("larm/<uuid:pk>/", alarms.alarm_show, name="alarm-show"),
]
