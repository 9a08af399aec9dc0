"""What we build on: each package with its reason, its known faults asked about; and no secrets."""

import re
from datetime import date
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest

from scripts.dependency_audit import ACCEPTED, Answer, accepted, read, verdict
from scripts.install import ALONE, requirements
from stegvis.core.dates import today

ROOT = Path(__file__).parents[2]
REPORT = {
    "dependencies": [
        {"name": "stegvis", "skip_reason": "not found"},
        {"name": "inhouse", "skip_reason": "not found"},
        {"name": "django", "version": "1.0", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]},
        {"name": "psycopg", "version": "3.2", "vulns": []},
    ]
}
# Nothing that opens a door may stand in a file of the project.
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|\bglpat-[\w-]{20}|\bxox[abp]-[\w-]{10,}|\bsk-[A-Za-z0-9]{32,}"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"
    r"|postgres(?:ql)?://[^\s:/@{\"']+:[^\s@{\"'%]{8,}@(?!localhost|127\.)"
)


def test_every_package_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.M | re.S)
    lines = [line for block in lists for line in block.splitlines() if line.strip()]
    assert len(lines) > 20
    assert [line for line in lines if not re.search(r'",\s*# \w.{4,}$', line)] == []
    assert [line for line in lines if not re.search(r"[><=~]=", line)] == [], "a lowest version"


def test_what_is_installed_beside_the_rest_stands_alone() -> None:
    """Two installers at once must not want the same package."""
    ours = {distribution(re.split(r"[^\w.-]", one)[0]).name for one in requirements(dev=True)}
    for name in ALONE:
        assert distribution(name).name in ours
        assert [need for need in distribution(name).requires or () if "extra ==" not in need] == []
        needing = re.compile(rf"{re.sub('[-_]', '[-_]', name)}\b(?!.*extra ==)", re.I)
        others = (one for one in distributions() if one.name != "stegvis")
        assert [one.name for one in others if any(map(needing.match, one.requires or ()))] == []


def test_a_known_vulnerability_fails() -> None:
    answer = read(REPORT)
    assert (answer.asked, answer.known) == (3, 2)
    code, said = verdict(answer, {"PYSEC-1"}, required=False)
    assert code == 1 and "VULNERABLE: django 1.0: PYSEC-2" in said and "PYSEC-1" not in said
    assert "Not in the register: 1" in said
    assert verdict(answer, {"PYSEC-1", "PYSEC-2"}, required=False)[0] == 0


def test_an_audit_that_was_not_done_says_so_loudly() -> None:
    code, said = verdict(None, set(), required=False)
    assert code == 0 and said.startswith("DEPENDENCY AUDIT NOT DONE")
    assert verdict(None, set(), required=True)[0] == 1
    assert verdict(Answer(3, 3, ()), set(), required=True)[0] == 0


def test_what_is_accepted_has_a_reason_and_a_day() -> None:
    entry = '[[accepted]]\nid = "A"\nreason = "Never called."\nuntil = 2026-12-31\n'
    assert list(accepted(entry, date(2026, 12, 31))) == ["A"]
    assert list(accepted(entry, date(2027, 1, 1))) == []
    for broken in ("reason", "until"):
        without = "\n".join(line for line in entry.splitlines() if not line.startswith(broken))
        with pytest.raises(ValueError, match="needs reason and until"):
            list(accepted(without, date(2026, 1, 1)))
    assert isinstance(list(accepted(ACCEPTED.read_text(), today())), list)


def test_no_secret_is_in_the_project() -> None:
    folders = ("stegvis", "config", "scripts", "tests", "docs", ".ci")
    paths = [*ROOT.iterdir(), *(p for folder in folders for p in (ROOT / folder).rglob("*"))]
    ours = [
        p
        for p in paths
        if p.is_file() and p.name != ".git" and p.suffix not in (".png", ".ttf", ".woff2", ".otf")
    ]
    assert len(ours) > 300
    found = [
        f"{p.relative_to(ROOT)}: {hit.group()[:30]}"
        for p in ours
        if "vendor" not in p.parts and (hit := SECRET.search(p.read_text("utf8", "replace")))
    ]
    assert found == []
