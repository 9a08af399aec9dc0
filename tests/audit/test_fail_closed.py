"""A request whose log fails gives no data and keeps nothing, whatever it is that fails."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import Journal, acting
from stegvis.core.roles import OWNER, RUNTIME
from tests.database import cluster
from tests.house.crawl import state_of, text_of
from tests.house.objects import log_in
from tests.world import World

SECRETS = ("Exempelsson", "Kanariefågel", "200302142385", "2142385")
Break = Callable[[pytest.MonkeyPatch], None]


def as_owner(statement: str) -> None:
    name = str(connections["default"].settings_dict["NAME"])
    with psycopg.connect(cluster.url(OWNER, name), autocommit=True) as owner:
        owner.execute(statement)


def function_raises(_: pytest.MonkeyPatch) -> None:
    as_owner(
        "create or replace function audit_append(entries jsonb) returns integer language plpgsql "
        "security definer as $$ begin raise exception 'the log is full'; end $$"
    )


def right_is_revoked(_: pytest.MonkeyPatch) -> None:
    """Requests call the one function, which calls audit_append as its owner."""
    as_owner(
        "revoke execute on function audit_append_within"
        f"(jsonb, uuid, integer, integer, text[], jsonb) from {RUNTIME}"
    )


def table_is_gone(_: pytest.MonkeyPatch) -> None:
    as_owner("alter table audit_entry rename to lost")


def connection_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the page has been made, before its log is written."""
    write = Journal.write

    def dying(self: Journal, *, changes: bool) -> None:
        connections["default"].connection.close()
        write(self, changes=changes)

    monkeypatch.setattr(Journal, "write", dying)


FAULTS = (function_raises, right_is_revoked, table_is_gone, connection_dies)
REQUESTS: dict[str, Callable[[Client, str], HttpResponse]] = {
    "page": lambda client, case: client.get(reverse("case-show", args=[case])),
    "list": lambda client, _: client.get("/deltagare/"),
    "fragment": lambda client, case: client.get(
        reverse("note-list", args=[case]), headers={"HX-Request": "true"}
    ),
    "PDF": lambda client, case: client.get(reverse("consent-form", args=[case])),
    "change": lambda client, case: client.post(
        reverse("note-write", args=[case]),
        {"kind": "samtal", "happened_on": "2026-11-02", "text": "Kanariefågel igen."},
    ),
    "bad form": lambda client, case: client.post(
        reverse("note-write", args=[case]), {"kind": "samtal", "text": "Kanariefågel igen."}
    ),
    "refusal": lambda client, _: client.get(
        reverse("case-show", args=["00000000-0000-0000-0000-000000000001"])
    ),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_no_log_no_data(kept_world: World, monkeypatch: pytest.MonkeyPatch, fault: Break) -> None:
    case = str(kept_world.case_id("Alva"))
    client = log_in(kept_world, "Sara")
    before = state_of(kept_world)
    fault(monkeypatch)
    found = {}
    for name, ask in REQUESTS.items():
        answer = ask(client, case)
        found[name] = answer.status_code
        text = text_of(answer)
        assert not [secret for secret in SECRETS if secret in text], name
        connections["default"].close()
    assert found == dict.fromkeys(REQUESTS, 503)
    monkeypatch.undo()
    assert state_of(kept_world) == before


def test_nothing_fails_when_nothing_is_broken(kept_world: World) -> None:
    """The same requests, so that the refusals above are the log's."""
    case = str(kept_world.case_id("Alva"))
    client = log_in(kept_world, "Sara")
    found = {name: ask(client, case).status_code for name, ask in REQUESTS.items()}
    assert found == {
        **dict.fromkeys(("page", "list", "fragment", "PDF"), 200),
        "change": 302,
        "bad form": 422,
        "refusal": 404,
    }
    with acting(kept_world.actor("Sara")):
        assert kept_world.case("Alva").pk
