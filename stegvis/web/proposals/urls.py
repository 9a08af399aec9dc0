"""Proposals: list, new, check and send, follow; assess, take on, decline."""

from django.urls import path

from stegvis.web.casework.protection_urls import addresses
from stegvis.web.proposals import assessing, writing

urlpatterns = [
    path("", assessing.proposal_list, name="proposal-list"),
    path("nytt/", writing.proposal_choose, name="proposal-choose"),
    path("nytt/<uuid:pk>/<uuid:operator>/", writing.proposal_draft, name="proposal-draft"),
    path("<uuid:pk>/", writing.proposal_show, name="proposal-show"),
    path("<uuid:pk>/andra/", writing.proposal_change, name="proposal-change"),
    path("<uuid:pk>/skicka/", writing.proposal_send, name="proposal-send"),
    path("<uuid:pk>/dra-tillbaka/", writing.proposal_withdraw, name="proposal-withdraw"),
    path("<uuid:pk>/bedom/", assessing.proposal_assess, name="proposal-assess"),
    path("<uuid:pk>/bedom/oppna/", assessing.proposal_open, name="proposal-open"),
    path("<uuid:pk>/bedom/vidare/", assessing.proposal_refer, name="proposal-refer"),
    path("<uuid:pk>/bedom/avboj/", assessing.proposal_decline, name="proposal-decline"),
    *addresses("proposal", "proposal-"),
]
