"""A query that is turned into SQL once gives each one who asks what the query itself would."""

from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.models import F, Value
from django.db.transaction import TransactionManagementError

from stegvis.access.somebody import Somebody, shape_of
from stegvis.audit.journal import acting
from stegvis.casework.models import Participation, WorkPeriod
from stegvis.core.compiled import ByKey, Rows, blank, compiled, one_of
from stegvis.core.dates import now
from tests.world import World


def test_each_gets_her_own(world: World) -> None:
    """Sara and Kim have the same role: one query for both, with the ids of the one who asks."""
    sara, kim = world.actor("Sara"), world.actor("Kim")
    assert shape_of(sara) == shape_of(kim)
    somebody = Somebody(shape_of(sara))
    rows = Rows(
        Participation.objects.visible_to(somebody.actor)
        .select_related("version__programme")
        .annotate(told=Value("sagt"), begun=F("enrolled_on"))
        .order_by("pk")
    )
    for actor in (sara, kim, sara):
        with acting(actor):
            found = rows.run(somebody.ids_of(actor))
            wanted = list(Participation.objects.visible_to(actor).order_by("pk"))
            assert found == wanted != []
            for one, other in zip(found, wanted, strict=True):
                assert one.version.programme.key == other.version.programme.key
                assert (vars(one)["told"], vars(one)["begun"]) == ("sagt", other.enrolled_on)


def test_nobody_of_a_shape_sees_any(world: World) -> None:
    assert Rows(Participation.objects.filter(pk__in=[])).run({}) == []


def test_a_row_is_found_by_its_key(world: World) -> None:
    cases = ByKey(Participation.objects.select_related("participant").order_by("-enrolled_on"))
    with acting(world.actor("Sara")):
        for person in ("Alva", "Alva"):
            found = cases.get(world.case_id(person))
            assert found == Participation.objects.get(pk=world.case_id(person))
            assert "participant" in found._state.fields_cache
        with pytest.raises(Participation.DoesNotExist):
            cases.get(uuid4())


def test_a_row_is_locked_in_a_transaction_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, alva = ByKey(Participation.objects.select_for_update()), world.case_id("Alva")
    with acting(world.actor("Sara")):
        assert locked.get(alva).pk == alva
        with monkeypatch.context() as patch, pytest.raises(TransactionManagementError):
            patch.setattr(connections["default"], "in_atomic_block", False)
            locked.get(alva)


def test_no_moment_is_kept(world: World) -> None:
    with pytest.raises(ValueError, match="moment"):
        Rows(Participation.objects.filter(created_at__lt=now()))


def test_of_one_gives_the_same_as_of_a_list(world: World) -> None:
    """Written in another way: PostgreSQL keeps the plan and asks the rows whose they are."""
    cases, owner = blank(), blank()
    listed = compiled(
        Participation.objects.filter(owner_id=owner, pk__in=one_of(cases)).values_list("pk")
    )
    of_one = listed.of_one()
    sara, stina, alva = world.actor("Sara"), world.actor("Stina"), world.case_id("Alva")
    with acting(sara):
        for asked, found in ((sara, [(alva,)]), (stina, [])):
            values = {cases: [alva], owner: asked.organisation_id}
            assert of_one.run(values) == listed.run(values) == found


def test_of_one_has_no_step_for_the_owner_alone(world: World) -> None:
    """The policy and the query both say whose rows these are; held against each other before any
    row is read, that is a step of its own for each table of a union."""
    cases, owner, sara = blank(), blank(), world.actor("Sara")
    listed = compiled(
        WorkPeriod.objects.filter(owner_id=owner, participation_id__in=one_of(cases)).values("pk")
    )
    values = {cases: "{}", owner: sara.organisation_id}
    plans = []
    with acting(sara), connection.cursor() as cursor:
        for statement in (listed, listed.of_one()):
            cursor.execute(f"explain {statement.sql}", statement.filled(values))
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    assert ["One-Time Filter" in plan for plan in plans] == [True, False]
