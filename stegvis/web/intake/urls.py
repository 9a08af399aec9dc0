"""The coordinator's pages: inbox, intake, meetings, enrolment, the team's loads."""

from django.urls import path

from stegvis.web.intake import (
    arrivals,
    assessment,
    enrolment,
    meetings,
    places,
    taking_over,
    team,
    variants,
)

urlpatterns = [
    path("inkorg/", arrivals.inbox_list, name="inbox-list"),
    path("inkorg/moten/", meetings.meeting_list, name="intake-meeting-list"),
    path("inkorg/moten/<uuid:pk>/", meetings.meeting_report, name="intake-meeting-report"),
    path("inkorg/moten/<uuid:pk>/kallelse/", meetings.meeting_letter, name="intake-meeting-letter"),
    path("inkorg/<uuid:pk>/", assessment.intake_show, name="intake-show"),
    path("inkorg/<uuid:pk>/oppna/", assessment.intake_open, name="intake-open"),
    path("inkorg/<uuid:pk>/bedom/", assessment.intake_assess, name="intake-assess"),
    path(
        "inkorg/<uuid:pk>/kriterium/<slug:criterion>/",
        assessment.criterion_judge,
        name="criterion-judge",
    ),
    path("inkorg/<uuid:pk>/mote/", meetings.meeting_book, name="intake-meeting-book"),
    path("inkorg/<uuid:pk>/ta-emot/", assessment.intake_admit, name="intake-admit"),
    path("inkorg/<uuid:pk>/ta-inte-emot/", assessment.intake_refuse, name="intake-refuse"),
    path("inkorg/<uuid:pk>/ko/", assessment.intake_queue, name="intake-queue"),
    path("inkorg/<uuid:pk>/komplettering/", assessment.intake_ask, name="intake-ask"),
    path("inkorg/<uuid:pk>/inte-natt/", assessment.intake_unreached, name="intake-unreached"),
    path("inkorg/<uuid:pk>/tillbakadragen/", arrivals.intake_close, name="intake-close"),
    path("inkorg/<uuid:pk>/inskrivning/", enrolment.enrol, name="intake-enrol"),
    path("inkorg/ta-over/<slug:programme>/", taking_over.people_take_over, name="people-take-over"),
    path("laget/<uuid:pk>/variant/", variants.arm_change, name="arm-change"),
    path("platser/", places.capacity, name="capacity"),
    path("floden/", places.flow_show, name="flow"),
    path("laget/", team.team_show, name="team-show"),
    path("laget/<uuid:pk>/", team.case_reassign, name="case-reassign"),
]
