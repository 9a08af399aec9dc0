"""This file is where a measured goal is laid out for the page: meters, table, plot, links."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from stegvis.outcomes.calculate import Figure
from stegvis.outcomes.goals import Measured
from stegvis.outcomes.plots import Spec, TrendPoint, content_key, trend_plot
from stegvis.outcomes.rules import BETWEEN_TWO, GoalKind
from stegvis.outcomes.tally import ALL
from stegvis.web.outcomes import words
from stegvis.web.outcomes.whole import is_judged
from stegvis.web.shared.addresses import url_of

HEAD_COUNTS = (GoalKind.COUNT, GoalKind.ONGOING)
PARTICIPANTS = "Deltagare"
LONGEST_MONTH = 31
COLOURS = {"success": "success", "danger": "danger", "warning": "warning"}


def card(found: Measured, programme: str) -> dict[str, Any]:
    """What the goal card needs, but for the picture; `spec` is the picture's description."""
    status, color = words.TAGS.get(found.rule.kind, words.STATUS_TAGS)[found.status]
    spec = plot(found)
    return {
        "goal": found.goal,
        "found": found,
        "status": status,
        "color": color,
        "meters": _meters(found),
        "interval": words.interval(found.figure),
        "compared_name": words.group(found.compared_name),
        "compared": words.interval(found.compared[-1][ALL]) if found.compared else "",
        "parts": _parts(found, programme),
        "gap": _gap(found),
        "target": words.target_words(found.goal),
        "reported": words.reported_words(found.goal),
        "period": words.period_words(found.goal, found.figure.as_of),
        "demands": [demand.label for demand in found.demands],
        "is_part": found.is_part and is_judged(found.rule),
        "spec": spec,
        "key": content_key(spec) if spec else "",
        "summary": spec["description"] if spec else "",
        "columns": ["Månad", *_sexes_named(found)],
        "rows": _rows(found),
    }


def _gap(found: Measured) -> str:
    if found.ahead:
        return words.ahead_words(found.ahead, found.compared_name)
    is_asked = found.goal.split_by_sex and found.rule.kind is not GoalKind.BALANCE
    return words.gap_words(found.gap) if is_asked and found.gap else ""


def support(found: Measured, programme: str) -> dict[str, Any]:
    """The figure that stands beside the evidence for a goal that people judge."""
    population = words.POPULATIONS[found.rule.counted_among.value]
    return {
        "text": f"{words.of(found.figure)} bland {population}",
        "interval": words.interval(found.figure),
        "fact": found.goal.fact.label if found.goal.fact else "",
        "parts": _parts(found, programme),
        "by_sex": [
            f"{words.SEX_NAMES[sex]}: {words.of(figure)}"
            for sex, figure in found.by_sex.items()
            if found.goal.split_by_sex
        ],
    }


def _parts(found: Measured, programme: str) -> list[dict[str, Any]]:
    """The numbers behind the figure, each with its list of cases."""
    figure = found.figure
    is_balance = found.rule.kind is GoalKind.BALANCE
    numbers = [
        ("Kvinnor" if is_balance else "Räknas som ja", "ja", figure.numerator),
        ("Räknade", "raknade", figure.denominator),
        ("Uppgift saknas", "saknas", figure.missing),
        ("Kan inte mätas än", "vantar", figure.pending),
    ]
    if found.rule.kind is GoalKind.ONGOING:
        numbers[:2] = [
            ("Pågående", "ja", figure.numerator),
            ("Inskrivna sedan start", "raknade", figure.denominator),
        ]
    return [
        {
            "label": label,
            "number": number,
            "url": url_of("goal-cases", programme, found.goal.key, part),
        }
        for label, part, number in numbers
        if number or part != "vantar"
    ]


def _meters(found: Measured) -> list[dict[str, Any]]:
    """One bar for all and one for each sex, on the same scale."""
    if found.rule.kind is GoalKind.BALANCE:
        return _balance_meters(found)
    color = words.STATUS_TAGS[found.status][1]
    target = found.rule.target or 0
    figures = [("Alla", found.figure)]
    if found.compared:
        figures = [(PARTICIPANTS, found.figure), (found.compared_name, found.compared[-1][ALL])]
    if found.goal.split_by_sex:
        figures += [(words.SEX_NAMES[sex], figure) for sex, figure in found.by_sex.items()]
    top = max(target * 1.1, found.figure.value or 0) or 1
    scale = 100 / top if found.rule.kind in HEAD_COUNTS else 100
    has_target = found.rule.kind not in BETWEEN_TWO and found.rule.target is not None
    has_target = has_target and not _is_part_of_number(found)
    return [
        {
            "label": label,
            "percent": round((figure.value or 0) * scale, 1),
            "target": _target_place(found, figure, label, scale) if has_target else None,
            "text": words.of(figure) + _missing(figure, label),
            "color": COLOURS.get(color, "") if label == "Alla" else "",
        }
        for label, figure in figures
    ]


def _is_part_of_number(found: Measured) -> bool:
    """A number that all operators have together has no place among one's own."""
    return found.is_part and found.rule.kind in HEAD_COUNTS


def _target_place(found: Measured, figure: Figure, label: str, scale: float) -> float | None:
    """A target head count belongs to all together and has no place on one sex's bar."""
    if found.rule.kind in HEAD_COUNTS and label != "Alla":
        return None
    return round((found.rule.target or 0) * scale, 1)


def _missing(figure: Figure, label: str) -> str:
    if label == "Alla" or not figure.missing:
        return ""
    return f", {figure.missing} saknas"


