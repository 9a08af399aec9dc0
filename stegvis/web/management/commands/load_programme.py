"""Read definition files into the database as published versions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from stegvis.access.actor import system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions.installation import system_account
from stegvis.programmes.actions import programme
from stegvis.programmes.reading import DefinitionErrors


class Command(BaseCommand):
    help = "Load one or more programme definitions (TOML)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        account = system_account()
        # Programmes belong to no authority; the installation's own chain logs their loading.
        actor = system_actor(account.pk, account.pk, account.name, RoleKey.ADMINISTRATOR)
        for path in options["files"]:
            try:
                with transaction.atomic(), acting(actor, purpose="load_programme"):
                    version = programme.load(actor=actor, path=path)
            except DefinitionErrors as errors:
                raise CommandError("\n".join(str(p) for p in errors.problems)) from None
            except RuleBroken as broken:
                raise CommandError(broken.message) from None
            if options["verbosity"]:
                self.stdout.write(f"{version.programme.key} version {version.number}")
