"""Weeding: two people decide, a hold stops it, and then nothing of her is left but the log."""

import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.audit.verification import verify
from stegvis.casework import gone_over
from stegvis.casework.actions import note
from stegvis.casework.actions import weeding as actions
from stegvis.casework.models import (
    LegalHold,
    Participation,
    Referral,
    WeedingDecision,
    WeedingRecord,
    WeedingRow,
)
from stegvis.core.dates import add_months, today
from stegvis.core.errors import RuleBroken
from stegvis.core.roles import RUNTIME
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account
from stegvis.participants.models import Identity, Participant
from stegvis.web import carrying_out
from stegvis.web.models import Draft
from stegvis.web.sessions import FRESH_KEY
from tests.conftest import kept
from tests.counting import queries
from tests.database import FURNISHED
from tests.house.objects import Objects
from tests.world import AMN, World, actor_named, email, last_day

Clock = Callable[[date], None]


def later() -> date:
    """When the time has passed for whoever leaves today."""
    return add_months(today(), 60)


def second_administrator(world: World) -> Actor:
    robot = system(world.organisation(AMN))
    with acting(robot):
        account = member.add(actor=robot, email=email("Ada"), name="Ada Ask")
        member.grant(
            actor=robot,
            account=account,
            role=RoleKey.ADMINISTRATOR,
            reason="Beslutar om gallring.",
            starts_on=date(2020, 1, 1),
            ends_on=last_day(),
        )
    return actor_named("Ada")


def end(world: World, name: str, born_on: date = date(2001, 5, 6)) -> UUID:
    """Somebody writes today, and the case ends; nothing is written about the person since."""
    pk, samira = world.case_id(name), world.actor("Samira")
    with acting(samira):
        case = Participation.objects.select_related("participant", "version").get(pk=pk)
        note.attempt_contact(actor=samira, participation=case)
        Participation.objects.filter(participant_id=case.participant_id).update(ended_on=today())
        Participant.objects.filter(pk=case.participant_id).update(born_on=born_on)
    return case.participant_id


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def set_to(day: date) -> None:
        for module in (actions, carrying_out):
            monkeypatch.setattr(module, "today", lambda: day)
        monkeypatch.setattr("stegvis.web.weeding.views.today", lambda: day)

    return set_to


def propose(world: World, *persons: UUID) -> WeedingDecision:
    adam = world.actor("Adam")
    with acting(adam):
        return actions.propose(actor=adam, participants=persons)


def approve(by: Actor, decision: WeedingDecision) -> WeedingDecision:
    with acting(by):
        return actions.decide(actor=by, decision=decision, revision=1, approved=True)


@pytest.mark.parametrize(("days", "is_due"), [(-1, False), (0, True), (1, True)])
def test_nobody_is_proposed_before_her_day(
    world: World, clock: Clock, days: int, is_due: bool
) -> None:
    bo = end(world, "Bo")
    clock(later() + timedelta(days=days))
    if is_due:
        propose(world, bo)
        with acting(world.actor("Adam")):
            assert WeedingRow.objects.get().due_on == later()
    else:
        with pytest.raises(RuleBroken):
            propose(world, bo)


@pytest.mark.parametrize("day", [5, 15, 25])
def test_whoever_is_kept_for_research_is_never_due(world: World, clock: Clock, day: int) -> None:
    bo = end(world, "Bo", date(2001, 5, day))
    clock(later() + timedelta(days=4000))
    with pytest.raises(RuleBroken):
        propose(world, bo)


