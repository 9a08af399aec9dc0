"""Readiness, closing and what ends with it: works, refused, wrong state."""

from datetime import date, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Refused, own_scope
from stegvis.audit.journal import acting
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import note, readiness
from stegvis.casework.actions.ending import END_AS_PARTY
from stegvis.casework.jobs import end_as_party
from stegvis.casework.models import Exit, Note, Participation, Party, Readiness
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.actions import consent, disclosure
from stegvis.participants.actions.participant import Particulars, register
from stegvis.participants.models import Consent, Disclosure, Identity
from stegvis.programmes.models import ProgrammeVersion
from tests.world import FK, World

WHOLE: dict[str, Any] = {"reason": "fullfoljt", "destination": "forstarkt_samarbete"}


def draft(actor: Actor, case: Participation, **values: Any) -> Exit:
    given = {"ended_on": today(), **WHOLE, **values}
    return closing.prepare(actor=actor, participation=case, closing=closing.Closing(**given))


def broken_field(error: pytest.ExceptionInfo[RuleBroken]) -> str | None:
    return error.value.field


def test_readiness_keeps_every_judgement(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        for is_ready, comment in ((False, ""), (True, "Vården är med på det.")):
            readiness.judge(
                actor=sara,
                participation=case,
                judged_on=today(),
                items={"vill_sjalv": "yes", "vard_i_fas": "unclear"},
                is_ready=is_ready,
                with_whom="deltagaren och FK",
                comment=comment,
            )
        rows = list(Readiness.objects.visible_to(sara).filter(participation=case))
        assert [row.is_ready for row in rows] == [True, False]


def test_ready_with_open_items_needs_a_reason(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara), pytest.raises(RuleBroken) as error:
        readiness.judge(
            actor=sara,
            participation=world.case("Alva"),
            judged_on=today(),
            items={"vill_sjalv": "no"},
            is_ready=True,
        )
    assert broken_field(error) == "comment"


@pytest.mark.parametrize(
    ("items", "day"),
    [({"finns_inte": "yes"}, 0), ({"vill_sjalv": "kanske"}, 0), ({}, 1), ({}, -400)],
)
def test_bad_judgement_is_refused(world: World, items: dict[str, str], day: int) -> None:
    sara = world.actor("Sara")
    with acting(sara), pytest.raises(RuleBroken):
        readiness.judge(
            actor=sara,
            participation=world.case("Alva"),
            judged_on=today() + timedelta(days=day),
            items=items,
            is_ready=False,
        )


def test_a_stranger_may_not_judge_or_close(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        stina = world.actor("Stina")
        with pytest.raises(Refused):
            readiness.judge(
                actor=stina, participation=case, judged_on=today(), items={}, is_ready=False
            )
        with pytest.raises(Refused):
            closing.prepare(actor=stina, participation=case, closing=closing.Closing())
        with pytest.raises(Refused):
            closing.confirm(actor=stina, participation=case)


def test_draft_before_enrolment_is_refused_at_the_field(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        with pytest.raises(RuleBroken) as error:
            draft(sara, case, ended_on=case.enrolled_on - timedelta(days=1))
        assert broken_field(error) == "ended_on"


def test_receiver_must_be_of_the_kind_that_takes_over(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        with pytest.raises(RuleBroken) as error:
            draft(sara, case, receiver_id=world.organisation("region-uppsala").pk)
        assert broken_field(error) == "receiver_id"


def test_two_people_never_overwrite_one_another(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        first = draft(sara, case)
        with pytest.raises(Conflict):
            draft(sara, case, summary="En annan text.")
        closing.prepare(
            actor=sara,
            participation=case,
            closing=closing.Closing(summary="Ny."),
            revision=first.revision,
        )
        with pytest.raises(Conflict):
            closing.confirm(actor=sara, participation=case, revision=first.revision)


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"destination": ""}, "destination"),
        ({"reason": ""}, "reason"),
        ({"ended_on": None}, "ended_on"),
        ({"ended_on": date(2099, 1, 1)}, "ended_on"),
    ],
)
def test_half_a_closing_is_not_confirmed(world: World, missing: dict[str, Any], field: str) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        draft(sara, case, **missing)
        with pytest.raises(RuleBroken) as error:
            closing.confirm(actor=sara, participation=case)
        assert broken_field(error) == field
        assert Participation.objects.get(pk=case.pk).ended_on is None


def test_confirming_ends_participation_consent_and_sharing(world: World) -> None:
    """The closing summary and the name stay readable at FK for 30 days, all else closes."""
    sara, fk = world.actor("Sara"), world.organisation(FK)
    handover = today() + timedelta(days=30)
    with acting(sara):
        case = world.case("Alva")
        identity = Identity.objects.get(participant=case.participant)
        note = world.note("Alva")
        given = Consent.objects.get(participation_id=case.pk, kind="secrecy")
        for item, category in ((identity, "contact"), (note, "planning")):
            disclosure.make(
                actor=sara,
                scope=case.scope,
                item=item,
                title="prov",
                receiver_id=fk.pk,
                category=category,
                ground="consent",
                consent=given,
                participation_id=case.pk,
            )
        draft(sara, case, receiver_id=fk.pk)
        row = closing.confirm(actor=sara, participation=case, receivers=[fk.pk])
        assert row.confirmed_at is not None
        assert Participation.objects.get(pk=case.pk).ended_on == today()
        assert Consent.objects.get(pk=given.pk).valid_to == today()
        open_now = Disclosure.objects.open().filter(participation_id=case.pk)
        assert {(d.item_kind, d.valid_to) for d in open_now} == {
            ("exit", handover),
            ("identity", handover),
        }
        assert Party.objects.get(participation=case).ends_on == handover
        with pytest.raises(RuleBroken):
            closing.confirm(actor=sara, participation=case)
    lena = world.actor("Lena")
    with acting(lena):
        assert Exit.objects.visible_to(lena).get().destination == "forstarkt_samarbete"


def test_without_receiver_everything_closes_at_once(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        yesterday = today() - timedelta(days=1)
        draft(sara, case, destination="arbete", ended_on=yesterday)
        closing.confirm(actor=sara, participation=case)
        assert not Consent.objects.in_force().filter(participation_id=case.pk).exists()
    lena = world.actor("Lena")
    with acting(lena):
        assert not Participation.objects.visible_to(lena).exists()
        assert not Exit.objects.exists()


def test_receiver_outside_the_consent_is_refused(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        draft(sara, case)
        with pytest.raises(RuleBroken) as error:
            closing.confirm(
                actor=sara,
                participation=case,
                receivers=[world.organisation("arbetsformedlingen").pk],
            )
        assert broken_field(error) == "receivers"


def test_other_consents_live_on(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        consent.write_down(
            actor=sara,
            scope=case.scope,
            participant=case.participant,
            participation_id=case.pk,
            programme=case.version,
            form=consent.Form("contact_after_exit", "kontakt", "1", "sv", today()),
        )
        draft(sara, case, ended_on=today() - timedelta(days=1))
        closing.confirm(actor=sara, participation=case)
        kinds = Consent.objects.in_force().filter(participation_id=case.pk)
        assert [row.kind for row in kinds] == ["contact_after_exit"]


def test_receivers_word_may_come_later(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        draft(sara, case)
        closing.confirm(actor=sara, participation=case)
        row = closing.record_receiver(
            actor=sara,
            participation=case,
            confirmed_on=today(),
            how="Telefonsamtal med Lena Holm",
            started_on=today(),
        )
        assert row.started_on == today()
        with pytest.raises(RuleBroken):
            closing.record_receiver(
                actor=sara,
                participation=case,
                confirmed_on=today() + timedelta(days=1),
                how="brev",
            )
        with pytest.raises(RuleBroken):
            closing.prepare(
                actor=sara, participation=case, closing=closing.Closing(), revision=row.revision
            )


def test_withdrawal_closes_the_handover_too(world: World) -> None:
    sara, fk = world.actor("Sara"), world.organisation(FK)
    with acting(sara):
        case = world.case("Alva")
        draft(sara, case, ended_on=today() - timedelta(days=1), receiver_id=fk.pk)
        closing.confirm(actor=sara, participation=case, receivers=[fk.pk])
        given = Consent.objects.get(participation_id=case.pk, kind="secrecy")
        assert Disclosure.objects.open().filter(consent=given).exists()
        consent.withdraw(actor=sara, scope=case.scope, consent=given)
        assert not Disclosure.objects.open().filter(consent=given).exists()


def test_a_party_let_in_at_both_ends_only_comes_back_for_the_handover(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = world.version.definition
    parties = tuple(
        party.model_copy(update={"window": "intake_and_exit"}) if party.key == "fk" else party
        for party in rules.parties
    )
    changed = property(lambda version: rules.model_copy(update={"parties": parties}))
    monkeypatch.setattr(ProgrammeVersion, "definition", changed)
    sara, fk = world.actor("Sara"), world.organisation(FK)
    with acting(sara):
        case = world.case("Alva")
        party = Party.objects.get(participation=case)
        party.ends_on = today() - timedelta(days=10)
        party.keep("ends_on")
        draft(sara, case, receiver_id=fk.pk)
        closing.confirm(actor=sara, participation=case, receivers=[fk.pk])
        again = Party.objects.now().get(participation=case)
        assert (again.contact_id, again.starts_on) == (party.contact_id, today())
        assert again.ends_on == today() + timedelta(days=30)


def test_a_consent_given_anew_carries_the_handover(world: World) -> None:
    """What was handed out on an earlier answer is handed over on the one in force."""
    sara, fk = world.actor("Sara"), world.organisation(FK)
    with acting(sara):
        case = world.case("Alva")
        identity = Identity.objects.get(participant=case.participant)
        first = Consent.objects.get(participation_id=case.pk, kind="secrecy")
        disclosure.make(
            actor=sara,
            scope=case.scope,
            item=identity,
            title="prov",
            receiver_id=fk.pk,
            category="contact",
            ground="consent",
            consent=first,
            participation_id=case.pk,
        )
        anew = consent.write_down(
            actor=sara,
            scope=case.scope,
            participant=case.participant,
            participation_id=case.pk,
            programme=world.version,
            form=consent.Form("secrecy", "samordning", "2", "sv", today()),
            cells=[
                consent.Cell(grant.giver_id, grant.receiver_id, grant.category)
                for grant in first.grants.all()
            ],
        )
        draft(sara, case, receiver_id=fk.pk)
        closing.confirm(actor=sara, participation=case, receivers=[fk.pk])
        handed_over = Disclosure.objects.open().get(item_kind="identity", receiver_id=fk.pk)
        assert handed_over.consent_id == anew.pk
        assert handed_over.valid_to == today() + timedelta(days=30)


def test_what_a_party_keeps_itself_ends_in_its_own_context(world: World) -> None:
    """Nobody writes in another's row, so a job ends it as the party; again it does nothing."""
    lena, sara = world.actor("Lena"), world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
    with acting(lena):
        known = register(
            actor=lena,
            permission=Permission.REFERRAL_DRAFT,
            scope=own_scope(lena),
            particulars=Particulars("Alva", "Exempelsson"),
        )
        own = own_scope(lena)
        kept = consent.write_down(
            actor=lena,
            scope=own,
            participant=known,
            participation_id=case.pk,
            programme=case.version,
            form=consent.Form("secrecy", "samordning", "1", "sv", today() - timedelta(days=9)),
            cells=[consent.Cell(lena.organisation_id, sara.organisation_id, "planning")],
        )
        written = note.write(
            actor=lena,
            participation=Participation.objects.get(pk=case.pk),
            kind="samtal",
            text="Från FK.",
            happened_on=today(),
            participant=known,
        )
        given = disclosure.make(
            actor=lena,
            scope=own,
            item=written,
            title="Anteckning",
            receiver_id=sara.organisation_id,
            category="planning",
            ground="consent",
            consent=kept,
            participation_id=case.pk,
        )
    ended_on = today() - timedelta(days=1)
    for _ in range(2):
        end_as_party(str(case.pk), str(lena.organisation_id), ended_on.isoformat())
    with acting(lena):
        kept.refresh_from_db()
        given.refresh_from_db()
    assert kept.valid_to == ended_on
    assert given.closed_at is not None
    with acting(sara):
        assert not Note.objects.visible_to(sara).filter(pk=written.pk).exists()


def test_the_end_of_a_case_asks_its_parties_to_end_theirs(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        row = draft(sara, case)
        closing.confirm(actor=sara, participation=case, revision=row.revision)
    asked = ProcrastinateJob.objects.filter(task_name=END_AS_PARTY)
    assert [job.args["organisation"] for job in asked] == [str(world.organisation(FK).pk)]
