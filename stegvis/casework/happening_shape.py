"""This file is where the one shape is that dated facts of all kinds have, whatever table they are
in: the columns of `known.Happening`, and blanks for whose they are."""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Q,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast

from stegvis.casework.known import What
from stegvis.core.compiled import blank

# Every branch has these columns, in this order and of these types.
COLUMNS: dict[str, Any] = {
    "c_case": UUIDField(),
    "c_kind": TextField(),
    "c_ref": UUIDField(),
    "c_key": TextField(),
    "c_state": TextField(),
    "c_text": TextField(),
    "c_number": IntegerField(),
    "c_on": DateField(),
    "c_until": DateField(),
    "c_third": DateField(),
    "c_fourth": DateField(),
    "c_at": DateTimeField(),
}

OWNER, CASES, PEOPLE = blank(), blank(), blank()


def branch(queryset: Any, kind: What, **columns: Any) -> Any:
    """One kind in the common shape; `columns` are named without their c_."""
    given = {"case": F("participation_id"), "ref": F("pk"), "kind": Value(kind.value)} | columns
    shaped = {}
    for name, field in COLUMNS.items():
        value = given.get(name.removeprefix("c_"), Value(None))
        value = F(value) if isinstance(value, str) else value
        shaped[name] = Cast(value, field)
    return queryset.order_by().annotate(**shaped).values_list(*COLUMNS)


def when(condition: Q, state: str) -> Case:
    return Case(When(condition, then=Value(state)), default=Value(""), output_field=CharField())
