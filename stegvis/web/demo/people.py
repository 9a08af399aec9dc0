"""This file is where the demonstration's people are invented: staff, and participants whose
personal numbers are of the tax agency's test series (serial numbers 238 and 239).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from stdnum import luhn

from stegvis.access.roles import RoleKey as R

AMN, OMN = "uppsala-arbetsmarknadsnamnden", "uppsala-omsorgsnamnden"
FK, AF, REGION = "forsakringskassan", "arbetsformedlingen", "region-uppsala"
ASSOCIATION = "samordningsforbundet-uppsala-lan"


@dataclass(frozen=True)
class Staff:
    """A member of staff: key, name, authority acted for, role, title, and who employs her."""

    key: str
    name: str
    organisation: str
    role: R
    title: str
    unit: str
    employer: str = ""
    percent: int | None = None
    # The programme that the assignment is for, where the authority has several.
    programme: str = ""


STAFF: tuple[Staff, ...] = (
    Staff("sara", "Sara Berg", AMN, R.CASE_MANAGER, "case manager", "Förrehab", percent=100),
    Staff("kim", "Kim Lund", AMN, R.CASE_MANAGER, "case manager", "Förrehab", percent=50),
    Staff(
        "nadia", "Nadia Flod", AMN, R.CASE_MANAGER, "arbetsförmedlare i laget", "Förrehab", AF, 50
    ),
    Staff("samira", "Samira Nordin", AMN, R.COORDINATOR, "projektledare", "Förrehab", percent=50),
    Staff("adam", "Adam Ek", AMN, R.ADMINISTRATOR, "verksamhetsutvecklare", "Stab"),
    Staff("boel", "Boel Ask", AMN, R.ADMINISTRATOR, "arkivansvarig", "Stab"),
    Staff("berit", "Berit Dahl", AMN, R.STEERING_GROUP, "avdelningschef", "Ledning"),
    Staff("lena", "Lena Holm", FK, R.REFERRER, "personlig handläggare", "Unga"),
    Staff("jonas", "Jonas Wik", FK, R.REFERRER, "personlig handläggare", "Unga"),
    Staff("fatima", "Fatima Hed", FK, R.ADMINISTRATOR, "enhetschef", "Unga"),
    Staff("gunnar", "Gunnar Ås", FK, R.STEERING_GROUP, "samverkansansvarig", "Unga"),
    Staff("per", "Per Ek", AF, R.REFERRER, "arbetsförmedlare", "Rehabilitering"),
    Staff("siv", "Siv Lind", AF, R.NAMED_CONTACT, "SIUS-konsulent", "Rehabilitering"),
    Staff("maria", "Maria Lind", REGION, R.REFERRER, "rehabkoordinator", "Vuxenpsykiatrin"),
    Staff("elin", "Elin Sjö", REGION, R.NAMED_CONTACT, "kurator", "Vuxenpsykiatrin"),
    Staff("olof", "Olof Ström", OMN, R.REFERRER, "biståndshandläggare", "Socialpsykiatri"),
    Staff("frida", "Frida Sand", ASSOCIATION, R.ASSOCIATION, "förbundschef", "Kansli"),
)

_GIVEN = {
    "woman": (
        "Alva", "Cleo", "Disa", "Freja", "Hilma", "Juni", "Lova", "Nour", "Tuva", "Vera",
        "Amina", "Elsa", "Ines", "Kajsa", "Maja", "Petra", "Ronja", "Signe", "Wilda", "Zara",
    ),
    "man": (
        "Bo", "Ebbe", "Gus", "Ivar", "Kian", "Milo", "Otto", "Sam", "Ture", "Yusuf",
        "Ali", "Dante", "Emil", "Hugo", "Leo", "Nils", "Omar", "Rasmus", "Sixten", "Viggo",
    ),
}  # fmt: skip
_FAMILY = (
    "Exempelsson", "Provdal", "Testberg", "Påhittsson", "Fiktivgren", "Övningsäng",
    "Låtsasström", "Demolund", "Skissgård", "Mallqvist", "Utkastsson",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    given_name: str
    family_name: str
    number: str
    sex: str
    phone: str


def person(place: int, today: date) -> Person:
    """The person at a place in the list: always the same one, between 19 and 29 years old, but
    for every 23rd, who is a little too old or too young."""
    age = 20 + (place * 7) % 10 if place % 23 != 22 else (18 if place % 2 else 31)
    return somebody(place, age, today)


def somebody(place: int, age: int, day: date) -> Person:
    """Always the same one at a place, and of this age on that day."""
    sex = "woman" if place % 9 in (0, 2, 4, 6, 8) else "man"
    names = _GIVEN[sex]
    born = day - timedelta(days=int(age * 365.25) + 40 + (place * 37) % 280)
    nine = f"{born:%y%m%d}{'238' if sex == 'woman' else '239'}"
    return Person(
        given_name=names[(place // 2) % len(names)],
        family_name=_FAMILY[(place * 3) % len(_FAMILY)],
        number=f"{born:%Y}"[:2] + nine + str(luhn.calc_check_digit(nine)),
        sex=sex,
        phone=f"070-174 06 {place % 100:02d}",
    )
