"""This file is where actions and fetches say what they did; every call ends up in the log."""

from typing import Any, Protocol
from uuid import UUID

from stegvis.audit.events import Event
from stegvis.audit.journal import journal


class Item(Protocol):
    """What the log needs to know of a record."""

    @property
    def pk(self) -> Any: ...
    @property
    def owner_id(self) -> UUID: ...
    @property
    def item_kind(self) -> str: ...
    @property
    def about_participant_id(self) -> UUID | None: ...


def change(event: Event, item: Item, /, **detail: Any) -> None:
    """A change of this item; `detail` holds codes, dates and ids, never case text."""
    journal().add(
        event,
        owner_id=item.owner_id,
        item_kind=item.item_kind,
        item_id=item.pk,
        participant_id=item.about_participant_id,
        detail=detail,
    )


def look(event: Event, item: Item, purpose: str = "") -> None:
    """A look at this item; logged once per request. The chain is that of the item's owner."""
    journal().look(
        event,
        owner_id=item.owner_id,
        item_kind=item.item_kind,
        item_id=item.pk,
        participant_id=item.about_participant_id,
        purpose=purpose,
    )
