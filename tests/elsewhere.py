"""This file is where a test steps into another database of the cluster than the usual one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def in_database(name: str, alias: str = "default") -> Iterator[None]:
    """Django's own connection leads to the named database, as the role of `alias`; the usual one
    is left as it stands, in the middle of its transaction if it has one."""
    usual = connections["default"]
    other = connections.create_connection("default")
    other.settings_dict = connections[alias].settings_dict | {"NAME": name}
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = usual
