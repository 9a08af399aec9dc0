"""This file is where somebody proves once more who she is, before data leaves or rights are given.

A session may be left open on a desk. What it can be used for in that hour is daily work, which is
logged; not taking data out of the system, seeing what is hidden, or making new members.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods

from stegvis.web import parking
from stegvis.web.sessions import FRESH_KEY

View = Callable[..., HttpResponse]


def mark_fresh(request: HttpRequest, at: int | None = None) -> None:
    """Who is logged in proved it at this second; now, unless told otherwise."""
    now = int(time.time())
    request.session[FRESH_KEY] = now if at is None else min(at, now)


def is_fresh(request: HttpRequest) -> bool:
    """Was the last proof given within the time that the setting allows?"""
    proofs = [request.session.get(FRESH_KEY, 0)]
    if request.user.is_authenticated:
        records = get_authentication_records(request, request.user)
        proofs += [int(one["at"]) for one in records if one.get("method") == "mfa"]
    return bool(time.time() - max(proofs) <= settings.FRESH_SECONDS)


def fresh_login(view: View) -> View:
    """Only with a login of at most five minutes (setting); otherwise to the page where it is made.

    What was typed waits, sealed, and is given back. Works for staff and for participants.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request) else ask(request)

    return guarded


def fresh_post(view: View) -> View:
    """As fresh_login, where only what is sent needs it and looking does not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or is_fresh(request):
            return view(request, *args, **kwargs)
        return ask(request)

    return guarded


def ask(request: HttpRequest) -> HttpResponse:
    """To the page where the proof is given; from there back to where she was going."""
    back = request.get_full_path()
    if request.method == "POST":
        parked = parking.park(request.user.pk, request)
        back = f"{reverse('resume-form', args=[parked.pk])}?bekraftad"
    target = f"{reverse('confirm-identity')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


@require_http_methods(["GET", "POST"])
def confirm_identity(request: HttpRequest) -> HttpResponse:
    """How to prove it: at the provider, with a code or key here, or by a click in the
    demonstration, where there is nothing to prove."""
    if not request.user.is_authenticated:
        return redirect("/" if settings.DEMO else settings.LOGIN_URL)
    back = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST" and settings.DEMO:
        mark_fresh(request)
        return redirect(back)
    return render(
        request,
        "account/confirm_identity.html",
        {"page_title": "Bekräfta att det är du", "next": back, "way": _way(request, back)},
    )


def _safe(request: HttpRequest, wanted: str) -> str:
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else "/"


def _way(request: HttpRequest, back: str) -> str:
    """The address where this session's own kind of login is made once more."""
    if settings.DEMO:
        return ""
    records = get_authentication_records(request, request.user)
    providers = [one["provider"] for one in records if one.get("method") == "socialaccount"]
    if providers:
        begin = reverse("openid_connect_login", kwargs={"provider_id": providers[-1]})
        return f"{begin}?{urlencode({'igen': '', 'next': back})}"
    has_codes = Authenticator.objects.filter(user_id=request.user.pk, type="totp").exists()
    here = reverse("mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn")
    return f"{here}?{urlencode({'next': back})}"
