"""This file is where a line that is no TOML gets a message that its writer can act on.

The standard reader stops at the first such line and says in English what it expected. What was
meant is seen better from the line itself: curly quotation marks, a date in words, a colon.
"""

import re
from dataclasses import dataclass

MULTILINE = '"""'


@dataclass(frozen=True)
class Slip:
    """A mistake known by what the reader says, by how the line looks, or by both."""

    said: str
    line: str
    message: str
    remedy: str

    def is_it(self, error: str, line: str) -> bool:
        return bool(re.search(self.said, error) and re.search(self.line, line))


SLIPS = (
    Slip(
        r"Invalid date",
        "",
        "Datumet finns inte i almanackan.",
        "Kontrollera månad och dag: ÅÅÅÅ-MM-DD.",
    ),
    Slip(
        r"Unescaped '\\'",
        "",
        r"Ett omvänt snedstreck (\) i en text betyder något särskilt.",
        r"Skriv två (\\), eller byt till vanligt snedstreck (/).",
    ),
    Slip(
        r"Illegal character '\\x",
        "",
        "Det står ett osynligt tecken i texten.",
        "Skriv om raden utan att klistra in den.",
    ),
    Slip(
        r"Cannot (overwrite|declare|redefine|mutate)|Duplicate",
        r"^\s*\[",
        "Samma tabell har två rubriker.",
        "Ta bort den ena. En lista av tabeller har dubbla hakar på alla sina rubriker: [[steps]].",
    ),
    Slip(
        r"Cannot (overwrite|declare|redefine|mutate)|Duplicate",
        "",
        "Samma nyckel står två gånger i tabellen.",
        "Ta bort den ena, eller flytta den till sin egen tabell.",
    ),
    Slip(
        r"",
        r"=\s*[^\"'#]*[”“„]",
        "Citattecknen är krumma, som från en ordbehandlare.",
        'Skriv raka citattecken: "…".',
    ),
    Slip(
        r"Unterminated string|Illegal character|Expected '\"",
        "",
        "En text saknar sitt avslutande citattecken.",
        f'Sätt " sist. Text på flera rader börjar och slutar med {MULTILINE}.',
    ),
    Slip(
        r"Expected ']' at the end of a table|Expected '\]\]'|Invalid initial character",
        r"^\s*\[",
        "Rubriken är inte rätt skriven.",
        "Skriv den inom hakar: [period], eller [[phases]] för en lista av tabeller.",
    ),
    Slip(
        r"Unclosed inline table|Invalid initial character",
        r"\{",
        "En tabell inom klamrar är inte avslutad på sin rad, eller saknar komma mellan nycklarna.",
        "Skriv den på en rad: { start = 2026-01-01, end = 2026-12-31 }.",
    ),
    Slip(
        r"Unclosed array|Expected '\]'",
        "",
        "En lista är inte avslutad före den här raden, eller saknar komma mellan posterna.",
        "Avsluta den med ], och sätt komma mellan posterna.",
    ),
    Slip(
        r"Expected '='",
        r"^\s*[\w-]+\s*:",
        "Efter nyckeln står ett kolon.",
        'Byt det mot ett likhetstecken: name = "…".',
    ),
    Slip(
        r"Expected '='",
        r"^\s*[\w-]*[åäöÅÄÖéÉ][\w-]*\s*=",
        "En nyckel har ett tecken som inte är a–z, siffra, - eller _.",
        "Använd nycklarna som de står i guiden; de ändras inte.",
    ),
    Slip(
        r"Expected '='",
        "",
        "Efter nyckeln saknas likhetstecken.",
        "Skriv nyckel = värde på en rad. Är raden en förklaring, börja den med #.",
    ),
    Slip(
        r"Invalid value",
        r"=\s*(#.*)?$",
        "Efter likhetstecknet saknas ett värde.",
        "Skriv värdet på samma rad, eller ta bort nyckeln.",
    ),
    Slip(
        r"Invalid value",
        r"=\s*(?i:true|false|ja|nej)\s*(#.*)?$",
        "Ja och nej skrivs på ett eget sätt.",
        "Skriv true (ja) eller false (nej), med små bokstäver.",
    ),
    Slip(
        r"Invalid value",
        "",
        "En text saknar sina citattecken.",
        'Skriv den inom raka citattecken: name = "…".',
    ),
    Slip(
        r"Expected newline",
        r"=\s*(\"[^\"]*\"|[^\"#]*?)\s*(//|<!--|;)",
        "Förklaringen börjar inte med rätt tecken.",
        "Börja den med #: version = 1  # första utkastet.",
    ),
    Slip(
        r"Expected newline",
        r"=\s*\d+,\d",
        "Talet är skrivet med decimaler.",
        "Skriv ett heltal; Stegvis räknar i hela dagar, månader, personer och procent.",
    ),
    Slip(
        r"Expected newline",
        r"=\s*\d+\s*%",
        "Procenttecknet hör inte till talet.",
        "Skriv bara talet: percent = 50.",
    ),
    Slip(
        r"Expected newline",
        r"=\s*\d{1,4}[ ./-]+\w",
        "Datumet är inte skrivet som det ska.",
        "Skriv ÅÅÅÅ-MM-DD, med två siffror för månad och dag.",
    ),
    Slip(
        r"Expected newline",
        "",
        "Raden fortsätter efter att värdet är slut.",
        "Börja på ny rad, eller ta bort det som står efter värdet.",
    ),
)


def explain(error: str, text: str) -> tuple[int, str, str]:
    """Line counted from 1, message and remedy, from what the reader said of the text."""
    line = _line_of(error, text)
    written = text.split("\n")[line - 1] if text else ""
    for slip in SLIPS:
        if slip.is_it(error, written):
            return line, slip.message, slip.remedy
    return (
        line,
        "Raden går inte att förstå.",
        "Jämför med en rad som fungerar: nyckel, likhetstecken, värde.",
    )


def _line_of(error: str, text: str) -> int:
    """Where the reader stopped; for a text that is never ended, where it begins."""
    found = re.search(r"\(at line (\d+)", error)
    if found:
        return min(int(found.group(1)), text.count("\n") + 1)
    opened = text.rfind(MULTILINE) if "Unterminated" in error else -1
    return text.count("\n", 0, opened) + 1 if opened >= 0 else len(text.rstrip().split("\n"))
