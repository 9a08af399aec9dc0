"""This file is where answers to an instrument become a curve over time: a picture that the job
process draws, a sentence, and the same numbers as a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from stegvis.access.policy import NotVisible
from stegvis.casework import instruments as reading
from stegvis.casework import queries
from stegvis.casework.actions import work_plot
from stegvis.casework.instruments import in_order
from stegvis.casework.models import InstrumentAnswer, Participation, WorkPlot
from stegvis.outcomes.plots import STYLES, Spec, TrendPoint, content_key, trend_plot
from stegvis.programmes.measures import Instrument
from stegvis.programmes.vocabulary import QuestionType
from stegvis.web.shared.days import swedish_date
from stegvis.web.shared.pages import StaffRequest

MOST_TRIES = 6
MISSING = "–"


@dataclass(frozen=True)
class Curve:
    """Nothing to draw before there are two answers with a number."""

    title: str
    summary: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)
    spec: Spec | None = None
    key: str = ""


def curve_of(
    rule: Instrument, answers: Iterable[InstrumentAnswer], names: Mapping[str, str]
) -> Curve | None:
    """The course of an instrument's numbers; None where it has none, or only one answer."""
    lines = reading.measures_of(rule)
    given = in_order(row for row in answers if row.instrument == rule.key)
    if not lines or len(given) < 2:
        return None
    numbers = {key: [reading.measure(row, key) for row in given] for key in lines}
    title = f"{rule.name} över tid"
    rows = [
        [
            f"{names.get(row.moment, row.moment)}, {swedish_date(row.answered_on)}",
            *(_shown(numbers[key][place]) for key in lines),
        ]
        for place, row in enumerate(given)
    ]
    columns = ["Tillfälle", *lines.values()]
    summary = _summary(lines, numbers)
    series = {
        name: [
            TrendPoint(row.answered_on, float(value))
            for row, value in zip(given, numbers[key], strict=True)
            if value is not None
        ]
        for key, name in lines.items()
    }
    drawn = {name: points for name, points in series.items() if len(points) > 1}
    if not drawn or len(drawn) > len(STYLES):
        return Curve(title, summary, columns, rows)
    is_scale = all(question.type == QuestionType.SCALE for question in rule.questions)
    unit = "score" if rule.questions and is_scale else "points"
    spec = trend_plot(title, summary, drawn, unit=unit)
    return Curve(title, summary, columns, rows, spec, content_key(spec))


def _summary(lines: Mapping[str, str], numbers: Mapping[str, list[Decimal | None]]) -> str:
    """From the first to the last number of each line, for those who listen."""
    told = []
    for key, name in lines.items():
        known = [value for value in numbers[key] if value is not None]
        if len(known) < 2:
            continue
        first, last = _shown(known[0]), _shown(known[-1])
        is_same = first == last
        told.append(
            f"{name}: {last}, lika som först." if is_same else f"{name}: från {first} till {last}."
        )
    return " ".join(told)


def _shown(value: Decimal | None) -> str:
    return MISSING if value is None else f"{value.normalize():f}".replace(".", ",")


def drawn_curves(request: StaffRequest, case: Participation) -> dict[str, WorkPlot]:
    """The pictures of a case's instruments, by instrument. One query."""
    rows = WorkPlot.objects.within(request.actor, case).only("key", "svg", "about")
    return {row.about: row for row in rows}


def shown_curve(
    case: Participation, rule: Instrument, curve: Curve | None, drawn: Mapping[str, WorkPlot]
) -> dict[str, Any] | None:
    """What the page needs of it; a picture that is not drawn yet is asked for."""
    if curve is None:
        return None
    picture = drawn.get(rule.key)
    is_drawn = picture is not None and picture.key == curve.key and bool(picture.svg)
    return {
        "curve": curve,
        "svg": SafeString(picture.svg) if picture and is_drawn else "",
        "is_waiting": curve.spec is not None and not is_drawn,
        "url": reverse("instrument-curve", args=[case.pk, rule.key]),
    }


def instrument_curve(request: StaffRequest, pk: UUID, instrument: str) -> HttpResponse:
    """The curve: POST has it drawn, GET fetches it, or a place that asks again a little later."""
    case = queries.own_case(request.actor, pk)
    rule = reading.rule_of(case.version.definition, instrument)
    if rule is None:
        raise NotVisible
    if request.method == "POST":
        answers = reading.answers_of(request.actor, case)
        curve = curve_of(rule, answers, reading.moment_names(case.version.definition))
        if curve is not None and curve.spec is not None:
            work_plot.ask_for(
                actor=request.actor,
                participation=case,
                key=curve.key,
                spec=curve.spec,
                about=rule.key,
            )
        return HttpResponse(status=204)
    try:
        tries = int(request.GET.get("forsok", "1")) + 1
    except ValueError as error:
        raise Http404 from error
    picture = drawn_curves(request, case).get(rule.key)
    return render(
        request,
        "casework/instrument_curve.html",
        {
            "url": reverse("instrument-curve", args=[case.pk, rule.key]),
            "svg": SafeString(picture.svg if picture else ""),
            "tries": tries,
            "is_over": tries > MOST_TRIES,
        },
    )
