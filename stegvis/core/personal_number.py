"""This file is where personal numbers are read, checked and masked; nothing else may parse one."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import luhn

from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken

_SHAPE = re.compile(r"^(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{4})$")
COORDINATION_OFFSET = 60


@dataclass(frozen=True)
class PersonalNumber:
    """A Swedish personal number or coordination number (samordningsnummer), twelve digits.

    A coordination number has the day of birth plus 60.
    """

    digits: str
    kind: Literal["personal", "coordination"]
    born: date
    sex: Literal["woman", "man"]

    @property
    def masked(self) -> str:
        """What everybody sees: the birth date, never the last four digits."""
        return f"{self.digits[:8]}-****"

    @property
    def full(self) -> str:
        return f"{self.digits[:8]}-{self.digits[8:]}"


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


def _full_year(short: int, sign: str) -> int:
    """The century of a ten-digit number; + means that the person has turned 100."""
    now = today().year
    year = now - (now - short) % 100
    return year - 100 if sign == "+" else year


def mask(digits: str) -> str:
    """A stored number as shown by default."""
    return f"{digits[:8]}-****" if digits else "Uppgift saknas"


def unmask(digits: str) -> str:
    """A stored number in full; only after a logged unmasking."""
    return f"{digits[:8]}-{digits[8:]}" if digits else "Uppgift saknas"


# As Skatteverket and the requirements of logs write it: a birth date and four digits.
_ANYWHERE = re.compile(r"(?<!\d)\d{6}(?:\d{2})?[-+]?\d{4}(?!\d)")


def refuse_number_in(text: str, field: str) -> None:
    """A reason ends up in the log, where no personal number may stand. Raises RuleBroken."""
    if _ANYWHERE.search(text):
        raise RuleBroken("Skriv skälet utan personnummer.", field)
