"""The command line: what it says, what it refuses, and that it leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.request import urlopen

import pytest

from stegvis.cli import main
from stegvis.core.postgres import remove, running
from stegvis.core.roles import OWNER

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a bare site that is ready to be served."""
    data = tmp_path_factory.mktemp("site")
    subprocess.run(stegvis("migrate", data), env=environment(), cwd=ROOT, check=True)
    yield data
    remove(data)


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """`main` takes over signals; the test runner wants them back."""
    kept = {number: signal.getsignal(number) for number in (2, 15, 1)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def stegvis(command: str, data: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "stegvis.cli", command, "--data", str(data), *more]


def environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "PG_BIN") if key in os.environ}
    return kept | {"DJANGO_SETTINGS_MODULE": "tests.core.bare_site.settings"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> set[int]:
    """Every process below one, by Linux' own list."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = {pid}
    while grown := {child for child, parent in parents.items() if parent in found} - found:
        found |= grown
    return found - {pid}


def all_gone(pids: set[int]) -> bool:
    for _ in range(1200):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("signum", "code"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
)
def test_serve_answers_and_leaves_nothing_running(
    site: Path, signum: signal.Signals, code: int
) -> None:
    port = free_port()
    with subprocess.Popen(
        stegvis("serve", site, "--port", str(port)),
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == (
            f"Stegvis runs at http://127.0.0.1:{port}/ – stop with Ctrl-C\n"
        )
        with urlopen(f"http://127.0.0.1:{port}/") as page:
            assert page.read() == b"no", "who serves must not know the owner's password"
        started = descendants(server.pid)
        assert len(started) >= 4, "PostgreSQL, web server, its worker, job process"
        server.send_signal(signum)
        assert server.wait(30) == code
    assert all_gone(started)


def test_taken_port_is_refused(
    no_server: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["demo", "--data", str(tmp_path), "--port", port]) == 1
    assert "Choose another with --port" in capsys.readouterr().err


@pytest.mark.parametrize("role", [OWNER, "stegvis_admin"])
def test_powerful_role_is_refused(
    site: Path, role: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(site) as cluster:
        monkeypatch.setenv("DATABASE_URL", cluster.url(role))
        monkeypatch.setenv("SECRET_KEY", "x" * 50)
        assert main(["serve", "--port", str(free_port())]) == 1
    assert "can step around row-level security" in capsys.readouterr().err


def test_server_needs_a_secret_key(
    no_server: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///nowhere")
    assert main(["serve", "--port", str(free_port())]) == 1
    assert "SECRET_KEY is not set" in capsys.readouterr().err


def test_migrate_needs_the_owner(
    no_server: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///nowhere")
    assert main(["migrate"]) == 1
    assert "DATABASE_OWNER_URL is not set" in capsys.readouterr().err


def test_demo_leaves_a_database_that_it_did_not_make_alone(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--reset", "--data", str(site), "--port", str(free_port())]) == 1
    assert "did not make" in capsys.readouterr().err


def test_roles_are_printed_for_the_named_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "roles", "--database", "steg"]) == 0
    printed = capsys.readouterr().out
    assert 'CREATE DATABASE "steg"' in printed
    assert "NOBYPASSRLS" in printed


def test_broken_definition_is_told_with_line_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("name = \n")
    assert main(["programme", "check", str(broken)]) == 1
    assert f"{broken}:1: " in capsys.readouterr().out


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert capsys.readouterr().out == f"stegvis {version('stegvis')}\n"
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "stegvis demo" in capsys.readouterr().out


def test_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "COMMAND" in capsys.readouterr().err
