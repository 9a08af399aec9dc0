"""Referrals: list, new, check and send, follow, outreach."""

from django.urls import path

from stegvis.web.casework.protection_urls import addresses
from stegvis.web.referrals import following, writing

urlpatterns = [
    path("", following.referral_list, name="referral-list"),
    path("ny/", writing.referral_choose, name="referral-choose"),
    path("ny/<uuid:pk>/<uuid:receiver>/", writing.referral_draft, name="referral-draft"),
    path("ny/<uuid:pk>/fragor/<slug:route>/", writing.referral_facts, name="referral-facts"),
    path("uppsokande/", writing.outreach_choose, name="outreach-choose"),
    path("uppsokande/<uuid:pk>/<slug:route>/", writing.outreach_register, name="outreach-register"),
    path("<uuid:pk>/", following.referral_show, name="referral-show"),
    path("<uuid:pk>/personnummer/", following.referral_unmask, name="referral-unmask"),
    path("<uuid:pk>/andra/", writing.referral_change, name="referral-change"),
    path("<uuid:pk>/skicka/", writing.referral_send, name="referral-send"),
    path("<uuid:pk>/dra-tillbaka/", writing.referral_withdraw, name="referral-withdraw"),
    *addresses("referral", "referral-"),
]
