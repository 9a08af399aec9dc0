"""This file is where somebody who has proved who she is gets her account, or is turned away."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.http import HttpRequest
from django.shortcuts import redirect

from stegvis.audit.events import Event
from stegvis.organisations.actions.identification import employee_account, participant_account
from stegvis.organisations.actions.member import normal_employee_id
from stegvis.organisations.models import Account
from stegvis.web.login import OWN_PAGES, keep_identity, log_about
from stegvis.web.oidc.refusals import LoginRefused, refuse
from stegvis.web.step_up import mark_fresh


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Staff meet the account that was prepared for them; a participant gets one without a name."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Every error of the round trip is a page of ours; its text never reaches a page or log."""
        kind = "cancelled" if error == AuthError.CANCELLED else "failed"
        code = type(exception).__name__ if exception else str(error)
        raise ImmediateHttpResponse(refuse(request, LoginRefused(kind, code)))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The last step before anybody is logged in. Raises LoginRefused."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise LoginRefused("failed", "process")
        account = _account_of(sociallogin)
        if not account.is_active:
            raise LoginRefused("closed", "closed", account)
        if sociallogin.state.get("proved_after"):
            _prove_again(request, sociallogin, account)
        request.proved_at = sociallogin.proved_at
        sociallogin.state["next"] = _destination(account, sociallogin.state.get("next"))


def _account_of(sociallogin: SocialLogin) -> Account:
    if sociallogin.provider.is_for_participants:
        key = sociallogin.account.uid
        account = sociallogin.user if sociallogin.is_existing else participant_account(key)
        if account.person_key != key:
            raise LoginRefused("changed", "person", account)
    else:
        account = _employee(sociallogin)
    if not sociallogin.is_existing:
        keep_identity(sociallogin.account, account)
        sociallogin.user = account
    return account


def _employee(sociallogin: SocialLogin) -> Account:
    """The account that this subject was attached to, or that waits for this employee id."""
    issuer = str(sociallogin.provider.app.settings["server_url"])
    if sociallogin.is_existing:
        account: Account = sociallogin.user
        told = (issuer, normal_employee_id(sociallogin.employee_id))
        if (account.employee_issuer, account.employee_id) != told:
            raise LoginRefused("changed", "employee", account)
        return account
    found = employee_account(issuer, sociallogin.employee_id)
    if found is None:
        raise LoginRefused("unknown", "unknown")
    if SocialAccount.objects.filter(user=found, provider=sociallogin.account.provider).exists():
        # Somebody else has already proved to be this employee.
        raise LoginRefused("changed", "subject", found)
    log_about(found, Event.MEMBER_IDENTIFIED)
    return found


def _prove_again(request: HttpRequest, sociallogin: SocialLogin, account: Account) -> None:
    """Who is logged in has proved it once more: the session goes on, and is fresh."""
    if not request.user.is_authenticated or request.user.pk != account.pk:
        raise LoginRefused("other", "other", account)
    mark_fresh(request, sociallogin.proved_at)
    raise ImmediateHttpResponse(redirect(sociallogin.state.get("next") or "/"))


def _destination(account: Account, wanted: str | None) -> str:
    """Her own pages for a participant and never for staff, whatever the address asked for."""
    is_own = bool(wanted and wanted.startswith(OWN_PAGES))
    if account.is_participant:
        return wanted if wanted and is_own else OWN_PAGES
    return wanted if wanted and not is_own else "/"
