"""Nobody without livelihood: a plan and an exit name what she lives on next, where asked for."""

from datetime import date, timedelta

import pytest

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.audit.journal import acting
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import participation, plan
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars, register
from stegvis.programmes.models import ProgrammeVersion
from tests.casework.klivet import coordinator, number, publish
from tests.world import World


def enrolled(kaj: Actor, version: ProgrammeVersion) -> Participation:
    person = register(
        actor=kaj,
        permission=Permission.PARTICIPATION_ENROL,
        scope=Scope(kaj.organisation_id, version.programme_id),
        particulars=Particulars("Kerstin", "Klivare", parse(number(date(1998, 11, 2), 238))),
    )
    return participation.enrol(
        actor=kaj,
        participant=person,
        version=version,
        intake=None,
        enrolled_on=today() - timedelta(days=60),
    )


def test_a_plan_is_not_confirmed_without_the_next_livelihood(world: World) -> None:
    kaj, version = coordinator(world), publish()
    assert version.definition.plan.requires_next_livelihood
    with acting(kaj):
        case = enrolled(kaj, version)
        draft = plan.start(actor=kaj, participation=case)
        plan.set_goal(actor=kaj, plan=draft, text="Prova arbete")
        plan.agree(actor=kaj, plan=draft, agreed_on=today(), how="möte")
        when = today() + timedelta(days=90)
        with pytest.raises(RuleBroken, match="Ingen ska stå utan försörjning") as first:
            plan.confirm(actor=kaj, plan=draft, review_on=when)
        assert first.value.field == "next_livelihood"
        plan.name_livelihood(
            actor=kaj, plan=draft, livelihood=" Lönebidrag och sjukersättning ", informed_on=None
        )
        with pytest.raises(RuleBroken, match="gick igenom") as second:
            plan.confirm(actor=kaj, plan=draft, review_on=when)
        assert second.value.field == "livelihood_informed_on"
        with pytest.raises(RuleBroken, match="framåt"):
            plan.name_livelihood(
                actor=kaj, plan=draft, livelihood="Lön", informed_on=today() + timedelta(days=1)
            )
        plan.name_livelihood(actor=kaj, plan=draft, livelihood="Lön", informed_on=today())
        confirmed = plan.confirm(actor=kaj, plan=draft, review_on=when)
        assert (confirmed.next_livelihood, confirmed.livelihood_informed_on) == ("Lön", today())
        # What is written once is not asked for again; that it is gone through is.
        again = plan.start(actor=kaj, participation=case)
        assert (again.next_livelihood, again.livelihood_informed_on) == ("Lön", None)


def test_an_exit_is_not_confirmed_without_the_next_livelihood(world: World) -> None:
    kaj, version = coordinator(world), publish()
    rules = version.definition.exit
    with acting(kaj):
        case = enrolled(kaj, version)
        written = closing.Closing(
            ended_on=today(), reason=rules.reasons[0].key, destination=rules.destinations[0].key
        )
        drafted = closing.prepare(actor=kaj, participation=case, closing=written)
        with pytest.raises(RuleBroken, match="lever av") as refused:
            closing.confirm(actor=kaj, participation=case)
        assert refused.value.field == "next_livelihood"
        closing.prepare(
            actor=kaj,
            participation=case,
            closing=closing.Closing(
                ended_on=today(),
                reason=rules.reasons[0].key,
                destination=rules.destinations[0].key,
                next_livelihood="Lön från Mönsterås bruk",
            ),
            revision=drafted.revision,
        )
        assert closing.confirm(actor=kaj, participation=case).next_livelihood
