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
PAGES = (
    ("Mina deltagare", "case_manager", "/deltagare/", "/golv/deltagare/"),
    ("Deltagarsida", "case_manager", "/deltagare/{case}/", "/golv/deltagare/{case}/"),
    (
        "Namnsökning bland egna deltagare",
        "coordinator",
        "/deltagare/?visa=alla&namn=exempelsson1",
        "/golv/sok/?namn=exempelsson1",
    ),
    ("Att göra", "case_manager", "/att-gora/", "/golv/deltagare/"),
    ("Mål, största insatsen", "coordinator", "/mal/", "/golv/mal/"),
)


def people() -> dict[str, tuple[str, str, str]]:
    """Role to assignment, organisation and account, at the largest owner."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        largest = owner.execute(
            "select owner_id from casework_participation group by 1 order by count(*) desc limit 1"
        ).fetchone()
        assert largest is not None
        rows = owner.execute(
            "select distinct on (role) role, id::text, organisation_id::text, account_id::text "
            "from organisations_assignment where organisation_id = %s order by role, id",
            [largest[0]],
        ).fetchall()
    return {str(r[0]): (str(r[1]), str(r[2]), str(r[3])) for r in rows}


def cases(account: str) -> list[str]:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        rows = owner.execute(
            "select id::text from casework_participation where case_manager_id = %s "
            "and ended_on is null",
            [account],
        ).fetchall()
    return [str(r[0]) for r in rows]


def milliseconds(client: Client, url: str) -> float:
    began = time.perf_counter()
    answer = client.get(url)
    spent = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{url} answered {answer.status_code}")
    return spent


def in_process(clients: dict[str, Client], mine: list[str]) -> list[dict[str, Any]]:
    """Server-side time and SQL of each page and its floor, taken in turn, page by page."""
    found = []
    for name, role, page, floor in PAGES:
        client, times, floors = clients[role], [], []
        for turn in range(ROUNDS + WARM_UP):
            case = mine[turn % len(mine)]
            first, second = page.format(case=case), floor.format(case=case)
            if turn % 2:
                floors.append(milliseconds(client, second))
                times.append(milliseconds(client, first))
            else:
                times.append(milliseconds(client, first))
                floors.append(milliseconds(client, second))
        with CaptureQueriesContext(connection) as captured:
            client.get(page.format(case=mine[0]))
        statements = [q["sql"] for q in captured if not _is_frame(q["sql"])]
        found.append(
            {
                "name": name,
                "page": statistics.median(times[WARM_UP:]),
                "p95": sorted(times[WARM_UP:])[int(ROUNDS * 0.95) - 1],
                "floor": statistics.median(floors[WARM_UP:]),
                "queries": len(statements),
                "sql": statements,
                "role": role,
            }
        )
        reset_queries()
    return found


def _is_frame(sql: str) -> bool:
    return sql.upper().startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))


def locks(rows: list[dict[str, Any]], who: dict[str, tuple[str, str, str]]) -> None:
    """Each page's reading queries as the runtime role and as the owner role, whose policy is
    `true`: the same text, interleaved, so the ratio is what row-level security costs."""
    runtime = psycopg.connect(os.environ["DATABASE_URL"])
    owner = psycopg.connect(os.environ["DATABASE_OWNER_URL"])
    for row in rows:
        _, organisation, account = who[row["role"]]
        reading = [s for s in row["sql"] if s.lstrip("( \n").upper().startswith(("SELECT", "WITH"))]
        reading = [s for s in reading if "set_config" not in s and "audit_append" not in s]
        context = (
            f"select set_config('stegvis.organisation', '{organisation}', false), "
            f"set_config('stegvis.account', '{account}', false)"
        )
        ratios = []
        for one in (runtime, owner):
            one.execute(context)
        for turn in range(ROUNDS + WARM_UP):
            pair = {}
            for label, one in (("with", runtime), ("without", owner))[:: 1 if turn % 2 else -1]:
                began = time.perf_counter()
                for statement in reading:
                    one.execute(statement).fetchall()
                pair[label] = time.perf_counter() - began
            if turn >= WARM_UP:
                ratios.append((pair["with"] / pair["without"], pair["with"], pair["without"]))
        row["rls"] = statistics.median(r[0] for r in ratios)
        row["rls_ms"] = statistics.median(r[1] for r in ratios) * 1000
        row["bare_ms"] = statistics.median(r[2] for r in ratios) * 1000
        del row["sql"]
    runtime.close()
    owner.close()


def serve(port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "2", "--blocking-threads", "4",
        "--log-level", "warning", "config.wsgi:application",
    ]  # fmt: skip
    # As stegvis serve does.
    environment = os.environ | {"MALLOC_ARENA_MAX": "2"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/halsa/")
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def worker_memory(process: subprocess.Popen[bytes]) -> float:
    """Resident megabytes of the biggest worker; shared pages are counted in full."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    sizes = []
    for child in children:
        status = Path(f"/proc/{child}/status").read_text()
        sizes += [int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS")]
    return max(sizes) / 1024


def over_http(
    rows: list[dict[str, Any]], who: dict[str, tuple[str, str, str]], mine: list[str]
) -> float:
    """Requests a second at eight connections, on loopback, for a bounded time a page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = serve(port)
    cookies = {role: Client() for role in who}
    for role, client in cookies.items():
        client.post("/valj-roll/", {"assignment": who[role][0]})
    try:
        for row, (_, role, page, _floor) in zip(rows, PAGES, strict=True):
            cookie = f"session={cookies[role].cookies['session'].value}"
            row["rps"] = _hammer(port, cookie, page, mine)
        return worker_memory(process)
    finally:
        process.terminate()
        process.wait()


def _hammer(port: int, cookie: str, page: str, mine: list[str]) -> float:
    done: list[int] = []
    deadline = time.monotonic() + SECONDS

    def run(place: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        count = 0
        while time.monotonic() < deadline:
            case = mine[(place + count) % len(mine)]
            link.request("GET", page.format(case=case), headers={"Cookie": cookie})
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
    who = people()
    mine = cases(who["case_manager"][2])
    clients = {role: Client() for role in who}
    for role, client in clients.items():
        client.post("/valj-roll/", {"assignment": who[role][0]})
    rows = in_process(clients, mine)
    locks(rows, who)
    memory = over_http(rows, who, mine)
    print(json.dumps({"rows": rows, "memory": memory}))


if __name__ == "__main__":
    main()
