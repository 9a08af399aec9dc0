"""What a template became is kept, and read again only where it is of the same text."""

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from stegvis.web.jinja import environment

GREETING = {"greeting.html": "Hej {{ name }}!"}


def reader(folder: Path, texts: dict[str, str] = GREETING) -> Environment:
    made = environment(loader=DictLoader(texts))
    made.bytecode_cache.directory = str(folder)
    return made


def greeting(made: Environment) -> str:
    return made.get_template("greeting.html").render(name="Alva")


@pytest.fixture(autouse=True)
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder where another process has left what it compiled."""
    assert greeting(reader(tmp_path)) == "Hej Alva!"
    return tmp_path


def test_the_next_process_compiles_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = reader(kept)
    monkeypatch.setattr(later, "compile", lambda *_: pytest.fail("compiled once more"))
    assert greeting(later) == "Hej Alva!"


def test_a_text_that_has_changed_is_compiled(kept: Path) -> None:
    assert greeting(reader(kept, {"greeting.html": "God dag {{ name }}!"})) == "God dag Alva!"


def test_a_broken_file_is_compiled_over(kept: Path) -> None:
    (file,) = kept.iterdir()
    file.write_bytes(b"half a fi")
    assert greeting(reader(kept)) == "Hej Alva!"


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    assert greeting(reader(tmp_path / "nowhere")) == "Hej Alva!"


def test_where_python_keeps_nothing_neither_do_we(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert greeting(reader(tmp_path)) == "Hej Alva!"
    assert not list(tmp_path.iterdir())
