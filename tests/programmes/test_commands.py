"""The commands for those who write definitions: nothing asks for a database, all is told."""

import re
from pathlib import Path

import pytest

from stegvis.cli import main
from stegvis.programmes.reading import read_definition
from stegvis.programmes.writing import template
from tests.versions import GOOD, changed


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["programme", *arguments])
    return code, "".join(capsys.readouterr())


def test_a_new_file_is_right_from_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "new", "steget", "--name", 'Steget "mot" arbete \\ studier')
    assert code == 0 and "steget.toml är skriven" in said
    definition = read_definition(Path("steget.toml"))
    assert (definition.key, definition.name) == ("steget", 'Steget "mot" arbete \\ studier')
    assert "# Mall för en ny insats." in Path("steget.toml").read_text(encoding="utf-8")
    code, said = run(capsys, "check", "steget.toml")
    first, purpose, *_ = said.splitlines()
    assert code == 0 and first.startswith("steget.toml: OK, men det här ska skrivas")
    assert purpose.endswith(
        ": purpose: Mallens uppmaning står kvar. – Skriv er egen text i stället."
    )
    ours = re.sub("«[^»]*»", "Något.", Path("steget.toml").read_text(encoding="utf-8"))
    Path("steget.toml").write_text(ours, encoding="utf-8")
    assert run(capsys, "check", "steget.toml") == (0, "steget.toml: OK\n")


def test_an_authority_that_looks_like_a_known_one_is_pointed_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = 'organisation = "samordningsforbundet-uppsala-lan"'
    text = changed((known, known.replace("lan", "laen")))
    Path("nastan.toml").write_text(text, encoding="utf-8")
    line = text[: text.index("laen")].count("\n") + 1
    assert run(capsys, "check", "nastan.toml") == (
        0,
        "nastan.toml: OK, men titta en gång till på det här:\n"
        f"nastan.toml:{line}: association.organisation: ”samordningsforbundet-uppsala-laen” liknar "
        "”samordningsforbundet-uppsala-lan” (Samordningsförbundet Uppsala län). – "
        "Är det samma myndighet, skriv den nyckeln.\n",
    )
    new = changed((known, 'organisation = "samordningsforbundet-provkoping"'))
    Path("ny.toml").write_text(new, encoding="utf-8")
    assert run(capsys, "check", "ny.toml") == (0, "ny.toml: OK\n")


def test_nothing_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path("steget.toml").write_text("mitt eget", encoding="utf-8")
    code, said = run(capsys, "new", "steget")
    assert code == 1 and "finns redan" in said
    assert Path("steget.toml").read_text(encoding="utf-8") == "mitt eget"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Steget"], "kan inte vara nyckel"),
        (["1steget"], "kan inte vara nyckel"),
        (["../steget"], "kan inte vara nyckel"),
        (["steget", "--name", "  "], "Namnet är tomt"),
        (["steget", "finns/inte/steget.toml"], "går inte att skriva"),
    ],
)
def test_what_cannot_be_begun_is_explained(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, answer = run(capsys, "new", *arguments)
    assert code == 1 and said in answer
    assert not list(Path().glob("*.toml"))


def test_the_code_is_nought_only_if_all_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    Path("latin.toml").write_bytes("name = 'Växjö'".encode("latin-1"))
    Path("tom.toml").write_text("", encoding="utf-8")
    Path("trasig.toml").write_text(changed(("warn_at = 45", "warn_at = 60")), encoding="utf-8")
    Path("mapp").mkdir()
    for bad, said in (
        ("latin.toml", "latin.toml:1: Filen är inte sparad som UTF-8."),
        ("tom.toml", "tom.toml:1: Filen är tom."),
        ("mapp", "mapp:1: Det är en mapp"),
        ("finns-inte.toml", "finns-inte.toml:1: Filen finns inte."),
        ("trasig.toml", "capacity.warn_at: Varningen kommer vid 60"),
    ):
        code, answer = run(capsys, "check", str(GOOD), bad, str(template()))
        assert code == 1 and said in answer, answer
        assert f"{GOOD}: OK" in answer and f"{template()}: OK" in answer
    assert run(capsys, "check", str(GOOD), str(template()))[0] == 0


def test_diff_says_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ny.toml").write_text(changed(("warn_at = 45", "warn_at = 40")), encoding="utf-8")
    code, said = run(capsys, "diff", str(GOOD), "ny.toml")
    assert (code, said) == (
        0,
        "Förrehab Uppsala, version 1 → Förrehab Uppsala, version 2\n\n"
        "Antal platser\n    Varnar vid: från 45 till 40\n",
    )
    assert "Inget skiljer dem åt." in run(capsys, "diff", str(GOOD), str(GOOD))[1]
    code, said = run(capsys, "diff", str(GOOD), "finns-inte.toml")
    assert code == 1 and "finns-inte.toml:1" in said and "Rätta" in said


def test_preview_explains_and_writes_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "preview", str(GOOD))
    assert code == 0 and "MÅLGRUPP" in said and "Ålder är mellan 19 och 29 år." in said
    code, said = run(capsys, "preview", str(GOOD), "--html", "sida.html")
    assert code == 0 and Path("sida.html").read_text(encoding="utf-8").endswith("</html>\n")
    assert run(capsys, "preview", str(GOOD), "--html", "finns/inte.html")[0] == 1
    assert run(capsys, "preview", "finns-inte.toml")[0] == 1
