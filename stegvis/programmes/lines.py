"""This file is where the line of every key in a TOML file is found.

The standard reader tells no lines for a well-formed file. This scanner walks the same text once
and notes where each key, table and list entry begins. It trusts that the text is valid TOML.
"""

import re

from stegvis.programmes.vocabulary import Path

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]\}\n#]*")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


def lines_of(text: str) -> dict[Path, int]:
    """The line, counted from 1, where each path of the file begins; the file itself is ()."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self.entries: dict[Path, int] = {}
        self._counted = (0, 1)

    def run(self) -> None:
        table: Path = ()
        self._skip_blank()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()

    def _header(self) -> Path:
        listed = self.text.startswith("[[", self.at)
        line = self._line()
        self.at += 2 if listed else 1
        *parents, last = self._dotted()
        self.at = self.text.index("]", self.at) + (2 if listed else 1)
        table: Path = ()
        for name in parents:
            table = self._latest((*table, name))
            self.lines.setdefault(table, line)
        table = (*table, last)
        if listed:
            self.lines.setdefault(table, line)
            index = self.entries[table] = self.entries.get(table, -1) + 1
            table = (*table, index)
        self.lines.setdefault(table, line)
        return table

    def _latest(self, table: Path) -> Path:
        """In a list of tables, a header below it means the entry written last."""
        return (*table, self.entries[table]) if table in self.entries else table

    def _pair(self, table: Path) -> None:
        line = self._line()
        for name in self._dotted():
            table = (*table, name)
            self.lines.setdefault(table, line)
        self.at = self.text.index("=", self.at) + 1
        self._skip_blank()
        self._value(table)

    def _value(self, path: Path) -> None:
        if self.text.startswith("[", self.at):
            self._list(path)
        elif self.text.startswith("{", self.at):
            self._inline_table(path)
        elif not self._string():
            self.at = self._match(_SCALAR).end()

    def _list(self, path: Path) -> None:
        index = 0
        self.at += 1
        self._skip_separators()
        while not self.text.startswith("]", self.at):
            self.lines[(*path, index)] = self._line()
            self._value((*path, index))
            self._skip_separators()
            index += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip_separators()
        while not self.text.startswith("}", self.at):
            self._pair(path)
            self._skip_separators()
        self.at += 1

    def _string(self) -> bool:
        for pattern in _STRINGS:
            found = pattern.match(self.text, self.at)
            if found:
                self.at = found.end()
                return True
        return False

    def _dotted(self) -> list[str]:
        names = [self._name()]
        self._skip_blank()
        while self.text.startswith(".", self.at):
            self.at += 1
            names.append(self._name())
            self._skip_blank()
        return names

    def _name(self) -> str:
        self._skip_blank()
        start = self.at
        if self._string():
            return self.text[start + 1 : self.at - 1]
        self.at = self._match(_BARE).end()
        return self.text[start : self.at]

    def _skip_separators(self) -> None:
        self._skip_blank()
        while self.text.startswith(",", self.at):
            self.at += 1
            self._skip_blank()

    def _skip_blank(self) -> None:
        self.at = self._match(_BLANK).end()

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"not TOML at line {self._line()}")
        return found

    def _line(self) -> int:
        """Counted on from the last question, so that a long file is walked only once."""
        position, line = self._counted
        line += self.text.count("\n", position, self.at)
        self._counted = (self.at, line)
        return line
