"""This file is where Stegvis is started and looked after from a terminal."""

import argparse
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg

from stegvis import programme_commands
from stegvis.core.postgres import DATABASE, PostgresError, remove, running
from stegvis.core.processes import Family
from stegvis.core.roles import roles_sql
from stegvis.serving import (
    UNCHECKED,
    CommandFailed,
    Environment,
    Filling,
    refuse_taken_port,
    run_until_stopped,
)

# No more than the connections of a web process's pool, nor than granian finds sensible.
DEFAULT_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)

DESCRIPTION = """\
Stegvis: referral, consent, plan, follow-up and goals, shared between authorities.

Without DATABASE_URL every command uses a PostgreSQL of its own, kept in the data folder.
With DATABASE_URL (answers requests) and DATABASE_OWNER_URL (migrates) it uses your server."""

EXAMPLES = """\
examples:
  stegvis demo                      look at it with fictitious people, at http://127.0.0.1:8000/
  stegvis demo --reset --port 9000  the same, afresh, at another port
  stegvis db roles > roles.sql      SQL that prepares your own PostgreSQL server
  stegvis migrate                   make or update the tables
  stegvis createadmin --organisation forsakringskassan --email ada@example.se --name "Ada Ek"
  stegvis serve --workers 2         run it for real, behind a proxy with TLS
  stegvis programme new steget      begin a definition from the commented template
  stegvis programme check my.toml   is my programme definition right?
  stegvis programme diff a.toml b.toml
                                    what differs, in the words of the guide
  stegvis programme preview my.toml --html my.html
                                    how a person would explain it, to print or send
  stegvis audit verify              has anybody changed the log?
  stegvis audit head >> heads.txt   the ends of its chains, to keep somewhere else
  stegvis incident --from 2026-11-01T08:00 --to 2026-11-02T08:00 --out lists
                                    whom a leak concerns, for each controller apart
  stegvis retention                 whose records are due to be weeded; removes nothing
  stegvis retention --carry-out ID --archive folder
                                    remove what two people have decided, saved to a folder first"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    args = _parser().parse_args(arguments)
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _leave)
    try:
        code: int = args.run(args)
    except (CommandFailed, PostgresError, psycopg.OperationalError) as error:
        print(f"stegvis: {error}", file=sys.stderr)
        return 1
    return code


def _leave(signum: int, _frame: object) -> None:
    """Turn a signal into an orderly way out; a second signal does not disturb it."""
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(0 if signum == signal.SIGINT else 128 + signum)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stegvis",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("STEGVIS_DATA") or ".data"),
        help="folder for what Stegvis keeps itself (default: STEGVIS_DATA, else .data)",
    )
    address = argparse.ArgumentParser(add_help=False)
    address.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    address.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    address.add_argument(
        "--workers", type=int, default=1, help="web processes; one per processor core is right"
    )
    address.add_argument(
        "--threads",
        type=int,
        default=DEFAULT_THREADS,
        help="requests that one web process answers at once (%(default)s)",
    )
    address.add_argument(
        "--no-jobs",
        action="store_true",
        help="do not start the process for plots, documents and other jobs",
    )

    serve = commands.add_parser(
        "serve", parents=[data, address], help="run Stegvis: the web server and the job process"
    )
    serve.set_defaults(run=_serve)
    demo = commands.add_parser(
        "demo", parents=[data, address], help="run Stegvis with fictitious people, for a look"
    )
    demo.add_argument("--reset", action="store_true", help="throw away the demo data first")
    demo.set_defaults(run=_demo)
    migrate = commands.add_parser(
        "migrate", parents=[data], help="make or update the tables, as the role that owns them"
    )
    migrate.set_defaults(run=_migrate)
    _add_db(commands)
    _add_programme(commands, data)
    _add_audit(commands, data)
    admin = commands.add_parser(
        "createadmin", parents=[data], help="make the first administrator of an organisation"
    )
    for name in ("organisation", "email", "name"):
        admin.add_argument(f"--{name}", required=True)
    admin.add_argument("--employee-id", default="", help="where staff have a login of their own")
    admin.add_argument("--issuer", default="", help="whose login it is, where there are several")
    admin.set_defaults(run=_create_admin)
    commands.add_parser("version", help="print the version").set_defaults(run=_version)
    return parser


def _add_db(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    database = commands.add_parser("db", help="prepare a PostgreSQL server of your own")
    actions = database.add_subparsers(metavar="ACTION", required=True)
    roles = actions.add_parser("roles", help="print SQL for the two roles and the database")
    roles.add_argument("--database", default=DATABASE, help="its name (%(default)s)")
    roles.set_defaults(run=_print_roles)


def _add_programme(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser
) -> None:
    programme = commands.add_parser(
        "programme",
        help="write, check, compare and load programme definitions",
        description="Only `load` needs a database. The language is explained, in Swedish, in "
        "docs/skriv-en-insats.md.",
    )
    actions = programme.add_subparsers(metavar="ACTION", required=True)
    programme_commands.add(actions)
    load = actions.add_parser("load", parents=[data], help="load a definition as a new version")
    load.add_argument("file", metavar="FILE", type=Path)
    load.set_defaults(run=_load_programme)


def _add_audit(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser
) -> None:
    audit = commands.add_parser("audit", help="check the log, or print its ends to keep elsewhere")
    actions = audit.add_subparsers(metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify",
        parents=[data],
        help="read every chain through and name the first bad row; exit code 1 if there is one",
    )
    verify.add_argument(
        "--anchor", metavar="FILE", help="also compare with what `audit head` printed earlier"
    )
    head = actions.add_parser(
        "head", parents=[data], help="print authority, number, sum and time of each chain's end"
    )
    for one in (verify, head):
        one.add_argument("--organisation", metavar="KEY", help="only this authority's chain")
    verify.set_defaults(run=_as_owner, command=("audit", "verify"))
    head.set_defaults(run=_as_owner, command=("audit", "head"))
    incident = commands.add_parser(
        "incident",
        parents=[data],
        help="list the persons concerned by a leak, for each controller apart",
        description="Times are Swedish unless they have an offset: 2026-11-01T08:00.",
    )
    incident.add_argument("--from", metavar="TIME", help="when the leak began")
    incident.add_argument("--to", metavar="TIME", help="when it ended")
    incident.add_argument("--record", metavar="ID", help="an incident of a register, instead")
    incident.add_argument("--account", metavar="EMAIL", help="only what this account opened")
    incident.add_argument("--organisation", metavar="KEY", help="only this controller's list")
    incident.add_argument("--out", metavar="DIR", help="write a file for each controller here")
    incident.set_defaults(run=_as_owner, command=("incident",))
    retention = commands.add_parser(
        "retention",
        parents=[data],
        help="list whose records are due to be weeded, or remove what two people have decided",
        description="Without --carry-out this is a list, and nothing is removed.",
    )
    retention.add_argument("--on", metavar="DATE", help="as of this day, 2031-02-28; else today")
    retention.add_argument("--organisation", metavar="KEY", help="only this authority's list")
    retention.add_argument(
        "--carry-out", metavar="DECISION", help="remove for good what this decision lists"
    )
    retention.add_argument(
        "--archive", metavar="DIR", help="first write each person's records to a file here"
    )
    retention.set_defaults(run=_retention)


def _serve(args: argparse.Namespace) -> int:
    refuse_taken_port(args.host, args.port)
    with _database(args.data) as env:
        run_until_stopped(args, env)
    return 0


def _demo(args: argparse.Namespace) -> int:
    """The demo never uses DATABASE_URL, so that no real database is filled with inventions."""
    refuse_taken_port(args.host, args.port)
    state = args.data / "demo_state"
    is_new = _begin_demo(args.data, state, args.reset)
    started = time.monotonic()
    with ExitStack() as stack:
        with _step("Starting PostgreSQL"):
            env = stack.enter_context(_own_database(args.data)) | {"STEGVIS_DEMO": "1"}
        if is_new:
            print("Making the tables, loading the programmes, inventing people", flush=True)
            # Invented people can be made again, so the disk need not be waited for.
            env |= {"PGOPTIONS": "-c synchronous_commit=off", "STEGVIS_DEMO_STATE": str(state)}
            _django(env, "demo_data", UNCHECKED)
        else:
            with _step("Updating the tables"):
                _django(env, "prepare_database", "--verbosity=0", UNCHECKED)
        print(f"Ready to serve after {time.monotonic() - started:.1f} s", flush=True)
        run_until_stopped(args, env, Filling(env, state) if is_new else None)
    return 0


def _begin_demo(data: Path, state: Path, reset: bool) -> bool:
    """Whether the demo data are to be made. A first start that was cut short counts for nothing."""
    made_by_us = state.exists()
    if (data / "postgres").exists() and not made_by_us:
        raise CommandFailed(
            f"{data} holds a database that the demo did not make, so it is left alone. "
            "Choose another folder with --data (with make: DATA=)."
        )
    if made_by_us and not reset and state.read_text() == "ready":
        return False
    remove(data)
    data.mkdir(parents=True, exist_ok=True)
    state.write_text("building")
    return True


def _migrate(args: argparse.Namespace) -> int:
    with _database(args.data, "DATABASE_OWNER_URL") as env:
        _django(env, "prepare_database")
    return 0


def _print_roles(args: argparse.Namespace) -> int:
    try:
        print(roles_sql(args.database), end="")
    except ValueError as error:
        raise CommandFailed(str(error)) from error
    return 0


def _load_programme(args: argparse.Namespace) -> int:
    with _database(args.data) as env:
        _django(env, "load_programme", str(args.file.resolve()))
    return 0


def _as_owner(args: argparse.Namespace) -> int:
    """A command of Django's that reads as the role that owns the tables, with its exit code."""
    given = [
        f"--{name}={value}"
        for name, value in vars(args).items()
        if name not in ("data", "run", "command") and value is not None
    ]
    with _database(args.data, "DATABASE_OWNER_URL") as env:
        return _django_code(env, *args.command, *given)


