"""The bare site's tables, open to the role that serves."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from stegvis.core.roles import RUNTIME


class Command(BaseCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", database="owner", verbosity=0)
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {RUNTIME}")
            cursor.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {RUNTIME}")
