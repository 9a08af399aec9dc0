"""Whose records each authority has kept for as long as its rule says: a list. And the removal of
what two people of the authority have decided, as the role that owns the tables."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from stegvis.audit.journal import acting
from stegvis.casework.gone_over import GoneOver, gone_over
from stegvis.casework.weeding import decisions
from stegvis.core.dates import today
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation
from stegvis.participants import retention
from stegvis.web.carrying_out import NotDecided, Outcome, carry_out, decision_of


class Command(BaseCommand):
    help = "List whose records are due to be weeded, or remove what two people have decided."
    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on")
        parser.add_argument("--organisation")
        parser.add_argument("--carry-out", dest="carry_out")
        parser.add_argument("--archive", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["carry_out"]:
            self._carry_out(options["carry_out"], options["archive"])
        else:
            self._list(options)

    def _carry_out(self, typed: str, folder: Path | None) -> None:
        try:
            decision = decision_of(UUID(typed))
        except ValueError:
            raise CommandError(f"{typed!r} is no decision's id.", returncode=2) from None
        except NotDecided as missing:
            raise CommandError(str(missing), returncode=2) from None
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = 0
        for outcome in carry_out(decision, folder):
            kept += bool(outcome.kept_because)
            self.stdout.write(_told(outcome))
        if kept:
            raise CommandError(f"{kept} persons were kept; the lines above say why.", returncode=1)

    def _list(self, options: dict[str, Any]) -> None:
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
            decided = list(decisions(actor).filter(approved=True, left__gt=0))
        said = rule.statute if rule else "no rule"
        self.stdout.write(f"{organisation.key}: {len(found)} persons due ({said})")
        for row in found:
            self.stdout.write(_line(row))
        if found:
            self.stdout.write("  This is a list; nothing is removed.")
        for decision in decided:
            self.stdout.write(f"  decided: {decision.pk}, {decision.left} persons left to remove")


def _line(row: GoneOver) -> str:
    ends = f", to be gone by {row.finish_by}" if row.finish_by else ""
    late = " LATE" if row.is_late else ""
    since = f"last entry {row.last_entry_on}, due since {row.due_on}"
    return f"  {row.participant_id}  {since}{ends}{late}"


def _told(outcome: Outcome) -> str:
    if outcome.kept_because:
        return f"{outcome.participant_id}  kept: {outcome.kept_because}"
    saved = f", saved in {outcome.archive}" if outcome.archive else ""
    return f"{outcome.participant_id}  removed, {outcome.rows} rows{saved}"


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no date. Write it as 2031-02-28.", returncode=2) from None
