"""From a leak window to the persons concerned: a list for each controller, and no other's."""

import csv
import stat
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.verification import verify
from stegvis.casework.models import Participation
from stegvis.web.management.commands.incident import window_of
from tests.world import AMN, STRANGER, World, email


def told(*arguments: str) -> str:
    out = StringIO()
    now = timezone.now()
    window = [f"--from={now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"]
    window += [f"--to={now + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"]
    call_command("incident", *window, *arguments, stdout=out)
    return out.getvalue()


def lists(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The files by the key of the controller in their names."""
    return {
        path.name.split("-2")[0].removeprefix("incident-"): list(
            csv.DictReader(path.read_text().splitlines())
        )
        for path in folder.iterdir()
    }


@pytest.mark.django_db(databases=["default", "owner"])
class TestOfTheWorld:
    """The world was built in the hour before, by Samira and the case managers."""

    def test_each_controller_gets_its_own_list(self, world: World, tmp_path: Path) -> None:
        said = told(f"--out={tmp_path / 'lists'}")
        found = lists(tmp_path / "lists")
        assert set(found) == {AMN}
        assert f"{AMN}: 3 persons, 1 of them protected" in said
        rows = found[AMN]
        assert len(rows) == 3
        assert [row["protected"] for row in rows].count("yes") == 1
        row = rows[0]
        assert row["first_access"] <= row["last_access"]
        assert int(row["accesses"]) > 0
        assert row["organisations"] == AMN
        assert email("Samira") in row["accounts"]
        assert "note_written" in row["events"]
        with acting(world.actor("Samira")):
            case = Participation.objects.get(participant_id=UUID(row["participant"]))
        assert row["pages"] == f"/deltagare/{case.pk}/"

    def test_no_file_names_anybody(self, world: World, tmp_path: Path) -> None:
        told(f"--out={tmp_path}")
        (path,) = tmp_path.iterdir()
        text = path.read_text()
        for word in ("Alva", "Exempelsson", "Hemlig", "200302142385", "Kanariefågel"):
            assert word not in text
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_the_listing_is_logged_in_the_chain_concerned(self, world: World) -> None:
        told()
        owner = world.organisation(AMN).pk
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "select owner_id, detail->>'persons', participant_id from audit_entry "
                "where event = %s",
                [Event.INCIDENT_LISTED],
            )
            assert cursor.fetchall() == [(owner, "3", None)]
        assert verify(owner).fault is None

    def test_one_account_alone(self, world: World, tmp_path: Path) -> None:
        told(f"--account={email('Kim')}", f"--out={tmp_path}")
        (rows,) = lists(tmp_path).values()
        assert len(rows) == 1
        assert rows[0]["accounts"] == email("Kim")

    def test_one_controller_alone(self, world: World, tmp_path: Path) -> None:
        said = told(f"--organisation={STRANGER}", f"--out={tmp_path}")
        assert "no person's data" in said
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_written_over(self, world: World, tmp_path: Path) -> None:
        period = ("--from=2026-01-01", "--to=2126-01-01", f"--out={tmp_path}")
        call_command("incident", *period, stdout=StringIO())
        with pytest.raises(CommandError, match="exists already") as failed:
            call_command("incident", *period, stdout=StringIO())
        assert failed.value.returncode == 2

    def test_nothing_is_listed_that_cannot_be_logged(self, world: World, tmp_path: Path) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("alter function audit_append(jsonb) rename to lost")
            with pytest.raises(Exception, match="audit_append"):
                told(f"--out={tmp_path}")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            ("--from=igår", "--to=2026-11-02"),
            ("--from=2026-13-01", "--to=2026-11-02"),
            ("--from=2026-11-02", "--to=2026-11-01"),
            ("--from=2026-11-01", "--to=2026-11-01"),
            ("--from=2026-11-01", "--to=2026-11-02", "--account=nobody@exempel.invalid"),
            ("--from=2026-11-01", "--to=2026-11-02", "--organisation=nobody"),
            ("--from=2026-11-01", "--to=2026-11-02", "--out=/proc/nowhere"),
        ],
    )
    def test_bad_input_is_told(self, world: World, wrong: tuple[str, ...]) -> None:
        with pytest.raises(CommandError) as failed:
            call_command("incident", *wrong, stdout=StringIO())
        assert failed.value.returncode == 2


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-01T08:00", "2026-11-02T08:00", 24),
        ("2026-11-01T08:00+01:00", "2026-11-01T08:00Z", 1),
        ("2026-03-29", "2026-03-30", 23),
        ("2026-10-25", "2026-10-26", 25),
        # The hour comes twice: from the first time to the second.
        ("2026-10-25T02:30", "2026-10-25T02:30", 1),
    ],
)
def test_times_are_swedish(start: str, end: str, hours: int) -> None:
    window = window_of(start, end, None)
    assert (window.end.astimezone(UTC) - window.start.astimezone(UTC)) == (timedelta(hours=hours))
