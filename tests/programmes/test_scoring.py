"""How answers become a score: bounds, reversal, what is left out, parts; KASAM by its rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.programmes.measures import Instrument, Scoring
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.programmes.scoring import BadAnswer, score

ITEMS = 13


def kasam() -> Scoring:
    definition = read_definition(definitions_folder() / "vilja.toml")
    found = next(one for one in definition.instruments if one.key == "kasam")
    assert isinstance(found, Instrument) and found.scoring
    return found.scoring


KASAM = kasam()
full = st.lists(st.integers(1, 7), min_size=ITEMS, max_size=ITEMS).map(
    lambda values: dict(enumerate(values, 1))
)
rules = st.builds(
    Scoring,
    items=st.just(ITEMS),
    low=st.just(1),
    high=st.just(7),
    reversed=st.sets(st.integers(1, ITEMS)).map(tuple),
    missing_allowed=st.integers(0, 5),
    higher_is=st.just("mer"),
    source=st.just("prov"),
)


def test_kasam_goes_from_13_to_91() -> None:
    lowest = {item: 7 if item in KASAM.reversed else 1 for item in range(1, 14)}
    highest = {item: 8 - value for item, value in lowest.items()}
    assert score(KASAM, lowest).total == 13
    assert score(KASAM, highest).total == 91
    assert score(KASAM, dict.fromkeys(range(1, 14), 4)).total == 52
    assert dict(score(KASAM, highest).parts) == {
        "begriplighet": 35,
        "hanterbarhet": 28,
        "meningsfullhet": 28,
    }


@given(answers=full)
def test_the_parts_of_kasam_make_the_whole(answers: dict[int, int]) -> None:
    made = score(KASAM, answers)
    assert made.total == sum(part or 0 for part in made.parts.values())
    assert made.missing == 0


@given(rule=rules, answers=full)
def test_never_outside_its_bounds(rule: Scoring, answers: dict[int, int]) -> None:
    total = score(rule, answers).total
    assert total is not None and ITEMS * 1 <= total <= ITEMS * 7


@given(rule=rules, answers=full)
def test_turning_the_answers_turns_the_score(rule: Scoring, answers: dict[int, int]) -> None:
    turned = {item: 8 - value for item, value in answers.items()}
    both = (score(rule, answers).total or 0) + (score(rule, turned).total or 0)
    assert both == ITEMS * 8
    assert score(rule, {item: 8 - value for item, value in turned.items()}) == score(rule, answers)


@given(rule=rules, answers=full, left_out=st.sets(st.integers(1, ITEMS)))
def test_what_is_left_out_gets_the_mean_of_the_others(
    rule: Scoring, answers: dict[int, int], left_out: set[int]
) -> None:
    given_answers = {i: None if i in left_out else value for i, value in answers.items()}
    made = score(rule, given_answers)
    assert made.missing == len(left_out)
    if len(left_out) > rule.missing_allowed or len(left_out) == ITEMS:
        assert made.total is None
        return
    kept = [
        8 - value if item in rule.reversed else value
        for item, value in answers.items()
        if item not in left_out
    ]
    mean = Decimal(sum(kept)) / len(kept)
    assert made.total is not None
    assert abs(made.total - mean * ITEMS) <= Decimal("0.01")
    assert ITEMS <= made.total <= ITEMS * 7


@pytest.mark.parametrize("value", [0, 8, -1])
def test_an_answer_outside_the_scale_is_told_by_its_number(value: int) -> None:
    with pytest.raises(BadAnswer, match="Fråga 3 besvaras med ett tal, 1–7") as told:
        score(KASAM, {3: value})
    assert told.value.item == 3
