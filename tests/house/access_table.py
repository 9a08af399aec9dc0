"""This file is where it is written who may open what: every address of the product, once.

A row is an address; its places are the objects that it is tried on, each with those who may.
All others are answered as if the page did not exist (404), unless the row says otherwise. The
same table is tried by test_access_matrix.py and printed for an officer by scripts/access_matrix.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

MANAGERS = ("Sara", "Kim")
TEAM = ("Sara", "Kim", "Samira")
COORDINATOR = ("Samira",)
STRANGER = ("Stina",)
REFERRERS = ("Lena", "Per", "Olof")
CONTACTS = (*REFERRERS, "Maria")
WITH_CASES = (*TEAM, *STRANGER)
EVERYBODY = (*WITH_CASES, *CONTACTS, "Adam", "Styrbjörn", "Frida")
# Whose authority has a seat in the programme.
WITH_SEATS = tuple(name for name in EVERYBODY if name not in STRANGER)
NOBODY: tuple[str, ...] = ()

OK, MOVED, REFUSED, HIDDEN, ONLY_POST, BROKEN_RULE = 200, 302, 403, 404, 405, 422
NO_OBJECT = ""


# A word that is not known until the objects are made, which say what it stands for.
MONTH_OF_LINE = "month of the line"


@dataclass(frozen=True)
class Place:
    """One kind of object, who may open the page on it, and what they get."""

    which: str
    who: tuple[str, ...]
    status: int = OK


@dataclass(frozen=True)
class Row:
    name: str
    what: str
    places: tuple[Place, ...]
    # Argument of the address -> kind of id among the objects; the rest are words as they stand.
    ids: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    only_post: bool = False
    others: int = HIDDEN

    @property
    def arguments(self) -> frozenset[str]:
        return frozenset(self.ids) | frozenset(self.words)

    def kinds(self) -> list[str]:
        """The kinds of object that the address is tried on."""
        return list(dict.fromkeys(place.which for place in self.places)) or [NO_OBJECT]

    def allowed(self, which: str, person: str) -> int:
        """What this person gets on this kind of object; for a button, when it is pressed."""
        found = (p.status for p in self.places if p.which == which and person in p.who)
        return next(found, self.others)

    def expected(self, which: str, person: str) -> int:
        """The status of a GET by this person on this kind of object."""
        return ONLY_POST if self.only_post else self.allowed(which, person)


def _rows(
    kind: str, places: Iterable[Place], rows: Mapping[str, str | tuple[str, dict[str, str]]]
) -> Iterator[Row]:
    """Rows of one section: name -> what, or what and the further arguments of the address.

    An argument whose value begins with = is a word; the others name a kind of id.
    """
    for name, said in rows.items():
        what, given = said if isinstance(said, tuple) else (said, {})
        arguments = {"pk": kind} | given if kind else given
        yield Row(
            name.rstrip("!+"),
            what,
            tuple(places),
            {k: v for k, v in arguments.items() if not v.startswith("=")},
            {k: v[1:] for k, v in arguments.items() if v.startswith("=")},
            only_post=name.endswith("!"),
        )


# What only those do who are named to see a protected person.
_KEPT_BY_READERS: dict[str, str | tuple[str, dict[str, str]]] = {
    "protection-lift": "Ta bort skyddet",
    "reader-name": "Namnge en medarbetare",
    "reader-end!": ("Ta bort en namngiven medarbetare", {"reader": "reader"}),
    "identity-hide!": "Dölj identiteten",
    "contact-remove!": "Ta bort kontaktuppgifterna",
    "identity-write": "Skriv in en identitet",
}
# What only those do who are named to see a protected person.
_KEPT_BY_READERS: dict[str, str | tuple[str, dict[str, str]]] = {
    "protection-lift": "Ta bort skyddet",
    "reader-name": "Namnge en medarbetare",
    "reader-end!": ("Ta bort en namngiven medarbetare", {"reader": "reader"}),
    "identity-hide!": "Dölj identiteten",
    "contact-remove!": "Ta bort kontaktuppgifterna",
    "identity-write": "Skriv in en identitet",
}
NO_ID = f"={UUID(int=0)}"


def _kept_elsewhere(prefix: str) -> dict[str, str | tuple[str, dict[str, str]]]:
    """The same about somebody in the own register, whose readers are not among the objects."""
    kept = {name: what for name, what in _KEPT_BY_READERS.items() if name != "reader-end!"}
    return {f"{prefix}{name}": what for name, what in kept.items()} | {
        f"{prefix}identity-show": "Visa en skyddad identitet"
    }


_CASE = (Place("own", TEAM), Place("foreign", STRANGER), Place("protected", TEAM))
_ENDED = Place("ended", TEAM)
_SESSION = {"session": "session"}
_PROGRAMME = {"programme": "forrehab-uppsala"}
_KEY = {"key": "forrehab-uppsala"}

COMING_IN: tuple[Row, ...] = (
    Row("front", "Förstasidan", (Place(NO_OBJECT, EVERYBODY, MOVED),)),
    Row("choose-role", "Val av roll (bara i demonstrationen)", (), only_post=True),
    Row("choose-assignment", "Val av myndighet", (Place(NO_OBJECT, EVERYBODY),)),
    Row("log-in", "Inloggning", (Place(NO_OBJECT, EVERYBODY, MOVED),)),
    Row("log-out", "Utloggning", (), only_post=True),
    Row("gallery", "Hur sidornas delar ser ut (påhittade exempel)", (Place(NO_OBJECT, EVERYBODY),)),
    Row("accessibility", "Tillgänglighet i Stegvis", (Place(NO_OBJECT, EVERYBODY),)),
    Row("accessibility-own", "Tillgänglighet på Mina sidor", (Place(NO_OBJECT, EVERYBODY),)),
    Row("health", "Svarar databasen?", (Place(NO_OBJECT, EVERYBODY),)),
    Row(
        "resume-form",
        "Det jag skrev när inloggningen gick ut",
        (Place("own", ("Sara",)),),
        {"pk": "parked"},
    ),
    Row("review-list", "Utlämnanden att granska", (Place(NO_OBJECT, (*COORDINATOR, *REFERRERS)),)),
    # Handed out by Försäkringskassan in a referral, on another ground than consent.
    Row(
        "review-outside",
        "Granska ett utlämnande utanför egna ärenden",
        (Place("sent", ("Lena",)),),
        {"pk": "review"},
    ),
    Row("todo", "Att göra (den egna listan)", (Place(NO_OBJECT, EVERYBODY),)),
)

LISTS: tuple[Row, ...] = (
    Row("case-list", "Mina deltagare", (Place(NO_OBJECT, WITH_CASES),)),
    Row("extent-read", "Omfattning i procent (räknehjälp)", (Place(NO_OBJECT, EVERYBODY),)),
    Row("received-list", "Mottaget", (Place(NO_OBJECT, (*WITH_CASES, *CONTACTS)),)),
    Row("referral-list", "Mina aktualiseringar", (Place(NO_OBJECT, REFERRERS),)),
    Row(
        "question-list",
        "Frågor till och från mig",
        (Place(NO_OBJECT, (*WITH_CASES, *CONTACTS)),),
    ),
    Row("inquiry-list", "Mina avidentifierade förfrågningar", (Place(NO_OBJECT, REFERRERS),)),
    Row("inquiry-send", "Ny avidentifierad förfrågan", (Place(NO_OBJECT, REFERRERS),)),
)

CASE: tuple[Row, ...] = (
    tuple(
        _rows(
            "case",
            _CASE,
            {
                "case-show": "Översikt",
                "note-list": "Anteckningar",
                "note-write": "Ny anteckning",
                "note-copy": "Kopiera anteckningar till journal",
                "note-copy-pdf": "Kopiera anteckningar till journal, PDF",
                "note-attempt!": "Ringt, inget svar",
                "note-change": ("Ändra en anteckning", {"note": "note"}),
                "note-amend": ("Rätta en låst anteckning", {"note": "note"}),
                "attachment-list": "Bilagor",
                "attachment-add": "Ny bilaga",
                "attachment-show": ("En bilaga", {"attachment": "attachment"}),
                "attachment-file": ("Bilagans fil", {"attachment": "attachment"}),
                "attachment-strike": ("Makulera bilaga", {"attachment": "attachment"}),
                "meeting-book": "Boka möte",
                "meeting-report": ("Hur mötet gick", {"meeting": "meeting"}),
                "mapping-show": "Kartläggning",
                "mapping-start!": "Börja kartläggning",
                "mapping-write": "Skriv i kartläggningen",
                "mapping-answer!": ("Spara ett svar", {"question": "=viktigast"}),
                "mapping-goal!": ("Gör till mål", {"question": "=viktigast"}),
                "mapping-way": "Välj väg",
                "mapping-confirm": "Fastställ kartläggningen",
                "mapping-ask": ("Fråga en part", {"question": "=pagar_behandling"}),
                "mapping-history": "Kartläggningens versioner",
                "mapping-version": ("En tidigare kartläggning", {"mapping": "mapping"}),
                "plan-show": "Handlingsplan",
                "plan-start!": "Börja plan",
                "plan-edit": "Skriv i planen",
                "plan-goal": ("Ändra mål", {"goal": "goal"}),
                "plan-goal-status!": ("Hur det går med målet", {"goal": "goal"}),
                "plan-action": ("Nytt steg", {"goal": "goal"}),
                "plan-action+": ("Ändra steg", {"goal": "goal", "action": "action"}),
                "plan-done!": ("Steget är klart", {"action": "action"}),
                "plan-confirm": "Fastställ planen",
                "plan-history": "Planens versioner",
                "plan-version": ("En tidigare plan", {"plan": "plan"}),
                "plan-anchor": ("Förankra planen", {"plan": "draft_plan"}),
                "plan-pdf": ("Planen som PDF", {"plan": "plan"}),
                "activity-list": "Aktiviteter",
                "activity-plan": "Ny aktivitet",
                "activity-change": ("Ändra aktivitet", {"activity": "activity"}),
                "activity-start!": ("Aktiviteten har börjat", {"activity": "activity"}),
                "activity-end": ("Avsluta aktivitet", {"activity": "activity"}),
                "work-show": "Arbetsutbud",
                "work-add": "Skriv in arbetsutbud",
                "work-curve": "Arbetsutbud som kurva",
                "work-change": ("Ändra arbetsutbud", {"period": "period"}),
                "work-end": ("Sista dagen av ett arbetsutbud", {"period": "period"}),
                "work-strike!": ("Makulera ett arbetsutbud", {"period": "period"}),
                "milestone-add": ("Skriv in en hållpunkt", {"key": "=provad"}),
                "milestone-change": ("Ändra en hållpunkt", {"milestone": "milestone"}),
                "milestone-strike!": ("Makulera en hållpunkt", {"milestone": "milestone"}),
                "monthly-write": "Månadsuppgifter",
                "instrument-list": "Enkäter",
                "instrument-answer": (
                    "Svar på en enkät",
                    {"instrument": "=kasam", "moment": "=enrolment"},
                ),
                "instrument-paper": ("Tom enkät som PDF", {"instrument": "=kasam"}),
                "instrument-curve": ("Svaren på en enkät som kurva", {"instrument": "=kasam"}),
                "need-list": "Behov och förslag ur utbudet",
                "need-add": "Notera ett behov",
                "need-change": ("Ändra ett behov", {"need": "need"}),
                "need-meet": ("Ett behov är mött", {"need": "need"}),
                "need-reopen!": ("Öppna ett behov igen", {"need": "need"}),
                "need-strike!": ("Makulera ett behov", {"need": "need"}),
                "need-queue!": (
                    "Ställ i kö till något ur utbudet",
                    {"need": "need", "offer": "offer"},
                ),
                "need-leave-queue!": ("Ta ur kön till något ur utbudet", {"need": "need"}),
                "need-plan!": ("Planera något ur utbudet", {"need": "need", "offer": "offer"}),
                "outgoing-write": "Aktualisera vidare",
                "outgoing-status": ("Hur det går hos mottagaren", {"referral": "outgoing"}),
                "person-show": "Person",
                "benefit-add": "Ny ersättning",
                "benefit-change": ("Ändra ersättning", {"benefit": "benefit"}),
                "benefit-follow": ("Inför att ersättningen går ut", {"benefit": "benefit"}),
                "party-add": "Ny part i ärendet",
                "party-end": ("Avsluta en part", {"party": "party"}),
                "consent-list": "Samtycken",
                "consent-write": "Skriv in samtycke",
                "consent-form": "Samtyckesblankett som PDF",
                "consent-receipt": "Kvitto på samtycke som PDF",
                "consent-withdraw": ("Återkalla samtycke", {"consent": "consent"}),
                "own-words": "Det som deltagaren har skrivit",
                "own-comment-seen!": ("Kommentaren är läst", {"comment": "comment"}),
                "own-tick-settle!": ("Ett markerat steg är läst", {"tick": "tick"}),
                "person-question-ask": "Fråga deltagaren",
                "person-question-answer": ("Skriv in svar", {"question": "person_question"}),
                "person-answer-seen!": ("Svaret är läst", {"question": "person_question"}),
                "person-question-withdraw!": (
                    "Dra tillbaka en fråga",
                    {"question": "person_question"},
                ),
                "own-log-print": "Vem som har läst, som PDF till deltagaren",
                "disclosure-list": "Utlämnat",
                "disclosure-all": "Allt som har lämnats ut om deltagaren",
                "disclosure-all-pdf": "Allt som har lämnats ut, som PDF",
                "disclosure-close!": ("Stoppa ett utlämnande", {"disclosure": "given_plan"}),
                "disclosure-review": ("Granska ett utlämnande", {"disclosure": "given_plan"}),
                "disclosure-make": ("Lämna ut", {"kind": "=plan", "item": "plan"}),
                "readiness-judge": "Bedöm om deltagaren är redo",
                "underlag-show": "Underlag för trepartssamtal",
                "underlag-pdf": "Underlaget som PDF",
            },
        )
    )
    + tuple(
        _rows(
            "case",
            (*_CASE, _ENDED),
            {
                "exit-show": "Avslut",
                "exit-receiver": "Mottagarens besked",
                "exit-pdf": "Slutdokumentation som PDF",
                "followup-record": ("Uppföljning", {"moment": "=manad_3"}),
            },
        )
    )
    + tuple(
        _rows(
            "case",
            (*_CASE, Place("ended", TEAM, MOVED)),
            {"exit-prepare": "Förbered avslutet", "exit-confirm": "Fastställ avslutet"},
        )
    )
    + (
        Row(
            "person-correct",
            "Rätta personuppgifter",
            (Place("own", TEAM), Place("foreign", STRANGER), Place("protected", ("Sara",))),
            {"pk": "case"},
        ),
        Row(
            "identity-number",
            "Byt nummer eller ändra identitetsnivå",
            (Place("own", TEAM), Place("foreign", STRANGER), Place("protected", ("Sara",))),
            {"pk": "case"},
        ),
        Row(
            "case-reassign",
            "Byt case manager",
            (
                Place("own", COORDINATOR),
                Place("foreign", NOBODY),
                Place("protected", COORDINATOR),
            ),
            {"pk": "case"},
        ),
    )
    + tuple(_rows("case", _CASE, {"protection-show": "Skyddade personuppgifter"}))
    + tuple(
        _rows(
            "case",
            (
                # A case manager sets it in her own cases, a coordinator in the programme's.
                Place("own", ("Sara", "Samira")),
                Place("foreign", STRANGER),
                Place("protected", ("Sara", "Samira")),
            ),
            {
                "protection-set": "Skydda personuppgifter",
                "curiosity-show": "Märk som särskilt utsatt för nyfikenhet",
            },
        )
    )
    + tuple(
        _rows("case", (Place("protected", TEAM),), {"identity-show": "Visa en skyddad identitet"})
    )
    + tuple(_rows("case", (Place("protected", ("Sara",)),), _KEPT_BY_READERS))
    + tuple(
        _rows(
            "case",
            (
                Place("own", TEAM),
                Place("foreign", STRANGER),
                Place("protected", ("Sara",)),
                _ENDED,
            ),
            {"own-pages-close": "Stäng eller öppna de egna sidorna"},
        )
    )
)

# The extract of a protected person is for her named readers; the others are told so.
_EXTRACT = (
    Place("own", TEAM),
    Place("foreign", STRANGER),
    Place("protected", ("Sara",)),
    Place("protected", ("Kim", "Samira"), BROKEN_RULE),
)
EXTRACTS: tuple[Row, ...] = (
    *_rows(
        "participant",
        _CASE,
        {"extract-person": "Begärda registerutdrag", "extract-names": "Begärda namn i loggen"},
    ),
    *_rows("extract", _EXTRACT, {"extract-review": "Granska ett registerutdrag"}),
    *_rows(
        "released",
        _EXTRACT,
        {
            "extract-document": "Lämnat registerutdrag som PDF",
            "extract-archive": "Lämnat registerutdrag som fil",
        },
    ),
)

_GROUP = (Place("own", TEAM), Place("foreign", STRANGER), Place("protected", TEAM))
WORK: tuple[Row, ...] = (
    Row("group-list", "Grupper", (Place(NO_OBJECT, WITH_CASES),)),
    Row("group-open", "Ny grupp", (Place(NO_OBJECT, WITH_CASES),)),
    *_rows(
        "group",
        _GROUP,
        {
            "group-show": "Grupp",
            "group-join": "Ta med deltagare i gruppen",
            "session-add": "Nytt tillfälle",
            "group-close": "Avsluta gruppen",
            "attendance-take": ("Närvaro", _SESSION),
        },
    ),
    Row("employer-list", "Arbetsplatser", (Place(NO_OBJECT, WITH_CASES),)),
    Row("employer-add", "Ny arbetsplats", (Place(NO_OBJECT, WITH_CASES),)),
    *_rows(
        "employer",
        _GROUP,
        {
            "employer-show": "Arbetsplats",
            "employer-change": "Ändra arbetsplats",
            "employer-contact": "Kontakt med arbetsplats",
        },
    ),
    # The inventory holds nothing about anybody: all read it, its owner keeps it.
    Row("offer-list", "Utbud", (Place(NO_OBJECT, EVERYBODY),)),
    Row("offer-gaps", "Luckor i utbudet", (Place(NO_OBJECT, WITH_CASES),)),
    Row("offer-add", "Lägg till i utbudet", (Place(NO_OBJECT, WITH_CASES),)),
    *_rows(
        "offer",
        (Place("own", EVERYBODY), Place("foreign", EVERYBODY)),
        {"offer-show": "Något i utbudet"},
    ),
    *_rows(
        "offer",
        (Place("own", TEAM), Place("foreign", STRANGER)),
        {
            "offer-change": "Ändra i utbudet",
            "offer-places": "Lediga platser i utbudet",
            "offer-end!": "Ta bort ur utbudet",
        },
    ),
)

_KEPT = (Place("area", ("Lena",)),)
_KNOWN_HERE = (
    Place("area", ("Lena",)),
    Place("area hidden", ("Lena",)),
    Place("area foreign", NOBODY),
)
AREA: tuple[Row, ...] = (
    Row(
        "area-choose",
        "Målgruppen: välj område",
        (
            Place(NO_OBJECT, ("Lena",), MOVED),
            Place(NO_OBJECT, ("Per", "Olof", *COORDINATOR)),
        ),
    ),
    Row(
        "watch-list",
        "Bevakning av ersättning",
        (Place(NO_OBJECT, ("Lena",), MOVED), Place(NO_OBJECT, (*WITH_CASES, "Per", "Olof"))),
    ),
    *_rows(
        "programme",
        _KEPT,
        {
            "area-list": "Målgruppen i ett område",
            "area-add": "Skriv in en person i målgruppen",
            "area-import": "Skriv in många i målgruppen",
            "area-results": "Resultat för målgruppen",
            "area-figure": ("Vilka en siffra räknar", {"figure": "=i-malgruppen"}),
            "watch-area": "Bevakning av ersättning för målgruppen",
        },
    ),
    *_rows(
        "entry",
        _KNOWN_HERE,
        {
            "area-person": "En person i målgruppen",
            "area-map": "Inledande kartläggning",
            "area-triage": "Bedömning efter kartläggningen",
            "area-livelihood": "Försörjning härnäst",
            "area-benefit-add": "Ny ersättning",
            "area-benefit-change": ("Ändra ersättning", {"benefit": "benefit"}),
            "area-benefit-follow": ("Inför att ersättningen går ut", {"benefit": "benefit"}),
            "area-wait": "Väntar på en mottagande part",
            "area-hand-over": "Byt handläggare",
            "area-refer": "Erbjud insatsen",
            "area-leave": "Lämnar målgruppen",
        },
    ),
    *_rows(
        "entry",
        _KNOWN_HERE,
        {
            "area-protection-show": "Skyddade personuppgifter",
            "area-protection-set": "Skydda personuppgifter",
            "area-curiosity-show": "Märk som särskilt utsatt för nyfikenhet",
        },
    ),
    *_rows(
        "entry",
        (Place("area hidden", ("Lena",)), Place("area foreign", NOBODY)),
        _kept_elsewhere("area-"),
    ),
    *_rows(
        "entry",
        (Place("area", NOBODY),),
        {"area-reader-end!": ("Ta bort en namngiven medarbetare", {"reader": NO_ID})},
    ),
    # Only where whoever keeps the area runs the programme too.
    *_rows(
        "entry",
        (Place("area", NOBODY), Place("area foreign", NOBODY)),
        {"area-enrol": "Skriv in ur målgruppen"},
    ),
)

_TAKEN_PART = (
    Place("own", ("Lena",)),
    Place("foreign", ("Maria",)),
    Place("protected", ("Lena",)),
)
RECEIVED: tuple[Row, ...] = (
    *_rows("case", _TAKEN_PART, {"received-show": "Ärende hos annan myndighet"}),
    *_rows(
        "case",
        # Bo's plan was handed out on a consent that ended with the programme.
        (*_TAKEN_PART, Place("ended", NOBODY)),
        {
            "received-item": ("Något som har lämnats ut till oss", {"disclosure": "given_plan"}),
            "received-copy": ("Kopiera till journal", {"disclosure": "given_plan"}),
            "received-pdf": ("Kopia som PDF", {"disclosure": "given_plan"}),
            "received-file": ("Fil som har lämnats ut", {"disclosure": "given_file"}),
        },
    ),
    *_rows(
        "case",
        (
            Place("own", ("Lena",)),
            Place("foreign", NOBODY),
            Place("protected", NOBODY),
        ),
        {"received-note": "Partens egen anteckning"},
    ),
    *_rows(
        "case",
        (Place("elsewhere", ("Lena",)), Place("own", NOBODY), Place("foreign", NOBODY)),
        {"received-registration": "Partens egen referens i sitt system"},
    ),
    *_rows(
        "case",
        (Place("elsewhere", ("Lena",)), Place("own", NOBODY), Place("foreign", NOBODY)),
        {"received-registration-disclose": "Lämna ut partens referens"},
    ),
    *_rows(
        "case",
        (Place("own", ("Lena",)),),
        {"received-note-disclose": ("Lämna ut den egna anteckningen", {"note": "party_note"})},
    ),
    *_rows(
        "case",
        (Place("own", ("Lena",)), Place("protected", ("Lena",)), Place("ended", ("Lena",))),
        {"takeover-confirm": "Bekräfta övertagande"},
    ),
    Row(
        "question-show",
        "En fråga",
        (
            Place("own", (*TEAM, "Lena")),
            Place("foreign", ("Stina", "Maria")),
            Place("protected", (*TEAM, "Lena")),
            Place("ended", TEAM),
            Place("sent", ("Samira", "Lena")),
            Place("hidden", ("Samira", "Lena")),
        ),
        {"pk": "question"},
    ),
)

_SENT = (Place("sent", ("Lena",)), Place("hidden", ("Lena",)), Place("draft", ("Lena",)))
_NO_MORE = (
    Place("sent", ("Lena",), MOVED),
    Place("hidden", ("Lena",), MOVED),
    Place("draft", ("Lena",)),
)
REFERRALS: tuple[Row, ...] = (
    Row("referral-choose", "Ny aktualisering", (Place(NO_OBJECT, REFERRERS, MOVED),)),
    Row(
        "referral-draft",
        "Skriv aktualisering",
        (Place("programme", REFERRERS),),
        {"pk": "version", "receiver": "operator"},
    ),
    Row(
        "referral-facts",
        "Följdfrågor i aktualiseringen",
        (Place("programme", REFERRERS),),
        {"pk": "version"},
        {"route": "fk"},
        only_post=True,
    ),
    Row("outreach-choose", "Uppsökande: välj väg", (Place(NO_OBJECT, COORDINATOR),)),
    Row(
        "outreach-register",
        "Uppsökande: skriv in person",
        (Place("programme", COORDINATOR),),
        {"pk": "version"},
        {"route": "self"},
    ),
    *_rows(
        "referral",
        _SENT,
        {
            "referral-show": "Följ en aktualisering",
            "referral-unmask!": "Visa hela personnumret",
            "referral-withdraw": "Dra tillbaka",
        },
    ),
    *_rows(
        "referral",
        _SENT,
        {
            "referral-protection-show": "Skyddade personuppgifter",
            "referral-protection-set": "Skydda personuppgifter",
            "referral-curiosity-show": "Märk som särskilt utsatt för nyfikenhet",
        },
    ),
    *_rows(
        "referral",
        (Place("hidden", ("Lena",)),),
        {"referral-identity-show": "Visa en skyddad identitet"}
        | {f"referral-{name}": what for name, what in _KEPT_BY_READERS.items()},
    ),
    *_rows(
        "referral",
        _NO_MORE,
        {"referral-change": "Ändra utkast", "referral-send": "Kontrollera och skicka"},
    ),
)

_PROPOSER, _ASSESSOR = (Place("proposed", ("Per",)),), (Place("proposed", ("Lena",)),)
PROPOSALS: tuple[Row, ...] = (
    Row("proposal-list", "Förslag", (Place(NO_OBJECT, REFERRERS),)),
    Row("proposal-choose", "Nytt förslag", (Place(NO_OBJECT, REFERRERS),)),
    # Nobody's authority may only propose in this programme, so nobody gets a form.
    Row(
        "proposal-draft",
        "Skriv förslag",
        (Place("programme", NOBODY),),
        {"pk": "version", "operator": "operator"},
    ),
    *_rows(
        "proposal",
        _PROPOSER,
        {
            "proposal-show": "Följ ett förslag",
            "proposal-withdraw": "Dra tillbaka ett förslag",
            "proposal-protection-show": "Skyddade personuppgifter",
            "proposal-protection-set": "Skydda personuppgifter",
            "proposal-curiosity-show": "Märk som särskilt utsatt för nyfikenhet",
        },
    ),
    # The one of the proofs is not protected.
    *_rows(
        "proposal",
        (Place("proposed", NOBODY),),
        _kept_elsewhere("proposal-")
        | {"proposal-reader-end!": ("Ta bort en namngiven medarbetare", {"reader": NO_ID})},
    ),
    *_rows(
        "proposal",
        (Place("proposed", ("Per",), MOVED),),
        {"proposal-change": "Ändra utkast till förslag", "proposal-send": "Skicka förslag"},
    ),
    *_rows(
        "proposal",
        _ASSESSOR,
        {
            "proposal-assess": "Bedöm ett förslag",
            "proposal-open!": "Börja bedöma ett förslag",
            "proposal-refer!": "Aktualisera efter ett förslag",
            "proposal-decline": "Förslaget leder inte vidare",
        },
    ),
)

_TEAM_MEETING = (Place("team", COORDINATOR), Place("foreign team", NOBODY))
TEAM_MEETINGS: tuple[Row, ...] = (
    Row("team-meeting-list", "Teammöten", (Place(NO_OBJECT, COORDINATOR),)),
    Row("team-meeting-call", "Nytt teammöte", (Place(NO_OBJECT, COORDINATOR),)),
    Row("capacity", "Platser och kö", (Place(NO_OBJECT, COORDINATOR),)),
    Row("flow", "Flödet genom insatsen", (Place(NO_OBJECT, COORDINATOR),)),
    # This programme takes nobody over and compares no variants.
    Row(
        "people-take-over",
        "Ta över deltagare från en tidigare insats",
        (Place("programme", NOBODY),),
        {},
        _PROGRAMME,
    ),
    Row(
        "arm-change",
        "Hur varianten bestämdes, och ändra den",
        (Place("own", NOBODY), Place("foreign", NOBODY)),
        {"pk": "case"},
    ),
    *_rows(
        "team_meeting",
        _TEAM_MEETING,
        {
            "team-meeting-show": "Dagordning för ett teammöte",
            "team-meeting-change": "Ändra ett teammöte",
            "team-attendee-invite": "Kalla någon till ett teammöte",
            "team-attendee-off!": ("Den kallade kommer inte", {"attendee": "attendee"}),
            "team-case-add": "Lägg till ärenden på dagordningen",
            "team-case-decide": ("Skriv in beslut från ett teammöte", {"case": "team_case"}),
            "team-case-off!": ("Stryk ett ärende", {"case": "team_case"}),
            "team-case-consent": (
                "Samtycke till att någon är med i ett ärende",
                {"case": "team_case", "organisation": "called"},
            ),
        },
    ),
)

_ARRIVED = (Place("sent", COORDINATOR), Place("hidden", COORDINATOR), Place("draft", NOBODY))
_CONSIDERED = (Place("sent", COORDINATOR), Place("hidden", COORDINATOR))
INTAKE: tuple[Row, ...] = (
    Row("inbox-list", "Inkorg", (Place(NO_OBJECT, COORDINATOR),)),
    Row("intake-meeting-list", "Bokade möten", (Place(NO_OBJECT, COORDINATOR),)),
    Row("team-show", "Laget", (Place(NO_OBJECT, COORDINATOR),)),
    *_rows(
        "referral",
        _ARRIVED,
        {
            "intake-show": "En aktualisering som har kommit",
            "intake-open!": "Öppna",
            "intake-assess!": "Ta upp igen",
            "criterion-judge": ("Bedöm ett kriterium", {"criterion": "=behov"}),
            "intake-meeting-book": "Boka möte",
            "intake-admit": "Ta emot",
            "intake-refuse": "Tas inte emot",
            "intake-queue": "Kö",
            "intake-ask": "Begär komplettering",
            "intake-unreached": "Gick inte att nå",
            "intake-close!": "Stäng en tillbakadragen",
        },
    ),
    *_rows(
        "meeting",
        _CONSIDERED,
        {"intake-meeting-report": "Hur mötet gick", "intake-meeting-letter": "Kallelse"},
    ),
    *_rows("intake", _CONSIDERED, {"intake-enrol": "Inskrivning"}),
)

RESULTS: tuple[Row, ...] = (
    Row("goals", "Mål", (Place(NO_OBJECT, WITH_CASES),)),
    Row("plot-show", "Ett diagram", (Place(NO_OBJECT, WITH_CASES),), {}, {"key": "0a"}),
    Row("plot-ask", "Rita diagram", (Place("programme", TEAM),), {}, _PROGRAMME, only_post=True),
    Row(
        "goal-cases",
        "Deltagarna bakom en siffra",
        (Place(NO_OBJECT, TEAM),),
        {},
        _PROGRAMME | {"goal": "redo", "part": "ja"},
    ),
    Row("figures", "Siffror", (Place(NO_OBJECT, ("Samira", "Styrbjörn", "Frida")),)),
    Row("programme-list", "Insatser", (Place(NO_OBJECT, EVERYBODY),)),
    Row("programme-show", "En insats", (Place(NO_OBJECT, WITH_SEATS),), {}, _KEY),
    Row("programme-compare", "Jämför versioner", (Place(NO_OBJECT, WITH_SEATS),), {}, _KEY),
    Row("programme-move", "Flytta till annan version", (Place(NO_OBJECT, COORDINATOR),), {}, _KEY),
    Row(
        "programme-move-review",
        "Vad en flytt ändrar",
        (Place(NO_OBJECT, COORDINATOR),),
        {},
        _KEY,
    ),
    Row(
        "member-list",
        "Medarbetare och behörigheter",
        (Place(NO_OBJECT, ("Adam",)),),
        others=REFUSED,
    ),
    Row("directory-list", "Kontaktvägar", (Place(NO_OBJECT, EVERYBODY),)),
    Row(
        "directory-show",
        "En myndighets kontaktvägar",
        (Place("programme", EVERYBODY),),
        {"pk": "operator"},
    ),
    Row(
        "directory-keep", "Ändra egna kontaktvägar", (Place(NO_OBJECT, ("Adam",)),), others=REFUSED
    ),
    Row("unit-add", "Ny enhet", (Place(NO_OBJECT, ("Adam",)),), others=REFUSED),
    Row(
        "unit-change", "Ändra en enhet", (Place("own", ("Adam",)),), {"pk": "unit"}, others=REFUSED
    ),
    Row("log-check-list", "Loggkontroll", (Place(NO_OBJECT, ("Adam",)),)),
    Row("log-check-draw", "Nytt stickprov ur loggen", (Place(NO_OBJECT, ("Adam",)),)),
    Row("log-check-suspect", "Kontroll på misstanke", (Place(NO_OBJECT, ("Adam",)),)),
    *_rows(
        "log_check",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {
            "log-check-show": "En loggkontroll",
            "log-row-judge!": ("Bedöm en rad i loggen", {"row": "log_row"}),
            "log-check-close!": "Avsluta loggkontroll",
        },
    ),
    *_rows(
        "alarm",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {"alarm-show": "Larm att ta reda på"},
    ),
    *_rows(
        "names",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {"names-show": "Begäran om namn i loggen", "names-withdraw": "Sluta visa namn"},
    ),
    Row("incident-list", "Incidenter", (Place(NO_OBJECT, ("Adam",)),)),
    Row("incident-write", "Skriv in en incident", (Place(NO_OBJECT, ("Adam",)),)),
    *_rows(
        "incident",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {
            "incident-show": "En incident",
            "incident-change": "Ändra en incident",
            "incident-count!": "Räkna berörda av en incident",
            "incident-step": ("Vad som har gjorts åt en incident", {"step": "=imy"}),
            "incident-close!": "Avsluta en incident",
        },
    ),
    Row("weeding-list", "Gallring", (Place(NO_OBJECT, ("Adam",)),)),
    Row("weeding-hold", "Stoppa gallring", (Place(NO_OBJECT, ("Adam",)),)),
    *_rows(
        "weeding",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {"weeding-show": "Förslag till gallring"},
    ),
    *_rows(
        "hold",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {"weeding-lift": "Häv stopp för gallring"},
    ),
    Row("member-add", "Ny medarbetare", (Place(NO_OBJECT, ("Adam",)),), others=REFUSED),
    Row(
        "access-analysis-write",
        "Ny behovs- och riskanalys",
        (Place(NO_OBJECT, ("Adam",)),),
        others=REFUSED,
    ),
    *_rows(
        "analysis",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {
            "access-analysis-review": "Se över en behovs- och riskanalys",
            "access-analysis-end!": "Avsluta en behovs- och riskanalys",
        },
    ),
    Row(
        "assignment-prolong",
        "Förläng uppdrag",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {"pk": "assignment"},
    ),
    Row(
        "member-show",
        "Medarbetares konto",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {"pk": "account"},
    ),
    *(
        Row(
            name,
            what,
            (Place("own", ("Adam",)), Place("foreign", NOBODY)),
            {"pk": "account"},
            only_post=True,
        )
        for name, what in (
            ("member-disable", "Stäng konto"),
            ("member-enable", "Öppna konto"),
            ("sessions-end", "Logga ut medarbetare"),
        )
    ),
    Row(
        "assignment-end",
        "Avsluta uppdrag",
        (Place("own", ("Adam",)), Place("foreign", NOBODY)),
        {"pk": "assignment"},
    ),
    # The goals are there to be read by case managers too, so these say that they may not.
    *(
        Row(
            name,
            what,
            (
                Place(NO_OBJECT, COORDINATOR),
                Place(NO_OBJECT, MANAGERS, REFUSED),
            ),
            {},
            words,
        )
        for name, what, words in (
            ("goal-analyse", "Analys av en skillnad", _PROGRAMME | {"goal": "redo"}),
            ("goal-evidence", "Underlag för ett mål", _PROGRAMME | {"goal": "rutiner"}),
            ("figures-publish", "Publicera siffror", _PROGRAMME),
        )
    ),
)

# The coordinator keeps it; the steering group and the association read two of the tabs.
_STEERING = (*COORDINATOR, "Styrbjörn", "Frida")
_OF_PROGRAMME = {"programme": "=forrehab-uppsala"}
RUNNING: tuple[Row, ...] = (
    Row("conduct", "Insatsens gång", (Place(NO_OBJECT, (*_STEERING, "Adam"), MOVED),)),
    *(
        Row(name, what, (Place(NO_OBJECT, (*COORDINATOR, "Adam")),), {}, _PROGRAMME)
        for name, what in (
            ("seat-list", "Vilka hos oss som har en plats"),
            ("seat-add", "Skriv in vem hos oss som har en plats"),
        )
    ),
    *_rows(
        "holding",
        (Place("own", (*COORDINATOR, "Adam")),),
        {"seat-change": ("Ändra vem hos oss som har en plats", _OF_PROGRAMME)},
    ),
    *(
        Row(name, what, (Place(NO_OBJECT, _STEERING),), {}, _PROGRAMME)
        for name, what in (("steering", "Styrgrupp"), ("deviation-list", "Avvikelserapporter"))
    ),
    *(
        Row(name, what, (Place(NO_OBJECT, COORDINATOR),), {}, _PROGRAMME)
        for name, what in (
            ("staffing", "Bemanning"),
            ("holding-add", "Skriv in vem som har en plats"),
            ("steering-member-add", "Ny ledamot i styrgruppen"),
            ("steering-meeting-add", "Nytt möte med styrgruppen"),
            ("deviation-add", "Ny avvikelserapport"),
            ("planned-work", "Insatsens plan"),
            ("programme-end", "Insatsens avslut"),
            ("programme-end-decide", "Besluta att insatsen avslutas"),
            ("programme-end-withdraw", "Upphäv beslutet om avslut"),
            ("implementation", "Vad som lever vidare"),
        )
    ),
    Row(
        "programme-end-complete",
        "Markera insatsen som avslutad",
        (Place(NO_OBJECT, COORDINATOR, MOVED),),
        {},
        _PROGRAMME,
    ),
    Row(
        "planned-work-mark",
        "Hur det gick med en rad i planen",
        (Place(NO_OBJECT, COORDINATOR),),
        {},
        _PROGRAMME | {"line": "0", "quarter": "2018-Q1"},
    ),
    *_rows(
        "holding",
        (Place("own", COORDINATOR),),
        {"holding-change": ("Ändra vem som har en plats", _OF_PROGRAMME)},
    ),
    *_rows(
        "member",
        (Place("own", COORDINATOR),),
        {"steering-member-change": ("Ändra en ledamot i styrgruppen", _OF_PROGRAMME)},
    ),
    *_rows(
        "steering_meeting",
        (Place("own", _STEERING),),
        {"steering-meeting-show": ("Ett möte med styrgruppen", _OF_PROGRAMME)},
    ),
    *_rows(
        "steering_meeting",
        (Place("own", COORDINATOR),),
        {
            "steering-meeting-change": ("Ändra ett möte med styrgruppen", _OF_PROGRAMME),
            "steering-decision-add": ("Nytt beslut av styrgruppen", _OF_PROGRAMME),
        },
    ),
    *_rows(
        "decision",
        (Place("own", COORDINATOR),),
        {
            "steering-decision-done": ("Beslutet är klart", _OF_PROGRAMME),
            "steering-decision-correct": ("Rätta ett beslut", _OF_PROGRAMME),
        },
    ),
    *_rows(
        "sent_deviation",
        (Place("own", _STEERING),),
        {"deviation-show": ("En avvikelserapport", _OF_PROGRAMME)},
    ),
    *_rows(
        "sent_deviation",
        (Place("own", COORDINATOR),),
        {"deviation-receive": ("Rapporten är mottagen", _OF_PROGRAMME)},
    ),
    *_rows(
        "deviation",
        (Place("own", COORDINATOR),),
        {
            "deviation-change": ("Ändra en avvikelserapport", _OF_PROGRAMME),
            "deviation-send!": ("Skicka en avvikelserapport", _OF_PROGRAMME),
        },
    ),
)

# Nobody but the participant herself; that she gets them is tried in tests/web/own.
# Ebba's and Tore's programme is documented in the parties' own systems, the others' here.
_PARTS_ELSEWHERE = (
    Place("elsewhere", TEAM),
    Place("elsewhere foreign", STRANGER),
    Place("own", NOBODY),
    Place("foreign", NOBODY),
)

MEASURING: tuple[Row, ...] = (
    *(
        Row(name, what, (Place(NO_OBJECT, COORDINATOR),), {}, _PROGRAMME | words)
        for name, what, words in (
            ("measuring-show", "Insatsens enkäter", {}),
            ("instrument-text", "Frågorna till en enkät", {"instrument": "kasam"}),
            ("comparison-list", "Jämförelsegruppen", {}),
            ("comparison-import", "Svar från jämförelsegruppen", {}),
        )
    ),
    Row("contact-import", "Ta in kontakter från eget system", (), {}, _PROGRAMME),
    *_rows(
        "case",
        _PARTS_ELSEWHERE,
        {
            "registration-write": ("Registrerad hos en part", {"party": "=fk"}),
            "line-write": ("Månadens rad", {"month": f"={MONTH_OF_LINE}"}),
            "contact-add": "Skriv in kontakt",
            "contact-strike!": ("Makulera kontakt", {"contact": "contact"}),
        },
    ),
)

OWN_PAGES: tuple[Row, ...] = (
    *(
        Row(name, f"{what} (bara deltagaren själv)", ())
        for name, what in (
            ("own-start", "Start"),
            ("own-more", "Mer"),
            ("own-language", "Val av språk"),
            ("own-plan", "Min plan"),
            ("own-times", "Mina tider"),
            ("own-needs", "Vad jag behöver"),
            ("own-consents", "Mina samtycken"),
            ("own-questions", "Frågor till mig"),
            ("own-reads", "Vem har läst om mig"),
            ("own-names", "Namn på dem som har läst"),
            ("own-disclosures", "Vad har lämnats ut om mig"),
            ("own-particulars", "Uppgifter om mig"),
            ("own-extract", "Mina uppgifter som fil"),
        )
    ),
    *(
        Row(
            name,
            f"{what} (bara deltagaren själv)",
            (Place("own", NOBODY), Place("protected", NOBODY)),
            {"pk": kind},
            words,
        )
        for name, what, kind, words in (
            ("own-plan-comment", "Kommentera planen", "plan", {}),
            ("own-goal-comment", "Kommentera ett mål", "plan_goal", {}),
            ("own-step-tick", "Markera ett steg", "step", {}),
            ("own-consent-answer", "Svara om samtycke", "case", {"kind": "secrecy"}),
            ("own-consent-withdraw", "Ta tillbaka samtycke", "case", {"kind": "secrecy"}),
            ("own-receipt", "Kvitto på mina samtycken", "case", {}),
            (
                "own-instrument",
                "En enkät till mig",
                "case",
                {"instrument": "kasam", "moment": "enrolment"},
            ),
            ("own-need-comment", "Kommentera ett behov", "need", {}),
            ("own-question", "En fråga till mig", "person_question", {}),
            ("own-extract-document", "Mitt registerutdrag som PDF", "released", {}),
            ("own-extract-archive", "Mitt registerutdrag som fil", "released", {}),
        )
    ),
)

# Answered before anybody asks who it is.
OPEN_TO_ALL = (
    "front",
    "choose-role",
    "choose-assignment",
    "log-in",
    "log-out",
    "gallery",
    "accessibility",
    "accessibility-own",
    "health",
)
HER_BUTTONS = ("own-language", "own-step-tick")


def for_herself(row: Row, which: str, hers: str) -> int:
    """The status of a GET by a participant, whose the objects of the kind `hers` are."""
    if row.name in OPEN_TO_ALL:
        return row.expected(which, EVERYBODY[0])
    if row.name in HER_BUTTONS:
        return ONLY_POST
    return OK if row in OWN_PAGES and which in (NO_OBJECT, hers) else HIDDEN


SECTIONS: dict[str, tuple[Row, ...]] = {
    "In och ut": COMING_IN,
    "Egna listor": LISTS,
    "En deltagares ärende": CASE,
    "Registerutdrag": EXTRACTS,
    "Grupper och arbetsplatser": WORK,
    "Målgruppen och bevakning av ersättning": AREA,
    "Mottaget från andra myndigheter": RECEIVED,
    "Aktualiseringar": REFERRALS,
    "Förslag": PROPOSALS,
    "Inkorg och laget": INTAKE,
    "Teammöten, platser och flöde": TEAM_MEETINGS,
    "Deltagarens egna sidor": OWN_PAGES,
    "Enkäter, jämförelsegrupp och egna system": MEASURING,
    # Last, for here somebody's assignment is ended.
    "Mål, siffror och medarbetare": RESULTS,
    "Insatsens gång": RUNNING,
}
ROWS: tuple[Row, ...] = tuple(row for rows in SECTIONS.values() for row in rows)
