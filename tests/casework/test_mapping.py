"""The mapping: begun, answered, way chosen, confirmed, gone on with."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import mapping as actions
from stegvis.casework.mapping_values import age_in_words, read, shown
from stegvis.casework.models import Mapping, MappingAnswer, Participation
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.asking import Question
from tests.world import World


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def alva(world: World, sara: Actor) -> Participation:
    return world.case("Alva")


@pytest.fixture
def mapping(sara: Actor, alva: Participation) -> Mapping:
    return actions.start(actor=sara, participation=alva)


def say(
    actor: Actor, mapping: Mapping, value: str, revision: int = 0, need: bool = False
) -> MappingAnswer | None:
    return actions.answer(
        actor=actor,
        mapping=mapping,
        question="viktigast",
        value=value,
        is_need=need,
        revision=revision,
    )


def test_starting_twice_gives_the_same_mapping(
    sara: Actor, alva: Participation, mapping: Mapping
) -> None:
    assert actions.start(actor=sara, participation=alva) == mapping
    assert mapping.number == 1


def test_an_answer_is_kept_and_changed(sara: Actor, mapping: Mapping) -> None:
    first = say(sara, mapping, "Att komma ut.")
    assert first is not None
    changed = say(sara, mapping, "Att komma ut varje dag.", first.revision, need=True)
    assert changed is not None and changed.pk == first.pk
    assert (changed.value, changed.is_need, changed.category) == (
        "Att komma ut varje dag.",
        True,
        "planning",
    )


def test_an_empty_first_answer_makes_no_row(sara: Actor, mapping: Mapping) -> None:
    assert say(sara, mapping, "   ") is None
    assert not MappingAnswer.objects.filter(mapping=mapping).exists()


def test_the_same_answer_twice_is_no_conflict(sara: Actor, mapping: Mapping) -> None:
    first = say(sara, mapping, "Musik.")
    assert say(sara, mapping, "Musik.") == first


def test_two_writing_the_same_answer_conflict(sara: Actor, mapping: Mapping) -> None:
    say(sara, mapping, "Saras text.")
    with pytest.raises(Conflict) as conflict:
        say(sara, mapping, "Kims text.")
    assert isinstance(conflict.value.current, MappingAnswer)
    assert conflict.value.current.value == "Saras text."


def test_unknown_question_and_unknown_choice_are_refused(sara: Actor, mapping: Mapping) -> None:
    for question, value in (("finns_inte", "x"), ("boende", "slott"), ("oro", "11")):
        with pytest.raises(RuleBroken):
            actions.answer(
                actor=sara,
                mapping=mapping,
                question=question,
                value=value,
                is_need=False,
                revision=0,
            )


def test_confirming_freezes_and_a_new_version_has_the_same_answers(
    sara: Actor, alva: Participation, mapping: Mapping
) -> None:
    say(sara, mapping, "Att komma ut.", need=True)
    first = actions.confirm(actor=sara, mapping=mapping)
    with pytest.raises(RuleBroken):
        say(sara, mapping, "Efteråt.", 1)
    with pytest.raises(RuleBroken):
        actions.confirm(actor=sara, mapping=mapping)
    second = actions.start(actor=sara, participation=alva)
    assert second.number == 2
    copied = MappingAnswer.objects.get(mapping=second)
    assert (copied.value, copied.is_need) == ("Att komma ut.", True)
    assert Mapping.objects.get(pk=first.pk).replaced_at is None
    actions.confirm(actor=sara, mapping=second)
    assert Mapping.objects.get(pk=first.pk).replaced_at is not None


def test_the_database_refuses_too(sara: Actor, mapping: Mapping) -> None:
    row = say(sara, mapping, "Att komma ut.")
    assert row is not None
    confirmed = actions.confirm(actor=sara, mapping=mapping)
    with pytest.raises(DatabaseError), transaction.atomic():
        Mapping.objects.filter(pk=confirmed.pk).update(way_reason="efteråt")
    with pytest.raises(DatabaseError), transaction.atomic():
        MappingAnswer.objects.filter(pk=row.pk).update(value="efteråt")
    with pytest.raises(DatabaseError), transaction.atomic():
        MappingAnswer.objects.create(
            owner_id=sara.organisation_id,
            created_by_id=sara.account_id,
            mapping=confirmed,
            question="onskan",
            category="living",
            value="efteråt",
        )


def test_way_is_chosen_without_a_mapping_and_changed_after_confirmation(
    sara: Actor, alva: Participation
) -> None:
    first = actions.choose_way(actor=sara, participation=alva, way="vag_1", reason="Lugn takt.")
    alva.refresh_from_db()
    assert (alva.way, first.way, first.confirmed_at) == ("vag_1", "vag_1", None)
    first.participation = alva
    actions.confirm(actor=sara, mapping=first)
    second = actions.choose_way(actor=sara, participation=alva, way="vag_2", reason="Vill börja.")
    alva.refresh_from_db()
    assert alva.way == "vag_2"
    assert (second.number, second.way_reason) == (2, "Vill börja.")
    assert second.confirmed_at is not None
    assert Mapping.objects.get(pk=first.pk).way == "vag_1"


def test_an_unknown_way_is_refused(sara: Actor, alva: Participation) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.choose_way(actor=sara, participation=alva, way="vag_9", reason="")
    assert broken.value.field == "way"


def test_strangers_may_not(world: World, alva: Participation, mapping: Mapping) -> None:
    for name in ("Stina", "Lena", "Adam"):
        stranger = world.actor(name)
        with pytest.raises(Refused):
            actions.start(actor=stranger, participation=alva)
        with pytest.raises(Refused):
            say(stranger, mapping, "x")
        with pytest.raises(Refused):
            actions.confirm(actor=stranger, mapping=mapping)
        with pytest.raises(Refused):
            actions.choose_way(actor=stranger, participation=alva, way="vag_1", reason="")


DAY = Question(key="d", label="När?", type="date")
SCALE = Question(key="s", label="Hur?", type="scale", low_label="Inte alls", high_label="Mycket")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2026-03-15", "2026-03-15"),
        ("mars 2026", "2026-03"),
        ("Sept. 2025", "2025-09"),
        ("2026", "2026"),
        ("2026-3", "2026-03"),
        ("  ", ""),
    ],
)
def test_dates_may_be_approximate(typed: str, stored: str) -> None:
    assert read(DAY, typed) == stored


@pytest.mark.parametrize("typed", ["i våras", "2026-13", "2026-02-30", "99", "0000"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken):
        read(DAY, typed)


@pytest.mark.parametrize(
    ("stored", "age"),
    [
        ("2026-03-15", "8 månader gammalt"),
        ("2026-03", "8 månader gammalt"),
        ("2026-11-21", "i dag"),
        ("2026-11-20", "1 dag gammalt"),
        ("2026-11", "den här månaden"),
        ("2023-11-21", "3 år gammalt"),
        ("2024", "2 år gammalt"),
        ("2026", "från i år"),
        ("2027-02-28", "om 3 månader"),
        ("", ""),
    ],
)
def test_the_age_of_the_medical_basis(stored: str, age: str) -> None:
    assert age_in_words(stored, date(2026, 11, 21)) == age


def test_a_scale_says_what_its_ends_mean() -> None:
    assert shown(SCALE, "7", date(2026, 1, 1)) == "7 av 10 (0 är inte alls, 10 är mycket)"


@given(day=st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_every_day_is_read_back_as_it_was(day: date) -> None:
    assert read(DAY, day.isoformat()) == day.isoformat()
    age = age_in_words(day.isoformat(), date(2026, 11, 21))
    assert age.startswith("om ") == (day > date(2026, 11, 21))


@given(text=st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        stored = read(DAY, text)
    except RuleBroken:
        return
    assert read(DAY, stored) == stored
    age_in_words(stored, date(2026, 11, 21))
