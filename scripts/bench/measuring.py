"""This file is where the pages are measured: in process for time, over HTTP for load."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, WARM_UP = 40, 6
CONNECTIONS, SECONDS = 8, 6.0
# So often is the measuring's own looking left out of the hour.
SOMETIMES = 4
# A slow page is measured fewer times, so that the whole takes minutes.
LEAST_ROUNDS, PAGE_SECONDS = 10, 20.0
# Two milliseconds swing by a tenth from one time to the next: reading queries are asked often.
# The first ones are planned anew each time, until the connection keeps the plan.
LOCK_TIMES, LOCK_ROUNDS, LOCK_WARM_UP = 4, 150, 12
Pair = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """A page: its name, whose it is, its address, and the floor that it is held against."""

    name: str
    seat: str
    url: str
    floor: str = ""


PAGES = (
    Asked("Mina deltagare", "case_manager", "/deltagare/", "/golv/deltagare/"),
    Asked("Deltagarsida", "case_manager", "/deltagare/{case}/", "/golv/deltagare/{case}/"),
    Asked(
        "Namnsökning bland egna deltagare",
        "coordinator",
        "/deltagare/?visa=alla&namn=exempelsson1",
        "/golv/sok/?namn=exempelsson1",
    ),
    Asked("Att göra", "case_manager", "/att-gora/", "/golv/datum/"),
    Asked("Mål, största insatsen", "coordinator", "/mal/", "/golv/mal/"),
    Asked("Mål, arbete och hållpunkter", "area_coordinator", "/mal/", "/golv/mal-arbete/"),
    Asked("Arbetsutbud", "area_case_manager", "/deltagare/{case}/arbetsutbud/"),
    Asked("Målgruppen, den mindre", "small_area_coordinator", "/malgruppen/{area}/"),
    Asked("Målgruppen, den större", "area_coordinator", "/malgruppen/{area}/"),
    Asked("Bevakning, den mindre", "small_area_coordinator", "/bevakning/malgruppen/{area}/"),
    Asked("Bevakning, den större", "area_coordinator", "/bevakning/malgruppen/{area}/"),
    Asked("Flödet, största insatsen", "coordinator", "/floden/"),
)


@dataclass(frozen=True)
class Seat:
    """Somebody who is measured as: her assignment, authority and account, and what is hers."""

    assignment: str
    organisation: str
    account: str
    cases: list[str]
    area: str

    def url(self, text: str, turn: int) -> str:
        return text.format(case=self.cases[turn % len(self.cases)], area=self.area)


def seats() -> dict[str, Seat]:
    """A case manager and a coordinator of the largest owner, and of those with an area each."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        largest = owner.execute(
            "select owner_id, '' from casework_participation group by 1 order by count(*) desc "
            "limit 1"
        ).fetchall()
        areas = owner.execute(
            "select e.owner_id, v.programme_id::text from casework_areaentry e "
            "join programmes_programmeversion v on v.id = e.version_id "
            "group by 1, 2 order by count(*) desc"
        ).fetchall()
        found = {}
        for prefix, (organisation, area) in {
            "": largest[0],
            "area_": areas[0],
            "small_area_": areas[-1],
        }.items():
            rows = owner.execute(
                "select distinct on (role) role, id::text, organisation_id::text, "
                "account_id::text from organisations_assignment where organisation_id = %s "
                "order by role, id",
                [organisation],
            ).fetchall()
            for role, assignment, place, account in rows:
                cases = _cases(owner, account)
                found[f"{prefix}{role}"] = Seat(assignment, place, account, cases, str(area))
    return found


def _cases(owner: psycopg.Connection[Any], account: str) -> list[str]:
    """The ongoing ones, those with most about work first; a placeholder where there are none."""
    rows = owner.execute(
        "select p.id::text from casework_participation p where p.case_manager_id = %s "
        "and p.ended_on is null order by (select count(*) from casework_workperiod w "
        "where w.participation_id = p.id and w.owner_id = p.owner_id) desc, p.id",
        [account],
    ).fetchall()
    return [str(row[0]) for row in rows] or [""]


def milliseconds(client: Client, url: str) -> float:
    began = time.perf_counter()
    answer = client.get(url)
    spent = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{url} answered {answer.status_code}")
    return spent


