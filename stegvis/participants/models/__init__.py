"""The person and her will: one file a noun. Identity is a table of its own; the rest works with a
participant that has none."""

from stegvis.participants.models.benefit import Benefit, BenefitOutcome
from stegvis.participants.models.consent import Consent, ConsentGrant, ConsentKind, ConsentQuerySet
from stegvis.participants.models.disclosure import Disclosure, Ground
from stegvis.participants.models.identity import FormerNumber, Identity
from stegvis.participants.models.person import STRENGTH, Participant, Protection, Sex
from stegvis.participants.models.protection import CuriosityMark, NamedReader, ProtectionDecision

__all__ = [
    "STRENGTH",
    "Benefit",
    "BenefitOutcome",
    "Consent",
    "ConsentGrant",
    "ConsentKind",
    "ConsentQuerySet",
    "CuriosityMark",
    "Disclosure",
    "FormerNumber",
    "Ground",
    "Identity",
    "NamedReader",
    "Participant",
    "Protection",
    "ProtectionDecision",
    "Sex",
]
