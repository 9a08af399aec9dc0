"""This file is where the log's purpose, most often the name of a page, becomes a reason in words.

Pages are grouped by the work that they belong to: a participant wants to know why somebody read,
not what the page is called.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

_YOURSELF = _("Du läste själv")
_CASE = _("Arbetet med ditt stöd")
_NOTES = _("Anteckningar om hur det går")
_MAPPING = _("Kartläggningen: vad du behöver och vill")
_PLAN = _("Din plan")
_ACTIVITIES = _("Dina aktiviteter")
_MEETINGS = _("Möten och tider")
_WILL = _("Dina samtycken och vad som lämnas ut")
_PERSON = _("Dina personuppgifter och din ersättning")
_END = _("Avslut och uppföljning")
_AREA = _("Se vilka som behöver stöd innan ersättningen tar slut")
_WAY_IN = _("Din väg in i insatsen")
_RECEIVED = _("Det som har lämnats till en annan myndighet")
_QUESTIONS = _("Frågor mellan myndigheter, eller till dig")
_LISTS = _("Planera arbetet: vem som gör vad")
_RESULTS = _("Följa om insatsen hjälper")
_CHECKS = _("Kontrollera att ingen läser i onödan")
_PAPERS = _("Papper till dig")
_KEEPING = _("Se hur länge uppgifterna ska sparas")

# The beginning of a page's name; the longest that fits decides.
BEGINNINGS: dict[str, Any] = {
    "own-": _YOURSELF,
    "own-words": _QUESTIONS,
    "own-comment": _QUESTIONS,
    "own-tick": _PLAN,
    "own-pages": _PERSON,
    "own-log": _PAPERS,
    "person-question": _QUESTIONS,
    "person-answer": _QUESTIONS,
    "case-": _CASE,
    "case-list": _LISTS,
    "programme-": _CASE,
    "programme-end": _END,
    "note-": _NOTES,
    "attachment-": _NOTES,
    "mapping-": _MAPPING,
    "underlag-": _MAPPING,
    "plan-": _PLAN,
    "activity-": _ACTIVITIES,
    "outgoing-": _ACTIVITIES,
    "group-": _ACTIVITIES,
    "session-": _ACTIVITIES,
    "attendance": _ACTIVITIES,
    "employer-": _ACTIVITIES,
    "extent-": _ACTIVITIES,
    "meeting-": _MEETINGS,
    "consent-": _WILL,
    "disclosure-": _WILL,
    "person-": _PERSON,
    "benefit-": _PERSON,
    "watch-": _PERSON,
    "area-": _AREA,
    "arm-": _CASE,
    "work-": _ACTIVITIES,
    "milestone-": _ACTIVITIES,
    "monthly-": _ACTIVITIES,
    "names-": _CHECKS,
    "need-": _MAPPING,
    "offer-": _ACTIVITIES,
    "suggestion": _ACTIVITIES,
    "instrument-": _RESULTS,
    "measuring-": _RESULTS,
    "comparison-": _RESULTS,
    "registration-": _CASE,
    "system-": _CASE,
    "line-": _NOTES,
    "proposal-": _WAY_IN,
    "people-": _WAY_IN,
    "capacity": _LISTS,
    "flow": _RESULTS,
    "party-": _PERSON,
    "identity-": _PERSON,
    "contact-": _PERSON,
    "curiosity-": _CHECKS,
    "review-": _WILL,
    "protection": _PERSON,
    "reader-": _PERSON,
    "extract": _PAPERS,
    "exit-": _END,
    "readiness-": _END,
    "followup-": _END,
    "takeover-": _END,
    "referral-": _WAY_IN,
    "outreach-": _WAY_IN,
    "intake-": _WAY_IN,
    "criterion-": _WAY_IN,
    "inbox-": _WAY_IN,
    "inquiry-": _QUESTIONS,
    "question-": _QUESTIONS,
    "received-": _RECEIVED,
    "todo": _LISTS,
    "team-": _LISTS,
    "goal": _RESULTS,
    "figures": _RESULTS,
    "plot-": _RESULTS,
    "demo": _CASE,
    "part i ärendet": _CASE,
    "flytt till annan version": _CASE,
    "kvitto på samtycke": _PAPERS,
    "blankett för samtycke": _PAPERS,
    "blankett för enkät": _PAPERS,
    "utdrag ur loggen": _PAPERS,
    "registerutdrag": _PAPERS,
    "gallring": _KEEPING,
    "weeding": _KEEPING,
    "kallelse": _MEETINGS,
    "utlämnad till oss": _RECEIVED,
    "vad som har lämnats ut": _WILL,
    "kopia till journalen": _NOTES,
    "log": _CHECKS,
    "chain": _CHECKS,
    "alarm": _CHECKS,
    "incident": _CHECKS,
    "suspicion": _CHECKS,
}
_ORDER = sorted(BEGINNINGS, key=len, reverse=True)


def purpose_words(purpose: str) -> Any:
    """A reason in her language. A reason that somebody has typed is shown as it stands."""
    found = known(purpose)
    return found if found is not None else purpose


def known(purpose: str) -> Any:
    """A page by the beginning of its name; a text with spaces only if it is ours, word for word."""
    if " " in purpose:
        return BEGINNINGS.get(purpose)
    return next((BEGINNINGS[start] for start in _ORDER if purpose.startswith(start)), None)
