"""This file is where Swedish order is made: a key that sorts right in C order, everywhere."""

import unicodedata

# After z come å, ä and ö; é sorts as e and ü as y, as in a Swedish directory.
_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "ü": "y"})


def sort_key(text: str) -> str:
    """The key of a name: lower case, Swedish order, no accents, single spaces."""
    ordered = " ".join(text.lower().translate(_ORDER).split())
    if ordered.isascii():
        return ordered[:170]  # nothing to take away
    plain = unicodedata.normalize("NFKD", ordered)
    return "".join(c for c in plain if not unicodedata.combining(c))[:170]


def after(prefix: str) -> str:
    """The first key that no longer begins with the prefix; for a range an index can answer."""
    return prefix + "\U0010ffff"
