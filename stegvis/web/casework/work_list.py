"""This file is where arbetsutbud is put in order for the eye: now, the ladder, the curve over
time, the periods, milestones, and the contacts that are promised at her workplace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.casework import supply
from stegvis.casework.known import Happening, Known, What
from stegvis.casework.models import Participation, WorkPeriod
from stegvis.casework.moments import Moment, moments_of
from stegvis.casework.supply import Level, RungStatus, Stretch
from stegvis.outcomes.plots import LadderStep, Spec, content_key, ladder
from stegvis.programmes.vocabulary import Anchor, MilestoneKind
from stegvis.web.shared.days import days_left, short_date, swedish_date

TITLE = "Arbetsutbud över tid"


@dataclass(frozen=True)
class Curve:
    """The levels until today, and the picture of them; no picture before anything has begun."""

    levels: list[Level]
    stretches: list[Stretch]
    spec: Spec | None
    key: str
    summary: str


def curve_of(case: Participation, known: Known, periods: Sequence[WorkPeriod], day: date) -> Curve:
    """The curve of a case, from enrolment, or from the first work if that is earlier."""
    listed = [s for s in supply.stretches_of(known, case.version.definition) if s.is_listed]
    stretches = [*listed, *map(_stretch, periods)]
    begun = [stretch for stretch in stretches if stretch.first <= day]
    if not begun:
        return Curve([], stretches, None, "", "")
    found = supply.levels(stretches, supply.benefits_of(known))
    first = min(known.enrolled_on, *(stretch.first for stretch in begun))
    shown = _from(found, first, day)
    summary = _summary(shown)
    steps = [
        LadderStep(level.on, level.activity, level.employment, level.benefit, level.studies)
        for level in shown
    ]
    spec = ladder(TITLE, summary, steps, until=day)
    return Curve(shown, stretches, spec, content_key(spec), summary)


def _stretch(period: WorkPeriod) -> Stretch:
    return Stretch(
        period.starts_on,
        period.ends_on,
        float(period.percent),
        period.kind,
        period.benefit_percent,
    )


def _from(found: Iterable[Level], first: date, day: date) -> list[Level]:
    """Levels from a first day until today; what stood on the first day opens the curve."""
    levels = list(found)
    before = supply.level_on(levels, first)
    opening = Level(
        first,
        before.activity if before else 0,
        before.employment if before else 0,
        before.studies if before else 0,
        before.benefit if before else None,
    )
    return [opening, *(level for level in levels if first < level.on <= day)]


def _summary(levels: Sequence[Level]) -> str:
    """The curve in a sentence or two, for those who listen and those in a hurry."""
    first, last = levels[0], levels[-1]
    told = f"{percent(last.total)} sedan {swedish_date(last.on)}."
    if first.total != last.total:
        told = f"Från {percent(first.total)} {swedish_date(first.on)} till {told}"
    if last.benefit is None:
        return told
    if first.benefit is not None and first.benefit != last.benefit:
        kept = f"från {percent(first.benefit)} till {percent(last.benefit)}"
        return f"{told} Ersättningen har gått {kept}."
    return f"{told} Ersättningen är {percent(last.benefit)}."


def percent(number: float) -> str:
    """22,5 %, and 15 % without a decimal that says nothing."""
    return f"{number:g}".replace(".", ",") + "\u00a0%"


def overview(
    case: Participation,
    known: Known,
    periods: Sequence[WorkPeriod],
    curve: Curve,
    day: date,
) -> dict[str, Any]:
    """Context of the page."""
    definition = case.version.definition
    now = supply.level_on(curve.levels, day)
    has_studies = any(level.studies for level in curve.levels)
    return {
        "now": _now(now),
        "rungs": [
            _rung(status) for status in supply.rungs_of(definition.ladder, curve.stretches, day)
        ],
        "summary": curve.summary,
        "columns": _columns(has_studies),
        "rows": [_row(level, has_studies) for level in reversed(curve.levels)],
        "sections": _sections(periods, day),
        "milestones": _milestones(case, known),
        "promises": _promises(case, known, day),
    }


def _now(level: Level | None) -> dict[str, Any] | None:
    if level is None:
        return None
    parts = [
        f"{what} {percent(share)}"
        for what, share in (
            ("aktivitet", level.activity),
            ("anställning", level.employment),
            ("studier", level.studies),
        )
        if share
    ]
    benefit = "" if level.benefit is None else percent(level.benefit)
    return {
        "total": min(level.total, 100),
        "text": percent(level.total),
        "parts": ", ".join(parts).capitalize() if len(parts) > 1 else "",
        "benefit": benefit,
        "is_over": level.total > 100,
    }


def _rung(status: RungStatus) -> dict[str, Any]:
    rung = status.rung
    state = "done" if status.reached_on else "todo"
    note = f"nådd {short_date(status.reached_on)}" if status.reached_on else ""
    if status.is_here:
        state, note = "current", f"sedan {short_date(status.reached_on)}"
    several = len(rung.percents) > 1
    extents = [str(each) for each in rung.percents] if several else [str(rung.percent)]
    share = ""
    if rung.benefit_percent and not several:
        share = f", ersättning {rung.benefit_percent} %"
    return {
        "key": rung.key,
        "label": rung.name,
        "note": note or f"{_either(extents)} %{share}",
        "state": state,
        "is_next": not status.reached_on,
    }


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} eller {words[-1]}"


def _columns(has_studies: bool) -> list[str]:
    studies = ["Studier"] if has_studies else []
    return ["Från och med", "Aktivitet", "Anställning", *studies, "Tillsammans", "Ersättning"]


def _row(level: Level, has_studies: bool) -> list[str]:
    studies = [percent(level.studies)] if has_studies else []
    benefit = "Inte känd" if level.benefit is None else percent(level.benefit)
    return [
        swedish_date(level.on),
        percent(level.activity),
        percent(level.employment),
        *studies,
        percent(level.total),
        benefit,
    ]


def _sections(periods: Sequence[WorkPeriod], day: date) -> list[dict[str, Any]]:
    kinds: dict[str, list[WorkPeriod]] = {"now": [], "coming": [], "ended": []}
    for period in periods:
        if period.starts_on > day:
            kinds["coming"].append(period)
        elif period.ends_on is not None and period.ends_on < day:
            kinds["ended"].append(period)
        else:
            kinds["now"].append(period)
    titles = {"now": "Gäller nu", "coming": "Kommer", "ended": "Har varit"}
    colors = {"now": "info", "coming": "neutral", "ended": "success"}
    return [
        {"key": key, "title": titles[key], "color": colors[key], "periods": rows}
        for key, rows in kinds.items()
        if rows
    ]


def _milestones(case: Participation, known: Known) -> list[dict[str, Any]]:
    """The programme's milestones, each with what is written in of it, newest first."""
    found = known.of(What.MILESTONE)
    return [
        {
            "rule": rule,
            "is_state": rule.kind == MilestoneKind.STATE,
            "rows": [
                {"ref": item.ref, "text": item.text, "when": _when(item, rule.kind)}
                for item in sorted(found, key=lambda item: item.on or date.min, reverse=True)
                if item.key == rule.key
            ],
        }
        for rule in case.version.definition.milestones
    ]


