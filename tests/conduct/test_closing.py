"""A whole programme is brought to its end: nobody new after the last day, nobody left alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import exit as closing_actions
from stegvis.casework.actions import outreach, referral
from stegvis.casework.models import Participation
from stegvis.conduct import ending
from stegvis.conduct.actions import closing
from stegvis.conduct.ending import Lack
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.actions.participant import Particulars
from stegvis.programmes.models import ProgrammeClosing
from tests.casework.variants import PROPOSING, variant
from tests.world import AMN, FK, World


def decision(decided: int, last_intake: int, ends: int) -> closing.Decision:
    """Each day is so many days from today."""
    days = [today() + timedelta(days=days) for days in (decided, last_intake, ends)]
    return closing.Decision(*days, "Projekttiden är slut.", "Samira Nordin, 018-00 00 00")


def soon() -> closing.Decision:
    return decision(0, 30, 120)


def no_more() -> closing.Decision:
    return decision(-10, -1, 30)


@pytest.fixture
def samira(world: World) -> Iterator[Actor]:
    actor = world.actor("Samira")
    with acting(actor):
        yield actor


def decided(
    samira: Actor, world: World, decision: closing.Decision | None = None
) -> ProgrammeClosing:
    return closing.decide(
        actor=samira, programme=world.version.programme, decision=decision or soon()
    )


def test_nobody_new_is_referred_after_the_last_day(world: World, samira: Actor) -> None:
    decided(samira, world, no_more())
    lena = world.actor("Lena")
    with acting(lena), pytest.raises(RuleBroken, match="Samira Nordin, 018-00 00 00"):
        referral.draft(
            actor=lena,
            version=world.version,
            route="fk",
            receiver=world.organisation(AMN),
            particulars=Particulars("Nova", "Exempelsson", None),
        )


def test_a_draft_of_before_is_not_sent_after(world: World, samira: Actor) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        draft = referral.draft(
            actor=lena,
            version=world.version,
            route="fk",
            receiver=world.organisation(AMN),
            particulars=Particulars("Nova", "Exempelsson", None),
        )
    with acting(samira):
        decided(samira, world, no_more())
    with acting(lena), pytest.raises(RuleBroken, match="tar inte emot nya"):
        referral.send(actor=lena, referral=draft, revision=draft.revision, ground="consent")


def test_nor_does_anybody_come_in_by_outreach(world: World, samira: Actor) -> None:
    decided(samira, world, no_more())
    with pytest.raises(RuleBroken, match="tar inte emot nya"):
        outreach.register(
            actor=samira,
            version=world.version,
            route="outreach",
            particulars=Particulars("Nova", "Exempelsson", None),
            reason="Kom in.",
        )


def test_what_has_closed_is_no_choice_but_is_told(
    world: World, as_person: Callable[[str], Client], samira: Actor
) -> None:
    version, operator = variant("provinsats", PROPOSING), world.organisation(AMN)
    decided(samira, world, no_more())
    closing.decide(actor=samira, programme=version.programme, decision=no_more())
    pages = {
        "/aktualiseringar/ny/": ("Lena", f"/aktualiseringar/ny/{world.version.pk}/{operator.pk}/"),
        "/aktualiseringar/uppsokande/": (
            "Samira",
            f"/aktualiseringar/uppsokande/{world.version.pk}/self/",
        ),
        "/forslag/nytt/": ("Per", f"/forslag/nytt/{version.pk}/{operator.pk}/"),
    }
    for url, (who, choice) in pages.items():
        client = as_person(who)
        text = client.get(url).content.decode()
        assert choice not in text and "tog emot till och med" in text, url
        assert "Samira Nordin, 018-00 00 00" in text
        early = client.get(choice)
        assert early.status_code == 422 and "tar inte emot nya" in early.content.decode()
    asked = as_person("Lena").get("/forfragningar/ny/").content.decode()
    assert "Ingen insats att fråga" in asked


def test_until_then_and_after_a_withdrawal_people_are_referred(world: World, samira: Actor) -> None:
    first = decided(samira, world)
    lena = world.actor("Lena")
    for given_name in ("Nova", "Noel"):
        with acting(lena):
            assert referral.draft(
                actor=lena,
                version=world.version,
                route="fk",
                receiver=world.organisation(AMN),
                particulars=Particulars(given_name, "Exempelsson", None),
            )
        if given_name == "Nova":
            with acting(samira):
                changed = closing.change(
                    actor=samira, closing=first, revision=1, decision=no_more()
                )
                closing.withdraw(actor=samira, closing=changed, revision=2)


def test_one_decision_at_a_time_in_the_right_order(world: World, samira: Actor) -> None:
    row = decided(samira, world)
    with pytest.raises(RuleBroken, match="redan ett beslut"):
        decided(samira, world)
    with pytest.raises(Conflict):
        closing.change(actor=samira, closing=row, revision=7, decision=soon())
    backwards = closing.Decision(today(), today(), today() - timedelta(days=1), "Slut.", "Samira")
    with pytest.raises(RuleBroken, match="före sista dagen"):
        closing.change(actor=samira, closing=row, revision=1, decision=backwards)


@pytest.mark.parametrize("name", ["Sara", "Lena", "Styrbjörn", "Frida", "Stina"])
def test_only_the_coordinator_decides(world: World, name: str) -> None:
    actor = world.actor(name)
    with acting(actor), pytest.raises(Refused):
        closing.decide(actor=actor, programme=world.version.programme, decision=soon())


def _leaves(sara: Actor, case: Participation, destination: str, receiver: object = None) -> None:
    closing_actions.prepare(
        actor=sara,
        participation=case,
        closing=closing_actions.Closing(
            ended_on=today(),
            reason=case.version.definition.exit.reasons[0].key,
            destination=destination,
            receiver_id=receiver,
            plan_known=True,
        ),
    )


def test_what_each_lacks_is_told(world: World, samira: Actor) -> None:
    row = decided(samira, world)
    programme = world.version.programme_id
    before = {r.case.pk: r for r in ending.leaving(samira, programme, row)}
    assert len(before) == 3
    alva = world.case_id("Alva")
    assert before[alva].lacks[:3] == (Lack.NEXT_STEP, Lack.RECEIVER, Lack.CONFIRMED)
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        _leaves(sara, case, "forstarkt_samarbete", world.organisation(FK).pk)
    with acting(samira):
        told = {r.case.pk: r for r in ending.leaving(samira, programme, row)}
        assert told[alva].lacks == (Lack.CONFIRMED,)
        assert told[alva].is_left_alone
        named = ending.shares(list(told.values()), world.version.definition)[1]
        assert (named.number, named.of) == (1, 3)
    with acting(sara):
        closing_actions.record_receiver(
            actor=sara, participation=case, confirmed_on=today(), how="Telefon"
        )
    with acting(samira):
        rows = {r.case.pk: r for r in ending.leaving(samira, programme, row)}
        assert rows[alva].lacks == ()


def test_it_ends_when_everybody_has_left_with_a_receiver(world: World, samira: Actor) -> None:
    row = decided(samira, world)
    with pytest.raises(RuleBroken, match="3 deltagare"):
        closing.complete(actor=samira, closing=row, revision=1)
    for given_name, step in (("Alva", "arbete"), ("Bo", "studier"), ("Cleo", "arbete")):
        manager = world.actor("Kim" if given_name == "Bo" else "Sara")
        pk = world.case_id(given_name)
        with acting(manager):
            case = Participation.objects.select_related("version", "participant").get(pk=pk)
            _leaves(manager, case, step)
            closing_actions.confirm(actor=manager, participation=case)
    with acting(samira):
        ended = closing.complete(actor=samira, closing=row, revision=1)
        assert ended.completed_at is not None
        with pytest.raises(RuleBroken):
            closing.change(actor=samira, closing=ended, revision=2, decision=soon())
        kept = closing.keep_implementation(
            actor=samira, closing=ended, revision=2, text="Rutinen lever vidare.", on=today()
        )
        assert kept.implementation == "Rutinen lever vidare."
