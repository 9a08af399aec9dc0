"""The own PostgreSQL: it starts, keeps what it was given, guards its doors and leaves nothing."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stegvis.core import postgres
from stegvis.core.postgres import DATABASE, Cluster, PostgresError, remove, running
from stegvis.core.roles import OWNER, roles_sql, runtime_is_restricted

PARENT = """
import sys, time
from pathlib import Path
from stegvis.core.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), durable=False)
cluster.start()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cluster") / "data"
    yield folder
    remove(folder)


@pytest.fixture
def cluster(data: Path) -> Iterator[Cluster]:
    with running(data, durable=False) as started:
        yield started


def postmaster(folder: Path) -> int:
    pid_file = (folder / "postgres").resolve() / "data" / "postmaster.pid"
    return int(pid_file.read_text().split()[0])


def wait_for_end(pid: int) -> bool:
    for _ in range(1200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_restart_keeps_data(data: Path) -> None:
    with running(data, durable=False) as first, psycopg.connect(first.owner_url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('åäö')")
    with running(data, durable=False) as second, psycopg.connect(second.owner_url) as connection:
        row = connection.execute("SELECT word, upper(word) FROM kept").fetchone()
        connection.execute("DROP TABLE kept")
    assert row == ("åäö", "ÅÄÖ")


def test_stop_leaves_nothing_running(data: Path) -> None:
    with running(data, durable=False):
        pid = postmaster(data)
    assert wait_for_end(pid)


def test_killed_parent_leaves_nothing_running_and_next_start_works(data: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        pid = postmaster(data)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        with running(data, durable=False) as cluster:
            assert postmaster(data) != pid
            psycopg.connect(cluster.runtime_url).close()
    assert wait_for_end(pid)


def test_second_start_joins_a_running_server(cluster: Cluster, data: Path) -> None:
    with running(data) as joined:
        assert joined.runtime_url == cluster.runtime_url
    psycopg.connect(cluster.runtime_url).close()


def test_data_in_use_are_not_removed(cluster: Cluster, data: Path) -> None:
    with pytest.raises(PostgresError, match="Stop it first"):
        remove(data)


def test_runtime_role_is_restricted(cluster: Cluster) -> None:
    with psycopg.connect(cluster.runtime_url) as connection:
        assert runtime_is_restricted(connection) == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE own (id int)")


def test_owner_role_is_not_restricted_but_bound_by_row_level_security(cluster: Cluster) -> None:
    with psycopg.connect(cluster.owner_url) as connection:
        connection.execute("CREATE TABLE mine (id int)")
        reasons = runtime_is_restricted(connection)
        connection.rollback()
    assert reasons == [f"it owns the database {DATABASE}", "it owns tables: mine"]


def test_superuser_is_not_restricted(cluster: Cluster) -> None:
    with psycopg.connect(cluster.admin_url) as connection:
        reasons = runtime_is_restricted(connection)
    assert {"it is a superuser", "it has BYPASSRLS", f"it may become {OWNER}"} <= set(reasons)


def test_member_of_the_owner_is_not_restricted(cluster: Cluster) -> None:
    with psycopg.connect(cluster.admin_url) as connection:
        connection.execute(f"CREATE ROLE between IN ROLE {OWNER}")
        connection.execute("CREATE ROLE member LOGIN IN ROLE between")
        connection.execute("SET SESSION AUTHORIZATION member")
        reasons = runtime_is_restricted(connection)
        connection.rollback()
    assert reasons == [f"it may become {OWNER}"]


def test_password_is_needed(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.runtime_url, password="a guess")


def test_folder_and_passwords_are_closed_to_others(cluster: Cluster) -> None:
    assert stat.S_IMODE(cluster.home.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.home / "passwords.json").stat().st_mode) == 0o600


def test_server_does_not_listen_on_the_network(cluster: Cluster) -> None:
    with psycopg.connect(cluster.admin_url) as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)


def test_database_is_copied_from_template(cluster: Cluster) -> None:
    cluster.create_database("pattern")
    with psycopg.connect(cluster.url(OWNER, "pattern")) as connection:
        connection.execute("CREATE TABLE copied AS SELECT 7 AS number")
    cluster.create_database("copy", template="pattern")
    with psycopg.connect(cluster.url(OWNER, "copy")) as connection:
        assert connection.execute("SELECT number FROM copied").fetchone() == (7,)
        cluster.drop_database("pattern")
    cluster.drop_database("copy")


def test_a_database_that_the_server_is_busy_with_is_removed_when_it_is_done(
    cluster: Cluster,
) -> None:
    """As when the server's own vacuum is in it: no process of the owner's, and not to be cut."""
    cluster.create_database("busy")
    with psycopg.connect(cluster.admin_url, dbname="busy") as its_own:
        done = threading.Timer(0.5, its_own.close)
        done.start()
        cluster.drop_database("busy")
        done.join()
    with psycopg.connect(cluster.admin_url) as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'busy'").fetchone()
    assert row is None


def test_settings_can_be_chosen(data: Path) -> None:
    chosen = {"work_mem": "8MB"}
    with (
        running(data, durable=False, shared_buffers="64MB", settings=chosen) as cluster,
        psycopg.connect(cluster.runtime_url) as connection,
    ):
        names = ("shared_buffers", "work_mem", "fsync", "jit")
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in names]
    assert shown == [("64MB",), ("8MB",), ("off",), ("off",)]


def test_long_path_gets_a_short_private_socket() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / ("long" * 40)
        with running(data, durable=False) as cluster, psycopg.connect(cluster.admin_url) as link:
            row = link.execute("SHOW unix_socket_directories").fetchone()
            assert row is not None
            socket_dir = Path(row[0])
            assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
        assert cluster.home.is_relative_to(data)
        assert not socket_dir.exists()


def test_data_of_another_version_are_refused(data: Path, cluster: Cluster) -> None:
    cluster.stop()
    version = cluster.home / "data" / "PG_VERSION"
    right = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(PostgresError, match="make demo-reset"):
            Cluster(data).start()
    finally:
        version.write_text(right)


def test_missing_binaries_are_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(PostgresError, match="PG_BIN"):
        postgres.find_binaries()


def test_database_name_cannot_carry_sql() -> None:
    with pytest.raises(ValueError, match="no name for a database"):
        roles_sql('x"; DROP DATABASE y')
