"""Install Stegvis and what it needs into the virtual environment whose Python runs this.

    .venv/bin/python scripts/install.py [--dev]

Two installers work side by side, because most machines have two cores: one takes our own package
and some large ones that need no other package, the other one the rest. Meanwhile our code is
compiled, which each process of the demonstration would otherwise do. The installer that comes with
Python may be years old, and slow to choose among the files of an index, so it only fetches its
successor, and does the work itself where the index has none. Needs nothing but Python's own
library, and asks only the index that pip is set to.
"""

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
# Others' code is compiled as it is used, which is quicker. Until both installers have ended, each
# misses what the other one takes.
PIP += ["--no-input", "--no-compile", "--no-warn-conflicts"]
# Large, without needs of their own, and needed by no other package.
ALONE = ("vl-convert-python", "typst", "ruff", "pypdfium2")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    wanted = requirements(dev=options.parse_args().dev)
    alone = [one for one in wanted if re.split(r"[^\w.-]", one)[0] in ALONE]
    rest = [one for one in wanted if one not in alone]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PYTHONWARNINGS": "ignore"}
        bundled = None if find_spec("pip") else bundled_pip()
        if bundled:
            zipfile.ZipFile(bundled).extractall(folder)
            environment["PYTHONPATH"] = folder
        ours = [*PIP, "--no-deps", "--editable", str(ROOT), *alone]
        compiling = [sys.executable, "-m", "compileall", "-q", "stegvis", "config"]
        with (
            subprocess.Popen(compiling, cwd=ROOT),
            subprocess.Popen(ours, env=environment) as beside,
        ):
            if bundled:
                renew_pip(bundled, environment)
            run([*PIP, *rest], os.environ)
        sys.exit(beside.returncode)


def requirements(*, dev: bool) -> list[str]:
    """What pyproject.toml says that we need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project["dependencies"] + (project["optional-dependencies"]["dev"] if dev else [])


def bundled_pip() -> Path:
    """The installer that comes with Python; Debian keeps it in a package of its own."""
    found = find_spec("ensurepip")
    if found is None or found.origin is None:
        sys.exit("On Debian: apt install python3-venv")
    wheels = [
        wheel
        for place in (Path(found.origin).parent / "_bundled", debian_wheels())
        for wheel in place.glob("pip-*.whl")
    ]
    if not wheels:
        sys.exit("This Python comes without pip. Name another with PYTHON=/path/to/python")
    return wheels[0]


def renew_pip(bundled: Path, environment: dict[str, str]) -> None:
    newer = [*PIP, "--ignore-installed", "pip"]
    if subprocess.run(newer, env=environment, check=False).returncode:
        run([*PIP, "--ignore-installed", "--no-index", str(bundled)], environment)


def debian_wheels() -> Path:
    return Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or "/usr/share/python-wheels")


def run(command: Sequence[str], environment: "os._Environ[str] | dict[str, str]") -> None:
    """Run to the end, or leave with the exit code of what did not succeed."""
    if code := subprocess.run(command, env=environment, check=False).returncode:
        sys.exit(code)


if __name__ == "__main__":
    main()
