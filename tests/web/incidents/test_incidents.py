"""The register of incidents: written down, counted, its deadlines followed, closed."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.dates import now
from stegvis.core.errors import RuleBroken
from stegvis.oversight.actions import incident
from stegvis.oversight.actions.incident import Told
from stegvis.oversight.incidents import deadlines, dues_of
from stegvis.oversight.models import Incident, IncidentStep, Risk, StepOutcome
from tests.counting import queries
from tests.days import as_of_now
from tests.world import AMN, World

AsPerson = Callable[[str], Client]
LIST = "/incidenter/"


def told(**changed: Any) -> Told:
    """A telephone that was noticed to be gone two days ago; the window holds the world's making."""
    at = now()
    known: dict[str, Any] = {
        "title": "En telefon är borta",
        "what": "Den låg kvar på bussen, med en öppen inloggning.",
        "noticed_at": at - timedelta(hours=2),
        "noticed_by": "Medarbetaren själv",
        "leaked_from": at - timedelta(hours=3),
        "leaked_to": at + timedelta(minutes=1),
    }
    return Told(**(known | changed))


def half_past_ten(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, 30, tzinfo=timezone.get_default_timezone())


def written(world: World, **changed: Any) -> Incident:
    adam = world.actor("Adam")
    with acting(adam):
        return incident.write(actor=adam, told=told(**changed))


def typed(**changed: str) -> dict[str, Any]:
    """The form, of something noticed an hour ago."""
    at = timezone.localtime(now() - timedelta(hours=1))
    return {
        "title": "Fel mottagare",
        "what": "Ett brev gick till fel adress.",
        "noticed_on": f"{at:%Y-%m-%d}",
        "noticed_clock": f"{at:%H.%M}",
        "noticed_by": "Registratorn",
        "is_breach": "yes",
        "is_significant": "no",
        "risk": "",
    } | changed


def test_the_deadlines_are_the_files(world: World) -> None:
    """72 hours to IMY; an early warning, a report and a final one where the law asks for them."""
    noticed = half_past_ten(2026, 1, 31)
    plain = Incident(noticed_at=noticed, is_breach=True, risk="")
    (imy,) = dues_of(plain, ())
    assert imy.deadline.key == "imy" and imy.until == noticed + timedelta(hours=72)
    assert dues_of(Incident(noticed_at=noticed, is_breach=True, risk=Risk.UNLIKELY), ()) == []
    grave = Incident(noticed_at=noticed, is_significant=True, is_breach=True, risk=Risk.HIGH)
    until = {due.deadline.key: due.until for due in dues_of(grave, ())}
    assert until["nis2_warning"] == noticed + timedelta(hours=24)
    assert until["nis2_report"] == noticed + timedelta(hours=72)
    # A month after the report: from when it should have been made, or from when it was.
    assert until["nis2_final"] == half_past_ten(2026, 3, 3)
    made = IncidentStep(step="nis2_report", outcome=StepOutcome.DONE, at=noticed)
    until = {due.deadline.key: due.until for due in dues_of(grave, [made])}
    assert until["nis2_final"] == half_past_ten(2026, 2, 28)
    unconfirmed = {key for key, one in deadlines().items() if not one.confirmed}
    assert {"nis2_warning", "nis2_report", "nis2_final"} <= unconfirmed


def test_it_is_written_followed_and_closed(world: World, as_person: AsPerson) -> None:
    adam = as_person("Adam")
    assert "Ingen incident pågår" in adam.get(LIST).content.decode()
    bare = adam.post(f"{LIST}ny/", typed(what=" "))
    assert bare.status_code == 422 and "Registratorn" in bare.content.decode()
    half = adam.post(f"{LIST}ny/", typed(leaked_from_on="2026-11-01"))
    assert half.status_code == 422 and half.context["form"].errors["leaked_from_on"]
    nobody = adam.post(f"{LIST}ny/", typed(email="ingen@exempel.invalid"))
    assert nobody.status_code == 422 and nobody.context["form"].errors["email"]
    page = adam.post(f"{LIST}ny/", typed(kinds="health")).url
    with acting(world.actor("Adam")):
        made = Incident.objects.get()
    assert page == f"{LIST}{made.pk}/"
    shown = adam.get(page).content.decode()
    assert "Anmälan till IMY" in shown and "Tidig varning" not in shown and "hälsa" in shown
    todo = adam.get("/att-gora/").content.decode()
    assert "Fel mottagare" in todo and "Bedöm risken för de berörda" in todo
    grave = typed(risk="high", risk_reason="Hälsa till en granne.", is_significant="yes")
    assert adam.post(f"{page}andra/", grave | {"revision": "1"}).status_code == 302
    shown = adam.get(page).content.decode()
    for name in ("Anmälan till IMY", "Information till de berörda", "Tidig varning", "Slutrapport"):
        assert name in shown
    assert "Fristen är inte bekräftad" in shown
    early = adam.post(f"{page}avsluta/", {"outcome": "Klart.", "revision": "2"})
    assert early.status_code == 422 and "inte gjort än" in early.content.decode()
    at = timezone.localtime(now())
    when = {"day": f"{at:%Y-%m-%d}", "clock": f"{at:%H.%M}", "outcome": "done"}
    for key in ("imy", "persons", "nis2_warning", "nis2_report"):
        assert adam.post(f"{page}steg/{key}/", when | {"reference": "IMY-1"}).status_code == 302
    unsaid = adam.post(f"{page}steg/nis2_final/", when | {"outcome": "not_needed"})
    assert unsaid.status_code == 422 and unsaid.context["form"].errors["comment"]
    said = when | {"outcome": "not_needed", "comment": "Mottagaren begär ingen."}
    assert adam.post(f"{page}steg/nis2_final/", said).status_code == 302
    assert adam.get(f"{page}steg/nagot/").status_code == 404
    assert adam.post(f"{page}avsluta/", {"outcome": "Ny rutin.", "revision": "2"}).url == LIST
    assert "Ny rutin." in adam.get(page).content.decode()
    assert "Fel mottagare" not in adam.get("/att-gora/").content.decode()
    assert adam.post(f"{page}andra/", grave | {"revision": "3"}).status_code == 422
    with acting(world.actor("Adam")):
        kept = Entry.objects.filter(item_id=made.pk)
        assert kept.filter(event=Event.INCIDENT_STEP_TAKEN).count() == 5
        assert kept.filter(event=Event.INCIDENT_CLOSED).count() == 1
    assert max(queries(adam, path) for path in (LIST, page, f"{LIST}ny/", "/att-gora/")) <= 10


