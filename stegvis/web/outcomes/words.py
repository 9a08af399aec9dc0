"""This file is where figures become Swedish words: shares, intervals, statuses, months."""

from datetime import date

from stegvis.outcomes.calculate import Figure, Gap, Status
from stegvis.outcomes.rules import GoalKind
from stegvis.programmes.measures import Goal
from stegvis.programmes.vocabulary import GoalUnit
from stegvis.web.shared.days import MONTHS

NBSP = "\u00a0"
SEX_NAMES = {"all": "Alla", "woman": "Kvinnor", "man": "Män", "unknown": "Kön saknas"}
STATUS_TAGS = {
    Status.MET: ("Uppnått", "success"),
    Status.ON_TRACK: ("På väg", "info"),
    Status.AT_RISK: ("Når inte målet", "danger"),
    Status.TOO_EARLY: ("För tidigt att säga", "neutral"),
    Status.NO_TARGET: ("Resultat", "neutral"),
    Status.PART: ("Er del", "neutral"),
}
COMPARED_TAGS = {
    Status.MET: ("Fler bland deltagarna", "success"),
    Status.ON_TRACK: ("Fler, men osäkert", "info"),
    Status.AT_RISK: ("Inte fler", "danger"),
    Status.TOO_EARLY: ("För tidigt att säga", "neutral"),
    Status.PART: ("Er del", "neutral"),
}
EVEN_TAGS = {
    Status.MET: ("Jämnt", "success"),
    Status.ON_TRACK: ("Jämnt", "success"),
    Status.AT_RISK: ("Ojämnt", "warning"),
    Status.TOO_EARLY: ("För tidigt att säga", "neutral"),
    Status.PART: ("Er del", "neutral"),
}
#: What is said of goals of these kinds; of all others, `STATUS_TAGS`.
TAGS = {
    GoalKind.BALANCE: EVEN_TAGS,
    GoalKind.DIFFERENCE: EVEN_TAGS,
    GoalKind.COMPARISON: COMPARED_TAGS,
}
POPULATIONS = {
    "area": "målgruppen i området",
    "referred": "aktualiserade",
    "assessed": "mottagna till bedömningssamtal",
    "comparison": "jämförelsegruppen",
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


def group(name: str) -> str:
    """The comparison group by the definition's own name, as in ”än i kontrollgruppen”."""
    return f"{name.lower()}en" if name.lower().endswith("grupp") else f"gruppen {name}"


def ahead_words(gap: Gap, compared: str) -> str:
    """How participants stand to the comparison group, with the interval of the difference."""
    chance = (
        "Skillnaden är större än slumpen brukar ge."
        if gap.is_beyond_chance
        else "Slumpen ensam kan förklara en sådan skillnad mellan så många räknade."
    )
    low, high = (f"{bound * 100:.0f}".replace("-", "−") for bound in (gap.low, gap.high))
    more = "högre" if gap.value > 0 else "lägre"
    return (
        f"Andelen är {points(gap.value)} {more} bland deltagarna än i {group(compared)} "
        f"(mellan {low} och {high} procentenheter). {chance}"
    )


def target_words(goal: Goal) -> str:
    """The target as the document has it: 70 %, 50 personer, 4 av 5 personer."""
    if goal.target is None:
        return ""
    if goal.unit == GoalUnit.PERCENT:
        return f"{goal.target}{NBSP}%"
    of = f" av {goal.of}" if goal.of else ""
    return f"{goal.target}{of} personer"


def reported_words(goal: Goal) -> str:
    """The document's own result, to stand beside ours."""
    if goal.reported is None:
        return ""
    unit = f"{NBSP}%" if goal.unit == GoalUnit.PERCENT else ""
    of = f" av {goal.reported.of}" if goal.reported.of else ""
    return f"{goal.reported.value}{unit}{of}"


def period_words(goal: Goal, as_of: date) -> str:
    """Whom a goal about certain days counts, and how late."""
    last = goal.by or (goal.period.end if goal.period else None)
    if last is None:
        return ""
    stands = f"Så som det står {day(as_of)}; slutdagen är {day(last)}."
    if last <= as_of:
        stands = f"Så som det stod {day(last)}."
    if goal.period is None:
        return stands
    return f"Räknar dem som kom in {day(goal.period.start)} – {day(goal.period.end)}. {stands}"


def day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month][0]} {value.year}"


def month(day: date) -> str:
    return f"{MONTHS[day.month][0]} {day.year}"


def short_month(day: date) -> str:
    return f"{MONTHS[day.month][1]} {day.year}"
