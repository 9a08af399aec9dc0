"""This file is where the language of definitions is asked which tables, keys and words it has.

The answers come from the typed schema itself, so that the guide, the messages and the comparison
of two versions know of a new key as soon as it can be written.
"""

import types
import typing
from collections.abc import Iterator

from django.db.models import TextChoices
from pydantic import BaseModel

from stegvis.programmes.definition import Definition

Table = type[BaseModel]


def tables() -> dict[str, Table]:
    """Every place of a definition that holds a table, as `steps.done`; the file itself is ''."""
    return {"": Definition} | dict(_below(Definition, ""))


def _below(table: Table, place: str) -> Iterator[tuple[str, Table]]:
    for key, field in table.model_fields.items():
        inner = table_in(field.annotation)
        if inner is not None:
            path = f"{place}.{key}".lstrip(".")
            yield path, inner
            yield from _below(inner, path)


def words_to_choose() -> dict[str, type[TextChoices]]:
    """Every key that takes a word from a list, by its place, with that list."""
    return {
        f"{place}.{key}".lstrip("."): words
        for place, table in tables().items()
        for key, field in table.model_fields.items()
        if (words := words_in(field.annotation)) is not None
    }


def table_at(place: tuple[str | int, ...]) -> Table | None:
    """The table that stands at a place of a file; None where the schema knows of none."""
    path = ".".join(part for part in place if isinstance(part, str))
    return tables().get(path)


def table_in(annotation: object) -> Table | None:
    """The table inside an annotation such as `tuple[Step, ...]` or `Ways | None`."""
    return next((kind for kind in _classes(annotation) if issubclass(kind, BaseModel)), None)


def words_in(annotation: object) -> type[TextChoices] | None:
    """The list of words inside an annotation such as `tuple[Demand, ...]`."""
    return next((kind for kind in _classes(annotation) if issubclass(kind, TextChoices)), None)


def is_list(table: Table, key: str) -> bool:
    """Does the key take several values?"""
    return _is_tuple(table.model_fields[key].annotation)


def _is_tuple(annotation: object) -> bool:
    return typing.get_origin(annotation) is tuple or any(
        _is_tuple(part) for part in typing.get_args(annotation)
    )


def _classes(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _classes(part)
