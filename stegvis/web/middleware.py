"""This file is where a request gets its actor, its one transaction and its log."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from stegvis.access.actor import Actor, Person
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.events import Event
from stegvis.audit.journal import acting, journal
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.queries import own_participants
from stegvis.web import alarming, errors, parking, volume
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
    "/tillganglighet/",
)
# A participant's own pages: nobody else's, and she has no others.
OWN_PAGES = "/mina-sidor/"
Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


# Nothing of the machine that a page has no use for; passkeys are used at login.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera"),
        *("display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone"),
        *("midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb"),
    )
)


def is_garbled(request: HttpRequest) -> bool:
    """An address with a sign that no text can hold: nobody types it, and no database keeps it."""
    return "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")


class SecurityHeaders:
    """Headers on every answer: nothing is cached, framed or loaded from anywhere else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = (
            errors.bad_request(request) if is_garbled(request) else self.get_response(request)
        )
        # A downloaded file has a stricter policy of its own.
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response


class ActorMiddleware:
    """Login unless the path is public; one transaction; log before the answer leaves."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = request.person = None
        request.seats = ()
        if request.path == "/" or request.path.startswith(PUBLIC):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        visitor = visitor_of(request)
        if visitor.person is not None:
            # Her own role could not read how she logs in, so the account is at hand.
            request.user = visitor.person_account
            return self._herself(request, visitor.person, match.view_name)
        if visitor.account_id is None or visitor.expired or not visitor.assignments:
            return parking.ask_for_login(request, visitor)
        request.user = visitor.assignments[0].account
        if not has_second_factor(request):
            return redirect("mfa_index")
        if visitor.actor is None:
            return redirect("choose-assignment")
        if volume.too_fast(visitor.actor.account_id):
            return errors.too_fast(request)
        request.actor, request.seats = visitor.actor, visitor.seats
        return self._answer(request, visitor.actor, match.view_name)

    def _herself(self, request: HttpRequest, person: Person, purpose: str) -> HttpResponse:
        """A participant reaches her own pages and no other page of the system."""
        request.person = person
        if not has_second_factor(request):
            return redirect("account_logout")
        if volume.too_fast(person.account_id):
            return errors.too_fast(request)
        return self._answer(request, person, purpose)

    def _answer(self, request: HttpRequest, actor: Actor | Person, purpose: str) -> HttpResponse:
        try:
            return self._within_transaction(request, actor, purpose)
        except DatabaseError:
            # Most often the log: without it no data leaves.
            errors.logger.exception("the request could not be completed")
            return errors.unavailable(request)

    def _within_transaction(
        self, request: HttpRequest, actor: Actor | Person, purpose: str
    ) -> HttpResponse:
        reading = request.method in ("GET", "HEAD", "OPTIONS")
        limits = volume.limits(actor)
        with acting(actor, read_only=reading, purpose=purpose, limits=limits) as kept:
            if isinstance(actor, Person):
                request.person = actor = replace(actor, participants=own_participants(actor))
            if isinstance(actor, Person) != request.path.startswith(OWN_PAGES):
                # Hers are nobody else's, and she has no others.
                request.resolver_match = resolve(request.path_info)
                _log_refusal(request, actor)
                transaction.set_rollback(True)
                return errors.not_found(request)
            if not reading and (earlier := earlier_answer(request, actor)):
                return earlier
            response = self.get_response(request)
            if response.streaming:
                raise RuntimeError("A streamed answer would leave before the log is written.")
            if response.status_code >= 400:
                transaction.set_rollback(True)
            elif not reading:
                alarming.sound_what_was_shown(kept)
                if isinstance(response, HttpResponseRedirect):
                    remember_answer(request, response.url)
        return volume.held_back(request, kept) or response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Refusals become pages; what was refused is logged in a transaction of its own."""
        if isinstance(error, NotVisible | Refused) and (request.actor or request.person):
            _log_refusal(request, request.actor or request.person)
        if isinstance(error, NotVisible):
            return errors.not_found(request)
        if isinstance(error, Refused):
            return errors.refused(request)
        if isinstance(error, Conflict):
            return errors.conflict(request, error)
        if isinstance(error, RuleBroken):
            return errors.rule_broken(request, error)
        return None


def _log_refusal(request: HttpRequest, actor: Actor | Person) -> None:
    """In the chain of the authority that the actor works for, or of each that knows the person."""
    match = request.resolver_match
    pk = match.kwargs.get("pk") if match else None
    chains = set(actor.participants.values()) if isinstance(actor, Person) else set()
    for owner_id in chains or {actor.organisation_id} - {None}:
        journal().look(
            Event.ACCESS_REFUSED,
            owner_id=owner_id,
            item_kind=match.view_name if match else "",
            item_id=pk if isinstance(pk, UUID) else None,
        )