def _when(item: Happening, kind: MilestoneKind) -> str:
    if kind == MilestoneKind.EVENT:
        return swedish_date(item.on)
    if item.until is None:
        return f"Sedan {swedish_date(item.on)}"
    return f"{swedish_date(item.on)} – {swedish_date(item.until)}"


def _promises(case: Participation, known: Known, day: date) -> list[dict[str, Any]]:
    """The contacts that are counted from the day when she found her workplace."""
    done = {item.key: item.on for item in known.of(What.FOLLOW_UP) if item.on}
    moments = moments_of(
        case.version.definition.follow_up.schedule,
        ended_on=known.ended_on,
        found_on=known.workplace_found_on(day),
        done=done,
        day=day,
    )
    return [
        _promise(moment, done.get(moment.key), day)
        for moment in moments
        if moment.rule.anchor == Anchor.WORKPLACE_FOUND and moment.due_on
    ]


def _promise(moment: Moment, done_on: date | None, day: date) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": moment.key, "name": moment.name, "due": moment.due_on}
    if done_on:
        return shown | {"status": f"Gjord {short_date(done_on)}", "color": "success"}
    if moment.is_over(day):
        return shown | {"status": "Blev inte av", "color": "neutral"}
    is_late = moment.due_on is not None and moment.due_on <= day
    return shown | {
        "status": days_left(moment.due_on),
        "color": "warning" if is_late else "neutral",
    }
