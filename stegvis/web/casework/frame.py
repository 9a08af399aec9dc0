"""This file is where every page about one case gets its head: name, tabs, facts."""

from collections.abc import Iterator
from typing import Any

from stegvis.casework.coordination import writes_elsewhere
from stegvis.casework.models import Participation
from stegvis.casework.queries import age_of, identity_of, name_of, title_of
from stegvis.core.dates import today
from stegvis.programmes.definition import Definition
from stegvis.web.shared.addresses import url_of

# Only where the programme matches an inventory with what she needs.
SUGGESTIONS = "need-list"
# Only where the programme has questionnaires.
MEASURED = "instrument-list"
# Where each party writes in its own system, what coordinates them stands here instead.
NOTES = "note-list"
# Label and URL name of each page about a case, in the order of the work.
TABS: tuple[tuple[str, str], ...] = (
    ("Översikt", "case-show"),
    ("Kartläggning", "mapping-show"),
    ("Plan", "plan-show"),
    ("Förslag", SUGGESTIONS),
    ("Aktiviteter", "activity-list"),
    ("Arbetsutbud", "work-show"),
    ("Anteckningar", NOTES),
    ("Enkäter", MEASURED),
    ("Bilagor", "attachment-list"),
    ("Från deltagaren", "own-words"),
    ("Samtycke", "consent-list"),
    ("Utlämnat", "disclosure-list"),
    ("Person", "person-show"),
    ("Avslut", "exit-show"),
)


def frame(case: Participation, current: str, title: str = "") -> dict[str, Any]:
    """What layouts/case.html needs. `current` is the URL name of the tab."""
    person, identity = case.participant, identity_of(case.participant)
    name = name_of(person)
    age = age_of(person, today())
    return {
        "case": case,
        "person": person,
        "identity": identity,
        "name": name,
        # The browser's title is seen by others: never the name of a protected person.
        "page_title": f"{title} – {title_of(person)}" if title else title_of(person),
        "age": f"{age} år" if age is not None else "Uppgift saknas",
        "definition": case.version.definition,
        "tabs": [
            {
                "label": label,
                "url": url_of(url, case.pk),
                "is_current": url == current,
            }
            for label, url in _tabs(case.version.definition)
        ],
    }


def _tabs(definition: Definition) -> Iterator[tuple[str, str]]:
    """The tabs that the programme has a use for, in its words."""
    for label, url in TABS:
        if url == SUGGESTIONS and not definition.inventory:
            continue
        if url == MEASURED and not definition.instruments:
            continue
        elsewhere = url == NOTES and writes_elsewhere(definition)
        yield ("Samordning" if elsewhere else label), url
