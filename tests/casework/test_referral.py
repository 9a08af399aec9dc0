"""Referrals: drafted, sent, withdrawn; who sees them; what is refused."""

from datetime import date, timedelta

import pytest

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.access.roles import RoleKey
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import outreach, referral
from stegvis.casework.models import Referral, ReferralStatus
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.core.personal_number import parse
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Disclosure, Identity, Participant
from stegvis.programmes.models import ProgrammeVersion
from tests.casework.variants import variant
from tests.days import as_of_now, tomorrow
from tests.world import AMN, REGION, World, actor_named, email, last_day

PERSON = Particulars("Dana", "Prov", parse("20030214-2385"), phone="070-174 06 05")
FACTS = {
    "benefit": "activity_compensation",
    "benefit_extent": 100,
    "functional_limitation": "yes",
    "daily_activities": "no",
    "treatment_ongoing": "unknown",
    "needs_interpreter": "no",
    "language": "ska inte sparas, för tolk behövs inte",
}


def drafted(world: World, actor: Actor, route: str = "fk", **changed: object) -> Referral:
    content: dict[str, object] = {"particulars": PERSON, "reason": "Vill ut.", "facts": FACTS}
    return referral.draft(
        actor=actor,
        version=world.version,
        route=route,
        receiver=world.organisation(AMN),
        **(content | changed),  # type: ignore[arg-type]
    )


def sent(world: World, actor: Actor, row: Referral | None = None, **ground: object) -> Referral:
    row = row or drafted(world, actor)
    basis = ground or {
        "ground": "consent",
        "consent_on": today() - timedelta(days=1),
        "consent_taken_by": "Lena Holm",
    }
    return referral.send(actor=actor, referral=row, revision=row.revision, **basis)  # type: ignore[arg-type]


def seen_by(name: str) -> list[Referral]:
    actor = actor_named(name)
    with acting(actor):
        return list(Referral.objects.visible_to(actor))


