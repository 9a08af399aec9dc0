"""This file is where logging in is narrowed: staff by invitation, always with a second factor."""

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.core.letters import Letter, send
from stegvis.core.logins import is_for_staff
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account, Assignment
from stegvis.web.sessions import FRESH_KEY, LOGIN_KEY, SEEN_KEY

# A one-time code, a recovery code or a passkey here, or a provider whose level was checked.
SECOND_FACTORS = ("mfa", "socialaccount")
METHODS_KEY = "account_authentication_methods"
OWN_PAGES = "/mina-sidor/"


class StaffOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up by herself: an administrator of the own authority adds every account."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Adressen eller lösenordet stämmer inte. Kontrollera båda.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "too_many_login_attempts": "För många försök. Vänta en stund och försök igen.",
        "rate_limited": "För många försök. Vänta en stund och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log the attempt in the chain of the authority whose account it was tried on. An address
        that belongs to nobody is not logged: it may be anything."""
        super().authentication_failed(request, **credentials)
        account = Account.objects.filter(email__iexact=credentials.get("email") or "").first()
        if account is not None:
            log_failed_login(account)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The library's letters in our own words. Whoever has no account gets none: the address
        is anybody's."""
        if template_prefix == "account/email/password_reset_key":
            send(Letter.PASSWORD, email, context["password_reset_url"])

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Whatever the way in was: an account that has rested too long stays outside."""
        if not user.is_participant and user.has_rested(settings.INACTIVE_DAYS, timezone.now()):
            log_failed_login(user)
            page = render(request, "account/rested.html", status=403)
            raise ImmediateHttpResponse(page)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin to count the session's rest and length; a provider says itself how fresh it is."""
        super().login(request, user)
        request.session[LOGIN_KEY] = request.session[SEEN_KEY] = int(time.time())
        if proved_at := getattr(request, "proved_at", 0):
            request.session[FRESH_KEY] = min(proved_at, int(time.time()))


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor's messages in our own words."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Koden stämmer inte. Vänta på nästa kod och försök igen.",
        "cannot_delete_authenticator": "Den kan inte tas bort.",
    }


def log_failed_login(account: Account) -> None:
    log_about(account, Event.LOGIN_FAILED)


def log_about(account: Account, event: Event) -> None:
    """Log what nobody has yet acted in, in a transaction of its own, in the chain of the authority
    that last gave the account an assignment. A participant's account has none."""
    assignment = (
        Assignment.objects.filter(account=account)
        .select_related("organisation")
        .order_by("-starts_on")
        .first()
    )
    if assignment is None:
        return
    with acting(system(assignment.organisation), purpose="login") as journal:
        journal.add(
            event,
            owner_id=assignment.organisation_id,
            item_kind="account",
            item_id=assignment.account_id,
        )


def keep_identity(identity: SocialAccount, account: Account) -> None:
    """From now on whoever proves to be this identity is logged in to this account."""
    identity.user = account
    identity.save()


def has_second_factor(request: HttpRequest) -> bool:
    """True when this session was opened with a one-time code, a passkey, or an e-legitimation of a
    level that the configuration lets in.

    A password alone reaches no case. The demonstration has no passwords and needs none.
    """
    if settings.DEMO:
        return True
    methods: list[dict[str, Any]] = request.session.get(METHODS_KEY, [])
    return any(method.get("method") in SECOND_FACTORS for method in methods)


def staff_issuers() -> dict[str, str]:
    """Who vouches for staff here, each with the name of its login; empty where nobody does and
    they have passwords."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {app["settings"]["server_url"]: app["name"] for app in apps if is_for_staff(app)}


def invitation_path(account: Account) -> str:
    """Where a person chooses the password of her account; good for three days and for once."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(account),
            "key": default_token_generator.make_token(account),
        },
    )
