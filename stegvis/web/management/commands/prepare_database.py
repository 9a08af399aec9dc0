"""Migrate as the owner role and assert every table's secrecy: grants, policies, keys, triggers."""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from stegvis.audit.sql import FUNCTIONS
from stegvis.casework.queue_sql import QUEUE_FUNCTION
from stegvis.core.secrecy import secure
from stegvis.core.tables import make_tables


class Command(BaseCommand):
    help = "Migrate the database and assert row-level security on every table."

    def handle(self, *args: Any, **options: Any) -> None:
        own = [app.label for app in apps.get_app_configs() if app.name.startswith("stegvis.")]
        if not make_tables(connections["owner"], own):
            call_command("migrate", database="owner", interactive=False, verbosity=0)
        tables = secure(connections["owner"], [FUNCTIONS, QUEUE_FUNCTION])
        if options["verbosity"]:
            self.stdout.write(f"{len(tables)} tables ready, secrecy asserted")
