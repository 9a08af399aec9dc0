"""This file is where a person gets another number and stays the same person."""

from dataclasses import replace

import pytest

from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting, journal
from stegvis.casework import register
from stegvis.casework.models import Participation
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.core.person_key import key_of
from stegvis.core.personal_number import parse, parse_as
from stegvis.participants.actions import identity, participant
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import FormerNumber, Identity, Participant
from stegvis.participants.queries import former_numbers, known_by
from tests.world import World

FIRST = replace(parse("200302742382"), level="probable")
NEW = parse("19980618-2383")
WHY = "Har blivit folkbokförd."


def changed(world: World, case: Participation, number: object, reason: str = WHY) -> Identity:
    return identity.change_number(
        actor=world.actor("Sara"),
        scope=case.scope,
        participant=case.participant,
        number=number,
        reason=reason,
        revision=Participant.objects.get(pk=case.participant_id).revision,
    )


def test_from_coordination_number_to_personal_number_she_is_one(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case, before = world.case("Alva"), Participant.objects.count()
        changed(world, case, FIRST)
        unsure = Identity.objects.get(participant=case.participant)
        assert (unsure.number_level, unsure.caution) == ("probable", "Identiteten är inte styrkt.")
        assert not unsure.number_dormant and unsure.person_key == key_of(FIRST)
        changed(world, case, NEW)
        now = Identity.objects.get(participant=case.participant)
        assert (now.number, now.number_level, now.caution) == (NEW.digits, "", "")
        assert Participant.objects.get(pk=case.participant_id).born_on == NEW.born
        former = former_numbers(sara, case.participant)
        assert [one.number for one in former] == [FIRST.digits, "200302142385"]
        assert former[0].masked_number == "20030274-****" and former[0].number_level == "probable"
        for number in (FIRST, NEW, parse("200302142385")):
            found = known_by(sara, number)
            assert found == case.participant
        assert Participant.objects.count() == before
        logged = [row for row in journal().rows if row["event"] == "number_changed"]
        assert len(logged) == 2 and NEW.digits not in str(logged)
        tables = {table.kind: table for table in register.everything(sara, case.participant)}
        rows = tables["participants.formernumber"].rows
        assert {row.raw["number"] for row in rows} == {FIRST.digits, "200302142385"}
        assert FIRST.digits not in str([row.facts for row in rows])


def test_an_earlier_number_leads_to_nobody_elsewhere(world: World) -> None:
    with acting(world.actor("Sara")):
        changed(world, world.case("Alva"), NEW)
    stina = world.actor("Stina")
    with acting(stina):
        assert known_by(stina, parse("200302142385")) is None
        assert not FormerNumber.objects.exists()


def test_only_the_level_may_change_and_that_is_kept_too(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        changed(world, case, FIRST)
        sure = changed(world, case, replace(FIRST, level="established", dormant=True), "Besked.")
        assert sure.caution == "Samordningsnumret är vilande."
        assert FormerNumber.objects.filter(number=FIRST.digits).get().number_level == "probable"
        # Corrected in something else, the level stays.
        participant.correct(
            actor=world.actor("Sara"),
            participant=case.participant,
            scope=case.scope,
            particulars=Particulars("Alva", "Nygift", sure.identifier),
            revision=Participant.objects.get(pk=case.participant_id).revision,
        )
        kept = Identity.objects.get(participant=case.participant)
        assert (kept.number_level, kept.number_dormant) == ("established", True)


def test_numbers_that_nobody_can_log_in_with(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        for text, kind in (("19810829M071", "reserve"), ("50-123456/7", "lma")):
            row = changed(world, case, parse_as(text, kind))
            assert row.person_key == "" and row.caution == "Identiteten är inte styrkt."
        # What is not told by the number stays as it was.
        assert str(Participant.objects.get(pk=case.participant_id).born_on) == "2003-02-14"


@pytest.mark.parametrize(
    ("number", "reason", "match"),
    [
        (NEW, " ", "Skriv varför"),
        (NEW, "Fick 19980618-2383.", "utan personnummer"),
        (parse_as("50-123456/7", "lma"), "Fick 50-123456/7.", "utan nummer"),
        (parse("200302142385"), WHY, "Inget är ändrat"),
        (parse("200302742382"), WHY, "Välj identitetsnivå"),
        (replace(NEW, level="established"), WHY, "Bara ett samordningsnummer"),
        (parse("200105052393"), WHY, "går inte att spara"),
    ],
)
def test_what_is_refused(world: World, number: object, reason: str, match: str) -> None:
    with acting(world.actor("Sara")), pytest.raises(RuleBroken, match=match):
        changed(world, world.case("Alva"), number, reason)


def test_another_s_earlier_number_is_refused_in_the_same_words(world: World) -> None:
    with acting(world.actor("Sara")):
        changed(world, world.case("Alva"), NEW)
        with pytest.raises(RuleBroken, match="går inte att spara"):
            changed(world, world.case("Bo"), parse("200302142385"))


def test_who_may(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        here = {"scope": case.scope, "participant": case.participant, "number": NEW, "reason": WHY}
        with pytest.raises(Refused):
            identity.change_number(actor=world.actor("Adam"), **here, revision=1)
        with pytest.raises(Conflict):
            identity.change_number(actor=world.actor("Sara"), **here, revision=99)
        cleo = world.case("Cleo")
    samira = world.actor("Samira")
    with acting(samira), pytest.raises(NotVisible):
        identity.change_number(
            actor=samira,
            scope=cleo.scope,
            participant=cleo.participant,
            number=NEW,
            reason=WHY,
            revision=Participant.objects.get(pk=cleo.participant_id).revision,
        )


def test_protection_covers_what_the_number_was(world: World) -> None:
    """Sara is Cleo's named reader; Samira is not."""
    sara, samira = world.actor("Sara"), world.actor("Samira")
    with acting(sara):
        cleo = world.case("Cleo")
        old = parse(Identity.objects.get(participant=cleo.participant).number)
        changed(world, cleo, NEW)
        assert former_numbers(sara, cleo.participant)
    with acting(samira):
        assert known_by(samira, old) is None
        assert former_numbers(samira, cleo.participant) == []
        assert not FormerNumber.objects.exists()
