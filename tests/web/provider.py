"""This file is where tests get a provider of identities: it signs what it is told to, truly or not.

It answers inside the process, in place of the network, so that no test reaches out.
"""

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter

from config.login import EMPLOYEE_CLAIM, LEVELS, PERSON_CLAIM

STAFF, PERSON = "medarbetare", "deltagare"
LOA2 = "http://id.elegnamnden.se/loa/1.0/loa2"
LOA3 = LEVELS.split()[0]
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT_ID = "stegvis"


def app(provider_id: str, issuer: str) -> dict[str, Any]:
    """The configuration of one login, as the settings hold it."""
    return {
        "provider_id": provider_id,
        "name": "e-legitimation",
        "client_id": CLIENT_ID,
        "secret": "hemlighet",
        "settings": {
            "server_url": issuer,
            "scope": ["openid"],
            "claim": PERSON_CLAIM if provider_id == PERSON else EMPLOYEE_CLAIM,
            "levels": LEVELS.split(),
            "oauth_pkce_enabled": True,
        },
    }


@dataclass
class MockProvider(BaseAdapter):
    """One issuer. `claims` is what it says of who logs in; `lies` is laid on top, None removes."""

    issuer: str
    claims: dict[str, Any]
    lies: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: Any = None
    asked: dict[str, str] = field(default_factory=dict)
    exchanged: list[dict[str, str]] = field(default_factory=list)
    token: str = ""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        path = urlsplit(str(request.url)).path
        body: Any = {
            "/.well-known/openid-configuration": self._about,
            "/keys": self._keys,
            "/token": lambda: self._token(request),
            "/userinfo": lambda: self.userinfo,
        }[path]()
        response = Response()
        response.status_code, response.request, response.url = 200, request, str(request.url)
        response.headers["content-type"] = "application/json"
        response.raw = BytesIO(json.dumps(body).encode())
        return response

    def close(self) -> None:
        """Nothing is held open."""

    def session(self) -> Session:
        session = Session()
        session.mount("https://", self)
        return session

    def _about(self) -> dict[str, Any]:
        about = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return about | self.published

    def _keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def _token(self, request: PreparedRequest) -> dict[str, str]:
        sent = parse_qs(str(request.body))
        self.exchanged.append({name: values[0] for name, values in sent.items()})
        if not self.token:
            self.token = self.sign()
        return {"access_token": "en-nyckel", "token_type": "Bearer", "id_token": self.token}

    def sign(self) -> str:
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 60,
            "auth_time": now,
            "acr": LOA3,
            "nonce": self.asked.get("nonce", ""),
            **self.claims,
            **self.lies,
        }
        said = {name: value for name, value in said.items() if value is not None}
        if self.algorithm == "none":
            return unsigned(said)
        key = "stegvis" * 8 if self.algorithm.startswith("HS") else self.key or KEY
        return jwt.encode(said, key, algorithm=self.algorithm, headers={"kid": "1"})

    def begin(self, client: Client, provider_id: str, query: str = "") -> dict[str, str]:
        """Leave the site for the provider; what the provider is asked for."""
        answer = client.get(f"/konto/oidc/{provider_id}/login/{query}")
        assert answer.status_code == 302, answer.content.decode()
        assert answer.url.startswith(f"{self.issuer}/authorize?")
        found = parse_qs(urlsplit(answer.url).query)
        self.asked = {name: values[0] for name, values in found.items()}
        return self.asked

    def finish(self, client: Client, provider_id: str, **query: str) -> Any:
        """Come back to the site with a code."""
        query = {"code": "en-kod", "state": self.asked.get("state", ""), **query}
        return client.get(f"/konto/oidc/{provider_id}/login/callback/", query)

    def log_in(self, client: Client, provider_id: str, query: str = "") -> Any:
        self.begin(client, provider_id, query)
        return self.finish(client, provider_id)


def unsigned(claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'kid': '1'})}.{part(claims)}."
