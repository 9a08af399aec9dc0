"""This file is where places, queue and waiting times are shown, and the flow of people."""

from collections import Counter
from typing import Any

from django.http import HttpResponse

from stegvis.access.policy import NotVisible
from stegvis.casework import capacity as places
from stegvis.casework import flow as flows
from stegvis.casework import taking_on
from stegvis.casework.capacity import Freed, Waits
from stegvis.core.dates import today
from stegvis.programmes.admission import Capacity
from stegvis.programmes.models import ProgrammeVersion
from stegvis.web.intake.arrivals import require_intake, tabs
from stegvis.web.outcomes import whole
from stegvis.web.shared.pages import StaffRequest, page

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def capacity(request: StaffRequest) -> HttpResponse:
    """Places, when they are expected to be free, the queue, and waiting at both ends.
    ?insats= chooses the programme where there are several."""
    require_intake(request)
    versions = taking_on.run_here(request.actor)
    version = _chosen(request, versions)
    day = today()
    freed = places.expected_free(request.actor, version, day)
    decided, enrolled = places.waits_by_referrer(request.actor, version, day)
    confirmed, started = places.waits_by_receiver(request.actor, version, day)
    return page(
        request,
        "intake/capacity.html",
        {
            "page_title": "Platser och kö",
            "tabs": tabs("capacity"),
            "programmes": _programmes(versions, version),
            "version": version,
            "as_of": day,
            "places": _places(request, version, len(freed)),
            "months": _by_month(freed),
            "unknown": sum(one.on is None for one in freed),
            "sources": _sources(freed),
            "queue": places.queue(request.actor, version, day),
            "waits": [
                _table("Från aktualisering till besked", "Remittent", decided),
                _table("Från aktualisering till inskrivning", "Remittent", enrolled),
                _table("Från avslut tills mottagaren har bekräftat", "Mottagare", confirmed),
                _table(
                    "Från avslut, eller från att personen var redo, tills personen har börjat",
                    "Mottagare",
                    started,
                ),
            ],
        },
    )


def flow_show(request: StaffRequest) -> HttpResponse:
    """The flow from referral to exit as a picture and as a table."""
    require_intake(request)
    versions = taking_on.run_here(request.actor)
    version = _chosen(request, versions)
    found = flows.flow(request.actor, version, today())
    # Where all came in another way, two stages of nobody would say that something is missing.
    are_referred = found.stage("referred").number > 0 or not found.stage("enrolled").number
    shown = found.stages if are_referred else (found.stage("enrolled"), found.stage("ended"))
    most = max((stage.number for stage in shown), default=0)
    return page(
        request,
        "intake/flow.html",
        {
            "page_title": "Flödet",
            "tabs": tabs("flow"),
            "programmes": _programmes(versions, version),
            "version": version,
            "as_of": today(),
            "stages": [
                {"stage": stage, "percent": round(stage.number * 100 / most) if most else 0}
                for stage in shown
            ],
            "are_referred": are_referred,
            "criteria": found.criteria,
        },
    )


def _chosen(request: StaffRequest, versions: list[ProgrammeVersion]) -> ProgrammeVersion:
    key = request.GET.get("insats", "")
    found = [one for one in versions if not key or one.programme.key == key]
    if not found:
        raise NotVisible
    return found[0]


def _programmes(
    versions: list[ProgrammeVersion], version: ProgrammeVersion
) -> list[dict[str, Any]]:
    """A tab for each programme, where there are several."""
    if len(versions) < 2:
        return []
    return [
        {
            "label": one.programme.short_name,
            "url": f"?insats={one.programme.key}",
            "is_current": one.pk == version.pk,
        }
        for one in versions
    ]


def _places(request: StaffRequest, version: ProgrammeVersion, ongoing: int) -> dict[str, Any]:
    rules = version.definition.capacity
    if rules is None:
        return {"text": f"{ongoing} pågående", "percent": 0, "note": _NO_NUMBER, "color": ""}
    span = f"{rules.low}–{rules.target}" if rules.low else str(rules.target)
    if version.definition.shares_places:
        return _shared_places(request, version, rules, span, ongoing)
    return {
        "text": f"{ongoing} av {span} platser",
        "percent": _percent(rules, ongoing),
        "note": _note(rules, ongoing),
        "color": _color(rules, ongoing),
    }


def _shared_places(
    request: StaffRequest, version: ProgrammeVersion, rules: Capacity, span: str, ongoing: int
) -> dict[str, Any]:
    """The places of all operators: one's own as they are, the others' as they have published."""
    shown = {"text": f"{ongoing} pågående hos er", "percent": _percent(rules, ongoing), "color": ""}
    others = whole.ongoing_elsewhere(request.actor, version)
    if others is None:
        return shown | {"note": f"De {span} platserna gäller alla utförare tillsammans."}
    known = ongoing + sum(one.number or 0 for one in others)
    told = ", ".join(whole.part_words(one) for one in others)
    note = f"De {span} platserna gäller alla utförare tillsammans. Hos de andra: {told}."
    if any(one.number is None for one in others):
        return shown | {"text": f"minst {known} av {span} platser", "note": note}
    return {
        "text": f"{known} av {span} platser, varav {ongoing} hos er",
        "percent": _percent(rules, known),
        "note": note,
        "color": _color(rules, known),
    }


def _percent(rules: Capacity, ongoing: int) -> int:
    return min(100, round(ongoing * 100 / rules.target))


def _color(rules: Capacity, ongoing: int) -> str:
    return "warning" if ongoing >= rules.warn_at else ""


_NO_NUMBER = "Insatsens beskrivning anger inget antal platser."


def _note(rules: Capacity, ongoing: int) -> str:
    free = rules.target - ongoing
    if free <= 0:
        return "Målet är nått. Det är ett mål och ingen spärr." if rules.is_goal else "Fullt."
    return f"{free} {'ledig plats' if free == 1 else 'lediga platser'} till målet."


def _by_month(freed: list[Freed]) -> list[dict[str, Any]]:
    """How many places are expected to be free each month, and added up."""
    counted = Counter((one.on.year, one.on.month) for one in freed if one.on)
    total, rows = 0, []
    for (year, month), number in sorted(counted.items()):
        total += number
        rows.append({"month": f"{MONTHS[month - 1]} {year}", "number": number, "total": total})
    return rows


def _sources(freed: list[Freed]) -> list[tuple[str, int]]:
    return Counter(one.source for one in freed).most_common()


def _table(title: str, who: str, rows: list[Waits]) -> dict[str, Any]:
    return {"title": title, "who": who, "rows": rows}