def _retention(args: argparse.Namespace) -> int:
    """A list as the role of requests, in each authority's own context; what is removed, as the
    role that owns the tables, for no other can."""
    keys = ("on", "organisation", "carry_out", "archive")
    given = [f"--{key.replace('_', '-')}={value}" for key in keys if (value := vars(args)[key])]
    with _database(args.data, "DATABASE_OWNER_URL" if args.carry_out else "DATABASE_URL") as env:
        return _django_code(env, "retention", *given)


def _create_admin(args: argparse.Namespace) -> int:
    keys = ("organisation", "email", "name", "employee_id", "issuer")
    named = [f"--{key.replace('_', '-')}={getattr(args, key)}" for key in keys]
    with _database(args.data) as env:
        _django(env, "create_admin", *named)
    return 0


def _version(_args: argparse.Namespace) -> int:
    print(f"stegvis {version('stegvis')}")
    return 0


@contextmanager
def _database(data: Path, variable: str = "DATABASE_URL") -> Iterator[Environment]:
    """The environment of a command: the server that is named there, else our own."""
    if not {"DATABASE_URL", "DATABASE_OWNER_URL"} & set(os.environ):
        with _own_database(data) as env:
            yield env
        return
    for needed in (variable, "SECRET_KEY"):
        if not os.environ.get(needed):
            raise CommandFailed(f"{needed} is not set. `stegvis --help` says what it is for.")
    yield os.environ | _always(data)


@contextmanager
def _own_database(data: Path) -> Iterator[Environment]:
    with running(data) as cluster:
        yield (
            os.environ
            | _always(data)
            | {
                "DATABASE_URL": cluster.runtime_url,
                "DATABASE_OWNER_URL": cluster.owner_url,
                "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(data / "secret_key"),
            }
        )


def _always(data: Path) -> Environment:
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings")
    return {"DJANGO_SETTINGS_MODULE": settings, "STEGVIS_DATA": str(data.resolve())}


def _kept_secret(path: Path) -> str:
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _django_code(env: Environment, *command: str) -> int:
    """Run a Django command in a process of its own, so that its memory is given back."""
    family = Family()
    try:
        return family.run([sys.executable, "-m", "django", *command], env)
    finally:
        family.stop()


def _django(env: Environment, *command: str) -> None:
    if _django_code(env, *command):
        raise CommandFailed(f"`{command[0]}` did not succeed; the lines above say why.")


@contextmanager
def _step(title: str) -> Iterator[None]:
    """A line of progress with the seconds that it took."""
    started = time.monotonic()
    print(f"{title} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
