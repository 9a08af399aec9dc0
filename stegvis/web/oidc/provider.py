"""This file is where the site asks a provider who somebody is, and reads the answer.

django-allauth keeps the round trip (state, PKCE, code for token); what it leaves unchecked or
would keep too much of is replaced here.
"""

import json
import time
from secrets import token_urlsafe
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from stegvis.core.errors import RuleBroken
from stegvis.core.logins import PARTICIPANT
from stegvis.core.person_key import keyed_digest, person_key
from stegvis.organisations.models import Account
from stegvis.web.oidc.refusals import LoginRefused
from stegvis.web.oidc.tokens import Expected, TokenRefused, verified

# In the address of a login: that who is logged in shall prove it once more.
AGAIN = "igen"


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):
    """One round trip to one provider; knows afterwards which state it was made with."""

    state: dict[str, Any]

    @property
    def issuer(self) -> str:
        return str(self.get_provider().app.settings["server_url"])

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer publishes about itself; it must call itself what we call it, and
        nothing of it may travel in the clear. Raises LoginRefused."""
        if not hasattr(self, "_published"):
            published = super().openid_config
            if published.get("issuer") != self.issuer:
                raise LoginRefused("failed", "issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not str(published.get(name, "")).startswith("https://"):
                    raise LoginRefused("failed", "endpoint")
            self._published = published
        return dict(self._published)

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Raises LoginRefused or requests' own errors; nothing is saved here."""
        try:
            claims = verified(
                str(kwargs["response"].get("id_token") or ""),
                self._fetch(self.openid_config["jwks_uri"]),
                Expected(
                    issuer=self.issuer,
                    client_id=app.client_id,
                    nonce=str(self.state.get("nonce", "")),
                    levels=app.settings["levels"],
                    proved_after=int(self.state.get("proved_after", 0)),
                ),
            )
        except TokenRefused as refused:
            raise LoginRefused(
                "level" if refused.reason == "level" else "failed", refused.reason
            ) from None
        identity = self._identity(app.settings["claim"], claims, token.token)
        return _social_login(self.get_provider(), claims, identity)

    def _identity(self, name: str, claims: dict[str, Any], access_token: str) -> str:
        """The one claim that is needed, from the token or else from the provider's own page."""
        if name not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(access_token)
            if told.get("sub") != claims["sub"]:
                raise LoginRefused("failed", "userinfo")
            claims = told
        found = claims.get(name)
        if not isinstance(found, str) or not found.strip():
            raise LoginRefused("claim", "claim")
        return found

    def _fetch(self, address: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            response = session.get(address)
            response.raise_for_status()
        return dict(response.json())


def _social_login(provider: "Provider", claims: dict[str, Any], identity: str) -> SocialLogin:
    """What the rest of the login needs to know, and nothing that can be read afterwards."""
    account, employee_id = Account(), ""
    if provider.is_for_participants:
        try:
            account.person_key = person_key(identity)
        except RuleBroken:
            raise LoginRefused("claim", "number") from None
        uid = account.person_key
    else:
        employee_id = identity
        uid = keyed_digest("subject", str(provider.app.settings["server_url"]), str(claims["sub"]))
    found = SocialLogin(
        user=account,
        account=SocialAccount(provider=provider.sub_id, uid=uid, extra_data={}),
        provider=provider,
    )
    found.employee_id = employee_id
    found.proved_at = int(claims.get("auth_time", 0))
    return found


class Provider(OpenIDConnectProvider):
    """Asks for one claim and a level, whatever the address of the login says."""

    oauth2_adapter_class = VerifyingAdapter
    pkce_enabled_default = True
    supports_token_authentication = False

    @property
    def is_for_participants(self) -> bool:
        return bool(self.app.provider_id == PARTICIPANT)

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        levels = self.app.settings["levels"]
        wanted = {
            "id_token": {
                self.app.settings["claim"]: {"essential": True},
                "acr": {"essential": True, "values": levels},
            }
        }
        asked = {"acr_values": " ".join(levels), "claims": json.dumps(wanted)}
        if AGAIN in request.GET:
            asked |= {"prompt": "login", "max_age": "0"}
        return asked

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """A login is all that this address begins: nobody connects a second identity to herself."""
        wanted: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        return wanted | {"process": AuthProcess.LOGIN}

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kw: Any
    ) -> HttpResponse:
        """Begin the round trip; the nonce waits in the session for a token that repeats it."""
        nonce = token_urlsafe(32)
        kw["auth_params"] = {**kw.get("auth_params", {}), "nonce": nonce}
        kw["nonce"] = nonce
        kw["asked"] = self.app.provider_id
        if AGAIN in request.GET:
            kw["proved_after"] = int(time.time())
        answer: HttpResponse = super().redirect(request, process, next_url, data, **kw)
        return answer


provider_classes = [Provider]
