"""This file is where a request gets its actor, its one transaction and its log."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.events import Event
from stegvis.audit.journal import acting, journal
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.web import errors, parking
from stegvis.web.login import has_second_factor
from stegvis.web.sessions import visitor_of
from stegvis.web.submission import earlier_answer, remember_answer

# Pages that nobody needs to be logged in for; everything else needs an actor.
PUBLIC = (
    "/konto/",
    "/logga-in/",
    "/logga-ut/",
    "/static/",
    "/valj-roll/",
    "/halsa/",
    "/uppdrag/",
    "/galleri/",
)
Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class SecurityHeaders:
    """Headers on every answer: nothing is cached, framed or loaded from anywhere else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response


class ActorMiddleware:
    """Login unless the path is public; one transaction; log before the answer leaves."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        if request.path == "/" or request.path.startswith(PUBLIC):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        visitor = visitor_of(request)
        if visitor.account_id is None or visitor.expired or not visitor.assignments:
            return parking.ask_for_login(request, visitor)
        request.user = visitor.assignments[0].account
        if not has_second_factor(request):
            return redirect("mfa_index")
        if visitor.actor is None:
            return redirect("choose-assignment")
        request.actor = visitor.actor
        try:
            return self._within_transaction(request, visitor.actor, match.view_name)
        except DatabaseError:
            # Most often the log: without it no data leaves.
            errors.logger.exception("the request could not be completed")
            return errors.unavailable(request)

    def _within_transaction(self, request: HttpRequest, actor: Actor, purpose: str) -> HttpResponse:
        reading = request.method in ("GET", "HEAD", "OPTIONS")
        with acting(actor, read_only=reading, purpose=purpose):
            if not reading and (earlier := earlier_answer(request, actor)):
                return earlier
            response = self.get_response(request)
            if response.streaming:
                raise RuntimeError("A streamed answer would leave before the log is written.")
            if response.status_code >= 400:
                transaction.set_rollback(True)
            elif not reading and isinstance(response, HttpResponseRedirect):
                remember_answer(request, response.url)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Refusals become pages; what was refused is logged in a transaction of its own."""
        if isinstance(error, NotVisible | Refused) and request.actor:
            _log_refusal(request, request.actor)
        if isinstance(error, NotVisible):
            return errors.not_found(request, error)
        if isinstance(error, Refused):
            return errors.refused(request)
        if isinstance(error, Conflict):
            return errors.conflict(request)
        if isinstance(error, RuleBroken):
            return errors.rule_broken(request, error)
        return None


def _log_refusal(request: HttpRequest, actor: Actor) -> None:
    match = request.resolver_match
    pk = match.kwargs.get("pk") if match else None
    journal().look(
        Event.ACCESS_REFUSED,
        owner_id=actor.organisation_id,
        item_kind=match.view_name if match else "",
        item_id=pk if isinstance(pk, UUID) else None,
    )
