"""Ask the public register of known vulnerabilities about every installed package (pip-audit).

Ends with 1 when a package has a known vulnerability that is not accepted, with a reason and a day,
in known_vulnerabilities.toml. Where no register can be reached it says so in large letters and ends
with 0, so that work can go on without a network; `--required` makes that a failure too, which is
right for the build that is put into service.
"""

import argparse
import json
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ACCEPTED = Path(__file__).with_name("known_vulnerabilities.toml")
SERVICES = ("pypi", "osv")
SECONDS = 30
OURSELVES = "stegvis"


@dataclass(frozen=True)
class Answer:
    """What a register said: how many packages it knew, and what it knows against them."""

    asked: int
    known: int
    found: tuple[tuple[str, str, str], ...]  # package, version, id


def ask(service: str) -> Answer | None:
    """One register's answer about the packages of this environment; None when it gives none."""
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", service]
    command += ["--path", sysconfig.get_paths()["purelib"], "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", "5"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        answer = read(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return answer if answer.known else None


def read(report: dict[str, Any]) -> Answer:
    """pip-audit's report; a package that the register did not know carries a reason to skip."""
    packages = [p for p in report["dependencies"] if p["name"] != OURSELVES]
    known = [p for p in packages if "skip_reason" not in p]
    found = [(p["name"], p["version"], v["id"]) for p in known for v in p["vulns"]]
    return Answer(len(packages), len(known), tuple(found))


def accepted(text: str, day: date) -> Iterator[str]:
    """The ids that are accepted today. Raises ValueError for an entry without a reason or day."""
    for entry in tomllib.loads(text).get("accepted", []):
        if not entry.get("reason", "").strip() or not isinstance(entry.get("until"), date):
            raise ValueError(f"{entry.get('id')}: an accepted vulnerability needs reason and until")
        if entry["until"] >= day:
            yield entry["id"]


def verdict(answer: Answer | None, accepted_ids: set[str], required: bool) -> tuple[int, str]:
    """The exit code, and what to say."""
    if answer is None:
        return int(required), (
            "DEPENDENCY AUDIT NOT DONE: no register of vulnerabilities can be reached from here.\n"
            "Run `make audit` where there is a network before this is put into service."
        )
    left = [row for row in answer.found if row[2] not in accepted_ids]
    lines = [
        f"VULNERABLE: {name} {version}: {vulnerability}" for name, version, vulnerability in left
    ]
    if answer.known < answer.asked:
        lines.append(f"Not in the register: {answer.asked - answer.known} packages.")
    lines.append(
        f"Dependency audit: {answer.known} packages asked about, {len(answer.found)} known "
        f"vulnerabilities, {len(answer.found) - len(left)} accepted."
    )
    return int(bool(left)), "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--required", action="store_true", help="fail when no register answers")
    required = parser.parse_args().required
    with ThreadPoolExecutor() as both:
        answer = next(filter(None, both.map(ask, SERVICES)), None)
    ids = set(accepted(ACCEPTED.read_text(), date.today()))
    code, said = verdict(answer, ids, required)
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
