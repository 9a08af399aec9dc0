"""A party at intake and exit only: nothing outside, and what was given has ended."""

from datetime import date, timedelta

import pytest
from pytest import MonkeyPatch

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework import windows
from stegvis.casework.actions import introduction, party, plan
from stegvis.casework.closing import last_handover_day
from stegvis.casework.models import Participation, Party, Plan
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Consent, Disclosure
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import Span, Window
from stegvis.web.casework import disclosing
from tests.casework.test_exit import draft
from tests.world import FK, World


@pytest.fixture(autouse=True)
def fk_only_at_both_ends(monkeypatch: MonkeyPatch) -> None:
    """The definition as seed 002 has it: Försäkringskassan at intake and discharge."""
    whole = ProgrammeVersion.definition.fget
    assert whole is not None

    def windowed(version: ProgrammeVersion) -> Definition:
        found: Definition = whole(version)
        parties = tuple(
            one.model_copy(update={"window": Window.INTAKE_AND_EXIT}) if one.key == "fk" else one
            for one in found.parties
        )
        return found.model_copy(update={"parties": parties})

    monkeypatch.setattr(ProgrammeVersion, "definition", property(windowed))


def enrolled(case: Participation, days_ago: int) -> None:
    Participation.objects.filter(pk=case.pk).update(enrolled_on=today() - timedelta(days=days_ago))
    case.refresh_from_db(fields=["enrolled_on"])


def confirmed_plan(sara: Actor, case: Participation) -> Plan:
    row = plan.start(actor=sara, participation=case)
    plan.set_goal(actor=sara, plan=row, text="Jag vill jobba.")
    plan.agree(actor=sara, plan=row, agreed_on=today(), how="vid mötet")
    plan.confirm(actor=sara, plan=row, review_on=today() + timedelta(days=90))
    row = Plan.objects.get(pk=row.pk)
    row.participation = case
    return row


def give(world: World, sara: Actor, case: Participation, row: Plan) -> Disclosure:
    return disclosing.by_consent(
        actor=sara,
        case=case,
        item=row,
        receiver_id=world.organisation(FK).pk,
        holds={"planning"},
    )


def test_at_intake_it_ends_with_the_period(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        enrolled(case, 10)
        made = give(world, sara, case, confirmed_plan(sara, case))
        assert made.valid_to == today() + timedelta(days=20)


def test_how_long_is_the_definition_s_to_say(world: World, monkeypatch: MonkeyPatch) -> None:
    """Sixty days after enrolment and two months of handover, in place of thirty days of each."""
    windowed = ProgrammeVersion.definition.fget
    assert windowed is not None

    def longer(version: ProgrammeVersion) -> Definition:
        found: Definition = windowed(version)
        stays = {"intake_window": Span(days=60)}
        parties = tuple(one.model_copy(update=stays) for one in found.parties)
        ending = found.exit.model_copy(update={"handover_window": Span(months=2)})
        return found.model_copy(update={"parties": parties, "exit": ending})

    monkeypatch.setattr(ProgrammeVersion, "definition", property(longer))
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        enrolled(case, 40)
        made = give(world, sara, case, confirmed_plan(sara, case))
        assert made.valid_to == today() + timedelta(days=20)
        last = last_handover_day(case.version.definition, date(2026, 12, 31))
    assert last == date(2027, 2, 28)


def test_outside_nothing_is_given_and_what_was_is_closed(world: World) -> None:
    sara, lena = world.actor("Sara"), world.actor("Lena")
    with acting(sara):
        case = world.case("Alva")
        enrolled(case, 30)
        row = confirmed_plan(sara, case)
        made = give(world, sara, case, row)
        assert made.valid_to == today()
    with acting(lena):
        assert Plan.objects.visible_to(lena).exists() and Plan.objects.exists()
    yesterday = today() - timedelta(days=1)
    with acting(sara):
        enrolled(case, 31)
        Disclosure.objects.filter(pk=made.pk).update(closed_at=None)
        with pytest.raises(RuleBroken, match="bara vid inskrivning och avslut"):
            give(world, sara, case, row)
        with pytest.raises(RuleBroken, match="bara vid inskrivning"):
            party.add(
                actor=sara,
                participation=case,
                organisation_id=world.organisation(FK).pk,
                seat="handläggare",
                starts_on=today(),
                contact_name="Lena",
            )
        Party.objects.filter(participation=case).update(ends_on=yesterday)
    with acting(lena):
        assert not Plan.objects.visible_to(lena).exists(), "her seat has ended"


def test_the_exit_lets_it_in_again(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        enrolled(case, 90)
        row = confirmed_plan(sara, case)
        fk = world.organisation(FK).pk
        ended = today() - timedelta(days=60)
        Party.objects.filter(participation=case).update(starts_on=ended, ends_on=ended)
        assert not windows.is_open(case, fk)
        draft(sara, case)
        seat = Party.objects.now().get(participation=case, organisation_id=fk)
        assert seat.ends_on is None and windows.is_open(case, fk)
        assert give(world, sara, case, row).valid_to is None


def test_others_are_always_in(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        enrolled(case, 400)
        assert windows.is_open(case, world.organisation("arbetsformedlingen").pk)


def test_nothing_outlives_the_consent_it_rests_on(world: World) -> None:
    """The period at intake is open for twenty days more; her consent lasts for five."""
    sara, fk = world.actor("Sara"), world.organisation(FK).pk
    soon = today() + timedelta(days=5)
    with acting(sara):
        case = world.case("Alva")
        enrolled(case, 10)
        Consent.objects.filter(participation_id=case.pk, kind="secrecy").update(valid_to=soon)
        told = introduction.introduce(actor=sara, participation=case, receiver_id=fk)
        assert told is not None
        assert told.valid_to == soon
