"""Team meetings: list, call, agenda, those called, cases, decisions."""

from django.urls import path

from stegvis.web.team_meetings import agenda, calling

urlpatterns = [
    path("", calling.team_meeting_list, name="team-meeting-list"),
    path("nytt/", calling.team_meeting_call, name="team-meeting-call"),
    path("<uuid:pk>/", agenda.team_meeting_show, name="team-meeting-show"),
    path("<uuid:pk>/andra/", calling.team_meeting_change, name="team-meeting-change"),
    path("<uuid:pk>/kalla/", calling.team_attendee_invite, name="team-attendee-invite"),
    path("<uuid:pk>/kalla/<uuid:attendee>/", calling.team_attendee_off, name="team-attendee-off"),
    path("<uuid:pk>/arenden/", agenda.team_case_add, name="team-case-add"),
    path("<uuid:pk>/arenden/<uuid:case>/", agenda.team_case_decide, name="team-case-decide"),
    path("<uuid:pk>/arenden/<uuid:case>/stryk/", agenda.team_case_off, name="team-case-off"),
    path(
        "<uuid:pk>/arenden/<uuid:case>/samtycke/<uuid:organisation>/",
        agenda.team_case_consent,
        name="team-case-consent",
    ),
]
