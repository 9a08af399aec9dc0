"""Two write the same first row at once, over two real connections: the second is told so, and
nothing of the first is overwritten."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework.actions import coordination, instrument, monthly
from stegvis.casework.models import (
    InstrumentAnswer,
    MonthlyFigure,
    MonthlyLine,
    SystemRegistration,
)
from stegvis.core.dates import today
from stegvis.core.errors import Conflict
from stegvis.core.postgres import ADMIN
from tests.casework.measured import enrolled
from tests.database import cluster
from tests.house.objects import log_in
from tests.world import World

WAIT = 60.0


def this_month() -> date:
    return today().replace(day=1)


def until_somebody_waits() -> None:
    """Until another connection stands still for what this one has not committed."""
    url = cluster.url(ADMIN, str(connection.settings_dict["NAME"]))
    ends = time.monotonic() + WAIT
    with psycopg.connect(url, autocommit=True) as own:
        while time.monotonic() < ends:
            found = own.execute("select 1 from pg_locks where not granted").fetchone()
            if found:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_the_second_is_told_and_nothing_is_overwritten(kept_world: World) -> None:
    world = kept_world
    with enrolled(world) as (_, ebba):
        pass
    with acting(world.actor("Sara")):
        alva = world.case("Alva")
    month, cell = f"{this_month():%Y-%m}", ("vardkontakter", this_month())
    filled = instrument.Filled("formaga", "enrolment", today(), {"tilltro": "4"})
    coordinate: dict[str, Any] = {"participation": ebba, "checked_on": today()}
    writes: list[tuple[Callable[[Actor], Any], str, dict[str, Any], Any]] = [
        (
            lambda actor: coordination.register_in(
                actor=actor, party="fk", reference="FK-1", **coordinate
            ),
            reverse("registration-write", args=[ebba.pk, "fk"]),
            {"reference": "FK-2", "checked_on": str(today())},
            (SystemRegistration, "reference", "FK-1"),
        ),
        (
            lambda actor: coordination.write_line(
                actor=actor, participation=ebba, month=this_month(), text="Den första."
            ),
            reverse("line-write", args=[ebba.pk, month]),
            {"text": "Den andra."},
            (MonthlyLine, "text", "Den första."),
        ),
        (
            lambda actor: instrument.answer(actor=actor, participation=ebba, filled=filled),
            reverse("instrument-answer", args=[ebba.pk, "formaga", "enrolment"]),
            {"answered_on": str(today()), "fraga-tilltro": "9"},
            (InstrumentAnswer, "answers", {"tilltro": "4"}),
        ),
        (
            lambda actor: monthly.write(actor=actor, participation=alva, values={cell: 3}, seen={}),
            reverse("monthly-write", args=[alva.pk]),
            {f"vardkontakter-{month}": "7"},
            (MonthlyFigure, "value", 3),
        ),
    ]
    second = log_in(world, "Samira")
    sara = world.actor("Sara")

    def post(url: str, typed: dict[str, Any]) -> Any:
        try:
            return second.post(url, typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        for write, url, typed, (model, field, kept) in writes:
            with acting(sara):
                write(sara)
                answer = pool.submit(post, url, typed)
                until_somebody_waits()
            told = answer.result(WAIT)
            assert told.status_code == 409, url
            assert "Någon annan hann före" in told.content.decode()
            with acting(sara):
                assert [getattr(row, field) for row in model.objects.all()] == [kept]


def test_a_row_that_stands_once_is_a_conflict_in_an_action_too(world: World) -> None:
    with enrolled(world) as (sara, case):
        given: dict[str, Any] = {
            "owner_id": sara.organisation_id,
            "month": this_month(),
            "text": "En.",
        }
        given |= {"participant_id": case.participant_id, "participation": case}
        given |= {"created_by_id": sara.account_id, "author_name": sara.name}
        MonthlyLine(**given).save(force_insert=True)
        with pytest.raises(Conflict):
            MonthlyLine(**given).save(force_insert=True)
