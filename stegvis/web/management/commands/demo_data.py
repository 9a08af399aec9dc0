"""Fill an empty database with the demonstration's invented people."""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from stegvis.organisations.models import Account
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder
from stegvis.web.demo import build

# Two processes, because their lives do not touch and most machines have two cores.
PARTS = 2


class Command(BaseCommand):
    help = "Make the demonstration's invented people, unless there are people already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--part", type=int, help="only this part of the lives; used by itself")
        parser.add_argument("--rest", action="store_true", help="those who come in afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()

        def tell(text: str) -> None:
            self.stdout.write(f"  {time.monotonic() - began:4.1f} s  {text}")
            self.stdout.flush()

        if options["part"] is not None:
            build.live(options["part"], PARTS, tell)
            return
        if options["rest"]:
            # Whoever looks at the pages meanwhile comes first.
            os.nice(10)
            build.live_on(tell)
            return
        if Account.objects.filter(is_system=False).exists():
            self.stdout.write("There are people already.")
            return
        if not ProgrammeVersion.objects.exists():
            files = sorted(map(str, definitions_folder().glob("*.toml")))
            call_command("load_programme", *files, verbosity=0)
            tell(f"{len(files)} insats" if len(files) == 1 else f"{len(files)} insatser")
        build.prepare(tell)
        command = [sys.executable, "-m", "django", "demo_data"]
        others = [subprocess.Popen([*command, f"--part={part}"]) for part in range(1, PARTS)]
        build.live(0, PARTS, tell)
        if any(other.wait() for other in others):
            raise CommandError("Some of the people could not be made; see above.")
        build.finish(tell)
