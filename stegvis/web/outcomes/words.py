"""This file is where figures become Swedish words: shares, intervals, statuses, months."""

from datetime import date

from stegvis.outcomes.calculate import Figure, Gap, GoalKind, Status
from stegvis.web.templatetags.stegvis import MONTHS

NBSP = "\u00a0"
SEX_NAMES = {"all": "Alla", "woman": "Kvinnor", "man": "Män", "unknown": "Kön saknas"}
STATUS_TAGS = {
    Status.MET: ("Uppnått", "success"),
    Status.ON_TRACK: ("På väg", "info"),
    Status.AT_RISK: ("Når inte målet", "danger"),
    Status.TOO_EARLY: ("För tidigt att säga", "neutral"),
}
EVEN_TAGS = {
    Status.MET: ("Jämnt", "success"),
    Status.ON_TRACK: ("Jämnt", "success"),
    Status.AT_RISK: ("Ojämnt", "warning"),
    Status.TOO_EARLY: ("För tidigt att säga", "neutral"),
}
POPULATIONS = {
    "enrolled": "inskrivna",
    "ongoing": "pågående",
    "exited": "avslutade",
    "ready": "bedömda redo",
}


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}{NBSP}%"


def points(difference: float) -> str:
    """A difference between two shares, without its sign."""
    number = f"{abs(difference) * 100:.0f}"
    return f"{number} procentenhet" + ("" if number == "1" else "er")


def number(value: float) -> str:
    """One decimal where there is one, with a comma."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def of(figure: Figure) -> str:
    """25 av 40 (63 %); a head count is only its number."""
    if figure.kind in (GoalKind.COUNT, GoalKind.ONGOING):
        return str(figure.numerator)
    if not figure.denominator:
        return "ingen att räkna"
    return f"{figure.numerator} av {figure.denominator} ({percent(figure.value)})"


def interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low * 100:.0f}–{figure.high * 100:.0f}{NBSP}%"


def gap_words(gap: Gap) -> str:
    """Which sex is ahead, by how much, and whether chance alone could explain it."""
    if round(abs(gap.value) * 100) == 0:
        return "Kvinnor och män ligger lika."
    ahead, behind = ("kvinnor", "män") if gap.value > 0 else ("män", "kvinnor")
    chance = (
        "Skillnaden är större än slumpen brukar ge."
        if gap.is_beyond_chance
        else "Slumpen ensam kan förklara en sådan skillnad mellan så många räknade."
    )
    return f"Andelen är {points(gap.value)} högre bland {ahead} än bland {behind}. {chance}"


def month(day: date) -> str:
    return f"{MONTHS[day.month][0]} {day.year}"


def short_month(day: date) -> str:
    return f"{MONTHS[day.month][1]} {day.year}"