def _balance_meters(found: Measured) -> list[dict[str, Any]]:
    counted = found.figure.denominator
    women = found.figure.numerator
    rows = [("Kvinnor", women), ("Män", counted - women)]
    return [
        {
            "label": label,
            "percent": round(100 * number / counted, 1) if counted else 0,
            "target": None,
            "text": f"{number} av {counted} ({words.percent(number / counted)})"
            if counted
            else "ingen att räkna",
            "color": "",
        }
        for label, number in rows
    ]


def _sexes_named(found: Measured) -> list[str]:
    if found.rule.kind is GoalKind.BALANCE:
        return ["Kvinnor", "Män"]
    if found.compared:
        return [PARTICIPANTS, found.compared_name]
    if not found.goal.split_by_sex:
        return ["Alla"]
    return [words.SEX_NAMES[sex] for sex in (ALL, *found.by_sex)]


def _months(found: Measured) -> list[tuple[int, date]]:
    """The places of the month ends among the asked days; the last asked day may be none.

    What a goal about certain days shows after its last day is what it showed then, and no trend.
    """
    months = found.days[: _number_of_months(found)]
    end = found.rule.deadline
    return [(place, day) for place, day in enumerate(months) if end is None or day <= end]


def _number_of_months(found: Measured) -> int:
    """How many of the asked days are the trend's; the last day is, if its month ends the row."""
    *_, before, last = found.days
    is_month_end = (last + timedelta(days=1)).day == 1 and (last - before).days <= LONGEST_MONTH
    return len(found.days) - (not is_month_end)


def ended_month(found: Measured) -> str:
    """The last month of the trend where the programme was over long ago, or nothing."""
    day, last = found.figure.as_of, found.days[_number_of_months(found) - 1]
    return words.month(last) if (day - last).days > LONGEST_MONTH else ""


def _rows(found: Measured) -> list[list[str]]:
    """The same numbers as the plot's, newest first."""
    return [[words.short_month(day), *_row(found, place)] for place, day in _months(found)][::-1]


def _row(found: Measured, place: int) -> list[str]:
    figures = found.series[place]
    if found.rule.kind is GoalKind.BALANCE:
        women, counted = figures[ALL].numerator, figures[ALL].denominator
        return [str(women), str(counted - women)]
    if found.compared:
        return [words.of(each[ALL]) for each in (figures, found.compared[place])]
    sexes = [ALL, *found.by_sex] if found.goal.split_by_sex else [ALL]
    if found.means:
        return [words.number(found.means[place].get(sex, 0.0)) for sex in sexes]
    return [words.of(figures[sex]) if sex in figures else "–" for sex in sexes]


def specs_of(results: Iterable[Measured], programme: str) -> list[Spec]:
    """The pictures of these goals, for those that have one."""
    cards = (card(found, programme) for found in results if not found.is_support)
    return [each["spec"] for each in cards if each["spec"]]


def plot(found: Measured) -> Spec | None:
    """The goal over the last full months: for all with its interval, or women beside men. None
    where its days were over before them."""
    if not _months(found):
        return None
    shown = "Från start till slut" if ended_month(found) else "De senaste tolv månaderna"
    title = f"{shown}: {found.goal.text[:80]}"
    series = _series(found)
    is_head_count = found.rule.kind in HEAD_COUNTS
    is_even = found.rule.kind in words.TAGS
    return trend_plot(
        title,
        _summary(found, series),
        series,
        target=None if is_even or _is_part_of_number(found) else found.rule.target,
        unit="persons" if is_head_count else "share",
    )


def _series(found: Measured) -> dict[str, list[TrendPoint]]:
    if found.rule.kind is GoalKind.BALANCE:
        women = [TrendPoint(day, found.series[place][ALL].value) for place, day in _months(found)]
        men = [
            TrendPoint(point.on, None if point.value is None else 1 - point.value)
            for point in women
        ]
        return {"Kvinnor": women, "Män": men}
    if found.rule.kind is GoalKind.DIFFERENCE:
        return {words.SEX_NAMES[sex]: _line(found, sex) for sex in ("woman", "man")}
    if found.compared:
        lines = {PARTICIPANTS: found.series, found.compared_name: found.compared}
        return {
            name: [TrendPoint(day, line[place][ALL].value) for place, day in _months(found)]
            for name, line in lines.items()
        }
    if found.means:
        means = [TrendPoint(day, found.means[place][ALL]) for place, day in _months(found)]
        return {"Pågående": means}
    return {"Alla": _line(found, ALL)}


def _line(found: Measured, sex: str) -> list[TrendPoint]:
    return [
        TrendPoint(day, figure.value, figure.low, figure.high)
        for place, day in _months(found)
        if (figure := found.series[place][sex])
    ]


def _summary(found: Measured, series: dict[str, Sequence[TrendPoint]]) -> str:
    """The plot in a sentence or two, for those who listen and those in a hurry."""
    shown = words.number if found.rule.kind in HEAD_COUNTS else words.percent
    sentences = []
    for name, line in series.items():
        known = [point for point in line if point.value is not None]
        if not known:
            sentences.append(f"{name}: ingen att räkna än.")
            continue
        first, last = known[0], known[-1]
        sentences.append(
            f"{name}: {shown(last.value)} i {words.month(last.on)}, "
            f"mot {shown(first.value)} i {words.month(first.on)}."
            if first is not last
            else f"{name}: {shown(last.value)} i {words.month(last.on)}."
        )
    if found.rule.kind not in words.TAGS and found.rule.target is not None:
        whose = " för alla utförare tillsammans" if found.is_part else ""
        sentences.append(f"Målet är {shown(found.rule.target)}{whose}.")
    if found.means:
        sentences.append("Medeltal per månad.")
    return " ".join(sentences)
