"""This file is where programme definitions are begun, checked, compared and shown in a terminal.

None of it needs a database. What a writer of definitions reads is in Swedish.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from stegvis.programmes.definition import Definition
from stegvis.programmes.differences import compare
from stegvis.programmes.differences import in_text as differences_in_text
from stegvis.programmes.explaining.whole import in_text as explained_in_text
from stegvis.programmes.reading import (
    DefinitionErrors,
    Problem,
    check_files,
    lookalikes,
    read_definition,
    unwritten,
)
from stegvis.programmes.writing import NotWritten, write_new
from stegvis.web.programmes.paper import whole_page


def add(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands below `stegvis programme`."""
    new = actions.add_parser("new", help="begin a definition from the commented template")
    new.add_argument("key", metavar="KEY", help="its short name in addresses, as my-programme")
    new.add_argument("file", metavar="FILE", nargs="?", type=Path, help="default: KEY.toml")
    new.add_argument("--name", help="what people call it (default: the key)")
    new.set_defaults(run=_new_programme)
    check = actions.add_parser("check", help="name every error, its line and what to do")
    check.add_argument("files", metavar="FILE", nargs="+", type=Path)
    check.set_defaults(run=_check_programmes)
    diff = actions.add_parser("diff", help="say what differs between two definitions")
    diff.add_argument("old", metavar="OLD", type=Path)
    diff.add_argument("new", metavar="NEW", type=Path)
    diff.set_defaults(run=_compare_programmes)
    preview = actions.add_parser("preview", help="explain a definition as a person would")
    preview.add_argument("file", metavar="FILE", type=Path)
    preview.add_argument("--html", metavar="FILE", type=Path, help="write a page to look at here")
    preview.set_defaults(run=_preview_programme)


def _new_programme(args: argparse.Namespace) -> int:
    path = args.file or Path(f"{args.key}.toml")
    try:
        write_new(args.key, args.name if args.name is not None else args.key, path)
    except NotWritten as error:
        return _refused(str(error))
    print(f"{path} är skriven. Fyll i den och kontrollera: stegvis programme check {path}")
    return 0


def _check_programmes(args: argparse.Namespace) -> int:
    checked = check_files(args.files)
    for path, problems in checked:
        _print_problems(path, problems or _print_good(path))
    return 1 if any(problems for _, problems in checked) else 0


def _print_good(path: Path) -> list[Problem]:
    """Say that the file is good; gives what is left to write in it and what to look at again."""
    left, alike = unwritten(path), lookalikes(path)
    more = ", men titta en gång till på det här:" if alike else ""
    more = ", men det här ska skrivas innan insatsen publiceras:" if left else more
    print(f"{path}: OK{more}")
    return sorted(left + alike)


def _print_problems(path: Path, problems: Iterable[Problem]) -> None:
    for problem in problems:
        key = f"{problem.key}: " if problem.key else ""
        print(f"{path}:{problem.line}: {key}{problem.message} – {problem.remedy}")


def _compare_programmes(args: argparse.Namespace) -> int:
    read = _read(args.old, args.new)
    if read is None:
        return 1
    old, new = read
    print(f"{old.short_name}, version {old.version} → {new.short_name}, version {new.version}\n")
    differences = compare(old, new)
    print(differences_in_text(differences) if differences else "Inget skiljer dem åt.")
    return 0


def _preview_programme(args: argparse.Namespace) -> int:
    read = _read(args.file)
    if read is None:
        return 1
    if args.html is None:
        print(explained_in_text(*read), end="")
        return 0
    try:
        args.html.write_text(whole_page(*read), encoding="utf-8")
    except OSError as error:
        return _refused(f"{args.html} går inte att skriva ({error.strerror}).")
    print(f"{args.html} är skriven.")
    return 0


def _read(*paths: Path) -> list[Definition] | None:
    """The definitions of these files; None, with every mistake printed, when one has any."""
    found = []
    for path in paths:
        try:
            found.append(read_definition(path))
        except DefinitionErrors as errors:
            _print_problems(path, errors.problems)
    if len(found) < len(paths):
        _refused("Rätta det som står ovan först.")
        return None
    return found


def _refused(message: str) -> int:
    print(f"stegvis: {message}", file=sys.stderr)
    return 1
