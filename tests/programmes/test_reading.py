"""A file with mistakes gets all of them told: the line, what is wrong, and what to do."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.programmes.definition import Definition
from stegvis.programmes.lines import lines_of
from stegvis.programmes.reading import (
    DefinitionErrors,
    Problem,
    check_files,
    definitions_folder,
    read_definition,
)

GOOD = definitions_folder() / "forrehab-uppsala.toml"

# What is changed in the good file, the key that the writer is pointed to, and a word of the advice.
MISTAKES = (
    ("missing key", 'purpose = """', 'purpos = """', "purpose", "Lägg till purpose"),
    ("misspelt key", 'purpose = """', 'purpos = """', "purpos", "Menade du purpose"),
    ("bad key word", 'owner = "uppsala-', 'owner = "Uppsala ', "owner", "läsbara namnet"),
    ("number as text", "version = 1", 'version = "ett"', "version", "utan citattecken"),
    ("no such date", "start = 2018-09-01\nend = 2020-05-31", 'start = "mars"\nend = 2020-05-31',
     "phases[2].start", "ÅÅÅÅ-MM-DD"),
    ("outside the period", "end = 2018-08-31\ntext", "end = 2021-08-31\ntext", "phases[1].end",
     "under period"),
    ("unknown choice", 'mode = "sequential"', 'mode = "sequentiel"', "ways.alternatives[1].mode",
     "Menade du sequential"),
    ("wrong order of bounds", "low = 19, high = 29", "low = 29, high = 19",
     "target_group.criteria[1].test.high", "Byt plats"),
    ("unknown fact", 'fact = "functional_limitation"', 'fact = "limitation"',
     "target_group.criteria[2].test.fact", "under facts"),
    ("unfit test", 'fact = "daily_activities", op = "is", value = false',
     'fact = "daily_activities", op = "at_least", low = 1',
     "target_group.criteria[5].test.op", "någon av"),
    ("both judge and test", "judge = true", "judge = false", "target_group.criteria[4]",
     "judge = true"),
    ("dangling category", 'asked_of = ["region"]\ncategory = "health"',
     'asked_of = ["region"]\ncategory = "halsa"', "facts[7].category", "Skriv någon av"),
    ("dangling activity", '"aterbruk", "elektronikatervinning"', '"aterbruket", "elektronik"',
     "ways.alternatives[1].stages[3].activities[1]", "Skriv någon av"),
    ("repeated key", 'key = "bedomningssamtal"', 'key = "informationsmote"',
     "intake.meetings[2].key", "eget värde"),
    ("owner receives", '[[consent.matrix]]\nparty = "omsorg"', '[[consent.matrix]]\nparty = "amf"',
     "consent.matrix[4].party", "Ta bort raden"),
    ("bool as text", "waiting_list = true", 'waiting_list = "kanske"', "intake.waiting_list",
     "true (ja)"),
    ("warns too late", "warn_at = 45", "warn_at = 60", "capacity.warn_at", "högst samma tal"),
    ("two lengths", "deadline = { months = 2 }", "deadline = { months = 2, days = 9 }",
     "plan.deadline", "months = 2"),
    ("empty text", 'title = "Ekonomi"', 'title = ""', "mapping.sections[5].title", "Fyll i"),
    ("scale without ends", 'low_label = "Inte alls nu", ', "", "mapping.sections[1].questions[3]",
     "low_label"),
    ("percent over all", 'target = 70\nunit = "percent"', 'target = 170\nunit = "percent"',
     "goals[3].target", "mellan 1 och 100"),
    ("goal without window", "window = { months = 2 }\n", "", "goals[7]", "window"),
    ("list expected", 'shown_to = ["coordinator"]', 'shown_to = "coordinator"',
     "deadlines[1].shown_to", "inom hakar"),
    ("no time to show", 'leads = [{ days = 14 }]\n', "", "deadlines[12]", "leads"),
    ("step out of order", "number = 3\nname", "number = 5\nname", "steps[3].number", "number = 3"),
    ("too much", "percent = 100\nstart = 2018-03-01", "percent = 400\nstart = 2018-03-01",
     "staffing[1].percent", "högst 100"),
    ("table expected", "[evaluation]\ntext", "[evaluering]\ntext", "evaluering", "evaluation"),
)  # fmt: skip


def broken() -> str:
    text = GOOD.read_text(encoding="utf-8")
    for name, good, bad, _key, _advice in MISTAKES:
        if name == "misspelt key":
            continue  # the same change as the missing key: one slip, both told
        assert good in text, name
        text = text.replace(good, bad, 1)
    return text


def problems_in(folder: Path, text: str) -> list[Problem]:
    path = folder / "trasig.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionErrors) as refused:
        read_definition(path)
    return refused.value.problems


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    return problems_in(tmp_path_factory.mktemp("broken"), broken())


@pytest.mark.parametrize(("name", "good", "bad", "key", "advice"), MISTAKES)
def test_each_mistake_is_told_with_what_to_do(
    told: list[Problem], name: str, good: str, bad: str, key: str, advice: str
) -> None:
    matching = [problem for problem in told if problem.key == key]
    assert matching, f"{name}: nothing said of {key}"
    assert any(advice in problem.remedy for problem in matching), matching


def test_each_mistake_points_at_its_line(told: list[Problem]) -> None:
    lines = broken().splitlines()
    for problem in told:
        last = re.sub(r"\[\d+\]$", "", problem.key.rsplit(".", 1)[-1])
        if last != "purpose":  # it is missing, so no line can hold it
            assert (
                last in lines[problem.line - 1]
                or "{" in lines[problem.line - 1]
                or (lines[problem.line - 1].startswith("["))
            ), problem


def test_nothing_else_is_complained_about(told: list[Problem]) -> None:
    expected = {key for _name, _good, _bad, key, _advice in MISTAKES}
    follows = {
        # One slip can break what points at it too.
        "owner", "parties[1].organisation", "ways.alternatives[1].stages[3].activities[2]",
    }  # fmt: skip
    assert {problem.key for problem in told} <= expected | follows


def test_problems_come_in_the_order_of_the_file(told: list[Problem]) -> None:
    assert [problem.line for problem in told] == sorted(problem.line for problem in told)


def test_a_message_holds_no_english_from_the_machinery(told: list[Problem]) -> None:
    for problem in told:
        assert problem.message.endswith((".", "!")) and problem.remedy
        assert not re.search(r"\b(should|input|valid|Field|required)\b", str(problem)), problem


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ('key = "a"\nname = "Utan slut\n', 2, "Sätt"),
        ('key = "a"\nname "b"\n', 2, "nyckel = värde"),
        ("key = a\n", 1, "citattecken"),
        ('key = "a"\nkey = "b"\n', 2, "Ta bort den ena"),
        ('key = "a"\noperators = ["b"\nname = "c"\n', 3, "Avsluta"),
        ('key = "a" "b"\n', 1, "ny rad"),
    ],
)
def test_a_line_that_is_no_toml_is_pointed_out(
    tmp_path: Path, text: str, line: int, advice: str
) -> None:
    problem = problems_in(tmp_path, text)[0]
    assert (problem.line, advice in problem.remedy) == (line, True), problem


def test_an_empty_file_is_sent_to_the_template(tmp_path: Path) -> None:
    [problem] = problems_in(tmp_path, " \n\n")
    assert "tom" in problem.message and "stegvis programme new" in problem.remedy


def test_a_file_with_nearly_nothing_is_told_all_that_it_lacks(tmp_path: Path) -> None:
    keys = {problem.key for problem in problems_in(tmp_path, "language = 1\n")}
    required = {name for name, field in Definition.model_fields.items() if field.is_required()}
    assert keys == required


def test_a_file_that_is_not_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('key = "a"\nname = "Växjö"\n'.encode("latin-1"))
    [(_, [encoding])] = check_files([path])
    assert encoding.line == 2 and "UTF-8" in encoding.remedy
    [(_, [absent])] = check_files([tmp_path / "saknas.toml"])
    assert "finns inte" in absent.message
    [(_, [folder])] = check_files([tmp_path])
    assert "mapp" in folder.message


def test_windows_line_ends_and_byte_order_mark_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    text = GOOD.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_definition(path) == read_definition(GOOD)


def test_all_definitions_that_come_with_stegvis_are_good() -> None:
    files = sorted(definitions_folder().glob("*.toml"))
    assert files
    assert check_files(files) == [(path, []) for path in files]


def test_the_same_version_twice_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "kopia.toml"
    copy.write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    first, second = check_files([GOOD, copy])
    assert not first[1] and second[1][0].key == "version"


def places_in(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places_in(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places_in(inner, (*path, index))
    return found


def test_every_place_of_a_real_file_has_its_line() -> None:
    text = GOOD.read_text(encoding="utf-8")
    lines, found = text.splitlines(), lines_of(text)
    for place in places_in(tomllib.loads(text)):
        assert place in found, place
        if place and isinstance(place[-1], str):
            assert place[-1] in lines[found[place] - 1], place


KEYS = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="'"), max_size=12)
VALUES = st.recursive(
    st.one_of(
        st.integers(0, 99).map(str),
        st.sampled_from(["true", "2018-03-01", '"a # = [ \\" ]"', '"""x\n# y\n"z" ]"""']),
        WORDS.map(lambda word: f"'{word}'"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda rows: "[\n" + ", # x\n".join(rows) + "\n]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda rows: "{" + ", ".join(f"{key} = {row}" for key, row in rows.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@given(tables=st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_the_scanner_sees_exactly_what_the_reader_sees(tables: list[dict[str, str]]) -> None:
    text = "".join(
        "[[rows]] # one\n" + "".join(f"{key} = {value}\n" for key, value in table.items())
        for table in tables
    )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # a list broken over lines inside { } is not yet lawful TOML
    assert set(lines_of(text)) == set(places_in(data))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            '  { key = "health", label = "Health"',
            '  # { key = "health", label = "Health"',
            "Översättningen till ”en” saknar uppgiftsslaget ”health”.",
        ),
        (
            '  { kind = "questionnaires", title = "Consent to questionnaires"',
            '  { kind = "secrecy", title = "Consent to questionnaires"',
            "Översättningen till ”en” saknar samtycket ”questionnaires”.",
        ),
        ('language = "en"', 'language = "xx"', "Språket ”xx” är inget av blankettens andra språk."),
        ('language = "en"', 'language = "sv"', "Språket ”sv” är inget av blankettens andra språk."),
    ],
)
def test_a_consent_is_translated_whole_or_not_at_all(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    text = GOOD.read_text("utf8")
    assert text.count(before) == 1
    path = tmp_path / GOOD.name
    path.write_text(text.replace(before, after), "utf8")
    with pytest.raises(DefinitionErrors) as caught:
        read_definition(path)
    assert message in [problem.message for problem in caught.value.problems]
