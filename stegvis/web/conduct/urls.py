"""How a programme is run (insatsens gång) under /gang/."""

from django.urls import path

from stegvis.web.conduct import deviations, ending, frame, planned, seats, staffing, steering

urlpatterns = [
    path("", frame.conduct, name="conduct"),
    path("<slug:programme>/bemanning/", staffing.staffing, name="staffing"),
    path("<slug:programme>/bemanning/ny/", staffing.holding_add, name="holding-add"),
    path("<slug:programme>/bemanning/<uuid:pk>/", staffing.holding_change, name="holding-change"),
    path("<slug:programme>/styrgrupp/", steering.steering, name="steering"),
    path("<slug:programme>/styrgrupp/ledamot/", steering.member_add, name="steering-member-add"),
    path(
        "<slug:programme>/styrgrupp/ledamot/<uuid:pk>/",
        steering.member_change,
        name="steering-member-change",
    ),
    path("<slug:programme>/styrgrupp/mote/", steering.meeting_add, name="steering-meeting-add"),
    path(
        "<slug:programme>/styrgrupp/mote/<uuid:pk>/",
        steering.meeting_show,
        name="steering-meeting-show",
    ),
    path(
        "<slug:programme>/styrgrupp/mote/<uuid:pk>/andra/",
        steering.meeting_change,
        name="steering-meeting-change",
    ),
    path(
        "<slug:programme>/styrgrupp/mote/<uuid:pk>/beslut/",
        steering.decision_add,
        name="steering-decision-add",
    ),
    path(
        "<slug:programme>/styrgrupp/beslut/<uuid:pk>/klart/",
        steering.decision_done,
        name="steering-decision-done",
    ),
    path(
        "<slug:programme>/styrgrupp/beslut/<uuid:pk>/ratta/",
        steering.decision_correct,
        name="steering-decision-correct",
    ),
    path("<slug:programme>/vara-platser/", seats.seat_list, name="seat-list"),
    path("<slug:programme>/vara-platser/ny/", seats.seat_add, name="seat-add"),
    path("<slug:programme>/vara-platser/<uuid:pk>/", seats.seat_change, name="seat-change"),
    path("<slug:programme>/avvikelser/", deviations.deviation_list, name="deviation-list"),
    path("<slug:programme>/avvikelser/ny/", deviations.deviation_add, name="deviation-add"),
    path("<slug:programme>/avvikelser/<uuid:pk>/", deviations.show, name="deviation-show"),
    path(
        "<slug:programme>/avvikelser/<uuid:pk>/andra/", deviations.change, name="deviation-change"
    ),
    path("<slug:programme>/avvikelser/<uuid:pk>/skicka/", deviations.send, name="deviation-send"),
    path(
        "<slug:programme>/avvikelser/<uuid:pk>/mottagen/",
        deviations.receive,
        name="deviation-receive",
    ),
    path("<slug:programme>/plan/", planned.planned_work, name="planned-work"),
    path(
        "<slug:programme>/plan/<int:line>/<slug:quarter>/",
        planned.mark,
        name="planned-work-mark",
    ),
    path("<slug:programme>/avslut/", ending.programme_end, name="programme-end"),
    path("<slug:programme>/avslut/beslut/", ending.decide, name="programme-end-decide"),
    path("<slug:programme>/avslut/upphav/", ending.withdraw, name="programme-end-withdraw"),
    path("<slug:programme>/avslut/klart/", ending.complete, name="programme-end-complete"),
    path("<slug:programme>/avslut/infort/", ending.implementation, name="implementation"),
]
