"""This file is where child processes are started that never outlive the process they serve."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 20


def dying_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """What a child does before it runs its program (`preexec_fn`): ask Linux for this signal when
    its parent dies, however it dies. The parent is the thread that forks: use the main thread."""
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare() -> None:
        if sys.platform != "linux":
            return
        libc.prctl(PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


class Family:
    """Processes that run side by side and end together.

    Each gets a session of its own, so that Ctrl-C in the terminal reaches only us and we can end
    them in order: the last started first.
    """

    def __init__(self) -> None:
        self._members: dict[str, subprocess.Popen[bytes]] = {}

    def start(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        orphaned: signal.Signals = signal.SIGTERM,
    ) -> None:
        """Start a process that is expected to run until `stop`, or until it gets the signal
        `orphaned` because we were killed."""
        self._members[name] = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=dying_with_parent(orphaned),
        )

    def run(self, command: Sequence[str], env: Mapping[str, str]) -> int:
        """Run a process to its end and give its exit code."""
        self.start("task", command, env)
        code = self._members["task"].wait()
        del self._members["task"]
        return code

    def ended(self) -> str | None:
        """The name of a process that has ended, if one has."""
        for name, process in self._members.items():
            if process.poll() is not None:
                return name
        return None

    def all_ended(self) -> bool:
        """Whether some were started and all of them have ended."""
        polled = [process.poll() for process in self._members.values()]
        return bool(polled) and None not in polled

    def succeeded(self) -> bool:
        """Whether all have ended as they should."""
        return all(process.poll() == 0 for process in self._members.values())

    def stop(self) -> None:
        """Ask all to end, and end with force those that do not."""
        for process in reversed(self._members.values()):
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in reversed(self._members.values()):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._members.clear()
