"""This file is where each role says what it may do and how far: the list an officer can read.

Reach: OWN is the cases (or referrals) that the person herself is responsible for; TEAM is the
programme's cases where the programme's definition lets the team see them, otherwise OWN;
PROGRAMME is every case of the programmes that the assignment names (all, when it names none);
AUTHORITY is the whole authority. No reach ever leaves the authority that the person acts for.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from stegvis.access.permissions import Permission as P


class Reach(IntEnum):
    OWN = 1
    TEAM = 2
    PROGRAMME = 3
    AUTHORITY = 4


class RoleKey(StrEnum):
    REFERRER = "referrer"
    CASE_MANAGER = "case_manager"
    COORDINATOR = "coordinator"
    NAMED_CONTACT = "named_contact"
    STEERING_GROUP = "steering_group"
    ASSOCIATION = "association"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Role:
    key: RoleKey
    name: str
    description: str
    permissions: dict[P, Reach]


_CASE_WRITING = (
    P.PARTICIPATION_READ,
    P.PARTY_ADD,
    P.CONSENT_RECORD,
    P.DISCLOSURE_MAKE,
    P.IDENTITY_UNMASK,
    P.PROTECTION_SET,
    P.CURIOSITY_MARK,
    P.PARTICIPANT_CORRECT,
    P.MEETING_BOOK,
    P.MAPPING_WRITE,
    P.PLAN_WRITE,
    P.ACTIVITY_WRITE,
    P.NOTE_WRITE,
    P.READINESS_JUDGE,
    P.EXIT_CLOSE,
    P.FOLLOWUP_RECORD,
    P.DOCUMENT_EXPORT,
    P.EXTRACT_RELEASE,
    P.QUESTION_ASK,
)

ROLES: dict[RoleKey, Role] = {
    role.key: role
    for role in (
        Role(
            RoleKey.REFERRER,
            "handläggare",
            "Aktualiserar personer, svarar på frågor och tar över när någon avslutas. "
            "Ser sina egna aktualiseringar och det som har lämnats ut till den egna myndigheten.",
            {
                P.AREA_READ: Reach.OWN,
                P.AREA_KEEP: Reach.OWN,
                P.REFERRAL_READ: Reach.OWN,
                P.REFERRAL_DRAFT: Reach.AUTHORITY,
                P.REFERRAL_SEND: Reach.OWN,
                P.INQUIRY_SEND: Reach.AUTHORITY,
                P.QUESTION_ASK: Reach.OWN,
                P.QUESTION_ANSWER: Reach.AUTHORITY,
                P.TAKEOVER_CONFIRM: Reach.OWN,
                # What another authority proposes for a programme is assessed by whoever at this
                # one works with that programme.
                P.PROPOSAL_ASSESS: Reach.PROGRAMME,
                P.PARTICIPATION_READ: Reach.OWN,
                P.NOTE_WRITE: Reach.OWN,
                P.DISCLOSURE_MAKE: Reach.OWN,
                # What a colleague handed out without consent is reviewed within the authority.
                P.DISCLOSURE_REVIEW: Reach.AUTHORITY,
                P.IDENTITY_UNMASK: Reach.OWN,
                P.PROTECTION_SET: Reach.OWN,
                P.CURIOSITY_MARK: Reach.OWN,
                P.DOCUMENT_EXPORT: Reach.OWN,
                P.EXTRACT_RELEASE: Reach.OWN,
                P.CONSENT_RECORD: Reach.OWN,
            },
        ),
        Role(
            RoleKey.CASE_MANAGER,
            "case manager",
            "Kartlägger, planerar och följer sina deltagare. Ser lagets deltagare "
            "där insatsens beskrivning säger det.",
            {permission: Reach.TEAM for permission in _CASE_WRITING}
            | {
                P.PROTECTION_SET: Reach.OWN,
                P.CURIOSITY_MARK: Reach.OWN,
                P.GROUP_RUN: Reach.AUTHORITY,
                P.EMPLOYER_KEEP: Reach.AUTHORITY,
                P.OFFER_KEEP: Reach.AUTHORITY,
                P.GOALS_READ: Reach.PROGRAMME,
                P.GOALS_LIST_CASES: Reach.TEAM,
            },
        ),
        Role(
            RoleKey.COORDINATOR,
            "samordnare",
            "Tar emot aktualiseringar, ser kapacitet och bemanning, följer målen och rapporterar.",
            {permission: Reach.PROGRAMME for permission in _CASE_WRITING}
            | {
                P.AREA_READ: Reach.PROGRAMME,
                P.AREA_KEEP: Reach.PROGRAMME,
                P.INTAKE_READ: Reach.PROGRAMME,
                P.INTAKE_JUDGE: Reach.PROGRAMME,
                P.INTAKE_DECIDE: Reach.PROGRAMME,
                P.OUTREACH_REGISTER: Reach.PROGRAMME,
                P.TEAM_MEETING_RUN: Reach.PROGRAMME,
                P.PARTICIPATION_ENROL: Reach.PROGRAMME,
                P.PARTICIPATION_MOVE: Reach.PROGRAMME,
                P.CASE_ASSIGN: Reach.PROGRAMME,
                P.QUESTION_ANSWER: Reach.AUTHORITY,
                P.DISCLOSURE_REVIEW: Reach.PROGRAMME,
                P.GROUP_RUN: Reach.AUTHORITY,
                P.EMPLOYER_KEEP: Reach.AUTHORITY,
                P.OFFER_KEEP: Reach.AUTHORITY,
                P.GOALS_READ: Reach.PROGRAMME,
                P.GOALS_LIST_CASES: Reach.PROGRAMME,
                P.GOALS_ANALYSE: Reach.PROGRAMME,
                P.FIGURES_PUBLISH: Reach.PROGRAMME,
                P.FIGURES_READ: Reach.AUTHORITY,
                P.CONDUCT_KEEP: Reach.PROGRAMME,
                P.SEATS_KEEP: Reach.PROGRAMME,
                P.STEERING_READ: Reach.PROGRAMME,
            },
        ),
        Role(
            RoleKey.NAMED_CONTACT,
            "kontaktperson i ärende",
            "Behandlare, arbetskonsulent, SIUS-konsulent med flera. Ser det som har lämnats ut "
            "till den egna myndigheten om de deltagare som personen är kontaktperson för.",
            {
                P.PARTICIPATION_READ: Reach.OWN,
                P.QUESTION_ANSWER: Reach.AUTHORITY,
                P.NOTE_WRITE: Reach.OWN,
                P.DISCLOSURE_MAKE: Reach.OWN,
                P.DOCUMENT_EXPORT: Reach.OWN,
                P.EXTRACT_RELEASE: Reach.OWN,
                P.CONSENT_RECORD: Reach.OWN,
            },
        ),
        Role(
            RoleKey.STEERING_GROUP,
            "styrgrupp",
            "Följer målen i publicerade siffror. Ser aldrig uppgifter om en enskild.",
            {P.FIGURES_READ: Reach.AUTHORITY, P.STEERING_READ: Reach.AUTHORITY},
        ),
        Role(
            RoleKey.ASSOCIATION,
            "samordningsförbundet",
            "Ser pengar och publicerade siffror. Ser aldrig uppgifter om en enskild.",
            {P.FIGURES_READ: Reach.AUTHORITY, P.STEERING_READ: Reach.AUTHORITY},
        ),
        Role(
            RoleKey.ADMINISTRATOR,
            "administratör",
            "Sköter den egna myndighetens medarbetare och deras uppdrag och platser i insatser, "
            "gör loggkontroller, beslutar om en deltagare ska få veta vilka som har läst och, "
            "två tillsammans, om gallring. "
            "Rollen ger inte rätt att se några deltagare.",
            {
                P.MEMBERS_MANAGE: Reach.AUTHORITY,
                P.SEATS_KEEP: Reach.AUTHORITY,
                P.LOG_CHECK: Reach.AUTHORITY,
                P.NAMES_RELEASE: Reach.AUTHORITY,
                P.WEEDING_DECIDE: Reach.AUTHORITY,
            },
        ),
    )
}
