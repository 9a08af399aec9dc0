"""The round trip to a provider; the login library puts it among its own addresses."""

from django.urls import path

from stegvis.web.oidc import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.finish, name="openid_connect_callback"),
]
