"""The verifier against whoever can do anything in the database: it names the first bad row, and
an anchor kept elsewhere finds what no chain can find by itself."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.audit.models import Entry
from stegvis.audit.sql import EXPECTED
from stegvis.audit.verification import Wrong, differing, heads, owners, verify
from tests.world import AMN, STRANGER, World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Written as somebody would who knows how sums are made.
NEW_SUM = f"update audit_entry e set digest = {EXPECTED} where e.owner_id = %s and e.number = %s"
COLUMNS = {
    "at": "at + interval '1 second'",
    "event": "event || 'x'",
    "item_kind": "item_kind || '|'",
    "item_id": f"'{uuid4()}'",
    "participant_id": f"'{uuid4()}'",
    "account_id": f"'{uuid4()}'",
    "organisation_id": f"'{uuid4()}'",
    "unit": "unit || 'x'",
    "assignment_id": f"'{uuid4()}'",
    "purpose": "purpose || 'x'",
    "request_id": f"'{uuid4()}'",
    "detail": """detail || '{"x": 1}'""",
    "previous": r"'\x00'",
    "digest": r"'\x00'",
    "owner_id": f"'{uuid4()}'",
    "number": "number + 100000",
}


class Intruder:
    """Holds the role that owns the tables, with the triggers off, inside one transaction."""

    def __init__(self, cursor: Any, owner: UUID) -> None:
        self.cursor = cursor
        self.owner = owner

    def do(self, statement: str, *parameters: object) -> None:
        self.cursor.execute(statement, parameters)

    def renumber(self, first: int, by: int) -> None:
        """Move every row from `first` on, past the primary key."""
        moved = "update audit_entry set number = %s where owner_id = %s and number >= %s"
        self.do(moved.replace("= %s where", "= number + 1000000 where", 1), self.owner, first)
        self.do(
            moved.replace("= %s where", "= number - 1000000 + %s where", 1),
            by,
            self.owner,
            first + 1000000,
        )

    def swap(self, one: int, other: int) -> None:
        for old, new in ((one, -1), (other, one), (-1, other)):
            self.do(
                "update audit_entry set number = %s where owner_id = %s and number = %s",
                *(new, self.owner, old),
            )

    def copy(self, number: int, to: int) -> None:
        columns = ", ".join(f.column for f in Entry._meta.concrete_fields if f.column != "number")
        self.do(
            f"insert into audit_entry (number, {columns}) select %s, {columns} "
            "from audit_entry where owner_id = %s and number = %s",
            *(to, self.owner, number),
        )

    def cut(self, after: int, *, head_too: bool) -> None:
        self.do("delete from audit_entry where owner_id = %s and number > %s", self.owner, after)
        if head_too:
            self.mend_head()

    def mend_head(self) -> None:
        self.do(
            "update audit_chainhead h set (number, digest) = (select number, digest "
            "from audit_entry where owner_id = h.owner_id order by number desc limit 1) "
            "where owner_id = %s",
            self.owner,
        )

    def rebuild(self, first: int) -> None:
        """Give every row from `first` on a new link and a new sum, and the head too."""
        self.cursor.execute(
            "select number from audit_entry where owner_id = %s and number >= %s order by 1",
            [self.owner, first],
        )
        for (number,) in self.cursor.fetchall():
            self.do(
                "update audit_entry e set previous = coalesce((select b.digest from audit_entry b "
                "where b.owner_id = e.owner_id and b.number = e.number - 1), '') "
                "where e.owner_id = %s and e.number = %s",
                *(self.owner, number),
            )
            self.do(NEW_SUM, self.owner, number)
        self.mend_head()

    def last(self) -> int:
        self.cursor.execute("select max(number) from audit_entry where owner_id = %s", [self.owner])
        return int(self.cursor.fetchone()[0])

    def fault(self) -> tuple[int, Wrong] | None:
        found = verify(self.owner).fault
        return (found.number, found.wrong) if found else None


@pytest.fixture
def intruder(world: World) -> Iterator[Intruder]:
    owner = world.organisation(AMN).pk
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("alter table audit_entry disable trigger user")
        yield Intruder(cursor, owner)
        transaction.set_rollback(True, using="owner")


def said(*command: str) -> str:
    out = StringIO()
    call_command("audit", *command, stdout=out)
    return out.getvalue()


def test_an_untouched_log_is_whole(world: World) -> None:
    assert len(owners()) >= 3
    assert [owner for owner in owners() if verify(owner).fault] == []
    lines = said("verify").splitlines()
    assert len(lines) == len(owners())
    assert all(line.endswith("the chain is whole") for line in lines)
    assert any(line.startswith(f"{AMN}: ") for line in lines)
    assert any(line.startswith("installation: ") for line in lines)


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_each_column_is_guarded(intruder: Intruder, column: str) -> None:
    assert set(COLUMNS) == {field.column for field in Entry._meta.concrete_fields}
    intruder.do(
        f"update audit_entry set {column} = {COLUMNS[column]} where owner_id = %s and number = 4",
        intruder.owner,
    )
    moved = column in ("owner_id", "number")
    assert intruder.fault() == (4, Wrong.REMOVED if moved else Wrong.CHANGED)


def test_signs_cannot_be_moved_from_one_column_to_the_next(intruder: Intruder) -> None:
    at_four = "where owner_id = %s and number = 4"
    intruder.do(f"update audit_entry set unit = '', purpose = '|x' {at_four}", intruder.owner)
    intruder.do(f"update audit_entry set assignment_id = null {at_four}", intruder.owner)
    intruder.rebuild(4)
    assert intruder.fault() is None
    intruder.do(f"update audit_entry set unit = '|', purpose = 'x' {at_four}", intruder.owner)
    assert intruder.fault() == (4, Wrong.CHANGED)


def test_years_before_our_era_are_told_apart(intruder: Intruder) -> None:
    before = "(to_char(at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') || '+00 BC')"
    intruder.do(
        f"update audit_entry set at = {before}::timestamptz where owner_id = %s and number = 4",
        intruder.owner,
    )
    assert intruder.fault() == (4, Wrong.CHANGED)


def test_a_changed_row_with_a_new_sum_is_found(intruder: Intruder) -> None:
    intruder.do(
        "update audit_entry set purpose = 'annat' where owner_id = %s and number = 4",
        intruder.owner,
    )
    intruder.do(NEW_SUM, intruder.owner, 4)
    assert intruder.fault() == (4, Wrong.REWRITTEN)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_removed_row_is_found(intruder: Intruder, number: int) -> None:
    intruder.do(
        "delete from audit_entry where owner_id = %s and number = %s", intruder.owner, number
    )
    assert intruder.fault() == (number, Wrong.REMOVED)
    intruder.renumber(number + 1, -1)
    intruder.mend_head()
    assert intruder.fault() == (number, Wrong.REMOVED)


def test_an_inserted_row_is_found(intruder: Intruder) -> None:
    intruder.renumber(4, 1)
    intruder.copy(3, 4)
    intruder.mend_head()
    assert intruder.fault() == (4, Wrong.INSERTED)
    intruder.do(
        "update audit_entry e set previous = (select digest from audit_entry b "
        "where b.owner_id = e.owner_id and b.number = 3) where e.owner_id = %s and e.number = 4",
        intruder.owner,
    )
    assert intruder.fault() == (4, Wrong.INSERTED)
    intruder.do(NEW_SUM, intruder.owner, 4)
    assert intruder.fault() == (4, Wrong.INSERTED)


def test_a_row_put_before_the_first_is_found(intruder: Intruder) -> None:
    intruder.copy(1, 0)
    assert intruder.fault() == (0, Wrong.INSERTED)


def test_rows_that_changed_places_are_found(intruder: Intruder) -> None:
    intruder.swap(3, 6)
    assert intruder.fault() == (3, Wrong.MOVED)


def test_rows_of_two_owners_that_changed_places_are_found(world: World, intruder: Intruder) -> None:
    other = world.organisation(STRANGER).pk
    for old, new, number in (
        (intruder.owner, uuid4(), 1),
        (other, intruder.owner, 1),
    ):
        intruder.do(
            "update audit_entry set owner_id = %s where owner_id = %s and number = %s",
            *(new, old, number),
        )
    assert intruder.fault() == (1, Wrong.FOREIGN)
    assert verify(other).fault is not None


def test_a_cut_off_end_is_told_by_the_head(intruder: Intruder) -> None:
    last = intruder.last()
    intruder.cut(last - 3, head_too=False)
    assert intruder.fault() == (last - 2, Wrong.CUT_OFF)
    intruder.cut(0, head_too=False)
    assert intruder.fault() == (1, Wrong.CUT_OFF)


def test_a_head_that_was_tampered_with_is_found(intruder: Intruder) -> None:
    last = intruder.last()
    head = "update audit_chainhead set {} where owner_id = %s"
    intruder.do(head.format("number = number - 1"), intruder.owner)
    assert intruder.fault() == (last, Wrong.UNKNOWN_TO_HEAD)
    intruder.do(head.format(r"number = number + 1, digest = '\x00'"), intruder.owner)
    assert intruder.fault() == (last, Wrong.HEAD_DIFFERS)
    intruder.do("delete from audit_chainhead where owner_id = %s", intruder.owner)
    assert intruder.fault() == (last, Wrong.HEAD_GONE)


def test_only_an_anchor_finds_an_end_cut_off_with_its_head(
    intruder: Intruder, tmp_path: Path
) -> None:
    kept = tmp_path / "heads"
    kept.write_text(said("head"))
    assert "anchored sums are still the same" in said("verify", "--anchor", str(kept))
    intruder.cut(intruder.last() - 3, head_too=True)
    assert intruder.fault() is None
    assert said("verify").count("the chain is whole") == len(owners())
    with pytest.raises(CommandError) as failed:
        said("verify", "--anchor", str(kept))
    assert failed.value.returncode == 1


def test_only_an_anchor_finds_a_chain_rewritten_throughout(intruder: Intruder) -> None:
    kept = list(heads())
    intruder.do(
        "update audit_entry set purpose = 'annat' where owner_id = %s and number = 4",
        intruder.owner,
    )
    intruder.rebuild(4)
    assert intruder.fault() is None
    found = [(head.owner_id, what) for head, what in differing(kept)]
    assert [owner for owner, _ in found] == [intruder.owner]
    assert "rewritten" in found[0][1]


def test_only_an_anchor_finds_an_older_backup(world: World, intruder: Intruder) -> None:
    """Restored, and written to again until it is as long as it was."""
    kept, last = list(heads()), intruder.last()
    intruder.cut(last - 2, head_too=True)
    row = f'[{{"owner_id": "{intruder.owner}", "event": "person_read", "request_id": "{uuid4()}"}}]'
    intruder.do("select audit_append(%s::jsonb)", row)
    assert "gone" in next(iter(differing(kept)))[1]
    intruder.do("select audit_append(%s::jsonb)", row)
    assert intruder.last() == last
    assert intruder.fault() is None
    assert "another sum" in next(iter(differing(kept)))[1]


def test_a_function_put_in_place_of_ours_deceives_nobody(intruder: Intruder) -> None:
    intruder.do(
        "create or replace function audit_digest(e audit_entry) returns bytea language sql "
        "immutable as 'select e.digest'"
    )
    intruder.do(
        "update audit_entry set purpose = 'annat' where owner_id = %s and number = 4",
        intruder.owner,
    )
    assert intruder.fault() == (4, Wrong.CHANGED)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_done_to_a_row_is_found_there(intruder: Intruder, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, intruder.last()), "row")
    text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
    changes = {
        "event": text,
        "item_kind": text,
        "unit": text,
        "purpose": text,
        "item_id": st.none() | st.uuids().map(str),
        "participant_id": st.none() | st.uuids().map(str),
        "account_id": st.none() | st.uuids().map(str),
        "assignment_id": st.none() | st.uuids().map(str),
    }
    columns = data.draw(
        st.lists(st.sampled_from(sorted(changes)), min_size=1, max_size=4, unique=True), "columns"
    )
    values = [data.draw(changes[column], column) for column in columns]
    with transaction.atomic(using="owner"):
        where = "where owner_id = %s and number = %s"
        listed = ", ".join(columns)
        intruder.cursor.execute(
            f"select {listed} from audit_entry {where}", [intruder.owner, number]
        )
        before = [value if value is None else str(value) for value in intruder.cursor.fetchone()]
        assigned = ", ".join(f"{column} = %s" for column in columns)
        intruder.do(f"update audit_entry set {assigned} {where}", *values, intruder.owner, number)
        expected = None if before == values else (number, Wrong.CHANGED)
        assert intruder.fault() == expected
        transaction.set_rollback(True, using="owner")


def test_bad_input_is_told(world: World, tmp_path: Path) -> None:
    broken = tmp_path / "heads"
    for text in ("", "nonsense", f"{AMN} four abc now", f"{AMN} 4 abcd now", "nobody 4 ab now"):
        broken.write_text(text)
        with pytest.raises(CommandError) as failed:
            said("verify", "--anchor", str(broken))
        assert failed.value.returncode == 2
    for command in (["head", "--organisation", "nobody"], ["verify", "--anchor", "/nowhere"]):
        with pytest.raises(CommandError) as failed:
            said(*command)
        assert failed.value.returncode == 2
    assert said("head", "--organisation", AMN).startswith(f"{AMN} ")
    assert said("verify", "--organisation", AMN).count("\n") == 1
