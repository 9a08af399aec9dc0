"""Samtycke in the pages: written down, printed, withdrawn; strangers see nothing."""

import re
from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.dates import today
from stegvis.participants.models import Consent
from tests.counting import queries
from tests.world import AF, FK, World

AsPerson = Callable[[str], Client]


def answer(world: World, **also: object) -> dict[str, object]:
    fk, af = world.organisation(FK).pk, world.organisation(AF).pk
    return {
        "given_on": today().isoformat(),
        "language": "so",
        "answer_secrecy": "yes",
        "answer_questionnaires": "no",
        "answer_contact_after_exit": "yes",
        "cells": [f"out:{fk}:planning", f"out:{fk}:contact", f"in:{af}:work"],
    } | also


def test_each_consent_is_recorded_on_its_own(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    assert client.post(f"/deltagare/{case}/samtycke/nytt/", answer(world)).status_code == 302
    with acting(world.actor("Sara")):
        rows = {row.kind: row for row in Consent.objects.filter(participation_id=case).in_force()}
        assert set(rows) == {"secrecy", "contact_after_exit"}
        assert rows["secrecy"].grants.count() == 3
        assert rows["secrecy"].form_language == "so"
        assert rows["secrecy"].taken_by_id == world.actor("Sara").account_id
        assert rows["contact_after_exit"].valid_to
        assert Consent.objects.filter(kind="questionnaires", refused=True).count() == 1
    shown = client.get(f"/deltagare/{case}/samtycke/").content.decode()
    assert "somaliska" in shown and "Har sagt nej" in shown and "Inte tillfrågad" in shown


def test_bad_input_keeps_what_was_typed(world: World, as_person: AsPerson) -> None:
    url = f"/deltagare/{world.case_id('Alva')}/samtycke/nytt/"
    client = as_person("Sara")
    fk = world.organisation(FK).pk
    ahead = client.post(url, answer(world, given_on="2099-01-01", cells=[f"out:{fk}:living"]))
    assert ahead.status_code == 422
    assert (
        f'value="out:{fk}:living" aria-label="Försäkringskassan: Boende och nätverk" checked'
        in (ahead.content.decode())
    )
    empty = client.post(url, answer(world, cells=[]))
    assert empty.status_code == 422 and "minst en mottagare" in empty.content.decode()
    unknown = client.post(url, answer(world, cells=["out:nobody:planning"]))
    assert unknown.status_code == 422
    nothing = client.post(url, {"given_on": "2026-01-01", "language": "sv"})
    assert "minst ett av samtyckena" in nothing.content.decode()


def test_withdrawal_page(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    with acting(world.actor("Sara")):
        consent = Consent.objects.get(participation_id=case)
    url = f"/deltagare/{case}/samtycke/{consent.pk}/aterkalla/"
    assert "Det här gör en återkallelse inte" in client.get(url).content.decode()
    assert client.post(url, {"receiver": "nobody"}).status_code == 422
    assert client.post(url, {"receiver": "all"}).status_code == 302
    shown = client.get(f"/deltagare/{case}/samtycke/").content.decode()
    assert "Återkallat" in shown and "Ingenting får lämnas ut" in shown
    assert client.get(f"/deltagare/{case}/samtycke/kvitto.pdf").status_code == 422


def test_form_and_receipt_are_pdf_and_logged(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    for name in ("blankett", "kvitto"):
        got = client.get(f"/deltagare/{case}/samtycke/{name}.pdf")
        assert got.content.startswith(b"%PDF") and "Alva" not in got["Content-Disposition"]
    with acting(world.actor("Adam")):
        assert Entry.objects.filter(event="document_exported").count() == 2


def test_strangers_and_cost(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    pages = ["samtycke/", "samtycke/nytt/", "samtycke/kvitto.pdf", "samtycke/blankett.pdf"]
    for name in ("Stina", "Lena", "Adam"):
        client = as_person(name)
        for page in pages:
            assert client.get(f"/deltagare/{case}/{page}").status_code == 404
    sara = as_person("Sara")
    sara.get(f"/deltagare/{case}/")
    assert all(queries(sara, f"/deltagare/{case}/{page}") <= 10 for page in pages)


def test_a_protected_person_is_hidden(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Cleo")
    for name in ("Kim", "Samira"):
        client = as_person(name)
        for page in ("samtycke/", "samtycke/nytt/", "utlamnat/", "person/", "person/part/ny/"):
            shown = client.get(f"/deltagare/{case}/{page}").content.decode()
            assert "Hemlig" not in shown and "Cleo" not in shown and "20000630" not in shown
        assert client.get(f"/deltagare/{case}/person/ratta/").status_code == 404
        unmasked = client.post(f"/deltagare/{case}/person/", {"reason": "Vill se."})
        assert unmasked.status_code == 404 and "2384" not in unmasked.content.decode()
    assert "Hemlig" in as_person("Sara").get(f"/deltagare/{case}/person/").content.decode()


def test_what_she_takes_back_meanwhile_is_not_given_again(
    world: World, as_person: AsPerson, as_participant: AsPerson
) -> None:
    """The form lies open with the ticks of this morning; she withdraws; it is saved."""
    case, sara = world.case_id("Alva"), as_person("Sara")
    url = f"/deltagare/{case}/samtycke/nytt/"
    seen = re.search(r'name="seen" value="([^"]+)"', sara.get(url).content.decode())
    assert seen
    taken = as_participant("Alva").post(
        f"/mina-sidor/samtycken/{case}/secrecy/ta-tillbaka/",
        {"receiver": str(world.organisation(FK).pk)},
    )
    assert taken.status_code == 302
    refused = sara.post(url, answer(world, seen=seen[1]))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "har ändrats medan du skrev" in page
    with acting(world.actor("Sara")):
        secrecy = Consent.objects.filter(participation_id=case, kind="secrecy")
        assert not any(row.on_paper and row.form_language == "so" for row in secrecy)
    again = re.search(r'name="seen" value="([^"]+)"', page)
    assert again
    assert sara.post(url, answer(world, seen=again[1])).status_code == 302
