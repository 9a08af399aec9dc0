"""This file is where the documents are held to what the code does: settings, commands, links,
pictures, and the names of buttons in the user's guide.
"""

import re
from pathlib import Path

import pytest

from scripts.screenshots import MOST_BYTES, PICTURES, SHOTS
from stegvis.cli import main

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
RUNNING = ROOT / "docs" / "running.md"
GUIDE = sorted((ROOT / "docs" / "anvandarguide").glob("*.md"))
DOCUMENTS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
READ = re.compile(r'environ(?:\.get|\.setdefault)?[\[(]\s*"([A-Z_]+)"|_database\("([A-Z_]+)"\)')
# Every program has it; it is nothing to set for Stegvis.
COMMON = {"PATH"}


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def settings_read() -> set[str]:
    """Names of the environment variables that the package reads."""
    sources = [*(ROOT / "stegvis").rglob("*.py"), *(ROOT / "config").rglob("*.py")]
    found = {name for path in sources for pair in READ.findall(path.read_text()) for name in pair}
    return found - COMMON - {""}


def test_every_setting_is_described_and_no_other() -> None:
    described = re.findall(r"^\| `([A-Z_]+)` \|", RUNNING.read_text(), re.MULTILINE)
    assert sorted(described) == sorted(settings_read())


def anchors(document: Path) -> set[str]:
    """The headings as a reader of Markdown links to them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    lost = []
    for address in LINK.findall(document.read_text()):
        if re.match(r"[a-z]+:", address):
            continue
        path, _, anchor = address.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(address)
    assert lost == []


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    named = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", text, re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_every_command_that_is_named_exists(capsys: pytest.CaptureFixture[str]) -> None:
    """Also the sub-commands and options beside it."""
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    wrong = []
    for line in set(re.findall(r"(?:bin/|^ {4}|`|… )stegvis ([a-z][^`\n]*)", text, re.MULTILINE)):
        words = line.split("#")[0].split(">")[0].split()
        names = words[: 2 if words[0] in ("audit", "db", "programme") else 1]
        with pytest.raises(SystemExit) as leaving:
            main([*names, "--help"])
        said = capsys.readouterr().out
        options = [word for word in words if word.startswith("--")]
        if leaving.value.code or any(option not in said for option in options):
            wrong.append(line)
    assert wrong == []


def test_the_readme_is_one_screen() -> None:
    assert len(README.read_text().splitlines()) <= 75


def test_pictures_are_small_shown_and_taken_by_the_script() -> None:
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    shown = set(re.findall(r"pictures/([\w-]+\.png)", text))
    there = {path.name for path in PICTURES.glob("*.png")}
    assert shown == there
    assert {shot.path.name for shot in SHOTS} == there
    assert [p.name for p in PICTURES.glob("*.png") if p.stat().st_size > MOST_BYTES] == []


def written_on_pages() -> str:
    """All text that a page can show, tags and line breaks aside."""
    package = ROOT / "stegvis"
    sources = [path for kind in ("html", "py", "toml") for path in package.rglob(f"*.{kind}")]
    return " ".join(" ".join(path.read_text().split()) for path in sources)


@pytest.mark.parametrize("document", GUIDE, ids=name_of)
def test_buttons_are_named_as_the_page_names_them(document: Path) -> None:
    """A label stands between tags, quotes or template tags: never inside a longer one."""
    text = written_on_pages()
    labels = {" ".join(label.split()) for label in re.findall("«([^»]+)»", document.read_text())}
    assert [one for one in sorted(labels) if not stands_by_itself(one, text)] == []


def stands_by_itself(label: str, text: str) -> bool:
    # Python's words begin small, and pages raise the first letter.
    first, rest = label[0], re.escape(label[1:])
    words = f"[{re.escape(first)}{re.escape(first.lower())}]{rest}"
    return bool(re.search(rf'[">}}]\s*{words}\s*(?:…|:)?\s*["<{{(]', text))


def test_every_claim_of_the_security_paper_has_its_proof() -> None:
    """A proof that is renamed or removed takes its claim with it."""
    text = (ROOT / "docs" / "security.md").read_text()
    named = re.findall(r"`(tests/[^`]+)`", text)
    assert len(named) > 60
    for proof in named:
        path, _, name = proof.partition("::")
        assert (ROOT / path).exists(), proof
        assert not name or f"def {name}(" in (ROOT / path).read_text(), proof
