"""Fill an empty database with the demonstration's invented people."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from stegvis.organisations.models import Account
from stegvis.web.demo.build import build


class Command(BaseCommand):
    help = "Make the demonstration's invented people, unless there are people already."

    def handle(self, *args: Any, **options: Any) -> None:
        if Account.objects.filter(is_system=False).exists():
            self.stdout.write("There are people already.")
            return
        began = time.monotonic()

        def tell(text: str) -> None:
            self.stdout.write(f"  {time.monotonic() - began:4.1f} s  {text}")
            self.stdout.flush()

        build(tell)
