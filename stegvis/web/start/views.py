"""This file is where people come in: the front page, roles of the demonstration, assignments."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from stegvis.access.policy import NotVisible
from stegvis.access.roles import ROLES
from stegvis.core.dates import today
from stegvis.organisations.models import Account, Assignment
from stegvis.web import parking
from stegvis.web.demo.own import selves
from stegvis.web.gallery import examples
from stegvis.web.navigation import start_page
from stegvis.web.sessions import ORGANISATION_KEY, visitor_of
from stegvis.web.shared.pages import StaffRequest
from stegvis.web.step_up import mark_fresh

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else ""


def front(request: HttpRequest) -> HttpResponse:
    """Whoever is logged in goes to her work; in the demonstration others choose a role."""
    visitor = visitor_of(request)
    if visitor.person and not _next(request):
        return redirect("own-start")
    if visitor.actor and not _next(request):
        return redirect(start_page(visitor.actor, visitor.seats))
    if not settings.DEMO:
        return redirect("log-in")
    people = (
        Assignment.objects.current(today())
        .filter(account__is_active=True, account__is_system=False)
        .select_related("account", "organisation", "unit")
        .order_by("organisation__name", "role", "account__name")
    )
    organisations: dict[str, list[dict[str, str]]] = {}
    for a in people:
        organisations.setdefault(a.organisation.name, []).append(
            {
                "id": str(a.pk),
                "name": a.account.name,
                "title": a.title or ROLES[a.role_key].name,
                "role": ROLES[a.role_key].name,
                "description": ROLES[a.role_key].description,
            }
        )
    return render(
        request,
        "start/choose_role.html",
        {
            "page_title": "Välj vem du vill vara",
            "organisations": organisations,
            "selves": selves(),
            "is_filling": _is_filling(),
            "next": _next(request),
        },
    )


def _is_filling() -> bool:
    """Whether some of the demonstration's people have yet to come in."""
    if not settings.DEMO_STATE:
        return False
    state = Path(settings.DEMO_STATE)
    return state.exists() and state.read_text() != "ready"


@require_POST
def choose_role(request: HttpRequest) -> HttpResponse:
    """Log in as one of the invented people. Does not exist outside the demonstration."""
    if not settings.DEMO:
        raise Http404
    if herself := request.POST.get("participant"):
        account = get_object_or_404(Account, pk=herself, person_key__isnull=False, is_active=True)
        login(request, account, backend=BACKEND)
        mark_fresh(request)
        return redirect("own-start")
    assignment = get_object_or_404(
        Assignment.objects.current(today()).select_related("account"),
        pk=request.POST.get("assignment"),
        account__is_active=True,
    )
    login(request, assignment.account, backend=BACKEND)
    mark_fresh(request)
    request.session[ORGANISATION_KEY] = str(assignment.organisation_id)
    return redirect(_next(request) or "front")


def choose_assignment(request: HttpRequest) -> HttpResponse:
    """A person with assignments at two authorities says for which one she acts now."""
    visitor = visitor_of(request)
    if visitor.account_id is None or visitor.expired:
        return parking.ask_for_login(request, visitor)
    organisations = {a.organisation_id: a.organisation for a in visitor.assignments}
    if request.method == "POST":
        chosen = request.POST.get("organisation", "")
        if chosen in {str(pk) for pk in organisations}:
            request.session[ORGANISATION_KEY] = chosen
            return redirect("front")
    return render(
        request,
        "start/choose_assignment.html",
        {"page_title": "Vilken myndighet arbetar du för nu?", "choices": organisations.values()},
    )


def log_in(request: HttpRequest) -> HttpResponse:
    return redirect("front" if settings.DEMO else "account_login", permanent=False)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session and tell the browser to forget what it holds."""
    logout(request)
    answer = redirect("front")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part that pages are made of, with example values; in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "gallery.html", examples())


def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


def resume(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What was typed when the login expired, given back to the same person."""
    parked = parking.unpark(request.actor.account_id, pk)
    if parked is None:
        raise NotVisible
    path, fields = parked
    return render(
        request,
        "start/resume.html",
        {"page_title": "Det du skrev finns kvar", "path": path, "fields": fields},
    )
