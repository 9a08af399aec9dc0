"""This file is where VILJA's two municipalities have something to offer, and its participants
something that they need: some of it there, some full, some offered by nobody."""

from datetime import timedelta

from stegvis.casework.actions import need
from stegvis.casework.models import Need, Participation
from stegvis.programmes.actions import offer
from stegvis.programmes.actions.offer import Particulars
from stegvis.programmes.models import Offer
from stegvis.web.demo.lives import Stage

# Who keeps the inventory, the municipality's name, and how far off its survey is.
KEEPERS = (("ida", "Exempelköping", 60), ("tor", "Provboda", 20))
# Each municipality's own name for it and provider; the kind; needs; demands; adaptations; extent;
# places in all and left; daglig verksamhet; whether it has been surveyed.
_Words = tuple[str, ...]
_Row = tuple[
    tuple[str, str],
    tuple[str, str],
    str,
    _Words,
    _Words,
    _Words,
    tuple[int | None, int | None],
    tuple[int | None, int | None],
    str,
    bool,
]
OFFERS: tuple[_Row, ...] = (
    (
        ("Öppna snickeriet", "Verkstan vid ån"),
        ("Föreningen Hyveln", "Provboda hantverk"),
        "group",
        ("dagsstruktur", "fardigheter", "gemenskap"),
        ("group", "noise"),
        ("slow_start", "supervisor", "short_days"),
        (5, 50),
        (8, 3),
        "also",
        True,
    ),
    (
        ("Trädgårdsgruppen", "Odlarna"),
        ("Parkenheten", "Gröna Provboda"),
        "group",
        ("halsa", "gemenskap", "dagsstruktur"),
        ("physical", "travel"),
        ("quiet_place", "flexible_times", "slow_start"),
        (10, 40),
        (6, 0),
        "also",
        True,
    ),
    (
        ("Tisdagsgruppen", "Kom igång"),
        ("Fritidsgården Länken", "Ungdomens hus"),
        "group",
        ("gemenskap", "sjalvfortroende", "egenmakt"),
        ("group", "strangers"),
        ("short_days", "fetched"),
        (5, 15),
        (10, 6),
        "also",
        True,
    ),
    (
        ("Arbetsträning i caféet", "Caféet på Torget"),
        ("Arbetsmarknadsenheten", "Socialt företag Kardemumman"),
        "work_training",
        ("arbetserfarenhet", "fardigheter"),
        ("punctuality", "strangers", "speaking"),
        ("supervisor", "clear_steps"),
        (25, 75),
        (4, 1),
        "not",
        True,
    ),
    (
        ("Återbruket", "Returen"),
        ("Arbetsmarknadsenheten", "Provboda återvinning"),
        "work_training",
        ("arbetserfarenhet", "dagsstruktur"),
        ("physical", "punctuality"),
        ("quiet_place", "clear_steps", "interpreter"),
        (20, 75),
        (12, 5),
        "",
        True,
    ),
    (
        ("Praktik på biblioteket", "Praktik på djursjukhuset"),
        ("Stadsbiblioteket", "Provboda djurklinik"),
        "placement",
        ("arbetserfarenhet", "sjalvfortroende"),
        (),
        (),
        (None, None),
        (2, None),
        "",
        False,
    ),
    (
        ("Vägen in i daglig verksamhet", "Steget vidare"),
        ("Omsorgsförvaltningen", "Funktionsstöd"),
        "support",
        ("fardigheter", "egenmakt"),
        ("travel",),
        ("supervisor", "clear_steps", "tools", "accessible"),
        (10, 60),
        (5, 2),
        "only",
        True,
    ),
    (
        ("Studiebesök på yrkeshögskolan", "En dag på gymnasiet för vuxna"),
        ("Studievägledningen", "Vuxenutbildningen"),
        "study_visit",
        ("sjalvfortroende",),
        ("travel", "reading"),
        (),
        (5, 5),
        (None, 4),
        "also",
        True,
    ),
)
# For the participants of each municipality in turn, those enrolled last first: what they need,
# the extent, what is too hard, adaptations. The last of them have not been asked yet.
NEEDS: tuple[tuple[need.Details, ...], ...] = (
    (
        need.Details("gemenskap", 10, ("short_days",), (), has_daily_activities=False),
        need.Details("studier", 25, (), (), has_daily_activities=False),
    ),
    (
        need.Details("arbetserfarenhet", 25, ("clear_steps",), ("strangers",)),
        need.Details("dagsstruktur", 25, (), ("physical",), has_daily_activities=False),
    ),
    (
        need.Details("halsa", 10, ("quiet_place",), ("group",), has_daily_activities=True),
        need.Details("studier", 50, (), ("travel",), has_daily_activities=True),
    ),
)
# Place among the needs above of what has been chosen already, and the place of the offer.
CHOSEN = ((0, "gemenskap", 2), (1, "dagsstruktur", 0))
# Of each municipality, who waits for a place in the first municipality's second offer, which is
# full.
WAITS = (2, "halsa")
WAITED_FOR = 1


