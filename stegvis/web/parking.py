"""This file is where a form waits while its author logs in again: encrypted, for 30 minutes."""

import base64
import hashlib
import json
from datetime import timedelta
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from stegvis.web.models import ParkedForm
from stegvis.web.sessions import Visitor

KEPT = timedelta(minutes=30)
_NOT_KEPT = ("csrfmiddlewaretoken", "_token")


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"parked form" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def ask_for_login(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """To the login; what was typed is parked first, if we know whose it is."""
    parked = None
    if request.method == "POST" and visitor.account_id and visitor.expired:
        parked = park(visitor.account_id, request)
    if visitor.account_id:
        logout(request)
    back = f"/fortsatt/{parked.pk}/" if parked else request.get_full_path()
    if request.method != "GET" and not parked:
        back = "/att-gora/"
    target = "/" if settings.DEMO else settings.LOGIN_URL
    answer = redirect(f"{target}?{urlencode({'next': back})}")
    if request.headers.get("HX-Request"):
        # A fragment cannot show a login: the whole page goes there.
        answer = HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def park(account_id: UUID, request: HttpRequest) -> ParkedForm:
    ParkedForm.objects.filter(parked_at__lt=timezone.now() - KEPT).delete()
    fields = [(k, v) for k, values in request.POST.lists() for v in values if k not in _NOT_KEPT]
    return ParkedForm.objects.create(
        account_id=account_id,
        path=request.get_full_path()[:300],
        sealed=_cipher().encrypt(json.dumps(fields).encode()),
    )


def unpark(account_id: UUID, pk: UUID) -> tuple[str, list[tuple[str, str]]] | None:
    """Where the form was going and what was typed, for the same person within 30 minutes."""
    row = ParkedForm.objects.filter(
        pk=pk, account_id=account_id, parked_at__gte=timezone.now() - KEPT
    ).first()
    if row is None:
        return None
    try:
        fields = json.loads(_cipher().decrypt(bytes(row.sealed)))
    except InvalidToken:
        return None
    return row.path, [(key, value) for key, value in fields]


def forget_about(pk: UUID, *, but: UUID) -> None:
    """Throw away what others have parked of forms about this case or referral."""
    ParkedForm.objects.filter(path__contains=str(pk)).exclude(account_id=but).delete()
