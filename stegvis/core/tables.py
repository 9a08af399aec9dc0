"""This file is where an empty database gets its tables straight from the models.

Walking through every migration takes ten times as long as making what they end in, so a new
installation is made at once and its migrations are written down as done. A database that holds
anything is migrated as usual. tests/core/test_tables.py holds the two ways to the same schema.
"""

from collections.abc import Iterable

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor


def make_tables(connection: BaseDatabaseWrapper, own: Iterable[str]) -> bool:
    """Make all tables in an empty database, and tell whether it was empty.

    Where there is a table already nothing is done, and `migrate` must be called. Run as the role
    that owns the schema. `own` are the labels of our own apps: their tables, and those of the
    libraries' apps that point at them, are made from the models. The other libraries are
    migrated, before ours are written down, so that none of their steps draws all of our models.
    """
    labels = frozenset(own)
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            return False
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    made = labels | {
        leaf[0]
        for leaf in graph.leaf_nodes()
        if any(app in labels for app, _ in graph.forwards_plan(leaf))
    }
    executor.migrate([leaf for leaf in graph.leaf_nodes() if leaf[0] not in made])
    with connection.schema_editor() as editor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label in made and not model._meta.auto_created:
                editor.create_model(model)
    for app, name in graph.nodes:
        if app in made:
            executor.recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True
