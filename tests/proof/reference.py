"""This file is where it is said once more, in plain Python, what each authority may see.

It is written without looking at how the database is told (stegvis/core/secrecy.py), so that a
mistake there is not repeated here. A table that is not named here is its owner's alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
# Tables whose rows may be handed out: the kind that the disclosure names, and the column with
# the id of what was handed out.
HANDED_OUT: dict[str, tuple[str, str]] = {
    "participants_identity": ("identity", "id"),
    "casework_referral": ("referral", "id"),
    "casework_intake": ("intake", "id"),
    "casework_proposal": ("proposal", "id"),
    "casework_proposalanswer": ("proposalanswer", "id"),
    "casework_question": ("question", "id"),
    "casework_note": ("note", "id"),
    "casework_frozenversion": ("frozenversion", "id"),
    "casework_attachment": ("attachment", "id"),
    "casework_readiness": ("readiness", "id"),
    "casework_exit": ("exit", "id"),
    "casework_takeover": ("takeover", "id"),
    "casework_mapping": ("mapping", "id"),
    "casework_mappinganswer": ("mapping", "mapping_id"),
    "casework_plan": ("plan", "id"),
    "casework_plangoal": ("plan", "plan_id"),
    "casework_planaction": ("plan", "plan_id"),
}
# Tables whose row itself names the one other authority that may read it.
NAMES_ITS_READER: dict[str, str] = {
    "participants_disclosure": "receiver_id",
    "casework_party": "organisation_id",
    "casework_answer": "receiver_id",
}
# What has left the authority for good, after disclosure control, and what there is to take part in.
# How a programme is run holds nothing about a participant.
FOR_EVERYBODY = frozenset(
    {
        "outcomes_publishedfigures",
        "programmes_offer",
        "programmes_offerhistory",
        "programmes_offeruse",
        "programmes_programmeclosing",
        "conduct_decisioncorrection",
        "conduct_deviation",
        "conduct_plannedworkmark",
        "conduct_seatholding",
        "conduct_steeringdecision",
        "conduct_steeringmeeting",
        "conduct_steeringmember",
    }
)


@dataclass(frozen=True)
class Viewer:
    """Who asks: an account, acting for an authority."""

    name: str
    organisation: str
    account: str


@dataclass(frozen=True)
class Reference:
    """All rows of all tables with secrets, and who may see them."""

    rows: dict[str, list[Row]]

    def key(self, table: str, row: Row) -> str:
        return str(row["id"]) if "id" in row else f"{row['owner_id']}/{row['number']}"

    def visible(self, table: str, viewer: Viewer) -> set[str]:
        """The keys of the rows that the viewer may be shown."""
        found = (row for row in self.rows[table] if self.may_see(table, row, viewer))
        return {self.key(table, row) for row in found}

    def own(self, table: str, viewer: Viewer) -> list[Row]:
        return [row for row in self.rows[table] if row["owner_id"] == viewer.organisation]

    def foreign(self, table: str, viewer: Viewer) -> list[Row]:
        """Other owners' rows; those that the viewer must not even know of come first."""
        others = [row for row in self.rows[table] if row["owner_id"] != viewer.organisation]
        return sorted(others, key=lambda row: self.may_see(table, row, viewer))

    def may_see(self, table: str, row: Row, viewer: Viewer) -> bool:
        if table in FOR_EVERYBODY:
            return True
        if table == "participants_identity" and row["protection"] != "none":
            return self._is_named(row, viewer) and self._is_open(table, row, viewer)
        if table == "participants_formernumber":
            return row["owner_id"] == viewer.organisation and self._knows_who(row, viewer)
        return self._is_open(table, row, viewer)

    def _is_open(self, table: str, row: Row, viewer: Viewer) -> bool:
        if row["owner_id"] == viewer.organisation:
            return True
        if table in NAMES_ITS_READER:
            return bool(row[NAMES_ITS_READER[table]] == viewer.organisation)
        if table == "casework_participation":
            return (row["owner_id"], row["id"], viewer.organisation) in self._parties_now
        if table in HANDED_OUT:
            kind, column = HANDED_OUT[table]
            return (row["owner_id"], kind, row[column], viewer.organisation) in self._open_now
        return False

    def _knows_who(self, row: Row, viewer: Viewer) -> bool:
        """What once said who somebody is is shown to those who are shown who she is."""
        return any(
            self.may_see("participants_identity", identity, viewer)
            for identity in self.rows["participants_identity"]
            if identity["participant_id"] == row["participant_id"]
        )

    def _is_named(self, identity: Row, viewer: Viewer) -> bool:
        """Named by her own authority, for this person, still, and she has just said why."""
        return any(
            row["owner_id"] == identity["owner_id"] == viewer.organisation
            and row["participant_id"] == identity["participant_id"]
            and row["account_id"] == viewer.account
            and row["ended_at"] is None
            and row["shown_until"] is not None
            and datetime.fromisoformat(row["shown_until"]) > datetime.now(UTC)
            for row in self.rows["participants_namedreader"]
        )

    @cached_property
    def _today(self) -> date:
        return datetime.now(ZoneInfo("Europe/Stockholm")).date()

    @cached_property
    def _open_now(self) -> set[tuple[str, str, str, str]]:
        """Owner, kind, item and receiver of what is handed out and neither closed nor over."""
        return {
            (row["owner_id"], row["item_kind"], row["item_id"], row["receiver_id"])
            for row in self.rows["participants_disclosure"]
            if row["closed_at"] is None and self._lasts(row["valid_to"])
        }

    @cached_property
    def _parties_now(self) -> set[tuple[str, str, str]]:
        """Owner and id of the case, and the authority that takes part in it today."""
        return {
            (row["owner_id"], row["participation_id"], row["organisation_id"])
            for row in self.rows["casework_party"]
            if date.fromisoformat(row["starts_on"]) <= self._today and self._lasts(row["ends_on"])
        }

    def _lasts(self, last_day: str | None) -> bool:
        return last_day is None or date.fromisoformat(last_day) >= self._today


def read_all(cursor: Any, tables: list[str]) -> Reference:
    """Every row of the tables, as JSON; `cursor` belongs to a role that sees everything."""
    rows: dict[str, list[Row]] = {}
    for table in tables:
        cursor.execute(f"select to_jsonb(t) from {table} t")
        rows[table] = [found[0] for found in cursor.fetchall()]
    return Reference(rows)


def viewers(cursor: Any) -> Iterator[Viewer]:
    """One for each person with an assignment."""
    cursor.execute(
        "select distinct a.name, s.organisation_id::text, a.id::text from organisations_account a "
        "join organisations_assignment s on s.account_id = a.id where not a.is_system order by 1"
    )
    for name, organisation, account in cursor.fetchall():
        yield Viewer(name.split()[0], organisation, account)
