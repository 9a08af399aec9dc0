"""Protected identity: set by many, lifted by the named, opened for a while and for a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting, journal
from stegvis.casework.models import Participation
from stegvis.casework.queries import identity_of, named
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import parse
from stegvis.organisations.models import Assignment
from stegvis.participants.actions import protection
from stegvis.participants.actions.participant import Particulars, register
from stegvis.participants.models import (
    Disclosure,
    Identity,
    NamedReader,
    Participant,
    Protection,
    ProtectionDecision,
)
from tests.world import CASES, World

WHY = "Deltagaren visade beslutet i dag."


@contextmanager
def at(world: World, name: str, case_id: Any) -> Iterator[dict[str, Any]]:
    """What every action needs, as this person sees the case."""
    actor = world.actor(name)
    with acting(actor):
        case = Participation.objects.select_related("participant", "version").get(pk=case_id)
        yield {"actor": actor, "scope": case.scope, "participant": case.participant}


def protect(world: World, who: str = "Samira", level: str = "marked", **more: Any) -> Any:
    case_id = world.case_id("Alva")
    with at(world, who, case_id) as here:
        protection.protect(
            **here, level=level, reason=WHY, readers=[world.account("Sara").pk], **more
        )
    return case_id


def seen(world: World, name: str, case_id: Any) -> Identity | None:
    with acting(world.actor(name)):
        case = Participation.objects.select_related("participant__identity").get(pk=case_id)
        found = Identity.objects.visible_to(world.actor(name)).filter(
            participant_id=case.participant_id
        )
        shown = identity_of(case.participant)
        assert shown == found.first(), "page and filter disagree"
        return shown


def test_all_lose_it_at_once_the_setter_and_the_named_too(world: World) -> None:
    case_id = protect(world)
    assert [seen(world, name, case_id) for name in ("Sara", "Kim", "Samira")] == [None] * 3
    with acting(world.actor("Samira")) as log:
        assert not Participation.objects.filter(
            participant__in=named(world.actor("Samira"), "Exempels")
        )
        decision = ProtectionDecision.objects.get()
        assert (decision.level, decision.created_by_id) == ("marked", log.actor.account_id)
        assert NamedReader.objects.active().filter(participant=decision.participant).count() == 1


def test_the_named_opens_it_for_a_while_with_a_reason(world: World) -> None:
    case_id = protect(world)
    with at(world, "Sara", case_id) as here:
        with pytest.raises(RuleBroken, match="skälet"):
            protection.show(**here, reason=" ")
        with pytest.raises(RuleBroken, match="utan personnummer"):
            protection.show(**here, reason="Ringer 20030214-2385.")
        protection.show(**here, reason="Ringer i dag.")
        row = journal().rows[-1]
        assert (row["event"], row["purpose"]) == ("protected_identity_shown", "Ringer i dag.")
    shown = seen(world, "Sara", case_id)
    assert shown is not None and shown.given_name == "Alva"
    assert seen(world, "Samira", case_id) is None
    with at(world, "Sara", case_id) as here:
        reader = NamedReader.objects.active().get(participant=here["participant"])
        assert reader.shown_until is not None
        left = reader.shown_until - now()
        assert timedelta(minutes=14) < left <= timedelta(minutes=15)
        protection.hide(**here)
    assert seen(world, "Sara", case_id) is None
    with at(world, "Samira", case_id) as here, pytest.raises(Refused):
        protection.show(**here, reason="Nyfiken.")


def test_the_database_says_the_same_without_the_application(world: World) -> None:
    case_id = protect(world)
    with at(world, "Sara", case_id) as here:
        person = here["participant"].pk
        assert not Identity.objects.filter(participant_id=person).exists()
        protection.show(**here, reason="Ringer.")
        assert Identity.objects.filter(participant_id=person).exists()


def test_contact_goes_at_the_stronger_levels_unless_it_is_needed(world: World) -> None:
    for level, keep, left in (
        ("marked", False, "070-000 00 01"),
        ("registered", True, "070-000 00 01"),
        ("registered", False, ""),
    ):
        with transaction.atomic():
            with acting(world.actor("Sara")):
                case_id = world.case("Alva").pk
                identity = Identity.objects.get(given_name="Alva")
                identity.phone = identity.address = "070-000 00 01"
                identity.keep("phone", "address")
            protect(world, "Sara", level, keep_contact=keep)
            with at(world, "Sara", case_id) as here:
                protection.show(**here, reason="Ringer.")
            shown = seen(world, "Sara", case_id)
            assert shown is not None and (shown.phone, shown.address) == (left, left)
            with at(world, "Sara", case_id) as here:
                protection.remove_contact(**here)
            shown = seen(world, "Sara", case_id)
            assert shown is not None and shown.phone == ""
            transaction.set_rollback(True)


def test_what_was_handed_out_of_who_she_is_closes(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        sara = world.actor("Sara")
        Disclosure.objects.create(
            owner_id=sara.organisation_id,
            created_by_id=sara.account_id,
            participant=case.participant,
            item_kind="identity",
            item_id=case.participant.identity.pk,
            title="Namn",
            receiver_id=world.actor("Lena").organisation_id,
            category="contact",
            ground="consent",
        )
    person = case.participant_id
    with acting(world.actor("Lena")):
        assert Identity.objects.visible_to(world.actor("Lena")).filter(participant_id=person)
    protect(world)
    with acting(world.actor("Lena")):
        assert not Identity.objects.visible_to(world.actor("Lena")).filter(participant_id=person)
        row = Disclosure.objects.get(item_kind="identity", receiver__key="forsakringskassan")
        # That she is protected is itself nothing for the receiver to know.
        assert row.closed_at and "skydd" not in row.close_reason.lower()


def test_a_level_is_raised_by_many_and_lowered_by_the_named(world: World) -> None:
    case_id = protect(world, level="registered")
    for who, level, then in (
        ("Samira", "marked", "registered"),
        ("Samira", "assumed", "assumed"),
        ("Sara", "marked", "marked"),
    ):
        with at(world, who, case_id) as here:
            protection.protect(**here, level=level, reason=WHY)
            assert Participant.objects.get(pk=here["participant"].pk).protection == then
    with at(world, "Samira", case_id) as here, pytest.raises(Refused):
        protection.lift(**here, reason=WHY)
    with at(world, "Sara", case_id) as here:
        protection.lift(**here, reason=WHY)
        assert not NamedReader.objects.active().filter(participant=here["participant"]).exists()
    shown = seen(world, "Samira", case_id)
    assert shown is not None and shown.protection == Protection.NONE
    with at(world, "Sara", case_id) as here:
        levels = ProtectionDecision.objects.filter(participant=here["participant"])
        kept = [row.level for row in levels.order_by("created_at")]
    assert kept == ["registered", "marked", "assumed", "marked", "none"]


def test_what_was_decided_cannot_be_rewritten(world: World) -> None:
    case_id = protect(world)
    with at(world, "Sara", case_id), pytest.raises(DatabaseError), transaction.atomic():
        ProtectionDecision.objects.update(reason="Något annat.")


def test_readers_are_named_and_ended_and_one_is_left(world: World) -> None:
    case_id, kim = protect(world), world.account("Kim").pk
    with at(world, "Samira", case_id) as here, pytest.raises(Refused):
        protection.name_reader(**here, account_id=kim, reason=WHY)
    with at(world, "Sara", case_id) as here:
        own = NamedReader.objects.active().get(participant=here["participant"])
        with pytest.raises(RuleBroken, match="minst en"):
            protection.end_reader(**here, reader=own)
        with pytest.raises(RuleBroken, match="arbetar med deltagare"):
            protection.name_reader(**here, account_id=world.account("Adam").pk, reason=WHY)
        protection.name_reader(**here, account_id=kim, reason=WHY)
        with pytest.raises(RuleBroken, match="redan"):
            protection.name_reader(**here, account_id=kim, reason=WHY)
        protection.end_reader(**here, reader=own)
    with at(world, "Sara", case_id) as here, pytest.raises(Refused):
        protection.show(**here, reason="Ringer.")


def test_nobody_is_locked_away_when_the_named_have_left(world: World) -> None:
    case_id = protect(world)
    Assignment.objects.filter(account=world.account("Sara")).update(
        ends_on=today() - timedelta(days=1)
    )
    with at(world, "Samira", case_id) as here:
        protection.name_reader(**here, account_id=world.account("Kim").pk, reason="Tar över.")
    with acting(world.actor("Samira")):
        assert NamedReader.objects.active().filter(account=world.account("Kim")).exists()


@pytest.mark.parametrize("who", ["Kim", "Stina", "Lena"])
def test_others_may_not_set_it(world: World, who: str) -> None:
    case_id = world.case_id("Alva")
    with at(world, "Sara", case_id) as here:
        scope, person = here["scope"], here["participant"]
    with acting(world.actor(who)), pytest.raises(Refused):
        protection.protect(
            actor=world.actor(who),
            scope=scope,
            participant=person,
            level="marked",
            reason=WHY,
            readers=[world.account(who).pk],
        )


@pytest.mark.parametrize(
    ("level", "reason", "readers", "message"),
    [
        ("none", WHY, ["Sara"], "Välj vilket skydd"),
        ("marked", " ", ["Sara"], "Skriv skälet"),
        ("marked", "Hon är 030214-2385.", ["Sara"], "utan personnummer"),
        ("marked", WHY, [], "Välj minst en"),
        ("marked", WHY, ["Lena"], "arbetar med deltagare hos er"),
    ],
)
def test_what_is_missing_is_said(
    world: World, level: str, reason: str, readers: list[str], message: str
) -> None:
    named_accounts = [world.account(name).pk for name in readers]
    with (
        at(world, "Sara", world.case_id("Alva")) as here,
        pytest.raises(RuleBroken, match=message),
    ):
        protection.protect(**here, level=level, reason=reason, readers=named_accounts)


def test_identity_is_written_later_by_the_named(world: World) -> None:
    sara = world.actor("Sara")
    with at(world, "Sara", world.case_id("Alva")) as here:
        scope = here["scope"]
        person = protection.register_nameless(
            actor=sara,
            permission=protection.Permission.PROTECTION_SET,
            scope=scope,
            sex="woman",
            reason="Identiteten har inte lämnats ut.",
        )
        write = {"actor": sara, "scope": scope, "participant": person}
        taken = Particulars("Ny", "Ny", parse(CASES["Bo"][1]))
        with pytest.raises(RuleBroken, match="går inte att spara"):
            protection.write_identity(**write, particulars=taken)
        protection.write_identity(**write, particulars=Particulars("Nora", "Nyskriven"))
        assert not Identity.objects.filter(participant=person).exists(), "open without a reason"
        protection.show(**write, reason="Ringer.")
        with pytest.raises(RuleBroken, match="redan inskriven"):
            protection.write_identity(**write, particulars=Particulars("Nora", "Nyskriven"))
        with pytest.raises(NotVisible):
            protection.remove_contact(actor=sara, scope=scope, participant=_nameless(sara, scope))


def _nameless(actor: Any, scope: Any) -> Participant:
    return protection.register_nameless(
        actor=actor,
        permission=protection.Permission.PROTECTION_SET,
        scope=scope,
        sex="man",
        reason="Identiteten har inte lämnats ut.",
    )


def test_a_protected_number_is_no_way_to_find_her(world: World) -> None:
    case_id = protect(world)
    with at(world, "Samira", case_id) as here:
        alva = Particulars("Alva", "Exempelsson", parse(CASES["Alva"][1]))
        with pytest.raises(DatabaseError), transaction.atomic():
            register(
                actor=here["actor"],
                permission=protection.Permission.PROTECTION_SET,
                scope=here["scope"],
                particulars=alva,
            )
