"""This file is where an empty database gets its tables straight from the models.

Walking through every migration takes ten times as long as making what they end in, so a new
installation is made at once and its migrations are written down as done. A database that holds
anything is migrated as usual. tests/core/test_tables.py holds the two ways to the same schema.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor


def make_tables(connection: BaseDatabaseWrapper, own: Iterable[str]) -> None:
    """Make the tables of our own apps (labels) in an empty database, and those that they need.

    Does nothing where there is a table already. Run as the role that owns the schema; `migrate`
    must be called afterwards for the libraries' tables.
    """
    labels = frozenset(own)
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            return
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    ours = [key for key in nodes if key[0] in labels]
    needed = {parent.key for key in ours for parent in nodes[key].parents}
    executor.migrate(sorted(key for key in needed if key[0] not in labels))
    with connection.schema_editor() as editor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label in labels and not model._meta.auto_created:
                editor.create_model(model)
    for app, name in ours:
        executor.recorder.record_applied(app, name)
