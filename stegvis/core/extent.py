"""This file is where Swedish words for how much become minutes a week: "2 förmiddagar à 3 h".

Percent is of 40 hours. Nothing is guessed: a text that can be read in two ways is refused with
an example of how to write. Hours times days, days of the week with times of day, percent, and
parts of full time are understood, also several after one another ("ti 9-12, to 13-15").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from stegvis.core.dates import FULL_WEEK_MINUTES
from stegvis.core.errors import RuleBroken

FIELD = "extent_text"
HOW_TO_WRITE = "Skriv till exempel ”2 förmiddagar à 3 h”, ”ti+to 9–12”, ”10 h” eller ”50 %”."
MINUTES_OF_A_WEEK = 7 * 24 * 60

_WORDS = {"heltid": 100, "trekvartstid": 75, "halvtid": 50, "kvartstid": 25}
_COUNTED = ("ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")
_NUMBER_WORDS = {"en": 1} | {word: number for number, word in enumerate(_COUNTED, 1)}
_DAYS = (
    "må(?:n|ndag)?",
    "ti(?:s|sdag)?",
    "on(?:s|sdag)?",
    "to(?:r|rs|rsdag)?",
    "fr(?:e|edag)?",
    "lö(?:r|rdag)?",
    "sö(?:n|ndag)?",
)
_DAY = "(?:" + "|".join(_DAYS) + r")(?:ar|arna|en)?\b\.?"
_NUMBER = r"(?:\d+(?:[.,]\d+)?\s*½?|½|\b(?:" + "|".join(_NUMBER_WORDS) + r")\b)"
_HOURS = r"(?:h|t|tim|timme|timmar|timmars)\b\.?"
_MINUTES = r"(?:m|min|minut|minuter|minuters)\b\.?"
_TIMES = (
    r"(?:halvdag|dag|dgr|förmiddag|eftermiddag|kväll|pass|tillfälle|möte|samtal|besök|lektion"
    r"|gång|gånger|ggr|ggn|fm|em|st)(?:ar|er|en|n)?\b\.?"
)
_CLOCK = r"(\d{1,2})(?:[.:](\d{2}))?"

# In the order they are tried; the name says what the piece means to the sum.
_SHAPES: tuple[tuple[str, str], ...] = (
    ("rarely", r"(?:varannan|var annan)\s+vecka\b"),
    ("monthly", r"(?:/|per |i |om )\s*mån(?:ad(?:en)?)?\b\.?"),
    ("weekly", r"(?:/|per |i |om |varje |var )\s*v(?:ecka(?:n)?)?\b\.?"),
    ("daily", r"(?:/|per |om |varje |alla )\s*(?:arbets|var)?dag(?:en|ar)?\b\.?|dagligen\b"),
    ("days", rf"({_DAY})\s*-\s*({_DAY})"),
    ("day", _DAY),
    ("span", rf"(?:kl(?:ockan)?\.?\s*)?{_CLOCK}\s*-\s*{_CLOCK}(?!\s*{_HOURS}|\s*{_MINUTES}|\d)"),
    ("hours", rf"({_NUMBER})\s*{_HOURS}(?:\s*(?:och\s+)?({_NUMBER})\s*{_MINUTES})?"),
    ("minutes", rf"({_NUMBER})\s*{_MINUTES}"),
    ("times", rf"({_NUMBER})\s*{_TIMES}"),
    ("times", rf"({_NUMBER})(?=\s*[x×*àáa][\s\d½])"),
    ("times", rf"(?<=[x×*])\s*({_NUMBER})(?=\s*(?:$|[,+/]))"),
    ("plus", r"[+,;&]|\b(?:och|samt|plus)\b"),
    ("", r"\s+|[x×*àáa](?=[\s\d])|\b(?:ca|cirka|ungefär|på|om|kl|klockan|varje|var|förmiddag(?:en)?"
         r"|eftermiddag(?:en)?|fm|em)\b\.?|\.$"),
)  # fmt: skip
_PIECE = [(name, re.compile(shape)) for name, shape in _SHAPES]
_ALONE = re.compile(r"\d+(?:[.,]\d+)?")
_PERCENT = re.compile(
    r"(?:ca |cirka )?(\d+(?:[.,]\d+)?)\s*(?:%|procent)(?:\s*(?:av|i|per)\s+(?:heltid|veckan?))?"
)

Kind = Literal["count", "length", "daily", "plus"]


@dataclass(frozen=True)
class _Part:
    kind: Kind
    amount: Decimal = Decimal(0)


def minutes_per_week(text: str) -> int:
    """Minutes a week of an extent as people write it; percent is of 40 hours.

    Raises RuleBroken (field extent_text) with the way to write when the text is not understood,
    says nothing of length, is zero, or is more than a week holds. More than 100 % is lawful here.
    """
    plain = _plain(text)
    percent = _percent(plain)
    if percent is None:
        parts, share = _read(plain)
        exact = _sum(parts, share)
    else:
        exact = percent * FULL_WEEK_MINUTES / 100
    minutes = int(exact.to_integral_value(ROUND_HALF_UP))
    if minutes < 1:
        raise _broken("Omfattningen blir noll.")
    if minutes > MINUTES_OF_A_WEEK:
        raise _broken("Omfattningen är längre än en vecka.")
    return minutes


def percent_of_week(text: str) -> int:
    """Whole percent of 40 hours, of an extent as people write it: "50", "50 %", "20 h/v",
    "halvtid". A number alone is percent. Raises RuleBroken as `minutes_per_week`."""
    plain = _plain(text)
    minutes = minutes_per_week(f"{plain} %" if _ALONE.fullmatch(plain) else plain)
    exact = Decimal(minutes) * 100 / FULL_WEEK_MINUTES
    return max(int(exact.to_integral_value(ROUND_HALF_UP)), 1)


def written(minutes: int) -> str:
    """Minutes a week as hours and minutes: 6 h, 1 h 30 min; `minutes_per_week` reads it back."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{rest} min"] if rest or not hours else parts)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("–", "-").replace("—", "-").split())