def an_hour_later() -> None:
    """Whoever reads is held to how many persons she has seen in the hour. Nobody looks at a page a
    hundred times in an hour but the one who measures it: her own looks are moved out of the hour,
    so that counting them weighs on the page no more than it does for others."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("alter table audit_entry disable trigger append_only")
        owner.execute(
            "update audit_entry set at = at - interval '1 hour' "
            "where at > clock_timestamp() - interval '1 hour'"
        )
        owner.execute("alter table audit_entry enable trigger append_only")


def in_process(clients: dict[str, Client], who: dict[str, Seat]) -> list[dict[str, Any]]:
    """Server-side time and SQL of each page and its floor, taken in turn, page by page."""
    found = []
    for asked in PAGES:
        client, seat = clients[asked.seat], who[asked.seat]
        times: list[float] = []
        floors: list[float] = []
        began = time.perf_counter()
        for turn in range(ROUNDS + WARM_UP):
            if turn % SOMETIMES == 0:
                an_hour_later()
            page = (times, seat.url(asked.url, turn))
            floor = (floors, seat.url(asked.floor, turn))
            for kept, url in (page, floor)[:: -1 if turn % 2 else 1]:
                if url:
                    kept.append(milliseconds(client, url))
            if turn >= LEAST_ROUNDS + WARM_UP and time.perf_counter() - began > PAGE_SECONDS:
                break
        with CaptureQueriesContext(connection) as captured:
            client.get(seat.url(asked.url, 0))
        statements = [q["sql"] for q in captured if not _is_frame(q["sql"])]
        counted = sorted(times[WARM_UP:])
        found.append(
            {
                "name": asked.name,
                "page": statistics.median(counted),
                "p95": counted[max(0, int(len(counted) * 0.95) - 1)],
                "floor": statistics.median(floors[WARM_UP:]) if floors else None,
                "queries": len(statements),
                "sql": statements,
                "seat": asked.seat,
            }
        )
        reset_queries()
    return found


def _is_frame(sql: str) -> bool:
    return sql.upper().startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))


def locks(rows: list[dict[str, Any]], who: dict[str, Seat]) -> None:
    """Each page's reading queries as the runtime role and as the owner role, whose policy is
    `true`: the same text, interleaved, so the ratio is what row-level security costs. All pages
    are gone through several times, for a machine is faster at one minute than at the next."""
    runtime = psycopg.connect(os.environ["DATABASE_URL"])
    owner = psycopg.connect(os.environ["DATABASE_OWNER_URL"])
    # Both keep the plans of all pages from one time to the next.
    runtime.prepared_max = owner.prepared_max = None
    kept: list[list[Pair]] = [[] for _ in rows]
    for warm_up in (LOCK_WARM_UP, *[1] * (LOCK_TIMES - 1)):
        for row, pairs in zip(rows, kept, strict=True):
            found = _with_and_without(runtime, owner, row, who[row["seat"]], LOCK_ROUNDS + warm_up)
            pairs += found[warm_up:]
    for row, pairs in zip(rows, kept, strict=True):
        row["rls"] = statistics.median(guarded / bare for guarded, bare in pairs)
        row["rls_ms"] = statistics.median(guarded for guarded, _ in pairs) * 1000
        row["bare_ms"] = statistics.median(bare for _, bare in pairs) * 1000
        del row["sql"]
    runtime.close()
    owner.close()


def _with_and_without(
    runtime: psycopg.Connection[Any],
    owner: psycopg.Connection[Any],
    row: dict[str, Any],
    seat: Seat,
    rounds: int,
) -> list[Pair]:
    """Seconds of the page's reading queries with policies and without, in turn."""
    reading = [s for s in row["sql"] if s.lstrip("( \n").upper().startswith(("SELECT", "WITH"))]
    reading = [s for s in reading if "set_config" not in s and "audit_append" not in s]
    for one in (runtime, owner):
        one.execute(
            f"select set_config('stegvis.organisation', '{seat.organisation}', false), "
            f"set_config('stegvis.account', '{seat.account}', false)"
        )
    found: list[Pair] = []
    began_all = time.perf_counter()
    while len(found) < rounds:
        is_late = time.perf_counter() - began_all > PAGE_SECONDS / LOCK_TIMES
        if is_late and len(found) > rounds - LOCK_ROUNDS + LEAST_ROUNDS // LOCK_TIMES:
            break
        seconds = {}
        for one in (runtime, owner)[:: 1 if len(found) % 2 else -1]:
            began = time.perf_counter()
            for statement in reading:
                one.execute(statement).fetchall()
            seconds[one] = time.perf_counter() - began
        found.append((seconds[runtime], seconds[owner]))
    return found


def serve(port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "2", "--blocking-threads", "4",
        "--log-level", "warning", "config.wsgi:application",
    ]  # fmt: skip
    # As stegvis serve does.
    environment = os.environ | {"MALLOC_ARENA_MAX": "2"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _ in range(600):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/halsa/")
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def worker_memory(process: subprocess.Popen[bytes]) -> dict[str, float]:
    """Megabytes of the biggest worker: what it holds for itself and its share of what processes
    have in common (Pss), and all that is resident, with the common pages counted in full (Rss)."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    found = {"Pss": 0.0, "Rss": 0.0}
    for child in children:
        for line in Path(f"/proc/{child}/smaps_rollup").read_text().splitlines():
            name, _, size = line.partition(":")
            if name in found:
                found[name] = max(found[name], int(size.split()[0]) / 1024)
    return found


def over_http(rows: list[dict[str, Any]], who: dict[str, Seat]) -> dict[str, float]:
    """Requests a second at eight connections, on loopback, for a bounded time a page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = serve(port)
    cookies = logged_in(who)
    try:
        for row, asked in zip(rows, PAGES, strict=True):
            cookie = f"session={cookies[asked.seat].cookies['session'].value}"
            an_hour_later()
            row["rps"] = _hammer(port, cookie, asked.url, who[asked.seat])
        return worker_memory(process)
    finally:
        process.terminate()
        process.wait()


def logged_in(who: dict[str, Seat]) -> dict[str, Client]:
    clients = {name: Client() for name in who}
    for name, client in clients.items():
        client.post("/valj-roll/", {"assignment": who[name].assignment})
    return clients


def _hammer(port: int, cookie: str, page: str, seat: Seat) -> float:
    done: list[int] = []
    deadline = time.monotonic() + SECONDS

    def run(place: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        count = 0
        while time.monotonic() < deadline:
            link.request("GET", seat.url(page, place + count), headers={"Cookie": cookie})
            answer = link.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{page} answered {answer.status}")
            count += 1
        done.append(count)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


def main() -> None:
    django.setup()
    settings.ALLOWED_HOSTS.append("testserver")
    who = seats()
    rows = in_process(logged_in(who), who)
    locks(rows, who)
    memory = over_http(rows, who)
    print(json.dumps({"rows": rows, "memory": memory}))


if __name__ == "__main__":
    main()
