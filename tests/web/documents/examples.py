"""Fictitious people in every document; the personal numbers are masked and belong to nobody."""

from datetime import date

from stegvis.web.documents.typesetting import (
    ClosingSummary,
    ConsentForm,
    ConsentReceipt,
    HandedOutList,
    InstrumentForm,
    JournalCopy,
    Letter,
    LogExtract,
    Participant,
    Plan,
    PurposeBasis,
    RegisterExtract,
    Signer,
    Template,
    Underlag,
)

ALVA: Participant = {"first_name": "Alva", "masked_number": "20030412-••••"}
LETTER: Letter = {
    "owner": "Uppsala kommun, Arbetsmarknadsnämnden",
    "programme": "Förrehabiliterande insatser för unga med aktivitetsersättning",
    "printed_on": date(2026, 11, 21),
}
SIGNERS: list[Signer] = [
    {"role": "Deltagare", "name": None},
    {"role": "Case manager", "name": "Sara Berg"},
]
RECEIVERS = ["Försäkringskassan", "Arbetsförmedlingen", "Region Uppsala", "Omsorgsnämnden"]
WITHDRAW = (
    "Du kan ta tillbaka hela samtycket eller en del av det när du vill, utan att säga varför."
    " Säg till din kontaktperson eller gör det själv i Stegvis.\n\n"
    "Från den stunden lämnas inget mer ut. Det som redan har lämnats ut kan mottagaren ha kvar i"
    " sin egen akt. Du får delta även om du säger nej."
)
BASES: list[PurposeBasis] = [
    {
        "purpose": "Planera och samordna stödet",
        "basis": "artikel 6.1 e, uppgift av allmänt intresse; artikel 9.2 b; lagen (2003:1210) om "
        "finansiell samordning av rehabiliteringsinsatser",
    }
]
PURPOSE = (
    "Att planera och följa upp din väg mot arbete eller studier tillsammans med dig, så att du"
    " inte behöver berätta samma sak flera gånger."
)

PLAN: Plan = {
    **LETTER,
    "participant": ALVA,
    "case_manager": "Sara Berg",
    "version": 2,
    "confirmed_on": date(2026, 11, 16),
    "next_followup": date(2027, 1, 18),
    "strengths": "Alva kommer i tid, är noggrann och tycker om att sortera och laga saker."
    " Förmiddagar fungerar bäst.",
    "goals": [
        {
            "words": "Jag vill komma upp i aktivitet två förmiddagar i veckan.",
            "actions": [
                {
                    "what": "Studiebesök på Återbruket",
                    "responsible": "Sara Berg, case manager",
                    "due": date(2026, 11, 16),
                    "is_done": True,
                },
                {
                    "what": "Startmöte för arbetsträning, 2 förmiddagar à 3 h",
                    "responsible": "Alva och Sara Berg",
                    "due": date(2026, 12, 3),
                    "is_done": False,
                },
            ],
        },
        {
            "words": "Jag vill känna mig trygg i en liten grupp.",
            "actions": [
                {
                    "what": "Kursen Välj din framtid, sex tillfällen",
                    "responsible": "Arbetsmarknadsenheten",
                    "due": "15 december 2026 – 2 februari 2027",
                    "is_done": False,
                }
            ],
        },
        {
            "words": "Jag vill veta vad som händer med pengarna efter februari.",
            "actions": [
                {
                    "what": "Trepartssamtal om ny ansökan",
                    "responsible": "Lena Holm, Försäkringskassan",
                    "due": None,
                    "is_done": False,
                }
            ],
        },
    ],
    "agreed_on": date(2026, 11, 16),
    "agreed_how": "vid möte",
    "anchored": [
        {
            "organisation": "Försäkringskassan",
            "on": date(2026, 11, 18),
            "how": "Telefonsamtal med Lena Holm",
        }
    ],
    "signers": SIGNERS,
}

RECEIPT: ConsentReceipt = {
    **LETTER,
    "participant": ALVA,
    "given_on": date(2026, 10, 14),
    "given_how": "skriftligt på papper",
    "valid_to": date(2027, 10, 14),
    "taken_by": "Sara Berg, case manager",
    "form_version": "2026:1",
    "language": "svenska",
    "purpose": PURPOSE,
    "bases": BASES,
    "receivers": RECEIVERS,
    "categories": [
        {
            "label": "Kontaktuppgifter",
            "description": "telefon, adress, e-post",
            "granted": [True, True, True, True],
        },
        {
            "label": "Planering",
            "description": "kartläggning, handlingsplan, aktiviteter",
            "granted": [True, True, True, False],
        },
        {
            "label": "Hälsa",
            "description": "det du själv berättar och vårdens bedömning",
            "granted": [True, False, True, False],
        },
        {"label": "Ekonomi", "description": None, "granted": [True, False, False, False]},
    ],
    "other_consents": [
        {
            "title": "Kontakt efter avslut",
            "text": "Vi ringer efter 3, 6 och 12 månader.",
            "is_given": True,
            "valid_to": date(2028, 10, 14),
        },
        {"title": "Enkäter", "text": None, "is_given": False, "valid_to": None},
    ],
    "how_to_withdraw": WITHDRAW,
}