def _percent(text: str) -> Decimal | None:
    if text in _WORDS:
        return Decimal(_WORDS[text])
    match = _PERCENT.fullmatch(text)
    return _number(match[1]) if match else None


def _read(text: str) -> tuple[list[_Part], Decimal]:
    """The text as counts and lengths, and the share of weeks that they are done in."""
    parts: list[_Part] = []
    share = Decimal(1)
    place = 0
    while place < len(text):
        name, match = _next(text, place)
        if name == "rarely":
            share = Decimal("0.5")
        elif name == "monthly":
            share = Decimal(12) / 52
        else:
            parts.extend(_parts(name, match))
        place = match.end()
    return parts, share


def _next(text: str, place: int) -> tuple[str, re.Match[str]]:
    for name, shape in _PIECE:
        match = shape.match(text, place)
        if match and match.end() > place:
            return name, match
    raise _broken(f"”{text[place : place + 20]}” går inte att räkna om till tid.")


def _parts(name: str, match: re.Match[str]) -> Iterator[_Part]:
    if name == "day":
        yield _Part("count", Decimal(1))
    elif name == "days":
        yield _Part("count", Decimal(_days_between(match[1], match[2])))
    elif name == "times":
        yield _Part("count", _number(match[1]))
    elif name == "span":
        yield _Part("length", Decimal(_clock_length(match)))
    elif name == "hours":
        yield _Part("length", _number(match[1]) * 60 + (_number(match[2]) if match[2] else 0))
    elif name == "minutes":
        yield _Part("length", _number(match[1]))
    elif name == "daily":
        yield _Part("daily")
    elif name == "plus":
        yield _Part("plus")


def _sum(parts: list[_Part], share: Decimal) -> Decimal:
    """Counts times lengths, added up. Counts side by side are added (ti+to); a length takes the
    counts before it, or else the one right after it (3 h 2 dagar)."""
    is_daily = any(part.kind == "daily" for part in parts)
    told = [part for part in parts if part.kind != "daily"]
    terms: list[Decimal] = []
    count: Decimal | None = None
    taken = -1
    for place, part in enumerate(told):
        if part.kind == "count" and place > taken:
            count = (count or Decimal(0)) + part.amount
        elif part.kind == "length":
            if count is None:
                count, taken = _count_after(told, place, may_cross=is_daily)
            if count is None and is_daily:
                raise _broken("Skriv också hur många dagar i veckan det är.")
            terms.append(part.amount * (count if count is not None else 1))
            count = None
    if not terms or count is not None:
        raise _broken("Skriv också hur länge det är varje gång.")
    if share != 1 and len(terms) > 1:
        raise _broken("Skriv hur många timmar det blir i veckan i genomsnitt.")
    return sum(terms, Decimal(0)) * share


def _count_after(parts: list[_Part], place: int, *, may_cross: bool) -> tuple[Decimal | None, int]:
    """Counts that follow a length and belong to it, for no further length takes them."""
    total, last = Decimal(0), place
    for at in range(place + 1, len(parts)):
        part = parts[at]
        if part.kind == "length":
            return None, -1
        if part.kind == "count":
            total, last = total + part.amount, at
        elif last == place and not may_cross:
            return None, -1
    return (total, last) if last > place else (None, -1)


def _number(text: str) -> Decimal:
    text = text.strip()
    if text in _NUMBER_WORDS:
        return Decimal(_NUMBER_WORDS[text])
    half = Decimal("0.5") if text.endswith("½") else Decimal(0)
    whole = text.removesuffix("½").strip().replace(",", ".")
    return Decimal(whole or 0) + half


def _clock_length(match: re.Match[str]) -> int:
    """Minutes between two times of day. Raises RuleBroken when they are none, or out of order."""
    from_hour, from_minute, to_hour, to_minute = (int(group or 0) for group in match.groups())
    if max(from_hour, to_hour) > 24 or max(from_minute, to_minute) > 59:
        raise _broken(f"”{match[0]}” är inga klockslag.")
    length = (to_hour - from_hour) * 60 + to_minute - from_minute
    if length <= 0:
        raise _broken(f"”{match[0]}” slutar innan det börjar.")
    return length


def _days_between(first: str, last: str) -> int:
    start, end = (_day_number(day) for day in (first, last))
    if end <= start:
        raise _broken(f"”{first}–{last}” går baklänges i veckan.")
    return end - start + 1


def _day_number(text: str) -> int:
    return next(n for n, day in enumerate(_DAYS) if re.match(rf"{day}(?:ar|arna|en)?\b", text))


def _broken(what: str) -> RuleBroken:
    return RuleBroken(f"{what} {HOW_TO_WRITE}", FIELD)
