"""Print the access matrix as a page that an officer can read: docs/access-matrix.md.

Run from the project's root: python -m scripts.access_matrix
"""

from pathlib import Path

from tests.house.access_table import EVERYBODY, HIDDEN, NO_OBJECT, REFUSED, SECTIONS, Row

PAGE = Path(__file__).parents[1] / "docs" / "access-matrix.md"
# Who the columns are; the tests log in as each of them.
COLUMNS: dict[str, str] = {
    "Sara": "Ansvarig case manager",
    "Kim": "Case manager i samma lag",
    "Samira": "Samordnare",
    "Lena": "Handläggare som är part",
    "Maria": "Kontaktperson i annat ärende",
    "Per": "Handläggare, Arbetsförmedlingen",
    "Olof": "Handläggare, annan nämnd i kommunen",
    "Stina": "Case manager i annan kommun",
    "Adam": "Administratör",
    "Styrbjörn": "Styrgrupp",
    "Frida": "Samordningsförbundet",
}
OBJECTS = {
    NO_OBJECT: "–",
    "own": "deltagare hos den egna nämnden",
    "foreign": "deltagare i en annan kommun",
    "protected": "deltagare med skyddade personuppgifter",
    "ended": "avslutad deltagare",
    "sent": "skickad aktualisering",
    "hidden": "skickad aktualisering, skyddade personuppgifter",
    "draft": "utkast till aktualisering",
    "programme": "insatsen",
}
# Identity of the protected is for named staff: the others see the case, without who it is.
NAMELESS = ("protected", "hidden")
NAMED = {"protected": ("Sara",), "hidden": ("Lena",)}

INTRODUCTION = """# Vem kommer åt vad

Tabellen visar varje adress i Stegvis och vad den som öppnar adressen får. Den är utskriven ur
samma lista som testerna prövar: `tests/house/test_access_matrix.py` loggar in som var och en av
personerna i kolumnerna, öppnar varje adress för varje slag av uppgift och läser svaret. Testet
faller om en ny adress saknas i listan, om någon får ett annat svar än här, och om ett svar till
någon utan rätt innehåller ett ord om personen. Samma prövning görs också med databasens
radskydd satt ur spel, och alla knappar trycks av utomstående: ingenting ändras.

- **ja** – får sidan, eller skickas vidare till den.
- **utan namn** – ser ärendet men inte vem det gäller: personen har skyddade personuppgifter.
- **nej** – får veta att uppdraget inte ger rätt till det. Svaret visar ingenting om någon person.
- **·** – får samma svar som om sidan inte fanns.

Att en adress öppnas för en knapp (*trycks*) betyder att den bara tar emot ett tryck; tabellen
visar vem som får trycka. Listor visar bara den inloggades egna: att flera har samma sida betyder
inte att de ser samma personer.

Den här filen skrivs av `python -m scripts.access_matrix`. Ändra inte i den för hand.
"""


def said(row: Row, which: str, person: str) -> str:
    """One cell in words."""
    status = row.allowed(which, person)
    if status == REFUSED:
        return "nej"
    if status == HIDDEN and (row.places or not row.only_post):
        return "·"
    if which in NAMELESS and person not in NAMED[which]:
        return "utan namn"
    return "ja"


def table(rows: tuple[Row, ...]) -> list[str]:
    lines = [
        f"| Vad | Om vem | {' | '.join(COLUMNS.values())} |",
        f"|---|---|{'---|' * len(COLUMNS)}",
    ]
    for row in rows:
        what = f"{row.what} (trycks)" if row.only_post else row.what
        for which in row.kinds():
            cells = " | ".join(said(row, which, person) for person in COLUMNS)
            lines.append(f"| {what} | {OBJECTS[which]} | {cells} |")
    return lines


def whole() -> str:
    """The page. Raises AssertionError if a person of the tests has no column."""
    assert set(COLUMNS) == set(EVERYBODY), "every person of the tests has a column"
    cells = sum(len(row.kinds()) * len(COLUMNS) for rows in SECTIONS.values() for row in rows)
    addresses = sum(len(rows) for rows in SECTIONS.values())
    parts = [INTRODUCTION, f"{addresses} adresser, {cells} rutor.\n"]
    for heading, rows in SECTIONS.items():
        parts += [f"## {heading}\n", "\n".join(table(rows)), ""]
    return "\n".join(parts).rstrip() + "\n"


def main() -> None:
    PAGE.write_text(whole(), encoding="utf-8")
    print(f"{PAGE} is written.")


if __name__ == "__main__":
    main()
