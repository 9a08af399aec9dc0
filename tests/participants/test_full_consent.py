"""Consent in full: what must be there, that it ends with the programme, and the two refusals."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from stegvis.audit.journal import acting
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import followup, participation
from stegvis.casework.models import FollowUp
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.outcomes.actions import figures
from stegvis.outcomes.models import PublishedFigures
from stegvis.outcomes.unregistered import unregistered
from stegvis.participants import grounds, legal_bases, queries
from stegvis.participants.actions import consent, disclosure
from stegvis.participants.models import Consent, ConsentKind, Disclosure
from stegvis.web.casework import disclosing
from tests.casework.test_exit import draft
from tests.days import as_of_now, tomorrow, yesterday
from tests.outcomes.lives import Life, live
from tests.participants.test_consent import hand_out, is_open, write
from tests.world import FK, World


def whole(**told: Any) -> consent.Form:
    form = consent.Form("secrecy", "samordning", "2018-1", "sv", today())
    return replace(form, **as_of_now(told))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"version": ""}, "language"),
        ({"language": ""}, "language"),
        ({"given_on": tomorrow}, "given_on"),
        ({"valid_to": yesterday}, "valid_to"),
    ],
)
def test_a_consent_that_lacks_something_is_none(
    world: World, told: dict[str, Any], field: str
) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        before = Consent.objects.count()
        with pytest.raises(RuleBroken) as refused:
            consent.write_down(
                actor=sara,
                scope=case.scope,
                participant=case.participant,
                participation_id=case.pk,
                programme=case.version,
                form=whole(**told),
                cells=[consent.Cell(case.owner_id, world.organisation(FK).pk, "planning")],
            )
        assert refused.value.field == field and Consent.objects.count() == before


def test_it_names_form_language_collector_and_start(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        row = write(world, world.case("Alva"))
        assert (row.form_version, row.form_language, row.given_on) == ("1", "sv", today())
        assert row.taken_by_id == sara.account_id and row.version == world.version
        (cell,) = row.grants.all()
        assert cell.giver_id == sara.organisation_id and cell.category == "planning"


@pytest.mark.parametrize("kind", [kind.value for kind in ConsentKind])
def test_withdrawing_one_leaves_the_others(world: World, kind: str) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        rows = {one.value: write(world, case, one.value) for one in ConsentKind}
        consent.withdraw(actor=sara, scope=case.scope, consent=rows[kind])
        live_ones = set(
            Consent.objects.in_force()
            .filter(participation_id=case.pk)
            .values_list("kind", flat=True)
        )
        assert live_ones == {one.value for one in ConsentKind} - {kind}


def test_it_ends_with_the_programme_and_a_re_entry_needs_a_new_one(world: World) -> None:
    sara, samira = world.actor("Sara"), world.actor("Samira")
    with acting(sara):
        case = world.case("Alva")
        made = hand_out(world, case)
        draft(sara, case)
        closing.confirm(actor=sara, participation=case)
        assert not is_open(made)
        ended = queries.standing(queries.consents_of(sara, case.pk), "secrecy").consent
        assert ended and ended.valid_to == today()
    with acting(samira):
        again = participation.enrol(
            actor=samira,
            participant=case.participant,
            version=case.version,
            intake=None,
            enrolled_on=today(),
        )
        assert disclosure.consented_receivers(again.pk, again.owner_id, "planning") == []
        with pytest.raises(RuleBroken, match="omfattar inte"):
            disclosure.make(
                actor=samira,
                scope=again.scope,
                item=again.participant.identity,
                title="x",
                receiver_id=made.receiver_id,
                category="contact",
                ground="consent",
                consent=made.consent,
                holds={"health"},
                participation_id=again.pk,
            )


def test_without_secrecy_consent_the_whole_way_to_exit(world: World) -> None:
    """An ordinary record at the owner: written, planned and closed; nothing leaves; counted."""
    kim, samira = world.actor("Kim"), world.actor("Samira")
    with acting(kim):
        case = world.case("Bo")
        consent.write_down(
            actor=kim,
            scope=case.scope,
            participant=case.participant,
            participation_id=case.pk,
            programme=case.version,
            form=whole(refused=True),
        )
        with pytest.raises(RuleBroken, match="inget samtycke"):
            disclosing.by_consent(
                actor=kim,
                case=case,
                item=world.note("Bo"),
                receiver_id=world.organisation(FK).pk,
                holds={"planning"},
            )
        draft(kim, case)
        closing.confirm(actor=kim, participation=case)
        case.refresh_from_db()
        assert case.ended_on == today() and not Disclosure.objects.exists()
    with acting(samira):
        for _ in range(6):
            live(samira, world.version, Life(left=100))
            live(samira, world.version, Life())
        heads = figures.publish(actor=samira, version=world.version, as_of=today()).content["heads"]
        assert heads["all"]["exited"] == 7, "six lives and Bo"


def test_without_registration_no_fact_is_kept(world: World) -> None:
    kim = world.actor("Kim")
    with acting(kim):
        case = world.case("Bo")
        for kind, refused in (("contact_after_exit", False), ("follow_up_registration", True)):
            consent.write_down(
                actor=kim,
                scope=case.scope,
                participant=case.participant,
                participation_id=case.pk,
                programme=case.version,
                form=whole(kind=kind, refused=refused),
            )
        draft(kim, case)
        closing.confirm(actor=kim, participation=case)
        case.refresh_from_db()
        reached = followup.Outcome(done_on=today(), reached=True, occupation="arbete")
        with pytest.raises(RuleBroken, match="registrering för uppföljning"):
            followup.record(actor=kim, participation=case, moment="manad_3", outcome=reached)
        assert not FollowUp.objects.exists()


def test_outside_they_are_a_sex_and_a_year(world: World) -> None:
    """No key, no date, nothing below five; a year that is over and never changed afterwards."""
    samira = world.actor("Samira")
    # Over the day before, too, when a year begins.
    year = today().year - 2
    long_ago = (today() - date(year, 3, 1)).days
    refused = {"refused_registration": True, "enrolled_ago": long_ago}
    with acting(samira):
        for _ in range(5):
            live(samira, world.version, Life(**refused))
            live(samira, world.version, Life(sex="man", **refused))
        live(samira, world.version, Life(refused_registration=True, enrolled_ago=0))
        first = figures.publish(
            actor=samira, version=world.version, as_of=today() - timedelta(days=1)
        )
        (row,) = first.content["unregistered"]
        assert row == {"year": year, "total": 10, "woman": 5, "man": 5, "unknown": 0}
        live(samira, world.version, Life(**refused))
        second = figures.publish(actor=samira, version=world.version, as_of=today())
        assert second.content["unregistered"] == [row], "a late answer changes nothing"
        earlier = [content.content for content in PublishedFigures.objects.none()]
        (fresh,) = unregistered(samira, world.version.programme_id, today(), earlier)
        assert fresh["total"] == 11


def test_few_are_hidden_and_not_by_subtraction(world: World) -> None:
    samira = world.actor("Samira")
    long_ago = (today() - date(today().year - 1, 3, 1)).days
    with acting(samira):
        for sex, number in (("woman", 6), ("man", 2)):
            for _ in range(number):
                life = Life(sex=sex, refused_registration=True, enrolled_ago=long_ago)
                live(samira, world.version, life)
        (row,) = unregistered(samira, world.version.programme_id, today(), [])
        assert row["total"] == 8 and row["woman"] is None and row["man"] is None


def test_grounds_are_law_between_their_days() -> None:
    crime = "osl_10_15a"
    assert grounds.find(crime, date(2025, 11, 30)) is None
    assert grounds.find(crime, date(2025, 12, 1)) is not None
    offered = {key for key, _ in grounds.offered(date(2026, 11, 21))}
    assert crime not in offered and "no_person" not in offered and "consent" in offered
    assert all(one.needs_reason == (one.review_within_days > 0) for one in grounds.grounds())
    assert all(len(one.key) <= 12 and one.statute for one in grounds.grounds())


def test_a_ground_that_is_no_law_is_refused(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        for ground in ("", "osl_99"):
            with pytest.raises(RuleBroken, match="grund som gäller"):
                disclosure.make(
                    actor=sara,
                    scope=case.scope,
                    item=world.note("Alva"),
                    title="x",
                    receiver_id=world.organisation(FK).pk,
                    category="planning",
                    ground=ground,
                    reason="Skäl.",
                    participation_id=case.pk,
                )


def test_every_purpose_has_a_basis(world: World) -> None:
    purposes = [purpose.key for purpose in world.version.definition.consent.purposes]
    purposes += [kind.value for kind in ConsentKind if kind != ConsentKind.SECRECY]
    for kind in ("kommun", "region", "forsakringskassan", "arbetsformedlingen"):
        rows = {row.purpose: row for row in legal_bases.bases_of(kind, purposes)}
        assert all(rows[key].article_6 and rows[key].national for key in purposes)


@pytest.mark.parametrize("way", ["withdrawn", "for_one", "refused"])
def test_a_yes_from_before_she_took_it_back_is_no_longer_one(world: World, way: str) -> None:
    """A paper that was signed earlier than her last word does not open anything again."""
    sara, fk = world.actor("Sara"), world.organisation(FK).pk
    with acting(sara):
        case = world.case("Alva")
        given = write(world, case)
        if way == "refused":
            form = whole(refused=True)
            consent.write_down(
                actor=sara,
                scope=case.scope,
                participant=case.participant,
                participation_id=case.pk,
                programme=case.version,
                form=form,
            )
        else:
            consent.withdraw(
                actor=sara,
                scope=case.scope,
                consent=given,
                receiver_id=fk if way == "for_one" else None,
            )

        def anew(day: date) -> Consent:
            return consent.write_down(
                actor=sara,
                scope=case.scope,
                participant=case.participant,
                participation_id=case.pk,
                programme=case.version,
                form=whole(given_on=day),
                cells=[consent.Cell(case.owner_id, fk, "planning")],
            )

        with pytest.raises(RuleBroken) as refused:
            anew(today() - timedelta(days=1))
        assert refused.value.field == "given_on"
        assert wills_in_force(case.pk) == 0
        anew(today())
        assert wills_in_force(case.pk) == 1


def wills_in_force(case: object) -> int:
    return Consent.objects.in_force().filter(participation_id=case, kind="secrecy").count()
