"""This file is where tests get a programme that measures with KASAM and questions of its own, has
a comparison group, and whose parties each write in a system of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.audit.journal import acting
from stegvis.casework.actions import participation
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.core.personal_number import parse
from stegvis.participants.actions import consent
from stegvis.participants.actions.participant import Particulars, register
from stegvis.programmes.models import ProgrammeVersion
from tests.casework.variants import variant
from tests.world import World

MEASURED = (
    "\n[capacity]\n",
    """
[[instruments]]
key = "kasam"
name = "KASAM-13"
given_at = ["enrolment", "exit", "manad_6"]
licence = "Rättighetshavaren"
category = "health"

[instruments.scoring]
items = 13
low = 1
high = 7
reversed = [1, 2, 3, 7, 10]
missing_allowed = 2
higher_is = "Starkare känsla av sammanhang"
source = "Antonovskys korta form"
subscales = [
  { key = "begriplighet", name = "Begriplighet", items = [2, 6, 8, 9, 11] },
  { key = "hanterbarhet", name = "Hanterbarhet", items = [3, 5, 10, 13] },
  { key = "meningsfullhet", name = "Meningsfullhet", items = [1, 4, 7, 12] },
]

[[instruments]]
key = "formaga"
name = "Tilltro"
given_at = ["enrolment", "exit"]
category = "health"
questions = [
  { key = "tilltro", label = "Tilltro?", type = "scale", low_label = "Ingen", high_label = "Stor" },
  { key = "lss", label = "Har du ett beslut?", type = "yes_no" },
]

[comparison]
name = "Kontrollgrupp"
text = "Svarar på samma frågor."
instruments = ["formaga", "kasam"]

[own_systems]
text = "Varje part skriver i sitt eget system."
systems = [
  { party = "amf", name = "Kommunens system", reference_label = "Ärendenummer" },
  { party = "fk", name = "Kassans system", reference_label = "Ärendenummer" },
]

[capacity]
""",
)
ELSEWHERE = ('documentation_mode = "shared"', 'documentation_mode = "own_system"')
FULL = {str(item): 4 for item in range(1, 14)}


def measured(key: str = "matt") -> ProgrammeVersion:
    return variant(key, MEASURED, ELSEWHERE)


@contextmanager
def enrolled(
    world: World, *, agrees: bool = True, who: str = "Sara", day: date | None = None
) -> Iterator[tuple[Actor, Participation]]:
    """Ebba in the measured programme, as her case manager has her."""
    day = day or today() - timedelta(days=70)
    version, samira = measured(), world.actor("Samira")
    with acting(samira):
        person = register(
            actor=samira,
            permission=Permission.PARTICIPATION_ENROL,
            scope=Scope(samira.organisation_id, version.programme_id),
            particulars=Particulars("Ebba", "Enkätsson", parse("200204042386")),
        )
        made = participation.enrol(
            actor=samira, participant=person, version=version, intake=None, enrolled_on=day
        )
        participation.assign(
            actor=samira,
            participation=made,
            account_id=world.actor(who).account_id,
            starts_on=day,
        )
        if agrees:
            consent.write_down(
                actor=samira,
                scope=made.scope,
                participant=person,
                participation_id=made.pk,
                programme=version,
                form=consent.Form("questionnaires", "uppföljning", "1", "sv", day),
            )
    actor = world.actor(who)
    with acting(actor):
        yield actor, world.case("Ebba")
