"""This file is where it is read on what legal basis each purpose rests, for each kind of authority.

`legal_bases.toml` beside it is to be confirmed by each controller. It is about the General Data
Protection Regulation; secrecy, and what lifts it, is another matter (`grounds`).
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("legal_bases.toml")
# A purpose that a programme has named for itself rests on what coordination rests on.
COORDINATION = "samordning"


@dataclass(frozen=True)
class LegalBasis:
    purpose: str
    label: str
    article_6: str
    article_9: str
    national: str

    @property
    def sentence(self) -> str:
        """All three on one line; article 9 only where sensitive data are processed."""
        return "; ".join(part for part in (self.article_6, self.article_9, self.national) if part)


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, Any]]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["basis"]
    return {row["purpose"]: row for row in rows}


def basis_of(purpose: str, owner_kind: str) -> LegalBasis:
    """The basis of one purpose at an authority of this kind."""
    row = _rows().get(purpose) or _rows()[COORDINATION]
    national = row["national"]
    return LegalBasis(
        purpose,
        row["label"],
        row["article_6"],
        row["article_9"],
        national.get(owner_kind, national[""]),
    )


def bases_of(owner_kind: str, purposes: Iterable[str] = ()) -> list[LegalBasis]:
    """Every purpose of the house, and the named ones of a programme, in order."""
    return [basis_of(key, owner_kind) for key in dict.fromkeys([*_rows(), *purposes])]
