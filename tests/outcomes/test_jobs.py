"""The job process draws and publishes; the page process never meets the renderer."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from procrastinate.contrib.django.models import ProcrastinateJob

from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.outcomes import jobs
from stegvis.outcomes.actions import plot
from stegvis.outcomes.models import Plot, PublishedFigures
from stegvis.outcomes.plots import content_key
from tests.outcomes.lives import LEFT, live
from tests.outcomes.test_plots import ready
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]


def waiting() -> list[dict[str, str]]:
    return list(ProcrastinateJob.objects.values_list("args", flat=True))


def test_a_plot_is_asked_for_once_and_drawn(world: World) -> None:
    samira, spec = world.actor("Samira"), ready()
    with acting(samira):
        assert plot.ask_for(actor=samira, specs=[spec, spec]) == [content_key(spec)]
        assert plot.ask_for(actor=samira, specs=[spec]) == []
    assert waiting() == [{"key": content_key(spec)}]
    jobs.draw_plot(key=content_key(spec))
    assert Plot.objects.get().svg.startswith("<svg")
    jobs.draw_plot(key=content_key(spec))
    assert Plot.objects.get().revision == 2


def test_forgotten_plots_are_drawn_at_night(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        plot.ask_for(actor=samira, specs=[ready()])
    jobs.draw_forgotten_plots(timestamp=0)
    assert Plot.objects.exclude(svg="").count() == 1


def test_each_operator_publishes_the_month_that_has_ended(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        for life in LEFT:
            live(samira, world.version, life)
    first = today().replace(day=1)
    at = int(datetime(first.year, first.month, 1, 4, tzinfo=UTC).timestamp())
    jobs.publish_figures(timestamp=at)
    row = PublishedFigures.objects.get()
    assert (row.owner_id, row.as_of.month) == (samira.organisation_id, (first.month - 2) % 12 + 1)
    jobs.publish_figures(timestamp=at)
    assert PublishedFigures.objects.count() == 1


def test_the_page_process_never_imports_the_renderer() -> None:
    """Everything that answers requests is imported, and a job deferred by name."""
    code = (
        "import sys, django; django.setup()\n"
        "from django.urls import get_resolver\n"
        "import config.wsgi, stegvis.outcomes.actions.plot\n"
        "get_resolver().url_patterns\n"
        "import stegvis.web.outcomes.urls\n"
        "assert 'stegvis.outcomes.jobs' not in sys.modules\n"
        "assert 'vl_convert' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ), check=True)


def test_deferring_does_not_import_the_renderer(world: World) -> None:
    """In a process of its own, since this one has drawn; the queue is asked by name alone."""
    code = (
        "import sys, django; django.setup()\n"
        "from unittest.mock import Mock\n"
        "from procrastinate.tasks import configure_task\n"
        "from stegvis.outcomes.actions.plot import DRAW_PLOT\n"
        "configure_task(name=DRAW_PLOT, job_manager=Mock())\n"
        "assert 'vl_convert' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ), check=True)