def test_a_passed_deadline_is_shown_as_late(world: World, as_person: AsPerson) -> None:
    written(world, noticed_at=now() - timedelta(days=5), leaked_from=None, leaked_to=None)
    adam = as_person("Adam")
    late = adam.get("/att-gora/").content.decode().split("Den här veckan")[0]
    assert "Försenat" in late and "Anmälan till IMY" in late and "försenat 2 dagar" in late
    assert "Försenad" in adam.get(LIST).content.decode()


def test_counts_alone_and_of_the_own_log(world: World, as_person: AsPerson) -> None:
    adam = as_person("Adam")
    made = written(world)
    page = f"{LIST}{made.pk}/"
    assert adam.post(f"{page}rakna/").status_code == 302
    shown = adam.get(page).content.decode()
    assert "3 personer, 1 med skyddade personuppgifter" in shown
    for word in ("Alva", "Exempelsson", "Hemlig", "2385"):
        assert word not in shown
    one = written(world, account=world.account("Kim"))
    adam.post(f"{LIST}{one.pk}/rakna/")
    with acting(world.actor("Adam")):
        assert Incident.objects.get(pk=one.pk).persons == 1
    unknown = written(world, leaked_from=None, leaked_to=None)
    assert adam.post(f"{LIST}{unknown.pk}/rakna/").status_code == 422
    # What was counted of another window says nothing of this one.
    actor = world.actor("Adam")
    with acting(actor):
        changed = incident.change(
            actor=actor, incident=made, revision=2, told=told(account=world.account("Sara"))
        )
    assert changed.counted_at is None


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_command_takes_its_window_from_the_register(world: World, tmp_path: Path) -> None:
    at = now()
    made = Incident.objects.using("owner").create(
        owner_id=world.organisation(AMN).pk,
        created_by_id=world.account("Adam").pk,
        title="En telefon är borta",
        what="Den låg kvar på bussen.",
        noticed_at=at,
        noticed_by="Medarbetaren själv",
        leaked_from=at - timedelta(hours=3),
        leaked_to=at + timedelta(minutes=1),
    )
    out = StringIO()
    call_command("incident", f"--record={made.pk}", f"--out={tmp_path}", stdout=out)
    assert "3 persons, 1 of them protected" in out.getvalue()
    (path,) = tmp_path.iterdir()
    assert len(list(csv.DictReader(path.read_text().splitlines()))) == 3
    alone = [f"--record={made.pk}", "--to=2026-01-01"]
    for given in (
        [f"--record={uuid4()}"],
        ["--record=x"],
        [],
        alone,
    ):
        with pytest.raises(CommandError) as failed:
            call_command("incident", *given, stdout=StringIO())
        assert failed.value.returncode == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"noticed_at": lambda: now() + timedelta(days=1)}, "noticed_on"),
        ({"risk": Risk.HIGH}, "risk_reason"),
        ({"leaked_to": lambda: now() - timedelta(days=9)}, "leaked_to_on"),
        ({"noticed_by": " "}, "noticed_by"),
    ],
)
def test_what_cannot_be(world: World, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        written(world, **as_of_now(changed))
    assert broken.value.field == field


def test_only_who_checks_the_log(world: World, as_person: AsPerson) -> None:
    made = written(world)
    for path in ("", "ny/", f"{made.pk}/"):
        assert as_person("Samira").get(LIST + path).status_code == 404
