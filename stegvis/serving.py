"""This file is where the web server and the job process are started, watched and stopped."""

import argparse
import http.client
import os
import signal
import socket
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg

from stegvis.core.processes import Family
from stegvis.core.roles import runtime_is_restricted

READY_SECONDS = 60
# What the demonstration runs is what the tests ran: Django need not look the code through again.
UNCHECKED = "--skip-checks"
# The people who come in afterwards: of the first and largest programme, and of the others.
FILLING_PARTS = ("first", "others")
Environment = dict[str, str]


class CommandFailed(Exception):
    """A command cannot go on; the message says why and what to do."""


def run_until_stopped(
    args: argparse.Namespace, env: Environment, filling: "Filling | None" = None
) -> None:
    """Serve until a signal comes. The role that owns the tables stays out of what serves."""
    _refuse_powerful_role(env["DATABASE_URL"])
    serving_env = {key: value for key, value in env.items() if key != "DATABASE_OWNER_URL"}
    # Without it each thread keeps a heap of its own, and a worker grows to twice its size.
    serving_env.setdefault("MALLOC_ARENA_MAX", "2")
    family = Family()
    try:
        family.start("the web server", _granian(args), serving_env)
        _wait_until_ready(args, family)
        if not args.no_jobs:
            jobs = [sys.executable, "-m", "django", "procrastinate", "worker"]
            # Asked politely it would wait long for a database that has died with us.
            family.start("the job process", jobs, serving_env, orphaned=signal.SIGKILL)
        print(f"Stegvis runs at http://{_shown(args)}/ – stop with Ctrl-C", flush=True)
        if filling:
            filling.start()
        while not family.ended():
            if filling:
                filling.look()
            time.sleep(0.2)
        raise CommandFailed(
            f"{family.ended()} ended; the lines above say why. "
            "If tables are missing, run `stegvis migrate` first."
        )
    finally:
        if filling:
            filling.family.stop()
        family.stop()


class Filling:
    """The rest of the demonstration's people, who come in while the first are looked at."""

    def __init__(self, env: Environment, state: Path) -> None:
        self.env = env
        self.state = state
        self.started = time.monotonic()
        self.family = Family()

    def start(self) -> None:
        """Begin, once the web server answers and needs the processor no more."""
        for part in FILLING_PARTS:
            command = [sys.executable, "-m", "django", "demo_data", f"--rest={part}", UNCHECKED]
            self.family.start(f"the demonstration's {part}", command, self.env)

    def look(self) -> None:
        """Note it when all are there. A demo that was stopped before that is made anew."""
        if not self.family.all_ended():
            return
        if self.family.succeeded():
            self.state.write_text("ready")
            print(f"All people are there after {time.monotonic() - self.started:.1f} s", flush=True)
        else:
            print("Some of the people could not be made; the lines above say why.", flush=True)
        self.family.stop()


def _granian(args: argparse.Namespace) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": args.host,
        "--port": args.port,
        "--workers": args.workers,
        "--blocking-threads": args.threads,
        "--workers-kill-timeout": 10,
        "--log-level": "warning",
    }
    flat = [str(part) for option in options.items() for part in option]
    return [sys.executable, "-m", "granian", *flat, "config.wsgi:application"]


def _refuse_powerful_role(url: str) -> None:
    with psycopg.connect(url) as connection:
        reasons = runtime_is_restricted(connection)
        role = connection.info.user
    if reasons:
        raise CommandFailed(
            f"The role {role!r} in DATABASE_URL can step around row-level security: "
            f"{'; '.join(reasons)}. Use the runtime role that `stegvis db roles` makes."
        )


def refuse_taken_port(host: str, port: int) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandFailed(
                f"Port {port} at {host} cannot be used ({error}). "
                "Choose another with --port (with make: PORT=)."
            ) from error


def _wait_until_ready(args: argparse.Namespace, family: Family) -> None:
    headers = {"Host": os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]}
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not family.ended():
        with closing(http.client.HTTPConnection(args.host, args.port, timeout=5)) as connection:
            try:
                connection.request("HEAD", "/", headers=headers)
                connection.getresponse()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)


def _shown(args: argparse.Namespace) -> str:
    host = f"[{args.host}]" if ":" in args.host else args.host
    return f"{host}:{args.port}"
