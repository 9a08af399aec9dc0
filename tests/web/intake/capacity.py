"""A programme version as the inbox gets it, with a number of ongoing cases."""

from types import SimpleNamespace
from typing import Any

from stegvis.web.intake.arrivals import capacity


def capacity_at(ongoing: int, *, is_shared: bool = False) -> dict[str, Any]:
    rules = SimpleNamespace(target=50, warn_at=45, is_goal=True)
    return capacity(
        SimpleNamespace(  # type: ignore[arg-type]
            definition=SimpleNamespace(capacity=rules, shares_places=is_shared),
            programme=SimpleNamespace(short_name="Förrehab"),
            ongoing=ongoing,
            admitted=0,
            not_admitted=0,
            not_reached=0,
        )
    )
