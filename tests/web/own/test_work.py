"""What she works with stands among her own times, and what was struck does not."""

from datetime import timedelta

from stegvis.audit.journal import acting
from stegvis.casework.actions import work
from stegvis.core.dates import today
from tests.counting import queries
from tests.house.crawl import log_in_as_participant
from tests.world import World

# What and how many days ago it began and ended.
PERIODS = (("Köket", 90, 30), ("Trädgården", 29, None), ("Fel", 5, None))


def test_her_work_stands_among_her_times(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        for name, first, last in (
            ("Köket", 90, 30),
            ("Tr\u00e4dg\u00e5rden", 29, None),
            ("Fel", 5, None),
        ):
            made = work.add(
                actor=sara,
                participation=case,
                details=work.Details(
                    kind="placement",
                    percent=25,
                    starts_on=today() - timedelta(days=first),
                    ends_on=None if last is None else today() - timedelta(days=last),
                    benefit_percent=100,
                    name=name,
                ),
            )
        work.strike(actor=sara, period=made, revision=1)
    alva = log_in_as_participant(world, "Alva")
    shown = alva.get("/mina-sidor/tider/").content.decode()
    assert "Arbetsplatsförlagd praktik: Trädgården" in shown
    assert "Ungefär 10 timmar i veckan" in shown
    assert "Köket" in shown.partition("Det som har varit")[2]
    assert "Fel" not in shown
    assert queries(alva, "/mina-sidor/tider/") <= 10
