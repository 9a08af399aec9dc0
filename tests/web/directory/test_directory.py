"""The directory: everybody on the staff reads it, an administrator keeps her own entry."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.dates import today
from stegvis.organisations.actions import directory, member
from stegvis.organisations.actions.installation import system
from stegvis.organisations.contact_ways import ContactWays, read
from stegvis.organisations.models import Unit
from tests.counting import queries
from tests.world import AMN, FK, PEOPLE, World

AsPerson = Callable[[str], Client]
TYPED = {
    "phone": "018-727 00 00",
    "phone_hours": "vardagar 8–12",
    "mailbox": "arbetsmarknad@exempel.invalid",
    "post": "",
    "visit": "Exempelgatan 1",
    "other": "Fråga efter laget.\nLämna namn, aldrig ärende.",
}


def test_ways_are_read_back_as_they_were_kept() -> None:
    ways = ContactWays(phone="018", mailbox="a@b.invalid", other="Fritt.\nMer: fritt.")
    assert read(ways.text) == ways
    assert read("Ring växeln.").other == "Ring växeln."
    assert read("") == ContactWays()


def test_everybody_finds_people_and_authorities(world: World, as_person: AsPerson) -> None:
    for name in PEOPLE:
        client = as_person(name)
        assert client.get(reverse("directory-list")).status_code == 200, name
    shown = client.get(reverse("directory-list"), {"sok": "lena"}).content.decode()
    assert "Lena Holm" in shown and "Försäkringskassan" in shown and "Sara Berg" not in shown
    at_fk = reverse("directory-show", args=[world.organisation(FK).pk])
    assert "Lena Holm" in client.get(at_fk).content.decode()
    assert queries(client, at_fk) <= 10
    assert queries(client, reverse("directory-list") + "?sok=a") <= 10


def test_only_those_with_an_assignment_today(world: World, as_person: AsPerson) -> None:
    robot = system(world.organisation(AMN))
    with acting(robot):
        account = member.add(actor=robot, email="gun@exempel.invalid", name="Gun Gammal")
        member.grant(
            actor=robot,
            account=account,
            role=RoleKey.CASE_MANAGER,
            reason="Vikarierade.",
            starts_on=today() - timedelta(days=9),
            ends_on=today() - timedelta(days=1),
        )
    client = as_person("Sara")
    assert (
        "Gun Gammal" not in client.get(reverse("directory-list"), {"sok": "gun"}).content.decode()
    )
    here = reverse("directory-show", args=[world.organisation(AMN).pk])
    assert "Gun Gammal" not in client.get(here).content.decode()


def test_no_participant_is_in_it(world: World, as_person: AsPerson) -> None:
    client = as_person("Sara")
    for family in ("Exempelsson", "Provdal", "Hemlig"):
        shown = client.get(reverse("directory-list"), {"sok": family}).content.decode()
        assert "Ingen passar sökningen" in shown


def test_an_administrator_keeps_the_own_entry(world: World, as_person: AsPerson) -> None:
    adam = as_person("Adam")
    answer = adam.post(reverse("directory-keep"), TYPED)
    assert answer.status_code == 302
    shown = as_person("Lena").get(answer.url).content.decode()
    assert 'href="tel:0187270000"' in shown and "vardagar 8–12" in shown
    assert 'href="mailto:arbetsmarknad@exempel.invalid"' in shown
    assert "Lämna namn, aldrig ärende." in shown
    with acting(world.actor("Adam")):
        assert Entry.objects.filter(event="contact_way_kept").count() == 1
    again = adam.get(reverse("directory-keep")).content.decode()
    assert 'value="018-727 00 00"' in again


def test_bad_input_keeps_what_was_typed(as_person: AsPerson) -> None:
    answer = as_person("Adam").post(reverse("directory-keep"), TYPED | {"mailbox": "ingen adress"})
    assert answer.status_code == 422
    assert 'value="vardagar 8–12"' in answer.content.decode()


def test_units_are_added_and_changed(world: World, as_person: AsPerson) -> None:
    adam = as_person("Adam")
    new = TYPED | {"name": "Laget för unga"}
    assert adam.post(reverse("unit-add"), new).status_code == 302
    unit = Unit.objects.get(name="Laget för unga")
    twice = adam.post(reverse("unit-add"), new)
    assert twice.status_code == 422 and twice.context["form"].errors["name"]
    change = reverse("unit-change", args=[unit.pk])
    assert adam.post(change, new | {"name": "Laget"}).status_code == 302
    assert Unit.objects.get(pk=unit.pk).name == "Laget"


def test_nobody_else_changes_anything(world: World, as_person: AsPerson) -> None:
    adam = world.actor("Adam")
    with acting(adam):
        unit = directory.keep_unit(actor=adam, name="Enhet ett", ways=ContactWays())
    for name in ("Sara", "Samira", "Lena", "Stina", "Frida"):
        client = as_person(name)
        for url in (reverse("directory-keep"), reverse("unit-add")):
            assert client.post(url, TYPED | {"name": "X"}).status_code == 403, name
        assert client.post(reverse("unit-change", args=[unit.pk]), TYPED).status_code in (403, 404)
    assert Unit.objects.get(pk=unit.pk).name == "Enhet ett"
