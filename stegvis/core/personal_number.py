"""This file is where personal numbers, and the numbers that stand in for one, are read, checked
and masked; nothing else may parse one.

Four kinds of number say who somebody is: personnummer, samordningsnummer (Skatteverket), nationellt
reservnummer (health care) and LMA-nummer (the Swedish Migration Agency). Only the first two can be
counted through. A reserve number is made up of twelve signs, whose meaning differs between those
who issue them (the regions' published formats), and LMA-nummer is written in several ways, for
which the Swedish base profiles of HL7 give a name and no pattern. So of these two the signs and
the length are checked, and nothing is read out of them: neither birth date nor sex.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from stdnum import luhn

from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken

_SHAPE = re.compile(r"^(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{4})$")
COORDINATION_OFFSET = 60
Kind = Literal["personal", "coordination", "reserve", "lma"]
RESERVE: Kind = "reserve"
LMA: Kind = "lma"
# Of which nothing is read out: neither birth date nor sex.
OTHER_KINDS: tuple[Kind, ...] = (RESERVE, LMA)
KINDS: Mapping[str, str] = {
    "personal": "personnummer",
    "coordination": "samordningsnummer",
    RESERVE: "nationellt reservnummer",
    LMA: "LMA-nummer",
}
# How sure Skatteverket was of who somebody is when the coordination number was given (law
# 2022:1697 om samordningsnummer, in force on 1 September 2023).
LEVELS: Mapping[str, str] = {
    "established": "styrkt",
    "probable": "sannolik",
    "uncertain": "osäker",
}
_DATED = re.compile(r"(?:18|19|20)\d{6}[0-9A-Z]{4}$")
_RESERVE = re.compile(r"[0-9A-Z]{12}")
_LMA = re.compile(r"[0-9]{6,10}")
_BETWEEN = re.compile(r"[\s/-]")


@dataclass(frozen=True)
class PersonalNumber:
    """A number that says who somebody is. Personal and coordination numbers are twelve digits.

    A coordination number has the day of birth plus 60; it alone has a `level` (one of LEVELS, or
    empty when nobody has said) and can be `dormant` (vilande: it has been put out of use until
    somebody gives notice that it is needed). Only the two that are counted through tell `born`
    and `sex`.
    """

    digits: str
    kind: Kind
    born: date | None = None
    sex: Literal["woman", "man"] | None = None
    level: str = ""
    dormant: bool = False

    @property
    def masked(self) -> str:
        """What everybody sees: the birth date, never the last four digits."""
        return mask(self.digits)

    @property
    def full(self) -> str:
        return unmask(self.digits)

    @property
    def is_for_login(self) -> bool:
        """Whether an electronic identification can carry it."""
        return self.kind not in OTHER_KINDS


def parse(text: str) -> PersonalNumber:
    """Read a number as people write it: 10 or 12 digits, with or without - or +.

    Raises RuleBroken (field personal_number) with what is wrong and how to mend it.
    """
    found = _SHAPE.match(re.sub(r"\s", "", text))
    if not found:
        raise RuleBroken(
            "Skriv personnumret med tolv siffror, så här: 20030214-2389.", "personal_number"
        )
    century, yy, mm, dd, sign, last = found.groups()
    if not luhn.is_valid(yy + mm + dd + last):
        raise RuleBroken(
            "Personnumret stämmer inte. Kontrollera siffrorna; "
            "den sista siffran passar inte ihop med de andra.",
            "personal_number",
        )
    day = int(dd)
    kind: Literal["personal", "coordination"] = (
        "coordination" if day > COORDINATION_OFFSET else "personal"
    )
    year = int(century + yy) if century else _full_year(int(yy), sign)
    real_day = day - COORDINATION_OFFSET if kind == "coordination" else day
    try:
        born = date(year, int(mm), real_day)
    except ValueError:
        raise RuleBroken(
            "Personnumret börjar inte med ett riktigt datum. Kontrollera år, månad och dag.",
            "personal_number",
        ) from None
    if born > today():
        raise RuleBroken("Födelsedatumet ligger framåt i tiden.", "personal_number")
    sex: Literal["woman", "man"] = "man" if int(last[2]) % 2 else "woman"
    return PersonalNumber(f"{year:04d}{mm}{dd}{last}", kind, born, sex)


def parse_as(text: str, kind: str) -> PersonalNumber:
    """A number of the kind that was chosen; without one, a personal or coordination number.

    Of reserve numbers (twelve letters and digits) and LMA numbers (six to ten digits) only the
    signs and the length can be checked. Raises RuleBroken (field personal_number).
    """
    if kind not in OTHER_KINDS:
        number = parse(text)
        if kind and number.kind != kind:
            raise RuleBroken(
                f"Det här är ett {KINDS[number.kind]}. Välj rätt slag av nummer.",
                "personal_number",
            )
        return number
    bare = _BETWEEN.sub("", text).upper()
    if kind == RESERVE:
        if not _RESERVE.fullmatch(bare):
            raise RuleBroken(
                "Ett reservnummer har tolv tecken, bara bokstäver A–Z och siffror.",
                "personal_number",
            )
        return PersonalNumber(bare, RESERVE)
    if not _LMA.fullmatch(bare):
        raise RuleBroken(
            "Ett LMA-nummer har sex till tio siffror. Det står på LMA-kortet.", "personal_number"
        )
    return PersonalNumber(bare, LMA)


def stored(digits: str, kind: str, level: str = "", dormant: bool = False) -> PersonalNumber | None:
    """The number that a row holds, as it was once checked; None where there is none."""
    if not digits:
        return None
    return replace(parse_as(digits, kind), level=level, dormant=dormant)


def cautions(digits: str, kind: str, level: str, dormant: bool) -> list[str]:
    """What whoever works with her must know of the number, in sentences; often nothing.

    Only a personal number and a coordination number with level styrkt stand for an identity that
    somebody has established. A reserve number or an LMA card is no proof of it.
    """
    if not digits:
        return []
    said = []
    if kind != "personal" and level != "established":
        said.append("Identiteten är inte styrkt.")
    if dormant:
        said.append("Samordningsnumret är vilande.")
    return said


def _full_year(short: int, sign: str) -> int:
    """The century of a ten-digit number; + means that the person has turned 100."""
    now = today().year
    year = now - (now - short) % 100
    return year - 100 if sign == "+" else year


def mask(digits: str) -> str:
    """A stored number as shown by default: the birth date, or of a number that has none in it no
    more than its first two signs."""
    if not digits:
        return "Uppgift saknas"
    if _begins_with_a_date(digits):
        return f"{digits[:8]}-****"
    return digits[:2] + "*" * (len(digits) - 2)


def unmask(digits: str) -> str:
    """A stored number in full; only after a logged unmasking."""
    if not digits:
        return "Uppgift saknas"
    return f"{digits[:8]}-{digits[8:]}" if _begins_with_a_date(digits) else digits


def _begins_with_a_date(digits: str) -> bool:
    """Twelve signs of which the first eight are a day, or a day plus 60."""
    if not _DATED.match(digits):
        return False
    day = int(digits[6:8])
    if day > COORDINATION_OFFSET:
        day -= COORDINATION_OFFSET
    try:
        date(int(digits[:4]), int(digits[4:6]), day)
    except ValueError:
        return False
    return True


def stands_in(text: str, digits: str) -> bool:
    """Whether the number stands in a text, however it is written there."""
    return bool(digits) and digits in _BETWEEN.sub("", text).upper()


# As Skatteverket and the requirements of logs write it: a birth date and four digits.
_ANYWHERE = re.compile(r"(?<!\d)\d{6}(?:\d{2})?[-+]?\d{4}(?!\d)")


def refuse_number_in(text: str, field: str) -> None:
    """A reason ends up in the log, where no personal number may stand. Raises RuleBroken."""
    if _ANYWHERE.search(text):
        raise RuleBroken("Skriv skälet utan personnummer.", field)
