"""This file is where a person leaves for her provider, and where she comes back."""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from requests import RequestException

from stegvis.web.oidc.provider import VerifyingAdapter
from stegvis.web.oidc.refusals import LoginRefused, refuse


class Return(OAuth2CallbackView):
    """Gives the state to the checks, which the library keeps to itself."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        if state is not None:
            # Who answers must be who was asked, also by its own word where it gives it (RFC 9207).
            if state.get("asked") != self.adapter.get_provider().app.provider_id:
                raise LoginRefused("failed", "asked")
            if request.GET.get("iss", self.adapter.issuer) != self.adapter.issuer:
                raise LoginRefused("failed", "iss")
            self.adapter.state = state
        return state, answer


@require_GET
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        view = OAuth2LoginView.adapter_view(VerifyingAdapter(request, provider_id))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException:
        return refuse(request, LoginRefused("away", "unreachable"))
    except LoginRefused as refused:
        return refuse(request, refused)
    return answer


@require_GET
def finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Only with a state that this very session began with, and only once."""
    try:
        answer: HttpResponse = Return.adapter_view(VerifyingAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except LoginRefused as refused:
        return refuse(request, refused)
    return answer
