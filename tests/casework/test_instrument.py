"""Answers to instruments and from a comparison group; the questions that a licence holder owns."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import instrument, instrument_text
from stegvis.casework.actions.instrument import Filled
from stegvis.casework.models import ComparisonPerson, InstrumentAnswer, InstrumentText
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.models import ProgrammeVersion
from tests.casework.measured import FULL, enrolled, measured
from tests.world import World


def filled(
    key: str = "kasam",
    moment: str = "enrolment",
    answers: Mapping[str, object] | None = None,
    ahead: int = 0,
) -> Filled:
    return Filled(
        key, moment, today() + timedelta(days=ahead), FULL if answers is None else answers
    )


def test_answered_scored_and_corrected(world: World) -> None:
    with enrolled(world) as (sara, case):
        made = instrument.answer(actor=sara, participation=case, filled=filled())
        assert (made.score, made.subscores["begriplighet"]) == (52, 20.0)
        better = filled(answers=FULL | {"4": "7"})
        with pytest.raises(Conflict):
            instrument.answer(actor=sara, participation=case, filled=better)
        again = instrument.answer(actor=sara, participation=case, filled=better, revision=1)
        assert (again.pk, again.score, again.revision) == (made.pk, 55, 2)
        assert InstrumentAnswer.objects.count() == 1


def test_questions_of_its_own_have_no_score(world: World) -> None:
    with enrolled(world) as (sara, case):
        said = {"tilltro": "7", "lss": "", "okand": "x"}
        made = instrument.answer(
            actor=sara, participation=case, filled=filled("formaga", answers=said)
        )
        assert (made.answers, made.score) == ({"tilltro": "7"}, None)
        with pytest.raises(RuleBroken, match="Välj ett av svaren"):
            instrument.answer(
                actor=sara,
                participation=case,
                filled=filled("formaga", "exit", {"tilltro": "11"}),
            )


def test_too_many_left_out_gives_no_score(world: World) -> None:
    with enrolled(world) as (sara, case):
        few = {str(item): "5" for item in range(1, 11)}
        made = instrument.answer(actor=sara, participation=case, filled=filled(answers=few))
        assert made.score is None and len(made.answers) == 10
        nearly = {str(item): "4" for item in range(1, 12)}
        made = instrument.answer(
            actor=sara, participation=case, filled=filled(answers=nearly), revision=1
        )
        assert made.score == 52


@pytest.mark.parametrize(
    ("wrong", "told", "field"),
    [
        ({"key": "okand"}, "finns inte", "instrument"),
        ({"moment": "manad_3"}, "ges inte vid", "moment"),
        ({"ahead": 1}, "framåt i tiden", "answered_on"),
        ({"answers": {}}, "Inget är besvarat", "answers"),
        ({"answers": FULL | {"3": "8"}}, "Fråga 3 besvaras med ett tal, 1–7", "item_3"),
        ({"answers": FULL | {"3": "sju"}}, "Fråga 3 besvaras", "item_3"),
        ({"answers": FULL | {"13": "²"}}, "Fråga 13 besvaras", "item_13"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, wrong: dict[str, object], told: str, field: str
) -> None:
    with enrolled(world) as (sara, case):
        with pytest.raises(RuleBroken, match=told) as broken:
            instrument.answer(actor=sara, participation=case, filled=filled(**wrong))
        assert broken.value.field == field
        assert not InstrumentAnswer.objects.exists()


def test_not_without_her_consent_to_questionnaires(world: World) -> None:
    with (
        enrolled(world, agrees=False) as (sara, case),
        pytest.raises(RuleBroken, match="inte samtyckt till enkäter"),
    ):
        instrument.answer(actor=sara, participation=case, filled=filled())


def test_a_comparison_group_of_codes(world: World) -> None:
    version, samira = measured(), world.actor("Samira")
    with acting(samira):
        person = instrument.add_compared(
            actor=samira, version=version, code="K-01", entered_on=today(), sex="woman"
        )
        assert str(person) == "K-01"
        with pytest.raises(RuleBroken, match="finns redan"):
            instrument.add_compared(actor=samira, version=version, code="K-01", entered_on=today())
        made = instrument.answer_compared(
            actor=samira, person=person, filled=filled("formaga", answers={"tilltro": "4"})
        )
        with pytest.raises(Conflict):
            instrument.answer_compared(
                actor=samira, person=person, filled=filled("formaga", answers={"tilltro": "5"})
            )
        again = instrument.answer_compared(
            actor=samira,
            person=person,
            filled=filled("formaga", answers={"tilltro": "5"}),
            revision=1,
        )
        assert (again.pk, again.answers) == (made.pk, {"tilltro": "5"})


@pytest.mark.parametrize("code", ["200302142385", "030214-2385", "Eva Berg", "", "å", "x" * 41])
def test_a_code_tells_nothing_of_who_she_is(world: World, code: str) -> None:
    version, samira = measured(), world.actor("Samira")
    with acting(samira), pytest.raises(RuleBroken, match="Koden"):
        instrument.add_compared(actor=samira, version=version, code=code, entered_on=today())


def test_only_where_there_is_a_group_and_by_whoever_may(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    samira, sara = world.actor("Samira"), world.actor("Sara")
    alone = world.version.definition.model_copy(update={"comparison": None})
    with (
        monkeypatch.context() as patch,
        acting(samira),
        pytest.raises(RuleBroken, match="ingen jämförelsegrupp"),
    ):
        patch.setattr(ProgrammeVersion, "definition", alone)
        instrument.add_compared(
            actor=samira, version=world.version, code="K-01", entered_on=today()
        )
    version = measured()
    with acting(sara), pytest.raises(Refused):
        instrument.add_compared(actor=sara, version=version, code="K-01", entered_on=today())
    assert not ComparisonPerson.objects.exists()


TEXT = {"edition": "1987", "low_label": "Aldrig", "high_label": "Alltid", "licence": "Avtal 12"}
ITEMS = [f"Påhittad fråga {n}?" for n in range(1, 14)]


def test_questions_are_written_in_by_whoever_has_them(world: World) -> None:
    version, samira = measured(), world.actor("Samira")
    with acting(samira):
        made = instrument_text.keep(
            actor=samira, version=version, instrument="kasam", items=ITEMS, **TEXT
        )
        assert made.items[12] == "Påhittad fråga 13?"
    with acting(world.actor("Stina")):
        assert not InstrumentText.objects.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"items": ITEMS[:12]}, "13 frågor, men listan har 12"),
        ({"items": [*ITEMS[:12], " "]}, "Fråga 13 är tom"),
        ({"licence": " "}, "vem som har gett tillstånd"),
        ({"low_label": ""}, "lägsta svaret"),
        ({"instrument": "formaga"}, "ägs av någon annan"),
    ],
)
def test_questions_that_do_not_fit_are_refused(
    world: World, change: dict[str, object], told: str
) -> None:
    version, samira = measured(), world.actor("Samira")
    given = {"instrument": "kasam", "items": ITEMS, **TEXT} | change
    with acting(samira), pytest.raises(RuleBroken, match=told):
        instrument_text.keep(actor=samira, version=version, **given)


def test_questions_are_not_a_case_managers_to_load(world: World) -> None:
    version, sara = measured(), world.actor("Sara")
    with acting(sara), pytest.raises(Refused):
        instrument_text.keep(actor=sara, version=version, instrument="kasam", items=ITEMS, **TEXT)
