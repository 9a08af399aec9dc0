"""Frozen versions: the receiver reads what was handed out, and nothing of what goes on changing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework.actions import activity, meeting
from stegvis.casework.actions.freezing import COPIED, freeze
from stegvis.casework.frozen import changed_since
from stegvis.casework.models import Activity, FrozenVersion, Mapping, MappingAnswer, Participation
from stegvis.casework.shown import Shown, mapping_in_words, words_of
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Disclosure
from stegvis.web.casework import disclosing
from tests.participants.test_consent import write
from tests.world import FK, World

CATEGORIES = ("contact", "planning", "work", "economy", "health", "living")


def planned(sara: Actor, case: Participation) -> Activity:
    return activity.plan(
        actor=sara,
        participation=case,
        catalogue_key="studiebesok",
        details=activity.Details(starts_on=today(), adaptations="Kanarie: lugnt rum."),
    )


def hand_out(world: World, sara: Actor, case: Participation, item: Any) -> Disclosure:
    return disclosing.by_consent(
        actor=sara,
        case=case,
        item=item,
        receiver_id=world.organisation(FK).pk,
        holds=disclosing.categories_of(item, case),
    )


def raw(table: str) -> int:
    """Rows of the table that row-level security lets through, with no filter of ours."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def test_a_change_is_not_seen_until_it_is_handed_out(world: World) -> None:
    sara, lena = world.actor("Sara"), world.actor("Lena")
    with acting(sara):
        case = world.case("Alva")
        write(world, case, cells=[("planning", FK), ("work", FK), ("contact", FK)])
        item = planned(sara, case)
        first = hand_out(world, sara, case, item)
        assert first.item_kind == "frozenversion" and first.item_version == 1
        activity.change(
            actor=sara,
            activity=item,
            details=activity.Details(starts_on=today(), adaptations="Kanarie: nytt rum."),
            revision=item.revision,
        )
        assert changed_since([first.item_id]) == {first.item_id}
        item = Activity.objects.get(pk=item.pk)
        item.participation = case
        panel = disclosing.panel(case, item)
        assert panel["open"][0].has_changed and panel["suggested"][0].is_newer
    with acting(lena):
        assert raw("casework_activity") == 0
        assert not Activity.objects.visible_to(lena).exists()
        kept = FrozenVersion.objects.visible_to(lena).get()
        words = Shown.from_kept(kept.content).clean_text
        assert "lugnt rum" in words and "nytt rum" not in words
    with acting(sara):
        second = hand_out(world, sara, case, item)
        assert second.item_id != first.item_id and second.title.endswith("version 2")
        assert hand_out(world, sara, case, item) == second, "the same version is not given twice"
    with acting(lena):
        assert FrozenVersion.objects.visible_to(lena).count() == 2


def test_a_meeting_and_its_words(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        row = meeting.book(
            actor=sara,
            kind="three_party",
            at=now() - timedelta(hours=1),
            place="Rum 3",
            with_whom_id=sara.account_id,
            participation=case,
        )
        row.participation = case
        kept = freeze(actor=sara, participation=case, item=row, categories=["planning"])
        assert Shown.from_kept(kept.content) == words_of(row, case.version.definition)


def test_what_is_copied_is_open_to_nobody_as_itself() -> None:
    kinds = {name for name, kind in disclosing.KINDS.items() if kind.goes_on_changing}
    assert kinds == COPIED
    assert not COPIED & set(disclosing.READ) and "frozenversion" in disclosing.READ


def test_a_frozen_version_cannot_be_changed(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        kept = freeze(
            actor=sara, participation=case, item=planned(sara, case), categories=["planning"]
        )
        with pytest.raises(Exception, match="frozen"):
            FrozenVersion.objects.filter(pk=kept.pk).update(content={})


def answers(case: Participation) -> list[MappingAnswer]:
    """One answer to each question, in words that name the category it is stored with."""
    sections = case.version.definition.mapping.sections
    questions = [question for section in sections for question in section.questions]
    return [
        MappingAnswer(
            question=question.key,
            category=CATEGORIES[place % len(CATEGORIES)],
            value=f"kanarie{CATEGORIES[place % len(CATEGORIES)]}",
        )
        for place, question in enumerate(questions)
        if not question.choices
    ]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.sets(st.sampled_from(CATEGORIES)))
def test_no_answer_passes_without_its_category(world: World, given_out: set[str]) -> None:
    """Health, or anything else, answer by answer: only what is consented stands in the words."""
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        row = Mapping(number=1, created_at=now(), way="vag_1", way_reason="kanarieplanning")
        words = mapping_in_words(row, answers(case), case.version.definition, only=given_out)
        for category in CATEGORIES:
            assert (f"kanarie{category}" in words.clean_text) == (category in given_out)


def test_the_covered_part_of_a_mapping_is_handed_out(world: World) -> None:
    sara, lena = world.actor("Sara"), world.actor("Lena")
    with acting(sara):
        case = world.case("Alva")
        mine = {"owner_id": sara.organisation_id, "created_by_id": sara.account_id}
        row = Mapping.objects.create(**mine, participant=case.participant, participation=case)
        for question, category, value in (
            ("bra_pa", "planning", "Noggrann."),
            ("anpassning", "health", "Kanarie: ont i ryggen."),
        ):
            MappingAnswer.objects.create(
                **mine, mapping=row, question=question, category=category, value=value
            )
        Mapping.objects.filter(pk=row.pk).update(confirmed_at=now())
        row.refresh_from_db()
        row.participation = case
        (offered,) = disclosing.panel(case, row)["suggested"]
        assert offered.receiver.key == FK and offered.part == "planering"
        made = hand_out(world, sara, case, row)
        assert made.category == "planning" and made.title.endswith(": planering")
    with acting(lena):
        kept = FrozenVersion.objects.visible_to(lena).get()
        text = Shown.from_kept(kept.content).clean_text
        assert "Noggrann" in text and "ryggen" not in text
        assert raw("casework_mapping") == 0 and raw("casework_mappinganswer") == 0
    with acting(sara), pytest.raises(RuleBroken, match="omfattar inte"):
        disclosing.hand_out(
            actor=sara,
            case=case,
            item=row,
            receiver_id=world.organisation(FK).pk,
            holds={"planning", "health"},
            ground="consent",
            consent=made.consent,
        )


def test_day_notes_go_to_nobody_by_default(world: World) -> None:
    with acting(world.actor("Sara")):
        assert world.note("Alva").pk
        assert not Disclosure.objects.exists()
    with acting(world.actor("Lena")):
        assert raw("casework_note") == 0
