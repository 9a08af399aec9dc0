"""Mina deltagare by name: written in SQL once, and still asked at each moment anew."""

from datetime import UTC, datetime, timedelta

import pytest

from stegvis.audit.journal import acting
from stegvis.casework.caseload import _written, caseload
from stegvis.casework.models import Participation
from stegvis.casework.queries import named
from stegvis.core.dates import standing_at
from stegvis.participants.models import NamedReader
from tests.world import World

# Far enough ahead that the database's own clock shows her all the while.
CLOSES_AT = datetime(2036, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Alva", "alva ex", "Exempels", "prov", "C", "ö", "%", "a_", "'"])
def test_a_name_finds_what_the_query_itself_finds(world: World, name: str) -> None:
    for who in ("Sara", "Kim"):
        actor = world.actor(who)
        with acting(actor):
            wanted = Participation.objects.visible_to(actor).filter(
                owner_id=actor.organisation_id,
                ended_on__isnull=True,
                participant__in=named(actor, name),
            )
            found = {row.case.pk for row in caseload(actor, only_mine=False, name=name).rows}
            assert found == set(wanted.values_list("pk", flat=True))


def test_a_protected_person_is_found_until_her_name_closes(world: World) -> None:
    """The text is kept for the day; the minutes in which it may find her are not."""
    sara = world.actor("Sara")
    with acting(sara):
        NamedReader.objects.filter(owner_id=sara.organisation_id).update(shown_until=CLOSES_AT)

    def finds_her(at: datetime) -> bool:
        with acting(sara), standing_at(at):
            return [row.name.split()[0] for row in caseload(sara, name="Cleo").rows] == ["Cleo"]

    assert finds_her(CLOSES_AT - timedelta(minutes=1))
    written = _written.cache_info().misses
    assert not finds_her(CLOSES_AT + timedelta(minutes=1))
    assert not finds_her(CLOSES_AT)
    assert finds_her(CLOSES_AT - timedelta(minutes=2))
    assert _written.cache_info().misses == written
