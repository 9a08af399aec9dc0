"""A query that is turned into SQL once gives each one who asks what the query itself would."""

import pytest
from django.db.models import F, Value

from stegvis.access.somebody import Somebody, shape_of
from stegvis.audit.journal import acting
from stegvis.casework.models import Participation
from stegvis.core.compiled import Rows, blank, compiled, one_of
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


def test_no_moment_is_kept(world: World) -> None:
    with pytest.raises(ValueError, match="moment"):
        Rows(Participation.objects.filter(created_at__lt=now()))


def test_of_one_gives_the_same_as_of_a_list(world: World) -> None:
    """Written in another way, so that PostgreSQL keeps the plan."""
    cases = blank()
    listed = compiled(Participation.objects.filter(pk__in=one_of(cases)).values_list("pk"))
    of_one = listed.of_one()
    assert of_one.sql != listed.sql
    with acting(world.actor("Sara")):
        values = {cases: [world.case_id("Alva")]}
        assert of_one.run(values) == listed.run(values) == [(world.case_id("Alva"),)]