def test_sending_discloses_the_referral_and_the_identity(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = sent(world, lena)
        kinds = Disclosure.objects.open().filter(owner_id=lena.organisation_id)
        assert {d.item_kind for d in kinds} == {"referral", "identity"}
        assert row.facts["born_on"] == "2003-02-14"
        assert "language" not in row.facts
    assert [found.pk for found in seen_by("Samira")] == [row.pk]
    with acting(world.actor("Samira")):
        assert Identity.objects.get(participant_id=row.participant_id).given_name == "Dana"
        assert not Participant.objects.filter(pk=row.participant_id).exists()


def test_a_draft_is_its_authors_alone(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = drafted(world, lena)
    assert seen_by("Samira") == []
    assert [found.pk for found in seen_by("Lena")] == [row.pk]


def test_no_other_party_sees_a_referral(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        sent(world, lena)
    for name in ("Olof", "Per", "Maria", "Stina", "Frida", "Sara", "Adam"):
        assert seen_by(name) == [], name


def test_withdrawing_closes_what_was_disclosed(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = sent(world, lena)
        referral.withdraw(actor=lena, referral=row, revision=row.revision)
        assert not Disclosure.objects.open().filter(owner_id=lena.organisation_id).exists()
    assert seen_by("Samira") == []
    with acting(world.actor("Samira")):
        assert not Identity.objects.filter(participant_id=row.participant_id).exists()


def test_the_name_stays_open_for_another_referral_of_hers(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        first, second = sent(world, lena), sent(world, lena)
        assert first.participant_id == second.participant_id
        referral.withdraw(actor=lena, referral=first, revision=first.revision)
        still = Disclosure.objects.open().filter(owner_id=lena.organisation_id)
        assert {d.item_kind for d in still} == {"referral", "identity"}


def test_another_ground_needs_a_reason_and_a_review(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = drafted(world, lena)
        with pytest.raises(RuleBroken) as broken:
            sent(world, lena, row, ground="osl_10_2")
        assert broken.value.field == "reason"
        why = {"ground": "osl_10_2", "reason": "Kan inte lämna samtycke."}
        with pytest.raises(RuleBroken) as broken:
            sent(world, lena, row, **why)
        assert broken.value.field == "assessment", "why is one thing, how it was weighed another"
        assert not Disclosure.objects.filter(item_id=row.pk).exists()
        sent(world, lena, row, **why, assessment="Mottagaren har samma sekretess.")
    with acting(lena):
        for kept in Disclosure.objects.filter(owner_id=lena.organisation_id):
            assert kept.review_due_on is not None
            assert (kept.reason, kept.assessment) == (
                "Kan inte lämna samtycke.",
                "Mottagaren har samma sekretess.",
            )
        made = Entry.objects.filter(event=Event.DISCLOSURE_MADE, owner_id=lena.organisation_id)
        assert {e.detail["item"] for e in made} == {"referral", "identity"}
        for entry in made:
            told = entry.detail
            assert entry.account_id == lena.account_id and told["ground"] == "osl_10_2"
            assert told["receiver"] and told["item_id"] and told["reasoned"] and told["assessed"]
            assert "sekretess" not in str(told) and "samtycke" not in str(told)


def test_of_a_consent_the_disclosure_says_what_was_checked(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = sent(world, lena)
        assert row.assessment == "" and "mottaget av Lena Holm" in row.assessed
        assert {d.assessment for d in Disclosure.objects.filter(owner_id=row.owner_id)} == {
            row.assessed
        }


@pytest.mark.parametrize(
    ("ground", "field"),
    [
        ({"ground": "consent"}, "consent_on"),
        ({"ground": "consent", "consent_on": tomorrow}, "consent_on"),
        ({"ground": "consent", "consent_on": today}, "consent_taken_by"),
        ({"ground": "no_person"}, "ground"),
        ({"ground": ""}, "ground"),
    ],
)
def test_a_ground_that_does_not_hold(world: World, ground: dict[str, object], field: str) -> None:
    lena = world.actor("Lena")
    with acting(lena), pytest.raises(RuleBroken) as broken:
        sent(world, lena, **as_of_now(ground))
    assert broken.value.field == field


def test_nothing_is_sent_while_something_is_missing(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = drafted(world, lena, facts={}, reason="", particulars=Particulars("Dana", "Prov"))
        gaps = referral.missing(row, Identity.objects.get(participant_id=row.participant_id))
        assert [gap.field for gap in gaps][:2] == ["personal_number", "reason"]
        with pytest.raises(RuleBroken):
            sent(world, lena, row)


def test_a_sent_referral_is_frozen(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = sent(world, lena)
        with pytest.raises(RuleBroken):
            referral.change(
                actor=lena,
                referral=row,
                revision=row.revision,
                particulars=PERSON,
                reason="Annat.",
                wish="",
                facts=FACTS,
            )
        with pytest.raises(RuleBroken):
            sent(world, lena, row)


def test_an_older_page_does_not_overwrite(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        row = drafted(world, lena)
        again = {"particulars": PERSON, "reason": "Ny.", "wish": "", "facts": FACTS}
        referral.change(actor=lena, referral=row, revision=1, **again)  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            referral.change(actor=lena, referral=row, revision=1, **again)  # type: ignore[arg-type]


def test_a_changed_number_is_another_person(world: World) -> None:
    """A corrected draft never rewrites one person's record into another's."""
    lena = world.actor("Lena")
    with acting(lena):
        row = drafted(world, lena)
        other = Particulars("Dana", "Prov", parse("19950622-2398"))
        changed = referral.change(
            actor=lena,
            referral=row,
            revision=row.revision,
            particulars=other,
            reason="Vill ut.",
            wish="",
            facts=FACTS,
        )
        assert changed.participant_id != row.participant_id
        assert Identity.objects.get(participant_id=row.participant_id).number == "200302142385"


def test_only_those_who_refer_may_draft(world: World) -> None:
    for name in ("Sara", "Samira", "Frida", "Adam"):
        actor = world.actor(name)
        with acting(actor), pytest.raises(Refused):
            drafted(world, actor)


def test_a_way_in_that_is_another_partys_is_refused(world: World) -> None:
    per = world.actor("Per")
    with acting(per), pytest.raises(RuleBroken):
        drafted(world, per, route="fk")


def region_referrer(world: World) -> Actor:
    administrator = system(world.organisation(REGION))
    with acting(administrator):
        account = member.add(actor=administrator, email=email("Rut"), name="Rut Rask")
        member.grant(
            actor=administrator,
            account=account,
            role=RoleKey.REFERRER,
            reason="Remitterar.",
            starts_on=date(2020, 1, 1),
            ends_on=last_day(),
        )
    return actor_named("Rut")


def test_the_regions_judgement_of_readiness_goes_with_the_referral(world: World) -> None:
    rut = region_referrer(world)
    facts = {
        "functional_limitation": "yes",
        "daily_activities": "no",
        "treatment_ongoing": "yes",
        "care_judges_ready": "yes",
        "care_judged_on": "2026-10-01",
        "needs_interpreter": "no",
    }
    with acting(rut):
        row = sent(world, rut, drafted(world, rut, route="region", facts=facts))
        assert row.facts["care_judges_ready"] == "yes"
        assert row.facts["care_judged_on"] == "2026-10-01"


def test_outreach_is_the_operators_own_and_discloses_nothing(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        row = outreach.register(
            actor=samira,
            version=world.version,
            route="outreach",
            particulars=PERSON,
            reason="Träffade fältare.",
            facts={
                "benefit": "none",
                "functional_limitation": "unknown",
                "daily_activities": "no",
                "needs_interpreter": "no",
            },
        )
        assert row.status == ReferralStatus.SENT
        assert not Disclosure.objects.filter(item_id=row.pk).exists()
    assert [found.pk for found in seen_by("Samira")] == [row.pk]
    assert seen_by("Lena") == []


def test_outreach_says_what_is_missing_and_only_the_coordinator_may(world: World) -> None:
    samira, sara = world.actor("Samira"), world.actor("Sara")
    with acting(samira), pytest.raises(RuleBroken) as broken:
        outreach.register(
            actor=samira, version=world.version, route="self", particulars=PERSON, reason=""
        )
    assert broken.value.field == "reason"
    with acting(sara), pytest.raises(Refused):
        outreach.register(
            actor=sara, version=world.version, route="self", particulars=PERSON, reason="Vill."
        )


def test_nobody_is_registered_in_a_programme_that_one_does_not_work_in(world: World) -> None:
    elsewhere = variant("provinsats")
    samira = coordinator_of(world, elsewhere)
    facts = {
        "benefit": "none",
        "functional_limitation": "unknown",
        "daily_activities": "no",
        "treatment_ongoing": "unknown",
        "needs_interpreter": "no",
    }
    told = {"route": "self", "particulars": PERSON, "reason": "Vill.", "facts": facts}
    with acting(samira), pytest.raises(Refused):
        outreach.register(actor=samira, version=world.version, **told)
    with acting(samira):
        assert outreach.register(actor=samira, version=elsewhere, **told).status == "sent"


def coordinator_of(world: World, version: ProgrammeVersion) -> Actor:
    """Tova, who coordinates that programme at AMN and no other."""
    root = system(world.organisation(AMN))
    with acting(root):
        account = member.add(actor=root, email=email("Tova"), name="Tova Prov")
        member.grant(
            actor=root,
            account=account,
            role=RoleKey.COORDINATOR,
            reason="Samordnar en insats.",
            starts_on=today(),
            ends_on=last_day(),
            programme_id=version.programme_id,
        )
    return actor_named("Tova")


def test_a_protected_person_of_the_own_authority_is_not_revealed(world: World) -> None:
    samira = world.actor("Samira")
    cleo = Particulars("Cleo", "Hemlig", parse("200006302384"))
    with acting(samira), pytest.raises(RuleBroken) as broken:
        outreach.register(
            actor=samira, version=world.version, route="self", particulars=cleo, reason="Vill."
        )
    assert broken.value.field == "personal_number"
    # As of a number that cannot be hers: nothing tells that she is known here, or protected.
    assert "skydd" not in broken.value.message and "registrera" not in broken.value.message
    with acting(world.actor("Kim")):
        tried = Entry.objects.filter(event="access_refused", item_kind="identity")
        assert [row.account_id for row in tried] == [samira.account_id]
