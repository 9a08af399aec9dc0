"""This file is where a page is answered: with a form that was refused it says so by its status."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may_somewhere


class StaffRequest(HttpRequest):
    """A request whose actor the middleware has set; every view but the public ones gets one."""

    actor: Actor


def only_for(actor: Actor, *permissions: Permission) -> None:
    """A page that none of the actor's roles has a use for does not exist for her: lists that
    would be empty, forms that would be refused. Raises NotVisible."""
    if not any(may_somewhere(actor, permission) for permission in permissions):
        raise NotVisible


def page(
    request: HttpRequest, template: str, context: dict[str, Any], form: Form | None = None
) -> HttpResponse:
    """Render a page. A bound form with errors gives 422, so that nothing of it is kept."""
    if form is not None:
        context = {"form": form, **context}
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, context, status=422 if refused else 200)
