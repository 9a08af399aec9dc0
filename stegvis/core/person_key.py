"""The keyed digest by which a person is recognised without her personal number being kept.

It stands on a participant's account, on her identity and in the database context of her own
requests. Without the key it can neither be turned back nor tried out against the few hundred
million personal numbers there are; so the key is as secret as the numbers themselves.
"""

import hashlib
import hmac
import json

from django.conf import settings

from stegvis.core import personal_number


def person_key(number: str) -> str:
    """64 hexadecimal signs for a personal or coordination number, in any of its ways of writing.

    Raises ``RuleBroken`` (field personal_number) when it is none. The same number always gives the
    same digest as long as PERSON_KEY_SECRET is the same: changing it makes every participant a
    stranger until her digest has been made anew.
    """
    return _digest(personal_number.parse(number).digits)


def key_of(number: personal_number.PersonalNumber | None) -> str:
    """What her identity is matched with; empty for a number that nobody can log in with."""
    return _digest(number.digits) if number and number.is_for_login else ""


def keyed_digest(*parts: str) -> str:
    """64 hexadecimal signs for words that shall be known again and not read, such as who
    somebody is to an issuer. Never the same as a person's, whatever the words."""
    return _digest(json.dumps(parts))


def _digest(text: str) -> str:
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    """Its own setting, or one drawn from SECRET_KEY that nothing else uses."""
    own = str(settings.PERSON_KEY_SECRET)
    if own:
        return own.encode()
    return hmac.new(
        str(settings.SECRET_KEY).encode(), b"stegvis.core.person_key", hashlib.sha256
    ).digest()
