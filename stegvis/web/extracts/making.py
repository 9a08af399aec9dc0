"""This file is where a register extract is made: a document to read and a file for programs."""

import hashlib
import io
import json
import zipfile
from collections.abc import Collection
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils.text import capfirst

from stegvis.audit.models import Entry
from stegvis.casework.models import Attachment, RegisterExtract
from stegvis.casework.records_in_words import WHO, Row, Table
from stegvis.core.dates import now, today
from stegvis.participants import retention
from stegvis.participants.legal_bases import bases_of
from stegvis.participants.models import Identity, Participant
from stegvis.web.documents import typesetting

FORMAT = "stegvis-registerutdrag-1"
LOG = Entry._meta.label_lower
INTRODUCTION = (
    "Här står det som {owner} har om dig i Stegvis. Uppgifterna kommer från dig själv, från dem "
    "som arbetar med dig hos {owner} och från myndigheter som har lämnat ut något till {owner}; "
    "det står för sig under Mottaget från andra myndigheter. Vad uppgifterna används till och på "
    "vilken rättslig grund står först i utdraget. {kept} Andra myndigheter har egna uppgifter om "
    "dig; fråga dem."
)
# Where the controller has no rule of its own in `retention.toml`.
ASK_HOW_LONG = "Fråga {owner} hur länge uppgifterna sparas."
RIGHTS = (
    "Du kan begära att fel rättas och att din egen uppfattning skrivs in. Du kan återkalla "
    "samtycken när du vill. Du kan klaga hos Integritetsskyddsmyndigheten, imy.se. "
    "Har du frågor kan du kontakta {owner} eller myndighetens dataskyddsombud."
)
SOME_WITHHELD = (
    " {count} lämnas inte ut på grund av sekretess. Du kan begära ett beslut om det, och "
    "beslutet kan överklagas."
)


def kept(tables: Collection[Table], withheld: Collection[str]) -> list[Table]:
    """The tables without the rows that the secrecy review keeps back."""
    return [
        Table(table.kind, table.title, tuple(r for r in table.rows if r.key not in withheld))
        for table in tables
    ]


def document(
    owner: str,
    extract: RegisterExtract,
    identity: Identity | None,
    tables: Collection[Table],
    withheld: int,
) -> bytes:
    """The readable extract as PDF."""
    kind = extract.owner.kind
    introduction = INTRODUCTION.format(owner=owner, kept=_how_long(owner, kind))
    if withheld:
        introduction += SOME_WITHHELD.format(
            count="1 uppgift" if withheld == 1 else f"{withheld} uppgifter"
        )
    data: typesetting.RegisterExtract = {
        "owner": owner,
        "programme": "Stegvis",
        "printed_on": today(),
        "participant": {
            "first_name": identity.given_name if identity else "Skyddad person",
            "masked_number": identity.masked_number if identity else "skyddad uppgift",
        },
        "requested_on": extract.asked_on,
        "introduction": introduction,
        "sections": [_bases(kind), *(_section(table) for table in tables if table.rows)],
        "rights": RIGHTS.format(owner=owner),
    }
    return typesetting.make_pdf("register_extract", data)


def _how_long(owner: str, kind: str) -> str:
    rule = retention.rule_of(kind, today())
    return rule.text if rule else ASK_HOW_LONG.format(owner=owner)


def _bases(kind: str) -> typesetting.ExtractSection:
    """Each purpose with what it rests on (article 15.1 a of the General Data Protection
    Regulation)."""
    return {
        "title": "Vad uppgifterna används till",
        "introduction": None,
        "columns": ["Ändamål", "Rättslig grund"],
        "rows": [[capfirst(basis.label), capfirst(basis.sentence)] for basis in bases_of(kind)],
    }


def _section(table: Table) -> typesetting.ExtractSection:
    if table.kind == LOG:
        logged = [dict(row.facts) for row in table.rows]
        columns = ["När", "Vad", "Myndighet och enhet"]
        if any(WHO in facts for facts in logged):
            columns.append(WHO)
        return {
            "title": "Vem som har läst och skrivit",
            "introduction": "Namn på medarbetare lämnas efter ett särskilt beslut. Du kan begära "
            "det på dina egna sidor, på papper, i telefon eller vid ett besök.",
            "columns": columns,
            "rows": [_log_row(facts)[: len(columns)] for facts in logged],
        }
    return {
        "title": table.title,
        "introduction": None,
        "columns": ["Uppgifter"],
        "rows": [["\n".join(f"{label}: {value}" for label, value in r.facts)] for r in table.rows],
    }


def _log_row(facts: dict[str, str]) -> list[str]:
    where = (facts.get("Myndighet som läste eller skrev", ""), facts.get("Enhet", ""))
    return [
        facts.get("Tid", ""),
        facts.get("Händelse", ""),
        ", ".join(part for part in where if part) or "–",
        facts.get(WHO, "–"),
    ]


def archive(
    owner: str,
    extract: RegisterExtract,
    tables: Collection[Table],
    pdf: bytes,
    using: str = DEFAULT_DB_ALIAS,
) -> bytes:
    """A ZIP with the document, every record as JSON, and the files that belong to them."""
    content = {
        "format": FORMAT,
        "personuppgiftsansvarig": owner,
        "andamal": [
            {"andamal": basis.label, "rattslig_grund": basis.sentence}
            for basis in bases_of(extract.owner.kind)
        ],
        "bevarande": _how_long(owner, extract.owner.kind),
        "begart": extract.asked_on.isoformat(),
        "skapat": now().isoformat(),
        "tabeller": [
            {"namn": table.kind, "rubrik": table.title, "rader": [row.raw for row in table.rows]}
            for table in tables
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
        archived.writestr("utdrag.pdf", pdf)
        archived.writestr("uppgifter.json", json.dumps(content, ensure_ascii=False, indent=1))
        for number, (name, data) in enumerate(_files(tables, using), start=1):
            archived.writestr(f"bilagor/{number:03d}-{name}", data)
    return packed.getvalue()


def _files(tables: Collection[Table], using: str) -> list[tuple[str, bytes]]:
    """The attachments among the rows that are handed over."""
    wanted = [r.pk for t in tables if t.kind == Attachment._meta.label_lower for r in t.rows]
    if not wanted:
        return []
    rows = Attachment._base_manager.using(using).filter(pk__in=wanted, struck_at__isnull=True)
    return [(row.file_name, bytes(row.content)) for row in rows]


def fingerprint(tables: Collection[Table]) -> str:
    """What all the records say now, as one sum. The log is left out: it grows with each look."""
    said = [[table.kind, [row.raw for row in table.rows]] for table in tables if table.kind != LOG]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def shown(tables: Collection[Table], chosen: Collection[str]) -> list[dict[str, Any]]:
    """For the review page: every record with its box; of the log only how much there is."""
    return [
        {
            "table": table,
            "is_log": table.kind == LOG,
            "rows": [] if table.kind == LOG else [_box(row, chosen) for row in table.rows],
        }
        for table in tables
    ]


def _box(row: Row, chosen: Collection[str]) -> dict[str, Any]:
    return {"key": row.key, "facts": row.facts, "is_chosen": row.key in chosen}


def heading(participant: Participant) -> str:
    return f"Registerutdrag {str(participant.pk)[:8]}"
