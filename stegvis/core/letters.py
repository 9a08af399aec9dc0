"""This file is where all mail leaves: a few letters whose words are fixed, and a link.

A mail passes through systems that nobody here answers for. No letter names a person, a number, a
programme or an authority, and there is nowhere to put one: all that differs is the link.
"""

from enum import Enum

from django.conf import settings
from django.core.mail import send_mail


class Letter(Enum):
    """Everything that is ever mailed: its subject and its words."""

    NEWS = (
        "Du har något nytt att läsa i Stegvis",
        "Du har något nytt att läsa i Stegvis. Logga in som vanligt för att se vad det är.",
    )
    INVITATION = (
        "Ditt konto i Stegvis",
        "Du har fått ett uppdrag i Stegvis. Välj ett lösenord här. Länken gäller i tre dagar.",
    )
    ACCOUNT = (
        "Ditt konto i Stegvis",
        "Du har fått ett uppdrag i Stegvis. Logga in med din e-tjänstelegitimation här.",
    )
    PASSWORD = (
        "Välj ett nytt lösenord i Stegvis",
        "Någon har bett om ett nytt lösenord till ditt konto i Stegvis. Välj det här. Länken "
        "gäller i tre dagar. Var det inte du behöver du inte göra något.",
    )


def send(letter: Letter, address: str, link: str = "") -> None:
    """Mail the letter to one address. Raises OSError when the relay does not answer."""
    subject, words = letter.value
    text = f"{words}\n\n{link}\n" if link else f"{words}\n"
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
