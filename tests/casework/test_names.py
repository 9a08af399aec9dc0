"""Names of those who have looked: asked for, decided with a reason, shown, and withdrawn."""

from datetime import timedelta
from uuid import UUID

import pytest

from stegvis.access.actor import Actor, Person
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework import names as reading
from stegvis.casework import queries, register
from stegvis.casework.actions import names
from stegvis.casework.models import NameDecision, NameRequest, ReleasedName
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.organisations.actions.installation import system
from stegvis.oversight.actions import log_check
from stegvis.participants.queries import own_participants
from stegvis.web.extracts import making
from tests.world import AMN, FK, World

WHY = {"assessment": "Hennes intresse väger tyngst.", "reason": "Du behöver namnet."}


def wish() -> names.Wish:
    return names.Wish(today() - timedelta(days=30), today(), "Tror att en granne har läst.")


def asked(world: World) -> NameRequest:
    sara = world.actor("Sara")
    with acting(sara, purpose="case-show"):
        case = queries.own_case(sara, world.case("Alva").pk)
        return names.ask_for(
            actor=sara, participant=case.participant, scope=case.scope, wish=wish()
        )


def decide(world: World, row: NameRequest, **told: object) -> NameRequest:
    adam = world.actor("Adam")
    with acting(adam):
        given = {"decision": NameDecision.RELEASED, "accounts": {world.account("Sara").pk}} | WHY
        return names.decide(actor=adam, request=row, revision=row.revision, **(given | told))


def herself(world: World) -> Person:
    account = world.participant_account("Alva")
    person = Person(account.pk, account.person_key or "")
    with acting(person, read_only=True):
        return Person(person.account_id, person.key, own_participants(person))


def log_of(world: World, actor: Actor) -> str:
    """The log as her register extract shows it."""
    with acting(actor):
        tables = register.everything(actor, world.case("Alva").participant)
        section = making._section(next(t for t in tables if t.kind == making.LOG))
    return f"{section['columns']} {section['rows']}"


def test_by_default_no_name_and_on_a_decision_those_rows_alone(world: World) -> None:
    row, samira = asked(world), world.actor("Samira")
    with acting(samira, purpose="case-show"):
        queries.own_case(samira, world.case("Alva").pk)
    before = log_of(world, samira)
    assert "Medarbetare" not in before and "Sara Berg" not in before
    decide(world, row)
    after = log_of(world, samira)
    assert "Medarbetare" in after and "Sara Berg" in after
    assert "Samira Nordin" not in after, "only those who were chosen"
    with acting(world.actor("Adam")):
        told = Entry.objects.get(event=Event.NAMES_RELEASED)
        assert set(told.detail) == {"names", "readers"} and told.participant_id
    with acting(samira):
        kept = NameRequest.objects.get(pk=row.pk)
        names_shown = reading.released_about(world.case("Alva").participant)
        first = Entry.objects.filter(account_id=world.account("Sara").pk).first()
        assert first is not None
        owner, elsewhere = first.owner_id, world.organisation(FK).pk
        assert names_shown.name(owner, owner, first.account_id, first.at) == "Sara Berg"
        early = first.at - timedelta(days=31)
        assert names_shown.name(owner, owner, first.account_id, early) == ""
        assert names_shown.name(kept.participant_id, owner, first.account_id, first.at) == ""
        # With an assignment at another authority too, what she has read for that one is not told.
        assert names_shown.name(owner, elsewhere, first.account_id, first.at) == ""


def test_withdrawn_they_are_gone_for_her_and_in_the_next_extract(world: World) -> None:
    row, adam = decide(world, asked(world)), world.actor("Adam")
    alva = herself(world)
    with acting(alva, read_only=True):
        assert ReleasedName.objects.filter(participant_id__in=list(alva.participants)).exists()
    with acting(adam):
        with pytest.raises(RuleBroken) as broken:
            names.withdraw(actor=adam, request=row, revision=row.revision, reason=" ")
        assert broken.value.field == "reason"
        names.withdraw(actor=adam, request=row, revision=row.revision, reason="Hot har framförts.")
    with acting(adam):
        assert Entry.objects.filter(event=Event.NAMES_WITHDRAWN).count() == 1
    with acting(alva, read_only=True):
        assert not ReleasedName.objects.exists(), "the database alone closes them"
    assert "Sara Berg" not in log_of(world, world.actor("Samira"))
    with acting(adam), pytest.raises(RuleBroken, match="Inga namn"):
        names.withdraw(actor=adam, request=row, revision=row.revision + 1, reason="Igen.")


def test_a_refusal_needs_its_reason_and_names_nobody(world: World) -> None:
    row = asked(world)
    for missing in ("assessment", "reason"):
        with pytest.raises(RuleBroken) as broken:
            decide(world, row, decision=NameDecision.REFUSED, **{missing: " "})
        assert broken.value.field == missing
    done = decide(world, row, decision=NameDecision.REFUSED)
    assert (done.decision, done.is_shown) == ("refused", False)
    with acting(world.actor("Adam")):
        assert not ReleasedName.objects.exists()
        assert Entry.objects.filter(event=Event.NAMES_REFUSED).exists()
    with pytest.raises((RuleBroken, Conflict)):
        decide(world, row)


