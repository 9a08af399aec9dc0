"""The accessibility statement: for everybody, without a login, from the foot of every page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.audit.models import Entry
from tests.world import World

AsPerson = Callable[[str], Client]
OPERATOR = {
    "name": "Exempelköpings kommun",
    "email": "tillganglighet@exempel.invalid",
    "phone": "08-465 004 00",
}


@pytest.fixture
def operator(settings: Any) -> None:
    settings.OPERATOR = settings.OPERATOR | OPERATOR


@pytest.mark.django_db
@pytest.mark.usefixtures("operator")
def test_it_says_who_stands_behind_and_where_one_complains() -> None:
    shown = Client().get(reverse("accessibility"))
    assert shown.status_code == 200
    text = shown.content.decode()
    for word in (*OPERATOR.values(), "delvis förenlig", "EN 301 549", "digg.se/tdosanmalan"):
        assert word in text
    # Nothing is fetched from the authority's site: it is a link.
    assert 'src="http' not in text


@pytest.mark.django_db
def test_without_an_operator_it_says_so(settings: Any) -> None:
    settings.OPERATOR = settings.OPERATOR | {"name": "", "email": "", "phone": ""}
    assert "har inte skrivit in vem den är" in Client().get("/tillganglighet/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("sv", "Tillgänglighet på Mina sidor"),
        ("sv-x-lattlast", "Så lätt är sidorna att använda"),
        ("en", "Accessibility of My pages"),
    ],
)
@pytest.mark.usefixtures("operator")
def test_hers_is_in_each_language(language: str, heading: str) -> None:
    shown = Client().get(reverse("accessibility-own"), {"sprak": language}).content.decode()
    assert f"<h1>{heading}</h1>" in shown
    assert f'<html lang="{language}"' in shown
    assert OPERATOR["name"] in shown
    assert "/logga-ut/" not in shown, "nobody need be logged in"


@pytest.mark.django_db
def test_an_unknown_language_is_swedish() -> None:
    shown = Client().get(reverse("accessibility-own"), {"sprak": "<x>"}).content.decode()
    assert "Tillgänglighet på Mina sidor" in shown and "<x>" not in shown


def test_the_foot_of_every_page_leads_there(
    world: World, as_person: AsPerson, as_participant: AsPerson
) -> None:
    link, hers = (f'href="{reverse(name)}"' for name in ("accessibility", "accessibility-own"))
    sara = as_person("Sara")
    pages = ("/att-gora/", f"/deltagare/{world.case_id('Alva')}/", "/finns-inte/")
    for path in pages:
        assert link in sara.get(path).content.decode(), path
    for path in ("/", "/konto/login/"):
        assert link in Client().get(path).content.decode(), path
    alva = as_participant("Alva")
    for path in ("/mina-sidor/", "/mina-sidor/plan/"):
        assert hers in alva.get(path).content.decode(), path
    before = Entry.objects.count()
    assert alva.get(reverse("accessibility-own")).status_code == 200
    assert Entry.objects.count() == before, "nobody's data, nothing to log"
