"""This file is where the demonstration's authorities have analysed who needs to reach what. One of
them lacks a role, so that there is something to find."""

from collections.abc import Iterable
from datetime import date, timedelta

from stegvis.access.roles import RoleKey as R
from stegvis.audit.journal import acting
from stegvis.core.dates import add_months, today
from stegvis.organisations.actions.access_analysis import Analysed, write
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation
from stegvis.web.demo.people import AMN, Staff

REVIEWED_BY = "Gun Ask, informationssäkerhetssamordnare"
# Nobody there has asked yet what the steering group needs.
WITHOUT = {(AMN, R.STEERING_GROUP)}
# Need, risk and the longest assignment in months.
TEXTS: dict[R, tuple[str, str, int]] = {
    R.REFERRER: (
        "Behöver sina egna aktualiseringar och det som har lämnats ut till oss, för att "
        "aktualisera rätt person och ta över när insatsen slutar.",
        "Kan läsa om andra än sina egna. Rollen når bara egna aktualiseringar. Stickprov ur loggen "
        "varje månad.",
        24,
    ),
    R.CASE_MANAGER: (
        "Behöver hela ärendet för sina egna deltagare, för att kartlägga, planera och följa upp. "
        "Lagets ärenden behövs vid frånvaro.",
        "Ser hälsa och ekonomi, och kan läsa om lagets deltagare utan att det behövs. Stickprov "
        "ur loggen varje månad, uppdraget prövas varje år.",
        12,
    ),
    R.COORDINATOR: (
        "Behöver insatsens alla ärenden för att ta emot, fördela och svara för kvaliteten.",
        "Den bredaste läsningen hos oss. Få personer, stickprov ur loggen varje månad, uppdraget "
        "prövas varje år.",
        12,
    ),
    R.NAMED_CONTACT: (
        "Behöver det som har lämnats ut till oss om de deltagare som hon eller han är "
        "kontaktperson för.",
        "Kan ligga kvar när ärendet är slut. Parten avslutas i ärendet, uppdraget prövas varje år.",
        12,
    ),
    R.STEERING_GROUP: (
        "Behöver publicerade siffror för att följa målen. Inga uppgifter om enskilda.",
        "Små grupper kan röja enskilda. Siffror under fem visas inte.",
        24,
    ),
    R.ASSOCIATION: (
        "Behöver publicerade siffror och pengar. Inga uppgifter om enskilda.",
        "Små grupper kan röja enskilda. Siffror under fem visas inte.",
        24,
    ),
    R.ADMINISTRATOR: (
        "Sköter uppdrag, loggkontroller och gallring. Behöver inga uppgifter om deltagare.",
        "Kan ge sig själv fler uppdrag. Varje nytt uppdrag kräver att man visar vem man är igen, "
        "och syns i loggen.",
        12,
    ),
}


def analyse(staff: Iterable[Staff], organisations: dict[str, Organisation]) -> None:
    """One analysis for each role that somebody has at an authority."""
    for key, role in sorted({(one.organisation, one.role) for one in staff} - WITHOUT):
        robot = system(organisations[key])
        need, risk, months = TEXTS[role]
        with acting(robot, purpose="demo"):
            write(
                actor=robot,
                told=Analysed(
                    role=role,
                    need=need,
                    risk=risk,
                    reviewed_by=REVIEWED_BY,
                    written_on=add_months(today(), -5),
                    review_on=_review_on(role),
                    longest_months=months,
                    reference=f"BRA {today().year}-{list(R).index(role) + 11}",
                ),
            )


def _review_on(role: R) -> date:
    """In seven months, but for one that is soon to be gone over."""
    soon = role is R.COORDINATOR
    return today() + timedelta(days=20) if soon else add_months(today(), 7)
