"""The person page: unmasking once, benefits, parties, correcting with care."""

from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.models import Party
from stegvis.participants.models import Benefit
from tests.counting import queries
from tests.world import AF, FK, World

AsPerson = Callable[[str], Client]


def test_the_number_is_shown_once_for_a_reason(world: World, as_person: AsPerson) -> None:
    url = f"/deltagare/{world.case_id('Alva')}/person/"
    client = as_person("Sara")
    assert "20030214-****" in client.get(url).content.decode()
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 422 and "0214-2385" not in refused.content.decode()
    assert "20030214-2385" in client.post(url, {"reason": "Ringer vården."}).content.decode()
    assert "0214-2385" not in client.get(url).content.decode()
    with acting(world.actor("Adam")):
        assert Entry.objects.get(event="identity_unmasked").purpose == "Ringer vården."


def test_benefits(world: World, as_person: AsPerson) -> None:
    base = f"/deltagare/{world.case_id('Alva')}/person/"
    client = as_person("Sara")
    form = {"kind": "activity_compensation", "starts_on": "2026-01-01", "ends_on": "2033-06-30"}
    wrong = client.post(f"{base}ersattning/ny/", form | {"ends_on": "2025-01-01"})
    assert wrong.status_code == 422 and "före första dagen" in wrong.content.decode()
    saved = client.post(f"{base}ersattning/ny/", form, follow=True).content.decode()
    assert "längre än tre år" in saved and "fyller 30" in saved
    with acting(world.actor("Sara")):
        row = Benefit.objects.get()
    change = f"{base}ersattning/{row.pk}/"
    later = form | {"ends_on": "2028-12-31", "revision": "1"}
    assert client.post(change, later).status_code == 302
    assert client.post(change, later).status_code == 409
    assert as_person("Kim").get(f"{base}ersattning/{world.case_id('Bo')}/").status_code == 404


def test_correcting_needs_the_newest_revision(world: World, as_person: AsPerson) -> None:
    url = f"/deltagare/{world.case_id('Alva')}/person/ratta/"
    client = as_person("Sara")
    form = {"given_name": "Alva", "family_name": "Nygift", "phone": "070-000 00 00"}
    assert client.post(url, form | {"revision": "1"}).status_code == 302
    assert client.post(url, form | {"revision": "1"}).status_code == 409
    bad = client.post(url, form | {"revision": "2", "personal_number": "20030214-2386"})
    assert bad.status_code == 422 and "Nygift" in bad.content.decode()
    shown = client.get(url.replace("ratta/", "")).content.decode()
    assert "Alva Nygift" in shown and "20030214-****" in shown


def test_another_number(world: World, as_person: AsPerson) -> None:
    base = f"/deltagare/{world.case_id('Alva')}/person/"
    url, client = f"{base}nummer/", as_person("Sara")
    assert "inte styrkt" not in client.get(base).content.decode()
    form = {
        "kind": "coordination",
        "personal_number": "200302742382",
        "level": "probable",
        "reason": "Skatteverkets besked.",
        "revision": "1",
    }
    bad = client.post(url, form | {"level": ""})
    assert bad.status_code == 422 and "200302742382" in bad.content.decode()
    wrong = client.post(url, form | {"kind": "lma"})
    assert wrong.status_code == 422 and "LMA-kortet" in wrong.content.decode()
    assert client.post(url, form).status_code == 302
    assert client.post(url, form | {"dormant": "on"}).status_code == 409
    shown = client.get(base).content.decode()
    assert "Identiteten är inte styrkt." in shown and "Samordningsnummer" in shown
    assert "Personnummer 20030214-****" in shown and "0214-2385" not in shown
    overview = f"/deltagare/{world.case_id('Alva')}/"
    assert "Identiteten är inte styrkt." in client.get(overview).content.decode()
    sure = {
        "kind": "coordination",
        "level": "established",
        "reason": "Pass visat.",
        "revision": "2",
    }
    assert client.post(url, sure).status_code == 302
    assert "inte styrkt" not in client.get(overview).content.decode()


def test_parties(world: World, as_person: AsPerson) -> None:
    base = f"/deltagare/{world.case_id('Alva')}/person/"
    client = as_person("Sara")
    form = {
        "organisation": str(world.organisation(AF).pk),
        "contact": str(world.account("Per").pk),
        "seat": "arbetsförmedlare",
        "starts_on": "2026-01-01",
    }
    refused = client.post(f"{base}part/ny/", form)
    assert refused.status_code == 422 and "inte samtyckt" in refused.content.decode()
    with_fk = form | {"organisation": str(world.organisation(FK).pk)}
    wrong = client.post(f"{base}part/ny/", with_fk)
    assert wrong.status_code == 422 and "arbetar inte hos" in wrong.content.decode()
    right = with_fk | {"contact": "", "contact_name": "Ada Ny"}
    assert client.post(f"{base}part/ny/", right).status_code == 302
    with acting(world.actor("Sara")):
        party = Party.objects.get(contact_name="Ada Ny")
    end = f"{base}part/{party.pk}/avsluta/"
    assert client.post(end, {"ends_on": "2025-01-01"}).status_code == 422
    assert client.post(end, {"ends_on": "2026-02-01"}).status_code == 302


def test_strangers_and_cost(world: World, as_person: AsPerson) -> None:
    base = f"/deltagare/{world.case_id('Alva')}/person/"
    pages = [base, f"{base}ratta/", f"{base}nummer/", f"{base}ersattning/ny/", f"{base}part/ny/"]
    for name in ("Stina", "Lena", "Frida"):
        client = as_person(name)
        assert {client.get(page).status_code for page in pages} == {404}
    sara = as_person("Sara")
    sara.get(base)
    assert [page for page in pages if queries(sara, page) > 10] == []
