"""This file is where an authority's contact ways are taken apart and put together.

They are kept as lines that anybody can read (`Telefon: 018-00 00 00`), so that a text that was
written before, or comes from elsewhere, is shown as it stands.
"""

from dataclasses import dataclass, fields

LABELS: dict[str, str] = {
    "phone": "Telefon",
    "phone_hours": "Telefontid",
    "mailbox": "Funktionsbrevlåda",
    "post": "Postadress",
    "visit": "Besöksadress",
}


@dataclass(frozen=True)
class ContactWays:
    """How to reach an authority or a unit; `other` is whatever else there is to know."""

    phone: str = ""
    phone_hours: str = ""
    mailbox: str = ""
    post: str = ""
    visit: str = ""
    other: str = ""

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and value of what is known, in the order in which one tries."""
        return [(LABELS[key], getattr(self, key)) for key in LABELS if getattr(self, key)]

    @property
    def text(self) -> str:
        """As it is kept."""
        known = [f"{label}: {value}" for label, value in self.lines]
        return "\n".join([*known, *([self.other] if self.other else [])])


def read(text: str) -> ContactWays:
    """The ways in a kept text; a line without a known label belongs to the rest."""
    keys = {label: key for key, label in LABELS.items()}
    found: dict[str, str] = {}
    rest = []
    for line in text.splitlines():
        label, colon, value = line.partition(":")
        key = keys.get(label.strip())
        if colon and key and key not in found:
            found[key] = value.strip()
        else:
            rest.append(line)
    return ContactWays(**found, other="\n".join(rest).strip())


def one_line(ways: ContactWays) -> ContactWays:
    """The same with each labelled value on a line of its own, as it has to be to be read back."""
    values = {f.name: getattr(ways, f.name).strip() for f in fields(ways)}
    return ContactWays(
        **{key: " ".join(values[key].split()) for key in LABELS}, other=values["other"]
    )
