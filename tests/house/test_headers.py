"""The headers of every answer, also of those that test_every_page does not open: to nobody, of
refusals and errors, of files; what the templates may hold; and the settings of a real server."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from stegvis.web.middleware import CONTENT_POLICY
from tests.house.access_table import ROWS
from tests.house.crawl import url_of
from tests.house.headers import faults_of_headers, faults_of_policy
from tests.house.objects import Objects
from tests.world import World

AsPerson = Callable[[str], Client]
ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "stegvis").rglob("templates/**/*.html"))
SCRIPTS = [ROOT / "stegvis/web/static/stegvis/stegvis.js"]
STYLES = sorted((ROOT / "stegvis/web/static").rglob("*.css"))


def test_nobody_gets_the_headers_too(world: World, objects: Objects) -> None:
    """Every address, asked for by somebody who is not logged in."""
    nobody, faults = Client(raise_request_exception=False), []
    for row in ROWS:
        for which in row.kinds()[:1]:
            for method in ("get", "post"):
                answer = getattr(nobody, method)(url_of(objects, row, which))
                faults += [f"{method} {row.name}: {fault}" for fault in faults_of_headers(answer)]
    assert "\n".join(faults) == ""


def test_buttons_and_refusals_too(objects: Objects, as_person: AsPerson) -> None:
    """What is not a page: 405 of a button, 404 of a stranger, 403, 400, 422."""
    own, adam, sara = objects.ids["own"], as_person("Adam"), as_person("Sara")
    answers = {
        404: adam.get(reverse("case-show", args=[own["case"]])),
        405: sara.get(reverse("note-attempt", args=[own["case"]])),
        403: sara.get(reverse("member-list")),
        400: sara.get("/deltagare/?namn=%00"),
        422: sara.post(reverse("note-write", args=[own["case"]]), {"text": ""}),
        200: sara.get(reverse("extent-read"), {"text": "10 h"}, headers={"HX-Request": "true"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert list(faults_of_headers(answer)) == [], status


def test_files_have_them_but_may_be_cached(as_person: AsPerson) -> None:
    answer = as_person("Sara").get("/static/stegvis/stegvis.css")
    assert answer.status_code == 200
    assert list(faults_of_headers(answer, is_static=True)) == []
    answer.close()


def test_over_https_the_cookies_are_bound_to_the_host(world: World, settings: Settings) -> None:
    """As `STEGVIS_HTTPS=1` sets it; the names themselves: test_the_settings_of_a_server."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-session", True
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "__Host-csrf", True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    answer = Client().get("/", secure=True)
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookies: SimpleCookie = answer.cookies
    for cookie in cookies.values():
        assert cookie.key.startswith("__Host-")
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]


def _settings_of_a_server(*command: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("STEGVIS_", "DATABASE_"))}
    environment = kept | {
        "SECRET_KEY": "aZ3kTq8vPw1xYb5nMd7cRf2gHj4sLe6uXo9iBr0tCm-QyWzAnKpDh",
        "ALLOWED_HOSTS": "stegvis.exempel.invalid",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "postgres://stegvis_runtime@127.0.0.1:1/stegvis",
        "DATABASE_OWNER_URL": "postgres://stegvis_owner@127.0.0.1:1/stegvis",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
    }
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True
    )


def test_check_deploy_has_nothing_to_say() -> None:
    done = _settings_of_a_server("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_settings_of_a_server() -> None:
    shown = (
        "from django.conf import settings as s; print(s.DEBUG, s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_SSL_REDIRECT)"
    )
    done = _settings_of_a_server("-c", shown)
    assert done.stdout.split() == (
        ["False", "__Host-session", "__Host-csrf", "True", "True", "True", "True"]
    ), done.stderr


def test_no_template_has_code_or_looks_in_it() -> None:
    faults = {
        str(path.relative_to(ROOT)): found
        for path in TEMPLATES
        if path.name != ON_PAPER and (found := list(code_in(path.read_text(), path.name)))
    }
    assert faults == {}


def code_in(text: str, name: str) -> Iterator[str]:
    own = r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:"
    yield from re.findall(own, text, re.IGNORECASE)
    found = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL | re.IGNORECASE)
    for attributes, script in found:
        # JSON is read by a script and never run.
        if script.strip() and 'type="application/json"' not in attributes:
            yield "a script of its own"
    if name not in _MAY_BE_SAFE:
        yield from re.findall(r"hx-on|\|\s*safe\b|autoescape", text)


# A definition as one file for whoever writes it: kept on her own disk, never served.
ON_PAPER = "paper.html"
# Drawings that our own process made; their XML is read before they are kept.
_MAY_BE_SAFE = {"plot.html", "plot_fragment.html"}


def test_nothing_is_fetched_from_elsewhere() -> None:
    """A link that is clicked may lead away; nothing is loaded, sent or connected elsewhere."""
    faults = {
        str(path.relative_to(ROOT)): found
        for path in (*TEMPLATES, *STYLES, *SCRIPTS)
        if (found := fetched(path.read_text()))
    }
    assert faults == {}


def fetched(text: str) -> list[str]:
    return re.findall(
        r"(?:src|href|action|srcset|data|poster|hx-\w+)\s*=\s*[\"'](?:https?:)?//[^\"']*"
        r"|url\(\s*[\"']?(?:https?:)?//[^)]*|@import[^;]*//[^;]*"
        r"|(?:fetch|WebSocket|EventSource|sendBeacon|importScripts)\(\s*[\"'`]\w*:?//",
        re.sub(r"<a\b[^>]*>", "", text),
    )


def test_the_probes_find_what_they_look_for() -> None:
    bad = HttpResponse()
    bad.headers["Content-Security-Policy"] = CONTENT_POLICY.replace(
        "script-src 'self'", "script-src 'self' 'unsafe-inline' https://cdn.invalid"
    )
    bad.set_cookie("open")
    told = " ".join(faults_of_headers(bad))
    for said in ("cached", "X-Content-Type-Options", "unsafe-inline", "open"):
        assert said in told
    assert list(faults_of_policy(CONTENT_POLICY)) == []
    code = '<p style="x" onclick="f()"><script>f()</script>{{ a | safe }}'
    assert len(list(code_in(code, "bad.html"))) == 4
    assert len(fetched("<img src='//x.invalid/a'> fetch('https://x.invalid')")) == 2
