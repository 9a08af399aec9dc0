"""This file is where the log's codes become words for whoever checks it."""

from django.apps import apps

from stegvis.audit.events import SENTENCES

# The beginning of a page's name, which is what the log keeps as purpose; the longest decides.
_PAGES = {
    "activity": "Aktiviteter",
    "attachment": "Bilagor",
    "attendance": "Närvaro i grupp",
    "benefit": "Ersättning",
    "case": "Ärendets översikt",
    "case-list": "Mina deltagare",
    "case-reassign": "Byte av case manager",
    "consent": "Samtycken",
    "criterion": "Bedömning vid mottagande",
    "curiosity": "Personuppgifter",
    "demo": "Demonstrationens påhittade arbete",
    "disclosure": "Utlämnanden",
    "employer": "Arbetsplatser",
    "exit": "Avslut",
    "extract": "Registerutdrag",
    "followup": "Uppföljning",
    "goal": "Mål",
    "gallring": "Gallring",
    "group": "Grupper",
    "identity": "Personuppgifter",
    "inbox": "Inkorg",
    "incident": "Incidenter",
    "inquiry": "Avidentifierad förfrågan",
    "intake": "Mottagande",
    "log": "Loggkontroll",
    "alarm": "Loggkontroll",
    "mapping": "Kartläggning",
    "meeting": "Möten",
    "names": "Begäran om namn",
    "note": "Anteckningar",
    "outgoing": "Aktualisering vidare",
    "outreach": "Uppsökande",
    "own": "Deltagarens egna sidor",
    "party": "Parter i ärendet",
    "person": "Personuppgifter",
    "plan": "Handlingsplan",
    "programme": "Insatser",
    "question": "Frågor",
    "readiness": "Bedömning av redo",
    "received": "Mottaget",
    "referral": "Aktualisering",
    "session": "Grupptillfällen",
    "takeover": "Övertagande",
    "team": "Laget",
    "todo": "Att göra",
    "underlag": "Underlag för trepartssamtal",
    "weeding": "Gallring",
}
_ORDER = sorted(_PAGES, key=len, reverse=True)
_SENTENCES = {known.value: sentence for known, sentence in SENTENCES.items()}
KINDS = {
    model._meta.model_name or "": str(model._meta.verbose_name)
    for model in apps.get_models()
    if model.__module__.startswith("stegvis.")
}


def purpose_words(purpose: str) -> str:
    """The page that was open; a purpose that is words already is shown as it stands."""
    if " " in purpose:
        return purpose
    return next((_PAGES[start] for start in _ORDER if purpose.startswith(start)), "Annan sida")


def event_words(event: str, item_kind: str) -> str:
    """What was done, and with what kind of record where the log says."""
    sentence = _SENTENCES.get(event, "gjorde något")
    kind = KINDS.get(item_kind)
    return f"{sentence} ({kind})" if kind and kind not in sentence else sentence


def reference(participant_id: object) -> str:
    """The short reference by which a checker knows a participant, never a name or a number."""
    return str(participant_id)[:8] if participant_id else ""
