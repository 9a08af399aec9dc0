"""This file is where figures become plots: Vega-Lite specifications as plain dicts, pure.

Drawing is the job process's business (`drawing`); the web process only builds a specification,
asks for its `content_key` and shows the stored picture, or the table until there is one.

A plot is 340 units wide at most, since its text shrinks with it on a phone. Series are told apart
by colour, dash and marker shape, named where they end, and every colour has a contrast of at
least 4.5 to white. A page shows the same numbers in a table beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Spec = dict[str, Any]
Unit = Literal["share", "persons", "percent", "score", "points"]

WIDTH = 340
HEIGHT = 220
#: Room to the left and below for the axes' own words.
AXIS_ROOM = 40
DATE_ROOM = 36
TOP_ROOM = 8
#: Average width of a letter in a label, a little on the safe side, and the gap before the label.
LETTER = 6.3
LABEL_GAP = 9
FONT = "Inter, system-ui, sans-serif"
INK = "#1f2933"
MUTED = "#52606d"
GRID = "#dde3e9"
TARGET = "#6b3fa0"


@dataclass(frozen=True, slots=True)
class Style:
    colour: str
    dash: tuple[int, ...]
    shape: str


#: In the order in which series take them; dash () is a solid line.
STYLES = (
    Style("#0b4f8a", (), "circle"),
    Style("#97400b", (6, 3), "square"),
    Style("#1b6b3a", (2, 3), "triangle-up"),
    Style("#6b3fa0", (8, 3, 2, 3), "diamond"),
)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One value of a series on a day; `value` is None where there was nothing to divide by.

    `low` and `high` draw a band round the line and are left out where several lines would blur.
    """

    on: date
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Supply of work from a day on, in per cent of 40 hours a week, until the next step.

    `activity` is what she does within the programme, `employment` what she is employed for,
    `benefit` the part of the benefit that is kept, None when that is not known. Studies have a
    line of their own where there are any.
    """

    on: date
    activity: float
    employment: float
    benefit: float | None = None
    studies: float = 0


@dataclass(frozen=True, slots=True)
class _Unit:
    scale: tuple[float, float] | None
    axis_format: str
    label_format: str
    ticks: tuple[float, ...] | None


_UNITS: Mapping[Unit, _Unit] = {
    "share": _Unit((0, 1), ".0%", ".0%", (0, 0.25, 0.5, 0.75, 1)),
    "persons": _Unit(None, ",.0f", ",.0f", None),
    "percent": _Unit((0, 100), ".0f", ".0f", (0, 25, 50, 75, 100)),
    "score": _Unit((0, 10), ".0f", ".1~f", (0, 2, 4, 6, 8, 10)),
    "points": _Unit(None, ",.0f", ",.1~f", None),
}


def content_key(spec: Mapping[str, Any]) -> str:
    """The name under which a picture of this specification is stored: same plot, same key."""
    canonical = json.dumps(spec, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def trend_plot(
    title: str,
    description: str,
    series: Mapping[str, Sequence[TrendPoint]],
    *,
    target: float | None = None,
    unit: Unit = "share",
) -> Spec:
    """A goal over time: one line for all, or one for each sex, and the target across.

    `series` maps the Swedish name of each line to its points, at most four. The interval band is
    drawn for a single line only. `description` is the plot in a sentence, for those who listen.
    """
    if not 1 <= len(series) <= len(STYLES):
        raise ValueError(f"a plot takes 1 to {len(STYLES)} series")
    points = [point for line in series.values() for point in line]
    layers: list[Spec] = []
    if len(series) == 1 and any(point.low is not None for point in points):
        layers.append(_band_layer())
    layers.append(_line_layer("linear"))
    layers.append(_marker_layer())
    limits = _limits(points, target, unit)
    labels = _end_labels(series, unit)
    if target is not None:
        layers.append(_target_layer(target))
        labels.append(("Mål", target, TARGET))
    layers.extend(_label_layers(labels, max(point.on for point in points), unit, limits))
    room = _label_room(labels)
    return _plot(title, description, _rows(series), layers, points, unit, limits, room)


def ladder(title: str, description: str, steps: Sequence[LadderStep], *, until: date) -> Spec:
    """The ladder of supply of work: activity, employment and the benefit kept, step by step.

    Each step holds until the next and the last until `until`. Raises ValueError without steps.
    """
    if not steps:
        raise ValueError("a ladder needs a step")
    ordered = sorted(steps, key=lambda step: step.on)
    ends = max(until, ordered[-1].on)
    series = {
        "Aktivitet": [TrendPoint(step.on, step.activity) for step in ordered],
        "Anställning": [TrendPoint(step.on, step.employment) for step in ordered],
    }
    if any(step.studies for step in ordered):
        series["Studier"] = [TrendPoint(step.on, step.studies) for step in ordered]
    if any(step.benefit is not None for step in ordered):
        series["Ersättning"] = [TrendPoint(step.on, step.benefit) for step in ordered]
    markers = _rows(series)
    for line in series.values():
        line.append(TrendPoint(ends, line[-1].value))
    points = [point for line in series.values() for point in line]
    limits = _limits(points, None, "percent")
    layers = [_line_layer("step-after"), {**_marker_layer(), "data": {"values": markers}}]
    labels = _end_labels(series, "percent")
    layers.extend(_label_layers(labels, ends, "percent", limits))
    room = _label_room(labels)
    return _plot(title, description, _rows(series), layers, points, "percent", limits, room)


def _rows(series: Mapping[str, Sequence[TrendPoint]]) -> list[Spec]:
    return [
        {
            "day": point.on.isoformat(),
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "series": name,
        }
        for name, line in series.items()
        for point in line
    ]


def _limits(points: Iterable[TrendPoint], target: float | None, unit: Unit) -> tuple[float, float]:
    """The ends of the value axis: the unit's own, or from zero to a round number above all."""
    fixed = _UNITS[unit].scale
    if fixed is not None:
        return fixed
    highest = max([target or 0.0, *(point.value or 0.0 for point in points)])
    steps = [size * 10**power for power in range(7) for size in (1, 2, 5)]
    step = next((step for step in steps if step * 5 >= highest * 1.05), steps[-1])
    return 0.0, float(step * max(1, -int(-highest * 1.05 // step)))


def _named(field: str, series: Sequence[str], values: Sequence[Any]) -> Spec:
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": list(series), "range": list(values)},
        "legend": None,
    }


def _line_layer(interpolate: str) -> Spec:
    return {
        "mark": {"type": "line", "strokeWidth": 2, "interpolate": interpolate},
        "encoding": {"y": _y("value")},
    }


def _marker_layer() -> Spec:
    return {
        "mark": {"type": "point", "filled": True, "size": 34, "opacity": 1},
        "encoding": {"y": _y("value")},
    }


def _band_layer() -> Spec:
    return {
        "mark": {"type": "area", "opacity": 0.16},
        "encoding": {"y": _y("low"), "y2": {"field": "high"}},
    }


def _target_layer(target: float) -> Spec:
    return {
        "data": {"values": [{"target": target}]},
        "mark": {"type": "rule", "color": TARGET, "strokeDash": [4, 3], "strokeWidth": 1.5},
        "encoding": {"x": None, "y": _y("target")},
    }


def _y(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


Label = tuple[str, float, str]


def _end_labels(series: Mapping[str, Sequence[TrendPoint]], unit: Unit) -> list[Label]:
    """What to write where each line ends, and in its colour; a line without values has none."""
    labels: list[Label] = []
    for style, (name, line) in zip(STYLES, series.items(), strict=False):
        known = [point.value for point in line if point.value is not None]
        if known:
            labels.append((name, known[-1], style.colour))
    return labels


def _label_room(labels: Sequence[Label]) -> int:
    """Room to the right where series are named: the longest name and a value of four signs."""
    longest = max((len(name) for name, _, _ in labels), default=0)
    return round(LABEL_GAP + (longest + 5) * LETTER)


def _spread(heights: Sequence[float], gap: float, limits: tuple[float, float]) -> list[float]:
    """The same heights, in order, moved apart so that no two labels meet and none leaves."""
    placed = list(heights)
    for index in range(1, len(placed)):
        placed[index] = max(placed[index], placed[index - 1] + gap)
    ceiling = limits[1]
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return placed


def _label_layers(
    labels: Sequence[Label], last_day: date, unit: Unit, limits: tuple[float, float]
) -> list[Spec]:
    ordered = sorted(labels, key=lambda label: label[1])
    gap = (limits[1] - limits[0]) * 0.085
    number_format = json.dumps(_UNITS[unit].label_format)
    sign = json.dumps("\u00a0%" if unit == "percent" else "")
    heights = _spread([label[1] for label in ordered], gap, limits)
    return [
        _label_layer(
            {"day": last_day.isoformat(), "place": height, "name": name, "value": value},
            f"datum.name + ' ' + format(datum.value, {number_format}) + {sign}",
            colour,
        )
        for (name, value, colour), height in zip(ordered, heights, strict=True)
    ]


def _label_layer(row: Spec, expression: str, colour: str) -> Spec:
    return {
        "data": {"values": [row]},
        "transform": [{"calculate": expression, "as": "text"}],
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": LABEL_GAP,
            "color": colour,
            "fontSize": 11.5,
            "fontWeight": 600,
        },
        "encoding": {"y": _y("place"), "text": {"field": "text", "type": "nominal"}},
    }


def _tick_days(points: Iterable[TrendPoint]) -> list[date]:
    """Days to write out: the last, and back from it those with room for a date between."""
    days = sorted({point.on for point in points})
    room = (days[-1] - days[0]) / 4.4
    ticks = [days[-1]]
    for day in reversed(days):
        if ticks[-1] - day >= room and day < ticks[-1]:
            ticks.append(day)
    return ticks[::-1]


def _time_axis(points: Iterable[TrendPoint]) -> Spec:
    days = _tick_days(points)
    with_year = [
        day
        for before, day in zip([None, *days], days, strict=False)
        if before is None or before.year != day.year
    ]
    years = json.dumps([day.isoformat() for day in with_year])
    return {
        "values": [day.isoformat() for day in days],
        "title": None,
        "grid": False,
        "labelExpr": (
            f"indexof({years}, utcFormat(datum.value, '%Y-%m-%d')) < 0"
            " ? utcFormat(datum.value, '%b')"
            " : [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')]"
        ),
        "labelOverlap": False,
        "labelFlush": False,
    }


def _value_axis(unit: Unit) -> Spec:
    axis: Spec = {
        "format": _UNITS[unit].axis_format,
        "title": None,
        "domain": False,
        "ticks": False,
        "grid": True,
    }
    if unit == "percent":
        axis["labelExpr"] = "datum.label + '\u00a0%'"
    ticks = _UNITS[unit].ticks
    return {**axis, "values": list(ticks)} if ticks else {**axis, "tickCount": 5}


def _plot(
    title: str,
    description: str,
    rows: list[Spec],
    layers: list[Spec],
    points: Sequence[TrendPoint],
    unit: Unit,
    limits: tuple[float, float],
    label_room: int,
) -> Spec:
    names = list(dict.fromkeys(row["series"] for row in rows))
    styles = STYLES[: len(names)]
    x: Spec = {
        "field": "day",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": _time_axis(points),
    }
    series_only = {
        "x": x,
        "color": _named("series", names, [style.colour for style in styles]),
        "strokeDash": _named("series", names, [list(style.dash) for style in styles]),
        "shape": _named("series", names, [style.shape for style in styles]),
    }
    scale = {"domain": list(limits), "nice": False}
    for layer in layers:
        for channel, inherited in _inherited(layer, series_only).items():
            layer["encoding"].setdefault(channel, inherited)
        layer["encoding"] = {k: v for k, v in layer["encoding"].items() if v is not None}
        layer["encoding"]["y"] |= {"scale": scale, "axis": _value_axis(unit)}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        "usermeta": {"title": title},
        "width": WIDTH - label_room - AXIS_ROOM,
        "height": HEIGHT - TOP_ROOM - DATE_ROOM,
        "padding": {
            "left": AXIS_ROOM,
            "right": label_room,
            "top": TOP_ROOM,
            "bottom": DATE_ROOM,
        },
        # No fitting by the renderer: the picture is as wide as it says, whatever the font.
        "autosize": {"type": "none"},
        "background": None,
        "data": {"values": rows},
        "layer": layers,
        "config": _CONFIG,
    }


def _inherited(layer: Spec, series_only: Spec) -> Spec:
    """Which of the series' channels a kind of mark understands."""
    channels = {
        "line": ("x", "color", "strokeDash"),
        "point": ("x", "color", "shape"),
        "area": ("x", "color"),
        "text": ("x",),
        "rule": (),
    }[layer["mark"]["type"]]
    return {channel: series_only[channel] for channel in channels}


_CONFIG: Spec = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFont": FONT,
        "labelFontSize": 11.5,
        "labelColor": MUTED,
        "labelPadding": 6,
        "gridColor": GRID,
        "domainColor": MUTED,
        "tickColor": MUTED,
    },
    "text": {"font": FONT, "fontSize": 11.5, "color": INK},
}
