"""Fill a big database and measure the pages of daily work against their floor.

    make bench              1,000,000 participants; about half an hour and 25 GB of disk
    make bench SCALE=0.05   a quick one

Prints a table; at full scale it becomes docs/performance.md too.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import psycopg

from scripts.bench.world import Run, Sizes, World
from stegvis.core.postgres import Cluster
from stegvis.core.roles import OWNER, RUNTIME
from stegvis.programmes.reading import read_definition

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "stegvis_bench"
DEFINITIONS = ROOT / "stegvis/programmes/definitions"
# The largest organisation runs the first of them, the next one the second: an area with its
# target group, milestones and work. The others come after, by name.
FIRST = ("forrehab-uppsala", "klivet")
# While filling; and one core for each question while measuring. Whether the planner gives a
# question both cores of an idle machine hangs on a hair, and says little of what it costs.
SERVER = {
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "max_parallel_workers_per_gather": "0",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--data", type=Path, default=ROOT / ".data" / "bench")
    options.add_argument("--refill", action="store_true", help="fill again, though it is filled")
    options.add_argument("--fill-only", action="store_true", help="fill, and measure later")
    chosen = options.parse_args()
    sizes = Sizes.at(chosen.scale)
    buffers = "4GB" if chosen.scale > 0.2 else "512MB"
    cluster = Cluster(chosen.data, shared_buffers=buffers, settings=SERVER)
    cluster.start()
    try:
        environment = os.environ | {
            "DATABASE_URL": cluster.url(RUNTIME, DATABASE),
            "DATABASE_OWNER_URL": cluster.url(OWNER, DATABASE),
            "STEGVIS_DEMO": "1",
            # Counted as always, but one account opens more here than anybody may.
            "STEGVIS_READS_PER_HOUR": "1000000",
            "STEGVIS_EXPORTS_PER_DAY": "1000000",
            "STEGVIS_REQUESTS_PER_MINUTE": "0",
            "DJANGO_SETTINGS_MODULE": "scripts.bench.settings",
        }
        prepare(cluster, sizes, environment, refill=chosen.refill)
        if not chosen.fill_only:
            measured = run("scripts.bench.measuring", environment)
            table = as_table(json.loads(measured), sizes, cluster)
            print(table)
            if chosen.scale == 1:
                (ROOT / "docs" / "performance.md").write_text(table)
    finally:
        cluster.stop()


def run(module: str, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def definitions() -> list[Path]:
    first = [DEFINITIONS / f"{key}.toml" for key in FIRST]
    return first + sorted(set(DEFINITIONS.glob("*.toml")) - set(first))


def runs(connection: psycopg.Connection[tuple[object, ...]], paths: list[Path]) -> list[Run]:
    """The programmes that have been loaded from the files, in the same order."""
    found = connection.execute(
        "select p.key, v.id::text from programmes_programmeversion v "
        "join programmes_programme p on p.id = v.programme_id order by v.number"
    ).fetchall()
    newest = {str(key): str(version) for key, version in found}
    read = [read_definition(path) for path in paths]
    return [Run(newest[definition.key], definition) for definition in read]


def prepare(cluster: Cluster, sizes: Sizes, environment: dict[str, str], *, refill: bool) -> None:
    """Migrate, load the programmes and fill, unless it has been done at this size."""
    mark = cluster.data / f"filled-{sizes.participants}"
    if mark.exists() and not refill:
        print("Already filled at this size; --refill fills again.")
        run("django", environment, "prepare_database")
        return
    for old in cluster.data.glob("filled-*"):
        old.unlink()
    cluster.drop_database(DATABASE)
    cluster.create_database(DATABASE)
    run("django", environment, "prepare_database")
    paths = definitions()
    run("django", environment, "load_programme", *map(str, paths))
    began = time.monotonic()
    # The models say what the columns left out are to hold, so the product must be set up here.
    os.environ.update(environment)
    django.setup()
    filling = import_module("scripts.bench.filling")
    with psycopg.connect(cluster.url(OWNER, DATABASE)) as connection:
        filling.fill(connection, World(sizes, runs(connection, paths)))
    run("django", environment, "prepare_database")
    print(f"Filled in {time.monotonic() - began:.0f} s")
    mark.touch()


HEAD = """# Performance

Made by `make bench{scale}` on {when}: {machine}, PostgreSQL {postgres},
{participants:,} participants, {participations:,} participations, {notes:,} notes,
{disclosures:,} disclosures, {organisations} organisations. Machines differ and are noisy: read the
ratios, not the milliseconds. Everything is on: login, row-level security, read log, commit.

The floor is the least that such a page can cost here: session, actor, one hand-written query for
the needed rows, one bare template in the language of our pages, read log, commit. A list of
participants needs every dated thing of each, for it shows the step and the next date; her own page
also what has happened last, what is planned, and who takes part (`needed_rows.py`). Page and floor
were measured in turn in one run, each question with one core to itself, and what the measuring has
looked at itself is moved out of the hour in which a reader's looks are counted. Security is the
page's own reading queries as the role of requests, against the same text as the owner role, whose
policy is `true`. Requests a second are over eight links at a time. Pages without a floor are held
against the number of queries alone. The second goals page counts work, milestones and an area's
target group, at the operator of the next size; the areas have up to 138 and 5,000 people.

| Page | Page ms | 95 % | Floor ms | Page / floor | SQL | Requests/s | Security | Over its aim |
| --- | --: | --: | --: | --: | --: | --: | --: | --- |
"""


def as_table(measured: dict[str, Any], sizes: Sizes, cluster: Cluster) -> str:
    with psycopg.connect(cluster.url(OWNER, DATABASE)) as connection:
        version = connection.info.parameter_status("server_version")
    scale = "" if sizes.participants == 1_000_000 else f" SCALE={sizes.participants / 1_000_000}"
    lines = [
        HEAD.format(
            scale=scale,
            when=time.strftime("%Y-%m-%d"),
            machine=f"{os.cpu_count()} cores, Python {platform.python_version()}",
            postgres=version,
            **vars(sizes),
        )
    ]
    lines += [_line(row) for row in measured["rows"]]
    lines.append(
        "\nMemory of the bigger of two web workers after the load: "
        f"{measured['memory']['Pss']:.0f} MB (aim: at most 120) with its share of what processes "
        f"have in common; {measured['memory']['Rss']:.0f} MB resident.\n\nAims: a page at most "
        "2 × its floor and 10 SQL queries, security at most 1.10 ×, the goals of the largest "
        "programme at most 200 ms.\n"
    )
    return "".join(lines)


def _line(row: dict[str, Any]) -> str:
    floor, ratio = row["floor"], "–"
    if floor:
        ratio = f"{row['page'] / floor:.2f}"
    return (
        f"| {row['name']} | {row['page']:.1f} | {row['p95']:.1f} "
        f"| {f'{floor:.1f}' if floor else '–'} | {ratio} | {row['queries']} | {row['rps']:.0f} "
        f"| {row['rls']:.2f} × ({row['rls_ms']:.1f} / {row['bare_ms']:.1f} ms) "
        f"| {', '.join(_over(row))} |\n"
    )


def _over(row: dict[str, Any]) -> list[str]:
    """Which of its aims a page misses. The largest programme's goals are held against time."""
    is_goals = row["name"] == "Mål, största insatsen"
    missed = {
        "time": row["page"] > 200 if is_goals else row["page"] > 2 * (row["floor"] or row["page"]),
        "queries": row["queries"] > 10,
        "security": row["rls"] > 1.10,
    }
    return [name for name, is_missed in missed.items() if is_missed]


if __name__ == "__main__":
    main()
