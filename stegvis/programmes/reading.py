"""This file is where a definition file becomes a `Definition`, or a list of what is wrong.

The writer is a programme officer, so every mistake is told at once, in Swedish, with the line it
stands on and what to do about it.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stegvis.programmes import syntax
from stegvis.programmes.definition import Definition
from stegvis.programmes.lines import lines_of
from stegvis.programmes.promises import broken_promises
from stegvis.programmes.references import faults_in
from stegvis.programmes.schema import is_list, table_at, table_in
from stegvis.programmes.vocabulary import RULE, Fault, Span
from stegvis.programmes.vocabulary import Path as Place

LARGEST_FILE = 2_000_000
# Two keys that are so alike are more often one authority than two.
_ALIKE = 0.9
# As the template writes what it asks of its reader.
_PROMPT = re.compile(r"«[^«»]*»")


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file. `line` counts from 1; `key` is the path, as `steps[2].name`."""

    line: int
    key: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"rad {self.line}" + (f", {self.key}" if self.key else "")
        return f"{where}: {self.message} {self.remedy}"


class DefinitionErrors(Exception):
    """A file is no valid definition. `problems` holds every mistake, in the order of the file."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{path.name}, {problem}" for problem in problems))
        self.path = path
        self.problems = problems


def definitions_folder() -> Path:
    """Where the definitions lie that come with Stegvis."""
    return Path(__file__).parent / "definitions"


def read_definition(path: Path) -> Definition:
    """The programme in a file. Raises `DefinitionErrors` with every mistake in it."""
    text = _text_of(path)
    data = _data_of(path, text)
    try:
        definition = Definition.model_validate(data)
    except ValidationError as error:
        raise DefinitionErrors(path, _problems(data, text, error)) from error
    if problems := _told(broken_promises(data), lines_of(text)):
        raise DefinitionErrors(path, sorted(problems))
    return definition


def unwritten(path: Path) -> list[Problem]:
    """Where the template's own prompts stand, for which nobody has written anything yet.

    A file may be checked and previewed with them, but not published: what is published stays.
    Raises `DefinitionErrors` for a file that cannot be read.
    """
    text = _text_of(path)
    prompts = (
        Fault(place, "Mallens uppmaning står kvar.", "Skriv er egen text i stället.")
        for place, value in _texts(_data_of(path, text))
        if _PROMPT.fullmatch(value.strip())
    )
    return sorted(_told(prompts, lines_of(text)))


def lookalikes(path: Path) -> list[Problem]:
    """Where the key of an authority is nearly one in the programmes that come with Stegvis.

    It is no mistake: new authorities have new keys. But a misspelt one becomes a new authority
    beside the right one. Raises `DefinitionErrors` for a file that cannot be read.
    """
    text = _text_of(path)
    known = known_organisations()
    found = []
    for place, key in _organisations(_data_of(path, text)):
        near = difflib.get_close_matches(key, known, 1, _ALIKE) if key not in known else []
        for other in near:
            message = f"”{key}” liknar ”{other}” ({known[other]})."
            found.append(Fault(place, message, "Är det samma myndighet, skriv den nyckeln."))
    return sorted(_told(found, lines_of(text)))


@cache
def known_organisations() -> dict[str, str]:
    """Key and name of each authority in the programmes that come with Stegvis."""
    named = {}
    for path in definitions_folder().glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for body in (data["association"], *data["parties"]):
            named[body.get("organisation", "")] = body["name"]
    named.pop("", None)
    return named


def _organisations(data: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    """Where a file names an authority by its key."""
    for place, value in _texts(data):
        match place:
            case ("owner",) | ("operators", _) | ("association" | "parties", *_, "organisation"):
                yield place, value


def _texts(data: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text of a file, with its place."""
    inside: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, Mapping):
        inside = data.items()
    elif isinstance(data, list):
        inside = enumerate(data)
    for part, value in inside:
        yield from _texts(value, (*place, part))


def check_files(paths: Iterable[Path]) -> list[tuple[Path, list[Problem]]]:
    """Each file with its mistakes; a good file has none. Two files may not define one version."""
    results: list[tuple[Path, list[Problem]]] = []
    taken: dict[tuple[str, int], Path] = {}
    for path in paths:
        try:
            definition = read_definition(path)
        except DefinitionErrors as errors:
            results.append((path, errors.problems))
            continue
        first = taken.setdefault((definition.key, definition.version), path)
        results.append((path, [] if first is path else [_same_version(definition, path, first)]))
    return results


