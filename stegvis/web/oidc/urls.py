"""The round trip to a provider, and the proof that is asked for once more.

The login library puts these among its own addresses.
"""

from django.urls import path

from stegvis.web.oidc import views
from stegvis.web.step_up import confirm_identity

urlpatterns = [
    path("bekrafta/", confirm_identity, name="confirm-identity"),
    path("oidc/<slug:provider_id>/login/", views.begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.finish, name="openid_connect_callback"),
]
