"""This file is where an empty database gets its tables, straight from the models or by migrating.

Walking through the migrations takes longer than making what they end in, so a new installation
is made at once and its migrations are written down as done. A database that holds anything is
migrated as usual. tests/core/test_tables.py holds the two ways to the same schema.
"""

from collections.abc import Iterable

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.sql import emit_post_migrate_signal
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """All of an app's first models in one step of a migration.

    Django draws every model that a new one points at, and all that point at those, anew for each
    CreateModel: with accounts in the middle that is nearly all of them, once for each. Here they
    are drawn once for the app. `models` come in the order in which their tables can be made.
    """

    reversible = False
    serialization_expand_args = ["models"]

    def __init__(self, models: list[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # what is drawn already; asked for, it is drawn again whole
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"


def make_tables(connection: BaseDatabaseWrapper, own: Iterable[str]) -> bool:
    """Make all tables in an empty database, and tell whether it was empty.

    Where there is a table already nothing is done, and `migrate` must be called. Run as the role
    that owns the schema. `own` are the labels of our own apps: their tables, and those of the
    libraries' apps that point at them, are made from the models. The other libraries are
    migrated, before ours are written down, so that none of their steps draws all of our models.
    Raises CommandError where the database stopped among migrations that have been replaced.
    """
    labels = frozenset(own)
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            _refuse_halfway(connection)
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
    for node, migration in graph.nodes.items():
        for app, name in migration.replaces or [node]:
            if app in made:
                executor.recorder.record_applied(app, name)
    executor.check_replacements()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True


def _refuse_halfway(connection: BaseDatabaseWrapper) -> None:
    """A migration that replaces others counts as done where all of them are, and as not begun
    where none is. In between Django leaves it out, and would say that there is nothing to do."""
    done = MigrationRecorder(connection).applied_migrations().keys()
    missing = [
        f"{app}.{name}"
        for migration in MigrationLoader(None).replacements.values()
        for app, name in migration.replaces
        if (app, name) not in done and not done.isdisjoint(migration.replaces)
    ]
    if missing:
        raise CommandError(
            "Upgrade with the previous version first: this one no longer has the migrations "
            f"{', '.join(missing)}."
        )
