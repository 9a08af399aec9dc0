"""Extents as people write them: a table of real ones, and rules tried on random ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.dates import percent_of_full_time
from stegvis.core.errors import RuleBroken
from stegvis.core.extent import MINUTES_OF_A_WEEK, minutes_per_week, written


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2 förmiddagar à 3 h", 360),
        ("2 förmiddagar a 3h", 360),
        ("två förmiddagar á 3 timmar", 360),
        ("3 dagar 4 timmar", 720),
        ("3 dagar om 4 tim.", 720),
        ("10 h", 600),
        ("10 timmar i veckan", 600),
        ("ca 10 h/v", 600),
        ("1,5 h", 90),
        ("1½ timme", 90),
        ("½ h", 30),
        ("1 h 30 min", 90),
        ("en timme och 30 minuter", 90),
        ("90 min", 90),
        ("50 %", 1200),
        ("50% av heltid", 1200),
        ("12,5 procent", 300),
        ("Halvtid", 1200),
        ("heltid", 2400),
        ("kvartstid", 600),
        ("ti+to 9-12", 360),
        ("Ti + to 9–12", 360),
        ("tisdag och torsdag 9.30-12.00", 300),
        ("mån, ons, fre kl 13-15", 360),
        ("mån-fre 8-12", 1200),
        ("ti 9-12, to 13-15", 300),
        ("tisdagar 3 h", 180),
        ("9-12 ti+to", 360),
        ("tisdag förmiddag 9-12", 180),
        ("2 ggr/v 90 min", 180),
        ("2 gånger i veckan à 1 h", 120),
        ("en gång i veckan 1 h", 60),
        ("2 x 3 h", 360),
        ("2x3h", 360),
        ("3 h x 2", 360),
        ("3 h 2 dagar", 360),
        ("3 h per dag, 4 dagar", 720),
        ("4 dagar, 3 timmar om dagen", 720),
        ("2 förmiddagar à 3 h + 1 dag à 6 h", 720),
        ("5 h + 2 dagar à 3 h", 660),
        ("1 dag à 6 h varannan vecka", 180),
        ("en gång i månaden 2 h", 28),
        ("120 %", 2880),
    ],
)
def test_understood(text: str, minutes: int) -> None:
    assert minutes_per_week(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        "", "lite då och då", "10", "2 förmiddagar", "3 h om dagen", "2-3 timmar", "0 h", "0 %",
        "12-9", "ti 12-9", "ti 25-27", "fre-mån 9-12", "200 h", "deltid", "ti+to", "-3 h",
        "ti 9-12 och to 9-12 varannan vecka", "3 h <b>", "måndag à 3 h och fest",
    ],
)  # fmt: skip
def test_refused_with_the_way_to_write(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        minutes_per_week(text)
    assert "2 förmiddagar à 3 h" in broken.value.message
    assert broken.value.field == "extent_text"


@given(st.integers(1, MINUTES_OF_A_WEEK))
def test_what_is_written_is_read_back(minutes: int) -> None:
    assert minutes_per_week(written(minutes)) == minutes


@given(
    st.integers(1, 5), st.integers(1, 8), st.sampled_from(["dagar", "förmiddagar", "ggr", "pass"])
)
def test_days_times_hours(days: int, hours: int, word: str) -> None:
    assert minutes_per_week(f"{days} {word} à {hours} h") == days * hours * 60
    assert minutes_per_week(f"{hours} timmar {days} {word}") == days * hours * 60


@given(st.integers(1, 100))
def test_percent_is_of_forty_hours(percent: int) -> None:
    assert percent_of_full_time(minutes_per_week(f"{percent} %")) == percent


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert 1 <= minutes_per_week(text) <= MINUTES_OF_A_WEEK
    except RuleBroken as broken:
        assert broken.field == "extent_text"


@given(st.text(alphabet="0123456789 ,.-+½hàx%tiodagr/", max_size=30))
def test_any_text_of_the_right_letters_is_read_or_refused(text: str) -> None:
    try:
        assert 1 <= minutes_per_week(text) <= MINUTES_OF_A_WEEK
    except RuleBroken as broken:
        assert broken.field == "extent_text"
