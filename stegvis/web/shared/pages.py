"""This file is where a page is answered: with a form that was refused it says so by its status."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stegvis.access.actor import Actor


class StaffRequest(HttpRequest):
    """A request whose actor the middleware has set; every view but the public ones gets one."""

    actor: Actor


def page(
    request: HttpRequest, template: str, context: dict[str, Any], form: Form | None = None
) -> HttpResponse:
    """Render a page. A bound form with errors gives 422, so that nothing of it is kept."""
    if form is not None:
        context = {"form": form, **context}
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, context, status=422 if refused else 200)