FORM: ConsentForm = {
    **LETTER,
    "participant": None,
    "period": "så länge du deltar i insatsen, längst till 14 oktober 2027",
    "form_version": "2026:1",
    "purpose": PURPOSE,
    "receivers": RECEIVERS,
    "categories": [
        {"label": "Kontaktuppgifter", "description": "telefon, adress, e-post"},
        {"label": "Planering", "description": "kartläggning, handlingsplan, aktiviteter"},
        {"label": "Hälsa", "description": "det du själv berättar och vårdens bedömning"},
        {"label": "Ekonomi", "description": None},
    ],
    "other_consents": [
        {"title": "Kontakt efter avslut", "text": "Vi ringer efter 3, 6 och 12 månader."},
        {"title": "Registrering för uppföljning", "text": "Så att vi ser om insatsen hjälper."},
    ],
    "how_to_withdraw": WITHDRAW,
    "signers": SIGNERS,
}

UNDERLAG: Underlag = {
    **LETTER,
    "participant": ALVA,
    "meeting": {
        "on": "3 december 2026 kl. 10.00",
        "place": "Försäkringskassan, Kungsgatan",
        "people": ["Alva", "Lena Holm (FK)", "Per Ek (AF)", "Sara Berg"],
    },
    "prepared_by": "Sara Berg, case manager",
    "works": [
        "Har kommit till sex av sju möten och hör av sig när det inte går.",
        "Trivs på Återbruket: noggrann, tålig och omtyckt av handledaren.",
        "Sover bättre sedan i oktober. Förmiddagar fungerar bäst.",
    ],
    "wants": [
        "Komma upp i två förmiddagar i veckan före jul.",
        "Lära känna några få personer i lugn takt.",
        "På sikt arbeta med reparationer.",
    ],
    "needs": [
        "Samma handledare varje gång.",
        "Besked om ersättningen efter 28 februari.",
        "Resa till Återbruket på morgonen.",
    ],
    "questions": [
        {
            "party": "Försäkringskassan",
            "questions": [
                "När behöver en ny ansökan vara inne?",
                "Räcker läkarutlåtandet från maj?",
            ],
        },
        {"party": "Arbetsförmedlingen", "questions": ["Kan en SIUS vara med från januari?"]},
        {"party": "Alva", "questions": ["Vad skulle göra nästa månad lite bättre?"]},
    ],
    "dates": [
        {"on": date(2026, 12, 14), "what": "Handlingsplanen följs upp"},
        {"on": date(2027, 1, 15), "what": "Samtycket till Region Uppsala går ut"},
        {"on": date(2027, 2, 28), "what": "Beslutet om aktivitetsersättning går ut"},
    ],
}

CLOSING: ClosingSummary = {
    **LETTER,
    "participant": ALVA,
    "case_manager": "Sara Berg",
    "enrolled_on": date(2026, 1, 14),
    "exited_on": date(2026, 11, 20),
    "reason": "Fullföljd insats",
    "destination": "Det förstärkta samarbetet",
    "sections": [
        {
            "title": "Vägen hit",
            "text": "Alva kom till insatsen efter två år nästan utan aktivitet. Hon började med"
            " studiebesök och har sedan arbetstränat på Återbruket.\n\nI våras provade hon"
            " kursen Välj din framtid, först med stöd och sedan på egen hand.",
        },
        {
            "title": "Det här fungerar",
            "text": "Fasta tider, samma handledare och tydliga uppgifter. Alva säger själv till"
            " när något blir för mycket.",
        },
    ],
    "activities": [
        {
            "what": "Arbetsträning, Återbruket",
            "period": "3 mars – 30 oktober 2026",
            "extent": "15 till 40 %",
        },
        {
            "what": "Välj din framtid",
            "period": "7 april – 12 maj 2026",
            "extent": "5 av 6 tillfällen",
        },
    ],
    "is_plan_known": True,
    "is_plan_anchored": True,
    "plan_after": "Gemensam kartläggning hos Arbetsförmedlingen i december, därefter"
    " arbetsförberedande insats på halvtid.",
    "handovers": [
        {
            "organisation": "Arbetsförmedlingen",
            "contact": "Per Ek, SIUS-konsulent",
            "on": date(2026, 11, 18),
        }
    ],
    "followups": [date(2027, 2, 20), date(2027, 5, 20), date(2027, 11, 20)],
    "signers": SIGNERS,
}