def test_it_takes_two_people(world: World, clock: Clock) -> None:
    bo, adam, ada = end(world, "Bo"), world.actor("Adam"), second_administrator(world)
    clock(later())
    with acting(world.actor("Samira")), pytest.raises(Refused):
        actions.propose(actor=world.actor("Samira"), participants=[bo])
    decision = propose(world, bo)
    with pytest.raises(RuleBroken):
        propose(world, bo)
    with pytest.raises(RuleBroken, match="annan administratör"):
        approve(adam, decision)
    # With the application's check left out, the database still refuses.
    with (
        acting(adam),
        pytest.raises(DatabaseError, match="weeding_needs_two"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "update casework_weedingdecision set approved = true, decided_at = now(), "
            "decided_by_id = created_by_id"
        )
    assert approve(ada, decision).approved
    with acting(ada), pytest.raises(RuleBroken, match="redan beslutat"):
        actions.decide(actor=ada, decision=decision, revision=2, approved=False, reason="x")
    with (
        acting(adam),
        pytest.raises(DatabaseError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update casework_weedingrow set due_on = due_on - 1")


def test_a_refusal_says_why_and_she_may_be_proposed_again(world: World, clock: Clock) -> None:
    bo, ada = end(world, "Bo"), second_administrator(world)
    clock(later())
    decision = propose(world, bo)
    with acting(ada):
        with pytest.raises(RuleBroken, match="varför"):
            actions.decide(actor=ada, decision=decision, revision=1, approved=False)
        actions.decide(actor=ada, decision=decision, revision=1, approved=False, reason="Vänta.")
    assert propose(world, bo).pk != decision.pk


def test_what_is_weighed_is_no_entry_about_her(world: World, clock: Clock) -> None:
    """A hold that is set and lifted does not begin the time anew."""
    bo, adam = end(world, "Bo"), world.actor("Adam")
    clock(later())
    with acting(adam):
        person = Participant.objects.get(pk=bo)
        held = actions.hold(actor=adam, participant=person, reason="Överklagan.")
    with pytest.raises(RuleBroken):
        propose(world, bo)
    with acting(adam):
        assert Entry.objects.filter(event=Event.HOLD_SET, participant_id=bo).exists()
        actions.lift(actor=adam, legal_hold=held, revision=1, reason="Avgjort.")
        after = later() + timedelta(days=30)
        assert gone_over.due(adam.organisation_id, "kommun", after, only=bo)[0].due_on == later()
    assert propose(world, bo)


def test_the_role_of_requests_deletes_no_record(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.role_table_grants "
            "where grantee = %s and privilege_type = 'DELETE' and table_schema = 'public'",
            [RUNTIME],
        )
        may_delete = {name for (name,) in cursor.fetchall()}
    tables = {model._meta.db_table for model in carrying_out.tables_to_empty()}
    assert not tables & may_delete
    assert len(list(carrying_out.children_first(iter(carrying_out.tables_to_empty())))) > 50


@pytest.fixture
def kept_objects(furnished: Objects, django_db_blocker: DjangoDbBlocker) -> Iterator[Objects]:
    with kept(FURNISHED, django_db_blocker):
        yield furnished


def carry_out(decision: WeedingDecision, *arguments: str) -> str:
    said = StringIO()
    call_command("retention", f"--carry-out={decision.pk}", *arguments, stdout=said)
    return said.getvalue()


def _disk_is_full(_file: int) -> None:
    raise OSError("The disk is full.")


def test_after_it_nothing_of_her_is_left_but_the_log(
    kept_objects: Objects, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alva, of whom one of everything is kept, by two authorities."""
    world, amn = World.load(), World.load().organisation(AMN)
    alva, case = (kept_objects.ids["own"][key] for key in ("participant", "case"))
    her_case = str(case)
    end(world, "Alva")
    ada, adam = second_administrator(world), world.actor("Adam")
    with acting(adam):
        Draft.objects.create(
            owner=amn, account_id=adam.account_id, place=f"/deltagare/{her_case}/", content={}
        )
        logged = Entry.objects.filter(participant_id=alva).count()
    lena = world.actor("Lena")
    with acting(lena):
        others = {
            table._meta.label: table.objects.filter(owner_id=lena.organisation_id).count()
            for table in (Participant, Identity, Referral)
        }
    clock(later() + timedelta(days=1))
    with acting(ada):
        earlier, held = WeedingDecision.objects.get(), LegalHold.objects.get()
        actions.decide(actor=ada, decision=earlier, revision=1, approved=False, reason="Vänta.")
        actions.lift(actor=ada, legal_hold=held, revision=1, reason="Klar.")
    decision = propose(world, alva)
    with pytest.raises(CommandError, match="second person"):
        carry_out(decision)
    approve(ada, decision)
    with acting(adam):
        person = Participant.objects.get(pk=alva)
        held = actions.hold(actor=adam, participant=person, reason="Tillsyn.")
    with pytest.raises(CommandError, match="1 persons were kept"):
        carry_out(decision)
    with acting(adam):
        actions.lift(actor=adam, legal_hold=held, revision=1, reason="Klar.")
    clock(later() - timedelta(days=1))
    with pytest.raises(CommandError, match="1 persons were kept"):
        carry_out(decision)
    clock(later() + timedelta(days=1))

    with monkeypatch.context() as full:
        full.setattr(carrying_out.os, "fsync", _disk_is_full)
        with pytest.raises(OSError, match="full"):
            carry_out(decision, f"--archive={tmp_path / 'arkiv'}")
    assert not list((tmp_path / "arkiv").iterdir()), (
        "half a file would stand in the way of the next"
    )
    said = carry_out(decision, f"--archive={tmp_path / 'arkiv'}")
    assert f"{alva}  removed" in said and "Alva" not in said
    saved = tmp_path / "arkiv" / f"{alva}.zip"
    assert stat.S_IMODE(os.stat(saved).st_mode) == 0o600
    with zipfile.ZipFile(saved) as packed:
        assert packed.read("utdrag.pdf").startswith(b"%PDF")
        told = json.loads(packed.read("uppgifter.json"))
        assert any(name.startswith("bilagor/") for name in packed.namelist())
    assert "casework.note" in {table["namn"] for table in told["tabeller"]}
    assert "person_key" not in json.dumps(told)

    for model, ways in carrying_out.tables_to_empty().items():
        for way in ways:
            asked = [case] if way.endswith("__in") else alva
            left = model._base_manager.using("owner").filter(**{way: asked}, owner=amn)
            assert not left.exists(), model.__name__
    assert not Draft.objects.using("owner").filter(place__contains=her_case).exists()
    record = WeedingRecord.objects.using("owner").get()
    assert record.counts["participants.participant"] == 1 and record.counts["casework.note"] >= 2
    assert record.archived and record.decision_id == decision.pk
    assert str(alva) not in json.dumps(record.counts)
    assert not WeedingRow.objects.using("owner").filter(owner=amn).exists()
    assert verify(amn.pk).fault is None
    about_her = Entry.objects.using("owner").filter(participant_id=alva, owner_id=amn.pk)
    assert about_her.count() >= logged
    assert about_her.filter(event=Event.PERSON_WEEDED, item_id=record.pk).exists()
    with acting(lena):
        assert others == {
            table._meta.label: table.objects.filter(owner_id=lena.organisation_id).count()
            for table in (Participant, Identity, Referral)
        }
    assert carry_out(decision) == ""


def test_her_login_goes_when_nobody_knows_her_any_more(kept_world: World, clock: Clock) -> None:
    login = kept_world.participant_account("Bo").pk
    bo, ada = end(kept_world, "Bo"), second_administrator(kept_world)
    clock(later())
    decision = approve(ada, propose(kept_world, bo))
    said = StringIO()
    call_command("retention", organisation=AMN, stdout=said)
    assert f"decided: {decision.pk}, 1 persons left" in said.getvalue()
    assert "removed" in carry_out(decision)
    assert not Account.objects.using("owner").filter(pk=login).exists()
    with pytest.raises(CommandError, match="no decision"):
        call_command("retention", "--carry-out=x")


AsPerson = Callable[[str], Client]


def test_the_pages_take_it_from_proposal_to_decision(
    world: World, as_person: AsPerson, clock: Clock
) -> None:
    bo = end(world, "Bo")
    second_administrator(world)
    clock(later())
    adam, ada = as_person("Adam"), as_person("Ada")
    shown = adam.get("/gallring/").content.decode()
    assert str(bo)[:8] in shown and "Provdal" not in shown and "socialtjänstlagen" in shown
    assert queries(adam, "/gallring/") <= 10
    assert adam.post("/gallring/", {}).status_code == 422
    answer = adam.post("/gallring/", {"persons": [str(bo)]})
    assert answer.status_code == 302
    assert str(bo) not in adam.get("/gallring/").content.decode()
    own = adam.get(answer.url).content.decode()
    assert "Ta tillbaka förslaget" in own and "Besluta att gallra" not in own
    typed = {"revision": 1, "reason": "", "decision": "approve"}
    assert adam.post(answer.url, typed).status_code == 422
    refused = ada.post(answer.url, typed | {"decision": "refuse"})
    assert refused.status_code == 422 and "varför ni inte gallrar" in refused.content.decode()
    # To decide is to let data go: the login must be a fresh one.
    session = ada.session
    fresh = session[FRESH_KEY]
    session[FRESH_KEY] = fresh - 3600
    session.save()
    assert ada.get(answer.url).status_code == 200
    assert ada.post(answer.url, typed).url.startswith("/konto/bekrafta/")
    with acting(world.actor("Adam")):
        assert WeedingDecision.objects.get().decided_at is None
    session[FRESH_KEY] = fresh
    session.save()
    assert ada.post(answer.url, typed).status_code == 302
    assert "dokument i PDF/A" in ada.get(answer.url).content.decode()
    assert answer.url.strip("/").split("/")[-1] in ada.get(answer.url).content.decode()
    assert queries(ada, answer.url) <= 10
    assert as_person("Sara").get("/gallring/").status_code == 404


def test_one_case_is_stopped_and_keeps_her(world: World, as_person: AsPerson, clock: Clock) -> None:
    bo, case = end(world, "Bo"), world.case_id("Bo")
    clock(later())
    adam = as_person("Adam")
    typed = {"reference": str(case)[:8], "reason": "Beslutet är överklagat."}
    assert adam.post("/gallring/stopp/", typed).status_code == 302
    shown = adam.get("/gallring/").content.decode()
    assert f"{str(bo)[:8]}, ärende {str(case)[:8]}" in shown and "Inget att gallra nu" in shown
    with acting(world.actor("Adam")):
        held = LegalHold.objects.get()
        assert (held.participant_id, held.participation_id) == (bo, case)
    assert f"ärende {str(case)[:8]}" in adam.get(f"/gallring/stopp/{held.pk}/").content.decode()
    # A case of another authority is as one that is not there.
    unknown = adam.post("/gallring/stopp/", typed | {"reference": "0a0a0a0a"})
    assert unknown.status_code == 422 and "inget ärende" in unknown.content.decode()
    with acting(world.actor("Adam")), pytest.raises(RuleBroken):
        actions.hold(
            actor=world.actor("Adam"),
            participant=Participant.objects.exclude(pk=bo).first(),
            participation=Participation.objects.get(pk=case),
            reason="Fel person.",
        )


def test_the_pages_stop_it_and_let_it_go_on(
    world: World, as_person: AsPerson, clock: Clock
) -> None:
    bo = end(world, "Bo")
    clock(later())
    adam = as_person("Adam")
    typed = {"reference": "zzzzzzzz", "reason": "Överklagan."}
    assert adam.post("/gallring/stopp/", typed).status_code == 422
    assert adam.post("/gallring/stopp/", typed | {"reason": ""}).status_code == 422
    typed["reference"] = str(bo)[:8].upper()
    assert adam.post("/gallring/stopp/", typed).status_code == 302
    shown = adam.get("/gallring/").content.decode()
    assert "Överklagan." in shown and "Inget att gallra nu" in shown
    with acting(world.actor("Adam")):
        held = LegalHold.objects.get()
    address = f"/gallring/stopp/{held.pk}/"
    assert adam.post(address, {"revision": 1, "reason": ""}).status_code == 422
    assert adam.post(address, {"revision": 1, "reason": "Avgjort."}).status_code == 302
    assert str(bo) in adam.get("/gallring/").content.decode()
    assert adam.get(address).status_code == 404
