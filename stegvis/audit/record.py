"""This file is where actions and fetches say what they did; every call ends up in the log."""

from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model

from stegvis.audit.events import Event
from stegvis.audit.journal import journal

# References from an item towards the version of a programme that it belongs to.
_TOWARDS_VERSION = ("participation", "intake", "referral", "plan", "mapping", "group", "question")


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
        programme_id=_programme_of(item),
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
        programme_id=_programme_of(item),
        purpose=purpose,
    )


def _programme_of(item: Any) -> UUID | None:
    """The programme that an item belongs to, found in what has been fetched with it already:
    the log must not cost a page a query more."""
    fetched = item._state.fields_cache if isinstance(item, Model) else {}
    version = fetched.get("version")
    if version is not None:
        found: UUID | None = vars(version).get("programme_id")
        return found
    above = (fetched.get(name) for name in _TOWARDS_VERSION)
    return next((_programme_of(one) for one in above if one is not None), None)
