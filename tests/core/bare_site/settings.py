"""Settings of a site with one page, for tests of what starts and stops the server."""

import os

import dj_database_url
from django.http import HttpRequest, HttpResponse
from django.urls import path

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = ["procrastinate.contrib.django", "tests.core.bare_site"]
DATABASES = {
    "default": dj_database_url.parse(os.environ["DATABASE_URL"]),
    "owner": dj_database_url.parse(
        os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    ),
}
USE_TZ = True
ROOT_URLCONF = "tests.core.bare_site.settings"


def knows_owner(request: HttpRequest) -> HttpResponse:
    return HttpResponse("yes" if "DATABASE_OWNER_URL" in os.environ else "no")


urlpatterns = [path("", knows_owner)]
