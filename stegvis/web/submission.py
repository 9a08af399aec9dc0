"""This file is where a form is made good for one answer: the second click gets the first's."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stegvis.access.actor import Actor
from stegvis.web.models import Submission
from stegvis.web.shared.forms import FORM_KEY


def token_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FORM_KEY, ""))
    except ValueError:
        return None


def earlier_answer(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """The answer that this very form got the first time, if it has been sent before.

    A second click waits for the first one's transaction, because the token is the row's key.
    """
    token = token_of(request)
    if token is None:
        return None
    Submission.objects.bulk_create(
        [Submission(token=token, account_id=actor.account_id)], ignore_conflicts=True
    )
    row = Submission.objects.filter(token=token, account_id=actor.account_id).first()
    return redirect(row.location) if row is not None and row.location else None


def remember_answer(request: HttpRequest, location: str) -> None:
    token = token_of(request)
    if token is not None:
        Submission.objects.filter(token=token).update(location=location[:300])