def test_what_cannot_be_decided(world: World) -> None:
    row = asked(world)
    for told, field in (
        ({"decision": "maybe"}, "decision"),
        ({"accounts": set()}, "accounts"),
        ({"accounts": {world.account("Lena").pk}}, "accounts"),
    ):
        with pytest.raises(RuleBroken) as broken:
            decide(world, row, **told)
        assert broken.value.field == field


def test_where_nobody_has_read_there_is_nothing_to_hand_out_or_refuse(world: World) -> None:
    read, sara = asked(world), world.actor("Sara")
    with pytest.raises(RuleBroken) as broken:
        decide(world, read, decision=NameDecision.NOBODY, accounts=set())
    assert broken.value.field == "decision", "somebody has read"
    decide(world, read, decision=NameDecision.REFUSED)
    with acting(sara):
        case = queries.own_case(sara, world.case("Alva").pk)
        before = names.Wish(today() - timedelta(days=60), today() - timedelta(days=31))
        row = names.ask_for(actor=sara, participant=case.participant, scope=case.scope, wish=before)
    for decision in (NameDecision.RELEASED, NameDecision.REFUSED):
        with pytest.raises(RuleBroken, match="inga namn") as broken:
            decide(world, row, decision=decision)
        assert broken.value.field == "decision"
    told = {"assessment": "", "accounts": set(), "reason": "Ingen har läst de dagarna."}
    done = decide(world, row, decision=NameDecision.NOBODY, **told)
    assert (done.decision, done.is_shown) == ("nobody", False)
    with acting(world.actor("Adam")):
        assert Entry.objects.filter(event=Event.NAMES_NONE).count() == 1


def test_nobody_decides_about_her_own_reading(world: World) -> None:
    row, adam = asked(world), world.actor("Adam")
    with acting(adam):
        assert adam.account_id not in {r.account_id for r in reading.readers_of(row)}
        reading.request_of(adam, row.pk)
    with acting(adam):
        found = {r.account_id for r in reading.readers_of(row)}
        assert adam.account_id not in found, "to answer is not to have looked"
    with acting(adam):
        days = {"starts_on": today(), "ends_on": today()}
        whose = {"participant_id": row.participant_id, "cause": "Hon undrar."}
        check = log_check.suspect(actor=adam, **days, **whose)
        log_check.close(actor=adam, log_check=check, revision=1, outcome="Inget fel.")
    with acting(adam):
        found = {r.account_id for r in reading.readers_of(row)}
        assert adam.account_id not in found, "nor is it to have checked on her behalf"
    robot = system(world.organisation(AMN))
    with acting(adam, purpose="case-show") as log:
        log.look(
            Event.PERSON_READ,
            owner_id=row.owner_id,
            item_kind="participant",
            item_id=row.participant_id,
            participant_id=row.participant_id,
        )
    with pytest.raises(RuleBroken, match="Du har själv läst"):
        decide(world, row)
    with acting(robot):
        kept = NameRequest.objects.get(pk=row.pk)
        names.decide(
            actor=robot,
            request=kept,
            revision=kept.revision,
            decision=NameDecision.RELEASED,
            accounts={adam.account_id},
            **WHY,
        )


def test_another_authority_s_staff_are_not_ours_to_name(world: World) -> None:
    row, lena = asked(world), world.actor("Lena")
    with acting(lena) as log:
        log.look(
            Event.PERSON_READ,
            owner_id=row.owner_id,
            item_kind="participation",
            item_id=row.participant_id,
            participant_id=row.participant_id,
        )
    with acting(world.actor("Adam")):
        entries = Entry.objects.filter(participant_id=row.participant_id)
        assert entries.filter(organisation_id=world.organisation(FK).pk).exists()
        assert "Lena Holm" not in {one.name for one in reading.readers_of(row)}


def test_who_may_decide(world: World) -> None:
    row = asked(world)
    for name in ("Sara", "Samira"):
        actor = world.actor(name)
        with acting(actor), pytest.raises(Refused):
            names.decide(actor=actor, request=row, revision=1, decision=NameDecision.REFUSED, **WHY)
    for stranger in ("Stina", "Lena"):
        actor = world.actor(stranger)
        with acting(actor), pytest.raises(NotVisible):
            reading.request_of(actor, row.pk)


def test_one_request_waits_at_a_time_for_days_that_have_been(world: World) -> None:
    row, sara = asked(world), world.actor("Sara")
    with pytest.raises(RuleBroken, match="väntar redan"):
        asked(world)
    day = today()
    for starts_on, ends_on in ((day, day + timedelta(days=1)), (day, day - timedelta(days=1))):
        with acting(sara), pytest.raises(RuleBroken) as broken:
            case = world.case("Bo")
            names.ask_for(
                actor=sara,
                participant=case.participant,
                scope=case.scope,
                wish=names.Wish(starts_on, ends_on),
            )
        assert broken.value.field == "ends_on"
    assert (row.due_on - row.asked_on).days >= 28


def test_she_asks_for_herself_and_nobody_else(world: World) -> None:
    alva = herself(world)
    with acting(alva):
        (mine,) = [p for p, o in alva.participants.items() if o == world.organisation(AMN).pk]
        row = names.ask(actor=alva, participant_id=mine, wish=wish())
        assert row.by_herself
        with pytest.raises(NotVisible):
            names.ask(actor=alva, participant_id=UUID(int=7), wish=wish())