def _same_version(definition: Definition, path: Path, first: Path) -> Problem:
    return Problem(
        lines_of(_text_of(path)).get(("version",), 1),
        "version",
        f"{first.name} är redan version {definition.version} av ”{definition.key}”.",
        "Höj version, eller ge insatsen en egen key.",
    )


def _text_of(path: Path) -> str:
    try:
        if path.is_dir():
            raise _single(path, 1, "Det är en mapp, ingen fil.", "Ange en fil i mappen.")
        if path.stat().st_size > LARGEST_FILE:
            raise _single(path, 1, "Filen är för stor.", "En definition ryms i 2 MB.")
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise _single(
            path, 1, "Filen finns inte.", "Kontrollera att namn och mapp stämmer."
        ) from error
    except OSError as error:
        raise _single(
            path, 1, "Filen går inte att läsa.", "Kontrollera att du har rätt att läsa den."
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _single(
            path, line, "Filen är inte sparad som UTF-8.", "Spara om filen med kodningen UTF-8."
        ) from error
    if not text.strip():
        raise _single(
            path, 1, "Filen är tom.", "Börja från mallen: stegvis programme new NYCKEL FIL."
        )
    return text


def _data_of(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, message, remedy = syntax.explain(str(error), text)
        raise _single(path, line, message, remedy) from error


def _single(path: Path, line: int, message: str, remedy: str) -> DefinitionErrors:
    return DefinitionErrors(path, [Problem(line, "", message, remedy)])


def _problems(data: dict[str, object], text: str, error: ValidationError) -> list[Problem]:
    lines = lines_of(text)
    found: set[Problem] = set()
    for detail in error.errors(include_url=False):
        place = _in_file(data, detail["loc"])
        if _only_follows(detail, data, place):
            continue
        message, remedy = _explain(detail, place)
        found.add(Problem(_line(lines, place), written(place), message, _to_copy(remedy)))
    # The schema stops before the whole is compared with itself; the writer should hear both.
    return sorted(found | _told((*faults_in(data), *broken_promises(data)), lines))


def _told(faults: Iterable[Fault], lines: Mapping[Place, int]) -> set[Problem]:
    return {
        Problem(_line(lines, one.path), written(one.path), one.message, _to_copy(one.remedy))
        for one in faults
    }


def _to_copy(remedy: str) -> str:
    """What is to be written in the file stands with the file's straight quotation marks."""
    return re.sub(r"= ”([^”]*)”", r'= "\1"', remedy)


def _only_follows(detail: ErrorDetails, data: object, place: Place) -> bool:
    """A list is also called too short when entries of it are wrong; those are told themselves."""
    if detail["type"] != "too_short":
        return False
    for part in place:
        data = _entry(data, part)
    return isinstance(data, list) and len(data) >= detail.get("ctx", {}).get("min_length", 1)


def _in_file(data: object, location: Place) -> Place:
    """The path as the writer sees it: without the names that the schema adds for its variants."""
    place: list[str | int] = []
    for part in location:
        inside = _entry(data, part)
        if inside is None and (part != location[-1] or not isinstance(data, Mapping)):
            continue
        data = inside
        place.append(part)
    return tuple(place)


def _entry(data: object, part: str | int) -> object:
    if isinstance(data, Mapping):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        entry: object = data[part]
        return entry
    return None


def _line(lines: Mapping[Place, int], place: Place) -> int:
    while place not in lines and place:
        place = place[:-1]
    return lines.get(place, 1)


def written(place: Place) -> str:
    """A path as people write it, lists counted from 1: `steps[2].done[1].fact`."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


Explanation = Callable[[ErrorDetails, Place], tuple[str, str]]


def _missing(_detail: ErrorDetails, place: Place) -> tuple[str, str]:
    key, above = str(place[-1]), written(place[:-1])
    table = table_at(place[:-1])
    inner = table_in(table.model_fields[key].annotation) if table is not None else None
    if table is not None and inner is not None and not above:
        header = f"[[{key}]]" if is_list(table, key) else f"[{key}]"
        return f"Tabellen {header} saknas.", f"Lägg till rubriken {header} och nycklarna under den."
    where = f"under {above}" if above else "överst i filen, före första tabellen"
    return f"Nyckeln {key} saknas.", f"Lägg till {key} = … {where}."


def _extra(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    allowed = sorted(_allowed_keys(place[:-1]))
    near = difflib.get_close_matches(str(place[-1]), allowed, n=1, cutoff=0.7)
    is_table = isinstance(detail["input"], Mapping)
    what = f"Tabellen [{written(place)}]" if is_table else f"Nyckeln {place[-1]}"
    here = "här" if len(place) > 1 else "överst i filen"
    return (
        f"{what} finns inte i språket.",
        f"Menade du {near[0]}?" if near else f"Tillåtna nycklar {here}: {', '.join(allowed)}.",
    )


def _enum(detail: ErrorDetails, _place: Place) -> tuple[str, str]:
    allowed = detail.get("ctx", {}).get("expected", "")
    choices = str(allowed).replace(" or ", ", ").replace("'", "")
    near = difflib.get_close_matches(str(detail["input"]), choices.split(", "), n=1, cutoff=0.6)
    meant = f"Menade du {near[0]}? " if near else ""
    return f"”{detail['input']}” går inte att välja här.", f"{meant}Välj ett av: {choices}."


def _rule(detail: ErrorDetails, _place: Place) -> tuple[str, str]:
    words = detail.get("ctx", {})
    return str(words["message"]), str(words["remedy"])


def _limit(sign: str, name: str) -> Explanation:
    def explain(detail: ErrorDetails, _place: Place) -> tuple[str, str]:
        limit = detail.get("ctx", {}).get(name)
        return f"Talet {detail['input']} är utanför gränsen.", f"Skriv {sign} {limit}."

    return explain


def _fixed(message: str, remedy: str) -> Explanation:
    return lambda _detail, _place: (message, remedy)


def _empty_text(_detail: ErrorDetails, place: Place) -> tuple[str, str]:
    table = table_at(place[:-1])
    field = table.model_fields.get(str(place[-1])) if table is not None else None
    may_go = field is not None and not field.is_required()
    return "Texten är tom.", "Fyll i den, eller ta bort nyckeln." if may_go else "Fyll i den."


def _too_few(detail: ErrorDetails, _place: Place) -> tuple[str, str]:
    fewest = detail.get("ctx", {}).get("min_length", 1)
    if fewest == 1:
        return "Listan är tom.", "Skriv minst en post."
    return "Listan har för få poster.", f"Skriv minst {fewest}."


_NO_DATE = _fixed("Det är inget datum.", "Skriv ÅÅÅÅ-MM-DD, utan citattecken.")
_NO_LIST = _fixed("Här ska stå en lista.", "Skriv inom hakar: [ … ]. Tabeller i lista: [[ … ]].")


def _no_table(_detail: ErrorDetails, place: Place) -> tuple[str, str]:
    if table_at(place) is Span:
        return "Här ska stå en tidslängd.", "Skriv till exempel { days = 14 } eller { months = 2 }."
    return "Här ska stå en tabell.", "Skriv { nyckel = värde } eller en rubrik [ … ]."


EXPLANATIONS: Mapping[str, Explanation] = {
    RULE: _rule,
    "missing": _missing,
    "extra_forbidden": _extra,
    "enum": _enum,
    "literal_error": _enum,
    "string_type": _fixed("Här ska stå text.", "Skriv texten inom citattecken."),
    "string_too_short": _empty_text,
    "string_too_long": _fixed("Nyckelordet är för långt.", "Använd högst 60 tecken."),
    "string_pattern_mismatch": _fixed(
        "Ett nyckelord får bara ha små bokstäver a–z, siffror, - och _ och börjar med bokstav.",
        "Skriv till exempel valj_din_framtid; det läsbara namnet står i name.",
    ),
    "int_type": _fixed("Här ska stå ett heltal.", "Skriv talet utan citattecken och decimaler."),
    "bool_type": _fixed("Här ska stå ja eller nej.", "Skriv true (ja) eller false (nej)."),
    "greater_than_equal": _limit("minst", "ge"),
    "less_than_equal": _limit("högst", "le"),
    "too_short": _too_few,
    "tuple_type": _NO_LIST,
    "list_type": _NO_LIST,
    "model_type": _no_table,
    "model_attributes_type": _no_table,
    "dict_type": _no_table,
}


def _explain(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    if detail["type"].startswith("date_"):
        return _NO_DATE(detail, place)
    explain = EXPLANATIONS.get(detail["type"])
    if explain is None:
        return "Värdet går inte att läsa.", "Jämför med samma nyckel i en definition som fungerar."
    return explain(detail, place)


def _allowed_keys(place: Place) -> set[str]:
    """The keys that the schema knows in the table at a path."""
    table = table_at(place)
    return set(table.model_fields) if table is not None else set()