def furnish(stage: Stage) -> None:
    """The inventories of both municipalities, what their participants need, and two choices in
    each. May be done again when more people have come: what is there already stays."""
    waited_for: Offer | None = None
    for place, (keeper, municipality, surveyed) in enumerate(KEEPERS):
        home = stage.actors[keeper].organisation_id
        kept = Offer.objects.filter(owner_id=home).order_by("created_at")
        offers = list(kept) or _keep_inventory(stage, place, keeper, municipality, surveyed)
        waited_for = waited_for or next(o for o in offers if o.name == OFFERS[WAITED_FOR][0][0])
        waiting = _note_needs(stage, keeper, offers)
        with stage.on(9 - place, keeper) as actor:
            for one in waiting:
                need.queue(actor=actor, need=one, offer=waited_for, revision=one.revision)


def _keep_inventory(
    stage: Stage, place: int, keeper: str, municipality: str, surveyed: int
) -> list[Offer]:
    with stage.on(surveyed, keeper) as actor:
        return [
            offer.add(actor=actor, particulars=_particulars(stage, place, municipality, row))
            for row in OFFERS
        ]


def _particulars(stage: Stage, place: int, municipality: str, row: _Row) -> Particulars:
    names, providers, kind, needs, demands, adaptations, extent, places, daily, surveyed = row
    return Particulars(
        name=names[place],
        provider=providers[place],
        kind=kind,
        needs=needs,
        demands=demands,
        adaptations=adaptations,
        languages=("svenska",),
        surveyed_on=stage.day(KEEPERS[place][2]) if surveyed else None,
        min_percent=extent[0],
        max_percent=extent[1],
        places_total=places[0],
        places_left=places[1],
        daily_activities=daily,
        municipality=municipality,
        starts_on=stage.today + timedelta(days=30) if kind == "study_visit" else None,
        contact_way="08-465 004 90",
        target="Unga mellan 19 och 29 år",
    )


def _note_needs(stage: Stage, keeper: str, offers: list[Offer]) -> list[Need]:
    """Gives the needs that wait for a place."""
    waiting = []
    with stage.on(10, keeper) as actor:
        cases = (
            Participation.objects.visible_to(actor)
            .ongoing()
            .filter(owner_id=actor.organisation_id, version=stage.version)
            .select_related("participant", "version__programme")
            .order_by("-enrolled_on")
        )
        noted_before = set(
            Need.objects.filter(owner_id=actor.organisation_id).values_list(
                "participation_id", flat=True
            )
        )
        for number, (case, wanted) in enumerate(zip(cases, NEEDS, strict=False)):
            for details in () if case.pk in noted_before else wanted:
                noted = need.note(actor=actor, participation=case, details=details)
                if (number, details.key) == WAITS:
                    waiting.append(noted)
                chosen = next((o for n, k, o in CHOSEN if (n, k) == (number, details.key)), None)
                if chosen is not None:
                    need.plan_offer(
                        actor=actor,
                        need=noted,
                        offer=offers[chosen],
                        catalogue_key="forberedande",
                        revision=noted.revision,
                    )
    return waiting
