"""Plots: what they say, that a strict page takes them, and that they can be told apart."""

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from stegvis.outcomes import plots
from stegvis.outcomes.calculate import month_ends
from stegvis.outcomes.drawing import SVG, draw
from stegvis.outcomes.plots import LadderStep, Spec, TrendPoint, content_key, ladder, trend_plot

DAYS = month_ends(12, date(2026, 11, 21))
SHARES = [None, 0.5, 0.55, 0.6, 0.58, 0.62, 0.64, 0.66, 0.63, 0.67, 0.69, 0.68]
ALLOWED_ATTRIBUTES = frozenset(
    [
        "width",
        "height",
        "viewBox",
        "version",
        "role",
        "id",
        "aria-labelledby",
        "aria-describedby",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-miterlimit",
        "stroke-dasharray",
        "transform",
        "d",
        "opacity",
        "x",
        "x2",
        "y",
        "y2",
        "dy",
        "text-anchor",
        "font-family",
        "font-size",
        "font-weight",
        "pointer-events",
        "display",
        "clip-path",
    ]
)


def line(raise_by: float = 0.0) -> list[TrendPoint]:
    return [
        TrendPoint(day, share and share + raise_by, share and share - 0.2, share and share + 0.2)
        for day, share in zip(DAYS, SHARES, strict=True)
    ]


def ready() -> Spec:
    return trend_plot("Redo", "Andelen redo är nära målet.", {"Alla": line()}, target=0.7)


def ready_by_sex() -> Spec:
    both = {"Kvinnor": line(), "Män": line(-0.02)}
    return trend_plot("Redo, kvinnor och män", "Lika.", both, target=0.7)


def ongoing() -> Spec:
    points = [TrendPoint(day, 1160.0 + 8 * n) for n, day in enumerate(DAYS)]
    return trend_plot("Pågående", "Ökar.", {"Pågående": points}, target=1250, unit="persons")


def climb() -> Spec:
    steps = [
        LadderStep(date(2026, 6, 1), 25, 25, 75),
        LadderStep(date(2026, 1, 10), 10, 0, 100),
        LadderStep(date(2026, 9, 15), 0, 50, 50),
    ]
    return ladder("Arbetsutbud", "Från 10 till 50 procent.", steps, until=date(2026, 11, 21))


ALL = [ready, ready_by_sex, ongoing, climb]


def words(svg: str) -> str:
    return " ".join(text for text in ElementTree.fromstring(svg).itertext()).replace("\u00a0", " ")


@pytest.mark.parametrize("build", ALL)
def test_a_strict_page_takes_it(build: object) -> None:
    assert callable(build)
    svg = draw(build())
    root = ElementTree.fromstring(svg)
    assert {name for element in root.iter() for name in element.attrib} <= ALLOWED_ATTRIBUTES
    assert not {"style", "script", "image", "a"} & {e.tag.split("}")[1] for e in root.iter()}
    assert root.get("width") == str(plots.WIDTH)
    assert root.get("role") == "img"
    title, description = root.findall(f"{{{SVG}}}title") + root.findall(f"{{{SVG}}}desc")
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")
    assert title.text and description.text


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (ready, ["Mål 70 %", "Alla 68 %", "okt", "2026", "75 %"]),
        (ready_by_sex, ["Kvinnor 68 %", "Män 66 %"]),
        (ongoing, ["Pågående 1 248", "Mål 1 250"]),
        (climb, ["Anställning 50 %", "Aktivitet 0 %", "Ersättning 50 %"]),
    ],
)
def test_lines_are_named_in_swedish_where_they_end(build: object, said: list[str]) -> None:
    assert callable(build)
    text = words(draw(build()))
    for phrase in said:
        assert phrase in text
    assert not {"undefined", "NaN", "null", "Jan", "May"} & set(text.split())


def test_two_plots_on_a_page_share_no_id() -> None:
    found = [set(re.findall(r' id="([^"]+)"', draw(build()))) for build in (ready, ongoing)]
    assert found[0].isdisjoint(found[1])


def test_hostile_names_stay_text() -> None:
    name = "<script>'\"\\"
    svg = draw(trend_plot("<b>T", "]]>", {name: line()}, unit="share"))
    assert "<script" not in svg
    assert name in words(svg)


@pytest.mark.parametrize("colour", [s.colour for s in plots.STYLES] + [plots.TARGET, plots.MUTED])
def test_contrast_to_white(colour: str) -> None:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_series_differ_in_more_than_colour() -> None:
    for part in ("colour", "dash", "shape"):
        assert len({getattr(style, part) for style in plots.STYLES}) == len(plots.STYLES)


def test_labels_that_would_meet_are_moved_apart() -> None:
    layers = ready_by_sex()["layer"]
    places = sorted(
        layer["data"]["values"][0]["place"] for layer in layers if layer["mark"]["type"] == "text"
    )
    assert len(places) == 3
    assert min(b - a for a, b in pairwise(places)) > 0.08
    assert places[-1] <= 1


def test_key_follows_the_content() -> None:
    spec = ready()
    shuffled = json.loads(json.dumps(spec, sort_keys=True))
    assert content_key(spec) == content_key(shuffled)
    assert content_key(spec) != content_key(ongoing())
    assert re.fullmatch(r"[0-9a-f]{64}", content_key(spec))


def test_a_plot_without_any_value_can_be_drawn() -> None:
    empty = [TrendPoint(day, None) for day in DAYS]
    assert "Mål 70 %" in words(draw(trend_plot("Redo", "Inga än.", {"Alla": empty}, target=0.7)))


def test_too_many_lines_or_no_step_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 4 series"):
        trend_plot("T", "D", {str(n): line() for n in range(5)})
    with pytest.raises(ValueError, match="needs a step"):
        ladder("T", "D", [], until=DAYS[0])


def test_the_web_process_never_meets_the_renderer() -> None:
    """`plots` is what pages import; the renderer must not come along."""
    assert "vl_convert" not in Path(plots.__file__).read_text(encoding="utf-8")
