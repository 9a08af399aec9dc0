"""The participant's will: each kind on its own, replaced, refused, withdrawn."""

from datetime import timedelta

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants import queries
from stegvis.participants.actions import consent, disclosure
from stegvis.participants.models import Consent, ConsentKind, Disclosure
from tests.world import AF, AMN, FK, World


def write(world: World, case: Participation, kind: str = "secrecy", **also: object) -> Consent:
    refused = bool(also.get("refused"))
    cells = also.get("cells", [("planning", FK)])
    return consent.write_down(
        actor=world.actor("Sara"),
        scope=case.scope,
        participant=case.participant,
        participation_id=case.pk,
        programme=case.version,
        form=consent.Form(kind, "samordning", "1", "sv", today(), refused=refused),
        cells=[
            consent.Cell(case.owner_id, world.organisation(key).pk, category)
            for category, key in cells
        ]
        if kind == "secrecy" and not refused
        else [],
    )


def hand_out(world: World, case: Participation, category: str = "planning") -> Disclosure:
    grant = disclosure.consented_receivers(case.pk, case.owner_id, category)[0]
    return disclosure.make(
        actor=world.actor("Sara"),
        scope=case.scope,
        item=world.note("Alva"),
        title="Anteckning",
        receiver_id=grant.receiver_id,
        category=category,
        ground="consent",
        consent=grant.consent,
        participation_id=case.pk,
    )


def is_open(made: Disclosure) -> bool:
    return Disclosure.objects.open().filter(pk=made.pk).exists()


def test_kinds_are_kept_apart(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        after = write(world, case, "contact_after_exit")
        refusal = write(world, case, "questionnaires", refused=True)
        rows = queries.consents_of(world.actor("Sara"), case.pk)
        assert queries.standing(rows, ConsentKind.SECRECY).is_given
        assert queries.standing(rows, "contact_after_exit").consent == after
        assert queries.standing(rows, "questionnaires").state == "refused"
        assert queries.standing(rows, "follow_up_registration").state == "not_asked"
        assert refusal.grants.count() == 0
        consent.withdraw(actor=world.actor("Sara"), scope=case.scope, consent=after)
        rows = queries.consents_of(world.actor("Sara"), case.pk)
        assert queries.standing(rows, ConsentKind.SECRECY).is_given
        assert queries.standing(rows, "contact_after_exit").state == "withdrawn"


def test_withdrawal_closes_what_rests_on_it(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        made = hand_out(world, case)
        assert is_open(made)
        consent.withdraw(
            actor=world.actor("Sara"),
            scope=case.scope,
            consent=made.consent,
            receiver_id=world.organisation(FK).pk,
        )
        assert not is_open(made)
        assert Consent.objects.in_force().filter(participation_id=case.pk).count() == 0


def test_a_new_form_keeps_what_it_covers_and_closes_the_rest(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        made = hand_out(world, case)
        newer = write(world, case, cells=[("planning", FK), ("planning", AF)])
        assert is_open(made)
        # The disclosure was made under the former form and falls with the newer one.
        consent.withdraw(
            actor=world.actor("Sara"),
            scope=case.scope,
            consent=newer,
            receiver_id=world.organisation(FK).pk,
        )
        assert not is_open(made)
        assert Consent.objects.in_force().filter(pk=newer.pk).exists()


def test_an_item_of_several_categories_needs_them_all(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        both = write(world, case, cells=[("planning", FK), ("health", FK)])
        made = disclosure.make(
            actor=sara,
            scope=case.scope,
            item=world.note("Alva"),
            title="Kartläggning",
            receiver_id=world.organisation(FK).pk,
            category=consent.SEVERAL,
            holds={"planning", "health"},
            ground="consent",
            consent=both,
            participation_id=case.pk,
        )
        write(world, case, cells=[("planning", FK)])
        assert not is_open(made)


def test_a_refusal_closes_too(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        made = hand_out(world, case)
        write(world, case, refused=True)
        assert not is_open(made)


def test_rules(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        with pytest.raises(RuleBroken, match="minst en mottagare"):
            write(world, case, cells=[])
        with pytest.raises(RuleBroken, match="sig själv"):
            write(world, case, cells=[("planning", AMN)])
        form = consent.Form("questionnaires", "x", "1", "sv", today() + timedelta(days=1))
        with pytest.raises(RuleBroken, match="framåt"):
            consent.write_down(
                actor=sara,
                scope=case.scope,
                participant=case.participant,
                participation_id=case.pk,
                programme=case.version,
                form=form,
            )
        old = queries.standing(queries.consents_of(sara, case.pk), "secrecy").consent
        assert old
        with pytest.raises(RuleBroken, match="gäller inte den"):
            consent.withdraw(
                actor=sara,
                scope=case.scope,
                consent=old,
                receiver_id=world.organisation(AF).pk,
            )
        consent.withdraw(actor=sara, scope=case.scope, consent=old)
        with pytest.raises(RuleBroken, match="redan återkallat"):
            consent.withdraw(actor=sara, scope=case.scope, consent=old)
        with pytest.raises(Refused):
            consent.withdraw(actor=world.actor("Adam"), scope=case.scope, consent=old)
