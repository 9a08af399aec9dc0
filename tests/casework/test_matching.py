"""Needs held against offers: each rule by hand, and what must hold whatever stands in the lists."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.matching import (
    NOTHING_SUCH,
    SEVERAL,
    Answer,
    Standing,
    State,
    Suggestion,
    Supply,
    Wish,
    gaps,
    judge,
    standing,
    suggest,
)
from stegvis.programmes.offer_words import Adaptation, DailyActivities, Demand

DAY = date(2026, 11, 22)
REF = UUID(int=1)
WISH = Wish("gemenskap", "Träffa andra")
SUPPLY = Supply(
    REF, "Snickeriet", frozenset({"gemenskap"}), least=10, most=50, places_left=2, is_surveyed=True
)

wishes = st.builds(
    Wish,
    need=st.just("gemenskap"),
    need_label=st.just("Träffa andra"),
    percent=st.none() | st.integers(1, 100),
    adaptations=st.frozensets(st.sampled_from(Adaptation.values)),
    cannot_meet=st.frozensets(st.sampled_from(Demand.values)),
    language=st.sampled_from(["", "svenska", "somaliska", "Arabiska"]),
    place=st.sampled_from(["", "Provboda", "Exempelköping"]),
    has_daily_activities=st.none() | st.booleans(),
)
days = st.none() | st.dates(DAY - timedelta(days=60), DAY + timedelta(days=60))
supplies = st.builds(
    Supply,
    ref=st.builds(uuid4),
    name=st.sampled_from(["Snickeriet", "Kaféet", "ängen"]),
    needs=st.frozensets(st.sampled_from(["gemenskap", "halsa", "studier"])),
    demands=st.frozensets(st.sampled_from(Demand.values)),
    adaptations=st.frozensets(st.sampled_from(Adaptation.values)),
    languages=st.frozensets(st.sampled_from(["svenska", "somaliska", "arabiska"])),
    is_surveyed=st.booleans(),
    is_home=st.booleans(),
    municipality=st.sampled_from(["", "Provboda", "Exempelköping"]),
    least=st.none() | st.integers(1, 50),
    most=st.none() | st.integers(50, 100),
    places_left=st.none() | st.integers(0, 4),
    waiting=st.integers(0, 3),
    starts_on=days,
    ends_on=days,
    ended_on=days,
    daily_activities=st.sampled_from(["", *DailyActivities.values]),
)


def by_key(one: Suggestion, key: str) -> Answer:
    return next(c.answer for c in one.criteria if c.key == key)


@pytest.mark.parametrize(
    ("wish", "supply", "key", "answer"),
    [
        ({}, {}, "need", Answer.YES),
        ({}, {"needs": frozenset({"halsa"})}, "need", Answer.NO),
        ({"percent": 5}, {}, "extent", Answer.NO),
        ({"percent": 25}, {}, "extent", Answer.YES),
        ({"percent": 75}, {}, "extent", Answer.ASK),
        ({"percent": 25}, {"least": None, "most": None}, "extent", Answer.ASK),
        ({"place": "provboda "}, {"municipality": "Provboda"}, "place", Answer.YES),
        ({"place": "Provboda"}, {"municipality": "Exempelköping"}, "place", Answer.ASK),
        ({}, {"is_home": False}, "place", Answer.ASK),
        (
            {"cannot_meet": frozenset({"group"})},
            {"demands": frozenset({"group"})},
            "demands",
            Answer.NO,
        ),
        ({"cannot_meet": frozenset({"group"})}, {}, "demands", Answer.YES),
        ({"cannot_meet": frozenset({"group"})}, {"is_surveyed": False}, "demands", Answer.ASK),
        ({"adaptations": frozenset({"tools"})}, {}, "adaptations", Answer.NO),
        ({"adaptations": frozenset({"tools"})}, {"is_surveyed": False}, "adaptations", Answer.ASK),
        (
            {"language": "Somaliska"},
            {"languages": frozenset({"somaliska"})},
            "language",
            Answer.YES,
        ),
        (
            {"language": "somaliska"},
            {"adaptations": frozenset({"interpreter"})},
            "language",
            Answer.YES,
        ),
        ({"language": "somaliska"}, {}, "language", Answer.NO),
        ({}, {"places_left": 0}, "places", Answer.NO),
        ({}, {"places_left": None}, "places", Answer.ASK),
        ({}, {"places_left": 2, "waiting": 2}, "places", Answer.ASK),
        ({}, {"places_left": 2, "waiting": 1}, "places", Answer.YES),
        ({"waits_for": REF}, {"places_left": 2, "waiting": 2}, "places", Answer.YES),
        ({}, {"ends_on": DAY}, "period", Answer.YES),
        ({}, {"ends_on": DAY - timedelta(days=1)}, "period", Answer.NO),
        ({}, {"ended_on": DAY}, "period", Answer.NO),
        ({"has_daily_activities": True}, {}, "daily", Answer.ASK),
        ({"has_daily_activities": True}, {"daily_activities": "also"}, "daily", Answer.YES),
        ({"has_daily_activities": True}, {"daily_activities": "not"}, "daily", Answer.NO),
        ({"has_daily_activities": False}, {"daily_activities": "only"}, "daily", Answer.NO),
        ({}, {"daily_activities": "only"}, "daily", Answer.ASK),
    ],
)
def test_each_rule(
    wish: dict[str, object], supply: dict[str, object], key: str, answer: Answer
) -> None:
    one = judge(replace(WISH, **wish), replace(SUPPLY, **supply), DAY)  # type: ignore[arg-type]
    assert by_key(one, key) is answer


def test_the_sentence_gives_the_reasons() -> None:
    fits = judge(WISH, SUPPLY, DAY)
    assert fits.sentence.startswith("Passar, därför att det möter behovet ”träffa andra”")
    full = judge(WISH, replace(SUPPLY, places_left=0), DAY)
    assert full.sentence == "Passar inte, därför att alla platser är upptagna."
    unknown = judge(WISH, replace(SUPPLY, places_left=None), DAY)
    assert unknown.sentence.startswith("Behöver frågas om: det är inte känt om det finns någon")


@given(wishes, supplies)
def test_the_whole_is_its_worst_part_and_every_part_is_told(wish: Wish, supply: Supply) -> None:
    one = judge(wish, supply, DAY)
    assert one.fit == min(c.answer for c in one.criteria)
    assert all(c.text for c in one.criteria)
    assert len({c.key for c in one.criteria}) == len(one.criteria)
    assert one.texts(one.fit)[0] in one.sentence


@given(wishes, supplies, st.sampled_from(Demand.values))
def test_removing_a_demand_never_makes_it_fit_worse(w: Wish, s: Supply, demand: str) -> None:
    assert judge(w, replace(s, demands=s.demands - {demand}), DAY).fit >= judge(w, s, DAY).fit


@given(wishes, supplies, st.sampled_from(Adaptation.values))
def test_offering_an_adaptation_never_makes_it_fit_worse(w: Wish, s: Supply, more: str) -> None:
    offered = replace(s, adaptations=s.adaptations | {more})
    assert judge(w, offered, DAY).fit >= judge(w, s, DAY).fit


@given(wishes, supplies, st.sampled_from(Adaptation.values), st.sampled_from(Demand.values))
def test_needing_less_never_makes_it_fit_worse(w: Wish, s: Supply, one: str, other: str) -> None:
    eased = replace(w, adaptations=w.adaptations - {one}, cannot_meet=w.cannot_meet - {other})
    assert judge(eased, s, DAY).fit >= judge(w, s, DAY).fit


@given(wishes, supplies, st.integers(1, 50), st.integers(0, 50))
def test_a_wider_extent_never_makes_it_fit_worse(w: Wish, s: Supply, less: int, more: int) -> None:
    if s.least is None or s.most is None:
        return
    wider = replace(s, least=max(1, s.least - less), most=min(100, s.most + more))
    assert judge(w, wider, DAY).fit >= judge(w, s, DAY).fit


@given(wishes, supplies, st.integers(0, 3))
def test_more_places_never_make_it_fit_worse(w: Wish, s: Supply, more: int) -> None:
    roomier = replace(s, places_left=None if s.places_left is None else s.places_left + more)
    assert judge(w, roomier, DAY).fit >= judge(w, s, DAY).fit


@given(wishes)
def test_what_nobody_has_written_down_is_never_a_no(wish: Wish) -> None:
    unknown = Supply(REF, "Något", frozenset({"gemenskap"}))
    assert judge(wish, unknown, DAY).fit is not Answer.NO


@given(wishes, st.lists(supplies, max_size=6))
def test_suggestions_meet_the_need_and_the_best_come_first(w: Wish, many: list[Supply]) -> None:
    found = suggest(w, many, DAY)
    assert sorted(s.supply.ref for s in found) == sorted(
        s.ref for s in many if "gemenskap" in s.needs
    )
    assert [s.fit for s in found] == sorted((s.fit for s in found), reverse=True)
    assert found == suggest(w, many[::-1], DAY)


@given(wishes, st.lists(supplies, max_size=4), supplies)
def test_one_offer_more_never_widens_a_gap(w: Wish, many: list[Supply], one: Supply) -> None:
    assert standing(w, [*many, one], DAY)[0] >= standing(w, many, DAY)[0]


def test_the_states_of_a_need_and_what_stands_in_the_way() -> None:
    full = replace(SUPPLY, places_left=0)
    hard = replace(WISH, cannot_meet=frozenset({"group"}))
    unfit = replace(SUPPLY, demands=frozenset({"group"}))
    assert standing(WISH, [], DAY) == (State.NOTHING, NOTHING_SUCH)
    assert standing(WISH, [full], DAY) == (State.FULL, "places")
    assert standing(hard, [full, unfit], DAY) == (State.UNFIT, "demands")
    short = replace(unfit, least=30)
    both = replace(hard, percent=20)
    assert standing(both, [short], DAY) == (State.UNFIT, SEVERAL)
    # What comes nearest says what it is that would have been needed.
    assert standing(both, [short, unfit], DAY) == (State.UNFIT, "demands")
    assert standing(WISH, [replace(SUPPLY, places_left=None)], DAY) == (State.ASKED, "")
    assert standing(WISH, [full, SUPPLY], DAY) == (State.FITS, "")


def test_a_participant_counts_once_for_each_need_by_the_worst() -> None:
    one, other = uuid4(), uuid4()
    noted = [
        Standing("a", one, State.MET),
        Standing("a", one, State.NOTHING, NOTHING_SUCH),
        Standing("a", one, State.UNFIT, "language"),
        Standing("a", other, State.FITS),
    ]
    first, second = gaps([("a", "A"), ("b", "B")], noted)
    assert (first.noted, first.lacking, first.counts[State.FITS]) == (2, 1, 1)
    assert {each: n for each, n in first.hindrances.items() if n} == {NOTHING_SUCH: 1}
    assert (second.noted, second.lacking) == (0, 0)
    assert sum(second.hindrances.values()) == 0
