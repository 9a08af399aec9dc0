"""This file is where a referral's way is put in words: where it is, what was told, what differs."""

from django.utils.text import capfirst

from stegvis.casework.models import IntakeStatus, Referral, ReferralStatus, Sending
from stegvis.casework.referring import Followed
from stegvis.core.dates import age_on, today
from stegvis.programmes.facts import evaluate, readable
from stegvis.programmes.vocabulary import FactType
from stegvis.programmes.ways_in import assents_of, facts_asked, is_due
from stegvis.web.shared.days import short_date, swedish_date

COLORS: dict[str, str] = {
    IntakeStatus.RECEIVED: "info",
    IntakeStatus.ASSESSING: "info",
    IntakeStatus.ASKED: "warning",
    IntakeStatus.QUEUED: "warning",
    IntakeStatus.ADMITTED: "success",
}


def tag(followed: Followed) -> dict[str, str]:
    """Text and colour of where the referral is."""
    referral, intake = followed.referral, followed.intake
    if followed.is_taken_back:
        return {"text": "förslaget är tillbakadraget", "color": "warning"}
    if followed.is_closed:
        return {"text": "stängt utkast", "color": "neutral"}
    if referral.status != ReferralStatus.SENT:
        return {"text": referral.get_status_display(), "color": "neutral"}
    if intake is None:
        return {"text": "skickad, inte öppnad", "color": "info"}
    return {"text": intake.get_status_display(), "color": COLORS.get(intake.status, "neutral")}


def steps(followed: Followed) -> list[dict[str, str]]:
    """Skickad, öppnad, möte och bedömning, beslut: as the steps component wants them."""
    referral, intake = followed.referral, followed.intake
    opened, decided = intake is not None, followed.is_decided
    note = intake.get_status_display() if intake else ""
    return [
        _step("Skickad", short_date(referral.sent_at), "done"),
        _step(
            "Öppnad",
            short_date(intake.received_on) if intake else "väntar på mottagaren",
            "done" if opened else "current",
        ),
        _step(
            "Möte och bedömning",
            note if opened and not decided else "",
            "done" if decided else "current" if opened else "todo",
        ),
        _step(
            "Beslut",
            f"{note} {short_date(intake.decided_on)}".strip() if intake and decided else "",
            "done" if decided else "todo",
        ),
    ]


def told(referral: Sending) -> list[dict[str, str]]:
    """Every question that this route is asked, with the answer in words."""
    definition = referral.version.definition
    return [
        {"label": fact.label, "value": _words(referral, fact.key)}
        for fact in facts_asked(definition, referral.route)
        if is_due(fact, referral.facts)
    ] + joint_words(referral)


def joint_words(referral: Sending) -> list[dict[str, str]]:
    """Who has decided together with the referrer, when and where."""
    definition = referral.version.definition
    return [
        {
            "label": f"Beslutat tillsammans med {definition.party(key).name}",
            "value": ", ".join(filter(None, [told["who"], told["on"], told.get("at", "")])),
        }
        for key, told in assents_of(referral.facts).items()
    ]


def objections(referral: Referral) -> list[str]:
    """Criteria that the facts speak against. The referral may be sent all the same: the receiver
    decides, and may set a criterion aside."""
    definition = referral.version.definition
    born = referral.participant.born_on
    facts = dict(referral.facts) | ({"age": age_on(born, today())} if born else {})
    judged = (
        evaluate(criterion, facts, vocabulary=definition.vocabulary)
        for criterion in definition.target_group.criteria
        if criterion.test is not None
    )
    return [
        f"{judgement.criterion.text}: ser inte ut att vara uppfyllt. {judgement.source}"
        for judgement in judged
        if judgement.stands_in_the_way
    ]


def _words(referral: Sending, key: str) -> str:
    known = referral.version.definition.vocabulary[key]
    raw = referral.facts.get(key)
    if raw == "unknown":
        return "Vet inte"
    value = readable(raw, known)
    if value is None or value == "":
        return "Inte besvarad"
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if known.type == FactType.DATE:
        return swedish_date(value)
    return capfirst(f"{known.choices.get(str(value), str(value))} {known.unit}".strip())


def _step(label: str, note: str, state: str) -> dict[str, str]:
    return {"label": label, "note": note, "state": state}
