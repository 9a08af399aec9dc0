"""This file is where the digest that stands for a personal number is tried."""

import hashlib

import pytest
from pytest_django.fixtures import Settings

from stegvis.core.errors import RuleBroken
from stegvis.core.person_key import person_key

NUMBER = "20030214-2385"


def test_however_the_number_is_written_the_digest_is_the_same() -> None:
    ways = [NUMBER, "200302142385", "030214-2385", "0302142385", " 20030214 2385 "]
    assert len({person_key(way) for way in ways}) == 1
    assert len(person_key(NUMBER)) == 64


def test_without_the_key_the_digest_cannot_be_tried_out(settings: Settings) -> None:
    digest = person_key(NUMBER)
    plain = {hashlib.sha256(way.encode()).hexdigest() for way in (NUMBER, "200302142385")}
    assert digest not in plain
    settings.SECRET_KEY = "another" * 10
    assert person_key(NUMBER) != digest


def test_its_own_secret_survives_a_new_secret_key(settings: Settings) -> None:
    settings.PERSON_KEY_SECRET = "own" * 12
    digest = person_key(NUMBER)
    settings.SECRET_KEY = "another" * 10
    assert person_key(NUMBER) == digest


def test_what_is_no_personal_number_has_no_digest() -> None:
    with pytest.raises(RuleBroken):
        person_key("20030214-2389")
