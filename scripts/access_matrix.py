"""Print the access matrix as a page that an officer can read: docs/access-matrix.md.

Run from the project's root: python -m scripts.access_matrix
"""

from pathlib import Path

from tests.house.access_table import (
    EVERYBODY,
    HIDDEN,
    NO_OBJECT,
    REFUSED,
    SECTIONS,
    Row,
    for_herself,
)

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
# Alva herself: what the table calls own is hers.
HERSELF = "Deltagaren själv"
OBJECTS = {
    NO_OBJECT: "–",
    "own": "deltagare hos den egna nämnden",
    "foreign": "deltagare i en annan kommun",
    "protected": "deltagare med skyddade personuppgifter",
    "ended": "avslutad deltagare",
    "sent": "skickad aktualisering",
    "hidden": "skickad aktualisering, skyddade personuppgifter",
    "draft": "utkast till aktualisering",
    "proposed": "förslag från en myndighet till en annan",
    "team": "teammöte i det egna laget",
    "foreign team": "teammöte i en annan kommun",
    "programme": "insatsen",
    "elsewhere": "deltagare i en insats där parterna skriver i egna system",
    "elsewhere foreign": "sådan deltagare i en annan kommun",
    "area": "person i målgruppen hos den egna myndigheten",
    "area hidden": "person i målgruppen, skyddade personuppgifter",
    "area foreign": "person som en annan myndighet har skrivit in",
}
# Identity of the protected is for named staff: the others see the case, without who it is.
NAMELESS = ("protected", "hidden", "area hidden")
NAMED = {"protected": ("Sara",), "hidden": ("Lena",), "area hidden": ("Lena",)}

INTRODUCTION = """# Vem kommer åt vad

Tabellen visar varje sida i Stegvis och vad den som öppnar sidan får. Den är utskriven ur samma
lista som testerna prövar, en adress i taget, med en inloggad person i varje kolumn:

- `tests/house/test_access_matrix.py` öppnar allt som någon får öppna, som i verkligheten.
- `tests/proof/test_lock_of_the_application.py` öppnar alla rutor i tabellen, för alla personer och
  för deltagarna själva, **med databasens radskydd avstängt**. Den som inte får något där får inget
  när båda låsen är på heller.

Båda läser varje svar och faller om någon får ett annat svar än här, eller om svaret innehåller ett
ord om en person som läsaren inte får känna till. Testerna faller också om en ny adress saknas i
listan, och om ett tryck på en knapp av någon utomstående ändrar något.

- **ja** – får sidan, eller skickas vidare till den.
- **utan namn** – ser ärendet men inte vem det gäller: personen har skyddade personuppgifter.
- **nej** – får veta att uppdraget inte ger rätt till det. Svaret visar ingenting om någon person.
- **·** – får samma svar som om sidan inte fanns.

*Trycks* betyder att adressen bara tar emot ett tryck på en knapp; tabellen visar vem som får
trycka. Listor visar bara den inloggades egna: att flera har samma sida betyder inte att de ser
samma personer. ”Deltagaren själv” är den person som ärendet hos den egna nämnden handlar om.

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


def said_to_herself(row: Row, which: str) -> str:
    """The last cell of a line."""
    is_closed = for_herself(row, which, "own") == HIDDEN or which not in (NO_OBJECT, "own")
    return "·" if is_closed else "ja"


def table(rows: tuple[Row, ...]) -> list[str]:
    lines = [
        f"| Vad | Om vem | {' | '.join(COLUMNS.values())} | {HERSELF} |",
        f"|---|---|{'---|' * (len(COLUMNS) + 1)}",
    ]
    for row in rows:
        what = f"{row.what} (trycks)" if row.only_post else row.what
        for which in row.kinds():
            cells = " | ".join(said(row, which, person) for person in COLUMNS)
            herself = said_to_herself(row, which)
            lines.append(f"| {what} | {OBJECTS[which]} | {cells} | {herself} |")
    return lines


def whole() -> str:
    """The page. Raises AssertionError if a person of the tests has no column."""
    assert set(COLUMNS) == set(EVERYBODY), "every person of the tests has a column"
    cells = sum(len(row.kinds()) * (len(COLUMNS) + 1) for rows in SECTIONS.values() for row in rows)
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
