"""Whose records each authority has kept for as long as its rule says: a list, and no more."""

from argparse import ArgumentParser
from datetime import date
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from stegvis.audit.journal import acting
from stegvis.casework.gone_over import GoneOver, gone_over
from stegvis.core.dates import today
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation
from stegvis.participants import retention


class Command(BaseCommand):
    help = "List whose records are due to be weeded, for each authority; nothing is removed."
    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on")
        parser.add_argument("--organisation")

    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["on"])
        chosen = Organisation.objects.exclude(kind="forbund").order_by("key")
        if key := options["organisation"]:
            chosen = chosen.filter(key=key)
            if not chosen:
                raise CommandError(f"There is no authority called {key!r}.", returncode=2)
        for organisation in chosen:
            self._tell(organisation, day)

    def _tell(self, organisation: Organisation, day: date) -> None:
        actor = system(organisation)
        rule = retention.rule_of(organisation.kind, day)
        with acting(actor, read_only=True, purpose="gallring"):
            found = gone_over(actor, organisation.kind, day)
        said = rule.statute if rule else "no rule"
        self.stdout.write(f"{organisation.key}: {len(found)} persons due ({said})")
        for row in found:
            self.stdout.write(_line(row))
        if found:
            self.stdout.write("  This is a list; nothing is removed.")


def _line(row: GoneOver) -> str:
    ends = f", to be gone by {row.finish_by}" if row.finish_by else ""
    late = " LATE" if row.is_late else ""
    since = f"last entry {row.last_entry_on}, due since {row.due_on}"
    return f"  {row.participant_id}  {since}{ends}{late}"


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no date. Write it as 2031-02-28.", returncode=2) from None
