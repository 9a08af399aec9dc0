"""Check the log's chains, or print their ends to be kept somewhere else. Runs as the owner role."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from stegvis.audit.verification import Chain, Head, differing, heads, owners, verify
from stegvis.web.chain_names import UnknownOwner, name_of_owners, owner_named


class Command(BaseCommand):
    help = "Check the log's chains, or print their ends."
    requires_system_checks: ClassVar[list[str]] = []  # the pages are not needed for it

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("verify", help="read every chain through")
        check.add_argument("--anchor", type=Path, help="lines that `head` has printed earlier")
        end = actions.add_parser("head", help="print the end of every chain")
        for one in (check, end):
            one.add_argument("--organisation", help="only the chain of this authority")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            only = owner_named(options["organisation"]) if options["organisation"] else None
            if options["action"] == "head":
                self._print_heads(only)
            else:
                self._verify(only, options["anchor"])
        except UnknownOwner as unknown:
            raise CommandError(str(unknown), returncode=2) from None

    def _print_heads(self, only: UUID | None) -> None:
        names = name_of_owners()
        for head in heads():
            if only in (None, head.owner_id):
                name = names.get(head.owner_id, str(head.owner_id))
                at = _moment(head.at) if head.at else "gone"
                self.stdout.write(f"{name} {head.number} {head.digest.hex()} {at}")

    def _verify(self, only: UUID | None, anchor: Path | None) -> None:
        names = name_of_owners()
        kept = [a for a in read_anchors(anchor) if only in (None, a.owner_id)] if anchor else []
        faults = 0
        for owner in [only] if only else sorted(owners(), key=lambda pk: names.get(pk, "")):
            chain = verify(owner)
            self.stdout.write(f"{names.get(owner, str(owner))}: {_told(chain)}")
            faults += chain.fault is not None
        for head, what in differing(kept):
            name = names.get(head.owner_id, str(head.owner_id))
            self.stdout.write(f"{name}: ANCHOR DOES NOT HOLD: {what}")
            faults += 1
        if anchor and not faults:
            self.stdout.write(f"{len(kept)} anchored sums are still the same")
        if faults:
            raise CommandError("The log is not whole; see above.", returncode=1)


def _told(chain: Chain) -> str:
    period = (
        f", {_moment(chain.first_at)} – {_moment(chain.last_at)}"
        if chain.first_at and chain.last_at
        else ""
    )
    verdict = f"BROKEN: {chain.fault}" if chain.fault else "the chain is whole"
    return f"{chain.rows} rows{period}: {verdict}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_anchors(path: Path) -> list[Head]:
    """The lines of a file that `audit head` printed; several times over, if it was added to.

    Raises CommandError, with the number of the line, for what is no such line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}", returncode=2) from None
    found = list(_anchors(path, text))
    if not found:
        raise CommandError(f"{path} holds no anchored sum.", returncode=2)
    return found


def _anchors(path: Path, text: str) -> Iterator[Head]:
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            key, number, digest, *_ = line.split()
            anchor = Head(owner_named(key), int(number), bytes.fromhex(digest), None)
        except (ValueError, UnknownOwner) as error:
            raise CommandError(
                f"{path}, line {place} is no line of `stegvis audit head` ({error}).",
                returncode=2,
            ) from None
        if anchor.number < 1 or len(anchor.digest) != 32:
            raise CommandError(f"{path}, line {place} holds no number and sum.", returncode=2)
        yield anchor
