"""This file is where logging in is narrowed: staff only, by invitation, with a second factor."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account, Assignment

SECOND_FACTOR = "mfa"
METHODS_KEY = "account_authentication_methods"


class StaffOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up by herself: an administrator of the own authority adds every account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log the attempt in a transaction of its own, in the chain of the authority whose account
        it was tried on. An address that belongs to nobody is not logged: it may be anything."""
        super().authentication_failed(request, **credentials)
        assignment = (
            Assignment.objects.filter(account__email__iexact=credentials.get("email") or "")
            .select_related("organisation")
            .order_by("-starts_on")
            .first()
        )
        if assignment is None:
            return
        with acting(system(assignment.organisation), purpose="login") as journal:
            journal.add(
                Event.LOGIN_FAILED,
                owner_id=assignment.organisation_id,
                item_kind="account",
                item_id=assignment.account_id,
            )


def has_second_factor(request: HttpRequest) -> bool:
    """True when this session was opened with a one-time code or a passkey.

    A password alone reaches no case. The demonstration has no passwords and needs none.
    """
    if settings.DEMO:
        return True
    methods: list[dict[str, Any]] = request.session.get(METHODS_KEY, [])
    return any(method.get("method") == SECOND_FACTOR for method in methods)


def invitation_path(account: Account) -> str:
    """Where a person chooses the password of her account; good for three days and for once."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(account),
            "key": default_token_generator.make_token(account),
        },
    )