JOURNAL: JournalCopy = {
    **LETTER,
    "participant": ALVA,
    "period": "1 november – 21 november 2026",
    "copied_by": "Sara Berg, case manager",
    "notes": [
        {
            "on": date(2026, 11, 16),
            "kind": "möte",
            "author": "Sara Berg, case manager",
            "text": "Studiebesök på Återbruket. Alva vill börja med sortering, helst förmiddagar"
            " och i liten grupp.\n\nNästa steg: startmöte 3 december.",
            "amends": None,
        },
        {
            "on": date(2026, 11, 19),
            "kind": "telefonsamtal",
            "author": "Sara Berg, case manager",
            "text": "Startmötet är kl. 10, inte kl. 9.",
            "amends": date(2026, 11, 16),
        },
    ],
}

EXTRACT: RegisterExtract = {
    **LETTER,
    "participant": ALVA,
    "requested_on": date(2026, 11, 20),
    "introduction": "Uppgifterna behandlas för att ge dig stöd enligt socialtjänstlagen.",
    "sections": [
        {
            "title": "Vem som har tittat på dina uppgifter",
            "introduction": "Enhet och skäl, de senaste tolv månaderna.",
            "columns": ["När", "Enhet", "Skäl"],
            "rows": [
                [f"{day} november 2026 kl. 09.{day:02}", "Arbetsmarknadsenheten", "Pågående ärende"]
                for day in range(1, 31)
            ],
        },
        {
            "title": "Utlämnade uppgifter",
            "introduction": None,
            "columns": ["När", "Till", "Vad", "Grund"],
            "rows": [
                ["18 november 2026", "Försäkringskassan", "Handlingsplan, version 2", "Samtycke"]
            ],
        },
        {"title": "Uppladdade filer", "introduction": None, "columns": ["Namn"], "rows": []},
    ],
    "rights": "Du kan begära att fel rättas. Vänd dig till din kontaktperson eller till nämndens"
    " dataskyddsombud. Är du inte nöjd kan du klaga hos Integritetsskyddsmyndigheten.",
}

HANDED_OUT: HandedOutList = {
    **LETTER,
    "participant": ALVA,
    "rows": [
        {
            "what": "Handlingsplan, version 2",
            "receiver": "Försäkringskassan",
            "on": date(2026, 11, 18),
            "ground": "Samtycke",
            "ended": None,
        },
        {
            "what": "Kartläggning, version 1: planering och utbildning",
            "receiver": "Arbetsförmedlingen",
            "on": date(2026, 10, 20),
            "ground": "Nödvändigt för den egna verksamheten (OSL 10 kap. 2 §)",
            "ended": date(2026, 11, 2),
        },
    ],
    "bases": BASES,
}

LOG: LogExtract = {
    "owner": "Uppsala kommun, Arbetsmarknadsnämnden",
    "programme": "Förrehabiliterande insatser för unga med aktivitetsersättning",
    "printed_on": date(2026, 11, 21),
    "participant": {"first_name": "Alva", "masked_number": "20030214-••••"},
    "rows": [
        {
            "at": "20 november 2026, 09.12",
            "what": "Läste om dig",
            "who": "Försäkringskassan, Unga",
            "why": "Det som har lämnats till en annan myndighet",
        }
    ],
}

QUESTIONNAIRE: InstrumentForm = {
    "owner": "Uppsala kommun, Arbetsmarknadsnämnden",
    "programme": "Förrehabiliterande insatser för unga med aktivitetsersättning",
    "printed_on": date(2026, 11, 21),
    "title": "Tilltro och aktivitet",
    "lead": "Det är frivilligt att svara, och du får hoppa över frågor.",
    "licence": "Utgåva 2, med tillstånd",
    "items": [
        {
            "text": "Hur stor tilltro har du till din egen förmåga?",
            "help": "0 = Ingen alls, 10 = Mycket stor",
            "choices": [str(n) for n in range(11)],
        },
        {"text": "Något annat som du vill säga?", "help": None, "choices": []},
    ],
}

EXAMPLES: dict[Template, Letter] = {
    "plan": PLAN,
    "consent_receipt": RECEIPT,
    "consent_form": FORM,
    "underlag": UNDERLAG,
    "closing_summary": CLOSING,
    "journal_copy": JOURNAL,
    "register_extract": EXTRACT,
    "log_extract": LOG,
    "handed_out": HANDED_OUT,
    "instrument_form": QUESTIONNAIRE,
}
