"""This file is where the numbers that say who somebody is are tried: checksum, date, kind, mask."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from stegvis.core.errors import RuleBroken
from stegvis.core.person_key import key_of
from stegvis.core.personal_number import PersonalNumber, cautions, mask, parse, parse_as, stored

days = st.dates(date(1930, 1, 1), date(2020, 12, 31))
births = st.integers(0, 999)


def made(born: date, birth: int, offset: int = 0) -> str:
    nine = f"{born:%y%m}{born.day + offset:02}{birth:03}"
    return f"{born:%Y}"[:2] + nine + str(luhn.calc_check_digit(nine))


@given(days, births, st.sampled_from([0, 60]))
def test_a_right_number_tells_its_day_and_kind(born: date, birth: int, offset: int) -> None:
    digits = made(born, birth, offset)
    for written in (digits, f"{digits[:8]}-{digits[8:]}", f" {digits[:8]} {digits[8:]}"):
        number = parse(written)
        assert (number.digits, number.born) == (digits, born)
        assert number.kind == ("coordination" if offset else "personal")
        assert number.sex == ("man" if birth % 2 else "woman")
    assert number.masked == f"{digits[:8]}-****" and digits[8:] not in number.masked
    assert number.full.replace("-", "") == digits
    assert stored(digits, number.kind) == number


@given(days, births, st.sampled_from([0, 60]), st.integers(2, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(
    born: date, birth: int, offset: int, place: int, more: int
) -> None:
    digits = made(born, birth, offset)
    wrong = str((int(digits[place]) + more) % 10)
    with pytest.raises(RuleBroken):
        parse(digits[:place] + wrong + digits[place + 1 :])


@given(st.integers(1930, 2020), st.integers(0, 99), st.integers(0, 99), births)
def test_a_day_that_is_none_is_refused(year: int, month: int, day: int, birth: int) -> None:
    nine = f"{year % 100:02}{month:02}{day:02}{birth:03}"
    text = str(year)[:2] + nine + str(luhn.calc_check_digit(nine))
    try:
        born = date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        with pytest.raises(RuleBroken, match="riktigt datum"):
            parse(text)
    else:
        assert parse(text).born == born


@given(st.text(alphabet="0123456789ABCXYZ", min_size=12, max_size=12))
def test_of_a_reserve_number_signs_and_length_are_checked(text: str) -> None:
    number = parse_as(f"{text[:8]}-{text[8:].lower()}", "reserve")
    assert number == PersonalNumber(text, "reserve") and number.born is None
    assert key_of(number) == "" and mask(text).endswith("****")
    for wrong in (text[1:], f"{text}1", f"{text[:-1]}Å"):
        with pytest.raises(RuleBroken, match="tolv tecken"):
            parse_as(wrong, "reserve")


@given(st.text(alphabet="0123456789", min_size=6, max_size=10))
def test_of_an_lma_number_signs_and_length_are_checked(digits: str) -> None:
    number = parse_as(f"{digits[:2]}-{digits[2:-1]}/{digits[-1]}", "lma")
    assert number == PersonalNumber(digits, "lma") and key_of(number) == ""
    assert number.masked == digits[:2] + "*" * (len(digits) - 2)
    for wrong in (digits[:5], f"{digits}12345", f"{digits[:-1]}A"):
        with pytest.raises(RuleBroken, match="LMA-kortet"):
            parse_as(wrong, "lma")


def test_a_number_of_another_kind_than_chosen_is_told() -> None:
    with pytest.raises(RuleBroken, match="är ett samordningsnummer"):
        parse_as("200302742382", "personal")


@pytest.mark.parametrize(
    ("kind", "level", "dormant", "said"),
    [
        ("personal", "", False, ""),
        ("coordination", "established", False, ""),
        ("coordination", "established", True, "Samordningsnumret är vilande."),
        ("coordination", "probable", False, "Identiteten är inte styrkt."),
        (
            "coordination",
            "uncertain",
            True,
            "Identiteten är inte styrkt. Samordningsnumret är vilande.",
        ),
        ("coordination", "", False, "Identiteten är inte styrkt."),
        ("reserve", "", False, "Identiteten är inte styrkt."),
        ("lma", "", False, "Identiteten är inte styrkt."),
    ],
)
def test_what_is_not_established_is_told(kind: str, level: str, dormant: bool, said: str) -> None:
    assert " ".join(cautions("1", kind, level, dormant)) == said
    assert cautions("", kind, level, dormant) == []
