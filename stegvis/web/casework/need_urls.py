"""The case: what she needs, and what there is that could meet it."""

from django.urls import path

from stegvis.web.casework import needs

urlpatterns = [
    path("forslag/", needs.need_list, name="need-list"),
    path("forslag/nytt/", needs.need_add, name="need-add"),
    path("forslag/<uuid:need>/", needs.need_change, name="need-change"),
    path("forslag/<uuid:need>/mott/", needs.need_meet, name="need-meet"),
    path("forslag/<uuid:need>/oppna/", needs.need_reopen, name="need-reopen"),
    path("forslag/<uuid:need>/makulera/", needs.need_strike, name="need-strike"),
    path("forslag/<uuid:need>/ur-kon/", needs.need_leave_queue, name="need-leave-queue"),
    path("forslag/<uuid:need>/ko/<uuid:offer>/", needs.need_queue, name="need-queue"),
    path("forslag/<uuid:need>/valj/<uuid:offer>/", needs.need_plan, name="need-plan"),
]
