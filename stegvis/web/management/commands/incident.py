"""From a leak window to the persons concerned, a list for each controller. Runs as the owner
role; names nobody."""

import csv
import os
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from stegvis.audit.verification import owners
from stegvis.organisations.models import Account
from stegvis.oversight.models import Incident
from stegvis.web.chain_names import UnknownOwner, name_of_owners, owner_named
from stegvis.web.incident import Concerned, Window, concerned, log_listing

COLUMNS = (
    "participant",
    "first_access",
    "last_access",
    "accesses",
    "events",
    "accounts",
    "units",
    "organisations",
    "protected",
    "pages",
)


class Command(BaseCommand):
    help = "List the persons concerned by an incident, for each controller apart."
    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start")
        parser.add_argument("--to", dest="end")
        parser.add_argument("--record")
        parser.add_argument("--account")
        parser.add_argument("--organisation")
        parser.add_argument("--out", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        window, asked = _asked(options)
        names = name_of_owners()
        files = {owner: file_for(options["out"], names, owner, window) for owner in asked}
        found = {}
        # Each list is logged before any of them leaves; if one cannot be, none is written.
        with transaction.atomic(using="owner"):
            for owner in asked:
                if persons := list(concerned(owner, window)):
                    log_listing(owner, window, len(persons))
                    found[owner] = persons
        for owner, persons in sorted(found.items(), key=lambda item: names.get(item[0], "")):
            self.stdout.write(_summary(names.get(owner, str(owner)), persons))
            if path := files[owner]:
                write(path, persons)
                self.stdout.write(f"  {path}")
        if not found:
            self.stdout.write("The log shows no person's data within that window.")


def _asked(options: dict[str, Any]) -> tuple[Window, list[UUID]]:
    """The window, and whose chains. Raises CommandError with code 2."""
    if reference := options["record"]:
        if any(options[name] for name in ("start", "end", "account", "organisation")):
            raise CommandError("--record says the rest itself; give it alone.", returncode=2)
        return _recorded(reference)
    if not (options["start"] and options["end"]):
        raise CommandError("Give --from and --to, or --record.", returncode=2)
    try:
        chosen = options["organisation"]
        asked = [owner_named(chosen)] if chosen else owners()
    except UnknownOwner as unknown:
        raise CommandError(str(unknown), returncode=2) from None
    return window_of(options["start"], options["end"], options["account"]), asked


def _recorded(reference: str) -> tuple[Window, list[UUID]]:
    """The window of an incident in an authority's register, and that authority alone: each
    controller keeps its own. Raises CommandError with code 2."""
    try:
        found = Incident.objects.using("owner").filter(pk=UUID(reference)).first()
    except ValueError:
        found = None
    if found is None or found.leaked_from is None or found.leaked_to is None:
        raise CommandError(
            f"No incident with a window has the id {reference!r}. It stands on its page.",
            returncode=2,
        )
    window = Window(found.leaked_from, found.leaked_to, found.account_id)
    return window, [found.owner_id]


def _summary(name: str, persons: list[Concerned]) -> str:
    protected = sum(bool(person.is_protected) for person in persons)
    accesses = sum(person.accesses for person in persons)
    return f"{name}: {len(persons)} persons, {protected} of them protected, {accesses} accesses"


def window_of(start: str, end: str, email: str | None) -> Window:
    """Read the window. A time without offset is Swedish; where a clock hour comes twice, the
    widest window is meant. Raises CommandError with code 2."""
    window = Window(_moment(start, fold=0), _moment(end, fold=1), _account(email))
    if window.start >= window.end:
        raise CommandError(f"--from {start} is not before --to {end}.", returncode=2)
    return window


def _moment(text: str, fold: int) -> datetime:
    try:
        found = parse_datetime(text if "T" in text or " " in text else f"{text}T00:00")
    except ValueError:
        found = None
    if found is None:
        raise CommandError(
            f"{text!r} is no time. Write it as 2026-11-01T08:00, or with an offset, "
            "2026-11-01T08:00+01:00.",
            returncode=2,
        )
    if timezone.is_naive(found):
        found = timezone.make_aware(found.replace(fold=fold))
    # Two times of one zone are compared by the clock on the wall, which shows an hour twice.
    return found.astimezone(UTC)


def _account(email: str | None) -> UUID | None:
    if email is None:
        return None
    found = Account.objects.using("owner").filter(email__iexact=email).first()
    if found is None:
        raise CommandError(f"There is no account with the address {email!r}.", returncode=2)
    return found.pk


def file_for(
    folder: Path | None, names: dict[UUID, str], owner: UUID, window: Window
) -> Path | None:
    """Where a controller's list goes. Nothing is written over. Raises CommandError with code 2."""
    if folder is None:
        return None
    period = "-".join(f"{at:%Y%m%dT%H%M%SZ}" for at in (window.start, window.end))
    path = folder / f"incident-{names.get(owner, str(owner))}-{period}.csv"
    if path.exists():
        raise CommandError(f"{path} exists already; choose another --out.", returncode=2)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{folder} cannot be used: {error}", returncode=2) from None
    return path


def write(path: Path, persons: Iterable[Concerned]) -> None:
    """One controller's list; only whoever runs the command can read it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(map(_row, persons))


def _row(person: Concerned) -> list[str]:
    protected = {True: "yes", False: "no", None: "unknown"}[person.is_protected]
    lists = (person.events, person.accounts, person.units, person.organisations)
    return [
        str(person.participant_id),
        timezone.localtime(person.first_at).isoformat(timespec="seconds"),
        timezone.localtime(person.last_at).isoformat(timespec="seconds"),
        str(person.accesses),
        *(_safe("; ".join(values)) for values in lists),
        protected,
        "; ".join(person.pages),
    ]


def _safe(text: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
