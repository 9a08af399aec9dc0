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
from stegvis.organisations.models import Organisation
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
        known = set(Organisation.objects.values_list("key", flat=True))
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
                self._tell_of_new(known)

    def _tell_of_new(self, known: set[str]) -> None:
        """A key that is misspelt makes a second authority of the same name: the one who loads the
        file must see it at once."""
        for each in Organisation.objects.exclude(key__in=known).order_by("key"):
            known.add(each.key)
            self.stdout.write(
                f"Ny i registret över organisationer: {each.key} ({each.name}). Finns myndigheten "
                "redan under en annan nyckel: rätta nyckeln, höj version och publicera igen."
            )
