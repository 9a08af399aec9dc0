"""Fill an empty database with the demonstration's invented people."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from stegvis.core.processes import dying_with_parent
from stegvis.organisations.models import Account
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder
from stegvis.web.demo import build

# Two processes, because their lives do not touch and most machines have two cores.
PARTS = 2
REST = {"first": build.live_on_first, "others": build.live_on_others}
Tell = Callable[[str], None]


class Command(BaseCommand):
    help = "Make the tables and the demonstration's invented people, unless there are people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--part", type=int, help="only this part of the lives; used by itself")
        parser.add_argument("--rest", choices=REST, help="those who come in afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()

        def tell(text: str) -> None:
            self.stdout.write(f"  {time.monotonic() - began:4.1f} s  {text}")
            self.stdout.flush()

        if options["part"] is not None:
            # A line comes when everything is there that lives need; nothing, if it came to naught.
            if sys.stdin.readline():
                with build.told_whole():
                    build.live(options["part"], PARTS, tell)
        elif options["rest"]:
            # Whoever looks at the pages meanwhile comes first.
            os.nice(10)
            with build.told_whole():
                REST[options["rest"]](tell)
        else:
            with _others() as others:
                self._build(others, tell)

    def _build(self, others: "list[subprocess.Popen[bytes]]", tell: Tell) -> None:
        call_command("prepare_database", verbosity=0)
        tell("tabellerna")
        if Account.objects.filter(is_system=False).exists():
            self.stdout.write("There are people already.")
            return
        if not ProgrammeVersion.objects.exists():
            files = sorted(map(str, definitions_folder().glob("*.toml")))
            call_command("load_programme", *files, verbosity=0)
            tell(f"{len(files)} insats" if len(files) == 1 else f"{len(files)} insatser")
        build.prepare(tell)
        for other in others:
            _tell(other, b"go\n")
        with build.told_whole():
            build.live(0, PARTS, tell)
        if any(other.wait() for other in others):
            raise CommandError("Some of the people could not be made; see above.")
        build.settle(tell)


@contextmanager
def _others() -> "Iterator[list[subprocess.Popen[bytes]]]":
    """The processes that tell the other parts. They are started at once, for it takes them as long
    to read all code as the tables take to make."""
    command = [sys.executable, "-m", "django", "demo_data", "--skip-checks"]
    others = [
        subprocess.Popen(
            [*command, f"--part={part}"],
            stdin=subprocess.PIPE,
            preexec_fn=dying_with_parent(signal.SIGTERM),
        )
        for part in range(1, PARTS)
    ]
    try:
        yield others
    finally:
        for other in others:
            _tell(other, b"")
            other.wait()


def _tell(process: "subprocess.Popen[bytes]", word: bytes) -> None:
    """The last that this process is told; nothing more once that is done."""
    if process.stdin and not process.stdin.closed:
        with process.stdin as end:
            end.write(word)
