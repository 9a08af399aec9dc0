"""This file is where the words are that an offer and a participant's need are described with.

They are the same on both sides, so that one can be held against the other. No programme is named:
what a participant can be in need of stands in each programme's own definition.
"""

from collections.abc import Iterable

from django.db.models import TextChoices


class Demand(TextChoices):
    """What it takes to take part."""

    PUNCTUALITY = "punctuality", "passa tider"
    GROUP = "group", "vara i grupp"
    STRANGERS = "strangers", "möta nya människor"
    NOISE = "noise", "tåla ljud och rörelse"
    PHYSICAL = "physical", "orka kroppsligt arbete"
    SCREEN = "screen", "arbeta vid skärm"
    READING = "reading", "läsa och skriva svenska"
    SPEAKING = "speaking", "tala svenska"
    TRAVEL = "travel", "ta sig dit själv"
    ALONE = "alone", "arbeta på egen hand"


class Adaptation(TextChoices):
    """How it can be made to work."""

    QUIET_PLACE = "quiet_place", "lugn plats"
    SHORT_DAYS = "short_days", "korta dagar"
    FLEXIBLE_TIMES = "flexible_times", "rörliga tider"
    SLOW_START = "slow_start", "upptrappning i egen takt"
    SUPERVISOR = "supervisor", "egen handledare"
    CLEAR_STEPS = "clear_steps", "bildstöd eller skrivna steg"
    TOOLS = "tools", "anpassade hjälpmedel"
    ACCESSIBLE = "accessible", "tillgänglig lokal"
    INTERPRETER = "interpreter", "tolk"
    FETCHED = "fetched", "sällskap dit"


class DailyActivities(TextChoices):
    """Whether it is for those who have daglig verksamhet (LSS) too."""

    ALSO = "also", "också för den som har daglig verksamhet"
    NOT = "not", "inte för den som har daglig verksamhet"
    ONLY = "only", "bara för den som har daglig verksamhet"


SWEDISH = "svenska"


def in_words(choices: type[TextChoices], keys: Iterable[str]) -> str:
    """Their labels with commas, in the order of the vocabulary; unknown keys are left out."""
    chosen = set(keys)
    return ", ".join(str(label) for key, label in choices.choices if key in chosen)


def languages_in(text: str) -> list[str]:
    """Languages as typed with commas between: in small letters, each once."""
    named = (part.strip().lower() for part in text.replace(";", ",").replace("\n", ",").split(","))
    return list(dict.fromkeys(name for name in named if name))
